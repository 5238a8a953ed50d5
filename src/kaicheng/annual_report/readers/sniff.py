"""What kind of file this is, told by its content: suffixes are often wrong."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from enum import StrEnum

from kaicheng.annual_report.errors import DamagedFile, EncryptedFile, NoText, ReadError, UnknownKind
from kaicheng.annual_report.readers.encoding import decode_text
from kaicheng.annual_report.readers.limits import ZIP_ERRORS, check_size, damaged, list_zip


class Kind(StrEnum):
    """The kinds of file that can be read."""

    TEXT = "text"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    JSON = "json"


_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN = 1024
_TEXT_HEAD = 64 * 1024
_MAX_CONTENT_TYPES = 1024 * 1024
_MAX_CONTROL_SHARE = 0.02
_MAX_STRANGE_SHARE = 0.05
_PICTURES = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8|II\*\0|MM\0\*|BM.{4}\0{4}|RIFF.{4}WEBP|.{4}ftyp(?:heic|heix|mif1|msf1|avif)",
    re.DOTALL,
)
_PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0")
_HTML_TAG = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|meta|table|tbody|tr|td|div|p|span|br|h[1-6])(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_WORD_XML = re.compile(r"<\?mso-application|<(?:w:wordDocument|pkg:package)\b")
_MAIL_PAGE = re.compile(
    r"\s*(?:From: <Saved by|MIME-Version:|Content-Type: multipart/related)", re.IGNORECASE
)
_JSON = re.compile(r'\s*\{\s*["}]')
# Fragments of the content types of Office packages, and what they are.
_DOCX_TYPES = (
    "wordprocessingml.document.main",
    "wordprocessingml.template.main",
    "ms-word.document.macroenabled.main",
)
_XLSX_TYPES = ("spreadsheetml.sheet.main", "spreadsheetml.template.main", "ms-excel.sheet.macroenabled.main")


def kind_of(data: bytes, name: str = "") -> Kind:
    """The kind of the file with this content; ``name`` only decides between text and HTML when in doubt.

    Raises UnknownKind, DamagedFile, EncryptedFile, NoText or TooLarge, each with what to do next.
    """
    check_size(len(data))
    if not data.strip(b"\0"):
        raise DamagedFile(
            "文件是空的。请重新下载或重新导出后重试。",
            "The file is empty. Download or export it again and retry.",
        )
    if data.startswith(_OLE2):
        raise _old_office(data)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return Kind.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(data)
    if data.startswith(_PACKED):
        raise _packed()
    if data.startswith(b"{\\rtf"):
        raise _save_as_docx("RTF", "an RTF file")
    if _PICTURES.match(data):
        raise NoText(
            "这是一张图片，里面没有可读取的文字。请使用文字版（Word、网页或带文字的 PDF）。",
            "This is a picture without text. Use its text as Word, as a web page or as a PDF with text.",
        )
    return _kind_of_text(data, name)


def _kind_of_text(data: bytes, name: str) -> Kind:
    try:
        text = decode_text(data)
    except DamagedFile:
        raise _not_a_document() from None
    head = text[:_TEXT_HEAD]
    if _is_garbage(head):
        raise _not_a_document()
    if _MAIL_PAGE.match(head):
        raise UnknownKind(
            "这是 MHT 单一网页文件，暂不能读取。请用 Word 打开后另存为 .docx 或网页（.html），再重试。",
            "This is a web archive (MHT). Open it and save it as .html or .docx, then try again.",
        )
    if _WORD_XML.search(head):
        raise _save_as_docx("Word XML", "a Word XML file")
    if _JSON.match(head):
        return Kind.JSON
    tags = len(_HTML_TAG.findall(head)) or len(_HTML_TAG.findall(text, _TEXT_HEAD))
    if tags > 1 or (tags and name.lower().endswith((".html", ".htm", ".shtml"))):
        return Kind.HTML
    return Kind.TEXT


def _is_garbage(head: str) -> bool:
    """Whether decoded bytes are no writing of any kind."""
    strange = control = 0
    for character, count in Counter(head).items():
        if character.isspace():
            continue
        category = unicodedata.category(character)
        control += count * (category == "Cc")
        strange += count * (category in ("Cn", "Co", "Cs") or character == "\ufffd")
    size = len(head)
    return "\0" in head or control > size * _MAX_CONTROL_SHARE or strange > max(2, size * _MAX_STRANGE_SHARE)


def _kind_of_zip(data: bytes) -> Kind:
    with list_zip(data) as archive:
        names = set(archive.namelist())
        if "OFD.xml" in names:
            raise UnknownKind(
                "这是 OFD 版式文件，暂不能读取。请在 WPS 或 OFD 阅读器中导出为 PDF 或 Word（.docx）后重试。",
                "This is an OFD file. Export it as PDF or Word (.docx) and try again.",
            )
        types = _content_types(archive)
    if "EncryptedPackage" in names:
        raise _encrypted()
    if any(fragment in types for fragment in _DOCX_TYPES):
        return Kind.DOCX
    if any(fragment in types for fragment in _XLSX_TYPES):
        return Kind.XLSX
    if "word/document.xml" in names:
        return Kind.DOCX
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if "mimetype" in names:
        raise _save_as_docx("OpenDocument（ODF）", "an OpenDocument file")
    if types:
        raise _save_as_docx("演示文稿或其他 Office", "another Office file")
    raise _packed()


def _content_types(archive: zipfile.ZipFile) -> str:
    """``[Content_Types].xml`` in lower case; empty when there is none."""
    try:
        with archive.open("[Content_Types].xml") as stream:
            return stream.read(_MAX_CONTENT_TYPES).decode("utf-8", errors="replace").lower()
    except KeyError:
        return ""
    except RuntimeError:  # how zipfile says that a part asks for a password
        raise _encrypted() from None
    except ZIP_ERRORS as error:
        raise damaged("压缩包内的目录读不出来", "its list of parts cannot be unpacked") from error


def _old_office(data: bytes) -> ReadError:
    """The error for a compound file, by the names of its streams."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return _encrypted()
    if holds("Workbook") or holds("Book"):
        return UnknownKind(
            "这是旧版 Excel（.xls）或 WPS 表格（.et）文件。请在 WPS 或 Excel 中另存为 .xlsx 后重试。",
            "This is an old Excel file (.xls). Save it as .xlsx and try again.",
        )
    if holds("PowerPoint Document"):
        return _save_as_docx("演示文稿", "a presentation")
    return _save_as_docx(
        "旧版 Word（.doc）或 WPS 文字（.wps）", "an old Word file (.doc) or a WPS file (.wps)"
    )


def _save_as_docx(zh: str, en: str) -> UnknownKind:
    return UnknownKind(
        f"这是{zh}文件，暂不能读取。请在 WPS 或 Word 中另存为 .docx 后重试。",
        f"This is {en}. Save it as .docx in WPS or Word and try again.",
    )


def _encrypted() -> EncryptedFile:
    return EncryptedFile(
        "文件设有打开密码，无法读取。请在 WPS 或 Office 中取消密码，另存后重试。",
        "The file asks for a password. Remove it in WPS or Office, save and try again.",
    )


def _packed() -> UnknownKind:
    return UnknownKind(
        "这是压缩包。请先解压，再选择其中的文件。",
        "This is an archive. Unpack it first and choose the file inside.",
    )


def _not_a_document() -> UnknownKind:
    return UnknownKind(
        "认不出这是什么文件。可以读取 PDF、Word（.docx）、Excel（.xlsx）、网页（.html）、文本和 JSON。",
        "This kind of file is not known. PDF, Word (.docx), Excel (.xlsx), HTML, text and JSON can be read.",
    )
