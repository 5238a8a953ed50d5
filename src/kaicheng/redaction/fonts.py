"""Fonts of given pages without the traces of pages that are not given.

A document's font holds the outlines and the list of all characters that its pages need. Left as it is, it
tells which characters stand on the pages withheld; the rarer a name, the more it tells.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools import subset
from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont, TTLibError, newTable
from pikepdf import Array, Dictionary, Name, Stream

from kaicheng.redaction.cmaps import has_plain_codes, unicode_of, write_to_unicode
from kaicheng.redaction.contents import parse, used_codes

logging.getLogger("fontTools").setLevel(logging.ERROR)

Key = tuple[int, int]
"""A font by its object number and generation."""

_MAX_DEPTH = 20
_TELLING = "\u2e80"
"""Where East Asian writing begins. Before it are alphabets and signs, of which any text uses most."""
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

    ``others`` are the texts that it draws on pages not kept. A font that draws letters and digits only is
    left with its outlines: which of them a document uses tells nothing.
    """
    if font.get("/Subtype") == Name.Type0:
        return _trim_composite(font, texts)
    codes = {code for text in texts for code in text}
    unicode = unicode_of(font)
    if unicode is not None:
        font.ToUnicode.write(write_to_unicode({c: t for c, t in unicode.items() if c in codes}, 1))
    if font.get("/Subtype") == Name.Type3:
        return _trim_procedures(font, codes)
    foreign = {code for text in others for code in text} - codes
    if unicode is None:
        return max(foreign, default=0) < 0x80
    return all(char < _TELLING for code in foreign for char in unicode.get(code, ""))


def _trim_composite(font: Any, texts: set[bytes]) -> bool:
    if not has_plain_codes(font):
        return False
    cids = {int.from_bytes(text[at : at + 2], "big") for text in texts for at in range(0, len(text) - 1, 2)}
    try:
        descendant = font.DescendantFonts[0]
        descriptor = descendant.FontDescriptor
        unicode = unicode_of(font)
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
    # Boxes are left as they are written: where they are wrong, a viewer moves the glyph by them.
    with TTFont(io.BytesIO(data), recalcTimestamp=False, recalcBBoxes=False, lazy=False) as font:
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
