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
        rf"[::]?\s*(?:姓名[::]?|是|为|系)?\s*({surnames()})(?=[\s,。;:、()《\[【]|$|反映|举报|投诉|的|与|和|于|向|在|因|称|说)"
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
    """Start and end of each full name behind 姓名: and its like, and where the name ends."""
    for word in words.of("person"):
        match = _LABELLED.match(text, word.end)
        if match and is_full_name(match[1]):
            yield match.start(1), match.end(1), match.end(1)


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
