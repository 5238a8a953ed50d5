"""Adding up reports: every cell with its contributors, nothing twice, nothing left out in silence."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from itertools import count

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaicheng.annual_report.consolidate import Contribution, consolidate
from kaicheng.annual_report.errors import DamagedFile, NoText
from kaicheng.annual_report.model import AnnualReport, blank_report, sum_figures
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.roster import attendance, read_roster
from kaicheng.annual_report.writers.consolidation import write

from .strategies import consistent_reports

FEES = "proactive.administrative_fees_wan_yuan"


def zeros(agency: str, year: int = 2024, **figures: int) -> AnnualReport:
    """A report with zero in every cell that its form prints, and the figures given by path."""
    report = blank_report(year, agency=agency)
    printed = {row.id for row in report.statutory_form.requests.printed_rows(set())}
    cells = {
        path: 0
        for path in report.statutory_form.cells
        if not path.startswith("requests.") or path.split(".")[1] in printed
    }
    return replace(report, figures={**cells, **{name.replace("__", "."): n for name, n in figures.items()}})


def named(*reports: AnnualReport) -> list[tuple[str, AnnualReport]]:
    return [
        (f"{number}-{report.agency}.html", report) for number, report in zip(count(1), reports, strict=False)
    ]


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_sums_of_sound_reports_are_sound_and_exact(data: st.DataObject) -> None:
    drawn = data.draw(
        st.lists(consistent_reports("2021", year=2024, with_text=False), min_size=1, max_size=4)
    )
    reports = [replace(report, agency=f"第{number}单位") for number, report in enumerate(drawn)]
    result = consolidate(named(*reports))
    assert not result.totals
    assert not list(result.problems())
    for path, value in result.report.figures.items():
        assert value == sum_figures(report[path] or 0 for report in reports)
        assert sum_figures(part.value for part in result.contributors(path)) == value
    for equation in result.report.statutory_form.equations(result.report.filled_rows):
        left, right = (
            sum_figures(result.report[path] or 0 for path in side) for side in (equation.left, equation.right)
        )
        assert left == right


def test_fees_add_up_to_the_fen() -> None:
    reports = [replace(zeros(f"第{n}单位"), figures={FEES: Decimal("0.1")}) for n in range(3)]
    assert consolidate(named(*reports)).report[FEES] == Decimal("0.3")


def test_contributors_are_named_with_what_they_add() -> None:
    result = consolidate(
        named(
            zeros("甲局", proactive__penalty_decisions=3),
            zeros("乙局"),
            zeros("丙局", proactive__penalty_decisions=4),
        )
    )
    assert result.report["proactive.penalty_decisions"] == 7
    assert result.contributors("proactive.penalty_decisions") == [
        Contribution("甲局", 3),
        Contribution("丙局", 4),
    ]
    with pytest.raises(KeyError):
        result.contributors("proactive.no_such_cell")


def test_a_wrong_total_is_worked_out_anew_and_its_unit_named() -> None:
    wrong = zeros(
        "乙局",
        requests__granted__natural_person=2,
        requests__granted__total=2,
        requests__handled_total__natural_person=2,
        requests__handled_total__total=9,
        requests__new_received__natural_person=2,
        requests__new_received__total=2,
    )
    result = consolidate(named(zeros("甲局"), wrong))
    assert result.report["requests.handled_total.total"] == 2
    (difference,) = result.totals
    assert (difference.path, difference.stated, difference.computed) == ("requests.handled_total.total", 9, 2)
    assert difference.units == ("乙局",)
    assert any(unit == "乙局" and "9" in told for unit, _, told in result.problems())


def test_blanks_are_listed_by_unit_with_what_stood_there() -> None:
    report = zeros("甲局").with_cell("proactive.rules.in_force", CellText(None, "/"))
    (unit,) = consolidate(named(report)).units
    assert unit.blank == (("proactive.rules.in_force", "/"),)


def test_a_report_that_came_twice_counts_once() -> None:
    first = zeros("甲市乙局", proactive__penalty_decisions=3)
    again = zeros("甲市乙局", proactive__penalty_decisions=5)
    result = consolidate(named(first, first, again))
    assert result.report["proactive.penalty_decisions"] == 3
    assert [entry.reason for entry in result.left_out] == ["duplicate", "duplicate"]
    assert "内容相同" in result.left_out[0].message
    assert "数据不同" in result.left_out[1].message


def test_other_years_unknown_years_and_unreadable_files_are_told() -> None:
    lost = NoText("文件是扫描件，没有文字层。", "The file is a scan.")
    reports = [
        *named(zeros("甲局"), zeros("乙局"), zeros("丙局", 2023), replace(zeros("丁局"), year=None)),
        ("戊局.pdf", lost),
    ]
    result = consolidate(reports)
    assert result.report.year == 2024
    assert {(entry.name, entry.reason) for entry in result.left_out} == {
        ("丙局", "other_year"),
        ("丁局", "no_year"),
        ("戊局", "unreadable"),
    }
    assert consolidate(reports, year=2023).report.year == 2023


def test_a_unit_on_the_old_form_adds_what_can_be_compared() -> None:
    old = zeros("乙局", 2020, requests__other_total__natural_person=2, requests__other_total__total=2)
    result = consolidate(named(zeros("甲局"), replace(old, year=2024)))
    assert result.other_editions == ("乙局",)
    assert result.report["requests.other_other.total"] == 2
    told = " ".join(text for _, _, text in result.problems())
    assert "表二口径不同" in told
    assert "“（六）其他处理”只填一行" in told


def test_in_the_old_form_three_rows_become_the_single_one() -> None:
    three = zeros("甲局", requests__other_fee_unpaid__natural_person=3, requests__other_fee_unpaid__total=3)
    result = consolidate(named(replace(three, year=2020), zeros("乙局", 2020)))
    assert result.report.form == "2019"
    assert result.report["requests.other_total.total"] == 3


def test_missing_units_and_strangers_are_named() -> None:
    roster = ["教育局", "市人力资源和社会保障局", "桂湖镇", "财政局"]
    units = ["青禾市教育局", "青禾市人力资源和社会保障局", "青禾市桂湖镇人民政府", "青禾市档案馆"]
    found = attendance(roster, units)
    assert found.missing == ("财政局",)
    assert found.strangers == ("青禾市档案馆",)


def test_of_several_names_that_fit_the_equal_one_comes_first_then_the_longest() -> None:
    found = attendance(["教育局", "高新区教育局"], ["青禾市高新区教育局", "青禾市教育局"])
    assert found == attendance(["教育局", "高新区教育局"], ["青禾市教育局", "青禾市高新区教育局"])
    assert found.missing == found.strangers == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    "table",
    [
        "序号,单位名称,联系科室\n1,教育局,办公室\n2,财政局,\n",
        "单位\t层级\n教育局\t市\n\n财政局\t市\n",
        "教育局\n财政局\n教育局\n",
    ],
    ids=["csv", "tabs", "one a line"],
)
def test_rosters_are_read_as_offices_keep_them(table: str, encoding: str) -> None:
    assert read_roster(table.encode(encoding)) == ["教育局", "财政局"]


def test_an_empty_roster_has_no_names() -> None:
    assert read_roster(b"") == []
    assert read_roster("单位名称\n") == []


def test_what_is_no_list__is_refused_however_long_a_cell_the_process_allows() -> None:
    before = csv.field_size_limit(1_000_000)
    try:
        with pytest.raises(DamagedFile):
            read_roster(b"a" * 200_000)
    finally:
        csv.field_size_limit(before)


def test_the_workbook_shows_sum_parts_gaps_and_problems() -> None:
    report = zeros("甲局", proactive__penalty_decisions=3).with_cell(
        "proactive.rules.in_force", CellText(None, "=1+1")
    )
    result = consolidate(named(report, zeros("乙局", proactive__penalty_decisions=4)), ["甲局", "丁局"])
    book = openpyxl.load_workbook(io.BytesIO(write(result, "xlsx")))
    assert book.sheetnames == ["汇总 表2", "汇总 表3", "汇总 表4", "构成", "未报送", "问题"]
    parts = list(book["构成"].iter_rows(values_only=True))
    column = next(n for n, head in enumerate(parts[0]) if head and "行政处罚" in str(head))
    assert [row[column] for row in parts[1:]] == [7, 3, 4]
    assert ("丁局", "未报送") in book["未报送"].iter_rows(values_only=True)
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_json_names_contributors_and_gaps() -> None:
    result = consolidate(named(zeros("甲局", proactive__penalty_decisions=3)), ["乙局"], agency="青禾市")
    data = json.loads(write(result, "json"))
    assert data["schema"] == "kaicheng/consolidation/1"
    assert data["report"]["title"] == "青禾市2024年政府信息公开工作年度报告数据汇总"
    assert data["contributors"]["proactive.penalty_decisions"] == [{"unit": "甲局", "value": 3}]
    assert (data["missing"], data["not_on_roster"]) == (["乙局"], ["甲局"])
    with pytest.raises(ValueError, match="docx"):
        write(result, "docx")


def test_nothing_at_all_gives_an_empty_sum() -> None:
    result = consolidate([])
    assert not result.report.figures
    assert write(result, "xlsx")
