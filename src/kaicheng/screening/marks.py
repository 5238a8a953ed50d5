"""Marks of secret and internal papers, traces of copies, citations of what is not public (V14–V17)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaicheng.screening.context import Context
from kaicheng.screening.hits import Hit
from kaicheng.screening.standard import standard
from kaicheng.screening.words import Words, any_of, lists

_TERM = r"(?:\d{1,2}\s?年|[一二三四五六七八九十]{1,3}年|长期|\d{1,2}个月|启用前|公布前|解密前)"
_LEVEL_WORD = re.compile(r"[绝机秘](?:[ \t\u200b]{0,3})密")
# What makes a mark of a level: a star, a title, brackets at the end of a line, or a line of its own.
_STAR = re.compile(rf"\s{{0,3}}(?:[★☆✮✭⭐]\s{{0,3}}(?:{_TERM})?|[·.]\s?(?:特急|加急|急件))")
_TITLED = re.compile(r"(?:密级|秘密等级)[::]\s{0,3}$|特急[·\s]{0,3}$")
_TERM_ALONE = re.compile(r"级?[ \t]*(?:\d{1,2}[ \t]*年)?[ \t]*$")
_LINE = 60
_CIPHER = re.compile(r"^[ \t]*(?:密码电报|密[ \t]?电)[ \t]*$", re.MULTILINE)
_SECRET_NUMBER = re.compile(
    r"密(?<![保商]密)(?:发|函|电|字|办|传|明电)?[〔\[(]\s?(?:19|20)\d\d\s?[\])〕]\s?第?\d{1,5}号"
)
_ISSUER = re.compile(r"[\u4e00-\u9fff]{1,8}$")
_ATTRIBUTE = re.compile(r"[::]?\s{0,4}[\[(【]?(依申请公开|不予公开|不公开|内部公开|不宜公开|免予公开)")
NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{1,12})[〔\[(【](?P<year>(?:19|20)\d\d)[\])〕】]\s?第?(?P<number>\d{1,5})号"
)
_SHORT_NAME = re.compile(r".*(?:转发|落实|根据|依据|按照|贯彻|执行|通知|文件|印发|见|和|及|与|的|以)")


def marks(text: str, words: Words, context: Context) -> Iterator[Hit]:
    """Every mark and trace, in text of standard characters."""
    if "密" in text:
        yield from _secrets(text)
    for word in words.of("internal_anywhere"):
        if text[word.start - 1 : word.start] not in tuple("“‘\"'") or word.start == 0:
            yield Hit("internal_mark", word.start, word.end)
    for word in words.of("internal_alone"):
        if _alone(text, word.start, word.end):
            yield Hit("internal_mark", word.start, word.end)
    for word in words.of("attribute"):
        value = _ATTRIBUTE.match(text, word.end)
        # 公开属性：□主动公开 □依申请公开 is a form, 主动公开/依申请公开 a choice.
        if value and not re.match(r"[、/,或□☐]", text[value.end() : value.end() + 1]):
            yield Hit("attribute", word.start, value.end())
    for word in words.of("secret_copy"):
        if text[word.start - 1 : word.start] not in tuple("“‘\"'") or word.start == 0:
            yield Hit("secret_copy", word.start, word.end)
    for entry in context.secret_copy:
        for match in re.finditer(re.escape(standard(entry)), text):
            yield Hit("secret_copy", match.start(), match.end())
    yield from _cited(text, context)


def _secrets(text: str) -> Iterator[Hit]:
    for match in _LEVEL_WORD.finditer(text):
        start, end = match.span()
        if text[start - 1 : start] in tuple("“‘\"'《") and start:
            continue  # a rule that tells how the mark is written
        # A mark's line is short; a whole line is looked at only as far as one goes.
        before = text[max(0, start - _LINE) : start].rpartition("\n")[2]
        after = text[end : end + _LINE].partition("\n")[0]
        star = _STAR.match(text, end)
        if star:
            yield Hit("secret_mark", start, star.end())
        elif (
            _TITLED.search(before)
            or (not before.strip() and _TERM_ALONE.match(after))
            or (before.endswith("(") and len(before) < 40 and re.match(r"级?\)\s*$", after))
        ):
            yield Hit("secret_mark", start, end)
    for match in _CIPHER.finditer(text):
        yield Hit("secret_mark", match.start(), match.end())
    for match in _SECRET_NUMBER.finditer(text):
        issuer = _ISSUER.search(text, max(0, match.start() - 8), match.start())
        yield Hit("secret_number", issuer.start() if issuer else match.start(), match.end())


def _alone(text: str, start: int, end: int) -> bool:
    """Whether words are a line of their own, or stand in brackets at the end of one, but for other marks."""
    before = text[max(0, start - _LINE) : start].rpartition("\n")[2]
    after = text[end : end + _LINE].partition("\n")[0]
    line = before + text[start:end] + after
    if len(line) > 80 or "\t" in line:
        return False
    bare = re.sub(r"[\s()\[\]【】!★·,。:\u200b]", "", line)
    rest = bare
    for word in (*lists()["internal_alone"], "请", "此件"):
        rest = rest.replace(word, "")
    if not re.sub(r"\d+年?|第?\d*期?号?", "", rest):
        return True
    return before.endswith("(") and after.startswith(")") and not after[1:].strip()


def _cited(text: str, context: Context) -> Iterator[Hit]:
    """Papers that are known not to be public, and those passed on of which no public text is known."""
    if not context.not_public and context.is_public is None:
        return
    quoting = any_of("quoting")
    secret = {re.sub(r"\s", "", number) for number in context.not_public}
    for match in NUMBER.finditer(text):
        lead_in = _SHORT_NAME.match(match["issuer"])
        issuer = match["issuer"][lead_in.end() if lead_in else 0 :]
        number = f"{issuer}〔{match['year']}〕{match['number']}号"
        start = match.start() + len(match["issuer"]) - len(issuer)
        if any(number.endswith(entry) for entry in secret):
            yield Hit("not_public", start, match.end())
        elif (
            context.is_public
            and quoting.search(text, max(0, start - 60), start)
            and not context.is_public(number)
        ):
            yield Hit("not_found", start, match.end())
