"""Numbers of requests in the prose: received, carried over, answered how, carried forward."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from kaicheng.annual_report.checks.counts import NUMBER
from kaicheng.annual_report.checks.prose import Sentence, narrative
from kaicheng.annual_report.checks.statements import (
    FILL,
    MOST,
    Cells,
    Scope,
    Statement,
    count,
    number_of,
    scope,
)
from kaicheng.annual_report.model import AnnualReport


def _total(row: str) -> str:
    return f"requests.{row}.total"


NEW, CARRIED = _total("new_received"), _total("carried_over")
HANDLED, FORWARD = _total("handled_total"), _total("carried_forward")

_RECEIVED = re.compile(
    r"(?P<verb>收到|新收|受理|接收|接到|收悉|收件|承办|办理|处理|登记)(?P<middle>[^。;()\d]{0,36}?)"
    + count()
    + r"(?P<tail>[^,。;、()\d]{0,16})"
)
_NOUN = re.compile(
    r"(?:申请|依申请(?:政府)?(?:信息)?公开|信息公开|依申请)(?:政府)?(?:信息)?(?:公开)?(?:申请)?(?:的)?"
    r"(?:书面)?(?:件|事项|数量|总数|数|总量|案件|信息|答复|表)?[,:]?(?:共计|共有|共|总计|合计|总共|计|为|有|了)?$"
)
_NOUN_AFTER = re.compile(r"^(?:有效|新的)?(?:的)?(?:政府信息|信息|依申请)[^,。;]{0,6}?(?:申请|公开)")
_OUR_MATTER = re.compile(r"信息公开|依申请|公开申请|申请公开|政府信息")
_CHANNEL = re.compile(
    r"网上|线上|在线|网络|互联网|平台|系统|邮寄|信函|信件|来信|当面|现场|窗口|线下|邮件|邮箱|传真|电子|微信|自然人|法人|企业|律师|公民"
)
_EVERYBODY = re.compile(r"公民[、,]?(?:企业[、,]?)?法人(?:和|或|及|与|、)?(?:者)?(?:其他|其它)(?:社会)?组织")
_CLAUSE_BEFORE = re.compile(r"[^,。;、(]*$")
_OTHER_MATTERS = re.compile(
    r"咨询|投诉|举报|留言|热线|信访|来信|信箱|问政|网民|网友|工单|诉求|建议|提案|议案|意见|许可|审批|处罚|仲裁|补贴|补助|低保|救助|"
    r"工伤|援助|调解|不动产|登记证|证照|电话|来访|行政复议|诉讼"
)
_CARRIED = re.compile(
    r"(?:(?:上|前|去)(?:一)?年(?:度)?|(?P<year>20\d\d)年(?:度)?)(?:结转|转结|遗留|顺延|转入|接转)(?!至|到|下)"
    rf"[^,。;()\d]{{0,18}}{count()}"
    rf"|结转(?:上年|上一年|去年)(?:度)?{FILL}{count('2')}"
    rf"|(?P<number3>{NUMBER})件(?:为|系|是)?(?:上|去)(?:一)?年(?:度)?(?:结转|转结|遗留)"
)
_NEXT_YEAR = r"(?:(?:下|次)(?:一)?(?:年度|年)|(?P<year{0}>20\d\d)年(?:度)?)"
_FORWARD = re.compile(
    rf"(?:结转|转结|顺延|转|延至|延续)(?:至|到|入)?{_NEXT_YEAR.replace('{0}', '')}"
    rf"[^,。;()\d]{{0,16}}{count()}"
    rf"|(?P<number2>{NUMBER})件(?:申请)?,?(?:正在办理|尚在办理|仍在办理中?)?,?(?:将|已|需)?"
    rf"(?:结转|转结|顺延|转)(?:至|到|入)?{_NEXT_YEAR.replace('{0}', '2')}"
    rf"(?![^,。;()\d]{{0,16}}{NUMBER})"
)
_HANDLED = re.compile(
    r"(?<!未)(?<!尚未)(?P<verb>办结|办复|答复|办理完毕|办毕)(?P<middle>[^,。;()\d]{0,14}?)" + count()
)
_RECEIVED_AND = re.compile(r"(?:收到|受理|新收|接收|接到)(?:并|和|及|、)[^,。;]{0,6}$")
_WITH_CARRIED = re.compile(
    r"(?:含|包括|包含|加上|连同|及|和|与|\()[^。;]{0,12}(?:结转|遗留|顺延)|结转[^,。;()]{0,16}在内"
)
_NONE_RECEIVED = re.compile(
    r"(?:未|没有|无|未曾|暂未|尚未)(?:收到|接到|接收到|接收|受理|接受到?|有|发生|出现|产生|办理)(?P<middle>[^,。;()\d]{0,24}?)"
    r"(?P<noun>信息公开(?:的)?申请|依申请公开|公开申请|申请公开|公开(?:政府)?信息的?申请|要求公开)"
    r"(?P<tail>[^,。;()]{0,12})"
)
_NOT_REQUESTS = re.compile(r"复议|诉讼|投诉|举报|超期|逾期|延期|收费|费用|纠纷|败诉|纠错|引发|引起|导致|结转")

_GROUPS: dict[str, tuple[str, ...]] = {
    "予以公开": ("granted",),
    "部分公开": ("partially_granted",),
    "不予公开": (
        "refused_state_secret",
        "refused_forbidden_by_law",
        "refused_endangers_security_stability",
        "refused_third_party_rights",
        "refused_internal_affairs",
        "refused_process_information",
        "refused_enforcement_case_file",
        "refused_administrative_inquiry",
    ),
    "无法提供": ("unavailable_not_held", "unavailable_needs_creation", "unavailable_still_unclear"),
    "不予处理": (
        "not_processed_petition",
        "not_processed_repeated",
        "not_processed_publication",
        "not_processed_excessive",
        "not_processed_confirm_reissue",
    ),
    "其他处理": ("other_correction_overdue", "other_fee_unpaid", "other_other"),
    "属于国家秘密": ("refused_state_secret",),
    "其他法律行政法规禁止公开": ("refused_forbidden_by_law",),
    "保护第三方合法权益": ("refused_third_party_rights",),
    "属于三类内部事务信息": ("refused_internal_affairs",),
    "属于四类过程性信息": ("refused_process_information",),
    "属于行政执法案卷": ("refused_enforcement_case_file",),
    "属于行政查询事项": ("refused_administrative_inquiry",),
    "不掌握相关政府信息": ("unavailable_not_held",),
    "没有现成信息需要另行制作": ("unavailable_needs_creation",),
    "补正后申请内容仍不明确": ("unavailable_still_unclear",),
    "信访举报投诉类申请": ("not_processed_petition",),
    "重复申请": ("not_processed_repeated",),
    "要求提供公开出版物": ("not_processed_publication",),
    "无正当理由大量反复申请": ("not_processed_excessive",),
}
_RESULT = re.compile(
    rf"(?:(?P<both>予以公开(?:及|和|或|或者|、|与|以及)部分公开)|(?P<label>"
    rf"{'|'.join(sorted(_GROUPS, key=len, reverse=True))}))(?:类)?{FILL}{count()}"
)


_WORTH_READING = re.compile(r"\d|未|没有|无")


@lru_cache(maxsize=4)
def _requests_of(_: int, report: AnnualReport) -> tuple[Statement, ...]:
    return tuple(islice(_statements(report), MOST))


def request_statements(report: AnnualReport) -> tuple[Statement, ...]:
    """Every number of requests that the running text states, worked out once for all rules."""
    return _requests_of(id(report), report)


def _statements(report: AnnualReport) -> Iterator[Statement]:
    for sentence in narrative(report).sentences:
        if sentence.chapter in ("preamble", "problems") or not _WORTH_READING.search(sentence.plain):
            continue
        plain = sentence.plain
        if "申请" not in plain and "信息公开" not in plain and sentence.section != "requests":
            continue
        yield from _received(report, sentence)
        yield from _none_received(report, sentence)
        yield from _carried(report, sentence)
        yield from _handled(report, sentence)
        yield from _results(report, sentence)


def _received(report: AnnualReport, sentence: Sentence) -> Iterator[Statement]:
    plain = sentence.plain
    for match in _RECEIVED.finditer(plain):
        middle, tail = match["middle"], match["tail"]
        ours = _NOUN.search(middle) or _NOUN_AFTER.match(tail)
        named = _OUR_MATTER.search(middle + tail) or sentence.section == "requests"
        if not ours or not named or _OTHER_MATTERS.search(middle + tail) or re.search(r"结转|遗留", middle):
            continue
        where = scope(report, sentence, match.start())
        clause = _CLAUSE_BEFORE.search(plain, max(0, match.start() - 24), match.start())
        words = (clause[0] if clause else "") + middle
        if not where.ours or _CHANNEL.search(_EVERYBODY.sub("", words)) or _is_part(plain, match.start()):
            continue
        readings: list[Cells] = [(NEW,)]
        if _WITH_CARRIED.search(_up_to_number(plain, match.end())) or "结转" in plain[: match.start()]:
            readings.append((NEW, CARRIED))
        receipt = match["verb"] in ("收到", "新收", "受理", "接收", "接到", "收悉", "收件")
        if not receipt or re.search(r"答复|办结|办理|处理", middle):
            readings += [(HANDLED,), (NEW, CARRIED)]
        sure = where.sure and receipt and bool(_OUR_MATTER.search(middle + tail))
        yield _statement("received", match["number"], readings, sentence, where, sure, match)


def _none_received(report: AnnualReport, sentence: Sentence) -> Iterator[Statement]:
    """“未收到政府信息公开申请” says as much as 0件."""
    for match in _NONE_RECEIVED.finditer(sentence.plain):
        where = scope(report, sentence, match.start())
        around = match["middle"] + match["tail"]
        if where.ours and not _CHANNEL.search(match["middle"]) and not _NOT_REQUESTS.search(around):
            yield Statement("received", Decimal(), ((NEW,),), sentence, where.sure, False, match.start())


def _carried(report: AnnualReport, sentence: Sentence) -> Iterator[Statement]:
    for match in _CARRIED.finditer(sentence.plain):
        if match["year"] and int(match["year"]) + 1 != report.year:
            continue
        number = match["number"] or match["number2"] or match["number3"]
        yield _statement(
            "carried", number, [(CARRIED,)], sentence, _near(report, sentence, match), True, match
        )
    for match in _FORWARD.finditer(sentence.plain):
        year = match["year"] or match["year2"]
        if year and int(year) - 1 != report.year:
            continue
        number = match["number"] or match["number2"]
        yield _statement(
            "forward", number, [(FORWARD,)], sentence, _near(report, sentence, match), True, match
        )


def _near(report: AnnualReport, sentence: Sentence, match: re.Match[str]) -> Scope:
    """Scope of a number that names its year itself: 上年结转, 结转至2025年."""
    start = sentence.plain.rfind("年", 0, match.start())
    return scope(report, sentence, match.start() if start >= 0 else 0)


def _handled(report: AnnualReport, sentence: Sentence) -> Iterator[Statement]:
    plain = sentence.plain
    for match in _HANDLED.finditer(plain):
        where = scope(report, sentence, match.start())
        subject = plain[max(0, match.start() - 40) : match.start()] + match["middle"]
        if _RECEIVED_AND.search(subject, 0, min(40, match.start())):
            continue
        if not where.ours or not speaks_of_requests(subject, sentence) or _is_part(plain, match.start()):
            continue
        readings: list[Cells] = [(HANDLED,), (HANDLED, f"-{CARRIED}")]
        if _WITH_CARRIED.search(_up_to_number(plain, match.end())):
            readings.pop()
        yield _statement("handled", match["number"], readings, sentence, where, False, match)


def _results(report: AnnualReport, sentence: Sentence) -> Iterator[Statement]:
    plain = sentence.plain
    if not speaks_of_requests(plain, sentence):
        return
    for match in _RESULT.finditer(plain):
        label = match["label"] or "予以公开"
        where = scope(report, sentence, match.start())
        rows = tuple(map(_total, _GROUPS[label]))
        readings: list[Cells] = [rows]
        if label == "予以公开":
            both = (*rows, _total("partially_granted"))
            readings = [both] if match["both"] else [rows, both]
        if label == "其他处理":
            readings.append((_total("other_total"),))
        if where.ours:
            yield _statement("result", match["number"], readings, sentence, where, False, match)


def speaks_of_requests(text: str, sentence: Sentence) -> bool:
    """Whether the matter named last in the text before a number is requests, not messages or proposals."""
    others = [match.end() for match in _OTHER_MATTERS.finditer(text)]
    ours = [match.end() for match in _REQUESTS.finditer(text)]
    if ours and (not others or max(ours) > max(others)):
        return True
    if sentence.section == "requests" or sentence.chapter == "requests":
        return not others
    return False


def _up_to_number(plain: str, start: int) -> str:
    """What follows a count, up to the next number."""
    following = re.search(r"\d", plain[start : start + 30])
    return plain[start : start + (following.start() if following else 30)]


_REQUESTS = re.compile(r"申请|信息公开")
_PART = re.compile(r"(?:其中|\((?:含|包括)?)[^。;()]*$")


def _is_part(plain: str, start: int) -> bool:
    return bool(_PART.search(plain, max(0, start - 40), start))


def _statement(
    subject: str,
    number: str,
    readings: list[Cells],
    sentence: Sentence,
    where: Scope,
    sure: bool,
    match: re.Match[str],
) -> Statement:
    groups = match.groupdict()
    rounded = any(groups.get(f"{name}{suffix}") for name in ("about", "more") for suffix in ("", "2"))
    firm = sure and where.sure and not rounded
    return Statement(subject, number_of(number), tuple(readings), sentence, firm, rounded, match.start())
