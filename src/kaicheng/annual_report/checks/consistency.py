"""The prose against itself and against last year: parts, repeated facts, comparisons (X04–X06)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, islice

from kaicheng.annual_report.checks.certainty import earlier
from kaicheng.annual_report.checks.counts import NUMBER, Kind, PartsList, lists
from kaicheng.annual_report.checks.names import figure, in_english
from kaicheng.annual_report.checks.proactive_statements import proactive_statements
from kaicheng.annual_report.checks.prose import Sentence, narrative
from kaicheng.annual_report.checks.remedy_statements import remedy_statements
from kaicheng.annual_report.checks.request_statements import NEW, request_statements
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.checks.statements import Cells, Statement, scope, total
from kaicheng.findings import Finding, Severity, cells

_GOES_ON = re.compile(r"其中[,:]?|在[^,。;\d]{0,12}信息中,")
_FROM_BEFORE = 3


@rule("X04")
def parts_add_up(rule: Rule, case: Case) -> Iterator[Finding]:
    """The parts that a sentence lists add up to its total."""
    told: list[Sentence] = []
    for sentence in narrative(case.report).of("overview", "proactive", "requests", "remedies", "other"):
        begins = _GOES_ON.match(sentence.plain)
        candidates = [(sentence.plain, False)]
        if begins:
            # 其中 may begin a sentence of its own; the total then stands in one of those before.
            earlier_ones = [entry for entry in told[-_FROM_BEFORE:] if entry.chapter == sentence.chapter]
            candidates = [(entry.plain.rstrip("。!") + "," + sentence.plain, True) for entry in earlier_ones]
        told.append(sentence)
        for listed in _least_wrong([list(lists(plain)) for plain, _ in candidates], across=bool(begins)):
            severity = _severity(rule, listed, across=bool(begins))
            if severity is None:
                continue
            parts = "＋".join(figure(part.value) for part in listed.parts)
            yield rule.found(
                f"列出的各项合计是 {figure(listed.sum)}（{parts}），而总数写的是 {figure(listed.total.value)}"
                f"{listed.total.unit}，相差 {figure(abs(listed.sum - listed.total.value))}。"
                + (
                    "请核对总数和各项。"
                    if severity is Severity.BLOCK
                    else "请核对；分项没有列全的，可以不改。"
                ),
                f"The parts add up to {figure(listed.sum)}, the total says {figure(listed.total.value)}. "
                "Check the total and the parts.",
                sentence.place,
                expected=figure(listed.total.value),
                actual=figure(listed.sum),
                severity=severity,
            )


def _least_wrong(readings: list[list[PartsList]], across: bool) -> list[PartsList]:
    """The lists of a sentence; of one that may hang on several sentences before, none if one fits."""
    if not across:
        return readings[0]
    firsts = [found[-1] for found in readings if found]
    return [] if not firsts or any(entry.adds_up for entry in firsts) else [firsts[-1]]


def _severity(rule: Rule, listed: PartsList, across: bool) -> Severity | None:
    """Block on a complete plain list, warn on a doubtful one, pass one that need not be complete."""
    if listed.adds_up:
        return None
    over = listed.sum > listed.total.value
    if any(part.value > listed.total.value for part in listed.parts):
        # A part larger than the whole is another fact: 发布50条，其中原创20条，公众号发布120条.
        return Severity.WARN if listed.kind is Kind.CLOSED else None
    if over:
        certain = listed.plain and listed.kind is not Kind.LOOSE and not across
        return Severity.BLOCK if certain else Severity.WARN if listed.total.exact else None
    if listed.kind is Kind.CLOSED:
        certain = listed.plain and not across
        return Severity.BLOCK if certain else Severity.WARN if listed.total.exact else None
    if listed.kind is Kind.LOOSE or not listed.total.exact:
        return None
    many = len(listed.parts) >= rule.threshold("many_parts")
    near = len(listed.parts) > 2 and listed.sum >= rule.threshold("near") * listed.total.value
    return Severity.WARN if many or near else None


# --- the same fact twice -----------------------------------------------------------------------------------

_PUBLISHED = re.compile(
    r"(?P<verb>公开|发布|更新)(?:各类|了|的|共|主动|公开)*(?P<noun>(?:政府|政务|工作|有效)?(?:公开)?信息)"
    rf"(?:共计|合计|总计|总数|数量|数|共|为|达到|达|:)*(?P<number>{NUMBER})条"
)
_CHANNEL_BEFORE = re.compile(r"[^,。;:()\d]{0,30}$")
_MOST_FACTS = 40
_PART_BEFORE = re.compile(r"(?:其中|\()[^。;()]*$")
_CHANNEL_NOISE = re.compile(
    r"全年|本年度?|年度|我[局委办镇乡区县市院]|20\d\d年|各类|通过|利用|依托|共|上|平台|在"
)


@dataclass(frozen=True, slots=True)
class _Published:
    channel: str
    what: str
    value: Decimal
    sentence: Sentence


@rule("X05")
def same_fact_twice(rule: Rule, case: Case) -> Iterator[Finding]:
    """Items published through one channel are counted the same wherever the number is given."""
    facts = list(islice(_published(case), _MOST_FACTS))
    limit = float(rule.threshold("alike"))
    for one, other in combinations(facts, 2):
        if one.value == other.value or one.sentence is other.sentence:
            continue
        if _alike(one.channel, other.channel) < limit:
            continue
        certain = len(one.channel) > 3 and (one.channel, one.what) == (other.channel, other.what)
        yield rule.found(
            f"同一渠道发布的信息数量，一处是 {figure(one.value)} 条，一处是 {figure(other.value)} 条。"
            "请核对；口径不同的，请在文字中写明。",
            f"Items published through one channel are given as {figure(one.value)} and as "
            f"{figure(other.value)}. Check them, or say how they differ.",
            one.sentence.place,
            other.sentence.place,
            expected=figure(one.value),
            actual=figure(other.value),
            severity=None if certain else Severity.WARN,
        )


def _published(case: Case) -> Iterator[_Published]:
    for sentence in narrative(case.report).of("overview", "other"):
        if "条" not in sentence.plain:
            continue
        for match in _PUBLISHED.finditer(sentence.plain):
            if _PART_BEFORE.search(sentence.plain, 0, match.start("number")):
                continue
            if not scope(case.report, sentence, match.start("verb")).ours:
                continue
            before = _CHANNEL_BEFORE.search(sentence.plain, max(0, match.start() - 30), match.start())
            channel = _CHANNEL_NOISE.sub("", before[0] if before else "")
            what = match["verb"] + match["noun"]
            yield _Published(channel, what, Decimal(match["number"].replace(",", "")), sentence)


def _alike(one: str, other: str) -> float:
    """How much of the shorter name of a channel the longer one holds, pair by pair of characters."""
    if one == other:
        return 1.0
    pairs, others = (frozenset(name[i : i + 2] for i in range(len(name) - 1)) for name in (one, other))
    if min(len(pairs), len(others)) < 3:
        return 0.0
    return len(pairs & others) / min(len(pairs), len(others))


# --- against last year -------------------------------------------------------------------------------------

_COMPARED = re.compile(
    r"(?:同比|环比|(?:较|比|与)(?:上一?年度?|去年度?|前一年|(?P<year>20\d\d)年度?)(?:同期)?(?:相比)?)[^,。;()\d]{0,6}?"
    r"(?P<way>增长|增加|上升|提高|增|多|减少|下降|降低|减|少)(?:了|约|近|幅度为|幅度达)*"
    rf"(?P<number>{NUMBER})?(?P<unit>%|件|宗|份|条|起|个百分点|倍|万元)?"
)
_DOWN = ("减少", "下降", "降低", "减", "少")


@rule("X06")
def against_last_year(rule: Rule, case: Case) -> Iterator[Finding]:
    """A comparison with last year is true of the two reports' tables."""
    last = earlier(case)
    if last is None:
        return
    statements: dict[int, list[Statement]] = {}
    for entry in (
        *request_statements(case.report),
        *remedy_statements(case.report),
        *proactive_statements(case.report),
    ):
        statements.setdefault(id(entry.sentence), []).append(entry)
    for sentence in narrative(case.report).of("overview", "requests", "other"):
        for match in _COMPARED.finditer(sentence.plain):
            if match[0].startswith("环比") or (match["year"] and int(match["year"]) != last.report.year):
                continue
            about = _subject(statements.get(id(sentence), []), sentence, match.start())
            paths = about.readings[0] if about else _named(case, sentence, match.start())
            if paths is None:
                continue
            now, before = total(case.report, paths), total(last.report, paths)
            if now is None or before is None:
                continue
            expected = _expected(match, Decimal(now), Decimal(before))
            if expected is None:
                continue
            yield rule.found(
                f"这里说“{match[0]}”，而{case.name(paths[0])}本年是 {figure(now)}、"
                f"{last.report.year} 年报告是 {figure(before)}，应为{expected}。请核对。",
                f"“{match[0]}” does not hold: {in_english(paths[0])} is {figure(now)} now "
                f"and was {figure(before)} in {last.report.year}.",
                sentence.place,
                *cells(*paths),
                expected=expected,
                actual=match[0],
            )


def _subject(statements: list[Statement], sentence: Sentence, start: int) -> Statement | None:
    """The number right before a comparison, if nothing else is counted in between."""
    before = [entry for entry in statements if entry.start < start]
    if not before:
        return None
    nearest = max(before, key=lambda entry: entry.start)
    between = sentence.plain[nearest.start : start]
    many = len(re.findall(rf"{NUMBER}(?:件|宗|份|条|起|次|个|万元|元)", between)) > 1
    return None if many or "。" in between or ";" in between else nearest


_NEW_REQUESTS = re.compile(
    r"(?:新收|收到|接收|接到|新增)(?:的)?政府信息公开申请(?:的)?(?:数量|总数|总量|件数|量)?$"
)


def _named(case: Case, sentence: Sentence, start: int) -> Cells | None:
    """What a comparison without a number before it is about: 新收政府信息公开申请数量较上年减少5%."""
    named = _NEW_REQUESTS.search(sentence.plain, 0, start)
    if named is None or not scope(case.report, sentence, named.start()).sure:
        return None
    return (NEW,)


def _expected(match: re.Match[str], now: Decimal, before: Decimal) -> str | None:
    """What the comparison should say, or ``None`` when it holds or cannot be worked out."""
    change = now - before
    right = f"{'增加' if change > 0 else '减少'} {figure(abs(change))}" if change else "持平"
    said = -1 if match["way"] in _DOWN else 1
    number = match["number"]
    if number is None or match["unit"] in ("倍", "个百分点", None):
        return None if change * said > 0 or (number and match["unit"] is None) else right
    value = Decimal(number.replace(",", "")) * said
    if match["unit"] != "%":
        return None if value == change else right
    if not before:
        return right
    percent = change * 100 / before
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    # Rounded or cut off: both are met.
    more = (percent - value) * said
    return None if -step / 2 <= more < step else f"{right}（{percent:+.2f}%）"
