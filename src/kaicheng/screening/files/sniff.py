"""The media type of a file by its content, never by its name."""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePosixPath

from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.readers.encoding import decode_text
from kaicheng.annual_report.readers.limits import ZIP_ERRORS, list_zip

OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = f"{OOXML}wordprocessingml.document"
XLSX = f"{OOXML}spreadsheetml.sheet"
PPTX = f"{OOXML}presentationml.presentation"
PDF, ZIP, HTML, TEXT, CSV = "application/pdf", "application/zip", "text/html", "text/plain", "text/csv"
OFD, ODF, RTF = "application/ofd", "application/vnd.oasis.opendocument", "application/rtf"
UNKNOWN = "application/octet-stream"

_MAGIC = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"II\*\0|MM\0\*"), "image/tiff"),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "image/bmp"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb".{4}ftyp(?:heic|heix|mif1|msf1|avif)", re.DOTALL), "image/heic"),
    (re.compile(rb"Rar!\x1a\x07"), "application/vnd.rar"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "application/x-7z-compressed"),
    (re.compile(rb"\x1f\x8b\x08"), "application/gzip"),
    (re.compile(rb"BZh\d"), "application/x-bzip2"),
    (re.compile(rb"\xfd7zXZ\0"), "application/x-xz"),
    (re.compile(rb"\{\\rtf"), RTF),
    (re.compile(rb".{4}ftyp", re.DOTALL), "video/mp4"),
    (re.compile(rb"ID3|\xff[\xfb\xf3\xf2]"), "audio/mpeg"),
    (re.compile(rb"RIFF.{4}(?:WAVE|AVI )", re.DOTALL), "audio/wav"),
    (re.compile(rb"MZ"), "application/x-msdownload"),
    (re.compile(rb"\x7fELF"), "application/x-executable"),
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("EncryptedPackage", "application/x-encrypted-office"),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_PARTS = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_HTML_HEAD = re.compile(
    r"\s*(?:<!--.*?-->\s*)?(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b",
    re.I | re.S,
)
WORD_97, EXCEL_97, POWERPOINT_97 = (
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
)
_SUFFIXES = {
    "docx": DOCX, "docm": DOCX, "xlsx": XLSX, "xlsm": XLSX, "pptx": PPTX, "pdf": PDF, "zip": ZIP, "ofd": OFD,
    "rtf": RTF, "doc": WORD_97, "wps": WORD_97, "xls": EXCEL_97, "et": EXCEL_97, "ppt": POWERPOINT_97,
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "tif": "image/tiff",
    "tiff": "image/tiff", "bmp": "image/bmp", "webp": "image/webp", "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed", "odt": ODF, "ods": ODF, "odp": ODF, "html": HTML, "htm": HTML,
    "shtml": HTML, "txt": TEXT, "csv": CSV, "mp4": "video/mp4", "mp3": "audio/mpeg", "gz": "application/gzip",
}  # fmt: skip


def suffix(name: str) -> str:
    """The suffix of a file's name in lower case, without the dot."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")


def media_type(data: bytes, name: str = "") -> str:
    """What a file is; the name only tells CSV from other text. Never raises."""
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(data)
    if data.startswith(_OLE2):
        return next(
            (kind for stream, kind in _OLE_KINDS if stream.encode("utf-16-le") in data),
            "application/x-ole-storage",
        )
    for magic, kind in _MAGIC:
        if magic.match(data):
            return kind
    return _text_kind(data, name)


def _zip_kind(data: bytes) -> str:
    try:
        with list_zip(data) as archive:
            names = archive.namelist()
            if "OFD.xml" in names:
                return OFD
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                found = archive.read("mimetype").decode("ascii", "replace")
                return ODF if found.startswith(ODF) else ZIP
    except (ReadError, RuntimeError, zipfile.BadZipFile, *ZIP_ERRORS):
        return ZIP
    if "[Content_Types].xml" in names:
        return next((kind for folder, kind in _PARTS if any(part.startswith(folder) for part in names)), ZIP)
    return ZIP


def _text_kind(data: bytes, name: str) -> str:
    try:
        text = decode_text(data)
    except ReadError:
        return UNKNOWN
    head = text[:65_536]
    strange = sum(character < " " and character not in "\t\r\n\f\x0b\x1b" for character in head) + head.count(
        "\ufffd"
    )
    if "\0" in head or strange > max(2, len(head) // 50):
        return UNKNOWN
    if _HTML_HEAD.match(head) or (suffix(name) in ("html", "htm", "shtml") and "<" in head):
        return HTML
    return CSV if suffix(name) == "csv" else TEXT


def promised(name: str) -> str | None:
    """The media type that a file's suffix promises; ``None`` if it promises none that is known."""
    return _SUFFIXES.get(suffix(name))
