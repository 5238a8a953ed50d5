"""The prose against the tables: requests, disputes, documents and decisions (X01–X03, T205, T407).

A rule blocks only on a sentence that leaves no doubt; another sentence that agrees with the table makes
it a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from kaicheng.annual_report.checks.certainty import doubted
from kaicheng.annual_report.checks.names import figure, in_english
from kaicheng.annual_report.checks.proactive_statements import proactive_statements
from kaicheng.annual_report.checks.prose import narrative
from kaicheng.annual_report.checks.remedy_statements import denials, remedy_statements
from kaicheng.annual_report.checks.request_statements import (
    FORWARD,
    request_statements,
    speaks_of_requests,
)
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.checks.statements import Cells, Statement, total
from kaicheng.findings import Finding, Severity, cells

_ALL_CLOSED = re.compile(
    r"(?P<rate>(?:办结|办复|答复|回复|办理)率(?:均|都|达|达到|达至|为|是|:|保持|实现|继续)*100%)"
    r"|(?P<all>(?:已|均|均已|都已|已经)?全部(?:按时|按期|依法|依规|及时|予以|给予|得到|规范|办理)*(?:办结|答复完毕|办理完毕|办复|处理完毕|答复|回复)"
    r"|(?:均|均已|都已|已)(?:办结|办理完毕|答复完毕|办复))"
)
# 按时办结率100% is about those that were due; what is left over for next year was not.
_IN_TIME = re.compile(r"(?:按时|按期|及时|法定|规定|时限|期限|限期|如期)[^,。;]{0,8}$")
_NAMED = re.compile(r"(?<!依)申请|依申请公开")
_LEFT_OVER = re.compile(r"结转|除[^,。;]{0,30}外|尚在办理|正在办理|仍在|未到期|顺延|延期|转下年|转入下")

_NONE_LEFT = re.compile(
    r"(?:无|没有|未有|不存在)(?:政府信息公开)?(?:申请)?结转(?:至|到)?(?P<next>下一?年|次年)?(?!上|去年|20\d\d)"
)
_LAST_YEAR = re.compile(r"(?:上一?年|去年|往年)[^,。;]{0,6}$")


@rule("X01")
def requests_in_text(rule: Rule, case: Case) -> Iterator[Finding]:
    """Every number of requests in the prose stands in table three."""
    statements = request_statements(case.report)
    agreeing = {entry.subject for entry in statements if entry.firm and entry.agrees(case.report)}
    for statement in _wrong(case, statements):
        severity = None if statement.subject == "received" and statement.firm else Severity.WARN
        if statement.subject in ("carried", "forward") and statement.firm:
            severity = None
        if statement.subject in agreeing:
            severity = Severity.WARN
        yield _differs(rule, case, statement, severity)


@rule("X02")
def all_closed(rule: Rule, case: Case) -> Iterator[Finding]:
    """“全部办结” and “无结转” cannot be said while requests are carried forward."""
    left = case.report[FORWARD]
    if not left:
        return
    for sentence in narrative(case.report).of("overview", "requests", "other"):
        none_left = _NONE_LEFT.search(sentence.plain) if "申请" in sentence.plain else None
        match = none_left or _ALL_CLOSED.search(sentence.plain)
        if match is None or (none_left is None and _LEFT_OVER.search(sentence.plain)):
            continue
        before = sentence.plain[max(0, match.start() - 60) : match.start()]
        if (none_left and _LAST_YEAR.search(before)) or not speaks_of_requests(before, sentence):
            continue
        if none_left is None and (_IN_TIME.search(before) or re.search(r"按时|按期|及时", match[0])):
            continue
        plain = none_left["next"] if none_left else not match[0].endswith(("答复", "回复"))
        certain = bool(plain) and _NAMED.search(before) is not None and not doubted(case.report, (FORWARD,))
        yield rule.found(
            f"这里说“{match[0]}”，而表三“结转下年度继续办理”是 {figure(left)} 件。"
            "请改写这句话，或者核对表三；按时答复的，可以写“均在法定期限内答复”。",
            f"The text says that all requests were closed, but table three carries {figure(left)} forward. "
            "Reword the sentence or check the table.",
            sentence.place,
            *cells(FORWARD),
            expected=0,
            actual=figure(left),
            severity=None if certain else Severity.WARN,
        )


@rule("X03")
def disputes_in_text(rule: Rule, case: Case) -> Iterator[Finding]:
    """What the prose says of reconsiderations and lawsuits stands in table four."""
    report = case.report
    statements = [entry for entry in remedy_statements(report) if entry.readings]
    agreeing = {entry.subject for entry in statements if entry.firm and entry.agrees(report)}
    for statement in _wrong(case, statements):
        certain = statement.firm and statement.subject not in agreeing
        yield _differs(rule, case, statement, None if certain else Severity.WARN)
    for denial in denials(report):
        stated = [cell for cell in denial.cells if report[cell]]
        count = total(report, stated) if stated else 0
        if not count:
            continue
        certain = denial.sure and not doubted(report, stated)
        what = "被纠正或者败诉" if denial.adverse else "行政复议、行政诉讼"
        yield rule.found(
            f"这里说没有{what}，而表四有 {figure(count)} 件（{'、'.join(map(case.name, stated))}）。"
            "请核对后改正。",
            f"The text says that there were none, but table four has {figure(count)} "
            f"({'; '.join(map(in_english, stated))}).",
            denial.sentence.place,
            *cells(*stated),
            expected=figure(count),
            actual=0,
            severity=None if certain else Severity.WARN,
        )


@rule("T205")
def decisions_in_text(rule: Rule, case: Case) -> Iterator[Finding]:
    """Documents, decisions and fees in the prose stand in table two."""
    report = case.report
    statements = proactive_statements(report)
    agreeing = {entry.subject for entry in statements if entry.firm and entry.agrees(report)}
    for statement in _wrong(case, statements):
        same = [
            entry.value
            for entry in statements
            if entry.subject == statement.subject and entry.sentence is statement.sentence
        ]
        # 废止5件，宣布失效2件: the numbers of one sentence may have to be added up.
        if sum(same) == total(report, statement.readings[0]):
            continue
        certain = statement.firm and statement.subject not in agreeing and len(same) == 1
        yield _differs(rule, case, statement, None if certain else Severity.WARN)


@rule("T407")
def withdrawn(rule: Rule, case: Case) -> Iterator[Finding]:
    """A case that was withdrawn is one with another result."""
    for sentence in narrative(case.report).of("overview", "remedies", "other"):
        match = _WITHDRAWN.search(sentence.plain)
        if match is None:
            continue
        for word, groups in _REMEDIES.items():
            others = [f"remedies.{group}.other" for group in groups]
            totals = [f"remedies.{group}.total" for group in groups]
            if word not in match[0] or total(case.report, others) != 0 or not total(case.report, totals):
                continue
            yield rule.found(
                f"这里说{word}撤回，而表四“其他结果”是 0。撤回、终止的应当计入“其他结果”，请核对。",
                "The text speaks of a case that was withdrawn, but “other results” in table four is 0. "
                "Cases withdrawn or ended are counted there.",
                sentence.place,
                *cells(*others),
                expected="≥1",
                actual=0,
            )
            break


_REMEDIES = {
    "复议": ("reconsideration",),
    "诉讼": ("litigation_direct", "litigation_after_reconsideration"),
}
_WITHDRAWN = re.compile(
    r"(?:复议|诉讼)[^。;]{0,40}?(?:撤回|撤诉|终止审理|终止复议|(?:申请人|当事人|原告)[^。;]{0,6}撤销|撤销(?:行政)?(?:复议)?申请)"
    r"|(?:撤回|撤销)(?:了)?(?:行政)?(?:复议申请|复议|诉讼)"
)


def _wrong(case: Case, statements: Iterable[Statement]) -> Iterator[Statement]:
    """Those that agree with no reading; of a fact said twice in the same words only the first."""
    said: set[tuple[str, Decimal]] = set()
    for statement in statements:
        if statement.agrees(case.report) is False and (statement.subject, statement.value) not in said:
            said.add((statement.subject, statement.value))
            yield statement


def _differs(rule: Rule, case: Case, statement: Statement, severity: Severity | None) -> Finding:
    reading: Cells = next(cells for cells in statement.readings if total(case.report, cells) is not None)
    expected = total(case.report, reading) or 0
    if doubted(case.report, reading):
        severity = Severity.WARN
    where = (
        "、".join(map(case.name, reading))
        if len(reading) < 4
        else f"{case.name(reading[0])}等 {len(reading)} 项"
    )
    what = f"{where}{'之和' if len(reading) > 1 else ''}"
    english = in_english(reading[0]) + (f" and {len(reading) - 1} more added up" if len(reading) > 1 else "")
    remedy = "请核对后改正其中一处。" if severity is None else "请核对：确有不同口径的，请在文字中写明。"
    return rule.found(
        f"文字中是 {figure(statement.value)}，{what}是 {figure(expected)}，两处不一致。{remedy}",
        f"The text says {figure(statement.value)}, {english} is {figure(expected)}. "
        "Mend the one that is wrong.",
        statement.sentence.place,
        *cells(*reading),
        expected=figure(expected),
        actual=figure(statement.value),
        severity=severity,
    )
