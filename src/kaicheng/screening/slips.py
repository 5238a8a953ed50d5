"""Wrong names and phrases, citations, the principle, typos and lonely marks (M07, F08, F15, F16).

F08, F15 and F16 are rules of the annual report; their lists of words are used here as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from kaicheng.annual_report.checks.words import words as report_words
from kaicheng.findings import Finding, Severity, sentence
from kaicheng.screening.catalogue import catalogue, data
from kaicheng.screening.standard import standard
from kaicheng.screening.words import Words

_MOST = 20
_DOUBLED_MARKS = re.compile(r"。(?:。(?<!。。。)(?!。)|[,、;])|,(?:,(?<!,,,)(?!,)|[。、])|、[、。,]|;[;。]")
_PAIRS = {")": "(", "》": "《", "”": "“", "】": "【", "〕": "〔", "』": "『", "」": "「"}
_MARKS = re.compile(r"[()《》“”【】〔〕『』「」]")
_ITEM_NUMBER = re.compile(r"(?:^|(?<=[。;:,\s]))(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-z①-⑳])\)")
_NUMBER_STYLE = re.compile(r"[\[(【<〈{](?P<year>(?:19|20)\d\d)[\])】>〉}]\s?第?(?P<number>\d{1,5})号")
_ORDINAL = re.compile(r"〔(?P<year>(?:19|20)\d\d)〕\s?第(?P<number>\d{1,5})号")
_PADDED = re.compile(r"〔(?P<year>(?:19|20)\d\d)〕\s?0+(?P<number>\d{1,4})号")
_ISSUER = re.compile(r"[\u4e00-\u9fff]{1,12}$")
_LEAD_IN = re.compile(r".*(?:落实|根据|依据|按照|贯彻|执行|通知|文件|印发|见|和|及|与|的|以)")
_SHORT_NAME = re.compile(r"[发函字办规通电告政公综法批复任]$")
_CITED = re.compile(r"[^》。,;\n]{0,12}》?的?(?:通知)?》?\((?P<number>[^()\n]{2,24}号)[^()\n]*\)")


def slips(text: str, original: str, field: str, words: Words) -> Iterator[Finding]:
    """Every slip, each wrong word once; ``text`` is ``original`` in standard characters."""
    for found in (
        _names(text, words),
        _citations(text),
        _principle(text),
        _typos(text, words),
        _lonely(text),
    ):
        for rule, start, end, expected, zh, en, severity in islice(found, _MOST):
            yield catalogue()[rule].found(
                zh,
                en,
                sentence(_around(original, start, end), field),
                expected=expected or None,
                actual=original[start:end],
                severity=severity,
                remedy=False,
            )


_Slip = tuple[str, int, int, str, str, str, Severity | None]


def _around(text: str, start: int, end: int) -> str:
    return re.sub(r"\s+", " ", text[max(0, start - 12) : end + 12]).strip()


@cache
def _official() -> dict[str, dict[str, str]]:
    lists = data("words/official")
    return {
        name: {standard(wrong): right for wrong, right in lists[name].items()}
        for name in ("wrong", "avoid", "former")
    }


_SAID = {"wrong": "应为", "avoid": "不宜使用，建议改为", "former": "在机构改革后已不使用，现为"}


def _names(text: str, words: Words) -> Iterator[_Slip]:
    excuses = data("words/official")
    levels = {"wrong": None, "avoid": Severity.WARN, "former": Severity.INFO}
    told: set[str] = set()
    covered = -1
    for name, severity in levels.items():
        for word in words.of(name):
            longer = excuses["unless"].get(word.word, ())
            near = text[max(0, word.start - 6) : word.end + 6]
            if word.word in told or any(standard(entry) in near for entry in longer):
                continue
            if name == "former":
                before = text[max(0, word.start - 30) : word.start].rpartition("。")[2]
                if any(standard(entry) in before for entry in excuses["former_unless"]):
                    continue
            if name == "wrong" and word.start < covered:
                continue  # 发展与改革委员会 within 国家发展与改革委员会
            told.add(word.word)
            covered = word.end
            right = _official()[name][word.word]
            zh = (
                f"“{word.word}”应为“{right}”"
                if name == "wrong"
                else f"“{word.word}”不宜使用，建议改为“{right}”"
            )
            if name == "former":
                zh = f"“{word.word}”在机构改革后已不使用，现为“{right}”"
            yield (
                "M07",
                word.start,
                word.end,
                right,
                f"{zh}。",
                f"“{word.word}” should read “{right}”.",
                severity,
            )


def _citations(text: str) -> Iterator[_Slip]:
    said: set[str] = set()
    for pattern, fault in (
        (_NUMBER_STYLE, "年份应当用六角括号〔〕"),
        (_ORDINAL, "“第”字多余"),
        (_PADDED, "序号前不加 0"),
    ):
        for match in pattern.finditer(text):
            before = _ISSUER.search(text, max(0, match.start() - 12), match.start())
            if before is None:
                continue
            lead_in = _LEAD_IN.match(before[0])
            start = before.start() + (lead_in.end() if lead_in else 0)
            issuer = text[start : match.start()]
            right = f"{issuer}〔{match['year']}〕{match['number']}号"
            if not _SHORT_NAME.search(issuer) or right in said:
                continue
            said.add(right)
            wrong = text[start : match.end()]
            yield (
                "F08", start, match.end(), right, f"文号“{wrong}”不规范：{fault}，应为“{right}”。",
                f"The document number “{wrong}” should read “{right}”.", None,
            )  # fmt: skip
    for entry in report_words("citations"):
        for title in re.finditer(entry["title"], text):
            cited = _CITED.match(text, title.end())
            if cited is None or re.search(entry["right"], cited["number"]) or entry["number"] in said:
                continue
            if re.search(entry["number_like"], cited["number"]):
                said.add(entry["number"])
                yield (
                    "F08", cited.start("number"), cited.end("number"), entry["number"],
                    f"“{cited['number']}”与所引文件不符，应为“{entry['number']}”。",
                    f"“{cited['number']}” is not the number of what is named; it is {entry['number']}.",
                    None,
                )  # fmt: skip


@cache
def _principles() -> tuple[str, re.Pattern[str]]:
    entry = report_words("vague")["principle"]
    return entry["expect"], re.compile("|".join(f"(?:{wrong})" for wrong in entry["wrong"]))


def _principle(text: str) -> Iterator[_Slip]:
    expect, wrong = _principles()
    match = wrong.search(text) if "公开" in text else None
    if match:
        yield (
            "F15", match.start(), match.end(), expect, f"“{match[0]}”不准确，条例第五条的表述是“{expect}”。",
            f"“{match[0]}” is not the wording of Article 5: “{expect}”.", None,
        )  # fmt: skip


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, str]]:
    return [
        (re.compile(entry["match"]), entry["expect"], entry.get("show", ""))
        for entry in report_words("typos")["patterns"]
    ]


def _typos(text: str, words: Words) -> Iterator[_Slip]:
    lists = report_words("typos")
    told: set[str] = set()
    for word in words.of("typos"):
        near = text[max(0, word.start - 4) : word.end + 4]
        if word.word in told or any(longer in near for longer in lists["unless"].get(word.word, ())):
            continue
        told.add(word.word)
        right = lists["typos"][word.word]
        zh, en = f"“{word.word}”应为“{right}”。", f"“{word.word}” should read “{right}”."
        yield "F16", word.start, word.end, right, zh, en, None
    for pattern, expect, show in _patterns():
        match = pattern.search(text)
        if match:
            wrong = show or match[0]
            zh, en = f"“{wrong}”应为“{expect}”。", f"“{wrong}” should read “{expect}”."
            yield "F16", match.start(), match.end(), expect, zh, en, None
    excused = lists["doubled"]["unless"]
    twice = [(word.start, word.end) for word in words.of("doubled")]
    for start, end in (*twice, *(match.span() for match in _DOUBLED_MARKS.finditer(text))):
        near = text[max(0, start - 4) : end + 4]
        if text[start:end] in told or any(longer in near for longer in excused):
            continue
        told.add(text[start:end])
        zh, en = f"“{text[start:end]}”重复，请删去多余的。", f"“{text[start:end]}” stands twice."
        yield "F16", start, end, "", zh, en, None


def _lonely(text: str) -> Iterator[_Slip]:
    """Per paragraph, the first mark that closes nothing or the last that nothing closes.

    A line that ends in the middle of a sentence goes on in the next one.
    """
    end = -1
    waiting: list[re.Match[str]] = []
    bad: re.Match[str] | None = None
    for match in _MARKS.finditer(text):
        if match.start() > end:
            if not _goes_on(text, end, match.start()):
                if bad or waiting:
                    yield _alone(bad or waiting[-1])
                waiting, bad = [], None
            stop = text.find("\n", match.start())
            end = stop if stop >= 0 else len(text)
        if match[0] in _PAIRS:
            if waiting and waiting[-1][0] == _PAIRS[match[0]]:
                waiting.pop()
            elif bad is None and not (match[0] == ")" and _is_item_number(text, match.start())):
                bad = match
        else:
            waiting.append(match)
    if bad or waiting:
        yield _alone(bad or waiting[-1])


def _goes_on(text: str, end: int, place: int) -> bool:
    """Whether the line that ends at ``end`` is wrapped and goes on until ``place``."""
    if end < 0:
        return False
    between = text[end:place].split("\n")
    lines = [text[text.rfind("\n", 0, end) + 1 : end], *between[1:-1]]
    return len(lines) <= 3 and all(len(line) > 16 and not line.rstrip().endswith(_ENDS) for line in lines)


_ENDS = ("。", ";", "!", "?", ":", "|")


def _is_item_number(text: str, place: int) -> bool:
    start = max(text.rfind("\n", 0, place) + 1, place - 4)
    return any(match.end() - 1 == place - start for match in _ITEM_NUMBER.finditer(text[start : place + 1]))


def _alone(match: re.Match[str]) -> _Slip:
    return (
        "F16", match.start(), match.end(), "", f"“{match[0]}”没有成对，请补上或者删去。",
        f"“{match[0]}” has no partner.", None,
    )  # fmt: skip
