"""Rows of figures: what is a figure, which cells of a row are the columns, and when that cannot be told."""

from __future__ import annotations

import pytest

from kaicheng.annual_report.errors import TooLarge
from kaicheng.annual_report.readers.document import Grid, GridCell
from kaicheng.annual_report.readers.rows import (
    FigureRow,
    cells_of_line,
    fit,
    grid_rows,
    keeps_blanks,
    rows_of_stream,
    stands_for_figure,
    without_strays,
)


def rows(*lines: str) -> list[FigureRow]:
    """Rows of an inexact grid, a line each."""
    cells = tuple(cells_of_line(line, f"第{n}行") for n, line in enumerate(lines, 1))
    return list(grid_rows(Grid(cells, "第1行", exact=False)))


@pytest.mark.parametrize(
    "text",
    ["0", "１２", "1,234", "24.83", "-3", "+22", "0件", "22（其中修订16件）", "约3", "/", "—", "无", "--253"],
)
def test_figures_and_what_is_written_in_their_place(text: str) -> None:
    assert stands_for_figure(text)


@pytest.mark.parametrize("text", ["", "规章", "1.属于国家秘密", "第20条", "（一）", "0" * 300])
def test_words_are_no_figures(text: str) -> None:
    assert not stands_for_figure(text)


def test_a_line_is_cut_at_bars_tabs_or_spaces() -> None:
    assert [cell.text for cell in cells_of_line("| 规章 | 0 | | 3 |", "")] == ["规章", "0", "", "3"]
    assert [cell.text for cell in cells_of_line("规章\t0\t\t3", "")] == ["规章", "0", "", "3"]
    assert [cell.text for cell in cells_of_line("行政 许可　 15 ８", "")] == ["行政 许可", "15", "８"]
    assert [cell.text for cell in cells_of_line("共收到 3 件申请", "")] == ["共收到 3 件申请"]


def test_blanks_around_all_the_figures_say_nothing() -> None:
    (row,) = rows("规章 | 0 | 1 | 2 | | |")
    assert fit(row, 3) == ([0, 1, 2], "")


def test_blanks_at_the_end_may_be_what_a_converter_filled_up() -> None:
    """“2” could stand in any of the three columns: the cells before it may have been dropped."""
    (row,) = rows("行政规范性文件 | 2 | | |")
    indices, reason = fit(row, 3)
    assert indices is None
    assert reason == "只读到1个数，应有3个，空格的位置不明"


def test_a_blank_before_a_figure_keeps_its_place() -> None:
    first, second = rows("新收 | | | 5", "结转 | 1 | | |")
    assert fit(first, 3) == ([0, 1, 2], "")
    assert keeps_blanks([first, second], 3)
    assert fit(second, 3)[0] is None
    assert fit(rows("结转 | 1 | | |")[0], 3, blanks_kept=True) == ([0, 1, 2], "")


def test_label_cells_that_span_leave_blanks_before_the_first_column() -> None:
    (row,) = rows("一、本年新收\t\t\t5\t\t\t")
    assert fit(row, 4, blanks_kept=True) == ([2, 3, 4, 5], "")


def test_too_many_or_too_few_cells_are_not_guessed_at() -> None:
    many, few = rows("规章 | 1 | 2 | 3 | 4", "规章 | 1 | 2")
    assert fit(many, 3) == (None, "有4个数，应为3个")
    assert fit(few, 3) == (None, "只有2格，应有3格")


def test_an_exact_source_says_where_its_empty_cells_are() -> None:
    cells = tuple(GridCell(text, "") for text in ("规章", "", "", "2"))
    (row,) = grid_rows(Grid((cells,), ""))
    assert fit(row, 3) == ([0, 1, 2], "")
    assert row.values[2].value == 2


def test_a_number_that_only_counts_the_rows_is_no_figure() -> None:
    (row,) = rows("1 | 规章 | 0 | 1 | 2")
    assert row.labels == ("规章",)
    assert fit(row, 3) == ([0, 1, 2], "")


def test_page_numbers_between_rows_pass_on_the_words_above_them() -> None:
    found = rows("甲 | 1 | 2 | 3", "乙的名称", "12", "| 4 | 5 | 6", "丙 | 7 | 8 | 9")
    kept = without_strays(found)
    assert [row.values[0].value for row in kept] == [1, 4, 7]
    assert kept[1].before == ("乙的名称",)


def test_one_cell_a_line_ends_a_row_where_words_follow_figures() -> None:
    cells = [GridCell(text, "") for text in ("规章", "0", "22", "（其中修订16件）", "3", "文件", "1")]
    first, second = rows_of_stream(cells, "").rows
    assert [cell.text for cell in first] == ["规章", "0", "22（其中修订16件）", "3"]
    assert [cell.text for cell in second] == ["文件", "1"]


def test_a_table_of_endless_rows_is_refused() -> None:
    with pytest.raises(TooLarge):
        rows(*["规章 | 0"] * 6_000)


def test_a_line_of_endless_figures_is_no_row() -> None:
    assert len(cells_of_line("0 " * 100_000, "")) == 1


def test_words_behind_the_first_figure_of_table_four_are_no_label_behind_a_row_number() -> None:
    texts = ["0", "见附件", *["0"] * 13]
    grid = Grid((tuple(GridCell(text, "表") for text in texts),), "表")
    (row,) = grid_rows(grid, {"": 15})
    assert [value.raw or value.value for value in row.values] == [0, "见附件", *[0] * 13]
