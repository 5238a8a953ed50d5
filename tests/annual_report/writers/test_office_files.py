"""Word and Excel files: set as offices expect, exact, and the same bytes whenever they are written."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.readers import read_path
from kaicheng.annual_report.writers import KINDS, write

FEES = "proactive.administrative_fees_wan_yuan"


@pytest.fixture(scope="module")
def report() -> AnnualReport:
    return read_path(Path(__file__).parents[1] / "reports/xichang-hrss-2024.txt")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_report_gives_the_same_bytes(report: AnnualReport, kind: str) -> None:
    assert write(report, kind) == write(report, kind)


def test_an_unknown_kind_is_refused(report: AnnualReport) -> None:
    with pytest.raises(ValueError, match="ofd"):
        write(report, "ofd")


def test_word_page_and_fonts_follow_the_standard_for_official_documents(report: AnnualReport) -> None:
    document = docx.Document(io.BytesIO(write(report, "docx")))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert all(
        abs(margin - Mm(wanted)) < Pt(0.1) for margin, wanted in zip(margins, (37, 35, 28, 26), strict=True)
    )
    for style, font, size in (
        ("Title", "方正小标宋简体", 22),
        ("Normal", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", 16),
    ):
        properties = document.styles[style].element.rPr
        assert properties.rFonts.get(qn("w:eastAsia")) == font
        assert document.styles[style].font.size == Pt(size)
    assert document.styles["Normal"].paragraph_format.line_spacing == Pt(28)
    assert (document.core_properties.title, document.core_properties.author) == (report.title, report.agency)


def test_word_tables_repeat_their_heads_and_do_not_split_rows(report: AnnualReport) -> None:
    tables = docx.Document(io.BytesIO(write(report, "docx"))).tables
    heads = [len(table._tbl.findall(f".//{qn('w:tblHeader')}")) for table in tables]
    assert heads == [0, 3, 3]
    for table in tables:
        assert len(table._tbl.findall(f".//{qn('w:cantSplit')}")) == len(table.rows)
    assert tables[1].rows[10].cells[0].text == "三、本年度办理结果"


def test_the_workbook_holds_numbers_as_numbers_and_texts_as_texts(report: AnnualReport) -> None:
    changed = report.with_cell("proactive.rules.in_force", CellText(None, "=HYPERLINK(1)")).with_cell(
        "proactive.penalty_decisions", CellText(12345678901234567)
    )
    book = openpyxl.load_workbook(io.BytesIO(write(changed, "xlsx")))
    assert book.sheetnames == ["报告", "表2", "表3", "表4"]
    cells = {cell.value: cell for row in book["表2"].iter_rows() for cell in row if cell.value is not None}
    assert (cells[158].data_type, cells[24.83].number_format) == ("n", "0.00")
    assert cells["=HYPERLINK(1)"].data_type == "s"
    assert cells["12345678901234567"].data_type == "s", "Excel would round it to 15 digits"
    assert {str(span) for span in book["表3"].merged_cells.ranges} >= {"A1:C3", "D1:J1", "A6:A27"}
    assert book["表3"].print_title_rows == "$1:$3"


def test_a_paragraph_longer_than_a_cell_is_not_cut_off(report: AnnualReport) -> None:
    from dataclasses import replace

    long = "公开" * 20_000
    book = openpyxl.load_workbook(io.BytesIO(write(replace(report, chapters={"overview": long}), "xlsx")))
    texts = [str(row[0]) for row in book["报告"].iter_rows(values_only=True)]
    assert long in "".join(texts)


def test_json_keeps_every_digit(report: AnnualReport) -> None:
    exact = "123456789012.100000000000000001"
    written = write(report.with_cell(FEES, CellText(Decimal(exact))), "json").decode()
    assert f'"administrative_fees_wan_yuan": {exact}' in written
    assert json.loads(written, parse_float=Decimal)["proactive"]["administrative_fees_wan_yuan"] == Decimal(
        exact
    )
    assert written.endswith("}\n")
    assert '"administrative_fees_wan_yuan": 24.83' in write(report, "json").decode()
