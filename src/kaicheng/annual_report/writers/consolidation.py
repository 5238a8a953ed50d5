"""A consolidation as a workbook for a supervising department, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from kaicheng.annual_report.consolidate import Consolidation
from kaicheng.annual_report.writers import json
from kaicheng.annual_report.writers.layout import tables_of
from kaicheng.annual_report.writers.xlsx import draw, new_book, put, saved

_PLAIN = 10**9
_BOLD = Font("宋体", 11, bold=True)
_WRAPPED = Alignment(vertical="center", wrap_text=True)


def write(consolidation: Consolidation, kind: str) -> bytes:
    """The consolidation as ``xlsx`` or ``json``; ValueError for another kind.

    The workbook has the sum in the official layout (汇总 表2 to 表4), every unit's figures (构成), the units
    without a report (未报送) and all there is to look at (问题).
    """
    if kind == "json":
        return json.dump(consolidation.to_json())
    if kind != "xlsx":
        raise ValueError(f"no writer for {kind!r}; there are xlsx, json")
    report = consolidation.report
    book = new_book(report.title, report.agency or "")
    for number, layout in enumerate(tables_of(report), start=2):
        draw(book.create_sheet(f"汇总 表{number}"), report, layout)
    _contributors(book, consolidation)
    if consolidation.attendance is not None:
        rows = [(name, "未报送") for name in consolidation.attendance.missing]
        rows += [(name, "已报送，不在名单内") for name in consolidation.attendance.strangers]
        _listed(book, "未报送", ("单位", "情况"), rows, (48, 28))
    _listed(book, "问题", ("单位", "文件", "问题"), list(consolidation.problems()), (36, 36, 90))
    return saved(book)


def _contributors(book: Workbook, consolidation: Consolidation) -> None:
    """One row a unit, one column a cell, with the sum below the heads."""
    sheet = book.create_sheet("构成")
    cells = consolidation.report.statutory_form.cells
    put(sheet, 1, 1, "单位")
    put(sheet, 2, 1, "合计")
    sheet.column_dimensions["A"].width = 36
    sheet.row_dimensions[1].height = 64
    for column, (path, cell) in enumerate(cells.items(), start=2):
        put(sheet, 1, column, cell.name)
        sheet.cell(1, column).alignment = _WRAPPED
        total = consolidation.report[path]
        if total is not None:
            put(sheet, 2, column, total)
    for row, unit in enumerate(consolidation.units, start=3):
        put(sheet, row, 1, unit.name)
        for column, figure in enumerate(unit.figures, start=2):
            if figure is None:
                continue
            if (
                isinstance(figure, int) and -_PLAIN < figure < _PLAIN
            ):  # a font for each of half a million cells would take a minute
                sheet.cell(row, column, figure)
            else:
                put(sheet, row, column, figure)
    sheet.freeze_panes = "B3"


def _listed(
    book: Workbook,
    name: str,
    heads: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    widths: tuple[int, ...],
) -> None:
    sheet = book.create_sheet(name)
    for number, row in enumerate([heads, *rows], start=1):
        for column, text in enumerate(row, start=1):
            put(sheet, number, column, text)
            sheet.cell(number, column).alignment = _WRAPPED
            if number == 1:
                sheet.cell(number, column).font = _BOLD
    for letter, width in zip("ABC", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
