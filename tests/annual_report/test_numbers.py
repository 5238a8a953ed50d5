"""What stands in a cell: a number, nothing, or words that are kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.annual_report.numbers import BLANK, CellText, Figure, canonical, read_cell


@pytest.mark.parametrize(
    ("text", "value", "raw"),
    [
        ("158", 158, ""),
        (" 24.83 ", Decimal("24.83"), ""),
        ("１５８", 158, "１５８"),
        ("447,228", 447228, "447,228"),
        ("1 295", 1295, "1 295"),
        ("-3", -3, ""),
        ("0件", 0, "0件"),
        ("24.83万元", Decimal("24.83"), "24.83万元"),
        ("22（其中修订 16 件）", 22, "22（其中修订 16 件）"),
        ("007", 7, "007"),
    ],
)
def test_a_figure_is_read_and_what_it_does_not_say_is_kept(text: str, value: Figure, raw: str) -> None:
    assert read_cell(text) == CellText(value, raw)


@pytest.mark.parametrize(
    "text", ["/", "-", "无", "约3", "3 5", "1 2345", "3余", "1.2.3", "12,34", "1.属于国家秘密", "9" * 19]
)
def test_what_is_no_figure_stays_as_it_is(text: str) -> None:
    assert read_cell(text) == CellText(None, text)


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "\u200b", "\n"])
def test_nothing_is_blank_and_not_zero(text: str) -> None:
    assert read_cell(text) == BLANK
    assert read_cell(text).blank


@given(st.one_of(st.integers(-(10**12), 10**12), st.decimals(-(10**9), 10**9, places=6)))
def test_a_figure_printed_reads_back_exactly(value: Figure) -> None:
    assert read_cell(canonical(value)) == CellText(value)


@given(st.text(max_size=40))
def test_any_text_is_taken(text: str) -> None:
    read = read_cell(text)
    assert read.blank or read.raw or canonical(read.value or 0) == " ".join(text.split())
