"""Names of people in text: who is introduced as a person, and who is not named in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kaicheng.screening.catalogue import data
from kaicheng.screening.words import Words, surnames

_HAN_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8})?"
)
_ETHNIC = re.compile(r"[\u4e00-\u9fff]{4,6}")
_NO_NAME = re.compile(
    r"公司|单位|中心|[局厅院校所站村组镇乡县市区省队店社厂部委会]$|合计|小计|总计|共计|姓名|备注|以上|说明|序号|填表|制表|审核|电话|号码|地址|金额|[男女]$"
)


@cache
def _not_names() -> tuple[str, ...]:
    return tuple(data("words/names")["not_names"])


@cache
def _masked() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(data('words/names')['masked'])}]")


def is_full_name(value: str) -> bool:
    """Whether what stands under 姓名 is a name in full: not 张某, not 李*, no organisation, no total.

    >>> is_full_name("张三丰"), is_full_name("张*"), is_full_name("某某公司")
    (True, False, False)
    """
    name = re.sub(r"\s", "", value).replace("•", "·").replace("\u200b", "")
    if _masked().search(name) or _NO_NAME.search(name):
        return False
    return bool(_HAN_NAME.fullmatch(name) or _ETHNIC.fullmatch(name))


@cache
def _ending() -> re.Pattern[str]:
    return re.compile(rf"({surnames()})[,、(]$")


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(
        rf"[::]?\s*(?:姓名[::]?|是|为|系)?\s*({surnames()})(?=[\s,。;:、()《\[【]|$|反映|举报|投诉|报案|陈述|指认|被|遭|所|的|与|和|于|向|在|因|系|称|说|患|身患|确诊)"
    )


_LABELLED = re.compile(r"[::]\s*([^\s,。;、()]{2,12})")


def introduced(text: str, words: Words) -> Iterator[tuple[int, int, int]]:
    """Start and end of each name behind which a sex stands (张三,男,), and where the sex stands."""
    for word in words.of("sex"):
        if text[word.end : word.end + 1] not in ",。、;) \n":
            continue
        match = _ending().search(text, max(0, word.start - 4), word.start + 1)
        if match and not is_common_word(match[1]) and not _masked().search(match[1]):
            yield match.start(1), match.end(1), word.start


def labelled(text: str, words: Words) -> Iterator[tuple[int, int, int]]:
    """Start and end of each full name behind 姓名: and its like, or right behind 患者, and where it ends."""
    for word in words.of("person"):
        match = _LABELLED.match(text, word.end)
        if match and is_full_name(match[1]):
            yield match.start(1), match.end(1), match.end(1)
        elif word.word != "姓名" and match is None and (named := name_behind(text, word.end)):
            yield *named, named[1]


def aged(text: str) -> Iterator[tuple[int, int, int]]:
    """Start and end of each name behind which an age stands in brackets: 张三(9岁)."""
    for match in _AGED.finditer(text):
        name = _ending().search(text, max(0, match.start() - 4), match.start() + 1)
        if name and not is_common_word(name[1]) and not _masked().search(name[1]):
            yield name.start(1), name.end(1), match.start()


_AGED = re.compile(r"[(,]\d{1,3}周?岁[),。;]")


def sick(text: str, words: Words) -> Iterator[tuple[int, int, int]]:
    """Start and end of each name at the head of a clause that goes on to an illness: 张三因患…"""
    for word in words.of("health"):
        match = _sick().search(text, max(0, word.start - 16), word.end)
        if match and not is_common_word(match[1]) and not _masked().search(match[1]):
            yield match.start(1), match.end(1), match.end(1)


@cache
def _sick() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|[\s,。;:、])({surnames()})(?:因|曾|现|已|不幸|今年|于[^,。]{{0,8}})?(?:身患|患有|患|确诊|被确诊|罹患|被诊断)",
        re.MULTILINE,
    )


def name_behind(text: str, place: int) -> tuple[int, int] | None:
    """The full name that begins right behind a word such as 举报人 and ends as a name may end."""
    match = _leading().match(text, place)
    if (
        match is None
        or is_common_word(match[1])
        or _masked().search(match[1] + text[match.end() : match.end() + 1])
    ):
        return None
    return match.start(1), match.end(1)


def is_common_word(name: str) -> bool:
    """Whether something shaped like a name is, or begins with, a word of the language."""
    return name.startswith(_not_names())
