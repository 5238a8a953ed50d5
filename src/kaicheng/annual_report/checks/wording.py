"""Citations, old terms, leftovers of a template and the wording of the principle (F08, F09, F12, F15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kaicheng.annual_report.checks.prose import around, narrative
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.checks.words import any_of, words
from kaicheng.annual_report.labels import squeeze
from kaicheng.findings import Finding, Severity, part
from kaicheng.findings import sentence as quoted

_ISSUER = re.compile(r"[\u4e00-\u9fff]{1,12}$")
_NUMBER_STYLE = re.compile(r"[\[(【<〈{](?P<year>(?:19|20)\d\d)[\])】>〉}]第?(?P<number>\d{1,5})号")
_ORDINAL = re.compile(r"〔(?P<year>(?:19|20)\d\d)〕第(?P<number>\d{1,5})号")
_ORDER = re.compile(r"(?:国务院|国)?令\(?第?(?P<number>\d{1,4})号")
# 根据国办公开办函…: words that lead up to an issuing office's short name, and how such a name ends.
_LEAD_IN = re.compile(r".*(?:落实|根据|依据|按照|贯彻|执行|通知|文件|印发|见|和|及|与|的|以)")
_SHORT_NAME = re.compile(r"[发函字办规通电告政公综法]$")


def _issuer(words_before: str) -> str:
    """The issuing office's short name at the end of the words before a number."""
    match = _ISSUER.search(words_before, max(0, len(words_before) - 12))
    if match is None:
        return ""
    lead_in = _LEAD_IN.match(match[0])
    name = match[0][lead_in.end() if lead_in else 0 :]
    return name if _SHORT_NAME.search(name) else ""


@rule("F08")
def citations(rule: Rule, case: Case) -> Iterator[Finding]:
    """Document numbers carry the year in 〔〕, and well-known instruments their right number."""
    said: set[str] = set()
    for sentence in narrative(case.report).sentences:
        for match in (*_NUMBER_STYLE.finditer(sentence.plain), *_ORDINAL.finditer(sentence.plain)):
            cited = sentence.plain[match.start("year") - 1 : match.end()]
            issuer = _issuer(sentence.plain[: match.start()])
            if not issuer:
                continue
            right = f"{issuer}〔{match['year']}〕{match['number']}号"
            if right in said:
                continue
            said.add(right)
            fault = "“第”字多余" if match.re is _ORDINAL else "年份应当用六角括号〔〕"
            yield rule.found(
                f"文号“{issuer}{cited}”不规范：{fault}，应为“{right}”。",
                f"The document number “{issuer}{cited}” should read “{right}”.",
                sentence.place,
                expected=right,
                actual=f"{issuer}{cited}",
            )
        for entry, actual in _misquoted(case, sentence.plain):
            if entry["number"] + actual in said:
                continue
            said.add(entry["number"] + actual)
            yield rule.found(
                f"“{actual}”与所引文件不符，应为“{entry['number']}”。",
                f"“{actual}” is not the number of the instrument named; it is {entry['number']}.",
                sentence.place,
                expected=entry["number"],
                actual=actual,
            )


_CITED = re.compile(r"[^》。,;]{0,12}》?的?(?:通知)?》?\((?P<number>[^()]{2,24}号)[^()]*\)")


def _misquoted(case: Case, plain: str) -> Iterator[tuple[dict[str, str], str]]:
    """Instruments named by title with another number in the bracket right behind."""
    for entry in words("citations"):
        if (case.report.year or 9999) < entry.get("from", 0):
            continue
        for title in re.finditer(entry["title"], plain):
            cited = _CITED.match(plain, title.end())
            # Order No. 492 is the repealed Regulation, which F09 tells.
            if cited is None or re.search(entry["right"], cited["number"]) or "492" in cited["number"]:
                continue
            if re.search(entry["number_like"], cited["number"]):
                yield entry, cited["number"]


@cache
def _repealed() -> tuple[tuple[re.Pattern[str], re.Pattern[str] | None, dict[str, str]], ...]:
    return tuple(
        (re.compile(entry["match"]), re.compile(entry["unless"]) if "unless" in entry else None, entry)
        for entry in words("repealed")
    )


@rule("F09")
def repealed(rule: Rule, case: Case) -> Iterator[Finding]:
    """Repealed rules and old terms are not cited as if they held."""
    told: set[str] = set()
    text = narrative(case.report)
    here = [entry for entry in _repealed() if entry[0].search(text.whole)]
    for sentence in text.sentences if here else ():
        for pattern, unless, entry in here:
            match = pattern.search(sentence.plain)
            if match is None or (unless and unless.search(sentence.plain)) or entry["zh"] in told:
                continue
            if (case.report.year or 9999) < int(entry.get("from", 0)):
                continue
            told.add(entry["zh"])
            yield rule.found(
                f"“{match[0]}”：{entry['zh']}。",
                f"“{match[0]}”: {entry['en']}.",
                sentence.place,
                expected=entry["expect"],
                actual=match[0],
                severity=None if entry.get("sure", True) else Severity.WARN,
            )


@rule("F12")
def leftovers(rule: Rule, case: Case) -> Iterator[Finding]:
    """No placeholder is left, and the title stands once."""
    text = narrative(case.report)
    pattern = any_of("vague", "placeholders")
    told: set[str] = set()
    for paragraph in text.paragraphs if pattern.search(text.whole) else ():
        for match in pattern.finditer(paragraph.plain):
            if match[0] in told:
                continue
            told.add(match[0])
            yield rule.found(
                f"残留占位符或者填写说明“{match[0]}”，请填写或者删去。",
                f"A placeholder or template text is left: “{match[0]}”. Fill it in or remove it.",
                quoted(around(paragraph.plain, match), paragraph.chapter),
                actual=match[0],
            )
    title = squeeze(case.report.title)
    preamble = squeeze(case.report.chapters.get("preamble", ""))
    if len(title) > 10 and preamble.startswith(title):
        yield rule.found(
            "标题重复了一次，请删去一处。",
            "The title stands twice. Remove one.",
            part("preamble"),
            actual=case.report.title,
        )


@rule("F15")
def principle(rule: Rule, case: Case) -> Iterator[Finding]:
    """The principle of Article 5 in its words."""
    expected = words("vague")["principle"]["expect"]
    pattern = _principle()
    text = narrative(case.report)
    for sentence in text.sentences if pattern.search(text.whole) else ():
        match = pattern.search(sentence.plain)
        if match:
            yield rule.found(
                f"“{match[0]}”是旧的表述，现行条例第五条是“{expected}”。",
                f"“{match[0]}” is worded wrongly; Article 5 says “{expected}”.",
                sentence.place,
                expected=expected,
                actual=match[0],
            )


@cache
def _principle() -> re.Pattern[str]:
    return re.compile("|".join(words("vague")["principle"]["wrong"]))
