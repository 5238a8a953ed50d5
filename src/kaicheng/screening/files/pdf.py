"""PDF: the text layer, what lies under boxes and pictures, pale letters, annotations, files inside."""

from __future__ import annotations

import ctypes
import io
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from kaicheng.screening.files import pictures
from kaicheng.screening.files.office import Look
from kaicheng.screening.files.pieces import LIMITS, Parts

_FEW = 10  # characters: a page with fewer has no text to speak of
_COVERED = 0.6  # share of a letter's box
_WHOLE_PAGE = 0.6  # share of a page from which on a picture is the page
_PALE = 0xE8
_TINY = 1.5  # points
_INVISIBLE = 3
_NESTING = 6
_SOLID = 230  # of 255: a fill that lets nothing through
_UNREADABLE = re.compile(r"[\ue000-\uf8ff\ufffd]|\(cid:")

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""


@dataclass(frozen=True, slots=True)
class _Shape:
    box: Box
    order: int
    light: bool


def portable(data: bytes, where: str, parts: Parts, look: Look) -> None:
    """A PDF file. What cannot be opened is told."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            parts.not_seen("PDF 设有打开密码", "The PDF asks for a password", where)
        else:
            parts.note("S02", "PDF 已损坏，打不开", "The PDF is damaged and cannot be opened", where)
        return
    try:
        _pages(document, where, parts)
    finally:
        document.close()
    _structure(data, where, parts, look)


def _at(where: str, what: str) -> str:
    return f"{where}·{what}" if where else what


def _pages(document: pypdfium2.PdfDocument, where: str, parts: Parts) -> None:
    scans: list[int] = []
    room = LIMITS.page_pictures
    for number in range(len(document)):
        if number >= LIMITS.pages:
            parts.not_seen(
                f"只看了前 {LIMITS.pages} 页", f"Only the first {LIMITS.pages} pages were looked at", where
            )
            break
        place = _at(where, f"第{number + 1}页")
        page = document[number]
        try:
            text_page = page.get_textpage()
            text = _text(text_page)
            _Page(page, text_page).look(place, parts)
            parts.add(place, text, torn=True)
            room = _pictures(page, place, parts, room)
            if len(re.sub(r"\s", "", text)) < _FEW:
                if _has_picture(page):
                    scans.append(number + 1)
            elif len(_UNREADABLE.findall(text)) > len(text) * 0.3:
                parts.not_seen(
                    "字体没有字符对照表，文字读不出来",
                    "The fonts do not say which characters they draw",
                    place,
                )
            text_page.close()
        except pypdfium2.PdfiumError:
            parts.note("S02", "这一页已损坏", "The page is damaged", place)
        finally:
            page.close()
    if scans:
        told = "、".join(map(str, scans[:8])) + ("等" if len(scans) > 8 else "")
        parts.not_seen(
            f"第 {told} 页是扫描图像，没有文字，内容没有检查",
            "Scanned pages without text were not looked into",
            where,
        )
        parts.note(
            "V12",
            f"第 {told} 页是扫描图像，可能有签名、指纹、私章",
            "Scanned pages may show signatures, fingerprints or seals",
            where,
        )


def _text(text_page: pypdfium2.PdfTextPage) -> str:
    """The text of a page: wide gaps as tabs, and no gaps where typesetters put a little air."""
    text: str = text_page.get_text_range()
    if len(text) == text_page.count_chars():
        characters = list(text)
        for match in _GAP.finditer(text):
            gap, size = _width(text_page, match.start())
            if gap > _WIDE * size:
                characters[match.start()] = "\t"
            elif gap < _AIR * size:
                characters[match.start()] = ""
        text = "".join(characters)
    return _unwrapped(text.replace("\r\n", "\n").replace("\ufffe", ""))


def _unwrapped(text: str) -> str:
    """Lines of prose put together again; rows of tables, which have gaps in them, stay."""
    lines = text.split("\n")
    width = max(map(len, lines))
    joined: list[str] = []
    goes_on = False
    for line in lines:
        prose = _PROSE_LINE.fullmatch(line) is not None
        if goes_on and prose:
            joined[-1] += line
        else:
            joined.append(line)
        goes_on = (
            prose and len(line) > 0.75 * width and not line.endswith(("。", "：", "；", "！", "？", ":"))
        )
    return "\n".join(joined)


_PROSE_LINE = re.compile(r"[^\t ]*[\u4e00-\u9fff][^\t ]*")
_GAP = re.compile(r"(?<=\S) (?=\S)")
_WIDE, _AIR = 0.5, 0.35  # of the height of the letters


def _width(text_page: pypdfium2.PdfTextPage, place: int) -> tuple[float, float]:
    """How wide the gap at a space is, and how large the letters beside it are."""
    before, after = text_page.get_charbox(place - 1, loose=True), text_page.get_charbox(place + 1, loose=True)
    size = max(before[3] - before[1], after[3] - after[1], 1.0)
    if abs(before[1] - after[1]) > size:
        return size, size  # a line end
    return max(0.0, after[0] - before[2]), size


def _pictures(page: pypdfium2.PdfPage, place: str, parts: Parts, room: int) -> int:
    """Look at the pictures on a page; how many more there is room for."""
    width, height = page.get_size()
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=_NESTING):
        if room <= 0:
            said = (
                f"只看了前 {LIMITS.page_pictures} 张图片",
                f"Only the first {LIMITS.page_pictures} pictures",
            )
            parts.not_seen(said[0], said[1], "", "info")
            break
        room -= 1
        fills = _size(item.get_bounds()) > width * height * _WHOLE_PAGE
        where = f"{place}的图片"
        if item.get_filters() == ["DCTDecode"]:
            data = bytes(item.get_data())
            pictures.picture(data, "", where, parts, inside=True, shaped=not fills)
        elif not fills:
            across, down = item.get_px_size()
            pictures.shape(across, down, "", where, parts, inside=True)
    return room


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return any(item.type == pdfium.FPDF_PAGEOBJ_IMAGE for item in page.get_objects(max_depth=4))


class _Page:
    """What is drawn on a page, in the order in which it is drawn."""

    def __init__(self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> None:
        self.page = page
        self.text_page = text_page
        self.covers: list[_Shape] = []
        self.grounds: list[_Shape] = []
        self.texts: list[
            tuple[Box, int, bool, bool]
        ] = []  # box, order, whether pale or tiny, whether invisible
        self.count = 0
        width, height = page.get_size()
        self.area = max(1.0, width * height)

    def look(self, place: str, parts: Parts) -> None:
        """Tell what is covered or cannot be seen."""
        self._objects(self.page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, 0, None)
        for kind, cover in self._covering():
            found = self.text_page.get_text_bounded(*cover.box).strip()
            if len(re.sub(r"\s", "", found)) < 2 or not self._older_text(cover):
                continue
            parts.note("V20", f"{kind}下面有可以复制的文字", "Text under a cover can still be copied", place)
            parts.add(f"{place}（遮盖下面的文字）", found, hidden=True)
        hidden = [box for box, order, pale, _ in self.texts if pale and not self._dark_ground(box, order)]
        found = "".join(self.text_page.get_text_bounded(*box) for box in hidden[:200])
        if len(re.sub(r"\s", "", found)) >= 2:
            parts.note(
                "V20",
                "有白色或者极小的文字，看不见而能复制",
                "White or tiny text cannot be seen but can be copied",
                place,
            )
            parts.add(f"{place}（看不见的文字）", found, hidden=True)

    def _covering(self) -> Iterator[tuple[str, _Shape]]:
        yield from (("遮盖的色块", shape) for shape in self.covers)
        for index in range(pdfium.FPDFPage_GetAnnotCount(self.page.raw)):
            annotation = pdfium.FPDFPage_GetAnnot(self.page.raw, index)
            if not annotation:
                continue
            rectangle = pdfium.FS_RECTF()
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if (
                kind in _COVERING_ANNOTATIONS
                and pdfium.FPDFAnnot_GetRect(annotation, rectangle)
                and _opaque(annotation, kind)
            ):
                yield (
                    "批注框",
                    _Shape(
                        (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top), 1 << 30, False
                    ),
                )
            pdfium.FPDFPage_CloseAnnot(annotation)

    def _objects(
        self, holder: Any, count: Callable[..., int], get: Callable[..., Any], depth: int, shift: Any
    ) -> None:
        for index in range(count(holder)):
            self.count += 1
            if self.count > LIMITS.page_objects:
                return
            item = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _NESTING:
                matrix = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(item, matrix)
                self._objects(
                    item,
                    pdfium.FPDFFormObj_CountObjects,
                    pdfium.FPDFFormObj_GetObject,
                    depth + 1,
                    (matrix, shift),
                )
                continue
            box = _bounds(item, shift)
            if box is None:
                continue
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._text(item, box)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, box)
            # Seals let the text through; a picture of a whole page is a scan over its own text.
            elif (
                kind == pdfium.FPDF_PAGEOBJ_IMAGE
                and _size(box) < self.area / 4
                and not pdfium.FPDFPageObj_HasTransparency(item)
            ):
                self.covers.append(_Shape(box, self.count, False))

    def _text(self, item: Any, box: Box) -> None:
        mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
        fill = _fill(item)
        # By the size of its letters: 一 and — are low whatever their size.
        size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
        known = pdfium.FPDFTextObj_GetFontSize(item, size) and pdfium.FPDFPageObj_GetMatrix(item, matrix)
        tiny = bool(known) and size.value * math.hypot(matrix.b, matrix.d) < _TINY
        pale = mode != _INVISIBLE and fill is not None and (min(fill[:3]) >= _PALE or fill[3] < 20)
        self.texts.append((box, self.count, pale or (tiny and mode != _INVISIBLE), mode == _INVISIBLE))

    def _path(self, item: Any, box: Box) -> None:
        mode, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
        pdfium.FPDFPath_GetDrawMode(item, mode, stroke)
        fill = _fill(item)
        thick = _thick_line(item, box) if stroke.value else None
        if mode.value and fill is not None and fill[3] >= _SOLID:
            self._solid(box, min(fill[:3]) >= _PALE)
        elif thick is not None:
            self._solid(thick, False)

    def _solid(self, box: Box, light: bool) -> None:
        width, height = box[2] - box[0], box[3] - box[1]
        if width < 4 or height < 4:
            return  # a ruling line
        shape = _Shape(box, self.count, light)
        self.grounds.append(shape)
        if _size(box) < self.area * 0.9:
            self.covers.append(shape)

    def _older_text(self, cover: _Shape) -> bool:
        """Whether text was drawn before the cover and lies under it, so that the cover hides it."""
        return any(
            order < cover.order and not invisible and _overlap(box, cover.box) > 0
            for box, order, _, invisible in self.texts
        )

    def _dark_ground(self, box: Box, order: int) -> bool:
        return any(
            shape.order < order and not shape.light and _overlap(box, shape.box) > _COVERED
            for shape in self.grounds
        ) or any(
            not shape.light and shape.order < order and _overlap(box, shape.box) > _COVERED
            for shape in self.covers
        )


_COVERING_ANNOTATIONS = (
    pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE, pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_REDACT,
    pdfium.FPDF_ANNOT_FREETEXT,
)  # fmt: skip


def _opaque(annotation: Any, kind: int) -> bool:
    if kind in (pdfium.FPDF_ANNOT_REDACT, pdfium.FPDF_ANNOT_FREETEXT):
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    filled = pdfium.FPDFAnnot_GetColor(
        annotation, pdfium.FPDFANNOT_COLORTYPE_InteriorColor, red, green, blue, alpha
    )
    return bool(filled) and alpha.value >= _SOLID


def _fill(item: Any) -> tuple[int, int, int, int] | None:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return None
    return red.value, green.value, blue.value, alpha.value


def _thick_line(item: Any, box: Box) -> Box | None:
    """A stroke as thick as a line of writing covers as a box does."""
    width = ctypes.c_float()
    if not pdfium.FPDFPageObj_GetStrokeWidth(item, width) or width.value < 6:
        return None
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetStrokeColor(item, red, green, blue, alpha) or alpha.value < _SOLID:
        return None
    return box


def _bounds(item: Any, shift: Any) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    corners = [
        (left.value, bottom.value),
        (right.value, top.value),
        (left.value, top.value),
        (right.value, bottom.value),
    ]
    while shift is not None:
        matrix, shift = shift
        corners = [
            (matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f)
            for x, y in corners
        ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _size(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _overlap(box: Box, other: Box) -> float:
    """The share of ``box`` that lies within ``other``."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    size = _size(box)
    return width * height / size if width > 0 and height > 0 and size else 0.0


# --- what no page shows -----------------------------------------------------------------------------------


def _structure(data: bytes, where: str, parts: Parts, look: Look) -> None:
    """Metadata, annotations with words, hidden layers, and files inside."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            _properties(pdf, where, parts)
            _annotations(pdf, where, parts)
            if "/OCProperties" in pdf.Root and len(
                pdf.Root.OCProperties.get("/D", pikepdf.Dictionary()).get("/OFF", pikepdf.Array())
            ):
                parts.note("V19", "有关闭的图层", "A layer is switched off", where)
            for name, attached in list(pdf.attachments.items())[:100]:
                parts.note("V19", "PDF 里夹带着文件", "The PDF carries a file inside", where, "warn")
                look(attached.get_file().read_bytes(), name, _at(where, name))
    except pikepdf.PasswordError:
        return
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        parts.not_seen(
            f"PDF 的属性和附件读不出来（{type(error).__name__}）",
            "Properties and files inside could not be read",
            where,
            "info",
        )


def _properties(pdf: pikepdf.Pdf, where: str, parts: Parts) -> None:
    values = [
        f"{value}"
        for key, value in pdf.docinfo.items()
        if str(key) not in ("/CreationDate", "/ModDate", "/Producer", "/Creator", "/Author")
    ]
    author = str(pdf.docinfo.get("/Author", ""))
    if re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", author) and not re.search(r"[局厅委办部科处]$", author):
        parts.note(
            "V19", "文档属性里写着作者", "The properties name an author", _at(where, "文档属性"), "warn"
        )
    parts.add(_at(where, "文档属性"), "\n".join(values), hidden=True)


def _annotations(pdf: pikepdf.Pdf, where: str, parts: Parts) -> None:
    texts: list[str] = []
    for number, page in enumerate(pdf.pages):
        if number >= LIMITS.pages:
            break
        for annotation in page.get("/Annots", []):
            kind = str(annotation.get("/Subtype", ""))
            words = str(annotation.get("/Contents", "")).strip()
            if kind in ("/Link", "/Widget", "/Popup"):
                if kind == "/Widget" and "/V" in annotation:
                    texts.append(str(annotation.V))
                parts.link(str(annotation.get("/A", pikepdf.Dictionary()).get("/URI", "")))
                continue
            if words and kind != "/FreeText":
                parts.note("V19", "有批注", "There are comments", _at(where, f"第{number + 1}页"))
            texts.append(words)
    parts.add(_at(where, "批注"), "\n".join(filter(None, texts)), hidden=True)
