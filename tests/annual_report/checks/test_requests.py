"""Table three beyond its sums: what was carried over, and shares that hide something."""

from __future__ import annotations

import pytest

from kaicheng.annual_report.model import Note
from kaicheng.annual_report.numbers import BLANK, CellText
from kaicheng.findings import Severity

from .reports import as_published, found, handled, quiet_year, row

LAST = quiet_year(row("carried_forward", 3, 1, 0, 0, 0, 0, 4), year=2023)


def test_what_was_carried_forward_is_carried_over():
    assert found("T305", quiet_year(row("carried_over", 3, 1, 0, 0, 0, 0, 4)), LAST) == []


def test_a_difference_is_told_column_by_column():
    findings = found("T305", quiet_year(row("carried_over", 4, 0, 0, 0, 0, 0, 4)), LAST)
    assert [finding.cells for finding in findings] == [
        ("requests.carried_over.natural_person",),
        ("requests.carried_over.commercial_enterprise",),
    ]
    assert findings[0].message.zh == (
        "表三“二、上年结转政府信息公开申请数量”的“自然人”填的是 4，"
        "而 2023 年报告“结转下年度继续办理”的“自然人”是 3，两者应当相等。请核对；上年报告有误的，请写明理由。"
    )
    assert (findings[0].expected, findings[0].actual) == ("3", "4")
    assert findings[0].severity is Severity.BLOCK


def test_blank_cells_of_either_year_are_not_compared():
    path = "requests.carried_over.natural_person"
    report = quiet_year(row("carried_over", 4, 1, 0, 0, 0, 0, 4))
    assert found("T305", report.with_cell(path, BLANK), LAST) == []
    blank = LAST.with_cell("requests.carried_forward.natural_person", BLANK)
    assert found("T305", report, blank) == []


def test_the_comparison_holds_across_the_change_of_forms():
    last = quiet_year(row("carried_forward", 3, 0, 0, 0, 0, 0, 3), year=2020)
    assert len(found("T305", quiet_year(year=2021), last)) == 2


@pytest.mark.parametrize("doubtful", ["this", "last"])
def test_a_figure_read_in_doubt_in_either_year_does_not_block(doubtful):
    here = (Note("uncertain", "", ("requests.carried_over.natural_person",)),) if doubtful == "this" else ()
    there = (Note("uncertain", "", ("requests.carried_forward.natural_person",)),) if not here else ()
    report = quiet_year(row("carried_over", 4, 1, 0, 0, 0, 0, 4), notes=here)
    last = quiet_year(row("carried_forward", 3, 1, 0, 0, 0, 0, 4), year=2023, notes=there)
    assert [finding.severity for finding in found("T305", report, last)] == [Severity.WARN]


def test_shanghai_put_almost_a_quarter_under_other():
    (finding,) = found("T309", as_published("shanghai-gov-office-2025"))
    assert "“其他处理”中的“其他” 276 件，占办理总计 1191 件的 23%，超过 20%" in finding.message.zh
    assert finding.severity is Severity.WARN
    assert (finding.expected, finding.actual) == ("≤20%", "23%")


@pytest.mark.parametrize(("others", "handled_in_all", "told"), [(2, 5, True), (1, 5, False), (2, 4, False)])
def test_few_results_have_no_share(others, handled_in_all, told):
    report = quiet_year(handled("other_other", "natural_person", others))
    report = report.with_cell("requests.handled_total.total", CellText(handled_in_all))
    assert bool(found("T309", report)) is told


def test_more_than_half_not_held():
    report = quiet_year(handled("unavailable_not_held", "natural_person", 6))
    (finding,) = found("T310", report)
    assert "共 6 件，占办理总计 6 件的 100%" in finding.message.zh
    half = report.with_cell("requests.handled_total.total", CellText(12))
    assert found("T310", half) == []


def test_a_share_with_a_blank_in_it_is_not_taken():
    report = quiet_year(handled("unavailable_not_held", "natural_person", 6))
    assert found("T310", report.with_cell("requests.unavailable_needs_creation.total", BLANK)) == []
    assert found("T310", report.with_cell("requests.handled_total.total", BLANK)) == []
