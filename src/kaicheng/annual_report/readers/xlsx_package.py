"""The parts of an XLSX file that its sheets lean on: shared texts, number formats, borders, sheet names.

Read straight from the XML: openpyxl drops merged cells when it streams, and makes binary floats of figures.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from kaicheng.annual_report.readers.limits import LIMITS, ZIP_ERRORS, check_count, damaged, parse_xml

_BUILT_IN_FORMATS = {9: "0%", 10: "0.00%", 2: "0.00", 4: "#,##0.00"}
_BUILT_IN_DATES = frozenset({14, 15, 16, 17, 18, 19, 20, 21, 22, *range(27, 37), 45, 46, 47, *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class Style:
    """What a cell's style says about how it shows: its number format and whether it has a border."""

    format: str = "General"
    is_date: bool = False
    bordered: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet: its name and the name of its part."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """What all sheets share. ``from_1904`` tells how its dates are counted."""

    sheets: tuple[Sheet, ...]
    texts: tuple[str, ...]
    styles: tuple[Style, ...]
    from_1904: bool


def local(element: etree._Element) -> str:
    """The element's name without its namespace: there are two sets of namespaces for the same names."""
    return etree.QName(element).localname


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The child elements with this local name."""
    return (child for child in element if isinstance(child.tag, str) and local(child) == name)


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its local name; empty when it is not there."""
    for key, value in element.attrib.items():
        if etree.QName(str(key)).localname == name:
            return str(value)
    return ""


def number(text: str, default: int = 0) -> int:
    """A whole number in an attribute; ``default`` when there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def read_part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """A part's bytes; None when there is no such part. Raises DamagedFile."""
    try:
        return archive.read(name)
    except KeyError:
        return None
    except ZIP_ERRORS as error:
        raise damaged(f"压缩包内的 {name} 读不出来", f"{name} inside cannot be unpacked") from error


def read_workbook(archive: zipfile.ZipFile) -> Workbook:
    """What the sheets of a workbook share. Raises DamagedFile when there is no workbook in the archive."""
    part = _main_part(archive)
    data = read_part(archive, part)
    if data is None:
        raise damaged("其中没有工作簿", "there is no workbook in it")
    root = parse_xml(data)
    targets = _relations(archive, part)
    from_1904 = any(attribute(found, "date1904") in ("1", "true") for found in children(root, "workbookPr"))
    sheets = []
    for group in children(root, "sheets"):
        for sheet in children(group, "sheet"):
            kind, target = targets.get(attribute(sheet, "id"), ("", ""))
            if kind == "worksheet" and attribute(sheet, "state") not in ("hidden", "veryHidden"):
                sheets.append(Sheet(attribute(sheet, "name"), target))
    check_count(len(sheets), LIMITS.sheets, "工作表", "sheets")
    by_kind = dict(targets.values())
    return Workbook(
        tuple(sheets),
        tuple(_shared_texts(archive, by_kind.get("sharedStrings", ""))),
        tuple(_styles(archive, by_kind.get("styles", ""))),
        from_1904,
    )


def _main_part(archive: zipfile.ZipFile) -> str:
    for kind, target in _relations(archive, "").values():
        if kind == "officeDocument":
            return target
    return _WORKBOOK


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The relations of a part, by id: the last word of the kind, and the part pointed at."""
    folder, name = posixpath.split(part)
    data = read_part(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    if data is None:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for relation in children(parse_xml(data), "Relationship"):
        target = attribute(relation, "Target")
        absolute = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
        found[attribute(relation, "Id")] = (attribute(relation, "Type").rpartition("/")[2], absolute)
    return found


def text_of(item: etree._Element) -> str:
    """The text of a shared or inline string: its runs, without the readings of characters."""
    parts: list[str] = []
    for child in item:
        if isinstance(child.tag, str) and local(child) == "t":
            parts.append(child.text or "")
        elif isinstance(child.tag, str) and local(child) == "r":
            parts.extend(text.text or "" for text in children(child, "t"))
    return "".join(parts)


def _shared_texts(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    data = read_part(archive, part) if part else None
    if data is not None:
        yield from (text_of(item) for item in children(parse_xml(data), "si"))


def _styles(archive: zipfile.ZipFile, part: str) -> Iterator[Style]:
    data = read_part(archive, part) if part else None
    if data is None:
        return
    root = parse_xml(data)
    formats = {
        number(attribute(entry, "numFmtId")): attribute(entry, "formatCode")
        for group in children(root, "numFmts")
        for entry in children(group, "numFmt")
    }
    borders = [
        any(attribute(side, "style") not in ("", "none") for side in border if isinstance(side.tag, str))
        for group in children(root, "borders")
        for border in children(group, "border")
    ]
    for group in children(root, "cellXfs"):
        for entry in children(group, "xf"):
            format_id, border = number(attribute(entry, "numFmtId")), number(attribute(entry, "borderId"))
            code = formats.get(format_id) or _BUILT_IN_FORMATS.get(format_id, "General")
            bare = _QUOTED.sub("", code).lower()
            is_date = format_id in _BUILT_IN_DATES or (
                "general" not in bare and any(letter in bare for letter in "ydhs")
            )
            yield Style(code, is_date, border < len(borders) and borders[border])
