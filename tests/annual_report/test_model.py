"""A report as data: immutable, exact, the same in JSON and out of it."""

from __future__ import annotations

import json
import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from kaicheng.annual_report.errors import DamagedFile, NotAReport
from kaicheng.annual_report.model import AnnualReport, Note, blank_report, sum_figures
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.writers import write
from tests.annual_report.strategies import messy_reports

FEE = "proactive.administrative_fees_wan_yuan"


def report(**changes: Any) -> AnnualReport:
    values: dict[str, Any] = {"form": "2021", "title": "某局2024年政府信息公开工作年度报告", "year": 2024}
    return AnnualReport(**{**values, **changes})


def test_blank_is_not_zero() -> None:
    empty = blank_report(2024, agency="某局")
    assert empty[FEE] is None
    assert empty.text_of(FEE) == ""
    assert empty.title == "某局2024年政府信息公开工作年度报告"
    zero = empty.with_cell(FEE, CellText(0))
    assert zero[FEE] == 0
    assert zero.text_of(FEE) == "0"
    assert empty[FEE] is None


def test_what_stood_in_a_cell_is_printed_as_it_stood() -> None:
    slash = report().with_cell(FEE, CellText(None, "/"))
    assert slash.text_of(FEE) == "/"
    assert slash[FEE] is None
    assert slash.with_cell(FEE, CellText(Decimal("24.83"))).text_of(FEE) == "24.83"


def test_a_report_cannot_be_changed() -> None:
    made = report(figures={FEE: 3})
    with pytest.raises(AttributeError):
        made.year = 2025  # type: ignore[misc]
    with pytest.raises(TypeError):
        made.figures[FEE] = 4  # type: ignore[index]


def test_a_cell_that_the_form_does_not_have_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match=r"requests\.granted\.anybody"):
        report(figures={"requests.granted.anybody": 1})
    with pytest.raises(ValueError, match="2019"):
        AnnualReport("2019", figures={FEE: 1})


def test_json_has_every_cell_and_null_for_those_without_a_number() -> None:
    data = report(figures={FEE: Decimal("24.83")}, raw={"requests.granted.total": "/"}).to_json()
    assert data["schema"] == "kaicheng/annual-report/1"
    assert data["proactive"]["administrative_fees_wan_yuan"] == Decimal("24.83")
    assert data["requests"]["granted"]["total"] is None
    assert data["raw"] == {"requests.granted.total": "/"}
    assert data["legacy"] == {}
    assert len(data["requests"]) == 26


def test_the_older_form_keeps_table_two_under_legacy() -> None:
    data = AnnualReport("2019", year=2020, figures={"legacy.proactive_2019.rules.newly_made": 2}).to_json()
    assert data["legacy"]["proactive_2019"]["rules"]["newly_made"] == 2
    assert data["proactive"]["rules"]["in_force"] is None


@settings(max_examples=30, deadline=None)
@given(messy_reports())
def test_json_gives_back_the_same_report(made: AnnualReport) -> None:
    assert AnnualReport.from_json(made.to_json()) == made
    assert AnnualReport.from_json(json.loads(write(made, "json"), parse_float=Decimal)) == made
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301


def test_notes_and_provenance_travel_but_do_not_make_reports_differ() -> None:
    noted = report(provenance={FEE: "第3行"}, notes=(Note("uncertain", "按位置记入", (FEE,), "第3行"),))
    back = AnnualReport.from_json(noted.to_json())
    assert back == noted == report()
    assert (back.notes, dict(back.provenance)) == (noted.notes, {FEE: "第3行"})
    assert len({noted, back, report()}) == 1


@pytest.mark.parametrize("data", [{}, [], "report", {"schema": "another/1"}])
def test_json_of_something_else_is_no_report(data: Any) -> None:
    with pytest.raises(NotAReport):
        AnnualReport.from_json(data)


@pytest.mark.parametrize(
    "change",
    [
        {"form": "1999"},
        {"requests": {"granted": {"total": "three"}}},
        {"requests": {"granted": {"total": True}}},
        {"requests": []},
        {"period": {"start": "2024-13-01", "end": "2024-12-31"}},
        {"chapters": {"overview": 3}},
        {"notes": [{}]},
    ],
)
def test_json_of_the_wrong_shape_says_so(change: dict[str, Any]) -> None:
    with pytest.raises(DamagedFile, match="结构不对"):
        AnnualReport.from_json({**report().to_json(), **change})


def test_sums_are_exact() -> None:
    assert sum_figures([Decimal("0.1")] * 3) == Decimal("0.3")
    assert sum_figures([1, 2]) == 3
