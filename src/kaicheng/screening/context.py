"""What is known of the authority whose text is screened: its own lines and places are no leaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from kaicheng.screening.standard import standard

_NOT_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True)
class Context:
    """Facts of an authority and of the occasion. The default suits an authority of which nothing is known."""

    telephones: frozenset[str] = frozenset()
    """Official lines that the authority gives to the public, duty mobiles included."""
    addresses: frozenset[str] = frozenset()
    """Its offices, windows and meeting places."""
    mailboxes: frozenset[str] = frozenset()
    """Its mailboxes and other official accounts (微信号, QQ)."""
    names: frozenset[str] = frozenset()
    """People who may be named: those in office, contacts, and whoever else was approved."""
    accounts: frozenset[str] = frozenset()
    """Its own bank accounts (缴费, 保证金)."""
    not_public: frozenset[str] = frozenset()
    """Numbers (文号) of papers that are known not to be public (V17)."""
    secret_copy: frozenset[str] = frozenset()
    """Words by which the authority knows copies of secret papers, beside those of the list (V16)."""
    is_public: Callable[[str], bool] | None = None
    """Whether a public text of the paper with this number is known; ``None``: nobody can tell (V17)."""
    reply: bool = False
    """The text answers a request: what is found is a third party's (V24)."""
    applicant: frozenset[str] = frozenset()
    """Of a reply: the applicant's own name, numbers and address, which may stand in it."""

    @cached_property
    def digits(self) -> frozenset[str]:
        """All known numbers as bare digits."""
        known = self.telephones | self.accounts | self.mailboxes | (self.applicant if self.reply else set())
        return frozenset(filter(None, (_NOT_DIGITS.sub("", standard(entry)) for entry in known)))

    @cached_property
    def words(self) -> frozenset[str]:
        """All known names, addresses and mailboxes, in standard form."""
        known = self.addresses | self.mailboxes | self.names | (self.applicant if self.reply else set())
        return frozenset(standard(entry).strip().lower() for entry in known)

    def knows_number(self, number: str) -> bool:
        """Whether a number, however it is written, is one of the authority's."""
        digits = _NOT_DIGITS.sub("", number)
        return digits in self.digits or digits.removeprefix("86") in self.digits

    def knows(self, words: str) -> bool:
        """Whether a name or mailbox is known."""
        return words.strip().lower() in self.words

    def knows_place(self, address: str) -> bool:
        """Whether an address is, or is part of, or begins with a known one."""
        bare = re.sub(r"\s", "", address).lower()
        return any(bare in place or place in bare for place in self.words if len(place) >= 6 and bare)
