"""Articles of the law, and rules that are in force from one day to another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Protocol, TypeVar

from kaicheng.findings import Text

from .datafile import DATA, Node, load
from .wording import numeral


class Mark(StrEnum):
    """How firmly a rule stands."""

    LAW = "law"
    """Said by a law, a regulation or a document of the State Council that was read."""
    CONVENTION = "convention"
    """Our own default where the law is silent; an agency may set another."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, a regulation or a document; ``number`` is its document number where that helps to find it.

    ``edition`` tells an older text from the present one; ``titled`` is false for what is no document.
    """

    code: str
    name: Text
    number: str | None = None
    edition: Text | None = None
    titled: bool = True


@dataclass(frozen=True, slots=True)
class Article:
    """A place in an instrument: article, paragraph (款), item (项); each but the instrument optional."""

    instrument: Instrument
    article: int | None = None
    paragraph: int | None = None
    item: int | None = None

    @property
    def cite(self) -> Text:
        """《政府信息公开条例》第三十三条第二款, and the same in English."""
        name, edition = self.instrument.name, self.instrument.edition
        zh, en = (f"《{name.zh}》" if self.instrument.titled else name.zh), name.en
        if edition is not None:
            zh, en = f"{zh}（{edition.zh}）", f"{en} ({edition.en})"
        if self.article is None:
            if self.instrument.number:
                zh, en = f"{zh}（{self.instrument.number}）", f"{en} ({self.instrument.number})"
            return Text(zh=zh, en=en)
        zh += f"第{numeral(self.article)}条"
        en += f", Art. {self.article}"
        if self.paragraph is not None:
            zh += f"第{numeral(self.paragraph)}款"
            en += f"({self.paragraph})"
        if self.item is not None:
            zh += f"第（{numeral(self.item)}）项"
            en += f" item {self.item}"
        return Text(zh=zh, en=en)


def read_instruments(node: Node) -> dict[str, Instrument]:
    """Read ``data/instruments.yaml``.

    Raises:
        DataError: an instrument lacks a name, or has a part that is not known.
    """
    found = {}
    for code, entry in node.items():
        entry.only("zh", "en", "number", "edition", "titled")
        number, edition, titled = entry.maybe("number"), entry.maybe("edition"), entry.maybe("titled")
        found[code] = Instrument(
            code,
            Text(zh=entry.at("zh").text(), en=entry.at("en").text()),
            number.text() if number else None,
            edition.pair() if edition else None,
            titled.flag() if titled else True,
        )
    return found


@cache
def instruments() -> Mapping[str, Instrument]:
    """All instruments by code."""
    return MappingProxyType(read_instruments(load(DATA / "instruments.yaml")))


def read_article(node: Node) -> Article:
    """Read ``ogi_regulation 33(2)[1]``: instrument, article, paragraph in round, item in square brackets.

    Raises:
        DataError: another form, or an instrument that is not in ``instruments.yaml``.
    """
    match = re.fullmatch(r"(\w+)(?: (\d+)(?:\((\d+)\))?(?:\[(\d+)\])?)?", node.text())
    if not match or match[1] not in instruments():
        raise node.fault("应为“文件代号 条(款)[项]”，文件代号见 instruments.yaml", "not an article")
    numbers = [int(group) if group else None for group in match.groups()[1:]]
    return Article(instruments()[match[1]], *numbers)


@dataclass(frozen=True, slots=True)
class InForce:
    """The days on which a rule is in force, both ends included; ``until`` is ``None`` while it still is."""

    since: date
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class HasInForce(Protocol):
    """Any rule with dates."""

    @property
    def in_force(self) -> InForce: ...


Rule = TypeVar("Rule", bound=HasInForce)


def read_in_force(node: Node) -> InForce:
    """Read ``{from: 2019-05-15, to: null}``.

    Raises:
        DataError: it ends before it begins.
    """
    node.only("from", "to")
    until = node.maybe("to")
    span = InForce(node.at("from").day(), until.day() if until else None)
    if span.until is not None and span.until < span.since:
        raise node.fault("截止日早于起始日", "it ends before it begins")
    return span


def check_succession(node: Node, rules: Sequence[HasInForce]) -> None:
    """Make sure that dated rules follow each other in order and never overlap.

    Raises:
        DataError: they do, or there is none.
    """
    if not rules:
        raise node.fault("至少应有一条规则", "there must be at least one rule")
    for earlier, later in pairwise(rules):
        if earlier.in_force.until is None or later.in_force.since <= earlier.in_force.until:
            raise node.fault("施行日期重叠或先后颠倒", "dates in force overlap or are out of order")


def in_force_on(rules: Sequence[Rule], day: date) -> Rule | None:
    """The rule in force on that day, if there is one."""
    return next((rule for rule in rules if day in rule.in_force), None)
