"""Live references in the text: ``{{published_items}}`` stands for a number until the report is signed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kaicheng.annual_report.numbers import canonical
from kaicheng.reporting.facts import Fact

REFERENCE = re.compile(r"\{\{\s*([a-z_0-9.]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A text with every reference replaced, what was referred to, and names that stand for nothing."""

    text: str
    used: tuple[Fact, ...]
    unknown: tuple[str, ...]


def resolve(text: str, facts: Mapping[str, Fact]) -> Resolved:
    """The text as it reads now. A reference to nothing stays as it is, so that the checks find it.

    >>> resolve("共{{n}}条", {"n": Fact("n", "信息", 391, "条", "")}).text
    '共391条'
    """
    used: dict[str, Fact] = {}
    unknown: dict[str, None] = {}

    def number(match: re.Match[str]) -> str:
        fact = facts.get(match[1])
        if fact is None:
            unknown[match[1]] = None
            return match[0]
        used[fact.name] = fact
        return canonical(fact.value)

    return Resolved(REFERENCE.sub(number, text), tuple(used.values()), tuple(unknown))
