"""Which characters the codes of a font stand for: the ToUnicode CMap, read and written anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Stream

_PER_BLOCK = 100
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.S)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


def tidy_cmaps(pdf: pikepdf.Pdf) -> None:
    """Write every list of characters anew, without the comments and names in it."""
    for font in pdf.objects:
        if isinstance(font, Dictionary) and font.get("/Type") == Name.Font:
            unicode = unicode_of(font)
            simple = font.get("/Subtype") != Name.Type0
            if unicode is not None and (simple or has_plain_codes(font)):
                font["/ToUnicode"].write(write_to_unicode(unicode, 1 if simple else 2))


def has_plain_codes(font: Any) -> bool:
    """Whether codes are numbers of two bytes that name glyphs directly."""
    return str(font.get("/Encoding")) in ("/Identity-H", "/Identity-V")


def unicode_of(font: Any) -> dict[int, str] | None:
    """The characters that a font says its codes stand for; ``None`` where it does not say."""
    stream = font.get("/ToUnicode")
    if not isinstance(stream, Stream):
        return None
    return read_to_unicode(stream.read_bytes())


def read_to_unicode(cmap: bytes) -> dict[int, str]:
    """The characters that a ToUnicode CMap gives for each code."""
    found: dict[int, str] = {}
    for kind, body in _SECTION.findall(cmap):
        tokens = [(match[1], match[2] or match[3]) for match in _TOKEN.finditer(body)]
        at = 0
        while at + 1 < len(tokens):
            first = int(tokens[at][0] or b"0", 16)
            if kind == b"bfchar":
                found[first] = _decoded(tokens[at + 1][0])
                at += 2
                continue
            if at + 2 >= len(tokens):
                break
            last = min(int(tokens[at + 1][0] or b"0", 16), first + 0xFFFF)
            if tokens[at + 2][1] == b"[":
                at += 3
                code = first
                while at < len(tokens) and tokens[at][1] != b"]":
                    found[code] = _decoded(tokens[at][0])
                    code, at = code + 1, at + 1
                at += 1
            else:
                base = _decoded(tokens[at + 2][0])
                for code in range(first, last + 1) if base else ():
                    found[code] = base[:-1] + chr(min(ord(base[-1]) + code - first, 0x10FFFF))
                at += 3
    return found


def write_to_unicode(names: Mapping[int, str], width: int) -> bytes:
    """A ToUnicode CMap for these codes of ``width`` bytes."""
    digits = 2 * width
    rows = [
        f"<{code:0{digits}x}> <{text.encode('utf-16-be', 'surrogatepass').hex()}>"
        for code, text in sorted(names.items())
    ]
    blocks = [rows[at : at + _PER_BLOCK] for at in range(0, len(rows), _PER_BLOCK)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<{'00' * width}> <{'ff' * width}>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


def _decoded(digits: bytes) -> str:
    raw = bytes.fromhex(re.sub(rb"\s", b"", digits).decode())
    return raw.decode("utf-16-be", "replace") if len(raw) % 2 == 0 else chr(raw[0])
