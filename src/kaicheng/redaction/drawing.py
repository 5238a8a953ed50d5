"""Pages drawn as pictures, and what those tell: which characters are seen, what lies hidden under what."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

from kaicheng.redaction import limits
from kaicheng.redaction.errors import too_large
from kaicheng.redaction.geometry import Rect, around
from kaicheng.redaction.glyphs import Glyph

LEAST_DPI = 200.0
MOST_DPI = 300.0
LOOK_DPI = 130.0
"""Resolution at which it is looked what a page shows."""

_DIFFERENT = 20
"""Levels of grey by which text shows against what is there without it."""
_SOMETHING = 40
"""Levels of grey within the place of an invisible character when the picture beneath shows one."""
_COVERED = 2.0
"""Points by which something painted over a picture has to cover it to hide a part of it."""


def draw(page: pypdfium2.PdfPage, dpi: float) -> Image.Image:
    """The page in colours on white.

    Raises:
        TooLarge: more pixels than are drawn.
    """
    scale = dpi / 72
    across, down = math.ceil(page.get_width() * scale), math.ceil(page.get_height() * scale)
    if across * down > limits.PAGE_PIXELS:
        raise too_large(
            f"有一页尺寸过大，需要 {across}×{down} 像素才能画清", f"A page needs {across} by {down} pixels"
        )
    bitmap = page.render(scale=scale, may_draw_forms=False)
    try:
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        return picture
    finally:
        bitmap.close()


def pixels(area: Rect, picture: Image.Image, width: float, height: float) -> tuple[int, int, int, int]:
    """The pixels, at least one, that an area in points of a page of that size touches on its picture."""
    scaled = area.scaled(picture.width / width, picture.height / height).within(*picture.size)
    left, top = (
        min(math.floor(scaled.left), picture.width - 1),
        min(math.floor(scaled.top), picture.height - 1),
    )
    return left, top, max(math.ceil(scaled.right), left + 1), max(math.ceil(scaled.bottom), top + 1)


def unseen(
    glyphs: Sequence[Glyph | None], shown: Image.Image, bare: Image.Image, width: float, height: float
) -> set[int]:
    """The places in ``glyphs`` of characters that a reader of the page does not see.

    ``shown`` is the page as drawn, ``bare`` the same without text. A character is seen when taking the text
    away changes its place, or when it is invisible above a picture that shows something just there, as the
    text layer of a scan is.
    """
    changed = ImageChops.difference(shown, bare).convert("L")
    grey = shown.convert("L")
    hidden = set()
    for place, glyph in enumerate(glyphs):
        if glyph is None or glyph.text.isspace():
            continue
        area = glyph.ink.within(width, height)
        if area.area <= 0:
            hidden.add(place)
            continue
        where = pixels(area, shown, width, height)
        if changed.crop(where).getextrema()[1] >= _DIFFERENT:  # type: ignore[operator]
            continue
        darkest, lightest = grey.crop(where).getextrema()
        if lightest - darkest < _SOMETHING:  # type: ignore[operator]
            hidden.add(place)
    return hidden


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two drawings of a page show the same."""
    if one.size != other.size:
        return False
    counts = ImageChops.difference(one, other).convert("L").histogram()
    return sum(counts[32:]) <= 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """An object of a page in drawing order: its kind (``raw.FPDF_PAGEOBJ_…``) and its place.

    ``window`` is the part of the page that it is clipped to, ``paints`` whether it fills its place.
    """

    kind: int
    place: Rect
    window: Rect
    paints: bool
    item: pypdfium2.PdfObject


def drawn_objects(page: pypdfium2.PdfPage) -> Iterator[Drawn]:
    """The pictures, shapes and shadings of a page, those in forms included."""
    height = page.get_height()
    whole = Rect(0, 0, page.get_width(), height)
    forms: dict[int, tuple[pypdfium2.PdfMatrix, Rect]] = {}
    for item in page.get_objects():
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            continue
        outer, window = forms.get(_address(item.container), (pypdfium2.PdfMatrix(), whole))
        clip = _clip(item, outer, height)
        window = window if clip is None else window.common(clip)
        if item.type == raw.FPDF_PAGEOBJ_FORM:
            forms[_address(item)] = (item.get_matrix().multiply(outer), window)
        else:
            yield Drawn(item.type, _placed(item.get_bounds(), outer, height), window, _paints(item), item)


def hides_something(page: pypdfium2.PdfPage) -> bool:
    """Whether a picture on the page holds more than is seen of it: cut off by an edge, or painted over."""
    pictures: list[Rect] = []
    for drawn in drawn_objects(page):
        if drawn.paints and any(drawn.place.overlaps(picture, _COVERED) for picture in pictures):
            return True
        if drawn.kind == raw.FPDF_PAGEOBJ_IMAGE:
            window = drawn.window.grown(_COVERED)
            if around((drawn.place, window)) != window:
                return True
            pictures.append(drawn.place)
    return False


def resolution(page: pypdfium2.PdfPage) -> float:
    """Dots per inch at which the page loses nothing that matters: that of its pictures, within bounds."""
    finest = LEAST_DPI
    for drawn in drawn_objects(page):
        if drawn.kind == raw.FPDF_PAGEOBJ_IMAGE and drawn.place.width > 72 and drawn.place.height > 72:
            across, down = drawn.item.get_px_size()
            shorter, longer = sorted((drawn.place.width, drawn.place.height))
            few, many = sorted((across, down))
            finest = max(finest, min(few * 72 / shorter, many * 72 / longer))
    most = math.sqrt(limits.PAGE_PIXELS / (page.get_width() * page.get_height())) * 72 * 0.99
    return max(LEAST_DPI, min(finest, MOST_DPI, most))


def _address(item: pypdfium2.PdfObject | None) -> int:
    return ctypes.addressof(item.raw.contents) if item is not None else 0


def _paints(item: pypdfium2.PdfObject) -> bool:
    if item.type != raw.FPDF_PAGEOBJ_PATH:
        return True
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item.raw, mode, stroke)
    return bool(mode.value != raw.FPDF_FILLMODE_NONE)


def _placed(bounds: tuple[float, float, float, float], outer: pypdfium2.PdfMatrix, height: float) -> Rect:
    left, bottom, right, top = bounds
    corners = [outer.on_point(x, y) for x in (left, right) for y in (bottom, top)]
    return Rect(
        min(x for x, _ in corners),
        height - max(y for _, y in corners),
        max(x for x, _ in corners),
        height - min(y for _, y in corners),
    )


def _clip(item: pypdfium2.PdfObject, outer: pypdfium2.PdfMatrix, height: float) -> Rect | None:
    """What of the object is not clipped away, ``None`` where nothing clips it."""
    clip = raw.FPDFPageObj_GetClipPath(item.raw)
    window: Rect | None = None
    for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0)):
        points = []
        for segment in range(max(raw.FPDFClipPath_CountPathSegments(clip, path), 0)):
            x, y = ctypes.c_float(), ctypes.c_float()
            part = raw.FPDFClipPath_GetPathSegment(clip, path, segment)
            if raw.FPDFPathSegment_GetPoint(part, x, y):
                points.append((x.value, y.value))
        if points:
            bounds = (
                min(x for x, _ in points),
                min(y for _, y in points),
                max(x for x, _ in points),
                max(y for _, y in points),
            )
            place = _placed(bounds, outer, height)
            window = place if window is None else window.common(place)
    return window
