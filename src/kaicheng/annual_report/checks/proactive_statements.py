"""Numbers of table two in the prose: documents issued, abolished and in force; decisions; fees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from kaicheng.annual_report.checks.counts import NUMBER
from kaicheng.annual_report.checks.prose import Sentence, narrative
from kaicheng.annual_report.checks.statements import MOST, Statement, number_of, scope
from kaicheng.annual_report.model import AnnualReport

_UNIT = r"(?:件|个|部|宗|起)"
_FEW = r"[^,。;()\d]"
_DOCUMENT = re.compile(
    rf"(?P<number>{NUMBER})(?P<more>余|多)?{_UNIT}(?P<after>(?:有效的?)?(?:行政)?规范性文件)?"
)
_VERB = re.compile(
    r"(?P<issued>新?制发|印发|新?制定(?:并)?(?:印发|出台|发布)?|新制作|新出台|出台)|(?P<abolished>废止|宣布失效)|(?P<in_force>现行有效|继续有效)"
)
# Done to documents of others, or before there is a document.
_ELSE = re.compile(
    r"审查|审核|备案|起草|代拟|清理|评估|解读|修改|修订|拟|征求|报送|合法性|名义|政策性文件|公开|发布|转发|以来|累计"
)
_KIND = re.compile(
    r"(?P<normative>规范性文件)|(?P<rules>(?<!法律)(?<!法规)(?:政府)?规章(?!制度))|(?P<none>制度|方案|办法|文件)"
)

_DECISION = re.compile(
    rf"(?P<verb>作出|做出|办理|实施|办结|办件|核发|完成){_FEW}{{0,10}}行政(?P<kind>许可|处罚|强制)(?P<tail>{_FEW}{{0,10}}?)"
    rf"(?P<number>{NUMBER})(?P<more>余|多)?(?:件|宗|起|个)"
    rf"|(?<=[、,及和])行政(?P<kind2>许可|处罚|强制)(?P<tail2>(?:处理)?决定)(?P<number2>{NUMBER})(?:件|宗|起|个)"
    rf"|行政(?P<kind3>许可|处罚|强制)(?P<tail3>(?:处理)?决定(?:数量)?(?:共|为|:)*)(?P<number3>{NUMBER})(?:件|宗|起|个)"
)
_NOT_DECIDED = re.compile(r"公示|公开|信息|事项|申请|受理|案件线索|复议|诉讼|案卷")
_FEE = re.compile(
    rf"行政事业性收费(?P<tail>{_FEW}{{0,12}}?)(?P<number>{NUMBER})(?P<more>余|多)?(?P<unit>万元|亿元|元)"
)
_NOT_CHARGED = re.compile(r"减免|免征|免收|取消|降低|退还|停征|缓缴|节约|减轻|减少|项目")
_DECISIONS = {
    "许可": "proactive.licensing_decisions",
    "处罚": "proactive.penalty_decisions",
    "强制": "proactive.coercion_decisions",
}
_IN_WAN = {"万元": Decimal(1), "亿元": Decimal(10_000), "元": Decimal("0.0001")}
FEE = "proactive.administrative_fees_wan_yuan"
_COLUMNS = {"issued": "issued_this_year", "abolished": "abolished_this_year", "in_force": "in_force"}


@lru_cache(maxsize=4)
def _proactive_of(_: int, report: AnnualReport) -> tuple[Statement, ...]:
    return tuple(islice(_statements(report), MOST))


def proactive_statements(report: AnnualReport) -> tuple[Statement, ...]:
    """Every number of table two that the running text states, worked out once for all rules."""
    return _proactive_of(id(report), report)


def _statements(report: AnnualReport) -> Iterator[Statement]:
    for sentence in narrative(report).of("overview", "proactive", "other"):
        if "规范性文件" in sentence.plain or "规章" in sentence.plain:
            yield from _documents(report, sentence)
        if "行政" in sentence.plain:
            yield from _decisions(report, sentence)
            yield from _fees(report, sentence)


def _documents(report: AnnualReport, sentence: Sentence) -> Iterator[Statement]:
    """Walk from count to count: what was done, to which kind of document, in the words before each."""
    plain = sentence.plain
    verb = kind = ""
    last = 0
    for match in _DOCUMENT.finditer(plain):
        before = plain[last : match.start()][-40:]
        clause = before.rsplit(",", 1)[-1].rsplit(";", 1)[-1]
        last = match.end()
        verbs = list(_VERB.finditer(clause))
        kinds = list(_KIND.finditer(clause + (match["after"] or "")))
        verb = str(verbs[-1].lastgroup) if verbs else verb if not clause.strip("、,共") else ""
        kind = str(kinds[-1].lastgroup) if kinds else kind
        if not verb or kind not in ("normative", "rules"):
            continue
        where = scope(report, sentence, match.start())
        if not where.ours or _ELSE.search(clause):
            continue
        row = "normative_documents" if kind == "normative" else "rules"
        cell = f"proactive.{row}.{_COLUMNS[verb]}"
        rounded = bool(match["more"])
        borrowed = bool(re.search(r"(?:市|县|区|州|省)(?:委|政府)", clause)) and "政府" not in (
            report.agency or ""
        )
        firm = where.sure and not rounded and not borrowed
        yield Statement(
            f"{row}:{verb}", number_of(match["number"]), ((cell,),), sentence, firm, rounded, match.start()
        )


def _decisions(report: AnnualReport, sentence: Sentence) -> Iterator[Statement]:
    for match in _DECISION.finditer(sentence.plain):
        kind = match["kind"] or match["kind2"] or match["kind3"]
        tail = match["tail"] or match["tail2"] or match["tail3"] or ""
        where = scope(report, sentence, match.start())
        if not where.ours or _NOT_DECIDED.search(tail) or match["verb"] == "完成":
            continue
        verb = match["verb"] or "作出"
        number = match["number"] or match["number2"] or match["number3"]
        rounded = bool(match["more"])
        firm = where.sure and not rounded and verb in ("作出", "做出") and "决定" in tail
        cell = _DECISIONS[kind]
        yield Statement(cell, number_of(number), ((cell,),), sentence, firm, rounded, match.start())


def _fees(report: AnnualReport, sentence: Sentence) -> Iterator[Statement]:
    plain = sentence.plain
    for match in _FEE.finditer(plain):
        around = plain[max(0, match.start() - 12) : match.start()] + match["tail"]
        where = scope(report, sentence, match.start())
        if not where.ours or _NOT_CHARGED.search(around):
            continue
        value = number_of(match["number"]) * _IN_WAN[match["unit"]]
        charged = re.search(r"收取|收入|征收|金额|总额|实收", around) is not None
        rounded = bool(match["more"])
        exponent = number_of(match["number"]).as_tuple().exponent
        # 24.8万元 stands for 24.83; a number of whole units is meant as it stands.
        half = Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) and exponent < 0 else Decimal()
        yield Statement(
            FEE,
            value,
            ((FEE,),),
            sentence,
            where.sure and charged and not rounded,
            rounded,
            match.start(),
            half * _IN_WAN[match["unit"]],
        )
