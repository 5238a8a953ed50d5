"""Invisible text on a redrawn page, so that what was left on it can be searched, copied and read aloud."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import cache

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, Stream

from kaicheng.redaction.cmaps import write_to_unicode
from kaicheng.redaction.geometry import around
from kaicheng.redaction.glyphs import Glyph, lines, stands_alone

_DESCENT = 0.12
_GRID = 2
"""Places are rounded to this part of a point: no finer than the drawing tells them anyway."""
_LEAST_SIZE = 1.0


class TextLayer:
    """The layer of one document: its pages share a font."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._codes: dict[str, int] = {}
        self._font = pdf.make_indirect(Dictionary())

    @property
    def font(self) -> pikepdf.Object:
        """The font, complete once :meth:`finish` was called."""
        return self._font

    def instructions(self, glyphs: Sequence[Glyph | None], height: float) -> bytes:
        """The drawing instructions for these characters on a page ``height`` points high, font ``/T``."""
        parts = [b"BT 3 Tr\n"]
        for run, spaced in _runs(glyphs):
            parts.append(self._run(run, spaced, height))
        parts.append(b"ET\n")
        return b"".join(parts) if len(parts) > 2 else b""

    def finish(self) -> None:
        """Write the font for the characters that were used."""
        pdf, font = self._pdf, self._font
        outlines = Stream(pdf, _one_outline())
        outlines.Length1 = len(_one_outline())
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name.KaichengInvisible,
            Flags=4,
            FontBBox=Array([0, -120, 1000, 880]),
            ItalicAngle=0,
            Ascent=880,
            Descent=-120,
            CapHeight=880,
            StemV=80,
            FontFile2=pdf.make_indirect(outlines),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name.KaichengInvisible,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            DW=1000,
            CIDToGIDMap=pdf.make_indirect(Stream(pdf, bytes(2 * (len(self._codes) + 1)))),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
        font.Type, font.Subtype = Name.Font, Name.Type0
        font.BaseFont, font.Encoding = Name.KaichengInvisible, Name("/Identity-H")
        font.DescendantFonts = Array([pdf.make_indirect(descendant)])
        names = {code: text for text, code in self._codes.items()}
        font.ToUnicode = pdf.make_indirect(Stream(pdf, write_to_unicode(names, 2)))

    def _code(self, text: str) -> bytes:
        return self._codes.setdefault(text, len(self._codes) + 1).to_bytes(2, "big")

    def _run(self, run: list[Glyph], spaced: bool, height: float) -> bytes:
        place = around(glyph.cell for glyph in run)
        turn = run[0].turn
        size = place.width if turn in (90, 270) else place.height
        length = place.height if turn in (90, 270) else place.width
        size = max(size, _LEAST_SIZE)
        below = _DESCENT * size
        cos, sin, x, y = {
            90: (0, 1, place.right - below, height - place.bottom),
            180: (-1, 0, place.right, height - place.top - below),
            270: (0, -1, place.left + below, height - place.top),
        }.get(turn, (1, 0, place.left, height - place.bottom + below))
        size, x, y = (round(value * _GRID) / _GRID for value in (size, x, y))
        stretch = length / (len(run) * size)
        matrix = " ".join(f"{value:.6g}" for value in (stretch * cos, stretch * sin, -sin, cos, x, y))
        codes = b"".join(self._code(glyph.text) for glyph in run)
        if spaced:
            codes += self._code(" ")
        return f"/T {size:g} Tf {matrix} Tm <{codes.hex()}> Tj\n".encode()


def _runs(glyphs: Sequence[Glyph | None]) -> Iterator[tuple[list[Glyph], bool]]:
    """Characters that are set together, and whether a space follows: words, and stretches of Han text."""
    for line in lines(glyphs):
        run: list[Glyph] = []
        for glyph in line:
            blank = glyph.text.isspace()
            other = run and (
                stands_alone(run[-1].text) != stands_alone(glyph.text) or glyph.turn not in (0, 90, 180, 270)
            )
            if run and (blank or other):
                yield run, blank
                run = []
            if not blank:
                run.append(glyph)
        if run:
            yield run, not stands_alone(run[-1].text)


@cache
def _one_outline() -> bytes:
    """A TrueType font whose one glyph, never painted, fills its place: readers take that for the word's."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, -120))
    for point in ((0, 880), (1000, 880), (1000, -120)):
        pen.lineTo(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    written = io.BytesIO()
    builder.save(written)
    return written.getvalue()
