"""Typos, doubled characters and unpaired punctuation (F16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kaicheng.annual_report.checks.prose import Paragraph, narrative
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
_AROUND = 12


@rule("F16")
def typos_and_marks(rule: Rule, case: Case) -> Iterator[Finding]:
    """Words of the list of typos, characters that stand twice, marks without their partner."""
    told: set[str] = set()
    for paragraph in narrative(case.report).paragraphs:
        for wrong, right, start in _wrong_words(paragraph.plain):
            if wrong in told:
                continue
            told.add(wrong)
            yield rule.found(
                f"“{wrong}”应为“{right}”。" if right else f"“{wrong}”重复，请删去多余的。",
                f"“{wrong}” should read “{right}”." if right else f"“{wrong}” stands twice.",
                sentence(_around(paragraph.plain, start), paragraph.chapter),
                expected=right or None,
                actual=wrong,
            )
        for mark, start in _lonely_marks(paragraph):
            yield rule.found(
                f"“{mark}”没有成对，请补上或者删去。",
                f"“{mark}” has no partner.",
                sentence(_around(paragraph.plain, start), paragraph.chapter),
                actual=mark,
            )


def _around(plain: str, start: int) -> str:
    return plain[max(0, start - _AROUND) : start + _AROUND + 4].strip()


@cache
def _typos() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("typos")["typos"])))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(entry["match"]), entry["expect"]) for entry in words("typos")["patterns"])


@cache
def _doubled() -> re.Pattern[str]:
    doubled = words("typos")["doubled"]
    return re.compile(rf"([{doubled['characters']}])\1|({'|'.join(doubled['words'])})\2")


def _wrong_words(plain: str) -> Iterator[tuple[str, str, int]]:
    """Wrong words with what they should be, empty for what merely stands twice."""
    lists = words("typos")
    for match in _typos().finditer(plain):
        around = plain[max(0, match.start() - 4) : match.end() + 4]
        if not any(longer in around for longer in lists["unless"].get(match[0]) or ()):
            yield match[0], lists["typos"][match[0]], match.start()
    for pattern, expect in _patterns():
        for match in pattern.finditer(plain):
            yield match[0], expect if len(expect) > 2 else expect + match[0][2:], match.start()
    for match in _doubled().finditer(plain):
        around = plain[max(0, match.start() - 3) : match.end() + 3]
        if not any(longer in around for longer in lists["doubled"]["unless"]):
            yield match[0], "", match.start()
    for match in _DOUBLED_MARKS.finditer(plain):
        yield match[0], match[0][0] if match[0][0] == match[0][1] else "", match.start()


def _lonely_marks(paragraph: Paragraph) -> Iterator[tuple[str, int]]:
    """The first mark of a paragraph that opens nothing or closes nothing."""
    numbers = {match.end() - 1 for match in _ITEM_NUMBER.finditer(paragraph.plain)}
    waiting: list[tuple[str, int]] = []
    for match in _MARKS.finditer(paragraph.plain):
        mark, position = match[0], match.start()
        if mark in _OPENERS:
            waiting.append((mark, position))
        elif waiting and waiting[-1][0] == _PAIRS[mark]:
            waiting.pop()
        elif position not in numbers:
            yield mark, position
            return
    if waiting:
        yield waiting[-1]
