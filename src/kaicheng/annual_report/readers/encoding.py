"""Bytes to text, for plain text, HTML and JSON: UTF-8, UTF-16 and GB18030 with or without a declaration."""

from __future__ import annotations

import codecs
import re

from kaicheng.annual_report.errors import DamagedFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# What browsers do: these three names all mean the largest set.
_SAME_AS_GB18030 = frozenset({"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "gb_2312-80", "hz-gb-2312"})
_MAX_BAD_SHARE = 0.002


def decode_text(data: bytes) -> str:
    """The text in ``data``.

    A byte order mark decides, then what an HTML or XML head declares if the bytes bear it out, then UTF-8,
    then GB18030. A few broken bytes, as a cut download leaves, become U+FFFD.
    Raises DamagedFile when no encoding fits.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, errors="replace")
    if b"\0" in data[:_HEAD]:
        return _decode_utf16(data)
    for name in _candidates(data):
        try:
            return data.decode(name)
        except UnicodeDecodeError as error:
            if error.start >= len(data) - 3:  # cut in the middle of the last character
                return data[: error.start].decode(name) + "\ufffd"
    return _decode_leniently(data)


def _candidates(data: bytes) -> list[str]:
    """Encodings to try in turn."""
    names = ["utf-8", "gb18030"]
    declared = _DECLARED.search(data[:_HEAD])
    if declared:
        name = declared[1].decode("ascii").lower()
        name = "gb18030" if name in _SAME_AS_GB18030 else name
        try:
            # Text that is valid UTF-8 with Chinese in it is UTF-8, whatever its head was left saying.
            if codecs.lookup(name).name not in ("utf-8", "utf-16", "gb18030", "utf-7") and _is_text_codec(
                name
            ):
                names.insert(1, name)
        except LookupError:
            pass
    return names


def _is_text_codec(name: str) -> bool:
    try:
        return isinstance(b"".decode(name), str)
    except (LookupError, UnicodeError):
        return False


def _decode_utf16(data: bytes) -> str:
    """UTF-16 without a mark: the byte that is zero in every line end tells the order."""
    head = data[:_HEAD]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    for name, clear in (("utf-16-le", odd > even), ("utf-16-be", even > odd)):
        if clear:
            text = data[: len(data) // 2 * 2].decode(name, errors="replace")
            if "\0" not in text and text.count("\ufffd") <= max(1, len(text) * _MAX_BAD_SHARE):
                return text
    raise _unknown_encoding()


def _decode_leniently(data: bytes) -> str:
    """The encoding with the fewest broken characters, if those are few."""
    texts = [data.decode(name, errors="replace") for name in _candidates(data)]
    best = min(texts, key=lambda text: text.count("\ufffd"))
    if best.count("\ufffd") > max(2, len(best) * _MAX_BAD_SHARE):
        raise _unknown_encoding()
    return best


def _unknown_encoding() -> DamagedFile:
    return DamagedFile(
        "认不出文件的文字编码。请另存为 UTF-8 编码的文本后重试。",
        "The encoding of the text is not known. Save it as UTF-8 and try again.",
    )
