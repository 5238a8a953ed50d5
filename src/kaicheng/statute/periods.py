"""The periods of the law: how long each is, in what unit, and since when (``data/periods.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from kaicheng.findings import Text

from .citation import Article, InForce, Mark, check_succession, in_force_on, read_article, read_in_force
from .datafile import DATA, Node, load
from .errors import RuleNotInForce
from .wording import fill


class Unit(StrEnum):
    """How a period is counted; the file explains each."""

    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"
    FIXED = "fixed"
    SAME_DAY = "same_day"


class Kind(StrEnum):
    """Every period that has a name; the command line offers the first eleven."""

    ANSWER = "answer"
    CORRECTION_NOTICE = "correction_notice"
    CONSULTATION = "consultation"
    PAYMENT = "payment"
    PUBLICATION = "publication"
    RECONSIDERATION = "reconsideration"
    LITIGATION = "litigation"
    LITIGATION_AFTER_RECONSIDERATION = "litigation_after_reconsideration"
    REPORT = "report"
    MESSAGE_SIMPLE = "message_simple"
    MESSAGE_COMPLEX = "message_complex"
    GOVERNMENT_REPORT = "government_report"
    EXTENSION = "extension"
    CORRECTION_LIMIT = "correction_limit"
    AGENCY_OPINION = "agency_opinion"
    REASONS = "reasons"
    RESPONDENT_REPLY_SUMMARY = "respondent_reply_summary"
    RESPONDENT_REPLY_ORDINARY = "respondent_reply_ordinary"
    DEFENDANT_EVIDENCE = "defendant_evidence"
    PENALTY_WITHDRAWAL = "penalty_withdrawal"


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """A period as it was between two dates. ``by`` is (month, day), for :attr:`Unit.FIXED` only; its
    ``length`` is then 0."""

    in_force: InForce
    length: int
    unit: Unit
    by: tuple[int, int] | None
    article: Article
    mark: Mark


@dataclass(frozen=True, slots=True)
class Period:
    """A named period, what sets it going, and its rules over time, oldest first."""

    kind: Kind
    name: Text
    start: Text
    rules: tuple[PeriodRule, ...]

    def on(self, day: date) -> PeriodRule:
        """The rule in force on that day.

        Raises:
            RuleNotInForce: none is.
        """
        rule = in_force_on(self.rules, day)
        if rule is None:
            raise RuleNotInForce(
                day,
                fill(
                    Text(
                        zh="{day}没有可适用的“{name}”规则：本软件所载规则自{since}起施行。"
                        "请核对日期；更早的事项适用当时的规定，只录入、不计算。",
                        en="No rule for the {name} on {day}: the first one here is in force from {since}. "
                        "Was the date mistyped? Older matters follow the rules of their time; they are "
                        "recorded, not computed.",
                    ),
                    day=day,
                    name=self.name,
                    since=self.rules[0].in_force.since,
                ),
            )
        return rule


def _read_rule(node: Node) -> PeriodRule:
    unit = Unit(node.at("unit").choice(Unit))
    node.only("in_force", "by" if unit is Unit.FIXED else "length", "unit", "article", "mark")
    return PeriodRule(
        in_force=read_in_force(node.at("in_force")),
        length=0 if unit is Unit.FIXED else node.at("length").integer(),
        unit=unit,
        by=node.at("by").month_day() if unit is Unit.FIXED else None,
        article=read_article(node.at("article")),
        mark=Mark(node.at("mark").choice(Mark)),
    )


def read_periods(node: Node) -> dict[Kind, Period]:
    """Read ``data/periods.yaml``.

    Raises:
        DataError: a kind is missing or unknown, a rule lacks a part, or dates in force overlap.
    """
    node.only(*Kind)
    periods = {}
    for kind in Kind:
        entry = node.at(kind).only("name", "start", "rules")
        rules = tuple(_read_rule(rule) for rule in entry.at("rules").each())
        check_succession(entry.at("rules"), rules)
        periods[kind] = Period(kind, entry.at("name").pair(), entry.at("start").pair(), rules)
    return periods


@cache
def periods() -> Mapping[Kind, Period]:
    """All periods."""
    return MappingProxyType(read_periods(load(DATA / "periods.yaml")))


def period(kind: Kind) -> Period:
    """The period of that name."""
    return periods()[kind]
