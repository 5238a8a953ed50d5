"""What a person may do against an answer, or against none: where, by when, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import cast

from kaicheng.findings import Text

from .calendar import WorkCalendar
from .citation import Article, InForce, check_succession, in_force_on, read_article, read_in_force
from .conventions import Conventions, conventions
from .datafile import DATA, Node, load
from .deadlines import Deadline, deadline
from .errors import BadValue, RuleNotInForce
from .outcomes import RemedyRule, outcomes
from .periods import Kind, Unit, period
from .wording import fill, join

COURT = Text(zh="有管辖权的人民法院", en="the people's court with jurisdiction")
PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class DatedArticle:
    """An article in force between two dates."""

    in_force: InForce
    article: Article


@dataclass(frozen=True, slots=True)
class BodyRule:
    """To whom reconsideration goes, between two dates."""

    in_force: InForce
    bodies: tuple[Text, ...]
    article: Article


@dataclass(frozen=True, slots=True)
class AgencyKind:
    """A kind of agency, by who reconsiders its acts."""

    code: str
    name: Text
    rules: tuple[BodyRule, ...]


@dataclass(frozen=True, slots=True)
class RemedyTable:
    """All of ``data/remedies.yaml``."""

    first: tuple[DatedArticle, ...]
    omission: tuple[DatedArticle, ...]
    agencies: Mapping[str, AgencyKind]
    paragraphs: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way: its kind, to whom, the time in words, the article, and the last day where service is known."""

    kind: Kind
    to: tuple[Text, ...]
    within: Text
    article: Text
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class Remedies:
    """Everything to print under a letter.

    ``reconsideration_first`` says that a suit is possible only after reconsideration; ``ways`` is then
    in the order in which they are taken. ``paragraph`` is the text to print. ``article`` is why.
    """

    reconsideration_first: bool
    ways: tuple[Remedy, ...]
    paragraph: Text
    article: Text


_NONE = Remedies(
    reconsideration_first=False, ways=(), paragraph=Text(zh="", en=""), article=Text(zh="", en="")
)


def _read_dated(node: Node) -> tuple[DatedArticle, ...]:
    rules = tuple(
        DatedArticle(
            read_in_force(rule.only("in_force", "article", "mark").at("in_force")),
            read_article(rule.at("article")),
        )
        for rule in node.each()
    )
    check_succession(node, rules)
    return rules


def _read_agency(code: str, node: Node, bodies: dict[str, Text]) -> AgencyKind:
    node.only("name", "rules")
    rules = tuple(
        BodyRule(
            read_in_force(rule.only("in_force", "to", "article").at("in_force")),
            tuple(bodies[body.choice(bodies)] for body in rule.at("to").each()),
            read_article(rule.at("article")),
        )
        for rule in node.at("rules").each()
    )
    check_succession(node.at("rules"), rules)
    return AgencyKind(code, node.at("name").pair(), rules)


def read_remedies(node: Node) -> RemedyTable:
    """Read ``data/remedies.yaml``.

    Raises:
        DataError: a part is missing, a body is unknown, or dates in force overlap.
    """
    node.only("reconsideration_first", "omission", "bodies", "agencies", "paragraphs")
    bodies = {code: entry.pair() for code, entry in node.at("bodies").items()}
    return RemedyTable(
        first=_read_dated(node.at("reconsideration_first")),
        omission=_read_dated(node.at("omission")),
        agencies=MappingProxyType(
            {code: _read_agency(code, entry, bodies) for code, entry in node.at("agencies").items()}
        ),
        paragraphs=MappingProxyType({code: entry.pair() for code, entry in node.at("paragraphs").items()}),
    )


@cache
def remedy_table() -> RemedyTable:
    """The remedies on record."""
    return read_remedies(load(DATA / "remedies.yaml"))


def _known(code: str, table: Sequence[str], zh: str, en: str) -> None:
    if code not in table:
        words = ", ".join(table)
        raise BadValue(
            Text(zh=f"没有这种{zh}：{code}；可以是：{words}", en=f"no such {en}: {code}; one of: {words}")
        )


def _body_rule(agency: str, day: date) -> BodyRule:
    table = remedy_table().agencies
    _known(agency, list(table), "机关类型", "kind of agency")
    rule = in_force_on(table[agency].rules, day)
    if rule is None:
        since = table[agency].rules[0].in_force.since
        raise RuleNotInForce(
            day,
            fill(
                Text(
                    zh="没有{day}的救济途径规则：本软件所载规则自{since}起。请核对文书日期。",
                    en="No remedies are on record for {day}: they begin on {since}. "
                    "Is the letter's date right?",
                ),
                day=day,
                since=since,
            ),
        )
    return rule


def _within(kind: Kind, day: date) -> Text:
    rule = period(kind).on(day)
    templates = {
        Unit.DAY: Text(zh="{n}日", en="{n} days"),
        Unit.MONTH: Text(zh="{n}个月", en="{n} months"),
    }
    return fill(templates[rule.unit], n=rule.length)


def _either(bodies: Sequence[Text]) -> Text:
    return Text(zh="或者".join(body.zh for body in bodies), en=" or ".join(body.en for body in bodies))


def _reconsideration_first(
    outcome: str, settings: Conventions, withheld_under: Sequence[str] = ()
) -> bool | None:
    """Whether the outcome calls for reconsideration first; ``None`` where it depends on the case."""
    rule = outcomes()[outcome].remedy
    if rule is RemedyRule.SETTING:
        rule = settings.inquiry_remedy
    if rule is RemedyRule.BY_CASE:
        return None
    if outcome == PARTIAL and withheld_under:
        return any(_reconsideration_first(code, settings) for code in withheld_under)
    return rule is RemedyRule.FIRST


def _build(
    variant: str,
    day: date,
    body: BodyRule,
    article: Text,
    start: date | None,
    calendar: WorkCalendar | None,
    court: Text,
) -> Remedies:
    first = "first" in variant

    def way(kind: Kind, to: tuple[Text, ...], start: date | None) -> Remedy:
        last = deadline(kind, start, calendar) if start and calendar else None
        return Remedy(kind, to, _within(kind, day), period(kind).on(day).article.cite, last)

    reconsideration = way(Kind.RECONSIDERATION, body.bodies, start)
    # The suit after reconsideration runs from a decision that is not there yet.
    suit = (
        way(Kind.LITIGATION_AFTER_RECONSIDERATION, (court,), None)
        if first
        else way(Kind.LITIGATION, (court,), start)
    )
    paragraph = fill(
        remedy_table().paragraphs[variant],
        reconsideration=reconsideration.within,
        litigation=_within(Kind.LITIGATION, day),
        after=_within(Kind.LITIGATION_AFTER_RECONSIDERATION, day),
        bodies=_either(body.bodies),
        court=court,
    )
    return Remedies(first, (reconsideration, suit), paragraph, article)


def remedies(
    outcome: str,
    agency: str,
    letter_date: date,
    *,
    served_on: date | None = None,
    calendar: WorkCalendar | None = None,
    settings: Conventions | None = None,
    withheld_under: Sequence[str] = (),
    third_party: bool = False,
    bodies: Sequence[Text] = (),
    court: Text = COURT,
    online_channel: Text | None = None,
) -> Remedies:
    """The remedies against an answer.

    Args:
        outcome: code of the outcome.
        agency: kind of the agency, a key of ``agencies`` in ``data/remedies.yaml``.
        letter_date: the date of the letter decides which law applies.
        served_on, calendar: with both, the last days are computed.
        withheld_under: for a partial answer, the refusal outcomes of what is withheld.
        third_party: the person is a third party who objects to disclosure; always a choice (法释〔2025〕8号).
        bodies, court: the names to print instead of the general ones.
        online_channel: where to apply online; must be named when the letter is served through the internet
            (行政复议法第二十二条第二款).

    Raises:
        BadValue: no such outcome or kind of agency.
        RuleNotInForce: the letter is older than the rules on record.
    """
    for code in (outcome, *withheld_under):
        _known(code, list(outcomes()), "处理结果", "outcome")
    settings = settings or conventions()
    body = _body_rule(agency, letter_date)
    if bodies:
        body = replace(body, bodies=tuple(bodies))
    first = _reconsideration_first(outcome, settings, withheld_under)
    if first is None:
        return _NONE
    rule = in_force_on(remedy_table().first, letter_date)
    variant, article = "choice", body.article
    if first and rule is not None and not third_party:
        variant, article = ("first_part" if outcome == PARTIAL else "first"), rule.article
    built = _build(variant, letter_date, body, article.cite, served_on, calendar, court)
    if online_channel is None:
        return built
    more = fill(remedy_table().paragraphs["online"], channel=online_channel)
    return replace(built, paragraph=join([built.paragraph, more]))


def omission_remedies(
    due: date,
    agency: str,
    *,
    calendar: WorkCalendar | None = None,
    settings: Conventions | None = None,
    court: Text = COURT,
) -> Remedies:
    """The remedies against an agency that did not answer by ``due``; periods run from that day.

    Raises:
        BadValue: no such kind of agency.
        RuleNotInForce: ``due`` is older than the rules on record.
    """
    settings = settings or conventions()
    body = _body_rule(agency, due)
    rule = cast(DatedArticle, in_force_on(remedy_table().omission, due))
    must = settings.omission_remedy is RemedyRule.FIRST and in_force_on(remedy_table().first, due) is not None
    variant = "omission_first" if must else "omission_choice"
    return _build(variant, due, body, rule.article.cite, due, calendar, court)
