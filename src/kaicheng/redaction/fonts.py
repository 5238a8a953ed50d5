"""Fonts of given pages without the traces of pages that are not given.

A document's font holds the outlines and the list of all characters that its pages need. Left as it is, it
tells which characters stand on the pages withheld; the rarer a name, the more it tells.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf
from fontTools import subset
from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont, TTLibError, newTable
from pikepdf import Array, Dictionary, Name, Stream

from kaicheng.redaction.contents import parse, used_codes

logging.getLogger("fontTools").setLevel(logging.ERROR)

Key = tuple[int, int]
"""A font by its object number and generation."""

_MAX_DEPTH = 20
_PLAIN = frozenset(map(chr, range(0x20, 0x7F)))
_PER_BLOCK = 100
_UNNEEDED_TABLES = ["cmap", "name", "OS/2", "post", "DSIG", "GSUB", "GPOS", "GDEF", "kern", "vhea", "vmtx"]


def codes_by_font(form: Any) -> dict[Key, set[bytes]]:
    """The texts, as codes, that each font draws on a page or in a form, those in nested forms included."""
    found: dict[Key, set[bytes]] = {}
    for font, codes in _walk(form, form.get("/Resources"), 0, set()):
        found.setdefault(font, set()).add(codes)
    return found


def _walk(stream: Any, resources: Any, depth: int, visited: set[Key]) -> Iterator[tuple[Key, bytes]]:
    if not isinstance(resources, Dictionary) or depth > _MAX_DEPTH:
        return
    fonts = resources.get("/Font")
    for name, codes in used_codes(parse(stream), resources):
        font = fonts.get(name) if isinstance(fonts, Dictionary) else None
        if isinstance(font, Dictionary):
            yield font.objgen, codes
    inner: list[tuple[Any, Any]] = []
    for kind in ("/XObject", "/Pattern"):
        entries = resources.get(kind)
        inner += [(entry, entry.get("/Resources")) for entry in _streams(entries)]
    states = resources.get("/ExtGState")
    for state in states.values() if isinstance(states, Dictionary) else ():
        mask = state.get("/SMask") if isinstance(state, Dictionary) else None
        if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
            inner.append((mask["/G"], mask["/G"].get("/Resources")))
    for form, own in inner:
        if form.objgen not in visited and (
            form.get("/Subtype") == Name.Form or form.get("/PatternType") == 1
        ):
            visited.add(form.objgen)
            yield from _walk(form, own if own is not None else resources, depth + 1, visited)


def _streams(entries: Any) -> list[Stream]:
    values = entries.values() if isinstance(entries, Dictionary) else ()
    return [value for value in values if isinstance(value, Stream)]


def trim(font: Any, texts: set[bytes], others: set[bytes]) -> bool:
    """Leave in ``font`` only what it needs to draw ``texts``; false when that cannot be done.

    ``others`` are the texts that it draws on pages not kept. A font that draws plain Latin only is left
    with its outlines: which letters and digits a document uses tells nothing.
    """
    if font.get("/Subtype") == Name.Type0:
        return _trim_composite(font, texts)
    codes = {code for text in texts for code in text}
    unicode = _read_to_unicode(font)
    if unicode is not None:
        font.ToUnicode.write(write_to_unicode({c: t for c, t in unicode.items() if c in codes}, 1))
    if font.get("/Subtype") == Name.Type3:
        return _trim_procedures(font, codes)
    foreign = {code for text in others for code in text} - codes
    return not foreign or all(
        set((unicode or {}).get(code, chr(code) if 0x20 <= code < 0x7F else "\0")) <= _PLAIN
        for code in foreign
    )


def _trim_composite(font: Any, texts: set[bytes]) -> bool:
    if str(font.get("/Encoding")) not in ("/Identity-H", "/Identity-V"):
        return False
    cids = {int.from_bytes(text[at : at + 2], "big") for text in texts for at in range(0, len(text) - 1, 2)}
    try:
        descendant = font.DescendantFonts[0]
        descriptor = descendant.FontDescriptor
        unicode = _read_to_unicode(font)
        if unicode is not None:
            font.ToUnicode.write(write_to_unicode({c: t for c, t in unicode.items() if c in cids}, 2))
        _trim_widths(descendant, cids)
        if "/CIDSet" in descriptor:
            del descriptor["/CIDSet"]
        if "/FontFile2" in descriptor:
            gids = _trim_gid_map(descendant, cids)
            outlines = _subset_truetype(descriptor.FontFile2.read_bytes(), gids)
            descriptor.FontFile2.write(outlines)
            descriptor.FontFile2.Length1 = len(outlines)
        elif "/FontFile3" in descriptor:
            if descriptor.FontFile3.get("/Subtype") != Name.CIDFontType0C:
                return False
            descriptor.FontFile3.write(_subset_cff(descriptor.FontFile3.read_bytes(), cids))
    except (pikepdf.PdfError, TTLibError, subset.Subsetter.SubsettingError, AssertionError):
        return False
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, NotImplementedError, OverflowError):
        return False  # a font library meets a broken font in each of these ways
    return True


def _trim_procedures(font: Any, codes: set[int]) -> bool:
    """Drop the glyph procedures that no code in use names."""
    encoding = font.get("/Encoding")
    procedures = font.get("/CharProcs")
    if not isinstance(encoding, Dictionary) or not isinstance(procedures, Dictionary):
        return False
    code, kept, differences = 0, set(), []
    for item in encoding.get("/Differences", Array()):
        if isinstance(item, Name):
            if code in codes:
                kept.add(str(item))
                differences += [code, item]
            code += 1
        else:
            code = int(item)
    encoding.Differences = Array(differences)
    for name in set(procedures.keys()) - kept:
        del procedures[name]
    return True


def _trim_widths(descendant: Any, cids: set[int]) -> None:
    widths = descendant.get("/W")
    if isinstance(widths, Array):
        known: dict[int, Any] = {}
        items, at = list(widths), 0
        while at + 1 < len(items):
            first = int(items[at])
            if isinstance(items[at + 1], Array):
                known.update(enumerate(items[at + 1], first))
                at += 2
            else:
                for cid in cids:
                    if first <= cid <= int(items[at + 1]):
                        known[cid] = items[at + 2]
                at += 3
        kept: list[Any] = []
        for cid in sorted(cids & known.keys()):
            kept += [cid, Array([known[cid]])]
        descendant.W = Array(kept)
    if "/W2" in descendant:
        del descendant["/W2"]


def _trim_gid_map(descendant: Any, cids: set[int]) -> set[int]:
    mapping = descendant.get("/CIDToGIDMap")
    if not isinstance(mapping, Stream):
        return cids
    raw = mapping.read_bytes()
    known = {cid: raw[2 * cid : 2 * cid + 2] for cid in cids if 2 * cid + 2 <= len(raw)}
    trimmed = bytearray(2 * (max(known, default=-1) + 1))
    for cid, gid in known.items():
        trimmed[2 * cid : 2 * cid + 2] = gid
    mapping.write(bytes(trimmed))
    return {int.from_bytes(gid, "big") for gid in known.values()}


def _options() -> subset.Options:
    options = subset.Options()
    options.retain_gids = True
    options.notdef_outline = True
    options.glyph_names = False
    options.layout_features = []
    options.recalc_timestamp = False
    options.drop_tables = [*options.drop_tables, *_UNNEEDED_TABLES]
    return options


def _subset_truetype(data: bytes, gids: set[int]) -> bytes:
    with TTFont(io.BytesIO(data), recalcTimestamp=False, lazy=False) as font:
        most = font["maxp"].numGlyphs
        subsetter = subset.Subsetter(_options())
        subsetter.populate(gids=sorted(gid for gid in gids if gid < most))
        subsetter.subset(font)
        written = io.BytesIO()
        font.save(written)
        return written.getvalue()


def _subset_cff(data: bytes, cids: set[int]) -> bytes:
    """A bare CFF keyed by CID with only these; raises ValueError for one keyed by name."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    top = fonts.topDictIndex[0]
    if not hasattr(top, "ROS"):
        raise ValueError("its glyphs are named, and the names tell which they are")
    wrapped = TTFont(sfntVersion="OTTO", recalcTimestamp=False)
    wrapped.setGlyphOrder(top.charset)
    table = newTable("CFF ")
    table.cff = fonts
    wrapped["CFF "] = table
    options = _options()
    options.retain_gids = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(glyphs=sorted({f"cid{cid:05d}" for cid in cids} & set(top.charset)))
    subsetter.subset(wrapped)
    for part in top.FDArray:
        # The matrix of the whole is written only where it is not the usual one, so that the parts' unit
        # matrix would have nothing to be multiplied with.
        if list(part.FontMatrix) == [1, 0, 0, 1, 0, 0]:
            part.FontMatrix = list(top.FontMatrix)
    written = io.BytesIO()
    fonts.compile(written, wrapped, isCFF2=False)
    return written.getvalue()


# --- which characters a font's codes stand for ----------------------------------------------------------

_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.S)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


def _read_to_unicode(font: Any) -> dict[int, str] | None:
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
