"""Which characters of a page a box takes away, and what is painted over for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaicheng.redaction.geometry import Rect
from kaicheng.redaction.glyphs import Glyph, units

_TOUCHED = 0.3
"""Points that a box may reach into the ink of a character without taking it: drawn by hand, boxes do."""
_MOSTLY = 0.35
"""From this share of its ink a character under a box is painted over as a whole, lest the rest be read."""
_MARGIN = 0.4
"""Points painted over around the ink of such a character, for the soft edge of print."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What boxes do to a page: the areas painted over, in points, and the characters left."""

    areas: tuple[Rect, ...]
    left: tuple[Glyph | None, ...]


def cut(glyphs: Sequence[Glyph | None], boxes: Sequence[Rect], width: float, height: float) -> Cut:
    """Apply boxes, in points, to the characters of a page.

    A word or number that a box touches goes as a whole from the text; on the picture only what is under
    the box and the characters mostly under it are painted over. ``areas`` begins with one for each box.
    """
    own = [_with_characters(box, glyphs).within(width, height) for box in boxes]
    gone = {
        id(glyph)
        for unit in units(glyphs)
        if any(_touches(area, glyph) for area in own for glyph in unit)
        for glyph in unit
    }
    return Cut(
        tuple(own), tuple(glyph if glyph is None or id(glyph) not in gone else None for glyph in glyphs)
    )


def _with_characters(box: Rect, glyphs: Sequence[Glyph | None]) -> Rect:
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    for glyph in glyphs:
        if glyph is None or glyph.text.isspace() or not glyph.ink.overlaps(box, _TOUCHED):
            continue
        ink = glyph.ink
        across = ink.common(box).width / ink.width
        upright = ink.common(box).height / ink.height
        # Each direction by itself: a box half way down a whole line grows downwards, never sideways.
        if upright >= _MOSTLY and across >= _MOSTLY:
            grown = ink.grown(_MARGIN)
            left, right = min(left, grown.left), max(right, grown.right)
            top, bottom = min(top, grown.top), max(bottom, grown.bottom)
    return Rect(left, top, right, bottom)


def _touches(area: Rect, glyph: Glyph) -> bool:
    return glyph.ink.overlaps(area, _TOUCHED) or area.holds(*glyph.ink.centre)
