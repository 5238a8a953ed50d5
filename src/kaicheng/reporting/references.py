"""Live references in the text: ``{{published_items}}`` stands for a number until the report is signed.

Kept by names that never change; shown and written by what they are, ``{{主动公开信息}}``: a writer sees
where a number comes from, and a column that is renamed keeps its references.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kaicheng.annual_report.numbers import canonical
from kaicheng.reporting.facts import Fact

REFERENCE = re.compile(r"\{\{\s*([^{}\n]+?)\s*\}\}")


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
    >>> resolve("共{{信息}}条", {"n": Fact("n", "信息", 391, "条", "")}).text
    '共391条'
    """
    used: dict[str, Fact] = {}
    unknown: dict[str, None] = {}
    names = {label: name for name, label in labels(facts).items()}

    def number(match: re.Match[str]) -> str:
        fact = facts.get(match[1]) or facts.get(names.get(match[1], ""))
        if fact is None:
            unknown[match[1]] = None
            return match[0]
        used[fact.name] = fact
        return canonical(fact.value)

    return Resolved(REFERENCE.sub(number, text), tuple(used.values()), tuple(unknown))


def labels(facts: Mapping[str, Fact]) -> dict[str, str]:
    """What each fact is called in a text, by its name. Two of one label are told apart by their names."""
    count = Counter(fact.label for fact in facts.values())
    return {
        name: fact.label if count[fact.label] == 1 else f"{fact.label}（{name}）"
        for name, fact in facts.items()
    }


def readable(text: str, facts: Mapping[str, Fact]) -> str:
    """The text with every reference by its label, as it is shown to be written on.

    >>> readable("共{{n}}条", {"n": Fact("n", "信息", 391, "条", "")})
    '共{{信息}}条'
    """
    return _renamed(text, labels(facts))


def lasting(text: str, facts: Mapping[str, Fact]) -> str:
    """The text with every reference by its name, as it is kept.

    >>> lasting("共{{ 信息 }}条", {"n": Fact("n", "信息", 391, "条", "")})
    '共{{n}}条'
    """
    return _renamed(text, {label: name for name, label in labels(facts).items()})


def _renamed(text: str, names: Mapping[str, str]) -> str:
    return REFERENCE.sub(lambda match: f"{{{{{names.get(match[1], match[1])}}}}}", text)
