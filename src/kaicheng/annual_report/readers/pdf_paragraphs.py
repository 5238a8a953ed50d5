"""Lines of a PDF joined back into paragraphs, page numbers and running headers left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kaicheng.annual_report.labels import squeeze
from kaicheng.annual_report.readers.document import Paragraph
from kaicheng.annual_report.readers.pdf_lines import Line, join_texts

MARGIN = 0.13  # of the page's height: where page numbers and running headers stand
_PAGE_NUMBER = re.compile(r"[-—–－_~·.]*\d{1,4}[-—–－_~·.]*|第\d+页(?:[,，/]?共\d+页)?|\d{1,4}/\d{1,4}")
_HEADING = re.compile(
    r"[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+[章条部]|附件"
)
_SENTENCE_END = tuple("。！？；：!?;:”")
_DIGITS = tuple("0123456789")
_INDENT = 1.2  # of the size
_SHORT = 2.6  # of the size: how far from the right margin a wrapped line may end, words apart
_SAME_SIZE = 0.12
_TITLE = 1.15  # of the size of the body
_APART = 1.9  # of the usual pitch


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its number on the page, the page's number and the page's height in points."""

    line: Line
    number: int
    page: int
    height: float


def without_furniture(pages: Sequence[Sequence[PlacedLine]]) -> list[list[PlacedLine]]:
    """The lines of each page without page numbers and what is printed on top or bottom of most pages."""
    repeated = Counter(
        text for page in pages for text in {squeeze(held.line.text) for held in page if _outer(held)}
    )
    often = max(3, round(0.6 * len(pages)))

    def is_furniture(held: PlacedLine) -> bool:
        if not _outer(held):
            return False
        text = squeeze(held.line.text)
        return bool(_PAGE_NUMBER.fullmatch(text)) or repeated[text] >= often

    return [[held for held in page if not is_furniture(held)] for page in pages]


def _outer(held: PlacedLine) -> bool:
    return held.line.bottom < MARGIN * held.height or held.line.top > (1 - MARGIN) * held.height


@dataclass(frozen=True, slots=True)
class Measure:
    """How the text is set: its margins in points, the size of the body and the pitch of its lines."""

    left: float
    right: float
    size: float
    pitch: float


def measure(lines: Sequence[PlacedLine]) -> Measure:
    """The measure of a document, taken from its long lines."""
    if not lines:
        return Measure(0.0, 0.0, 1.0, 1.0)
    weights: Counter[float] = Counter()
    for held in lines:
        weights[round(held.line.size)] += len(held.line.glyphs)
    size = weights.most_common(1)[0][0] or 1
    body = [held for held in lines if abs(held.line.size - size) <= 1] or list(lines)
    rights = sorted(held.line.x1 for held in body)
    lefts = sorted(held.line.x0 for held in body)
    pitches = [
        after.line.middle - before.line.middle
        for before, after in pairwise(body)
        if before.page == after.page and after.line.middle > before.line.middle
    ]
    return Measure(
        left=lefts[len(lefts) // 20],
        right=rights[min(len(rights) - 1, len(rights) * 3 // 4)],
        size=float(size),
        pitch=median(pitches) if pitches else 1.5 * size,
    )


def paragraphs(lines: Sequence[PlacedLine], by: Measure, *, may_hold_title: bool) -> list[Paragraph]:
    """The paragraphs in lines that follow each other, over page breaks too."""
    groups: list[list[PlacedLine]] = []
    for held in lines:
        if groups and _goes_on(groups[-1], held, by):
            groups[-1].append(held)
        else:
            groups.append([held])
    result: list[Paragraph] = []
    for number, group in enumerate(groups):
        text = _joined([held.line for held in group], by)
        first = group[0]
        is_title = may_hold_title and number < 5 and first.page == 1 and _is_large(first, by)
        result.append(Paragraph(text, f"第{first.page}页 第{first.number}行", is_title))
    return result


def _joined(lines: Sequence[Line], by: Measure) -> str:
    """The lines of a paragraph as one text. Some programs wrap a number in the middle: it is whole again."""
    whole = lines[0].text
    for before, after in pairwise(lines):
        full = by.right - before.x1 < before.size
        if full and whole[-1:] in _DIGITS and after.text[:1] in _DIGITS:
            whole += after.text
        else:
            whole = join_texts((whole, after.text))
    return whole


def _is_large(held: PlacedLine, by: Measure) -> bool:
    return held.line.size >= _TITLE * by.size


def _goes_on(group: Sequence[PlacedLine], after: PlacedLine, by: Measure) -> bool:
    """Whether a line goes on with the paragraph of the lines before it."""
    before = group[-1]
    line, last = after.line, before.line
    if abs(line.size - last.size) > _SAME_SIZE * max(line.size, last.size):
        return False
    if before.page == after.page and line.middle - last.middle > _APART * max(by.pitch, 1.2 * last.size):
        return False
    if _is_large(before, by) and _is_large(after, by):
        return before.page == after.page and not _HEADING.match(squeeze(line.text))
    if by.right - last.x1 > max(_SHORT * last.size, _first_word(line) + last.size):
        return False
    if line.x0 > by.left + _INDENT * line.size:
        return False
    ended = last.text.endswith(_SENTENCE_END)
    return not (_HEADING.match(squeeze(line.text)) and (ended or line.x0 > by.left + 0.5 * line.size))


def _first_word(line: Line) -> float:
    """How wide the number or word is that a line begins with, in points: it is never parted."""
    end = line.x0
    for glyph in line.glyphs:
        if not glyph.text.isascii() or glyph.x0 - end > glyph.size / 2:
            break
        end = glyph.x1
    return end - line.x0
