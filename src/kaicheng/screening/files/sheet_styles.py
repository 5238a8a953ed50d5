"""Which styles of a workbook's cells show nothing of what the cells hold."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass

from lxml import etree

from kaicheng.annual_report.readers.limits import parse_xml
from kaicheng.annual_report.readers.xlsx_package import attribute, children, number, read_part
from kaicheng.screening.files.colours import Colour, is_lost, of_argb

_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_THEME = {"0": _WHITE, "1": _BLACK}  # lt1 and dk1 of every usual theme
_INDEXED = {"0": _BLACK, "1": _WHITE, "8": _BLACK, "9": _WHITE, "64": _BLACK, "65": _WHITE}


@dataclass(frozen=True, slots=True)
class Styles:
    """Numbers of cell styles: those whose format writes nothing, and those with ink as their ground."""

    empty: frozenset[int] = frozenset()
    lost: frozenset[int] = frozenset()


def styles(archive: zipfile.ZipFile) -> Styles:
    """The styles of a workbook that hide. Raises ReadError."""
    data = read_part(archive, "xl/styles.xml")
    if not data:
        return Styles()
    root = parse_xml(data)
    formats = {
        attribute(entry, "numFmtId"): attribute(entry, "formatCode") for entry in _entries(root, "numFmts")
    }
    silent = {key for key, code in formats.items() if ";" in code and not code.replace(";", "").strip()}
    inks = [_of(next(children(font, "color"), None)) or _BLACK for font in _entries(root, "fonts")]
    odd = [_is_unknown(next(children(font, "color"), None)) for font in _entries(root, "fonts")]
    grounds = [_ground(fill) for fill in _entries(root, "fills")]
    empty, lost = set(), set()
    for place, style in enumerate(_entries(root, "cellXfs")):
        if attribute(style, "numFmtId") in silent:
            empty.add(place)
        font, fill = number(attribute(style, "fontId")), number(attribute(style, "fillId"))
        if font >= len(inks) or odd[font] or fill >= len(grounds):
            continue
        known, ground = grounds[fill]
        if known and is_lost(inks[font], ground):
            lost.add(place)
    return Styles(frozenset(empty), frozenset(lost))


def _entries(root: etree._Element, group: str) -> list[etree._Element]:
    return [entry for found in children(root, group) for entry in found if isinstance(entry.tag, str)]


def _of(color: etree._Element | None) -> Colour | None:
    """A colour; None when there is none or it is mixed of another."""
    if color is None or attribute(color, "tint") not in ("", "0", "0.0"):
        return None
    return (
        of_argb(attribute(color, "rgb"))
        or _THEME.get(attribute(color, "theme"))
        or _INDEXED.get(attribute(color, "indexed"))
    )


def _is_unknown(color: etree._Element | None) -> bool:
    return color is not None and _of(color) is None and attribute(color, "auto") not in ("1", "true")


def _ground(fill: etree._Element) -> tuple[bool, Colour | None]:
    """Whether the ground of a fill is known, and its colour; None is paper."""
    pattern = next(children(fill, "patternFill"), None)
    if pattern is None:
        return False, None
    kind = attribute(pattern, "patternType")
    if kind in ("", "none"):
        return True, None
    found = _of(next(children(pattern, "fgColor"), None))
    return kind == "solid" and found is not None, found
