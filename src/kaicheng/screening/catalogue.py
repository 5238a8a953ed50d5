"""The rules and kinds of ``data/``: what each is called, how much it weighs and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kaicheng.findings import Finding, Place, Severity, Text


@cache
def data(name: str) -> Any:
    """The content of ``data/<name>.yaml``."""
    return yaml.safe_load(files("kaicheng.screening").joinpath(f"data/{name}.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Rule:
    """One rule of ``data/rules.yaml``; ``remedy`` says what to do next."""

    id: str
    severity: Severity
    title: Text
    basis: str
    remedy: Text
    thresholds: Mapping[str, Any]

    def found(
        self,
        zh: str,
        en: str,
        *where: Place,
        expected: object = None,
        actual: object = None,
        severity: Severity | None = None,
        remedy: bool = True,
    ) -> Finding:
        """A finding of this rule; the remedy is told behind the message unless it says so itself."""
        if remedy and self.remedy.zh:
            zh, en = f"{zh}。{self.remedy.zh}。", f"{en}. {self.remedy.en}."
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


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is found, such as a mobile number, and the rule it falls under."""

    key: str
    rule: str
    name: Text


@cache
def catalogue() -> Mapping[str, Rule]:
    """Every rule by its id."""
    return {
        rule_id: Rule(
            rule_id,
            Severity(entry["severity"]),
            Text(entry["zh"], entry["en"]),
            entry["basis"],
            Text(entry.get("do", ""), entry.get("do_en", "")),
            entry.get("thresholds", {}),
        )
        for rule_id, entry in data("rules").items()
    }


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its key."""
    return {
        key: Kind(key, entry["rule"], Text(entry["zh"], entry["en"])) for key, entry in data("kinds").items()
    }
