"""Where the mailboxes are, as the operator wrote it down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES = {"imaps": ("tls", 993), "imap": ("starttls", 143)}


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox. ``security`` is ``tls``, ``starttls``, or ``none`` for a server on the same machine."""

    host: str
    port: int
    security: str
    user: str
    password: str
    folder: str
    agency: str
    """The authority's short name in addresses (slug)."""

    @property
    def name(self) -> str:
        """What it is called in records: never with the password."""
        return f"{self.user}@{self.host}/{self.folder}"

    def __repr__(self) -> str:
        return f"<Mailbox {self.name}>"


def mailboxes(text: str) -> Iterator[Mailbox]:
    """The mailboxes named in ``KAICHENG_MAILBOXES``: addresses with blanks between them.

    ``imaps://user:password@host:993/INBOX?agency=renshe``; ``imap://`` begins in clear and changes to TLS,
    with ``security=none`` it does not. Raises ValueError for what is no such address, without its password.
    """
    for word in text.split():
        parts = urlsplit(word)
        options = dict(parse_qsl(parts.query))
        agency = options.pop("agency", "")
        if parts.scheme not in SCHEMES or not parts.hostname or not parts.username or not agency:
            raise ValueError(_WRONG)
        security, port = SCHEMES[parts.scheme]
        security = options.pop("security", security)
        if security not in {"tls", "starttls", "none"} or options:
            raise ValueError(_WRONG)
        yield Mailbox(
            parts.hostname,
            parts.port or port,
            security,
            unquote(parts.username),
            unquote(parts.password or ""),
            unquote(parts.path.lstrip("/")) or "INBOX",
            agency,
        )


_WRONG = (
    "KAICHENG_MAILBOXES is written imaps://user:password@host:993/INBOX?agency=slug, "
    "several with blanks between"
)
