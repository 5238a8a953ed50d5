"""XLSX to a document: the visible sheets in order, tables as grids, rows of a single text as paragraphs.

Figures come as a person sees them: whole numbers without a fraction, fractions without the noise of binary
floating point. A formula counts by the value that was saved with it; without one it stays as its text.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, InvalidOperation

from lxml import etree

from kaicheng.annual_report.readers.document import Block, Document, Grid, GridCell, Paragraph
from kaicheng.annual_report.readers.limits import LIMITS, check_count, check_size, damaged, open_zip
from kaicheng.annual_report.readers.xlsx_package import (
    Sheet,
    Style,
    Workbook,
    attribute,
    children,
    local,
    number,
    read_part,
    read_workbook,
    text_of,
)

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]+\s*、|[(（][一二三四五六七八九十]+[)）])")
_SENTENCE_END = tuple("。！？；")
_UNNAMED = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.IGNORECASE)
_PRECISION = Context(prec=15)  # significant digits: what Excel shows
_LONG = 60  # characters: no cell of a table alone in its row is as long
_MAX_EXPONENT = 20
_MAX_WIDTH = 1_000  # columns that are looked at: no table of ours is wider
_DECIMALS = re.compile(r"0\.(0+)")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with something in it, or the upper left one of merged cells."""

    text: str
    bordered: bool
    rowspan: int = 1
    colspan: int = 1


@dataclass(slots=True)
class _Rows:
    """A sheet's cells by row and column, counted from 1, as far as they are shown and not blank.

    ``drawn`` are the columns of each row that have a border though nothing stands in them.
    """

    cells: dict[int, dict[int, _Cell]] = field(default_factory=dict)
    drawn: dict[int, set[int]] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


def read_xlsx(data: bytes) -> Document:
    """The document in an XLSX file. Raises DamagedFile, EncryptedFile, TooLarge."""
    check_size(len(data))
    with open_zip(data) as archive:
        workbook = read_workbook(archive)
        blocks: list[Block] = []
        for sheet in workbook.sheets:
            blocks.extend(_sheet_blocks(archive, workbook, sheet))
            cells = sum(len(row) for block in blocks if isinstance(block, Grid) for row in block.rows)
            check_count(cells, LIMITS.cells, "单元格", "table cells")
    return Document("xlsx", tuple(blocks))


def _sheet_blocks(archive: zipfile.ZipFile, workbook: Workbook, sheet: Sheet) -> Iterator[Block]:
    data = read_part(archive, sheet.part)
    if data is None:
        raise damaged(f"工作表“{sheet.name}”缺失", f"the sheet {sheet.name!r} is missing")
    rows = _with_merges(_read_rows(data, workbook))
    blocks = list(_blocks(rows, f"工作表“{sheet.name}”"))
    # A sheet of nothing but a table is named for what it shows.
    if blocks and isinstance(blocks[0], Grid) and not _UNNAMED.fullmatch(sheet.name):
        yield Paragraph(sheet.name, f"工作表“{sheet.name}”名称")
    yield from blocks


def _read_rows(data: bytes, workbook: Workbook) -> _Rows:
    """The cells of a sheet, one row in memory at a time: the size that a sheet declares is not believed."""
    rows = _Rows()
    count = last = 0
    try:
        parser = etree.iterparse(
            io.BytesIO(data),
            events=("end",),
            tag=("{*}row", "{*}mergeCell", "{*}col"),
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
        )
        for _, element in parser:
            name = local(element)
            if name == "row":
                last = number(attribute(element, "r"), last + 1)
                if attribute(element, "hidden") not in ("1", "true"):
                    count += _read_row(element, last, workbook, rows)
                    check_count(count, LIMITS.cells, "单元格", "table cells")
            elif name == "mergeCell":
                _read_merge(attribute(element, "ref"), rows)
            elif attribute(element, "hidden") in ("1", "true"):
                first, final = number(attribute(element, "min")), number(attribute(element, "max"))
                rows.hidden.update(range(first, min(final, first + _MAX_WIDTH) + 1))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise damaged("工作表的 XML 不完整", "the XML of a sheet is incomplete") from error
    return rows


def _read_row(element: etree._Element, row: int, workbook: Workbook, rows: _Rows) -> int:
    """Take the cells of a row; returns how many there were, blank ones too."""
    column = count = 0
    for cell in children(element, "c"):
        column = (_place(attribute(cell, "r")) or (0, column + 1))[1]
        count += 1
        style_number = number(attribute(cell, "s"))
        style = workbook.styles[style_number] if style_number < len(workbook.styles) else Style()
        text = _shown(cell, style, workbook).strip()
        if column in rows.hidden:
            continue
        if text:
            rows.cells.setdefault(row, {})[column] = _Cell(text, style.bordered)
        elif style.bordered:
            rows.drawn.setdefault(row, set()).add(column)
    return count


def _place(reference: str) -> tuple[int, int] | None:
    """``B3`` as (3, 2)."""
    match = _REFERENCE.fullmatch(reference.replace("$", ""))
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _read_merge(reference: str, rows: _Rows) -> None:
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last or first)
    if start is not None and end is not None and end >= start:
        rows.merged[start] = (end[0] - start[0] + 1, end[1] - start[1] + 1)


def _shown(cell: etree._Element, style: Style, workbook: Workbook) -> str:
    """What a cell shows."""
    kind = attribute(cell, "t")
    if kind == "inlineStr":
        return "".join(text_of(inline) for inline in children(cell, "is"))
    value = next((found.text for found in children(cell, "v") if found.text), "")
    formula = next(iter(children(cell, "f")), None)
    if not value:
        return "" if formula is None or kind == "str" else f"={formula.text or ''}"
    if kind == "s":
        index = number(value, len(workbook.texts))
        return workbook.texts[index] if index < len(workbook.texts) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return value if kind in ("str", "e", "d") else _shown_number(value, style, from_1904=workbook.from_1904)


def _shown_number(value: str, style: Style, *, from_1904: bool) -> str:
    """A stored number as its cell shows it, but never with fewer digits than are stored."""
    try:
        exact = _PRECISION.create_decimal(value)
    except InvalidOperation:
        return value
    if not exact.is_finite() or abs(exact.adjusted()) > _MAX_EXPONENT:
        return value
    if style.is_date:
        return _date(exact, from_1904=from_1904) or _plain(exact)
    if style.format.endswith("%"):
        return f"{_plain(exact * 100)}%"
    text = _plain(exact)
    decimals = _DECIMALS.search(style.format)
    if decimals is not None:
        whole, _, fraction = text.partition(".")
        text = f"{whole}.{fraction.ljust(len(decimals[1]), '0')}"
    return text


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(days: Decimal, *, from_1904: bool) -> str | None:
    start = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)
    return (start + dt.timedelta(days=int(days))).isoformat() if 1 <= days < 100_000 else None


def _with_merges(rows: _Rows) -> _Rows:
    """The rows with the spans of merged cells entered and what lies under them left out."""
    check_count(len(rows.merged), LIMITS.cells, "合并单元格", "merged cells")
    present = sorted(rows.cells.keys() | rows.drawn.keys())
    for (row, column), (height, width) in rows.merged.items():
        shown = sum(k not in rows.hidden for k in range(column, column + min(width, _MAX_WIDTH)))
        held = rows.cells.get(row, {}).get(column)
        bordered = held.bordered if held is not None else column in rows.drawn.get(row, ())
        for covered in present[bisect_left(present, row) : bisect_left(present, row + height)]:
            cells, drawn = rows.cells.get(covered, {}), rows.drawn.get(covered, set())
            for k in [k for k in cells if column <= k < column + width]:
                del cells[k]
            drawn.difference_update([k for k in drawn if column <= k < column + width])
        if shown and (held is not None or bordered):
            text = held.text if held is not None else ""
            rows.cells.setdefault(row, {})[column] = _Cell(text, bordered, height, shown)
    return rows


def _blocks(rows: _Rows, where: str) -> Iterator[Block]:
    """Paragraphs and grids of a sheet, blank tables left out."""
    tables = 0
    for run in _runs(rows):
        if isinstance(run, int):
            (text,) = (cell.text for cell in rows.cells[run].values() if cell.text)
            for line in filter(None, map(str.strip, text.splitlines())):
                yield Paragraph(line, f"{where} 第{run}行")
        elif any(cell.text for row in run for cell in rows.cells.get(row, {}).values()):
            tables += 1
            yield _grid(rows, run, f"{where} 表{tables}")


def _runs(rows: _Rows) -> Iterator[int | list[int]]:
    """The rows of each table, and between them the rows that are paragraphs.

    A table ends at a blank row that no merged cell covers, or at a paragraph.
    """
    held: list[int] = []
    reach = 0
    for row in sorted(rows.cells.keys() | rows.drawn.keys()):
        cells, drawn = rows.cells.get(row, {}), rows.drawn.get(row, set())
        blank = not cells and not drawn
        is_paragraph = _is_paragraph(cells, bool(drawn), inside=bool(held))
        if held and (is_paragraph or row > max(held[-1], reach) + 1 or (blank and row > reach)):
            yield held
            held = []
        if is_paragraph:
            yield row
        elif held or not blank:
            held.append(row)
            reach = max([reach, *(row + cell.rowspan - 1 for cell in cells.values())])
    if held:
        yield held


def _is_paragraph(cells: Mapping[int, _Cell], has_drawn: bool, *, inside: bool) -> bool:
    """Whether a row is a paragraph: it has a single text, and neither borders nor its neighbours make it part
    of a table."""
    filled = [cell for cell in cells.values() if cell.text]
    if len(filled) != 1 or len(cells) > 1 or has_drawn:
        return False
    cell = filled[0]
    if _HEADING.match(cell.text) or cell.text.endswith(_SENTENCE_END) or len(cell.text) > _LONG:
        return True
    return not cell.bordered and not inside


def _grid(rows: _Rows, held: Sequence[int], where: str) -> Grid:
    """The rows as a grid, blank cells included, columns without anything at either side left out."""
    columns = {column for row in held for column in (*rows.cells.get(row, {}), *rows.drawn.get(row, ()))}
    first = min(columns)
    last = max(
        column + (rows.cells.get(row, {}).get(column) or _Cell("", False)).colspan - 1
        for row in held
        for column in (*rows.cells.get(row, {}), *rows.drawn.get(row, ()))
    )
    check_count((last - first + 1) * len(held), LIMITS.cells, "单元格", "table cells")
    covered: set[tuple[int, int]] = set()
    grid: list[tuple[GridCell, ...]] = []
    for index, row in enumerate(held):
        line: list[GridCell] = []
        for column in (k for k in range(first, last + 1) if k not in rows.hidden):
            if (row, column) in covered:
                continue
            cell = rows.cells.get(row, {}).get(column) or _Cell("", False)
            spans = cell.rowspan * cell.colspan > 1
            height, width = rows.merged[row, column] if spans else (1, 1)
            below = held[index : bisect_left(held, row + height)]
            across = range(column, min(column + width, last + 1))
            covered.update((other, k) for other in below for k in across)
            line.append(GridCell(cell.text, f"{where} {_letters(column)}{row}", cell.colspan, len(below)))
        grid.append(tuple(line))
    return Grid(tuple(grid), where)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
