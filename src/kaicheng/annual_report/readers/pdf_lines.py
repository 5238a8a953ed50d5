"""Lines of text from glyphs, and how lines are put together again."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kaicheng.annual_report.readers.pdf_glyphs import Glyph

_SAME_LINE = 0.5  # of the glyph's size: how far middles may differ within one line
_LATIN_GAP = 0.2  # of the size: a gap between letters or digits that is a space
# Word processors part Chinese from digits by up to half a size without any space being there.
_WIDE_GAP = 1.0  # of the size: a gap beside a Chinese character that is a space
_SEGMENT_GAP = 0.75  # of the size: a gap that separates cells set out with white space
_SAME_START = 1.0  # points
_STANDS_OFF = 0.15  # of the size
_FIGURE_GAP = 0.45  # of the size: the same between two figures


@dataclass(frozen=True)
class Line:
    """Glyphs on one baseline, from left to right, none of them a space. Never empty."""

    glyphs: tuple[Glyph, ...]
    cuts: frozenset[int] = frozenset()
    """Indices of glyphs before which the line is cut whatever the gap."""

    @cached_property
    def text(self) -> str:
        return text_of(self.glyphs)

    @cached_property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @cached_property
    def x1(self) -> float:
        return max(glyph.x1 for glyph in self.glyphs)

    @cached_property
    def top(self) -> float:
        return min(glyph.top for glyph in self.glyphs)

    @cached_property
    def bottom(self) -> float:
        return max(glyph.bottom for glyph in self.glyphs)

    @cached_property
    def middle(self) -> float:
        return sum(glyph.middle for glyph in self.glyphs) / len(self.glyphs)

    @cached_property
    def size(self) -> float:
        """The height of most of the line, in points."""
        sizes = sorted(glyph.size for glyph in self.glyphs)
        return sizes[len(sizes) // 2]

    @cached_property
    def segments(self) -> tuple[Line, ...]:
        """The line cut at its wide gaps."""
        parts: list[list[Glyph]] = [[self.glyphs[0]]]
        for index, glyph in enumerate(self.glyphs[1:], start=1):
            before = parts[-1][-1]
            between_figures = before.text[-1:].isdigit() and glyph.text[:1].isdigit()
            gap = _FIGURE_GAP if between_figures else _SEGMENT_GAP
            if index in self.cuts or glyph.x0 - before.x1 > gap * max(glyph.size, before.size):
                parts.append([])
            parts[-1].append(glyph)
        return tuple(Line(tuple(part)) for part in parts)

    def cut_at(self, x: float) -> Line:
        """The line with a cut before the glyph that begins at ``x``, if one does and stands off a little."""
        for index, (before, glyph) in enumerate(pairwise(self.glyphs), start=1):
            if abs(glyph.x0 - x) <= _SAME_START and glyph.x0 - before.x1 > _STANDS_OFF * glyph.size:
                return Line(self.glyphs, self.cuts | {index})
        return self


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """Glyphs gathered into lines, from top to bottom. Spaces are dropped: gaps tell more."""
    lines: list[list[Glyph]] = []
    for glyph in sorted((g for g in glyphs if not g.text.isspace()), key=lambda g: (g.middle, g.x0)):
        if lines and glyph.middle - lines[-1][0].middle <= _SAME_LINE * min(glyph.size, lines[-1][0].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [Line(tuple(sorted(line, key=lambda g: g.x0))) for line in lines]


def text_of(glyphs: Sequence[Glyph]) -> str:
    """The text of glyphs on one line, with spaces where the gaps ask for them."""
    parts: list[str] = []
    for index, glyph in enumerate(glyphs):
        if index:
            before = glyphs[index - 1]
            gap = (glyph.x0 - before.x1) / max(glyph.size, before.size, 0.1)
            latin = _is_latin(before.text[-1:]) and _is_latin(glyph.text[:1])
            if gap > (_LATIN_GAP if latin else _WIDE_GAP):
                parts.append(" ")
        parts.append(glyph.text)
    return "".join(parts)


def join_texts(texts: Iterable[str]) -> str:
    """Wrapped lines as one text. A space goes only between words or numbers that would run together."""
    whole = ""
    for text in texts:
        glued = whole[-1:].isascii() and text[:1].isascii() and whole[-1:].isalnum() and text[:1].isalnum()
        whole += (" " if glued else "") + text
    return whole


def cell_text(glyphs: Iterable[Glyph], right: float) -> str:
    """The text in a table cell whose right border is at ``right``.

    A number too long for its cell is wrapped in the middle: then the halves belong together.
    """
    lines = lines_of(glyphs)
    if len(lines) > 1 and all(_is_digits(line.text) for line in lines):
        first = lines[0]
        if right - first.x1 < first.size:
            return "".join(line.text for line in lines)
    return join_texts(line.text for line in lines)


def _is_latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in "%.,@")


def _is_digits(text: str) -> bool:
    return all(unicodedata.normalize("NFKC", character) in "0123456789.," for character in text)
