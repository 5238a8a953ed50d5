"""A report as an Excel workbook: its text on one sheet, each statutory table on a sheet of its own.

Figures are numbers, so that they can be added up; whatever else stands in a cell is text, never a formula.
"""

from __future__ import annotations

import io
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kaicheng.annual_report.by_hand import ENTERED, MARK
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import Figure, canonical
from kaicheng.annual_report.writers.layout import NOTE, ROW, LayoutCell, LayoutTable
from kaicheng.annual_report.writers.outline import Outline, outline
from kaicheng.typesetting.packages import printable, steady

SHEETS = {"proactive": "表2", "requests": "表3", "remedies": "表4"}
"""Names of the sheets of the tables, by table."""
TEXT_SHEET = "报告"

_LINE = Side(style="thin", color="FF000000")
_BORDER = Border(_LINE, _LINE, _LINE, _LINE)
_LABEL = PatternFill("solid", fgColor="FFF2F2F2")
_CENTRE = Alignment("center", "center", wrap_text=True)
_LEFT = Alignment("left", "center", wrap_text=True)
_SONG = Font("宋体", 11)
_WIDTHS = {"proactive": 92, "requests": 128, "remedies": 132}
_TEXT_WIDTH = 78
_ROW_HEIGHT = 20.0
_TALLEST = 409
_LONGEST = 32_000
"""Excel holds 32,767 characters in a cell and cuts off the rest without a word."""
_FINEST = 15
"""Excel keeps fifteen significant digits of a number; one with more is written as text."""


def write(report: AnnualReport) -> bytes:
    """The report as an XLSX file."""
    printed = outline(report)
    book = new_book(printed.title, report.agency or "")
    _text(book.create_sheet(TEXT_SHEET), printed)
    for part in printed.parts:
        if part.table is not None:
            draw(book.create_sheet(SHEETS[part.table.id]), report, part.table)
    return saved(book)


def new_book(title: str, author: str) -> Workbook:
    """A workbook without sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = printable(title), printable(author)
    return book


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook, the same whenever it is saved."""
    written = io.BytesIO()
    book.save(written)
    return steady(written.getvalue())


def draw(sheet: Worksheet, report: AnnualReport, layout: LayoutTable, top: int = 1) -> int:
    """Draw a table with its first row at ``top``; returns the first row below it."""
    total = sum(layout.widths)
    widths = [_WIDTHS[layout.id] * width / total for width in layout.widths]
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    heights = [_ROW_HEIGHT] * len(layout.rows)
    for row, column, cell in layout.placed():
        text = report.text_of(cell.path) if cell.path else cell.text
        height = _height(text, sum(widths[column : column + cell.colspan]), 11) / cell.rowspan
        for line in range(row, row + cell.rowspan):
            heights[line] = max(heights[line], height)
        first, last = top + row, column + cell.colspan
        bottom = first + cell.rowspan - 1
        for line in range(first, bottom + 1):
            for across in range(column + 1, last + 1):
                sheet.cell(line, across).border = _BORDER
        _fill(sheet, first, column + 1, report, layout, cell)
        if cell.colspan > 1 or cell.rowspan > 1:
            sheet.merge_cells(start_row=first, end_row=bottom, start_column=column + 1, end_column=last)
    for number, height in enumerate(heights, start=top):
        sheet.row_dimensions[number].height = height
    _printing(sheet, layout, top)
    return top + len(layout.rows)


def _height(text: str, width: float, size: float) -> float:
    """Points that a wrapped text takes: Excel fits the height of merged cells to nothing by itself."""
    across = sum(1 if char < "\u2e80" else 2 for char in text) * size / 11
    return (across // (width - 1) + 1) * size * 1.5


def put(sheet: Worksheet, row: int, column: int, content: str | Figure) -> None:
    """Write a number as a number and a text as a text, though it begin with ``=``."""
    cell = sheet.cell(row, column)
    cell.font = _SONG
    if not isinstance(content, str) and _digits(content) > _FINEST:
        content = canonical(content)
    cell.value = printable(content) if isinstance(content, str) else content
    if isinstance(content, str):
        cell.data_type = "s"
        cell.quotePrefix = content.startswith(("=", "+", "-", "@"))
    elif isinstance(content, Decimal):
        places = max(-int(content.as_tuple().exponent), 0)
        cell.number_format = "0." + "0" * places if places else "0"


def _digits(value: Figure) -> int:
    return len(canonical(value).lstrip("-").replace(".", "").lstrip("0"))


def _fill(
    sheet: Worksheet, row: int, column: int, report: AnnualReport, layout: LayoutTable, cell: LayoutCell
) -> None:
    figure = report[cell.path] if cell.path and cell.path not in report.raw else None
    text = report.text_of(cell.path) if cell.path else cell.text
    if figure is not None or text:
        put(sheet, row, column, text if figure is None else figure)
    if report.provenance.get(cell.path) == ENTERED:
        sheet.cell(row, column).comment = Comment(MARK, report.agency or MARK)
    left = cell.role == NOTE or (cell.role == ROW and layout.id == "requests")
    sheet.cell(row, column).alignment = _LEFT if left else _CENTRE
    if not cell.path:
        sheet.cell(row, column).fill = _LABEL


def _printing(sheet: Worksheet, layout: LayoutTable, top: int) -> None:
    _fit_to_page(sheet, pages=1)
    sheet.page_setup.orientation = "portrait" if layout.id == "proactive" else "landscape"
    if layout.head_rows:
        sheet.print_title_rows = f"{top}:{top + layout.head_rows - 1}"
        sheet.freeze_panes = f"{'D' if layout.id == 'requests' else 'A'}{top + layout.head_rows}"


def _fit_to_page(sheet: Worksheet, *, pages: int) -> None:
    """As wide as A4, on as many ``pages``; 0 for any number."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _text(sheet: Worksheet, printed: Outline) -> None:
    sheet.column_dimensions["A"].width = _TEXT_WIDTH
    body, heading, section = Font("宋体", 12), Font("黑体", 14), Font("楷体", 12, bold=True)
    lines = [(printed.title, Font("宋体", 18, bold=True), _CENTRE)] if printed.title else []
    lines += [(line.text, body, _LEFT) for line in printed.preamble]
    for part in printed.parts:
        if part.heading:
            lines.append((part.heading, heading, _LEFT))
        lines += [(line.text, section if line.is_heading else body, _LEFT) for line in part.lines]
    row = 0
    for text, font, alignment in lines:
        for start in range(0, len(text), _LONGEST):
            row += 1
            put(sheet, row, 1, text[start : start + _LONGEST])
            sheet.cell(row, 1).font, sheet.cell(row, 1).alignment = font, alignment
            height = _height(text[start : start + _LONGEST], _TEXT_WIDTH, font.size)
            sheet.row_dimensions[row].height = min(height + 4, _TALLEST)
    _fit_to_page(sheet, pages=0)
