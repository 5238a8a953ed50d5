"""How the cells of the tables are filled: missing tables, blanks, what is no count, the wrong unit."""

from __future__ import annotations

import pytest

from kaicheng.annual_report.form import load_form
from kaicheng.annual_report.model import AnnualReport, Note, blank_report
from kaicheng.annual_report.numbers import BLANK, CellText, read_cell
from kaicheng.findings import Kind, Severity

from .reports import APPLICANTS, COLUMNS, as_published, found, quiet_year

FEE = "proactive.administrative_fees_wan_yuan"
HUAIAN = as_published("huaian-city-2024")


def from_file(
    report: AnnualReport, hidden: tuple[str, ...] = (), notes: tuple[Note, ...] = ()
) -> AnnualReport:
    """The report as a reader returns it, with the place of each cell, those under ``hidden`` left out."""
    shown = [path for path in report.figures if not path.startswith(hidden)] if hidden else [*report.figures]
    return AnnualReport(
        report.form,
        report.title,
        report.agency,
        report.year,
        figures={path: report.figures[path] for path in shown},
        provenance=dict.fromkeys(shown, "第1页"),
        notes=notes,
    )


# --- F04 ------------------------------------------------------------------------------------------------


def test_a_complete_report_lacks_no_table():
    assert found("F04", from_file(HUAIAN)) == []


@pytest.mark.parametrize(
    ("table", "name"), [("proactive", "表二"), ("requests", "表三"), ("remedies", "表四")]
)
def test_a_table_that_the_file_does_not_show_is_missing(table, name):
    (finding,) = found("F04", from_file(HUAIAN, hidden=(f"{table}.",)))
    assert finding.message.zh.startswith(f"没有读到{name}。")
    assert finding.severity is Severity.BLOCK
    assert [(place.kind, place.ref) for place in finding.where] == [(Kind.PART, table)]
    assert found("F05", from_file(HUAIAN, hidden=(f"{table}.",))) == []


def test_a_table_cut_off_names_the_rows_it_lacks():
    report = from_file(
        HUAIAN, hidden=("requests.other", "requests.handled_total", "requests.carried_forward")
    )
    (finding,) = found("F04", report)
    assert "表三不完整，缺 5 行" in finding.message.zh
    assert "办理总计、结转下年度" in finding.message.zh
    assert "handled total; carried forward" in finding.message.en
    assert "requests.handled_total.total" in finding.cells


def test_rows_of_table_two_go_by_their_labels():
    hidden = ("proactive.rules", "proactive.penalty", FEE)
    (finding,) = found("F04", from_file(HUAIAN, hidden=hidden))
    assert "表二不完整，缺 3 行：规章、行政处罚、行政事业性收费" in finding.message.zh


def test_rows_that_the_reader_could_not_place_do_not_block():
    lost = Note("unreadable", "有一行数认不出属于表三哪一行，未填入：1、2", where="第9行")
    (finding,) = found("F04", from_file(HUAIAN, hidden=("requests.granted",), notes=(lost,)))
    assert finding.severity is Severity.WARN


def test_a_row_read_in_doubt_does_not_block():
    note = Note("unreadable", "一行只有6格", tuple(f"requests.granted.{column}" for column in COLUMNS))
    (finding,) = found("F04", from_file(HUAIAN, hidden=("requests.granted",), notes=(note,)))
    assert finding.severity is Severity.WARN


def test_the_form_of_2019_has_its_own_rows():
    assert found("F04", from_file(quiet_year(year=2020))) == []
    (finding,) = found("F04", from_file(quiet_year(year=2020), hidden=("legacy.proactive_2019.government",)))
    assert "缺 1 行：政府集中采购" in finding.message.zh


# --- F05 ------------------------------------------------------------------------------------------------


def test_the_blank_form_is_told_as_three_tables_not_filled_in():
    findings = found("F05", blank_report(2024))
    assert [finding.message.zh[:8] for finding in findings] == [
        "表二尚未填写，1",
        "表三尚未填写，1",
        "表四尚未填写，1",
    ]
    assert [len(finding.cells) for finding in findings] == [10, 175, 15]


def test_five_empty_columns_are_one_finding():
    report = as_published("shuyang-ndrc-2023")
    (finding,) = found("F05", report)
    assert len(finding.cells) == 125
    assert "“商业企业”、“科研机构”、“社会公益组织”、“法律服务机构”、“其他”列共 125 格" in finding.message.zh
    assert finding.message.zh.endswith("按勾稽关系推算，都应为 0。")
    assert finding.message.en.endswith("By the sums of the form each should be 0.")
    assert finding.severity is Severity.BLOCK


def test_an_empty_row_is_one_finding():
    report = HUAIAN
    for column in COLUMNS:
        report = report.with_cell(f"requests.granted.{column}", BLANK)
    (finding,) = found("F05", report)
    assert "表三“予以公开”整行共 7 格空白" in finding.message.zh
    assert "all 7 cells of granted" in finding.message.en


def test_one_blank_cell_is_told_with_the_figure_that_the_sums_ask_for():
    (finding,) = found("F05", HUAIAN.with_cell("requests.granted.natural_person", BLANK))
    assert finding.message.zh == (
        "表三“（一）予以公开”的“自然人”空白。没有发生的请填 0，不要留空或者画线。按勾稽关系推算，应为 1288。"
    )
    assert (finding.expected, finding.actual) == ("1288", "")


@pytest.mark.parametrize("mark", ["/", "／", "-", "—", "无", "不涉及", "\\"])
def test_a_mark_in_place_of_a_number_is_shown(mark):
    report = quiet_year({"proactive.rules.in_force": mark})
    (finding,) = found("F05", report)
    assert finding.message.zh.startswith(f"表二“规章”的现行有效件数填的是“{mark}”。")
    assert (finding.expected, finding.actual) == ("0", mark)
    assert found("F06", report) == []


def test_blanks_and_marks_of_one_table_are_told_together():
    report = quiet_year({"proactive.rules.in_force": "/"}).with_cell("proactive.licensing_decisions", BLANK)
    (finding,) = found("F05", report)
    assert "空白，或者填的是“/”" in finding.message.zh
    assert len(finding.cells) == 2


def test_a_blank_that_the_reader_was_not_sure_of_does_not_block():
    path = "remedies.reconsideration.other"
    report = from_file(HUAIAN.with_cell(path, BLANK), notes=(Note("uncertain", "按次序记入", (path,)),))
    (finding,) = found("F05", report)
    assert finding.severity is Severity.WARN


# --- F06 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"), [("-3", "是负数"), ("2.5", "有小数"), ("约3", "不是数字"), ("三件", "不是数字")]
)
def test_what_is_no_count_blocks(text, reason):
    path = "requests.granted.natural_person"
    (finding,) = found("F06", quiet_year({path: text}))
    assert finding.severity is Severity.BLOCK
    assert f"“{text}”" in finding.message.zh
    assert reason in finding.message.zh
    assert (finding.cells, finding.actual) == ((path,), text)


@pytest.mark.parametrize("text", ["１２", "1,200", "3件", "22（其中修订16件）", "26.0"])
def test_a_clear_figure_oddly_written_warns(text):
    (finding,) = found("F06", quiet_year({"proactive.licensing_decisions": text}))
    assert finding.severity is Severity.WARN
    assert f"“{text}”" in finding.message.zh
    assert "半角阿拉伯数字" in finding.message.zh


def test_spaces_between_digits_may_be_the_files_doing():
    (finding,) = found("F06", quiet_year({"proactive.licensing_decisions": "1 58"}))
    assert finding.severity is Severity.WARN
    assert "一个数还是两个数" in finding.message.zh


def test_the_same_words_in_many_cells_are_one_finding():
    cells = {f"requests.granted.{column}": "未统计" for column in APPLICANTS}
    (finding,) = found("F06", quiet_year(cells))
    assert len(finding.cells) == 6
    assert "等 6 格填的是“未统计”" in finding.message.zh


def test_only_the_fee_may_have_decimals():
    assert found("F06", quiet_year({FEE: "24.83"})) == []
    (finding,) = found("F06", quiet_year({FEE: "-24.83"}))
    assert "这一格应填金额，不能小于 0" in finding.message.zh


def test_changes_in_the_form_of_2019_may_go_down():
    path = "legacy.proactive_2019.penalties.items_change"
    for text in ("-3", "+3", "0"):
        assert found("F06", quiet_year({path: text}, year=2019)) == []
    (finding,) = found("F06", quiet_year({path: "增3项"}, year=2019))
    assert finding.severity is Severity.WARN


def test_text_that_the_reader_was_not_sure_of_does_not_block():
    path = "remedies.reconsideration.other"
    noted = (Note("disagreement", "两种读法不一致", (path,)),)
    for content in (CellText(None, "约3"), CellText(-3)):
        report = quiet_year(notes=noted).with_cell(path, content)
        assert [finding.severity for finding in found("F06", report)] == [Severity.WARN]


# --- F07 ------------------------------------------------------------------------------------------------


def test_a_fee_with_yuan_beside_it_is_converted():
    (finding,) = found("F07", quiet_year({FEE: "248300元"}))
    assert (finding.expected, finding.actual) == ("24.83", "248300元")
    assert finding.severity is Severity.WARN
    assert found("F07", quiet_year({FEE: "24.83万元"})) == []


@pytest.mark.parametrize(
    ("before", "now", "suspicious"),
    [("24.83", "248300", True), ("248300", "24.83", True), ("24.83", "240", False), ("0", "248300", False)],
)
def test_a_fee_ten_thousand_times_last_years_is_in_another_unit(before, now, suspicious):
    report, last = quiet_year({FEE: now}), quiet_year({FEE: before}, year=2023)
    assert bool(found("F07", report, last)) is suspicious
    assert found("F07", report) == []


def test_a_fee_is_not_compared_with_a_year_before_last():
    report, last = quiet_year({FEE: "248300"}), quiet_year({FEE: "24.83"}, year=2022)
    assert found("F07", report, last) == []


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_words_in_any_cell_of_either_edition_are_told_by_its_name(edition):
    for path, cell in load_form(edition).cells.items():
        report = quiet_year(year=2019 if edition == "2019" else 2024).with_cell(path, read_cell("很多"))
        (finding,) = found("F06", report)
        assert finding.cells == (path,)
        assert finding.message.zh.startswith(f"{cell.name}填的是“很多”")
