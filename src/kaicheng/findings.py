"""The one shape in which every check of Kaicheng says what it found.

Report arithmetic, checks before publication, site monitors and fixity runs all return lists of
:class:`Finding`, so that the command line, an editor's panel, the API and a supervisor's list show
one thing, and a person's verdict on it can be kept in one way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding weighs, worst first."""

    BLOCK = "block"
    """Must be mended: the thing checked cannot go on."""
    WARN = "warn"
    """Must be looked at: mend it, or give a reason."""
    INFO = "info"
    """Worth knowing."""

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Kind(StrEnum):
    """What a :class:`Place` points at."""

    CELL = "cell"
    """A figure of a form, by its cell path: ``requests.new_received.total``."""
    SENTENCE = "sentence"
    """A passage of text, quoted; ``ref`` names the part it stands in."""
    PART = "part"
    """A whole part of a document: a chapter, a table, a field."""
    FILE = "file"
    """A place in a file: a page, a line, a sheet."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding points: ``ref`` for programs, ``quote`` the words that stand there."""

    kind: Kind
    ref: str
    quote: str = ""


def cells(*paths: str) -> tuple[Place, ...]:
    """Places for the cells with these paths."""
    return tuple(Place(Kind.CELL, path) for path in paths)


def sentence(quote: str, part: str = "") -> Place:
    """The place of a quoted passage; ``part`` is the id of the chapter it stands in."""
    return Place(Kind.SENTENCE, part, quote)


def part(ref: str) -> Place:
    """The place of a whole chapter, table or field."""
    return Place(Kind.PART, ref)


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both languages of the interface."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found, said so that its reader knows what to mend.

    ``rule`` is the stable id under which ``docs/findings.md`` explains the rule. ``expected`` and
    ``actual`` are what ought to stand there and what does, as text; ``None`` where the rule has none.
    """

    rule: str
    severity: Severity
    message: Text
    where: tuple[Place, ...] = field(default=())
    expected: str | None = None
    actual: str | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """Paths of the cells used, in the order in which the rule names them."""
        return tuple(place.ref for place in self.where if place.kind is Kind.CELL)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The passages used, quoted."""
        return tuple(place.quote for place in self.where if place.kind is Kind.SENTENCE)

    @property
    def fingerprint(self) -> str:
        """Equal for the same fault in the same words, so that a person's verdict outlives a new run."""
        parts = [self.rule, self.expected or "", self.actual or ""]
        parts += [f"{place.kind}\x1f{place.ref}\x1f{place.quote}" for place in self.where]
        return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:32]

    def to_json(self) -> dict[str, Any]:
        """The object of the contract ``kaicheng/findings/1``."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message.zh,
            "message_en": self.message.en,
            "cells": list(self.cells),
            "sentences": list(self.sentences),
            "places": [
                {"kind": place.kind.value, "ref": place.ref}
                for place in self.where
                if place.kind in (Kind.PART, Kind.FILE)
            ],
            "expected": self.expected,
            "actual": self.actual,
        }


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sorted by severity, then by rule; findings of one rule keep their order."""
    return sorted(findings, key=lambda finding: (finding.severity.rank, finding.rule))


def blocks(findings: Iterable[Finding]) -> bool:
    """Whether any of them blocks."""
    return any(finding.severity is Severity.BLOCK for finding in findings)
