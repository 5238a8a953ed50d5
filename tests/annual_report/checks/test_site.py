"""P02, P03, P04: how a report stands on its site."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

import pytest

from kaicheng.annual_report.checks.site import Shown, check_site, differences
from kaicheng.demonstration.reports import made_up

REPORT = made_up("示例市教育局", 2024, Random(1))
GOOD = Shown(REPORT, published_on=dt.date(2025, 1, 20), listed=(2024, 2023), files=("docx", "pdf"))
OTHER = replace(REPORT, figures={**REPORT.figures, "proactive.licensing_decisions": 7777})


def rules(shown: Shown) -> list[str]:
    return [finding.rule for finding in check_site(shown)]


def test_report_in_its_place__has_nothing_against_it():
    assert rules(GOOD) == []
    assert rules(replace(GOOD, copies={"报送市政府": REPORT})) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"in_column": False},
        {"published_on": dt.date(2024, 12, 30)},
        {"listed": (2023, 2024)},
        {"listed": (2024, 2024, 2023)},
    ],
)
def test_wrong_column_day_or_order__is_p02(changed):
    assert rules(replace(GOOD, **changed)) == ["P02"]


@pytest.mark.parametrize(
    "changed", [{"unsigned": True}, {"unexplained": True}, {"copies": {"报送市政府": OTHER}}]
)
def test_change_after_publication_or_a_copy_that_differs__is_p03(changed):
    assert rules(replace(GOOD, **changed)) == ["P03"]


def test_copies_that_differ__are_told_by_cell():
    (name,) = differences(REPORT, OTHER)
    assert "行政许可" in name
    (finding,) = check_site(replace(GOOD, copies={"报送市政府": OTHER}))
    assert name in finding.message.zh and "报送市政府" in finding.message.zh


def test_blanks_do_not_make_a_copy_another():
    spaced = {name: text.replace("。", "。 \n") for name, text in REPORT.chapters.items()}
    assert list(differences(REPORT, replace(REPORT, chapters=spaced))) == []


def test_no_text_no_files_or_a_table_without_figures__is_p04():
    assert rules(replace(GOOD, report=replace(REPORT, chapters={}))) == ["P04"]
    assert rules(replace(GOOD, files=())) == ["P04"]
    pictured = {path: value for path, value in REPORT.figures.items() if not path.startswith("requests.")}
    (finding,) = check_site(replace(GOOD, report=replace(REPORT, figures=pictured)))
    assert finding.rule == "P04" and "收到和处理" in finding.message.zh
