"""How official documents are written: numbers of chapters, document numbers, dates, names of issuers.

GB/T 9704—2012《党政机关公文格式》 7.3.3: the levels of a text are numbered 一、 （一） 1. （1）; 7.2.5: a
document number is 代字, the year in 〔〕 and 号; 7.3.5: issuer and date stand at the end, to the right.
"""

from __future__ import annotations

import re
from datetime import date

_NUMBER = "[一二三四五六七八九十百]{1,5}"
_LEVELS = (
    (2, re.compile(rf"(?:{_NUMBER}、|第{_NUMBER}[章编]\s*(?=\S))")),
    (3, re.compile(rf"(?:[（(]{_NUMBER}[)）]|第{_NUMBER}节\s*(?=\S))")),
    (4, re.compile(r"\d{1,2}[.．](?![\d\s]*\d)")),
)
CHAPTER = re.compile(rf"第{_NUMBER}[章编节]")
_MAX_HEADING = 40
_SENTENCE = re.compile(r"[。；;！!？?]")
_OPEN_END = ("：", ":", "，", ",", "、")

_DOCUMENT_NUMBER = re.compile(
    r"(?P<word>[\u4e00-\u9fff]{2,14})\s*(?:字)?\s*[〔\[【（(［﹝]\s*(?P<year>(?:19|20)\d{2})\s*[〕\]】）)］﹞]\s*"
    r"第?\s*(?P<number>\d{1,5})\s*号"
)
_DIGITS = {character: digit for digit, character in enumerate("〇一二三四五六七八九")} | {
    "○": 0,
    "零": 0,
    "Ｏ": 0,
    "O": 0,
}
_YEAR = r"(?P<year>(?:19|20)\d{2}|[一二][〇○零ＯO一二三四五六七八九]{3})"
_DATE = re.compile(
    rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s*月\s*"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
_ISSUER = re.compile(
    r"[\u4e00-\u9fff（）()、\s·]{2,40}(?:局|厅|部|委|办|委员会|办公室|办公厅|政府|署|院|会|中心|站|所|大队|支队|总队"
    r"|公司|指挥部|领导小组|秘书处|分局|行|处|科|馆|厂|学校|医院)"
)
_HEADER = re.compile(r"(?P<name>[\u4e00-\u9fff（）、\s]{4,40})文\s*件")
GENRES = (
    "决议", "决定", "命令", "令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复",
    "议案", "函", "纪要", "办法", "规定", "细则", "规则", "条例", "方案", "规划", "计划", "要点", "公示",
    "简章", "指南", "制度", "预案", "名单", "目录", "清单", "解读", "说明", "标准", "规范", "总结",
    "预算", "决算", "年报",
)  # fmt: skip


def level_of(text: str) -> int:
    """2, 3 or 4 for a short line of its own numbered as a heading of that level, 0 for anything else."""
    if not 2 < len(text) <= _MAX_HEADING or _SENTENCE.search(text) or text.endswith(_OPEN_END):
        return 0
    for level, pattern in _LEVELS:
        found = pattern.match(text)
        if found is not None and found.end() < len(text):
            return level
    return 0


def document_number(text: str) -> str:
    """The document number that a line consists of, beside the name of who signs; empty for none."""
    found = _DOCUMENT_NUMBER.search(text)
    if found is None or len(text) > found.end() - found.start() + 20:
        return ""
    rest = text[: found.start()] + text[found.end() :]
    if rest.strip(" 　（）()") and "签发人" not in rest:
        return ""
    return f"{found['word'].removesuffix('字')}〔{found['year']}〕{int(found['number'])}号"


def full_date(text: str) -> date | None:
    """The date that a line consists of, in digits or characters, in brackets or not."""
    found = _DATE.fullmatch(text.strip(" 　（）()"))
    if found is None:
        return None
    try:
        return date(_figures(found["year"]), _figures(found["month"]), _figures(found["day"]))
    except ValueError:
        return None


def _figures(text: str) -> int:
    if text.isdigit() and text.isascii():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[character]) for character in text))


def is_issuer(text: str) -> bool:
    """Whether a line is nothing but the name of a body."""
    return _ISSUER.fullmatch(text.strip()) is not None


def header_name(text: str) -> str:
    """Whose red header a line is: “甲县人民政府文件”; empty for any other line."""
    found = _HEADER.fullmatch(text.strip())
    return "".join(found["name"].split()) if found is not None else ""


def is_title(text: str) -> bool:
    """Whether a line reads like the title of an official document."""
    words = re.sub(r"[（(][^（）()]*[)）]$", "", text.strip())
    return 4 <= len(words) <= 80 and words.endswith(GENRES) and not _SENTENCE.search(words)
