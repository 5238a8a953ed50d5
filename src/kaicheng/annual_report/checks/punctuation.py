"""Typos, doubled characters and unpaired punctuation (F16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kaicheng.annual_report.checks.prose import Paragraph, around, narrative
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.checks.words import words
from kaicheng.findings import Finding, sentence

_DOUBLED_MARKS = re.compile(r"。。(?!。)|,,|、、|;;|::|。,|,。|、。|。、|;。|。;|,、|、,|,;|;,|:。")
# 1) and 一) number an item; their bracket has no partner.
_ITEM_NUMBER = re.compile(r"(?:^|(?<=[。;:,\s]))(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-z])\)")
_PAIRS = {
    ")": "(",
    "》": "《",
    "”": "“",
    "】": "【",
    "〕": "〔",
    "〉": "〈",
    "]": "[",
    "』": "『",
    "」": "「",
}
_OPENERS = frozenset(_PAIRS.values())
_MARKS = re.compile(r"[()《》“”【】〔〕〈〉\[\]『』「」]")
_MOST_MARKS = 10


@rule("F16")
def typos_and_marks(rule: Rule, case: Case) -> Iterator[Finding]:
    """Words of the list of typos, characters that stand twice, marks without their partner."""
    text = narrative(case.report)
    patterns = list(_patterns_in(text.whole))
    told: set[str] = set()
    lonely = 0
    for paragraph in text.paragraphs:
        for pattern in patterns:
            for match in pattern.finditer(paragraph.plain):
                right = _right(paragraph.plain, match)
                if right is None or match[0] in told:
                    continue
                told.add(match[0])
                yield rule.found(
                    f"“{match[0]}”应为“{right}”。" if right else f"“{match[0]}”重复，请删去多余的。",
                    f"“{match[0]}” should read “{right}”." if right else f"“{match[0]}” stands twice.",
                    sentence(around(paragraph.plain, match), paragraph.chapter),
                    expected=right or None,
                    actual=match[0],
                )
        mark = _lonely_mark(paragraph) if lonely < _MOST_MARKS else None
        if mark:
            lonely += 1
            yield rule.found(
                f"“{mark[0]}”没有成对，请补上或者删去。",
                f"“{mark[0]}” has no partner.",
                sentence(around(paragraph.plain, mark), paragraph.chapter),
                actual=mark[0],
            )


@cache
def _lists() -> tuple[
    dict[str, str], dict[str, list[str]], list[tuple[re.Pattern[str], str]], re.Pattern[str]
]:
    """Typos, the longer words that excuse them, patterns with what is right, and the doubled."""
    lists = words("typos")
    doubled = lists["doubled"]
    return (
        lists["typos"],
        lists["unless"],
        [(re.compile(entry["match"]), entry["expect"]) for entry in lists["patterns"]],
        re.compile(rf"([{doubled['characters']}])\1|({'|'.join(doubled['words'])})\2"),
    )


def _patterns_in(whole: str) -> Iterator[re.Pattern[str]]:
    """The patterns that occur at all: nearly always none does."""
    typos, _, patterns, doubled = _lists()
    present = [word for word in typos if word in whole]
    if present:
        yield re.compile("|".join(map(re.escape, present)))
    for pattern in (*(pattern for pattern, _ in patterns), doubled, _DOUBLED_MARKS):
        if pattern.search(whole):
            yield pattern


def _right(plain: str, match: re.Match[str]) -> str | None:
    """What a find should be, empty if it merely stands twice, ``None`` if it is right where it stands."""
    typos, unless, patterns, _ = _lists()
    near = plain[max(0, match.start() - 4) : match.end() + 4]
    if match[0] in typos:
        return None if any(longer in near for longer in unless.get(match[0], ())) else typos[match[0]]
    for pattern, expect in patterns:
        if match.re is pattern:
            # 截止 is put right within the date that follows it.
            return expect + match[0][len(expect) :] if expect == "截至" else expect
    if match.re is _DOUBLED_MARKS:
        return match[0][0] if match[0][0] == match[0][1] else ""
    return None if any(longer in near for longer in words("typos")["doubled"]["unless"]) else ""


def _lonely_mark(paragraph: Paragraph) -> re.Match[str] | None:
    """The first mark of a paragraph that closes nothing, or the last that nothing closes."""
    waiting: list[re.Match[str]] = []
    numbers: set[int] | None = None
    for match in _MARKS.finditer(paragraph.plain):
        if match[0] in _OPENERS:
            waiting.append(match)
        elif waiting and waiting[-1][0] == _PAIRS[match[0]]:
            waiting.pop()
        else:
            if numbers is None:
                numbers = {number.end() - 1 for number in _ITEM_NUMBER.finditer(paragraph.plain)}
            if match.start() not in numbers:
                return match
    return waiting[-1] if waiting else None
