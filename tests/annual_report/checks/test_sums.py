"""Sums of tables three and four, and the diagnosis of the cell at fault."""

from __future__ import annotations

import pytest

from kaicheng.annual_report.checks.sums import balances, implied, suspects
from kaicheng.annual_report.model import Note
from kaicheng.annual_report.numbers import BLANK, CellText
from kaicheng.findings import Severity

from .reports import APPLICANTS, ORGANISATIONS, as_published, found, handled, quiet_year, row

HUAIAN = as_published("huaian-city-2024")


def broken(path: str, value: int):
    return HUAIAN.with_cell(path, CellText(value))


def test_a_printed_sum_that_does_not_hold_is_written_out_with_its_numbers():
    report = broken("requests.carried_forward.natural_person", 104)
    (finding,) = found("T301", report)
    assert finding.severity is Severity.BLOCK
    assert finding.message.zh == (
        "表三“自然人”列：本年新收 3001 + 上年结转 34 = 3035，"
        "而办理总计 2932 + 结转下年度 104 = 3036，相差 1。"
        "最可能有误的是表三“四、结转下年度继续办理”的“自然人”，应为 103。"
    )
    assert finding.message.en == (
        "Table 3, column “natural person”: new received 3001 + carried over 34 = 3035, "
        "but handled total 2932 + carried forward 104 = 3036, a difference of 1. "
        "Most likely wrong: Table 3, carried forward / natural person, which should be 103."
    )
    assert (finding.expected, finding.actual) == ("3035", "3036")
    assert finding.cells[0] == "requests.carried_forward.natural_person"
    assert len(finding.cells) == 4


def test_a_row_names_only_the_applicants_there_were():
    (finding,) = found("T303", broken("requests.granted.total", 1263))
    assert (
        "表三“予以公开”一行：自然人 1288 + 商业企业 21 + 法律服务机构 50 + 其他 3 = 1362"
        in finding.message.zh
    )
    assert "而总计填的是 1263，相差 99。" in finding.message.zh
    assert "科研机构" not in finding.message.zh
    assert len(finding.cells) == 7


def test_results_that_do_not_add_up():
    report = quiet_year({"requests.handled_total.natural_person": 2})
    (finding,) = found("T302", report)
    assert "表三“自然人”列：各项都是 0，而办理总计填的是 2，相差 2。" in finding.message.zh
    assert "all parts are 0, but handled total says 2" in finding.message.en


@pytest.mark.parametrize(
    ("rule", "group", "label"),
    [
        ("T401", "reconsideration", "行政复议"),
        ("T402", "litigation_direct", "未经复议直接起诉"),
        ("T403", "litigation_after_reconsideration", "复议后起诉"),
    ],
)
def test_outcomes_of_a_group_of_table_four_that_do_not_add_up(rule, group, label):
    total = HUAIAN[f"remedies.{group}.total"]
    (finding,) = found(rule, broken(f"remedies.{group}.total", total + 9))
    assert f"表四“{label}”：结果维持" in finding.message.zh
    assert finding.message.zh.endswith("相差 9。请核对这几格。")
    assert finding.cells[0] == f"remedies.{group}.upheld"


def test_a_report_in_order_has_no_broken_sum_and_no_suspect():
    assert not any(balance.broken for balance in balances(HUAIAN))
    assert suspects(HUAIAN) == {}
    assert implied(HUAIAN) == {}


@pytest.mark.parametrize("column", [*APPLICANTS, "total"])
@pytest.mark.parametrize(
    "line", ["new_received", "carried_over", "granted", "other_other", "handled_total", "carried_forward"]
)
def test_a_single_wrong_figure_of_table_three_is_told_with_what_it_should_be(line, column):
    path = f"requests.{line}.{column}"
    report = broken(path, HUAIAN[path] + 7)
    assert suspects(report) == {path: HUAIAN[path]}
    for finding in (*found("T301", report), *found("T302", report), *found("T303", report)):
        assert finding.cells[0] == path
        assert f"应为 {HUAIAN[path]}" in finding.message.zh


def test_two_wrong_figures_in_different_rows_and_columns_are_told_apart():
    one, other = "requests.granted.natural_person", "requests.partially_granted.commercial_enterprise"
    report = broken(one, 1298).with_cell(other, CellText(9))
    assert suspects(report) == {one: 1288, other: 7}


def test_where_two_cells_explain_a_break_equally_neither_is_accused():
    # The same slip twice: rows and columns cross in four cells, any pair of which would mend the sums.
    report = broken("requests.granted.natural_person", 1298).with_cell(
        "requests.partially_granted.commercial_enterprise", CellText(17)
    )
    assert suspects(report) == {}
    assert all("请核对这几格" in finding.message.zh for finding in found("T303", report))


def test_a_cell_that_would_have_to_fall_below_zero_is_not_accused():
    # Row and column cross in granted / natural person, which holds 0 and would have to be -1.
    report = quiet_year(
        row("new_received", 4, 3, 0, 0, 0, 0, 7)
        | row("granted", 0, 3, 0, 0, 0, 0, 2)
        | row("partially_granted", 5, 0, 0, 0, 0, 0, 5)
        | row("handled_total", 4, 3, 0, 0, 0, 0, 7)
    )
    assert len(found("T302", report)) == len(found("T303", report)) == 1
    assert suspects(report) == {}


def test_blanks_that_the_rest_makes_up_for_break_no_sum():
    report = HUAIAN
    for column in ("research_institution", "public_welfare_organization"):
        for line in ("new_received", "granted", "handled_total"):
            report = report.with_cell(f"requests.{line}.{column}", BLANK)
    assert found("T303", report) == []
    assert implied(report)["requests.granted.research_institution"] == 0


def test_one_blank_is_worked_out_from_the_rest():
    report = HUAIAN.with_cell("requests.granted.natural_person", BLANK)
    assert found("T302", report) == found("T303", report) == []
    assert implied(report) == {"requests.granted.natural_person": 1288}


def test_blanks_about_which_row_and_column_contradict_each_other_are_left_open():
    report = broken("requests.granted.total", 1370).with_cell("requests.granted.natural_person", BLANK)
    assert "requests.granted.natural_person" not in implied(report)


def test_parts_that_exceed_their_total_are_told_even_beside_a_blank():
    report = broken("requests.granted.total", 1000).with_cell("requests.granted.other_organization", BLANK)
    (finding,) = found("T303", report)
    assert "= 1359，而总计填的是 1000" in finding.message.zh
    assert "另有 1 格空白" in finding.message.zh


def test_a_blank_on_the_heavier_side_proves_a_break_too():
    report = quiet_year(handled("granted", "natural_person", 3))
    report = report.with_cell("requests.carried_forward.natural_person", BLANK)
    assert found("T301", report) == []
    too_much = report.with_cell("requests.new_received.natural_person", CellText(1))
    assert len(found("T301", too_much)) == 1


def test_blanks_on_both_sides_decide_nothing():
    report = quiet_year(handled("granted", "natural_person", 3))
    for line in ("carried_over", "carried_forward"):
        report = report.with_cell(f"requests.{line}.natural_person", BLANK)
    assert found("T301", report.with_cell("requests.new_received.natural_person", CellText(1))) == []


def test_a_sum_with_a_figure_read_in_doubt_warns_and_sends_the_reader_to_the_original():
    path = "requests.granted.natural_person"
    clean = broken(path, 1289)
    report = type(clean).from_json(
        clean.to_json()
        | {
            "notes": [
                {"code": "disagreement", "message": "两种读法不一致", "cells": [path], "where": "第4页"}
            ]
        }
    )
    assert report.notes == (Note("disagreement", "两种读法不一致", (path,), "第4页"),)
    for finding in (*found("T302", report), *found("T303", report)):
        assert finding.severity is Severity.WARN
        assert "请先对照原件" in finding.message.zh


def test_the_single_row_of_other_results_takes_the_place_of_the_three():
    report = quiet_year({}, year=2020)
    assert found("T302", report) == []
    filled = report.with_cell("requests.other_total.total", CellText(2))
    assert "其他处理 2 = 2，而办理总计填的是 0" in found("T302", filled)[0].message.zh


def test_rows_with_a_total_and_no_applicants_are_told_once():
    report = HUAIAN
    for line in ("new_received", "granted"):
        for column in APPLICANTS:
            report = report.with_cell(f"requests.{line}.{column}", BLANK)
    report = report.with_cell("requests.granted.natural_person", CellText(None, "/"))
    (finding,) = found("T304", report)
    assert "表三有 2 行只填了总计，没有分申请人填写：本年新收、予以公开。" in finding.message.zh
    assert len(finding.cells) == 14
    assert found("F05", report) == []


def test_a_row_without_any_figure_is_no_row_of_totals_only():
    report = HUAIAN
    for column in (*APPLICANTS, "total"):
        report = report.with_cell(f"requests.granted.{column}", BLANK)
    assert found("T304", report) == []


def test_results_in_a_column_without_requests():
    report = quiet_year(
        {"requests.granted.commercial_enterprise": 3, "requests.handled_total.commercial_enterprise": 3}
    )
    (finding,) = found("T311", report)
    assert "表三“商业企业”列没有新收，也没有上年结转，却有办理结果 3 件" in finding.message.zh
    assert finding.severity is Severity.BLOCK
    assert finding.cells == (
        "requests.new_received.commercial_enterprise",
        "requests.carried_over.commercial_enterprise",
        "requests.granted.commercial_enterprise",
    )


@pytest.mark.parametrize("column", ["natural_person", *ORGANISATIONS])
def test_results_from_requests_carried_over_are_in_order(column):
    cells = handled("granted", column, 3)
    for place in (column, "total"):
        cells[f"requests.carried_over.{place}"] = cells.pop(f"requests.new_received.{place}")
    report = quiet_year(cells)
    assert found("T311", report) == found("T301", report) == []


def test_a_blank_where_requests_stand_leaves_their_results_undecided():
    report = quiet_year({"requests.granted.natural_person": 3})
    assert found("T311", report.with_cell("requests.new_received.natural_person", BLANK)) == []
