"""The one table of outcomes: what each means for the report, the letter, the file and the remedies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from kaicheng.findings import Text

from .citation import Article, read_article
from .datafile import DATA, Node, load
from .periods import Kind


class RemedyRule(StrEnum):
    """Which remedies an outcome opens."""

    CHOICE = "choice"
    """Reconsideration or suit, as the person likes."""
    FIRST = "first"
    """Reconsideration first (复议前置), suit only after it."""
    SETTING = "setting"
    """As the agency's conventions say."""
    BY_CASE = "by_case"
    """Depends on what happened; nothing is printed unasked."""


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its name: a letter or a piece of evidence."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request ends.

    ``row`` is the row of table 3 of the annual report that counts it, ``letter`` the letter to send
    (``None`` where none is laid down), ``evidence`` what the file must hold, ``own_act`` the act that
    records it where that is not an answer, ``waits_for`` the consultations that have to end before it,
    ``spared`` the evidence that one way to it, by the code of its act, does not rest on.
    """

    code: str
    name: Text
    article: Article
    row: str
    remedy: RemedyRule
    letter: Named | None
    evidence: tuple[Named, ...]
    own_act: str | None
    waits_for: frozenset[Kind] = frozenset()
    spared: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def evidence_for(self, *acts: str) -> tuple[Named, ...]:
        """What the file must hold where it ends by one of these acts."""
        spared = frozenset[str]().union(*(self.spared.get(act, frozenset()) for act in acts))
        return tuple(one for one in self.evidence if one.code not in spared)


@cache
def _named(file: str) -> Mapping[str, Named]:
    return MappingProxyType({code: Named(code, node.pair()) for code, node in load(DATA / file).items()})


def letters() -> Mapping[str, Named]:
    """All letters (文书) by code."""
    return _named("letters.yaml")


def evidence() -> Mapping[str, Named]:
    """All kinds of evidence by code."""
    return _named("evidence.yaml")


def _read_outcome(code: str, node: Node) -> Outcome:
    node.only("name", "article", "row", "remedy", "letter", "evidence", "own_act", "waits_for", "spared")
    spared = node.maybe("spared")
    letter, own_act, waits_for = node.maybe("letter"), node.maybe("own_act"), node.maybe("waits_for")
    return Outcome(
        code=code,
        name=node.at("name").pair(),
        article=read_article(node.at("article")),
        row=node.at("row").text(),
        remedy=RemedyRule(node.at("remedy").choice(RemedyRule)),
        letter=letters()[letter.choice(letters())] if letter else None,
        evidence=tuple(evidence()[item.choice(evidence())] for item in node.at("evidence").each()),
        own_act=own_act.text() if own_act else None,
        waits_for=frozenset(
            Kind(kind.choice((Kind.CONSULTATION, Kind.AGENCY_OPINION)))
            for kind in (waits_for.each() if waits_for else [])
        ),
        spared=MappingProxyType(
            {
                act: frozenset(item.choice(evidence()) for item in codes.each())
                for act, codes in (spared.items() if spared else ())
            }
        ),
    )


def read_outcomes(node: Node) -> dict[str, Outcome]:
    """Read ``data/outcomes.yaml``.

    Raises:
        DataError: an outcome lacks a part or names an unknown letter, kind of evidence or article.
    """
    return {code: _read_outcome(code, entry) for code, entry in node.items()}


@cache
def outcomes() -> Mapping[str, Outcome]:
    """All outcomes by code, in the order of the table."""
    return MappingProxyType(read_outcomes(load(DATA / "outcomes.yaml")))


def outcome_choices() -> list[tuple[str, str]]:
    """Pairs of code and Chinese name of the outcomes that an answer may have, for a form's choices."""
    return [(code, outcome.name.zh) for code, outcome in outcomes().items() if outcome.own_act is None]
