"""The figure checks over the real reports: what is wrong is found, what is right is left alone."""

from __future__ import annotations

from functools import cache

import pytest

from kaicheng.annual_report.checks import check
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.readers import read
from kaicheng.findings import Severity

from .reports import REAL, manifest

FIGURES = ("R0", "F04", "F05", "F06", "F07", "T201", "T202", "T203", "T204", "T210", "T30", "T31", "T40")
SUMS = ("T301", "T302", "T303", "T401", "T402", "T403")
COMPLETE = ["xichang-hrss-2024", "huaian-city-2024", "huaian-city-2024-docx", "shanghai-gov-office-2025"]
CUT_OFF = [slug for slug, entry in manifest().items() if entry["truncated"]]


@cache
def published(slug: str) -> AnnualReport:
    name = manifest()[slug]["file"]
    return read((REAL / name).read_bytes(), name)


def told(report: AnnualReport) -> list[tuple[str, Severity]]:
    return [
        (finding.rule, finding.severity)
        for finding in check(report)
        if finding.rule.startswith(FIGURES) and finding.rule not in ("T312", "T407")
    ]


@pytest.mark.parametrize("slug", COMPLETE)
def test_a_complete_report_whose_figures_agree_is_not_blocked(slug):
    assert not [rule for rule, severity in told(published(slug)) if severity is Severity.BLOCK]


def test_xichang_and_huaian_have_no_fault_in_their_figures():
    for slug in COMPLETE[:3]:
        assert told(published(slug)) == []


def test_shanghai_is_asked_about_its_remarks_in_cells_and_its_many_others():
    rules = [rule for rule, _ in told(published("shanghai-gov-office-2025"))]
    assert {rule for rule in rules if rule[0] != "R"} == {"F06", "T309"}


def test_shuyang_left_five_columns_empty():
    assert told(published("shuyang-ndrc-2023")) == [("F05", Severity.BLOCK)]


def test_the_blank_form_is_not_filled_in():
    assert told(published("blank-form-2021")) == [("F05", Severity.BLOCK)] * 3


@pytest.mark.parametrize("slug", CUT_OFF)
def test_a_report_cut_off_lacks_its_tables_and_breaks_no_sum(slug):
    rules = {rule for rule, _ in told(published(slug))}
    assert "F04" in rules
    assert not rules.intersection(SUMS)


@pytest.mark.parametrize("slug", COMPLETE)
def test_one_more_in_any_cell_of_tables_three_and_four_is_found_and_named(slug):
    report = published(slug)
    paths = [path for path in report.figures if path.startswith(("requests.", "remedies."))]
    assert len(paths) == 190
    for path in paths:
        wrong = report.with_cell(path, CellText(report.figures[path] + 1))
        assert any(path in finding.cells for finding in check(wrong) if finding.rule in SUMS), path
