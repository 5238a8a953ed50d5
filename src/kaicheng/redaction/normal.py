"""A file in normal form: what it shows on each page and nothing else, all pages upright and whole.

Everything that looks at a file or makes a released one out of it starts from here, so that a box drawn on
a preview, the words found under it and the pixels that are painted over share one geometry: each page
begins at (0, 0), has no rotation, no crop, no unit of its own; what is outside the part shown is clipped.
Stamps, filled-in fields and drawn remarks have become part of the page, as they are seen; notes, links,
hidden layers, scripts, attachments and metadata are gone.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from kaicheng.redaction import limits
from kaicheng.redaction.contents import check_unpacked, content_streams, rewrite, without_text
from kaicheng.redaction.errors import EncryptedFile, UnknownKind, damaged, too_large
from kaicheng.redaction.layers import mark_hidden
from kaicheng.redaction.pictures import picture_pages
from kaicheng.redaction.scrub import scrub

logging.getLogger("pikepdf").setLevel(logging.ERROR)

_PDF_WITHIN = 1024  # a PDF may have so many bytes of something else before it
_SEEN_ONLY_ON_SCREENS = {"/Text", "/Popup", "/Link", "/FileAttachment", "/Sound", "/Movie", "/Screen"}
_LETTER = (0.0, 0.0, 612.0, 792.0)
_LEAST_SIDE = 1.0


@dataclass(frozen=True)
class Normal:
    """``pdf`` is the file in normal form, ``sizes`` the width and height of each page in points."""

    pdf: bytes
    sizes: tuple[tuple[float, float], ...]

    @cached_property
    def bare(self) -> bytes:
        """The same with no text shown."""
        return textless(self.pdf)


def normal_form(data: bytes) -> Normal:
    """The normal form of a PDF, JPEG, PNG or TIFF.

    Raises:
        FileError: of another kind, broken, encrypted, or beyond the limits.
    """
    if len(data) > limits.FILE:
        raise too_large(
            f"文件有 {len(data) / limits.MB:.0f} MB（上限 {limits.FILE // limits.MB} MB）",
            f"The file has {len(data) / limits.MB:.0f} MB (limit {limits.FILE // limits.MB} MB)",
        )
    if b"%PDF-" in data[:_PDF_WITHIN]:
        made = _from_pdf(data)
    else:
        pages = picture_pages(data)
        if pages is None:
            raise UnknownKind(
                "这不是 PDF、JPEG、PNG 或 TIFF 文件，不能逐页处理。请先转换为 PDF 再上传。",
                "This is no PDF, JPEG, PNG or TIFF and has no pages to work on. Convert it to PDF first.",
            )
        made = pages
    scrub(made)
    sizes = tuple((float(page.obj.MediaBox[2]), float(page.obj.MediaBox[3])) for page in made.pages)
    return Normal(saved(made), sizes)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The file as bytes: one revision, no metadata, nothing that is not used, the same whenever written."""
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    written = io.BytesIO()
    pdf.save(
        written,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
        fix_metadata_version=False,
    )
    return written.getvalue()


def textless(pdf: bytes) -> bytes:
    """A file with no text shown; everything else stays.

    Raises:
        DamagedFile: it cannot be read.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf), suppress_warnings=True) as opened:
            for stream in content_streams(opened):
                rewrite(stream, without_text)
            return saved(opened)
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RuntimeError) as error:
        raise damaged("PDF 结构不完整", "the structure of the PDF is incomplete") from error


def check_pages(count: int) -> None:
    """Raise TooLarge or DamagedFile when there are too many pages or none."""
    if count == 0:
        raise damaged("其中没有页面", "it has no pages")
    if count > limits.PAGES:
        raise too_large(
            f"文件有 {count} 页（上限 {limits.PAGES} 页）",
            f"The file has {count} pages (limit {limits.PAGES})",
        )


def _from_pdf(data: bytes) -> pikepdf.Pdf:
    try:
        opened = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise EncryptedFile(
            "PDF 设有打开密码，无法读取。请取消密码后另存，再上传。",
            "The PDF asks for a password. Save it without one and upload it again.",
        ) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise damaged("PDF 结构不完整", "the structure of the PDF is incomplete") from error
    made = pikepdf.new()
    try:
        check_pages(len(opened.pages))
        mark_hidden(opened)
        _drop_notes(opened)
        opened.flatten_annotations("screen")
        for page in opened.pages:
            _append(made, opened, page)
    except (
        pikepdf.PdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RuntimeError,
    ) as error:
        raise damaged("PDF 页面无法解析", "its pages cannot be parsed") from error
    return made


def _drop_notes(pdf: pikepdf.Pdf) -> None:
    """Drop annotations of which nothing belongs to the page: note icons, links, attachment pins."""
    for page in pdf.pages:
        notes = page.obj.get("/Annots")
        if not isinstance(notes, Array):
            continue
        page.obj.Annots = Array(
            [
                note
                for note in notes
                if isinstance(note, Dictionary)
                and str(note.get("/Subtype")) not in _SEEN_ONLY_ON_SCREENS
                and note.get("/Rect") is not None
            ]
        )


def _append(made: pikepdf.Pdf, opened: pikepdf.Pdf, page: pikepdf.Page) -> None:
    left, bottom, right, top = _shown_part(page)
    unit = _number(page.obj.get("/UserUnit"), 1.0)
    turn = int(_number(_inherited(page.obj, "/Rotate"), 0.0)) % 360
    wide, high = (right - left) * unit, (top - bottom) * unit
    matrix = {
        90: (0, -unit, unit, 0, -bottom * unit, right * unit),
        180: (-unit, 0, 0, -unit, right * unit, top * unit),
        270: (0, unit, -unit, 0, top * unit, -left * unit),
    }.get(turn, (unit, 0, 0, unit, -left * unit, -bottom * unit))
    if turn in (90, 270):
        wide, high = high, wide
    check_size(wide, high)
    check_unpacked(page.obj.get("/Contents"))
    page.contents_coalesce()
    resources = _inherited(page.obj, "/Resources")
    resources = resources if isinstance(resources, Dictionary) else Dictionary()
    _make_fonts_indirect(opened, resources)
    form = Stream(opened, page.obj.Contents.read_bytes() if "/Contents" in page.obj else b"")
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([left, bottom, right, top])
    form.Resources = resources
    group = page.obj.get("/Group")
    if isinstance(group, Dictionary) and group.get("/S") == Name.Transparency:
        form.Group = group
    _lend_resources(resources)
    numbers = " ".join(f"{number:.6f}" for number in matrix)
    sheet = opened.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(wide, 4), round(high, 4)]),
            Resources=Dictionary(XObject=Dictionary(P=opened.make_indirect(form))),
            Contents=Stream(opened, f"q {numbers} cm /P Do Q".encode()),
        )
    )
    made.pages.append(pikepdf.Page(sheet))


def check_size(wide: float, high: float) -> None:
    """Raise TooLarge for a page larger than PDF allows, DamagedFile for one without size."""
    if max(wide, high) > limits.PAGE_SIDE:
        raise too_large(
            f"有一页的尺寸为 {wide:.0f}×{high:.0f} 点", f"A page measures {wide:.0f} by {high:.0f} points"
        )
    if min(wide, high) < _LEAST_SIDE:
        raise damaged("有一页没有大小", "a page has no size")


def _shown_part(page: pikepdf.Page) -> tuple[float, float, float, float]:
    media = _box(_inherited(page.obj, "/MediaBox")) or _LETTER
    crop = _box(_inherited(page.obj, "/CropBox")) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if right > left and top > bottom else media


def _box(raw: Any) -> tuple[float, float, float, float] | None:
    if not isinstance(raw, Array) or len(raw) != 4:
        return None
    x0, y0, x1, y1 = (_number(number, 0.0) for number in raw)
    if x0 == x1 or y0 == y1:
        return None
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _number(raw: Any, default: float) -> float:
    try:
        return float(raw)
    except (TypeError, ValueError):
        return default


def _inherited(page: Any, key: str) -> Any:
    node = page
    for _ in range(64):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _lend_resources(resources: Dictionary) -> None:
    """Give the page's resources to forms without any of their own, as old files expect."""
    objects = resources.get("/XObject")
    for form in objects.values() if isinstance(objects, Dictionary) else ():
        if isinstance(form, Stream) and form.get("/Subtype") == Name.Form and "/Resources" not in form:
            form.Resources = Dictionary({key: value for key, value in resources.items() if key != "/XObject"})


def _make_fonts_indirect(pdf: pikepdf.Pdf, resources: Dictionary) -> None:
    """So that a font used on several pages is one object by which it is known."""
    fonts = resources.get("/Font")
    if not isinstance(fonts, Dictionary):
        return
    for name in list(fonts.keys()):
        if isinstance(fonts[name], Dictionary) and not fonts[name].is_indirect:
            fonts[name] = pdf.make_indirect(fonts[name])
