"""JPEG and JPEG 2000 data without what they carry besides the picture."""

from __future__ import annotations

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_ADOBE = 0xEE  # how colours are to be understood
_APPLICATION = range(0xE0, 0xF0)
_COMMENT = 0xFE
_SCAN = 0xDA
_ALONE = {0x01, *range(0xD0, 0xD8)}
_JP2_NEEDED = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}


def without_jpeg_metadata(data: bytes) -> bytes:
    """The JPEG without EXIF, XMP, IPTC, colour profile, thumbnail, comment and whatever follows its end.

    Data that is no well-formed JPEG comes back up to where it stops being one.
    """
    start = data.find(_SOI)
    if start < 0:
        return b""
    kept = bytearray(_SOI)
    at = start + 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _EOI[1]:
            break
        if marker in _ALONE:
            kept += data[at : at + 2]
            at += 2
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        dropped = marker == _COMMENT or (marker in _APPLICATION and marker != _ADOBE)
        if not dropped:
            kept += data[at:end]
        at = end
        if marker == _SCAN:
            end = _end_of_scan(data, at)
            kept += data[at:end]
            at = end
    return bytes(kept + _EOI)


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the coded pixels that begin at ``at`` end: at the next marker that is not part of them."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] == 0 or data[at + 1] in _ALONE:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def without_jpx_metadata(data: bytes) -> bytes:
    """The JPEG 2000 without boxes of XML, identifiers and notes; bare code streams stay as they are."""
    if data[4:8] != b"jP  ":
        return data
    kept = bytearray()
    at = 0
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        end = len(data) if length == 0 else at + length
        if end < at + 8:
            break
        if kind in _JP2_NEEDED:
            kept += data[at:end]
        at = end
    return bytes(kept)
