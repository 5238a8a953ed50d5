"""The characters of a page and where they stand, as PDFium reads them."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from kaicheng.redaction.errors import damaged, too_large
from kaicheng.redaction.geometry import Rect, around
from kaicheng.redaction.limits import PAGE_CHARACTERS

_EMPTY = 0.05  # points; a glyph smaller than this draws nothing


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: ``ink`` is what it draws, ``cell`` its place in the line, in points from the top left.

    ``turn`` is how far the line is turned counter-clockwise, in degrees.
    """

    text: str
    ink: Rect
    cell: Rect
    turn: int = 0


@dataclass(frozen=True, slots=True)
class PageText:
    """``text`` of a page in reading order with spaces and line breaks; ``glyphs`` has ``None`` for those
    that are only understood, not drawn.
    """

    text: str
    glyphs: tuple[Glyph | None, ...]

    @property
    def drawn(self) -> list[Glyph]:
        """The characters that are there, without those understood."""
        return [glyph for glyph in self.glyphs if glyph is not None]


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A file in PDFium.

    Raises:
        DamagedFile: PDFium cannot open it.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise damaged("PDF 结构不完整", "the structure of the PDF is incomplete") from error
    try:
        yield document
    finally:
        document.close()


def page_text(page: pypdfium2.PdfPage) -> PageText:
    """The text of an upright page that begins at (0, 0).

    Raises:
        TooLarge: more characters than are worked on.
    """
    height = page.get_height()
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > PAGE_CHARACTERS:
            raise too_large(f"有一页有 {count} 个字符", f"A page has {count} characters")
        characters: list[str] = []
        glyphs: list[Glyph | None] = []
        for text, glyph in _characters(textpage.raw, count, height):
            characters.append(text)
            glyphs += [glyph] * len(text)
        return PageText("".join(characters), tuple(glyphs))
    finally:
        textpage.close()


def _characters(handle: object, count: int, height: float) -> Iterator[tuple[str, Glyph | None]]:
    index = 0
    while index < count:
        code, at = raw.FPDFText_GetUnicode(handle, index), index
        index += 1
        if 0xD800 <= code < 0xDC00 and index < count:  # a pair of surrogates is one character
            low = raw.FPDFText_GetUnicode(handle, index)
            if 0xDC00 <= low < 0xE000:
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                index += 1
        text = chr(code) if code and not 0xD800 <= code < 0xE000 else "\ufffd"
        if raw.FPDFText_IsGenerated(handle, at) == 1:
            if text != "\r":
                yield ("\n" if text == "\n" else " "), None
            continue
        if text in "\r\n\t\x02" or unicodedata.category(text) in ("Cc", "Cf"):
            # 2 is PDFium's mark for a hyphen at the end of a line.
            text = "-" if text == "\x02" else " "
        yield text, _glyph(handle, at, text, height)


def _glyph(handle: object, index: int, text: str, height: float) -> Glyph:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
    ink = Rect(left.value, height - top.value, right.value, height - bottom.value)
    loose = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(handle, index, loose)
    cell = Rect(
        min(loose.left, loose.right),
        height - max(loose.top, loose.bottom),
        max(loose.left, loose.right),
        height - min(loose.top, loose.bottom),
    )
    if ink.width < _EMPTY or ink.height < _EMPTY:
        ink = cell
    if cell.width < _EMPTY or cell.height < _EMPTY:
        cell = ink
    angle = raw.FPDFText_GetCharAngle(handle, index)
    return Glyph(text, ink, around((ink, cell)), -round(math.degrees(max(angle, 0.0))) % 360)


def stands_alone(text: str) -> bool:
    """Whether a character is a unit by itself, as Han characters and their punctuation are."""
    return unicodedata.east_asian_width(text) in "WF" or (not text.isalnum() and not text.isascii())


def units(glyphs: Sequence[Glyph | None]) -> Iterator[list[Glyph]]:
    """Characters that stand or fall together: a Han character alone, a word or a number as a whole."""
    unit: list[Glyph] = []
    for glyph in glyphs:
        joins = (
            glyph is not None
            and unit
            and not glyph.text.isspace()
            and not stands_alone(glyph.text)
            and not stands_alone(unit[-1].text)
            and _same_line(unit[-1], glyph)
        )
        if unit and not joins:
            yield unit
            unit = []
        if glyph is not None and not glyph.text.isspace():
            unit.append(glyph)
    if unit:
        yield unit


def lines(glyphs: Sequence[Glyph | None]) -> Iterator[list[Glyph]]:
    """Characters that follow each other on a line, broken at spaces that are only understood."""
    line: list[Glyph] = []
    for glyph in glyphs:
        if line and (glyph is None or not _same_line(line[-1], glyph)):
            yield line
            line = []
        if glyph is not None:
            line.append(glyph)
    if line:
        yield line


def _same_line(one: Glyph, other: Glyph) -> bool:
    if one.turn != other.turn:
        return False
    first, second = one.cell, other.cell
    if one.turn in (90, 270):
        first, second = (Rect(r.top, r.left, r.bottom, r.right) for r in (first, second))
    size = max(first.height, second.height)
    overlap = min(first.bottom, second.bottom) - max(first.top, second.top)
    gap = max(first.left, second.left) - min(first.right, second.right)
    return overlap > 0.4 * min(first.height, second.height) and gap < 0.6 * size
