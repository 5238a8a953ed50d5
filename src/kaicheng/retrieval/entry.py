"""What is searched: one published document, as plain text."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

NOT_IN_FORCE = frozenset({"abolished", "lapsed", "superseded"})
"""The codes of ``Entry.validity`` with which a document ranks a little lower."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document. ``key`` is its identity: putting an entry with the same key replaces it.

    All text is plain, without markup. ``validity`` is ``effective``, ``amended`` or one of
    :data:`NOT_IN_FORCE`; ``""`` for what is neither in force nor out of it, such as news. ``year`` is that
    of publication unless given. ``attachments`` is the text of all attached files.
    """

    key: str
    url: str
    title: str
    body: str = ""
    attachments: str = ""
    number: str = ""
    """发文字号, as the document writes it."""
    index_number: str = ""
    authority: str = ""
    column: str = ""
    kind: str = ""
    topic: str = ""
    validity: str = ""
    published_on: date | None = None
    year: int | None = None

    @property
    def shown_year(self) -> int | None:
        """The year under which it is listed."""
        if self.year is None and self.published_on is not None:
            return self.published_on.year
        return self.year

    def to_json(self) -> dict[str, Any]:
        """All fields; the date as text."""
        day = self.published_on
        return {**asdict(self), "published_on": day.isoformat() if day else None}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Entry:
        """The entry of which :meth:`to_json` gave these values; fields left out keep their defaults."""
        day = values.get("published_on")
        return cls(**{**values, "published_on": date.fromisoformat(day) if day else None})
