"""Table four beyond its sums: cases from year to year, disputes without requests."""

from __future__ import annotations

import pytest

from kaicheng.annual_report.numbers import BLANK
from kaicheng.findings import Severity

from .reports import as_published, found, handled, quiet_year


def cases(group: str, *outcomes: int) -> dict[str, int]:
    """Upheld, corrected, other, pending of one group, and their total."""
    names = ("upheld", "corrected", "other", "pending", "total")
    return dict(zip((f"remedies.{group}.{name}" for name in names), (*outcomes, sum(outcomes)), strict=True))


REVIEWS, DIRECT, AFTER = "reconsideration", "litigation_direct", "litigation_after_reconsideration"


def test_a_case_pending_last_year_must_turn_up():
    last = quiet_year(cases(DIRECT, 0, 0, 0, 3), year=2023)
    (finding,) = found("T404", quiet_year(cases(DIRECT, 2, 0, 0, 0)), last)
    assert finding.message.zh.startswith("上年“未经复议直接起诉”有 3 件尚未审结，本年总计只有 2 件。")
    assert (finding.expected, finding.actual) == ("≥3", "2")
    assert found("T404", quiet_year(cases(DIRECT, 2, 0, 0, 1)), last) == []


def test_a_blank_total_or_a_blank_pending_tells_nothing():
    last = quiet_year(cases(DIRECT, 0, 0, 0, 3), year=2023)
    blank = quiet_year().with_cell(f"remedies.{DIRECT}.total", BLANK)
    assert found("T404", blank, last) == []
    assert found("T404", quiet_year(), last.with_cell(f"remedies.{DIRECT}.pending", BLANK)) == []


def test_lawsuits_after_reconsideration_need_reconsiderations():
    last = quiet_year(cases(REVIEWS, 1, 0, 0, 0) | cases(AFTER, 0, 0, 0, 1), year=2023)
    within = quiet_year(cases(REVIEWS, 1, 0, 0, 5) | cases(AFTER, 3, 0, 0, 0))
    beyond = quiet_year(cases(REVIEWS, 1, 0, 0, 5) | cases(AFTER, 4, 0, 0, 0))
    assert found("T405", within, last) == []
    (finding,) = found("T405", beyond, last)
    assert "“复议后起诉”本年 4 件" in finding.message.zh
    assert (finding.expected, finding.actual) == ("≤3", "4")
    assert found("T405", beyond) == []


@pytest.mark.parametrize("path", [f"remedies.{REVIEWS}.total", f"remedies.{REVIEWS}.pending"])
def test_a_blank_leaves_the_bound_open(path):
    beyond = quiet_year(cases(AFTER, 4, 0, 0, 0))
    assert len(found("T405", beyond, quiet_year(year=2023))) == 1
    assert found("T405", beyond.with_cell(path, BLANK), quiet_year(year=2023)) == []


DISPUTED = quiet_year(cases(REVIEWS, 0, 1, 0, 0))


def test_disputes_without_a_request_this_year_or_last():
    (finding,) = found("T406", DISPUTED, quiet_year(year=2023))
    assert finding.severity is Severity.WARN
    assert finding.message.zh.startswith("复议、诉讼共 1 件，而今年和去年都没有收到和办理过申请。")
    assert finding.cells == (
        f"remedies.{REVIEWS}.total",
        "requests.new_received.total",
        "requests.carried_over.total",
    )


def test_without_last_years_report_it_is_only_worth_a_look():
    (finding,) = found("T406", DISPUTED)
    assert finding.severity is Severity.INFO
    assert "今年没有收到和办理过申请" in finding.message.zh


def test_a_request_of_either_year_or_a_case_of_last_year_explains_them():
    asked = handled("granted", "natural_person", 1)
    assert found("T406", quiet_year({**cases(REVIEWS, 0, 1, 0, 0), **asked})) == []
    assert found("T406", DISPUTED, quiet_year(asked, year=2023)) == []
    assert found("T406", DISPUTED, quiet_year(cases(REVIEWS, 0, 0, 0, 1), year=2023)) == []


def test_a_number_of_requests_left_blank_proves_nothing():
    assert found("T406", DISPUTED.with_cell("requests.new_received.total", BLANK)) == []


def test_one_review_of_a_bureau_with_requests_is_in_order():
    assert found("T406", as_published("shuyang-ndrc-2023")) == []
