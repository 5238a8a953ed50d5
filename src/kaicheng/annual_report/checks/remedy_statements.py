"""What the prose says about reconsiderations and lawsuits: numbers, results, and that there were none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kaicheng.annual_report.checks.counts import NUMBER
from kaicheng.annual_report.checks.prose import Sentence, narrative
from kaicheng.annual_report.checks.statements import MOST, Cells, Statement, number_of, scope
from kaicheng.annual_report.model import AnnualReport

RECONSIDERATION = ("reconsideration",)
LITIGATION = ("litigation_direct", "litigation_after_reconsideration")
_GROUPS = {
    "after": ("litigation_after_reconsideration",),
    "direct": ("litigation_direct",),
    "review": RECONSIDERATION,
    "suit": LITIGATION,
}
_ANCHOR = re.compile(
    r"(?P<after>复议后(?:再|又)?(?:被)?(?:提起)?(?:行政)?(?:诉讼|起诉)|经复议后?(?:提起)?(?:行政)?(?:诉讼|起诉))"
    r"|(?P<direct>(?:未经复议)?直接(?:被)?(?:提起)?(?:行政)?(?:诉讼|起诉))"
    r"|(?P<review>行政复议|复议)|(?P<suit>行政诉讼|诉讼|起诉|应诉)"
)
_RESULT = re.compile(
    r"(?P<upheld>(?:结果)?维持)|(?P<corrected>(?:结果|被)?纠正|(?:被)?纠错|败诉)|(?P<other>其他结果)"
    r"|(?P<pending>尚?未审结|尚在审理|正在审理|审理中|未结|未办结)"
)
_OFFICIAL = re.compile(r"结果维持|结果纠正|其他结果|尚未审结")
_COUNT = re.compile(
    rf"(?P<about>约|近|超过|逾)?(?P<number>{NUMBER})(?P<more>余|多)?(?:件次|件|宗|起|例|项|个|次)"
)
_AFTER_COUNT = re.compile(r"(?:案件)?(?:被|为|由|结果|复议机关|法院)?(?:维持|纠正|纠错|撤销|驳回|败诉)")
_OURS = re.compile(r"信息公开|依申请|政府信息")
_UNSURE = re.compile(r"新发生|新增|新收的?(?:行政)?复议|本级|办理(?:涉及|行政复议|应诉)|代理|承办")
_OTHER_SUBJECT = re.compile(r"受理|代理|审理|指导|参与|应诉率|出庭|出席")

_NONE = re.compile(
    r"(?:未(?=发生|出现|收到|有|产生|引发|引起|因|被|涉及|接到|存在|受到|提起|曾)|没有|无(?!法|正当|效|关|障|锡|理)|不存在|零)"
    r"(?P<middle>[^。;\d]{0,50}?)(?P<what>行政复议|复议|行政诉讼|诉讼)(?P<rest>[^。;]{0,40})"
)
_ADVERSE = re.compile(r"纠错|纠正|败诉|撤销|确认违法|变更|责令|败")
_LATER_FACT = re.compile(r"\d+(?:件|宗|起|例)")


@dataclass(frozen=True, slots=True)
class Denial:
    """A sentence that says there were none: of reconsiderations, of lawsuits, or of those lost."""

    groups: tuple[str, ...]
    adverse: bool
    sentence: Sentence
    sure: bool
    start: int

    @property
    def cells(self) -> Cells:
        column = "corrected" if self.adverse else "total"
        return tuple(f"remedies.{group}.{column}" for group in self.groups)


@lru_cache(maxsize=4)
def _analysed(_: int, report: AnnualReport) -> tuple[tuple[Statement, ...], tuple[Denial, ...]]:
    numbers: list[Statement] = []
    denials: list[Denial] = []
    for sentence in narrative(report).sentences:
        if sentence.chapter == "preamble" or not re.search(r"复议|诉讼", sentence.plain):
            continue
        if sentence.section != "requests" and not _OURS.search(sentence.plain):
            continue
        numbers.extend(_numbers(report, sentence))
        denials.extend(_denials(report, sentence))
    return tuple(numbers[:MOST]), tuple(denials[:MOST])


def remedy_statements(report: AnnualReport) -> tuple[Statement, ...]:
    """Every number of reconsiderations and lawsuits that the running text states."""
    return _analysed(id(report), report)[0]


def denials(report: AnnualReport) -> tuple[Denial, ...]:
    """Every sentence that says there were none."""
    return _analysed(id(report), report)[1]


def _numbers(report: AnnualReport, sentence: Sentence) -> Iterator[Statement]:
    """Walk from count to count, keeping in mind of which remedy the sentence speaks."""
    plain = sentence.plain
    current: tuple[str, ...] = ()
    last = 0
    for match in _COUNT.finditer(plain):
        before = plain[last : match.start()][-60:]
        last = match.end()
        anchors = list(_ANCHOR.finditer(before))
        named = {str(anchor.lastgroup) for anchor in anchors}
        if anchors:
            current = _GROUPS[str(anchors[-1].lastgroup)]
            if {"review", "suit"} <= named and re.search(
                r"(?:行政)?复议(?:案件)?(?:[、,和及与或]|以及)[^,]{0,10}(?:行政)?诉讼", before
            ):
                current = (*RECONSIDERATION, *LITIGATION)
        if not current or (anchors and _OTHER_SUBJECT.search(before)):
            current = current if current and not anchors else ()
            continue
        result = _result(before, anchors[-1].end() if anchors else 0, plain[match.end() : match.end() + 8])
        if result is None and (not anchors or "," in before[anchors[-1].end() :]):
            continue
        where = scope(report, sentence, match.start())
        if not where.ours:
            continue
        yield _statement(sentence, match, current, result, before, where.sure)


def _result(before: str, start: int, after: str) -> str | None:
    """The column that the words around a count name; ``None`` for the number of cases as such."""
    found = list(_RESULT.finditer(before, start))
    if found:
        return str(found[-1].lastgroup)
    if _AFTER_COUNT.match(after):
        named = _RESULT.search(after)
        return str(named.lastgroup) if named else "unsorted"
    return None


def _statement(
    sentence: Sentence,
    match: re.Match[str],
    groups: tuple[str, ...],
    result: str | None,
    before: str,
    sure: bool,
) -> Statement:
    value = number_of(match["number"])
    column = result or "total"
    each = "各" in before[-3:]
    reading = tuple(f"remedies.{group}.{column}" for group in groups) if column != "unsorted" else ()
    readings: list[Cells] = [reading]
    if each or len(groups) == 3:
        readings += [
            tuple(f"remedies.{group}.{column}" for group in part) for part in (RECONSIDERATION, LITIGATION)
        ]
    rounded = bool(match["about"] or match["more"])
    clause = re.split(r"[。;]", sentence.plain[: match.start()])[-1]
    firm = (
        sure
        and not rounded
        and not _UNSURE.search(clause)
        and len(groups) < 3
        and (result is None or bool(_OFFICIAL.search(before)))
        and bool(_OURS.search(sentence.plain))
    )
    subject = "review" if groups == RECONSIDERATION else "suit" if groups == LITIGATION else "remedies"
    return Statement(
        subject if result is None else f"{subject}:{column}",
        value,
        tuple(cells for cells in readings if cells),
        sentence,
        firm,
        rounded,
        match.start(),
    )


def _denials(report: AnnualReport, sentence: Sentence) -> Iterator[Denial]:
    for match in _NONE.finditer(sentence.plain):
        words = match["middle"] + match["what"] + match["rest"]
        number = _LATER_FACT.search(words)
        if number:
            # 未发生行政复议，行政诉讼3件: what is counted is not denied.
            words = words[: max(words.rfind(mark, 0, number.start()) for mark in ",、") + 1]
        groups: tuple[str, ...] = ()
        if "复议" in words:
            groups += RECONSIDERATION
        if "诉讼" in words:
            groups += LITIGATION
        if not groups:
            continue
        where = scope(report, sentence, match.start())
        if where.ours:
            sure = where.sure and bool(_OURS.search(sentence.plain))
            yield Denial(groups, bool(_ADVERSE.search(words)), sentence, sure, match.start())
