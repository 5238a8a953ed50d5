"""A file's pages for a screen on which boxes are drawn: previews, words and their places."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kaicheng.redaction.drawing import draw
from kaicheng.redaction.geometry import Rect, around
from kaicheng.redaction.glyphs import PageText, opened, page_text, units
from kaicheng.redaction.normal import normal_form

PREVIEW_DPI = 100.0

Spans = Callable[[str], Iterable[tuple[int, int]]]
"""What finds things in a text, as pairs of first and one past last place: a screening, say."""

_AROUND = 0.6
"""Points that a box found for words leaves around them."""


@dataclass(frozen=True, slots=True)
class Word:
    """A Han character, or a word or number between spaces, and its place in fractions of the page."""

    text: str
    area: Rect


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a text stands: the page, counted from one, and one area for each line it takes."""

    page: int
    text: str
    areas: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it is displayed. ``width`` and ``height`` are points; ``png`` is empty where not asked for.

    ``text`` is in reading order, ``cells`` the place of each of its characters in fractions of the page,
    ``None`` for spaces and breaks that are only understood.
    """

    number: int
    width: float
    height: float
    png: bytes
    text: str
    cells: tuple[Rect | None, ...]
    words: tuple[Word, ...]

    def find(self, text: str) -> list[Found]:
        """Every place where ``text`` stands, whatever its spaces, line breaks, width and case."""
        sought = _folded(text)
        if not sought:
            return []
        folded, places = [], []
        for place, char in enumerate(self.text):
            for part in _folded(char):
                folded.append(part)
                places.append(place)
        pattern = re.compile(re.escape(sought))
        return self.at(
            (places[m.start()], places[m.end() - 1] + 1) for m in pattern.finditer("".join(folded))
        )

    def at(self, spans: Iterable[tuple[int, int]]) -> list[Found]:
        """The areas of these spans of :attr:`text`; spans of nothing that is drawn are left out."""
        found = []
        for first, end in spans:
            areas = self._areas(first, end)
            if areas:
                found.append(Found(self.number, self.text[first:end], areas))
        return found

    def suggest(self, spans: Spans) -> list[Found]:
        """What ``spans`` finds on this page, to be looked at by a person."""
        return self.at(spans(self.text))

    def _areas(self, first: int, end: int) -> tuple[Rect, ...]:
        merged: list[Rect] = []
        last: Rect | None = None
        for char, cell in zip(self.text[first:end], self.cells[first:end], strict=True):
            if cell is None or char.isspace():
                continue
            area = cell.scaled(self.width, self.height)
            if last is not None and _continues(last, area):
                merged[-1] = around((merged[-1], area))
            else:
                merged.append(area)
            last = area
        return tuple(
            area.grown(_AROUND).within(self.width, self.height).scaled(1 / self.width, 1 / self.height)
            for area in merged
        )


def pages_of(
    data: bytes, *, dpi: float = PREVIEW_DPI, numbers: Sequence[int] | None = None, previews: bool = True
) -> list[PageView]:
    """The pages of a PDF, JPEG, PNG or TIFF; only those with these numbers (from one) where given.

    Raises:
        FileError: the file cannot be worked on.
    """
    normal = normal_form(data)
    wanted = range(1, len(normal.sizes) + 1) if numbers is None else sorted(set(numbers))
    views = []
    with opened(normal.pdf) as document:
        for number in wanted:
            if not 1 <= number <= len(normal.sizes):
                continue
            page = document[number - 1]
            png = b""
            if previews:
                written = io.BytesIO()
                draw(page, dpi).save(written, "PNG")
                png = written.getvalue()
            views.append(_view(number, *normal.sizes[number - 1], png, page_text(page)))
            page.close()
    return views


def find(data: bytes, text: str) -> list[Found]:
    """Every place in a file where ``text`` stands.

    Raises:
        FileError: the file cannot be worked on.
    """
    return [found for page in pages_of(data, previews=False) for found in page.find(text)]


def _view(number: int, width: float, height: float, png: bytes, text: PageText) -> PageView:
    def fraction(area: Rect) -> Rect:
        return area.within(width, height).scaled(1 / width, 1 / height)

    words = [
        Word("".join(glyph.text for glyph in unit), fraction(around(glyph.cell for glyph in unit)))
        for unit in units(text.glyphs)
    ]
    cells = tuple(None if glyph is None else fraction(glyph.cell) for glyph in text.glyphs)
    return PageView(
        number, width, height, png, text.text, cells, tuple(word for word in words if word.area.area > 0)
    )


def _continues(one: Rect, other: Rect) -> bool:
    """Whether a character follows another on a line across, up or down, a space between them perhaps."""
    shared = one.common(other)
    if shared.height > 0.5 * min(one.height, other.height):
        return -shared.width < 2 * max(one.height, other.height)
    return shared.width > 0.5 * min(one.width, other.width) and -shared.height < max(one.width, other.width)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
