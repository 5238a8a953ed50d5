"""What the readers of data files make of a good file; ``test_datafile.py`` shows bad ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kaicheng.findings import Text
from kaicheng.statute import RemedyRule, evidence, letters
from kaicheng.statute.acts import ACTS, Channel, Means
from kaicheng.statute.citation import (
    Article,
    InForce,
    Instrument,
    Mark,
    instruments,
    read_article,
    read_in_force,
    read_instruments,
)
from kaicheng.statute.conventions import Conventions, read_conventions
from kaicheng.statute.datafile import Node, parse
from kaicheng.statute.fees import Bracket, FeeRule, FeeScale, read_scales
from kaicheng.statute.notices import (
    Festival,
    FixedHolidays,
    Notice,
    Region,
    read_fixed,
    read_notice,
    read_region,
)
from kaicheng.statute.outcomes import Outcome, read_outcomes
from kaicheng.statute.periods import Kind, Period, PeriodRule, Unit, read_periods
from kaicheng.statute.remedies import AgencyKind, BodyRule, DatedArticle, RemedyTable, read_remedies
from kaicheng.statute.tables import (
    ActWords,
    ChannelRule,
    MeansRule,
    RefusalWords,
    read_act_words,
    read_channels,
    read_means,
    read_refusals,
)

LAW = instruments()["ogi_regulation"]
SINCE = InForce(date(2019, 5, 15))


def good(text: str) -> Node:
    return parse(text, "good.yaml")


def test_a_node_knows_where_it_stands() -> None:
    node = good("{a: {b: [x, {c: 1}]}, d: null}")
    (first, second) = node.at("a").at("b").each()
    assert (first.where, first.file, first.text()) == ("a.b[0]", "good.yaml", "x")
    assert (second.at("c").where, second.at("c").integer()) == ("a.b[1].c", 1)
    assert node.maybe("d") is node.maybe("e") is None
    assert [(key, each.where) for key, each in node.at("a").items()] == [("b", "a.b")]
    assert node.only("a", "d") is node


def test_articles_and_dates_in_force() -> None:
    assert read_article(good("ogi_regulation 33(2)[1]")) == Article(LAW, 33, 2, 1)
    assert read_article(good("ogi_regulation 36[5]")) == Article(LAW, 36, None, 5)
    assert read_article(good("ogi_regulation")) == Article(LAW)
    assert read_in_force(good("{from: 2019-05-15, to: null}")) == SINCE
    one_day = read_in_force(good("{from: 2019-05-15, to: 2019-05-15}"))
    assert one_day == InForce(date(2019, 5, 15), date(2019, 5, 15))
    assert date(2019, 5, 15) in one_day
    assert date(2019, 5, 14) not in one_day and date(2019, 5, 16) not in one_day


def test_instruments() -> None:
    assert read_instruments(
        good(
            "a: {zh: 甲法, en: Law A, number: 一号, "
            "edition: {zh: 旧, en: old}, titled: false}\nb: {zh: 乙法, en: Law B}"
        )
    ) == {
        "a": Instrument("a", Text("甲法", "Law A"), "一号", Text("旧", "old"), False),
        "b": Instrument("b", Text("乙法", "Law B"), None, None, True),
    }


def test_notices() -> None:
    notice = """
year: 2026
notice: 某号
changed_by: [又一号]
source: a test
off: [{name: 元旦, days: [2025-12-31, 2026-01-01]}]
work: [{name: 元旦, days: [2025-12-28, 2026-01-03]}]
"""
    assert read_notice(good(notice)) == Notice(
        2026,
        "某号",
        ((date(2025, 12, 31), "元旦"), (date(2026, 1, 1), "元旦")),
        ((date(2025, 12, 28), "元旦"), (date(2026, 1, 3), "元旦")),
        ("又一号",),
        False,
    )
    assert read_notice(good(notice.replace("某号", "null"))).number is None


def test_regions() -> None:
    region = """
region: here
name: {zh: 此地, en: Here}
basis: {zh: 某条例, en: a regulation}
festivals:
  - {name: 甲节, en: Feast A, from: 07-01, to: 08-31}
  - {name: 乙节, en: Feast B, from: 11-10, to: 12-05}
years:
  - year: 2024
    notice: 某号
    unknown: [乙节]
    off: [{name: 甲节, days: [2024-07-29]}]
    work: [{name: 甲节, days: [2024-07-30]}]
  - {year: 2025, notice: null, off: [], work: []}
"""
    found = read_region(good(region))
    assert found == Region(
        "here",
        Text("此地", "Here"),
        Text("某条例", "a regulation"),
        (Festival("甲节", "Feast A", (7, 1), (8, 31)), Festival("乙节", "Feast B", (11, 10), (12, 5))),
        (
            Notice(2024, "某号", ((date(2024, 7, 29), "甲节"),), ((date(2024, 7, 30), "甲节"),), (), True),
            Notice(2025, None, (), (), (), True),
        ),
        frozenset({(2024, "乙节")}),
    )
    assert [(year, feast.name) for year, feast in found.gaps(date(2024, 1, 1), date(2026, 7, 1))] == [
        (2024, "乙节"),
        (2026, "甲节"),
    ]


def test_fixed_holidays() -> None:
    text = """
article: holiday_decree 2
rules:
  - {in_force: {from: 2014-01-01, to: 2019-05-14}, days: []}
  - {in_force: {from: 2019-05-15, to: null}, days: [{name: 元旦, on: 01-01}, {name: 闰日, on: 02-29}]}
"""
    article, rules = read_fixed(good(text))
    assert article == Article(instruments()["holiday_decree"], 2)
    assert rules == (
        FixedHolidays(InForce(date(2014, 1, 1), date(2019, 5, 14)), ()),
        FixedHolidays(SINCE, (((1, 1), "元旦"), ((2, 29), "闰日"))),
    )


def test_periods() -> None:
    def entry(kind: str, rule: str) -> str:
        name = f"{{zh: 甲{kind}, en: a {kind}}}"
        return f"{kind}: {{name: {name}, start: {{zh: 始, en: start}}, rules: [{rule}]}}"

    days = (
        "{in_force: {from: 2019-05-15, to: null}, length: 9, unit: day, article: ogi_regulation 1, mark: law}"
    )
    fixed = days.replace("length: 9, unit: day", "by: 03-31, unit: fixed").replace(
        "mark: law", "mark: convention"
    )
    text = "\n".join(entry(kind, fixed if kind == "report" else days) for kind in Kind)
    found = read_periods(good(text))
    assert list(found) == list(Kind)
    article = Article(LAW, 1)
    assert found[Kind.ANSWER] == Period(
        Kind.ANSWER,
        Text("甲answer", "a answer"),
        Text("始", "start"),
        (PeriodRule(SINCE, 9, Unit.DAY, None, article, Mark.LAW),),
    )
    assert found[Kind.REPORT].rules == (PeriodRule(SINCE, 0, Unit.FIXED, (3, 31), article, Mark.CONVENTION),)


def test_fee_scales() -> None:
    text = """
per_item:
  name: {zh: 按件, en: by item}
  article: ogi_regulation 42
  rules:
    - in_force: {from: 2019-05-15, to: null}
      brackets: [{upto: 5, yuan: 0}, {upto: 9, yuan: 7}]
      step: {size: 4, raise: 3}
per_page:
  name: {zh: 按量, en: by volume}
  article: ogi_regulation 43
  rules: [{in_force: {from: 2019-05-15, to: null}, brackets: [{upto: 2, yuan: 0}, {upto: null, yuan: 1}]}]
"""
    steps = FeeRule(SINCE, (Bracket(5, Decimal(0)), Bracket(9, Decimal(7))), (4, Decimal(3)))
    plain = FeeRule(SINCE, (Bracket(2, Decimal(0)), Bracket(None, Decimal(1))), None)
    assert read_scales(good(text)) == {
        "per_item": FeeScale("per_item", Text("按件", "by item"), Article(LAW, 42), (steps,)),
        "per_page": FeeScale("per_page", Text("按量", "by volume"), Article(LAW, 43), (plain,)),
    }


def test_outcomes() -> None:
    text = """
a:
  name: {zh: 甲, en: A}
  article: ogi_regulation 30
  row: granted
  remedy: first
  letter: L02_receipt
  waits_for: [agency_opinion]
  evidence: [search_record]
b:
  name: {zh: 乙, en: B}
  article: ogi_regulation 30
  row: other_other
  remedy: setting
  letter: null
  evidence: []
  own_act: withdrawal
"""
    article = Article(LAW, 30)
    found = read_outcomes(good(text))
    record = evidence()["search_record"]
    assert found == {
        "a": Outcome(
            "a",
            Text("甲", "A"),
            article,
            "granted",
            RemedyRule.FIRST,
            letters()["L02_receipt"],
            (record,),
            None,
            frozenset({Kind.AGENCY_OPINION}),
        ),
        "b": Outcome(
            "b", Text("乙", "B"), article, "other_other", RemedyRule.SETTING, None, (), "withdrawal"
        ),
    }


def test_conventions() -> None:
    text = "{suspension_from: served, inquiry_remedy: first, omission_remedy: choice}"
    assert read_conventions(good(text)) == Conventions("served", RemedyRule.FIRST, RemedyRule.CHOICE)
    other = "{suspension_from: issued, inquiry_remedy: choice, omission_remedy: first}"
    assert read_conventions(good(other)) == Conventions("issued", RemedyRule.CHOICE, RemedyRule.FIRST)


def test_remedies() -> None:
    text = """
reconsideration_first: [{in_force: {from: 2019-05-15, to: null}, article: ogi_regulation 1, mark: law}]
omission: [{in_force: {from: 2019-05-15, to: null}, article: ogi_regulation 2, mark: law}]
bodies: {here: {zh: 此处, en: here}, there: {zh: 彼处, en: there}}
agencies:
  a:
    name: {zh: 甲机关, en: agency A}
    rules: [{in_force: {from: 2019-05-15, to: null}, to: [there, here], article: ogi_regulation 3}]
paragraphs: {choice: {zh: 可, en: may}}
"""
    body = BodyRule(SINCE, (Text("彼处", "there"), Text("此处", "here")), Article(LAW, 3))
    assert read_remedies(good(text)) == RemedyTable(
        (DatedArticle(SINCE, Article(LAW, 1)),),
        (DatedArticle(SINCE, Article(LAW, 2)),),
        {"a": AgencyKind("a", Text("甲机关", "agency A"), (body,))},
        {"choice": Text("可", "may")},
    )


def test_words_of_acts_refusals_channels_and_means() -> None:
    law, article = "article: ogi_regulation 31", Article(LAW, 31)
    words = "{name: {zh: 名, en: name}, " + law + ", may: {zh: 可, en: may}, did: {zh: 已, en: did}}"
    found = read_act_words(good("\n".join(f"{code}: {words}" for code in ACTS)))
    assert found == {
        code: ActWords(Text("名", "name"), article, Text("可", "may"), Text("已", "did")) for code in ACTS
    }
    refusals = read_refusals(good(f"no: {{{law}, zh: 不, en: 'no'}}"))
    assert refusals == {"no": RefusalWords(article, Text("不", "no"))}
    rule = "{name: {zh: 名, en: name}, confirmed: true, same_day: false, " + law + ", mark: law}"
    channels = read_channels(good("\n".join(f"{channel}: {rule}" for channel in Channel)))
    assert channels == {channel: ChannelRule(Text("名", "name"), True, False, article) for channel in Channel}
    rule = "{name: {zh: 名, en: name}, day: {zh: 日, en: day}, allowed: true, " + law + ", mark: law}"
    means = read_means(good("\n".join(f"{way}: {rule}" for way in Means)))
    assert means == {way: MeansRule(Text("名", "name"), Text("日", "day"), True, article) for way in Means}
