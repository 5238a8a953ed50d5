"""Over generated reports: no false block, and no wrong figure that goes unnoticed."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaicheng.annual_report.checks import check
from kaicheng.annual_report.checks.sums import suspects
from kaicheng.annual_report.numbers import BLANK, CellText
from kaicheng.findings import Severity

from ..strategies import consistent_reports, messy_reports, previous_of

quick = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SUMS = ("T301", "T302", "T303", "T401", "T402", "T403")


def blocking(findings):
    return [finding for finding in findings if finding.severity is Severity.BLOCK]


def counted_cells(report):
    """The cells of tables three and four that this report prints."""
    return sorted(path for path in report.figures if path.startswith(("requests.", "remedies.")))


@quick
@given(consistent_reports())
def test_a_consistent_report_is_not_blocked(report):
    assert blocking(check(report)) == []


@quick
@given(st.data())
def test_a_consistent_report_that_follows_from_last_years_is_not_blocked(data):
    report = data.draw(consistent_reports())
    previous = data.draw(previous_of(report))
    assert blocking(check(report, previous)) == []


@quick
@given(st.data())
def test_any_wrong_figure_of_tables_three_and_four_blocks_and_is_named(data):
    report = data.draw(consistent_reports(with_text=False))
    path = data.draw(st.sampled_from(counted_cells(report)))
    wrong = data.draw(st.integers(0, 5000).filter(lambda value: value != report[path]))
    broken = report.with_cell(path, CellText(wrong))
    sums = [finding for finding in blocking(check(broken)) if finding.rule in SUMS]
    assert any(path in finding.cells for finding in sums)
    if path.startswith("requests."):
        assert suspects(broken) == {path: report[path]}
        assert all(finding.cells[0] == path for finding in sums)


@quick
@given(st.data())
def test_any_blank_in_any_table_blocks_and_is_named(data):
    report = data.draw(consistent_reports(with_text=False))
    path = data.draw(st.sampled_from(sorted(report.figures)))
    findings = blocking(check(report.with_cell(path, BLANK)))
    assert any(path in finding.cells for finding in findings if finding.rule == "F05")
    assert not [finding for finding in findings if finding.rule in SUMS]


@quick
@given(st.data())
def test_a_wrong_number_of_documents_is_found_by_last_years_report(data):
    report = data.draw(consistent_reports("2021", with_text=False).filter(lambda report: report.year > 2021))
    previous = data.draw(previous_of(report, with_text=False))
    row = data.draw(st.sampled_from(["rules", "normative_documents"]))
    name = data.draw(st.sampled_from(["issued_this_year", "abolished_this_year", "in_force"]))
    path = f"proactive.{row}.{name}"
    more = data.draw(st.integers(1, 300))
    findings = check(report.with_cell(path, CellText(report[path] + more)), previous)
    assert any(path in finding.cells for finding in findings if finding.rule in ("T201", "T202", "T203"))


@quick
@given(st.data())
def test_a_wrong_number_carried_over_is_found_even_where_the_sums_were_bent_to_fit(data):
    report = data.draw(consistent_reports(with_text=False))
    previous = data.draw(previous_of(report, with_text=False))
    for line in ("carried_over", "carried_forward"):
        for column in ("natural_person", "total"):
            path = f"requests.{line}.{column}"
            report = report.with_cell(path, CellText(report[path] + 1))
    findings = blocking(check(report, previous))
    assert {finding.rule for finding in findings} == {"T305"}
    assert {path for finding in findings for path in finding.cells} == {
        "requests.carried_over.natural_person",
        "requests.carried_over.total",
    }


@quick
@given(messy_reports(), st.booleans())
def test_messy_reports_are_checked_without_a_stumble(report, with_itself):
    for finding in check(report, report if with_itself else None):
        assert finding.message.zh
        assert finding.message.en
        assert set(finding.cells) <= set(report.statutory_form.cells)
