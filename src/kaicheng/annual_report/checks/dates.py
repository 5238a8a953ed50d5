"""The year of the report and the days that it covers (F10)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from kaicheng.annual_report.checks.prose import Sentence, narrative
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.labels import squeeze
from kaicheng.findings import Finding, Severity, part

_TITLE_YEAR = re.compile(r"(20\d\d)年")
_QUOTED = re.compile(r"《[^》]*》|\([^()]*号\)")
# 现公布2022年度政府信息公开工作年度报告
_REPORT_OF = re.compile(r"(?P<year>20\d\d)年(?:度)?[^,。;、\d]{0,24}?(?:年度报告|年报)")
_UP_TO = re.compile(r"截[至止]到?(?P<year>20\d\d)年(?:12月(?:31日|底)|底|末)")
_STATED = re.compile(r"^(?P<year>20\d\d)年(?:度)?,")
_COMPARED = re.compile(r"较|比|同期|以来|上年|去年|结转|起|曾|评为|考核|问题|至|—|-")
_ANY_YEAR = re.compile(r"(20\d\d)年")


@rule("F10")
def year_and_period(rule: Rule, case: Case) -> Iterator[Finding]:
    """The report speaks of one year, from 1 January to 31 December."""
    report = case.report
    year, period = report.year, report.period
    titled = _TITLE_YEAR.findall(squeeze(report.title))
    if period and year and (period.start, period.end) != (dt.date(year, 1, 1), dt.date(year, 12, 31)):
        yield rule.found(
            f"统计期限写的是 {period.start:%Y-%m-%d} 至 {period.end:%Y-%m-%d}，"
            f"应为 {year} 年 1 月 1 日至 12 月 31 日。",
            f"The period is given as {period.start} to {period.end}; "
            f"it should be 1 January to 31 December {year}.",
            part("period"),
            expected=f"{year}-01-01/{year}-12-31",
            actual=f"{period.start}/{period.end}",
        )
    elif period and titled and int(titled[-1]) != period.end.year:
        yield rule.found(
            f"标题是 {titled[-1]} 年，统计期限却是 {period.end.year} 年。请核对。",
            f"The title says {titled[-1]}, the period {period.end.year}.",
            part("title"),
            expected=period.end.year,
            actual=titled[-1],
        )
    if year is None:
        return
    for sentence in narrative(report).of("preamble", "overview", "other"):
        yield from _old_years(rule, year, sentence)


def _old_years(rule: Rule, year: int, sentence: Sentence) -> Iterator[Finding]:
    if not _ANY_YEAR.search(sentence.plain):
        return
    plain = _QUOTED.sub("", sentence.plain)
    for match in _REPORT_OF.finditer(plain):
        if int(match["year"]) == year or "上" in plain[max(0, match.start() - 2) : match.start()]:
            continue
        certain = sentence.chapter == "preamble"
        # Chapter one may tell that last year's report was published.
        if certain or re.search(r"现(?:将|公布|发布|报告)|本(?:年度)?报告", plain):
            yield _wrong(rule, year, match, sentence, None if certain else Severity.WARN)
            return
    for match in _UP_TO.finditer(plain):
        if int(match["year"]) != year:
            yield _wrong(rule, year, match, sentence, Severity.WARN)
            return
    match_ = _STATED.match(re.sub(r"^\([一二三四五六]\)[^\d]{0,16}", "", plain))
    if (
        match_
        and int(match_["year"]) == year - 1
        and not _COMPARED.search(plain)
        and len(_ANY_YEAR.findall(plain)) == 1
    ):
        yield _wrong(rule, year, match_, sentence, Severity.WARN)


def _wrong(
    rule: Rule, year: int, match: re.Match[str], sentence: Sentence, severity: Severity | None
) -> Finding:
    said = match[0].rstrip(",")
    return rule.found(
        f"“{said}”写的是 {match['year']} 年，本报告是 {year} 年度的。请核对是否沿用了旧文字。",
        f"“{said}” names {match['year']}; this is the report of {year}. Is it left from an older text?",
        sentence.place,
        expected=year,
        actual=match["year"],
        severity=severity,
    )
