"""The one layout that every writer draws agrees with the official form, and with itself."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from kaicheng.annual_report.labels import key
from kaicheng.annual_report.model import blank_report
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.writers.layout import LayoutTable, tables_of

OFFICIAL = Path(__file__).parents[1] / "reports/blank-form-2021.docx"


@pytest.mark.parametrize("year", [2024, 2019])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_cells_fill_the_grid_without_gap_or_overlap(year: int, number: int) -> None:
    table = tables_of(blank_report(year))[number]
    taken = [
        (row + down, column + across)
        for row, column, cell in table.placed()
        for down in range(cell.rowspan)
        for across in range(cell.colspan)
    ]
    assert len(taken) == len(set(taken))
    assert set(taken) == {(r, c) for r in range(len(table.rows)) for c in range(len(table.widths))}


@pytest.mark.parametrize("year", [2024, 2019])
def test_every_printed_cell_stands_once_under_headings_that_exist(year: int) -> None:
    report = blank_report(year)
    tables = tables_of(report)
    paths = [cell.path for table in tables for row in table.rows for cell in row if cell.path]
    rows = {row.id for row in report.statutory_form.requests.printed_rows(set())}
    assert paths == [
        path
        for path in report.statutory_form.cells
        if not path.startswith("requests.") or path.split(".")[1] in rows
    ]
    for table in tables:
        keys = {cell.key for row in table.rows for cell in row if cell.key}
        assert all(set(cell.heads) <= keys and cell.label for row in table.rows for cell in row if cell.path)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_layout_is_that_of_the_official_word_form(number: int) -> None:
    table = docx.Document(str(OFFICIAL)).tables[number]._tbl
    official = []
    for row, line in enumerate(table.tr_lst):
        column = 0
        for cell in line.tc_lst:
            if cell.vMerge != "continue":
                text = "".join(piece.text or "" for piece in cell.iter(qn("w:t")))
                official.append((row, column, cell.grid_span, key(text)))
            column += cell.grid_span
    ours = [(row, column, cell.colspan, key(cell.text)) for row, column, cell in _placed(number)]
    assert sorted(ours) == sorted(official)


def _placed(number: int) -> list[tuple[int, int, object]]:
    table: LayoutTable = tables_of(blank_report(2024))[number]
    return list(table.placed())


def test_a_later_report_that_prints_the_single_row_of_2019_keeps_it() -> None:
    report = blank_report(2023).with_cell("requests.other_total.total", CellText(4))
    labels = [cell.text for row in tables_of(report)[1].rows for cell in row]
    assert "（六）其他处理" in labels
    assert "3.其他" not in labels
