"""The pixels of a finished file: under each box one colour, on each sheet nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from kaicheng.findings import Finding
from kaicheng.redaction.drawing import draw, drawn_objects, hides_something, pixels
from kaicheng.redaction.faults import fault
from kaicheng.redaction.geometry import Rect
from kaicheng.redaction.glyphs import opened
from kaicheng.redaction.normal import textless
from kaicheng.redaction.plan import Decision, Plan

_DPI = 144.0
_EDGE = 1.2
"""Points at the edge of a box that may be half covered when it is drawn."""
_EVEN = 6
"""Levels of grey within which an area is one colour."""
_JPEG_BLOCK = 8
_JPEG_EVEN = 16


def pixel_faults(released: bytes, plan: Plan, sizes: Sequence[tuple[float, float]]) -> list[Finding]:
    """Rules RD03, RD13 and RD15. ``sizes`` are those of the original's pages, in points."""
    found: list[Finding] = []
    with opened(textless(released)) as bare, opened(released) as document:
        for number, page in enumerate(plan.pages, 1):
            drawn = bare[number - 1]
            if page.decision is Decision.WITHHOLD:
                found += _sheet_faults(number, drawn)
            elif page.boxes:
                areas = [box.area.scaled(*sizes[number - 1]) for box in page.boxes]
                found += _box_faults(number, drawn, document[number - 1], areas)
            elif hides_something(document[number - 1]):
                found.append(
                    fault(
                        "RD13",
                        f"第 {number} 页的图片中有页面上看不到的内容。",
                        f"A picture on page {number} holds more than is seen of it.",
                        number,
                    )
                )
    return found


def _sheet_faults(number: int, drawn: pypdfium2.PdfPage) -> Iterator[Finding]:
    pictures = any(item.kind == raw.FPDF_PAGEOBJ_IMAGE for item in drawn_objects(drawn))
    if pictures or not _even(draw(drawn, _DPI), _EVEN):
        yield fault(
            "RD15",
            f"第 {number} 页不予公开，页上却有内容。",
            f"Page {number}, withheld, shows something.",
            number,
        )


def _box_faults(
    number: int, bare: pypdfium2.PdfPage, page: pypdfium2.PdfPage, areas: Sequence[Rect]
) -> Iterator[Finding]:
    picture = draw(bare, _DPI)
    width, height = bare.get_size()
    for place, area in enumerate(areas, 1):
        inner = _shrunk(area, _EDGE)
        where = pixels(inner, picture, width, height)
        embedded = [item for item in drawn_objects(page) if item.kind == raw.FPDF_PAGEOBJ_IMAGE]
        covered = all(
            _covered(item.item, item.place, inner) for item in embedded if item.place.overlaps(inner)
        )
        if not covered or not _even(picture.crop(where), _EVEN):
            yield fault(
                "RD03",
                f"第 {number} 页第 {place} 个遮盖框内仍有画面。",
                f"Something is still drawn in box {place} of page {number}.",
                number,
            )


def _covered(image: pypdfium2.PdfObject, place: Rect, area: Rect) -> bool:
    """Whether the picture itself, whatever is painted over it, is even under the area."""
    held = image.get_bitmap(render=False).to_pil().convert("RGB")
    shared = area.common(place)
    moved = Rect(
        shared.left - place.left, shared.top - place.top, shared.right - place.left, shared.bottom - place.top
    )
    left, top, right, bottom = pixels(moved, held, place.width, place.height)
    # JPEG mixes a pixel with its block; what is outside the box may reach in so far, never the reverse.
    across, down = min(_JPEG_BLOCK, (right - left) // 3), min(_JPEG_BLOCK, (bottom - top) // 3)
    return _even(held.crop((left + across, top + down, right - across, bottom - down)), _JPEG_EVEN)


def _even(picture: Image.Image, within: int) -> bool:
    return all(most - least <= within for least, most in (band.getextrema() for band in picture.split()))  # type: ignore[operator]


def _shrunk(area: Rect, by: float) -> Rect:
    across, down = min(by, area.width / 3), min(by, area.height / 3)
    return Rect(area.left + across, area.top + down, area.right - across, area.bottom - down)
