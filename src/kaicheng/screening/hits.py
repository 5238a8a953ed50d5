"""What was found at one place of a text, before it is told to anybody."""

from __future__ import annotations

from dataclasses import dataclass

from kaicheng.findings import Severity
from kaicheng.screening.catalogue import catalogue, kinds


@dataclass(frozen=True, slots=True)
class Hit:
    """Something of a kind (``data/kinds.yaml``) from ``start`` to ``end``.

    ``severity`` lowers or raises what the rule says; ``note`` and ``note_en`` add what made it one. ``roll``
    is a digest of the list that a hit speaks of as a whole: a verdict on one list is none on another.
    """

    kind: str
    start: int
    end: int
    severity: Severity | None = None
    note: str = ""
    note_en: str = ""
    roll: str = ""

    @property
    def rule(self) -> str:
        return kinds()[self.kind].rule

    @property
    def weight(self) -> Severity:
        """How much it weighs."""
        return self.severity or catalogue()[self.rule].severity
