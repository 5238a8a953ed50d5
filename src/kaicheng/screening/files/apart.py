"""Any file taken apart, archives and embedded files too. Runs in a worker with limits of time and memory."""

from __future__ import annotations

import copy
import io
import zipfile
import zlib
from typing import Any

from kaicheng.annual_report.errors import EncryptedFile, ReadError, TooLarge
from kaicheng.annual_report.readers.limits import ZIP_ERRORS
from kaicheng.screening.files import office, pdf, pictures, plain, sniff
from kaicheng.screening.files.pieces import LIMITS, MB, OutOfRoom, Parts

_CHUNK = 256 * 1024
_CENTRAL_ENTRY = b"PK\x01\x02"
_OLD = {
    "application/msword": "旧版 Word（.doc）或 WPS 文字",
    "application/vnd.ms-excel": "旧版 Excel（.xls）或 WPS 表格",
    "application/vnd.ms-powerpoint": "旧版演示文稿（.ppt）",
    "application/x-ole-storage": "旧版 Office 文件",
    "application/vnd.rar": "RAR 压缩包",
    "application/x-7z-compressed": "7z 压缩包",
    "application/gzip": "gz 压缩文件",
    "application/x-bzip2": "bz2 压缩文件",
    "application/x-xz": "xz 压缩文件",
    "application/rtf": "RTF 文件",
    "video/mp4": "视频",
    "audio/mpeg": "音频",
    "audio/wav": "音频或视频",
}
_PROGRAMS = ("application/x-msdownload", "application/x-executable")


def take_apart(request: bytes) -> dict[str, Any]:
    """The parts of a file as JSON; ``request`` is its name in UTF-8, a line end, and its bytes."""
    name, _, data = request.partition(b"\n")
    parts = Parts()
    try:
        _look(data, name.decode("utf-8", "replace"), "", parts, 0)
    except OutOfRoom:
        parts.not_seen(
            "文件内容太多，只检查了一部分", "There is too much in the file; only part was looked into"
        )
    return parts.to_json()


def _look(data: bytes, name: str, where: str, parts: Parts, depth: int) -> None:
    """One file; ``where`` says inside what it stands, empty for the file itself."""
    kind = sniff.media_type(data, name)
    if depth == 0:
        parts.media_type = kind
    else:
        parts.names.append(name)
    if not data.strip(b"\0"):
        parts.note("S02", "文件是空的", "The file is empty", where)
        return
    _suffix(kind, name, where, parts)

    def inside(content: bytes, inner: str, place: str) -> None:
        if depth + 1 > LIMITS.depth:
            parts.note(
                "S02",
                f"一层套一层，超过 {LIMITS.depth} 层",
                f"Nested deeper than {LIMITS.depth} levels",
                where,
            )
            return
        _look(content, inner, place, parts, depth + 1)

    try:
        if kind == sniff.DOCX:
            office.word(data, where, parts, inside)
        elif kind == sniff.XLSX:
            office.workbook(data, where, parts, inside)
        elif kind == sniff.PPTX:
            office.slides(data, where, parts, inside)
        elif kind in (sniff.OFD, sniff.ODF):
            office.other_xml(data, where, parts)
        elif kind == sniff.PDF:
            pdf.portable(data, where, parts, inside)
        elif kind == sniff.ZIP:
            _archive(data, where, parts, inside)
        elif kind == sniff.HTML:
            plain.page(data, where or "网页", parts, inside)
        elif kind == sniff.CSV:
            plain.comma_separated(data, where or "表格", parts)
        elif kind == sniff.TEXT:
            plain.text(data, where or "文本", parts)
        elif kind.startswith("image/"):
            pictures.picture(data, name, where, parts, inside=depth > 0)
        elif kind == "application/x-encrypted-office":
            parts.not_seen(
                "文件设有打开密码，没有检查", "The file asks for a password and was not looked into", where
            )
        elif kind in _PROGRAMS:
            parts.note("S02", "这是程序，不是文件", "This is a program", where)
        else:
            what = _OLD.get(kind, "不认识的格式")
            parts.not_seen(f"{what}没有检查", "This kind of file was not looked into", where)
    except OutOfRoom:
        raise
    except EncryptedFile as error:
        parts.not_seen(error.message.zh.rstrip("。"), error.message.en.rstrip("."), where)
    except ReadError as error:
        zh = "解开后过大或者内容过多，没有检查完" if isinstance(error, TooLarge) else "文件已损坏，没有检查完"
        en = "Too large when unpacked" if isinstance(error, TooLarge) else "The file is damaged"
        parts.note("S02", zh, en, where)
    except MemoryError:
        parts.note("S02", "解开所需的内存太多", "Unpacking it takes too much memory", where)
    except RecursionError:
        parts.note("S02", "内部层次过深", "It is nested too deeply", where)
    except Exception as error:
        # Parsers of broken files fail in every way there is; the other parts of an archive go on.
        parts.note(
            "S02",
            f"文件无法解析（{type(error).__name__}）",
            f"The file cannot be parsed ({type(error).__name__})",
            where,
        )


def _suffix(kind: str, name: str, where: str, parts: Parts) -> None:
    promised = sniff.promised(name)
    if promised is None or promised == kind or kind == sniff.UNKNOWN:
        return
    if (
        {promised, kind} <= {sniff.TEXT, sniff.CSV, sniff.HTML}
        or "ole-storage" in kind
        or "encrypted" in kind
    ):
        return
    old = (sniff.WORD_97, sniff.EXCEL_97, sniff.POWERPOINT_97)
    if promised in old and kind in old:
        return
    parts.note(
        "S03",
        f"后缀是 .{sniff.suffix(name)}，内容是 {kind}",
        f"The suffix is .{sniff.suffix(name)}, the content {kind}",
        where,
    )


def _archive(data: bytes, where: str, parts: Parts, look: office.Look) -> None:
    """A zip: every entry in turn, unpacked in small pieces and kept to the limits."""
    if data.count(_CENTRAL_ENTRY) > LIMITS.entries:
        parts.note(
            "S02",
            f"压缩包里的文件超过 {LIMITS.entries} 个",
            f"More than {LIMITS.entries} files inside",
            where,
        )
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS:
        parts.note("S02", "压缩包已损坏", "The archive is damaged", where)
        return
    with archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            parts.entries += 1
            if parts.entries > LIMITS.entries:
                parts.note(
                    "S02",
                    f"压缩包里的文件超过 {LIMITS.entries} 个",
                    f"More than {LIMITS.entries} files inside",
                    where,
                )
                raise OutOfRoom
            name = _name(info)
            place = f"{where}·{name}" if where else name
            if info.flag_bits & 0x1:
                parts.names.append(name)
                parts.not_seen("压缩包设有密码，没有检查", "The archive asks for a password", place)
                continue
            if ".." in name.split("/") or name.startswith("/") or (info.external_attr >> 28) == 0xA:
                parts.note(
                    "S02", "压缩包里有指向别处的路径", "The archive holds a path that leads elsewhere", place
                )
                continue
            content = _unpack(archive, info, place, parts)
            if content is not None:
                look(content, name, place)


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: str, parts: Parts) -> bytes | None:
    probe = copy.copy(info)
    # zipfile stops at the size that an entry declares, which may be a lie.
    probe.file_size = LIMITS.unpacked + _CHUNK
    most = min(
        LIMITS.unpacked - parts.unpacked,
        LIMITS.file,
        max(LIMITS.ratio_from, info.compress_size * LIMITS.ratio),
    )
    chunks: list[bytes] = []
    size = 0
    try:
        with archive.open(probe) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    parts.note(
                        "S02",
                        f"解开后超过 {max(1, most // MB)} MB，疑似压缩炸弹",
                        "Grows too large when unpacked: perhaps a bomb",
                        place,
                    )
                    parts.unpacked += size
                    return None
                chunks.append(chunk)
    except (*ZIP_ERRORS, zlib.error, RuntimeError):
        parts.note("S02", "压缩包里的文件读不出来", "A file in the archive cannot be unpacked", place)
        return None
    parts.unpacked += size
    if size != info.file_size:
        parts.note("S02", "压缩包里记录的大小不对", "The archive lies about the size of a file", place)
    return b"".join(chunks)


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name; Windows writes GBK without saying so, which zipfile reads as code page 437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename
