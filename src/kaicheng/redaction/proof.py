"""Reading a finished file back, to find anything in it that should be gone.

The file was written by one library; it is read by others: its text by PDFium and by pdfminer (pdfplumber),
its pixels by PDFium, its bytes, streams and objects one by one. ``docs/redaction.md`` lists the rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kaicheng.findings import Finding
from kaicheng.redaction.drawing import LOOK_DPI, draw, unseen
from kaicheng.redaction.errors import FileError
from kaicheng.redaction.faults import fault
from kaicheng.redaction.furniture import Overlay, Sheet, overlay, sheet
from kaicheng.redaction.geometry import Rect
from kaicheng.redaction.glyphs import Glyph, opened, page_text
from kaicheng.redaction.hits import cut
from kaicheng.redaction.normal import Normal, normal_form
from kaicheng.redaction.plan import Decision, Plan
from kaicheng.redaction.proof_pixels import pixel_faults
from kaicheng.redaction.proof_structure import structure_faults
from kaicheng.redaction.proof_text import Expected, text_faults

_ANY_DAY = date(2000, 12, 31)
"""The day printed on a sheet is not known here, and may be any."""
_SIZE_WITHIN = 1.5
"""Points by which the size of a page may differ."""


@dataclass(frozen=True, slots=True)
class _Original:
    normal: Normal
    pages: tuple[Expected, ...]


def prove(released: bytes, original: bytes, plan: Plan) -> list[Finding]:
    """What remains in ``released`` of what ``plan`` takes out of ``original``; nothing when all is gone.

    ``released`` may come from anywhere: a file redacted by other means is proved in the same way.

    Raises:
        FileError: the original cannot be read.
        PlanError: the plan does not fit it.
    """
    normal = normal_form(original)
    plan.check(len(normal.sizes))
    expected = _expected(normal, plan)
    try:
        with opened(released) as document:
            sizes = [document.get_page_size(number) for number in range(len(document))]
        if len(sizes) != len(plan.pages):
            return [
                fault(
                    "RD11",
                    f"成品有 {len(sizes)} 页，原件有 {len(plan.pages)} 页。",
                    f"The finished file has {len(sizes)} pages, the original {len(plan.pages)}.",
                )
            ]
        return [
            *_size_faults(sizes, normal),
            *text_faults(released, normal.pdf, expected),
            *pixel_faults(released, plan, normal.sizes),
            *structure_faults(released, expected),
        ]
    except FileError as error:
        return [
            fault("RD00", f"成品无法读回：{error.message.zh}", f"It cannot be read back: {error.message.en}")
        ]


def _expected(normal: Normal, plan: Plan) -> tuple[Expected, ...]:
    """What each page of the original holds, parted into what goes and what may stay."""
    pages = []
    with opened(normal.pdf) as document, opened(normal.bare) as bare:
        for number, page in enumerate(plan.pages):
            drawn, (width, height) = document[number], normal.sizes[number]
            text = page_text(drawn)
            hidden = unseen(text.glyphs, draw(drawn, LOOK_DPI), draw(bare[number], LOOK_DPI), width, height)
            boxes = [box.area.scaled(width, height) for box in page.boxes]
            withheld = page.decision is Decision.WITHHOLD
            gone = {
                place
                for place, glyph in enumerate(text.glyphs)
                if glyph is not None and (withheld or place in hidden or _under(glyph, boxes))
            }
            ours: Overlay | Sheet | None = None
            if withheld:
                ours = sheet(page, number + 1, len(plan.pages), (width, height), _ANY_DAY)
            elif boxes:
                seen = [None if place in hidden else glyph for place, glyph in enumerate(text.glyphs)]
                ours = overlay(page.boxes, cut(seen, boxes, width, height).areas, width, height)
            pages.append(Expected(text, frozenset(gone), page.decision, ours))
    return tuple(pages)


def _under(glyph: Glyph, boxes: list[Rect]) -> bool:
    return any(box.holds(*glyph.ink.centre) for box in boxes)


def _size_faults(sizes: list[tuple[float, float]], normal: Normal) -> list[Finding]:
    return [
        fault(
            "RD11",
            f"第 {number} 页的大小与原件不同。",
            f"Page {number} is not of the original's size.",
            number,
        )
        for number, ((width, height), (wide, high)) in enumerate(zip(sizes, normal.sizes, strict=True), 1)
        if abs(width - wide) > _SIZE_WITHIN or height < high - _SIZE_WITHIN
    ]
