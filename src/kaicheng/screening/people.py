"""What is told of people in running text: birth, age, health, school, who complained (V06–V08, V13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaicheng.screening.context import Context
from kaicheng.screening.hits import Hit
from kaicheng.screening.names import aged, introduced, labelled, name_behind, sick
from kaicheng.screening.words import Words, any_of

_BIRTH = re.compile(
    r"(?:出生(?:日期|年月日?|时间)?[::于]?\s*|生于\s*|生日[::]?\s*)?(?:18|19|20)\d\d\s*(?:年|[.\-/])\s*\d{1,2}\s*(?:月|[.\-/])?\s*(?:\d{1,2}\s*日?)?\s*(?:出?生)?"
)
_BORN = re.compile(r"出生|生于|生日|月生|日生")
_AGE = re.compile(
    r"(?<!\d)(?P<age>\d{1,3})\s*(?:周?岁)(?!以[上下]|及以|至|到|[~—-])|年龄[::]?\s*(?P<years>\d{1,3})(?!\d)"
)
_SCHOOL = re.compile(
    r"(?:小学|中学|初中|高中|幼儿园|学校)[^,。;\n]{0,10}?[一二三四五六七八九\d初高大中小][^,。;\n]{0,4}(?:年级|班)|班级[::]|学籍号|就读于[^,。;\n]{2,24}(?:小学|中学|幼儿园|学校)"
)
_STUDENT = re.compile(r"学籍号?(?:码|为|是)?[::]?\s*([GL]?\d{15,19}[\dXx]?)")
_GUARDIAN = re.compile(r"监护人(?:姓名)?(?:[::为是]|系其)?\s*")
_FAMILY = re.compile(r"致贫原因|家庭人口|人均(?:年|月|纯)?收入|家庭年?收入|低保金|与户主关系")
_SENTENCE_END = re.compile(r"[。;\n!?]")
_REACH = 70
_CHILD = 18


def people(text: str, words: Words, context: Context) -> Iterator[Hit]:
    """What is told of named people, in text of standard characters."""
    yield from _introduced(text, words, context)
    yield from _minors(text, words)
    yield from _complainants(text, words, context)


def _introduced(text: str, words: Words, context: Context) -> Iterator[Hit]:
    public = any_of("birth_public").search(text) is not None
    told: set[int] = set()
    named = (*introduced(text, words), *labelled(text, words), *aged(text), *sick(text, words))
    for start, end, behind in sorted(named):
        if start in told or context.knows(text[start:end]):
            continue
        told.add(start)
        stop = _reach(text, behind)
        birth = _BIRTH.search(text, behind, stop)
        age = _AGE.search(text, behind, stop)
        years = int(age["age"] or age["years"]) if age else None
        if birth and _BORN.search(text, birth.start(), min(birth.end() + 2, stop)) and not public:
            yield Hit("birth", start, birth.end())
        elif age and not public and years is not None and years >= _CHILD:
            yield Hit("age", start, age.end())
        if years is not None and 0 < years < _CHILD:
            yield Hit("minor", start, age.end() if age else end)
        elif (school := _SCHOOL.search(text, behind, stop)) and not public:
            yield Hit("minor", start, school.end())
        health = next(words.within("health", behind, stop), None)
        if health:
            yield Hit("health", start, health.end)
        family = _FAMILY.search(text, behind, stop)
        if family:
            yield Hit("family", start, family.end())


def _reach(text: str, place: int) -> int:
    """As far as a sentence goes on, or a line of a form with a little of the next lines."""
    end = _SENTENCE_END.search(text, place, place + _REACH)
    stop = end.start() if end else min(len(text), place + _REACH)
    # 姓名:… with each further item on a line of its own.
    while end and end[0] == "\n" and stop - place < _REACH:
        line = text[stop + 1 : stop + 1 + 30].partition("\n")[0]
        if not re.match(r"\s*[\u4e00-\u9fff]{2,8}[::]", line):
            break
        stop += 1 + len(line)
    return stop


def _minors(text: str, words: Words) -> Iterator[Hit]:
    for word in words.of("minor"):
        if word.word == "学籍号":
            match = _STUDENT.match(text, word.start)
            if match:
                yield Hit("student_number", match.start(1), match.end(1))
        elif word.word == "监护人":
            match = _GUARDIAN.match(text, word.start)
            named = name_behind(text, match.end() if match else word.end)
            if named and text[max(0, word.start - 2) : word.start] not in ("法定", "或者"):
                yield Hit("minor", word.start, named[1])


def _complainants(text: str, words: Words, context: Context) -> Iterator[Hit]:
    for word in words.of("complainant"):
        if word.word == "实名举报":
            continue
        named = name_behind(text, word.end)
        if named is None or context.knows(text[slice(*named)]):
            continue
        yield Hit("complainant", *named)
