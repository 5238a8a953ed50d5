"""How much of a file is read before it is refused, and the ways in that keep to it.

The figures are far above any annual report seen (the largest: 60 pages, 4 MB without photographs) and far
below what hurts a small server. Sizes are in bytes.
"""

from __future__ import annotations

import copy
import errno
import io
import os
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from kaicheng.annual_report.errors import DamagedFile, EncryptedFile, ReadError, TooLarge
from kaicheng.findings import Text

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits by name."""

    file: int = 50 * MB
    """A file as it comes."""
    zip_entries: int = 4_000
    """Files inside a DOCX or XLSX."""
    zip_part: int = 64 * MB
    """One of them, unpacked."""
    zip_total: int = 160 * MB
    """All of them, unpacked."""
    zip_ratio: int = 400
    """How many times its packed size an XML part may grow, above ``zip_ratio_from`` unpacked."""
    zip_ratio_from: int = 2 * MB
    xml_tags: int = 2_000_000
    """Tags in one XML part: what a parser's memory grows with."""
    pages: int = 400
    """Pages of a PDF."""
    page_objects: int = 60_000
    """Characters, lines and boxes on one page of a PDF."""
    paragraphs: int = 50_000
    cells: int = 200_000
    """Cells in all tables of a file."""
    sheets: int = 60
    table_nesting: int = 8
    """Tables inside tables."""
    text: int = 20_000_000
    """Characters in all."""


LIMITS = Limits()

_CHUNK = 256 * 1024
_CENTRAL_ENTRY = b"PK\x01\x02"
_READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_FLAG = 0x1
# What zipfile and its decompressors raise on broken input.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, KeyError)


def too_large(zh: str, en: str) -> TooLarge:
    """The error for going beyond a limit; ``zh`` and ``en`` say which."""
    return TooLarge(
        f"{zh}，超出可读取的范围。请只保留正文，压缩图片后另存，再重试。",
        f"{en}: more than can be read. Keep only the text itself, shrink its pictures and try again.",
    )


def damaged(zh: str, en: str) -> DamagedFile:
    """The error for a broken file; ``zh`` and ``en`` say what is broken."""
    return DamagedFile(
        f"文件已损坏：{zh}。请重新下载或重新导出后重试。",
        f"The file is damaged: {en}. Download or export it again and retry.",
    )


def check_size(size: int) -> None:
    """Raise TooLarge when a file of ``size`` bytes is not to be read."""
    if size > LIMITS.file:
        raise too_large(
            f"文件有 {size / MB:.0f} MB（上限 {LIMITS.file // MB} MB）",
            f"The file has {size / MB:.0f} MB (limit {LIMITS.file // MB} MB)",
        )


def check_count(count: int, limit: int, zh: str, en: str) -> None:
    """Raise TooLarge when there are more than ``limit`` of something, named in both languages."""
    if count > limit:
        raise too_large(f"文件中的{zh}超过 {limit} 个", f"The file has more than {limit} {en}")


def read_file(path: Path) -> bytes:
    """The bytes of a file, refused by its size before any of it is read.

    Raises TooLarge, or ReadError when it cannot be opened or is no regular file.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            if stat.S_ISDIR(status.st_mode):
                os.scandir(path).close()  # one that may not be opened says so
            raise ReadError(
                f"{path} 不是文件。请给出报告文件的路径。", f"{path} is no file. Give the path of a report."
            )
        check_size(status.st_size)
        with path.open("rb") as file:
            data = file.read(LIMITS.file + 1)
    except OSError as error:
        reason = why_not(error)
        raise ReadError(
            f"打不开文件 {path}：{reason.zh}。请检查路径和读取权限。",
            f"Cannot open {path}: {reason.en}. Check the path and the permission to read it.",
        ) from error
    check_size(len(data))
    return data


_REASONS = {
    FileNotFoundError: "文件或文件夹不存在",
    PermissionError: "没有权限",
    IsADirectoryError: "这是文件夹",
    NotADirectoryError: "路径中有一段不是文件夹",
}
_REASONS_BY_NUMBER = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ELOOP: "链接指向自己",
}


def why_not(error: OSError) -> Text:
    """Why the system would not open or write a file, in words."""
    zh = _REASONS_BY_NUMBER.get(error.errno or 0) or _REASONS.get(type(error))
    en = error.strerror or str(error)
    return Text(zh or f"系统提示“{en}”", en)


def list_zip(data: bytes) -> zipfile.ZipFile:
    """A zip with only its directory read, which says nothing yet about the sizes of what is in it.

    Raises DamagedFile, TooLarge.
    """
    # Counted before zipfile builds an object of each entry: a 50 MB file can hold a million.
    check_count(data.count(_CENTRAL_ENTRY), LIMITS.zip_entries, "内部文件", "files inside")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise damaged("压缩包结构不完整", "its zip structure is incomplete") from error


def open_zip(data: bytes) -> zipfile.ZipFile:
    """A zip whose every part has been unpacked once in small pieces and kept to the limits.

    The sizes that a zip declares may be lies, and zipfile unpacks first and cuts afterwards; after this
    the declared sizes are known to be true, so any library may read the parts.
    Raises DamagedFile, EncryptedFile, TooLarge.
    """
    archive = list_zip(data)
    total = 0
    for info in archive.infolist():
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise EncryptedFile(
                "文件已加密，无法读取。请取消密码后另存，再重试。",
                "The file is encrypted. Save it without a password and try again.",
            )
        if info.compress_type not in _READABLE_METHODS:
            raise damaged("压缩方式不受支持", "it is packed by a method that is not supported")
        total += _measure(archive, info, LIMITS.zip_total - total)
    return archive


def _measure(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> int:
    """The true size of a part. Raises TooLarge as soon as it passes a limit, DamagedFile if broken."""
    probe = copy.copy(info)
    probe.file_size = LIMITS.zip_total + _CHUNK  # so that reading does not stop at the declared size
    is_xml = info.filename.lower().endswith((".xml", ".rels", ".vml"))
    limit = min(LIMITS.zip_part, room)
    if is_xml:
        limit = min(limit, max(LIMITS.zip_ratio_from, info.compress_size * LIMITS.zip_ratio))
    size = tags = 0
    tail = b""
    try:
        with archive.open(probe) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise too_large(
                        f"压缩包内的 {info.filename} 解开后过大",
                        f"{info.filename} inside grows too large when unpacked",
                    )
                if is_xml:
                    tags += chunk.count(b"<")
                    check_count(tags, LIMITS.xml_tags, "标记", "tags")
                    tail = _refuse_doctype(tail, chunk)
    except ZIP_ERRORS as error:
        raise damaged(
            f"压缩包内的 {info.filename} 读不出来", f"{info.filename} inside cannot be unpacked"
        ) from error
    if size != info.file_size:
        raise damaged(
            f"压缩包内 {info.filename} 的大小与记录不符",
            f"{info.filename} inside is not of the size recorded",
        )
    return size


def _refuse_doctype(tail: bytes, chunk: bytes) -> bytes:
    """Refuse XML that declares entities, across the border of two chunks and in UTF-16 too.

    Office never writes a document type; bombs and stolen files come through one. Returns the new tail.
    """
    text = (tail + chunk).replace(b"\0", b"")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise damaged("其中的 XML 带有实体定义", "its XML declares entities, which no office program writes")
    return text[-16:]


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML part, without entities, network or unbounded nesting. Raises DamagedFile."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged("其中的 XML 不完整", "its XML is incomplete") from error
