"""The six chapters of a report found by their headings, whatever numbering and wording they carry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kaicheng.annual_report.form import Chapter, Form, load_form
from kaicheng.annual_report.labels import key, squeeze
from kaicheng.annual_report.readers.document import Block, Paragraph

_MAX_HEADING = 45
_LOOKED_AT = 160
_NUMBER = re.compile(r"^第?([一二三四五六七八九十]{1,2})(?:部分|章)?[、.．,，:：\s]*|^(\d)[、.．](?!\d)\s*")
_RUN_ON = re.compile(r"^[。：:；;]|^[（(][一1][）)]|^一是|^20\d\d年")
_CONTENTS_TAIL = re.compile(r"[.…·\s—\-]*\d{1,3}$")
_OVERVIEW = re.compile(r"(?:概述|概况|总体情况|基本情况|总体工作情况)$")
_NUMBERS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter heading: the block it stands in, its text as printed, and text run on behind it.

    ``numbered`` is ``"一"`` or ``"1"`` after the numerals before it, empty when there are none.
    """

    chapter: str
    block: int
    text: str
    rest: str = ""
    numbered: str = ""


def find_headings(blocks: Sequence[Block], form: Form) -> list[Heading]:
    """The headings of the chapters, each chapter once, in the order of the file.

    A table of contents names every chapter before its text: of two headings for one chapter that have
    nothing between the first and the next heading, the first is the contents'.
    """
    candidates: list[Heading] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            heading = _heading(block.text, index, form)
            if heading is not None:
                candidates.append(heading)
    # Where chapters are numbered 一, 二, a paragraph numbered 1 is a point within one of them.
    if len({heading.chapter for heading in candidates if heading.numbered == "一"}) > 1:
        candidates = [heading for heading in candidates if heading.numbered != "1"]
    last = {heading.chapter: position for position, heading in enumerate(candidates)}
    kept: dict[str, Heading] = {}
    for position, heading in enumerate(candidates):
        following = candidates[position + 1] if position + 1 < len(candidates) else None
        comes_again = last[heading.chapter] > position
        in_contents = comes_again and following is not None and following.block - heading.block <= 1
        if heading.rest or not in_contents:
            kept.setdefault(heading.chapter, heading)
    return list(kept.values())


def _heading(text: str, index: int, form: Form) -> Heading | None:
    compact = squeeze(text[:_LOOKED_AT]).lstrip("#*")
    match = _NUMBER.match(compact)
    number = _number(match) if match else None
    numbered = "" if match is None else "一" if match[1] else "1"
    body = compact[match.end() :] if match else compact
    name = key(body)
    # Row labels of table three are numbered like chapters.
    if name and any(name in label for label in _row_labels(form.edition)):
        return None
    for chapter, wording, wording_key, official in _wordings(form.edition):
        rest = "" if name == wording_key else _after(body, wording)
        if rest is None:
            continue
        if not rest:
            plain_heading = number is not None or official
            return Heading(chapter, index, text.strip(), "", numbered) if plain_heading else None
        if number is not None and _CONTENTS_TAIL.fullmatch(rest):
            return Heading(chapter, index, text.strip(), "", numbered)
        if number is not None and _RUN_ON.match(rest):
            head, behind = _split_after(text, wording)
            return Heading(chapter, index, head, behind, numbered)
    renamed = _renamed(body, number, form)
    return Heading(renamed.id, index, text.strip(), "", numbered) if renamed else None


@lru_cache
def _wordings(edition: str) -> tuple[tuple[str, str, str, bool], ...]:
    """Each wording of each chapter, the longest first: chapter, text, key, whether it is official."""
    return tuple(
        (chapter.id, squeeze(wording), key(wording), wording == chapter.label)
        for chapter in load_form(edition).chapters
        for wording in sorted(chapter.wordings, key=len, reverse=True)
    )


@lru_cache
def _row_labels(edition: str) -> tuple[str, ...]:
    rows = load_form(edition).requests.rows
    return tuple(key(row.label) for row in rows if row.id in _ROW_HEADS)


_ROW_HEADS = ("new_received", "carried_over", "carried_forward")


def _number(match: re.Match[str]) -> int | None:
    if match[1]:
        return _NUMBERS.index(match[1]) + 1 if match[1] in _NUMBERS else None
    return int(match[2])


def _renamed(body: str, number: int | None, form: Form) -> Chapter | None:
    """The chapter of a heading in its own words: numbered as in the form, most of its words the same."""
    if number is None or not 1 <= number <= len(form.chapters) or len(body) > _MAX_HEADING:
        return None
    if re.search(r"[。；;]", body) or key(body).startswith("本年度办理结果"):
        return None
    chapter = form.chapters[number - 1]
    if number == 1 and _OVERVIEW.search(body):
        return chapter
    return chapter if _alike(key(body), chapter) else None


def _alike(body: str, chapter: Chapter) -> bool:
    seen = {body[i : i + 2] for i in range(len(body) - 1)}
    for wording in chapter.wordings:
        label = key(wording)
        pairs = {label[i : i + 2] for i in range(len(label) - 1)}
        if pairs and 2 * len(pairs & seen) / (len(pairs) + max(len(seen), 1)) >= 0.6:
            return True
    return False


def _after(body: str, wording: str) -> str | None:
    """What follows a wording that the text begins with; None if it does not begin so."""
    if not body.startswith(wording):
        return None
    rest = body[len(wording) :]
    return rest.strip("。：:；;") if rest in "。：:；;" else rest


def _split_after(text: str, wording: str) -> tuple[str, str]:
    """Cut a text behind a wording that it contains, white space in it notwithstanding."""
    remaining = list(wording)
    for position, character in enumerate(text):
        if remaining and squeeze(character) == remaining[0]:
            remaining.pop(0)
            if not remaining:
                return text[: position + 1].strip(), text[position + 1 :].lstrip("。：:；; \u3000")
        elif remaining and len(remaining) < len(wording) and squeeze(character):
            remaining = list(wording)
    return text.strip(), ""
