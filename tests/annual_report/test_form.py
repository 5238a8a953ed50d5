"""The statutory form as data: cells, sums, editions."""

from __future__ import annotations

import pytest

from kaicheng.annual_report.form import EDITIONS, form_for, load_form


def test_the_form_of_2021_has_the_cells_of_the_contract() -> None:
    cells = load_form("2021").cells
    requests = [path for path in cells if path.startswith("requests.") and ".other_total." not in path]
    assert len(requests) == 25 * 7
    assert len([path for path in cells if path.startswith("remedies.")]) == 15
    assert len([path for path in cells if path.startswith("proactive.")]) == 10
    assert [path for path, cell in cells.items() if cell.decimal] == [
        "proactive.administrative_fees_wan_yuan"
    ]


def test_the_form_of_2019_keeps_table_two_apart() -> None:
    cells = load_form("2019").cells
    assert not any(path.startswith("proactive.") for path in cells)
    assert cells["legacy.proactive_2019.licensing.items_change"].signed
    assert cells["legacy.proactive_2019.government_procurement.amount_yuan"].decimal


@pytest.mark.parametrize(
    ("year", "edition"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2030, "2021"), (None, "2021")]
)
def test_the_year_decides_the_edition(year: int | None, edition: str) -> None:
    assert form_for(year).edition == edition


def test_years_before_2019_take_the_oldest_edition_known() -> None:
    assert form_for(2012).edition == "2019"
    with pytest.raises(ValueError, match="2008"):
        load_form("2008")


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_of_the_sums_is_a_cell_of_the_form(edition: str) -> None:
    form = load_form(edition)
    for filled in (set[str](), {"other_total"}, {"other_total", "other_other"}):
        for equation in form.equations(filled):
            assert set(equation.cells) <= set(form.cells)
            assert len(set(equation.cells)) == len(equation.cells)


def test_the_sums_of_table_three_cover_each_row_and_each_column() -> None:
    rules = [equation.rule for equation in load_form("2021").equations(set())]
    assert rules.count("T303") == 25
    assert rules.count("T302") == rules.count("T301") == 7
    assert {"T401", "T402", "T403"} <= set(rules)


def test_the_single_row_of_other_handling_replaces_the_three() -> None:
    table = load_form("2021").requests
    usual = {row.id for row in table.printed_rows(set())}
    single = {row.id for row in table.printed_rows({"other_total"})}
    both = {row.id for row in table.printed_rows({"other_total", "other_fee_unpaid"})}
    assert "other_total" not in usual
    assert single == usual - {"other_correction_overdue", "other_fee_unpaid", "other_other"} | {"other_total"}
    assert both == usual | {"other_total"}
    assert "other_total" in {row.id for row in load_form("2019").requests.printed_rows(set())}


def test_a_subtotal_is_not_added_twice() -> None:
    form = load_form("2021")
    (column,) = [
        equation
        for equation in form.equations({"other_total", "other_other"})
        if equation.rule == "T302" and equation.subject == "自然人"
    ]
    assert "requests.other_total.natural_person" not in column.left
    assert "requests.other_other.natural_person" in column.left


def test_chapters_are_found_by_id() -> None:
    assert load_form("2021").chapter("problems").heading == "五、存在的主要问题及改进情况"
    with pytest.raises(KeyError):
        load_form("2021").chapter("seventh")
