"""The HTML page: whole, accessible, and showing whatever a cell holds without taking it for markup."""

from __future__ import annotations

import pytest
from lxml import html as parser

from kaicheng.annual_report.model import AnnualReport, blank_report
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.writers import html, write
from kaicheng.findings import Finding, Severity, Text, cells

TOTAL = "requests.handled_total.total"


@pytest.fixture
def report() -> AnnualReport:
    return blank_report(2024, agency="青禾市教育局").with_cell(TOTAL, CellText(3))


def test_the_page_names_its_language_and_title() -> None:
    report = blank_report(2024, agency="青禾市教育局")
    page = parser.document_fromstring(write(report, "html"))
    assert page.get("lang") == "zh-CN"
    assert page.findtext(".//title") == page.findtext(".//h1") == report.title
    headings = [heading.text for heading in page.iter("h2")]
    assert headings == [chapter.heading for chapter in report.statutory_form.chapters]


def test_a_chapter_of_which_the_report_has_nothing_is_left_out(report: AnnualReport) -> None:
    page = parser.document_fromstring(write(report, "html"))
    assert [heading.text for heading in page.iter("h2")] == ["三、收到和处理政府信息公开申请情况"]


def test_every_figure_names_its_headings(report: AnnualReport) -> None:
    page = parser.document_fromstring(write(report, "html"))
    cell = page.get_element_by_id(f"kc-cell-{TOTAL}")
    heads = [page.get_element_by_id(name).text for name in cell.get("headers").split()]
    assert heads == ["申请人情况", "总计", "三、本年度办理结果", "（七）总计"]
    assert cell.get("data-label") == "总计"
    for cell in page.iter("td"):
        assert all(page.get_element_by_id(name) is not None for name in cell.get("headers", "").split())


def test_ids_are_unique(report: AnnualReport) -> None:
    ids = parser.document_fromstring(write(report, "html")).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_marked_cell_is_told_by_words_and_a_number_not_by_colour_alone(report: AnnualReport) -> None:
    page = parser.fragment_fromstring(html.tables(report, {TOTAL: "合计应为 0"}), create_parent="div")
    (cell,) = page.find_class("kc-fault")
    assert (cell.get("id"), cell.get("aria-invalid"), cell.get("data-mark")) == (
        f"kc-cell-{TOTAL}",
        "true",
        "1",
    )
    message = page.get_element_by_id(cell.get("aria-describedby"))
    assert message.text_content() == "表三“（七）总计”的“总计”：合计应为 0"
    assert message.find("a").get("href") == f"#kc-cell-{TOTAL}"


def test_findings_mark_their_cells_unless_they_only_inform(report: AnnualReport) -> None:
    findings = [
        Finding("T302", Severity.BLOCK, Text("合计不符", "The total is off"), cells(TOTAL)),
        Finding("T303", Severity.BLOCK, Text("总计不符", "The sum is off"), cells(TOTAL)),
        Finding("F13", Severity.INFO, Text("仅供参考", "For information"), cells("proactive.rules.in_force")),
    ]
    assert html.marks_of(findings) == {TOTAL: "合计不符 总计不符"}
    assert html.marks_of(findings, "en") == {TOTAL: "The total is off The sum is off"}
    assert "合计不符 总计不符" in write(report, "html", findings=findings).decode()
    assert "kc-messages" not in write(report, "html").decode().split("</style>")[1]


def test_nothing_in_a_report_becomes_markup(report: AnnualReport) -> None:
    hostile = "<script>alert(1)</script>&amp;\x00\ud800"
    spoiled = report.with_cell(TOTAL, CellText(None, hostile))
    page = parser.document_fromstring(write(spoiled, "html"))
    assert not page.findall(".//script")
    assert page.get_element_by_id(f"kc-cell-{TOTAL}").text == "<script>alert(1)</script>&amp;"


def test_one_table_alone(report: AnnualReport) -> None:
    assert html.table(report, "remedies").count("<table") == 1
    assert html.tables(report).count("<table") == 3
    with pytest.raises(KeyError):
        html.table(report, "overview")
