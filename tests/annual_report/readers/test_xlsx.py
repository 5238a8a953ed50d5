"""XLSX: what a sheet shows, table by table, with the places of its cells."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kaicheng.annual_report.errors import DamagedFile, TooLarge
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.readers import read
from kaicheng.annual_report.readers.document import Block, Grid, Paragraph
from kaicheng.annual_report.readers.limits import LIMITS
from kaicheng.annual_report.readers.xlsx import read_xlsx
from tests.annual_report.layouts import Table, tables
from tests.annual_report.strategies import consistent_reports

SHEET = "xl/worksheets/sheet1.xml"
THIN = Border(*[Side(style="thin")] * 4)
SLOW = [HealthCheck.too_slow]
few = settings(
    max_examples=15, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow]
)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: list[object]) -> tuple[Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    return book, sheet


def texts(block: Block) -> list[list[str]]:
    assert isinstance(block, Grid)
    return [[cell.text for cell in row] for row in block.rows]


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """The file with a pattern replaced in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                content = re.sub(old, new, content.decode()).encode()
            target.writestr(name, content)
    return out.getvalue()


def draw(sheet: Worksheet, rows: Table, top: int, *, borders: bool) -> int:
    """A table with merged cells from row ``top`` on; returns the first free row."""
    taken: set[tuple[int, int]] = set()
    for r, cells in enumerate(rows, start=top):
        column = 1
        for cell in cells:
            while (r, column) in taken:
                column += 1
            number = re.fullmatch(r"\d+(\.\d+)?", cell.text) if cell.path else None
            value = Decimal(cell.text) if number else cell.text
            sheet.cell(r, column).value = value
            end = (r + cell.rowspan - 1, column + cell.colspan - 1)
            for i in range(r, end[0] + 1):
                for j in range(column, end[1] + 1):
                    taken.add((i, j))
                    if borders:
                        sheet.cell(i, j).border = THIN
            if end != (r, column):
                sheet.merge_cells(start_row=r, start_column=column, end_row=end[0], end_column=end[1])
    return top + len(rows)


def one_sheet(report: AnnualReport, *, borders: bool) -> bytes:
    """The whole report down a single sheet."""
    book, sheet = book_of([report.title])
    drawn = tables(report)
    row = 2
    for line in filter(None, report.chapters.get("preamble", "").split("\n")):
        sheet.cell(row, 1).value = line
        row += 1
    for chapter in report.statutory_form.chapters:
        sheet.cell(row, 1).value = report.headings[chapter.id]
        row += 1
        if chapter.id in drawn:
            row = draw(sheet, drawn[chapter.id], row, borders=borders)
        for line in filter(None, report.chapters.get(chapter.id, "").split("\n")):
            sheet.cell(row, 1).value = line
            row += 1
    return saved(book)


def three_sheets(report: AnnualReport) -> bytes:
    """Only the tables, each on a sheet that is named for it."""
    book, _ = book_of()
    for chapter, rows in tables(report).items():
        sheet = book.create_sheet(report.statutory_form.chapter(chapter).heading[:31])
        assert isinstance(sheet, Worksheet)
        draw(sheet, rows, 1, borders=True)
    return saved(book)


@pytest.mark.parametrize("borders", [True, False])
@few
@given(report=consistent_reports())
def test_a_report_on_one_sheet(borders: bool, report: AnnualReport) -> None:
    found = read(one_sheet(report, borders=borders))
    assert dict(found.figures) == dict(report.figures)
    assert dict(found.headings) == dict(report.headings)
    assert (found.title, found.year) == (report.title, report.year)
    if borders:
        assert dict(found.chapters) == dict(report.chapters)


@few
@given(report=consistent_reports(with_text=False))
def test_tables_on_sheets_of_their_own(report: AnnualReport) -> None:
    found = read(three_sheets(report))
    assert dict(found.figures) == dict(report.figures)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (158, "158"),
        (158.0, "158"),
        (24.83, "24.83"),
        (0.1 + 0.2, "0.3"),
        (96171.6, "96171.6"),
        (1e15, "1000000000000000"),
        (-3, "-3"),
        (0, "0"),
        (True, "TRUE"),
        ("０", "０"),
        (" 约3 ", "约3"),
        ("=SUM(A1:A2)", "=SUM(A1:A2)"),
        (dt.date(2024, 1, 31), "2024-01-31"),
        (CellRichText("行政", TextBlock(InlineFont(b=True), "许可")), "行政许可"),
    ],
)
def test_values_as_shown(value: object, shown: str) -> None:
    book, _ = book_of(["甲", value], ["乙", 1])
    assert texts(read_xlsx(saved(book)).blocks[0])[0] == ["甲", shown]


@pytest.mark.parametrize(
    ("number_format", "value", "shown"),
    [("0.00", 24.8, "24.80"), ("0.00", 24.8316, "24.8316"), ("#,##0", 447228, "447228"), ("0%", 0.5, "50%")],
)
def test_formats_add_no_digits_and_lose_none(number_format: str, value: float, shown: str) -> None:
    book, sheet = book_of(["甲", value], ["乙", 1])
    sheet["B1"].number_format = number_format
    assert texts(read_xlsx(saved(book)).blocks[0])[0][1] == shown


def test_binary_noise_is_not_shown() -> None:
    book, _ = book_of(["甲", 24.83], ["乙", 1])
    data = changed(saved(book), SHEET, "<v>24.83</v>", "<v>24.829999999999998</v>")
    assert texts(read_xlsx(data).blocks[0])[0][1] == "24.83"


def test_a_formula_counts_by_its_saved_value() -> None:
    book, _ = book_of(["甲", "=1+1"], ["乙", 1])
    data = changed(saved(book), SHEET, "</f><v ?/>|</f><v></v>", "</f><v>2</v>")
    assert texts(read_xlsx(data).blocks[0])[0][1] == "2"


def test_merged_cells_are_spans_and_places_are_named() -> None:
    book, sheet = book_of(["项目", "甲", None], [None, "乙", "丙"], ["数", 1, 2])
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    (grid,) = read_xlsx(saved(book)).blocks
    assert isinstance(grid, Grid) and grid.exact
    first = [(cell.text, cell.colspan, cell.rowspan, cell.where) for cell in grid.rows[0]]
    assert first == [("项目", 1, 2, "工作表“Sheet” 表1 A1"), ("甲", 2, 1, "工作表“Sheet” 表1 B1")]
    assert [cell.text for cell in grid.rows[1]] == ["乙", "丙"]


def test_blank_cells_keep_their_place() -> None:
    book, _ = book_of([None, None, None], [None, "甲", None, 1], [None, "乙", 2, None])
    assert texts(read_xlsx(saved(book)).blocks[0]) == [["甲", "", "1"], ["乙", "2", ""]]


def test_hidden_sheets_rows_and_columns_are_not_shown() -> None:
    book, sheet = book_of(["甲", 9, 1], ["藏", 9, 2], ["乙", 9, 3])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("底稿")["A1"] = "不公开"
    book["底稿"].sheet_state = "hidden"
    rows = [row for block in read_xlsx(saved(book)).blocks for row in texts(block)]
    assert rows == [["甲", "1"], ["乙", "3"]]


def test_rows_of_one_text_are_paragraphs() -> None:
    book, _ = book_of(["某局年度报告"], ["一、总体情况"], ["第一段。\n第二段。"], [], ["甲", 1], ["乙", 2])
    *paragraphs, grid = read_xlsx(saved(book)).blocks
    found = [block.text for block in paragraphs if isinstance(block, Paragraph)]
    assert found == ["某局年度报告", "一、总体情况", "第一段。", "第二段。"]
    assert texts(grid) == [["甲", "1"], ["乙", "2"]]


def test_a_sheet_of_nothing_but_a_table_is_named() -> None:
    book, sheet = book_of(["甲", 1], ["乙", 2])
    sheet.title = "表三"
    name, _ = read_xlsx(saved(book)).blocks
    assert isinstance(name, Paragraph) and name.text == "表三"


def test_the_declared_size_of_a_sheet_is_not_believed() -> None:
    book, sheet = book_of(["甲", 1], ["乙", 2])
    data = changed(saved(book), SHEET, '<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"')
    assert texts(read_xlsx(data).blocks[0]) == [["甲", "1"], ["乙", "2"]]
    sheet["XFD1048576"] = "角落"
    assert [len(texts(block)) for block in read_xlsx(saved(book)).blocks[:1]] == [2]


def test_a_table_wider_than_any_is_refused() -> None:
    book, sheet = book_of(*[["甲"] for _ in range(20)])
    for row in range(1, 21):
        sheet.cell(row, 16_384).value = 1
    assert LIMITS.cells < 20 * 16_384
    with pytest.raises(TooLarge, match="单元格"):
        read_xlsx(saved(book))


def test_merged_cells_over_the_whole_sheet_do_not_hurt() -> None:
    book, _ = book_of(["甲", 1], ["乙", 2])
    data = saved(book)
    merge = '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    (paragraph,) = read_xlsx(changed(data, SHEET, "</sheetData>", merge)).blocks
    assert isinstance(paragraph, Paragraph) and paragraph.text == "甲"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
def test_broken_xml_is_damage(part: str) -> None:
    book, _ = book_of(["甲", 1], ["乙", 2])
    with pytest.raises(DamagedFile):
        read_xlsx(changed(saved(book), part, ">[^>]*>$", ""))


def test_a_missing_part_is_damage() -> None:
    book, _ = book_of(["甲", 1])
    with pytest.raises(DamagedFile, match="缺失"):
        read_xlsx(changed(saved(book), "xl/_rels/workbook.xml.rels", "sheet1.xml", "sheet7.xml"))
