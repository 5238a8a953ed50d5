"""Table two: documents in force from year to year, rules of bodies that make none, sudden swings (T2xx)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

import yaml

from kaicheng.annual_report.checks.certainty import doubted, earlier
from kaicheng.annual_report.checks.names import figure, in_english
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.labels import squeeze
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import Figure
from kaicheng.findings import Finding, Severity, cells, sentence

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")


def _stock(report: AnnualReport, row: str) -> list[Figure | None]:
    """Issued, abolished and in force; all None in the form of 2019, which counted otherwise."""
    return [report[path] for path in _stock_paths(row)]


def _stock_paths(row: str) -> list[str]:
    return [f"proactive.{row}.{name}" for name in ("issued_this_year", "abolished_this_year", "in_force")]


def _in_force(rule: Rule, case: Case, row: str, zh: str, en: str) -> Iterator[Finding]:
    last = earlier(case)
    if last is None:
        return
    issued, abolished, now = _stock(case.report, row)
    before = _stock(last.report, row)[2]
    if issued is None or abolished is None or now is None or before is None:
        return
    expected = before + issued - abolished
    if expected < 0 or now == expected:
        return  # below zero, more was abolished than there was: T203 says so
    yield rule.found(
        f"{zh}：上年现行有效 {figure(before)} + 本年制发 {figure(issued)} - 本年废止 {figure(abolished)} = "
        f"{figure(expected)}，而本年现行有效填的是 {figure(now)}。请核对；"
        "如因机构改革或者重新清理，请在正文说明。",
        f"{en}: {figure(before)} in force last year + {figure(issued)} issued - {figure(abolished)} "
        f"abolished = {figure(expected)}, not {figure(now)}. Check, or explain it in the text.",
        *cells(*reversed(_stock_paths(row))),
        expected=figure(expected),
        actual=figure(now),
    )


@rule("T201")
def rules_in_force(rule: Rule, case: Case) -> Iterator[Finding]:
    """Rules in force are last year's, more those issued, less those abolished."""
    return _in_force(rule, case, "rules", "表二“规章”", "Rules")


@rule("T202")
def documents_in_force(rule: Rule, case: Case) -> Iterator[Finding]:
    """Normative documents in force are last year's, more those issued, less those abolished."""
    return _in_force(rule, case, "normative_documents", "表二“行政规范性文件”", "Normative documents")


@rule("T203")
def more_abolished_than_there_were(rule: Rule, case: Case) -> Iterator[Finding]:
    """Only what was in force, or was issued in the year, can be abolished."""
    last = earlier(case)
    for row in ("rules", "normative_documents") if last else ():
        issued, abolished, _ = _stock(case.report, row)
        before = _stock(last.report, row)[2] if last else None
        if issued is None or abolished is None or before is None or abolished <= before + issued:
            continue
        paths = _stock_paths(row)[1::-1]
        yield rule.found(
            f"{case.name(paths[0])}填的是 {figure(abolished)}，多于上年现行有效 {figure(before)} + "
            f"本年制发 {figure(issued)} = {figure(before + issued)}。请核对。",
            f"{in_english(paths[0])} is {figure(abolished)}, more than the {figure(before)} in force last "
            f"year + {figure(issued)} issued = {figure(before + issued)}. Check these figures.",
            *cells(*paths),
            expected=f"≤{figure(before + issued)}",
            actual=figure(abolished),
            severity=last.severity(doubted(case.report, paths)) if last else None,
        )


# --- T204: who makes rules ------------------------------------------------------------------------------

_STATE = re.compile(r"^(?:国家|中国|中华人民共和国|国务院|全国)")
_OFFICE = re.compile(r"(?<=人民政府)办公[厅室]$")
_REGIONAL_GOVERNMENT = re.compile(r"(?:省|自治区|自治州|^(?:北京|上海|天津|重庆)市)人民政府$")
_CITY_GOVERNMENT = re.compile(r"(?:^|省|自治区)(?P<city>[^省]+?)市人民政府$")
_PLACE = r"[\u4e00-\u9fff]{1,10}?(?:省|自治区|自治州|市(?!场)|县|区|州|盟|旗|乡(?!村|建)|镇|街道)"
_LOWER_GOVERNMENT = re.compile(r"(?:县|区|旗|乡|镇|街道)(?:人民政府|办事处)?$|管(?:理)?委(?:员)?会$")
_DEPARTMENT = re.compile(rf"^{_PLACE}.*(?:局|厅|委员会|办公室|中心|大队|支队|总队|分局|所|站)$")


@lru_cache
def _cities() -> frozenset[str]:
    text = files("kaicheng.annual_report").joinpath("data/rule-making-cities.yaml").read_text("utf-8")
    return frozenset(city for names in yaml.safe_load(text).values() for city in names.split())


def makes_rules(agency: str) -> bool | None:
    """Whether an authority has the power to make rules, by its name; ``None`` where the name leaves it open.

    >>> makes_rules("淮安市人民政府"), makes_rules("西昌市教育局"), makes_rules("西昌市人民政府")
    (True, False, None)
    """
    name = _OFFICE.sub("", squeeze(agency))
    if _REGIONAL_GOVERNMENT.search(name):
        return True
    city = _CITY_GOVERNMENT.search(name)
    if city:
        # A city that is not on the list is a county-level one, unless the list is behind the times.
        return True if city["city"] in _cities() else None
    if _STATE.match(name) and not re.search(_PLACE, _STATE.sub("", name)):
        return None
    return False if _LOWER_GOVERNMENT.search(name) or _DEPARTMENT.match(_STATE.sub("", name)) else None


@rule("T204")
def rules_without_power(rule: Rule, case: Case) -> Iterator[Finding]:
    """Rules reported by a body that cannot make any; a warning where its name leaves that open."""
    power = case.settings.makes_rules
    agency = case.report.agency or ""
    if power is None and agency:
        power = makes_rules(agency)
    elif power is None:
        return
    if power:
        return
    # The form of 2019 also counts the rules of others that an authority published.
    paths = (
        ["legacy.proactive_2019.rules.newly_made"] if case.report.form == "2019" else _stock_paths("rules")
    )
    filled = [path for path in paths if (case.report[path] or 0) > 0]
    if not filled:
        return
    shown = "、".join(f"{case.name(path)} {figure(case.report.figures[path])}" for path in filled)
    certain = power is False and not doubted(case.report, filled)
    yield rule.found(
        f"{shown}，但{agency or '本机关'}{'没有' if power is False else '看名称不像有'}规章制定权。"
        "只有国务院部门，省、自治区、直辖市和设区的市、自治州的人民政府可以制定规章。"
        "如是行政规范性文件，请改填下一行。",
        f"{'; '.join(in_english(path) for path in filled)}: above 0, but {agency or 'this authority'} "
        f"{'has no' if power is False else 'does not seem to have the'} power to make rules. "
        "If these are normative documents, they belong in the next row.",
        *cells(*filled),
        expected=0,
        actual="、".join(figure(case.report.figures[path]) for path in filled),
        severity=None if certain else Severity.WARN,
    )


# --- T210: swings ---------------------------------------------------------------------------------------


@rule("T210")
def unexplained_swing(rule: Rule, case: Case) -> Iterator[Finding]:
    """A figure far above or below last year's, of which the text says nothing."""
    last = earlier(case)
    for item, words in rule.thresholds["items"].items() if last else ():
        paths = [path for path in case.form.cells if path.startswith(f"proactive.{item}")]
        swung = [
            (path, before, now)
            for path in paths
            if last and (before := last.report[path]) is not None and (now := case.report[path]) is not None
            if _swings(rule, before, now)
        ]
        if not swung or _explained(rule, case.report, words):
            continue
        mention = next(
            (text for text in _sentences(case.report) if any(word in text for word in words)), None
        )
        shown = "，".join(
            f"{case.name(path)}上年 {figure(before)}，本年 {figure(now)}" for path, before, now in swung
        )
        shown_en = "; ".join(
            f"{in_english(path)}: {figure(before)} last year, {figure(now)} this year"
            for path, before, now in swung
        )
        yield rule.found(
            f"{shown}，变动超过五成，正文没有说明原因。请核对；数字无误的，请补一句说明。",
            f"{shown_en}. It changed by more than half and the text does not say why. "
            "Check it; if it is right, add a sentence of explanation.",
            *cells(*(path for path, _, _ in swung)),
            *([sentence(mention)] if mention else []),
            expected="、".join(f"上年 {figure(before)}" for _, before, _ in swung),
            actual="、".join(figure(now) for _, _, now in swung),
        )


def _swings(rule: Rule, before: Figure, now: Figure) -> bool:
    change = abs(Decimal(now) - Decimal(before))
    return change > rule.threshold("units") and change > rule.threshold("share") * abs(Decimal(before))


def _sentences(report: AnnualReport) -> Iterator[str]:
    for text in report.chapters.values():
        for match in _SENTENCE.finditer(text):
            yield match[0].strip()


def _explained(rule: Rule, report: AnnualReport, words: list[str]) -> bool:
    """Whether a sentence names the item and says that, or why, it changed."""
    reasons = rule.thresholds["explained_by"]
    return any(
        any(word in text for word in words) and any(reason in text for reason in reasons)
        for text in _sentences(report)
    )
