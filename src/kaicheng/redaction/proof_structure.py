"""The bytes, streams and objects of a finished file: nothing but pages and what they draw."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from kaicheng.findings import Finding
from kaicheng.redaction.cmaps import read_to_unicode
from kaicheng.redaction.contents import content_streams, parse
from kaicheng.redaction.embedded import without_jpeg_metadata
from kaicheng.redaction.errors import damaged
from kaicheng.redaction.faults import fault
from kaicheng.redaction.glyphs import opened, page_text
from kaicheng.redaction.proof_text import GRAM, Expected, grams, squeezed
from kaicheng.redaction.scrub import is_typed

_ROOT = {"/Type", "/Pages", "/Lang", "/Version"}
_PAGE = {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/Group"}
_FORBIDDEN = {
    "RD05": {
        "/Metadata",
        "/PieceInfo",
        "/LastModified",
        "/Thumb",
        "/StructParent",
        "/StructParents",
        "/Alternates",
    },
    "RD06": {"/EF", "/AF", "/EmbeddedFiles"},
    "RD07": {"/Annots", "/AcroForm", "/Popup", "/Fields"},
    "RD08": {"/JS", "/JavaScript", "/AA", "/OpenAction", "/A"},
    "RD09": {"/OC", "/OCGs", "/OCProperties", "/ActualText", "/Alt"},
}
_MARKS = {"BMC", "BDC", "MP", "DP"}
_NAMES = re.compile(rb"/[A-Za-z][\w.+-]*")
"""Names are PDF's own words, /Resources and /backslash, and those of fonts."""
_PACKING = ("/ObjStm", "/XRef")
_LATIN_GRAM = 8
"""Letters and digits in a row that do not meet by chance in the language of PDF …"""
_DIGITS = 11
"""… and as many digits as a telephone number has: shorter ones meet in measures of the page."""


def structure_faults(released: bytes, pages: Sequence[Expected]) -> list[Finding]:
    """Rules RD04 to RD10 and RD12."""
    found = list(_revision_faults(released))
    try:
        with pikepdf.open(io.BytesIO(released), suppress_warnings=True) as pdf:
            found += _object_faults(pdf)
            found += _mark_faults(pdf)
            found += _byte_faults(pdf, released, pages)
            found += _font_faults(pdf, released)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError) as error:
        raise damaged("成品结构不完整", "the structure of the finished file is incomplete") from error
    return found


def _revision_faults(released: bytes) -> Iterator[Finding]:
    if (
        not released.startswith(b"%PDF-")
        or released.count(b"startxref") != 1
        or released.rstrip().count(b"%%EOF") != 1
        or not released.rstrip().endswith(b"%%EOF")
    ):
        yield fault(
            "RD10",
            "成品里留有旧版本，或者文件头尾有多余数据。",
            "The file holds an earlier revision, or data before or after it.",
        )


def _object_faults(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    if "/Info" in pdf.trailer and len(pdf.trailer["/Info"].keys()):
        yield fault("RD05", "成品里有文件属性。", "The file has document properties.", quote="/Info")
    extra = set(pdf.Root.keys()) - _ROOT
    for rule, keys in _FORBIDDEN.items():
        named = extra & keys
        if named:
            yield _key_fault(rule, sorted(named), None)
        extra -= keys
    if extra:
        yield _key_fault("RD06" if "/Names" in extra else "RD05", sorted(extra), None)
    for number, page in enumerate(pdf.pages, 1):
        keys = set(page.obj.keys()) - _PAGE
        if keys:
            yield _key_fault("RD07" if "/Annots" in keys else "RD05", sorted(keys), number)
    reached = _reached(pdf)
    for item in pdf.objects:
        if isinstance(item, Stream) and str(item.get("/Type")) in _PACKING:
            continue
        if isinstance(item, Dictionary | Stream | Array):
            if item.objgen not in reached:
                yield fault(
                    "RD10",
                    "成品里有没有用到的内容。",
                    "The file holds objects that nothing uses.",
                    quote=str(item.objgen),
                )
            yield from _key_faults(item)


def _key_faults(item: Any) -> Iterator[Finding]:
    if isinstance(item, Array):
        for part in item:
            if isinstance(part, Dictionary | Array) and not part.is_indirect:
                yield from _key_faults(part)
        return
    for rule, forbidden in _FORBIDDEN.items():
        named = forbidden & set(item.keys())
        if named and is_typed(item) and item.get("/Type") not in (Name.Catalog, Name.Page):
            yield _key_fault(rule, sorted(named), None)
    if isinstance(item, Stream):
        if item.get("/Type") in (Name.Metadata, Name.EmbeddedFile):
            yield _key_fault("RD05" if item["/Type"] == Name.Metadata else "RD06", [str(item["/Type"])], None)
        if item.get("/Filter") == Name.DCTDecode:
            data = item.read_raw_bytes()
            if len(without_jpeg_metadata(data)) < len(data) - _JPEG_SLACK:
                yield _key_fault("RD05", ["EXIF"], None)
    for part in (item[key] for key in item.keys()):  # noqa: SIM118 (no plain dict)
        if isinstance(part, Dictionary | Array) and not part.is_indirect:
            yield from _key_faults(part)


_JPEG_SLACK = 20
"""Bytes of the JFIF head that every encoder writes: sizes and densities."""


def _key_fault(rule: str, keys: list[str], page: int | None) -> Finding:
    named = "、".join(keys)
    return fault(rule, f"成品里留有 {named}。", f"The file still has {', '.join(keys)}.", page, named)


def _reached(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    reached: set[tuple[int, int]] = set()
    waiting: list[Any] = [pdf.trailer]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, Dictionary | Stream | Array):
            continue
        if item.is_indirect:
            if item.objgen in reached:
                continue
            reached.add(item.objgen)
        waiting.extend(item if isinstance(item, Array) else (item[key] for key in item.keys()))  # noqa: SIM118
    return reached


def _mark_faults(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    for stream in content_streams(pdf):
        if any(str(instruction.operator) in _MARKS for instruction in parse(stream)):
            yield fault(
                "RD09",
                "成品的内容里留有图层或者替代文字的标记。",
                "Marks of layers or alternative texts remain.",
            )
            return


def _byte_faults(pdf: pikepdf.Pdf, released: bytes, pages: Sequence[Expected]) -> Iterator[Finding]:
    telling = {gram for gram in grams(pages) if len(gram) == GRAM and not gram.isascii()}
    for length in (_LATIN_GRAM, _DIGITS):
        telling |= {
            gram
            for gram in grams(pages, length)
            if len(gram) == length
            and gram.isascii()
            and gram.isalnum()
            and (length == _DIGITS or not gram.isdigit())
        }
    needles = {form: gram for gram in telling for form in _forms(gram)}
    if not needles:
        return
    hay = _NAMES.sub(b"", b"\0".join((released, *_readable(pdf))))
    for needle, gram in sorted(needles.items()):
        if needle in hay:
            yield fault(
                "RD04",
                "文件数据中留有应当遮盖的文字。",
                "Redacted words remain in the bytes of the file.",
                quote=gram,
            )
            return


def _readable(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    """Every stream, unpacked, that holds no pixels and no outlines, and every string."""
    for item in pdf.objects:
        if isinstance(item, Stream):
            if item.get("/Subtype") == Name.Image or "/Length1" in item or "/Length3" in item:
                continue
            if str(item.get("/Subtype")) in ("/CIDFontType0C", "/Type1C", "/OpenType"):
                continue
            try:
                unpacked = item.read_bytes()
            except pikepdf.PdfError:
                unpacked = item.read_raw_bytes()
            if b"begincmap" not in unpacked:  # which characters it tells of is another rule's
                yield unpacked
        yield from _strings(item, 0)


def _strings(item: Any, depth: int) -> Iterator[bytes]:
    if isinstance(item, pikepdf.String):
        yield bytes(item)
    elif isinstance(item, Array) and depth < 20:
        for part in item:
            yield from _strings(part, depth + 1)
    elif isinstance(item, Dictionary | Stream) and depth < 20:
        for key in item.keys():  # noqa: SIM118
            part = item[key]
            if not (isinstance(part, Dictionary | Stream | Array) and part.is_indirect):
                yield from _strings(part, depth + 1)


def _forms(gram: str) -> Iterator[bytes]:
    """How text may be written in a file: by encoding, and Han also as hexadecimal digits."""
    for encoding in ("utf-8", "utf-16-be", "utf-16-le", "gb18030"):
        encoded = gram.encode(encoding, "ignore")
        if len(encoded) >= _LATIN_GRAM:
            yield encoded
        if len(encoded) >= _LATIN_GRAM and not gram.isascii():
            yield encoded.hex().encode()
            yield encoded.hex().upper().encode()


def _font_faults(pdf: pikepdf.Pdf, released: bytes) -> Iterator[Finding]:
    with opened(released) as document:
        shown = {char for page in document for char in squeezed(page_text(page).text)}
    for font in pdf.objects:
        if isinstance(font, Dictionary) and isinstance(font.get("/ToUnicode"), Stream):
            told = set(squeezed("".join(read_to_unicode(font["/ToUnicode"].read_bytes()).values())))
            foreign = {char for char in told - shown if not char.isascii() and char != "\ufffd"}
            if foreign:
                yield fault(
                    "RD12",
                    "字体里列有公开内容中没有的字。",
                    "A font lists characters that stand nowhere in what is given.",
                    quote="".join(sorted(foreign))[:40],
                )
