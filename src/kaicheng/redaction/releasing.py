"""The released file: pages given, redrawn without what is under boxes, or replaced by a sheet."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pikepdf
from pikepdf import Dictionary, Stream
from PIL import Image, ImageDraw

from kaicheng.redaction.drawing import LOOK_DPI, alike, draw, hides_something, pixels, resolution, unseen
from kaicheng.redaction.errors import NotProved
from kaicheng.redaction.fonts import Key, codes_by_font, trim
from kaicheng.redaction.furniture import Overlay, Sheet, overlay, printed, sheet
from kaicheng.redaction.geometry import Rect
from kaicheng.redaction.glyphs import Glyph, opened, page_text
from kaicheng.redaction.hits import cut
from kaicheng.redaction.normal import Normal, normal_form, saved
from kaicheng.redaction.pictures import append_page
from kaicheng.redaction.plan import Decision, Plan
from kaicheng.redaction.proof import prove
from kaicheng.redaction.released import Released
from kaicheng.redaction.textlayer import TextLayer


@dataclass(frozen=True, slots=True)
class _Redrawn:
    picture: Image.Image
    glyphs: tuple[Glyph | None, ...]
    areas: tuple[Rect, ...]


def release(data: bytes, plan: Plan, *, made_on: date) -> Released:
    """Carry out ``plan`` on a PDF, JPEG, PNG or TIFF; the result is always a PDF.

    ``made_on`` is printed on the sheets of pages withheld. The same arguments give the same bytes.

    Raises:
        FileError: the file cannot be worked on.
        PlanError: the plan does not fit it.
        NotProved: something redacted was found in the result.
    """
    finished = _make(data, plan, made_on)
    findings = prove(finished.data, data, plan)
    if findings:
        raise NotProved(findings)
    return finished


def _make(data: bytes, plan: Plan, made_on: date) -> Released:
    normal = normal_form(data)
    plan.check(len(normal.sizes))
    redrawn = _redraw(normal, plan, {n for n, page in enumerate(plan.pages) if page.boxes})
    kept, failed = _kept_pages(normal, plan, redrawn.keys())
    redrawn |= _redraw(normal, plan, failed)
    made = _assemble(normal, plan, kept, redrawn, made_on)
    return Released(made, tuple(number + 1 for number in sorted(redrawn)))


def _redraw(normal: Normal, plan: Plan, pages: set[int]) -> dict[int, _Redrawn]:
    """Draw pages as pictures: those named, and those given that hide something."""
    made: dict[int, _Redrawn] = {}
    with opened(normal.pdf) as document, opened(normal.bare) as bare:
        for number, page in enumerate(plan.pages):
            if page.decision is Decision.WITHHOLD:
                continue
            sheet, (width, height) = document[number], normal.sizes[number]
            text = page_text(sheet)
            hidden = unseen(text.glyphs, draw(sheet, LOOK_DPI), draw(bare[number], LOOK_DPI), width, height)
            if number in pages or hidden or hides_something(sheet):
                seen = [None if place in hidden else glyph for place, glyph in enumerate(text.glyphs)]
                result = cut(seen, [box.area.scaled(width, height) for box in page.boxes], width, height)
                picture = draw(sheet, resolution(sheet))
                brush = ImageDraw.Draw(picture)
                for area in result.areas:
                    left, top, right, bottom = pixels(area, picture, width, height)
                    brush.rectangle((left, top, right - 1, bottom - 1), fill="black")
                made[number] = _Redrawn(picture, result.left, result.areas)
            sheet.close()
    return made


def _kept_pages(normal: Normal, plan: Plan, redrawn: Collection[int]) -> tuple[bytes, set[int]]:
    """The pages kept as text with their fonts trimmed, and the numbers of those that cannot be kept so."""
    keeping = [
        number
        for number, page in enumerate(plan.pages)
        if page.decision is Decision.GIVE and number not in redrawn
    ]
    with pikepdf.open(io.BytesIO(normal.pdf)) as pdf:
        used = [codes_by_font(page.obj) for page in pdf.pages]
        needed: dict[Key, set[bytes]] = {}
        others: dict[Key, set[bytes]] = {}
        for number, fonts in enumerate(used):
            for font, texts in fonts.items():
                (needed if number in keeping else others).setdefault(font, set()).update(texts)
        stuck = {
            font
            for font, texts in needed.items()
            if not trim(pdf.get_object(font), texts, others.get(font, set())) and font in others
        }
        trimmed = saved(pdf)
    failed = {number for number in keeping if stuck & used[number].keys()}
    with opened(normal.pdf) as before, opened(trimmed) as after:
        for number in set(keeping) - failed:
            if not alike(draw(before[number], LOOK_DPI), draw(after[number], LOOK_DPI)):
                failed.add(number)
    return trimmed, failed


def _assemble(normal: Normal, plan: Plan, kept: bytes, redrawn: dict[int, _Redrawn], made_on: date) -> bytes:
    made = pikepdf.new()
    made.Root.Lang = pikepdf.String("zh-CN")
    layer = TextLayer(made)
    ours = _furniture(normal, plan, redrawn, made_on)
    with (
        pikepdf.open(io.BytesIO(kept)) as pages,
        pikepdf.open(io.BytesIO(_printed(ours, made_on) if ours else kept)) as prints,
    ):
        place = dict(zip(ours, prints.pages, strict=False))
        for number, page in enumerate(plan.pages):
            if number in redrawn:
                _append_redrawn(made, redrawn[number], normal.sizes[number], layer, ours.get(number))
                if number in ours:
                    _print_on(made, place[number])
            else:
                made.pages.append(
                    place[number] if page.decision is Decision.WITHHOLD else pages.pages[number]
                )
        layer.finish()
        return saved(made)


def _printed(ours: dict[int, Overlay | Sheet], made_on: date) -> bytes:
    return normal_form(printed(list(ours.values()), made_on)).pdf


def _furniture(
    normal: Normal, plan: Plan, redrawn: dict[int, _Redrawn], made_on: date
) -> dict[int, Overlay | Sheet]:
    ours: dict[int, Overlay | Sheet] = {}
    for number, page in enumerate(plan.pages):
        if page.decision is Decision.WITHHOLD:
            ours[number] = sheet(page, number + 1, len(plan.pages), normal.sizes[number], made_on)
        elif page.boxes:
            ours[number] = overlay(page.boxes, redrawn[number].areas, *normal.sizes[number])
    return ours


def _print_on(made: pikepdf.Pdf, ours: pikepdf.Page) -> None:
    """Draw what we print, a page in normal form, on the last page."""
    page = made.pages[-1].obj
    page.Resources.XObject.O = made.copy_foreign(ours.obj.Resources.XObject.P)
    page.Contents = Stream(made, page.Contents.read_bytes() + b"/O Do\n")


def _append_redrawn(
    made: pikepdf.Pdf,
    page: _Redrawn,
    size: tuple[float, float],
    layer: TextLayer,
    ours: Overlay | Sheet | None,
) -> None:
    width, height = size
    band = ours.band if isinstance(ours, Overlay) else 0.0
    top = height + band
    painted = "".join(
        f"{area.left:.3f} {top - area.bottom:.3f} {area.width:.3f} {area.height:.3f} re f\n"
        for area in page.areas
    ).encode()
    text = layer.instructions(page.glyphs, height + band)
    sheet = append_page(made, page.picture, width, height, b"0 g\n" + painted + text, band)
    if text:
        sheet.obj.Resources.Font = Dictionary(T=layer.font)
