"""How a rule is written: its metadata is data, its logic one function.

``data/rules.yaml`` holds for each rule of the error catalogue its severity, its title in both languages,
its legal or practical basis, what it needs to be decided, and its thresholds. A function takes up a rule
with :func:`rule`; it sees a :class:`Case` and yields findings through :meth:`Rule.found`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

from kaicheng.annual_report.form import Form
from kaicheng.annual_report.model import AnnualReport
from kaicheng.findings import Finding, Place, Severity, Text


class Needs(StrEnum):
    """What must be at hand to decide a rule."""

    REPORT = "report"
    """The report alone."""
    PREVIOUS = "previous"
    """The same authority's report of the year before."""
    RECORDS = "records"
    """The authority's own records of the year, or its lists of duties and fees."""
    SITE = "site"
    """The published page, its column, its date and its copies."""
    PEERS = "peers"
    """Reports of other authorities, or the roster of a supervising department."""


@dataclass(frozen=True)
class Settings:
    """What differs from place to place. The defaults suit an authority of which nothing is known."""

    overview_limit: int | None = None
    """Longest part one that the locality allows, in characters (F14)."""
    makes_rules: bool | None = None
    """Whether the authority has the power to make rules 规章; ``None``: work it out from its name (T204)."""
    known_names: frozenset[str] = frozenset()
    """Further names of authorities and places that may stand in the text (F11)."""


@dataclass(frozen=True)
class Case:
    """What a rule sees: the report, last year's report if there is one, and the settings."""

    report: AnnualReport
    previous: AnnualReport | None = None
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def form(self) -> Form:
        return self.report.statutory_form

    def name(self, path: str) -> str:
        """Where a cell stands, in Chinese."""
        return self.form.cells[path].name


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue, as ``data/rules.yaml`` has it."""

    id: str
    severity: Severity
    title: Text
    basis: str
    needs: Needs
    thresholds: Mapping[str, Any]

    def found(
        self,
        zh: str,
        en: str,
        *where: Place,
        expected: object = None,
        actual: object = None,
        severity: Severity | None = None,
    ) -> Finding:
        """A finding of this rule. ``severity`` lowers (or raises) it for this case."""
        return Finding(
            self.id,
            severity or self.severity,
            Text(zh, en),
            where,
            None if expected is None else str(expected),
            None if actual is None else str(actual),
        )

    def threshold(self, name: str) -> Decimal:
        """A number from the rule's ``thresholds``; KeyError if there is none of this name."""
        return Decimal(str(self.thresholds[name]))


Decide = Callable[[Rule, Case], Iterator[Finding]]
_decisions: dict[str, Decide] = {}


@cache
def catalogue() -> Mapping[str, Rule]:
    """Every rule by id, those that need more than reports included."""
    text = files("kaicheng.annual_report").joinpath("data/rules.yaml").read_text("utf-8")
    return {
        rule_id: Rule(
            rule_id,
            Severity(entry["severity"]),
            Text(entry["zh"], entry["en"]),
            entry.get("basis", ""),
            Needs(entry.get("needs", "report")),
            entry.get("thresholds", {}),
        )
        for rule_id, entry in yaml.safe_load(text).items()
    }


def rule(rule_id: str) -> Callable[[Decide], Decide]:
    """Register the function that decides a rule of the catalogue."""

    def register(decide: Decide) -> Decide:
        if rule_id in _decisions:
            raise ValueError(f"rule {rule_id} is decided twice")
        if rule_id not in catalogue():
            raise ValueError(f"rule {rule_id} is not in data/rules.yaml")
        _decisions[rule_id] = decide
        return decide

    return register


def decisions() -> Mapping[str, Decide]:
    """The functions registered so far, by rule id."""
    return _decisions
