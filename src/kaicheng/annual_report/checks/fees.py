"""What chapter six says about information processing fees (X08, T312)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kaicheng.annual_report.checks.certainty import doubted
from kaicheng.annual_report.checks.counts import NUMBER
from kaicheng.annual_report.checks.names import figure
from kaicheng.annual_report.checks.prose import Sentence, narrative
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.model import AnnualReport
from kaicheng.findings import Finding, Severity, cells, part

_UNPAID = "requests.other_fee_unpaid.total"
_FEES = "proactive.administrative_fees_wan_yuan"

_ABOUT_FEES = re.compile(r"信息处理费|信息公开(?:处理)?费|收费通知|收费|收取[^,。;]{0,12}费|费用")
_NOTICES = re.compile(
    rf"收费通知(?:书|单)?[^,。;\d]{{0,12}}?(?P<number>{NUMBER})(?:件|份|次|个|起|宗)"
    rf"|(?P<number2>{NUMBER})(?:件|份|次|个)收费通知"
)
_NO_NOTICE = re.compile(r"(?:未|没有|无)(?:曾|发生|发出|制发|下达|出具|过|有|需)*(?:过|任何)?(?:的)?收费通知")
_MONEY = re.compile(rf"(?P<words>[^,。;、()\d]{{0,20}})(?P<number>{NUMBER})(?P<scale>万)?元")
_COLLECTED = re.compile(r"实际|实收|收取|收到|已收|收缴|入库|缴纳")
_NOTIFIED = re.compile(r"总金额|通知金额|金额|应收|通知")
_NONE_COLLECTED = re.compile(
    r"(?:未|没有|无|不)(?:曾|发生|产生|涉及|存在|有|过|向申请人|对申请人)*(?:收取|收费|信息处理费|信息公开处理费|收过)"
    r"|(?:未|没有|无|不)[^,。;\d]{0,10}(?:收取|收过)[^,。;\d]{0,14}费|免费"
)


@dataclass(frozen=True, slots=True)
class FeeStatement:
    """Notices sent, the sum that they asked for and the sum collected, in yuan, as the text has them."""

    sentences: tuple[Sentence, ...]
    notices: Decimal | None = None
    notified: Decimal | None = None
    collected: Decimal | None = None
    denied: bool = False
    """Whether a sentence says that nothing was charged."""
    none_sent: bool = False
    """Whether a sentence says that no notice was sent."""


@lru_cache(maxsize=4)
def _fees_of(_: int, report: AnnualReport) -> FeeStatement:
    sentences: list[Sentence] = []
    figures: dict[str, Decimal] = {}
    denied = none_sent = False
    for sentence in narrative(report).of("other", "overview"):
        plain = sentence.plain
        if not _ABOUT_FEES.search(plain) or "行政事业性收费" in plain:
            continue
        if sentence.chapter == "overview" and not re.search(r"信息处理费|收费通知", plain):
            continue
        sentences.append(sentence)
        if match := _NOTICES.search(plain):
            figures.setdefault("notices", _number(match["number"] or match["number2"]))
        none_sent = none_sent or bool(_NO_NOTICE.search(plain))
        denied = denied or bool(_NONE_COLLECTED.search(plain))
        for match in _MONEY.finditer(plain):
            value = _number(match["number"]) * (10_000 if match["scale"] else 1)
            if _COLLECTED.search(match["words"]):
                figures.setdefault("collected", value)
            elif _NOTIFIED.search(match["words"]):
                figures.setdefault("notified", value)
    return FeeStatement(tuple(sentences), **figures, denied=denied, none_sent=none_sent)


def fee_statement(report: AnnualReport) -> FeeStatement:
    """All that a report says about information processing fees."""
    return _fees_of(id(report), report)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


@rule("X08")
def fee_statement_holds(rule: Rule, case: Case) -> Iterator[Finding]:
    """Chapter six states notices, sum and collected sum, and they fit together."""
    said = fee_statement(case.report)
    if not said.sentences:
        if case.form.edition == "2021" and (
            "other" in case.report.chapters or "other" in case.report.headings
        ):
            yield rule.found(
                "第六部分没有写信息处理费情况。请写明发出收费通知的件数、总金额和实际收取的总金额；"
                "没有的也写 0。",
                "Chapter six says nothing about information processing fees. State the number of notices, "
                "their sum and the sum collected; state 0 when there were none.",
                part("other"),
            )
        return
    places = [sentence.place for sentence in said.sentences]
    for zh, en in _contradictions(said):
        yield rule.found(f"{zh}请核对。", f"{en} Check them.", *places)
    if said.collected and case.report[_FEES] == 0:
        yield rule.found(
            f"第六部分收取信息处理费 {figure(said.collected)} 元，而表二行政事业性收费是 0 万元。"
            "信息处理费按行政事业性收费管理，请核对是否漏计。",
            f"Chapter six collects {figure(said.collected)} yuan, but the fees in table two are 0. "
            "Check whether they were left out.",
            *places,
            *cells(_FEES),
        )


def _contradictions(said: FeeStatement) -> Iterator[tuple[str, str]]:
    notices, notified, collected = said.notices, said.notified, said.collected
    if notices == 0 and notified:
        yield (
            f"发出收费通知 0 件，总金额却是 {figure(notified)} 元。",
            f"No notice was sent, but their sum is {figure(notified)} yuan.",
        )
    if notices and notified == 0:
        yield (
            f"发出收费通知 {figure(notices)} 件，总金额却是 0 元。",
            f"{figure(notices)} notices were sent, but their sum is 0.",
        )
    if collected and (notices == 0 or notified == 0 or said.none_sent):
        yield (
            f"没有收费通知或者总金额为 0，却实际收取 {figure(collected)} 元。",
            f"Nothing was asked for, but {figure(collected)} yuan were collected.",
        )
    elif notified is not None and collected is not None and collected > notified:
        yield (
            f"实际收取 {figure(collected)} 元，多于收费通知的总金额 {figure(notified)} 元。",
            f"{figure(collected)} yuan were collected, more than the {figure(notified)} asked for.",
        )
    if said.denied and collected:
        yield (
            f"一处说没有收取信息处理费，一处说收取 {figure(collected)} 元。",
            f"One sentence says that nothing was charged, another that {figure(collected)} yuan were.",
        )


@rule("T312")
def unpaid_without_notice(rule: Rule, case: Case) -> Iterator[Finding]:
    """A request cannot be closed for an unpaid fee when nobody was asked to pay."""
    unpaid = case.report[_UNPAID]
    said = fee_statement(case.report)
    none = said.notices == 0 or (said.none_sent and not said.notices)
    if not unpaid or not (none or (said.denied and not said.notices)):
        return
    certain = none and not doubted(case.report, (_UNPAID,))
    yield rule.found(
        f"表三“申请人逾期未按收费通知要求缴纳费用”有 {figure(unpaid)} 件，第六部分却说没有"
        f"{'发出收费通知' if none else '收费'}。请核对两处。",
        f"Table three has {figure(unpaid)} requests closed for an unpaid fee, but chapter six says that "
        "nobody was asked to pay.",
        *(sentence.place for sentence in said.sentences),
        *cells(_UNPAID),
        expected=0,
        actual=figure(unpaid),
        severity=None if certain else Severity.WARN,
    )
