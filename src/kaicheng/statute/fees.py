"""The information processing fee (信息处理费), exact to the fen; ``data/fees.yaml``.

A fee is a decision, never automatic: these functions only say what it would come to. For one request the
agency charges by item or by volume, never both (办法第三条).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, cast

from kaicheng.findings import Text

from .citation import Article, InForce, check_succession, in_force_on, read_article, read_in_force
from .datafile import DATA, Node, load
from .errors import BadValue, RuleNotInForce
from .wording import fill

SCHEMA = "kaicheng/fee/1"
MOST_UNITS = 1_000_000
"""More than any applicant asks for in a month: a mistyped number is told so instead of computed."""

_FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Bracket:
    """Units up to ``upto`` (``None``: without end) cost ``yuan`` each."""

    upto: int | None
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class FeeRule:
    """Brackets in force between two dates; ``step`` as (size, raise) continues them without end."""

    in_force: InForce
    brackets: tuple[Bracket, ...]
    step: tuple[int, Decimal] | None


@dataclass(frozen=True, slots=True)
class FeeScale:
    """One of the two ways to charge."""

    code: str
    name: Text
    article: Article
    rules: tuple[FeeRule, ...]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One bracket of a fee: units ``first`` to ``last``, ``rate`` yuan each, ``amount`` yuan together."""

    first: int
    last: int
    rate: Decimal
    amount: Decimal

    @property
    def units(self) -> int:
        """How many units."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Fee:
    """What a fee comes to, in yuan, bracket by bracket.

    ``basis`` is ``per_item`` or ``per_page``; ``first`` and ``last`` are the units charged, counted from 1
    (items of one applicant in one calendar month, or pages of one request).
    """

    basis: str
    first: int
    last: int
    amount: Decimal
    lines: tuple[FeeLine, ...]
    article: Text
    month: tuple[int, int] | None = None

    def to_json(self) -> dict[str, Any]:
        """The object of the contract ``kaicheng/fee/1``; amounts are decimal strings in yuan."""
        return {
            "schema": SCHEMA,
            "basis": self.basis,
            "first": self.first,
            "last": self.last,
            "month": f"{self.month[0]}-{self.month[1]:02d}" if self.month else None,
            "amount": str(self.amount),
            "article": self.article.zh,
            "article_en": self.article.en,
            "lines": [
                {
                    "first": line.first,
                    "last": line.last,
                    "units": line.units,
                    "rate": str(line.rate),
                    "amount": str(line.amount),
                }
                for line in self.lines
            ],
        }


def _yuan(number: int) -> Decimal:
    return Decimal(number).quantize(_FEN)


def _read_rule(node: Node) -> FeeRule:
    node.only("in_force", "brackets", "step")
    step = node.maybe("step")
    brackets = tuple(
        Bracket(
            upto.integer() if (upto := each.only("upto", "yuan").maybe("upto")) else None,
            _yuan(each.at("yuan").integer()),
        )
        for each in node.at("brackets").each()
    )
    ends = [bracket.upto for bracket in brackets]
    if not ends or (ends[-1] is None) is (step is not None):
        raise node.fault(
            "最后一档应当不封顶，或者由 step 延续", "the last bracket must be open or have a step"
        )
    closed = [end for end in ends if end is not None]
    if len(closed) < len(ends) - 1 or closed != sorted(set(closed)):
        raise node.fault("各档应当由小到大", "brackets must rise")
    return FeeRule(
        read_in_force(node.at("in_force")),
        brackets,
        (step.only("size", "raise").at("size").integer(), _yuan(step.at("raise").integer()))
        if step
        else None,
    )


def read_scales(node: Node) -> dict[str, FeeScale]:
    """Read ``data/fees.yaml``.

    Raises:
        DataError: brackets do not rise or do not go on without end, or dates in force overlap.
    """
    node.only("per_item", "per_page")
    scales = {}
    for code in ("per_item", "per_page"):
        entry = node.at(code).only("name", "article", "rules")
        rules = tuple(_read_rule(rule) for rule in entry.at("rules").each())
        check_succession(entry.at("rules"), rules)
        scales[code] = FeeScale(code, entry.at("name").pair(), read_article(entry.at("article")), rules)
    return scales


@cache
def scales() -> Mapping[str, FeeScale]:
    """Both ways to charge, by code."""
    return MappingProxyType(read_scales(load(DATA / "fees.yaml")))


def _rule_on(scale: FeeScale, day: date | None) -> FeeRule:
    if day is None:
        return scale.rules[-1]
    rule = in_force_on(scale.rules, day)
    if rule is None:
        since = scale.rules[0].in_force.since
        raise RuleNotInForce(
            day,
            fill(
                Text(
                    zh="{day}不能收取信息处理费：收费办法自{since}起施行，此前没有收费标准。",
                    en="No fee can be charged on {day}: the scale is in force from {since}; there was "
                    "none before.",
                ),
                day=day,
                since=since,
            ),
        )
    return rule


def _bracket_of(rule: FeeRule, unit: int) -> tuple[int | None, Decimal]:
    """The end of the bracket that a unit falls in, and its rate."""
    for bracket in rule.brackets:
        if bracket.upto is None or unit <= bracket.upto:
            return bracket.upto, bracket.yuan
    top, (size, rise) = cast(int, bracket.upto), cast("tuple[int, Decimal]", rule.step)
    steps = (unit - top - 1) // size + 1
    return top + steps * size, bracket.yuan + rise * steps


def _charge(scale: FeeScale, first: int, last: int, day: date | None, month: tuple[int, int] | None) -> Fee:
    rule = _rule_on(scale, day)
    lines = []
    unit = first
    while unit <= last:
        end, rate = _bracket_of(rule, unit)
        end = last if end is None else min(end, last)
        lines.append(FeeLine(unit, end, rate, rate * (end - unit + 1)))
        unit = end + 1
    amount = sum((line.amount for line in lines), _yuan(0))
    return Fee(scale.code, first, last, amount, tuple(lines), scale.article.cite, month)


def _within(number: int, zh: str, en: str) -> None:
    if not 0 <= number <= MOST_UNITS:
        raise BadValue(
            Text(
                zh=f"{zh}应当在0至{MOST_UNITS}之间，写的是{number}",
                en=f"{en} must be 0 to {MOST_UNITS}, not {number}",
            )
        )


def _first_of(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError:
        word = f"{year:04}-{month:02}"
        raise BadValue(Text(zh=f"没有{word}这个月份", en=f"there is no month {word}")) from None


def fee_by_items(items: int, *, earlier: int = 0, month: tuple[int, int] | None = None) -> Fee:
    """The fee by item for ``items`` items of one applicant in one calendar month (办法第四条).

    Args:
        items: how many items are charged, 0 or more.
        earlier: items of the same month that came before them and are counted but not charged again.
        month: (year, month); without it the scale in force now.

    Raises:
        BadValue: a negative number, or no such month.
        RuleNotInForce: the month lies before the scale came into force.
    """
    _within(items, "件数", "the number of items")
    _within(earlier, "此前件数", "the number of earlier items")
    day = _first_of(*month) if month else None
    return _charge(scales()["per_item"], earlier + 1, earlier + items, day, month)


def fee_by_pages(pages: int, *, on: date | None = None) -> Fee:
    """The fee by volume for one request of ``pages`` pages (办法第五条).

    Raises:
        BadValue: a negative number.
        RuleNotInForce: ``on`` lies before the scale came into force.
    """
    _within(pages, "页数", "the number of pages")
    return _charge(scales()["per_page"], 1, pages, on, None)
