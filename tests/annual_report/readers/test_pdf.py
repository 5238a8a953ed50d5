"""PDF: tables by their lines and by the places of their words, paragraphs joined, the unreadable named."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from decimal import Decimal

import pypdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image

from kaicheng.annual_report.errors import DamagedFile, EncryptedFile, NoText, ReadError, TooLarge
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.readers import limits, read
from kaicheng.annual_report.readers.document import Document, Grid, Paragraph
from kaicheng.annual_report.readers.interpret import interpret
from kaicheng.annual_report.readers.pdf import read_pdf
from tests.annual_report.readers.pdf_layouts import STYLES, printed
from tests.annual_report.readers.tiny_pdf import Page, pdf
from tests.annual_report.strategies import consistent_reports
from tests.conftest import REPORTS

HUAIAN = REPORTS / "huaian-city-2024.pdf"
# A report is far too large to shrink in reasonable time, and its figures do not matter to the layout.
few = settings(
    max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow]
)


def grids(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Grid)
    ]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def figures(row: list[str]) -> list[str]:
    return [text for text in row if text.replace(".", "").isdigit()]


@pytest.fixture(scope="module")
def huaian() -> Document:
    return read_pdf(HUAIAN.read_bytes())


def test_a_real_report_reads_completely() -> None:
    report = read(HUAIAN.read_bytes())
    manifest = json.loads((REPORTS / "manifest.json").read_text(), parse_float=Decimal)
    (expected,) = (entry for entry in manifest["reports"] if entry["file"] == HUAIAN.name)
    found = report.to_json()
    for table, values in expected["expected"].items():
        assert found[table] == values
    assert (report.title, report.year) == ("淮安市人民政府2024年政府信息公开工作年度报告", 2024)
    assert list(report.headings) == ["overview", "proactive", "requests", "remedies", "problems", "other"]
    assert report.notes == ()


def test_tables_that_go_on_over_the_page_are_one(huaian: Document) -> None:
    proactive, requests, remedies = grids(huaian)
    assert ["规章", "1", "0", "11"] in proactive
    assert proactive[-1] == ["行政事业性收费", "96171.6"]
    assert len([row for row in requests if len(figures(row)) == 7]) == 25
    assert len(figures(remedies[-1])) == 15


def test_each_cell_says_where_it_stands(huaian: Document) -> None:
    tables = [block for block in huaian.blocks if isinstance(block, Grid)]
    assert tables[0].rows[2][3].where == "第3页 表1 第3行第4格"
    assert tables[0].rows[-1][1].where == "第4页 表1 第6行第2格"


def test_wrapped_lines_are_paragraphs_again_highlighted_or_not(huaian: Document) -> None:
    text = paragraphs(huaian)
    assert text[0] == "淮安市人民政府2024年政府信息公开工作年度报告"
    (highlighted,) = (line for line in text if line.startswith("（五）政府信息公开监督保障情况"))
    assert highlighted.endswith("不断提高全市政务公开工作人员的工作能力和水平。")
    (over_the_page,) = (line for line in text if line.startswith("（四）"))
    assert "将栏目不更新、政策解读" in over_the_page
    assert not any(line.startswith("- ") for line in text)


def test_the_title_is_known_by_its_size(huaian: Document) -> None:
    titles = [block.text for block in huaian.blocks if isinstance(block, Paragraph) and block.is_title]
    assert titles == ["淮安市人民政府2024年政府信息公开工作年度报告"]


def test_both_ways_of_reading_give_the_same_rows(huaian: Document) -> None:
    (by_words,) = huaian.alternatives
    for ruled, other in zip(grids(huaian), by_words, strict=True):
        found = [figures([cell.text for cell in row]) for row in other.rows]
        assert [row for row in found if row] == [figures(row) for row in ruled if figures(row)]


@pytest.mark.parametrize("style", STYLES)
@few
@given(report=consistent_reports())
def test_however_it_was_printed_the_report_is_the_same(style: str, report: AnnualReport) -> None:
    found = interpret(read_pdf(printed(report, STYLES[style]())))
    assert dict(found.figures) == dict(report.figures)
    assert dict(found.chapters) == dict(report.chapters)
    assert dict(found.headings) == dict(report.headings)
    assert (found.title, found.agency, found.year) == (report.title, report.agency, report.year)
    assert [note for note in found.notes if note.code != "uncertain"] == []


def table_page(rows: list[list[str]], xs: list[float], top: float, height: float = 24) -> Page:
    """A page with a ruled table of single lines."""
    page = Page()
    page.lattice(xs, [top + height * number for number in range(len(rows) + 1)])
    for number, row in enumerate(rows):
        for left, right, text in zip(xs, xs[1:], row, strict=False):
            page.centred(left, right, top + height * number + 16, text, 9)
    return page


XS = [74.0, 250.0, 340.0, 430.0, 521.0]
HEAD = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (["行政规范性", "", "", ""], ["文件", "8", "26", "66"]),
        (["行政规范性", "8", "26", "66"], ["文件", "", "", ""]),
    ],
)
def test_a_row_torn_by_the_page_break_is_mended(last: list[str], first: list[str]) -> None:
    before = table_page([HEAD, ["规章", "1", "0", "11"], last], XS, 690)
    after = table_page([first, ["行政许可", "5", "6", "7"]], [x + 2 for x in XS], 80)
    (table,) = grids(read_pdf(pdf(before, after)))
    assert table == [
        HEAD,
        ["规章", "1", "0", "11"],
        ["行政规范性文件", "8", "26", "66"],
        ["行政许可", "5", "6", "7"],
    ]


def test_whole_rows_at_a_page_break_are_left_alone() -> None:
    before = table_page([HEAD, ["规章", "1", "0", "11"], ["（五）不予处理", "", "", ""]], XS, 690)
    after = table_page([["1.重复申请", "8", "26", "66"], ["2.其他", "5", "6", "7"]], XS, 80)
    (table,) = grids(read_pdf(pdf(before, after)))
    assert table[2:] == [
        ["（五）不予处理", "", "", ""],
        ["1.重复申请", "8", "26", "66"],
        ["2.其他", "5", "6", "7"],
    ]


def test_tables_of_other_columns_are_not_joined() -> None:
    before = table_page([HEAD, ["规章", "1", "0", "11"]], XS, 700)
    after = table_page([["甲", "乙", "丙"], ["1", "2", "3"]], [100.0, 200.0, 300.0, 400.0], 80)
    assert len(grids(read_pdf(pdf(before, after)))) == 2


def test_a_number_too_long_for_its_cell_is_one_number() -> None:
    page = table_page([HEAD, ["规章", "", "0", "11"]], [74.0, 250.0, 274.0, 430.0, 521.0], 200, 40)
    page.text(251, 255, "1234", 10)
    page.text(251, 268, "56", 10)
    assert grids(read_pdf(pdf(page)))[0][1] == ["规章", "123456", "0", "11"]


def test_two_numbers_in_one_ruled_cell_are_a_disagreement() -> None:
    """A missing line makes one cell of two; the places of the numbers tell."""
    page = table_page([HEAD, ["规章", "", "", "11"], ["行政规范性文件", "8", "26", "66"]], XS, 200)
    page.text(300, 240, "5", 9)
    page.text(380, 240, "6", 9)
    page.operations = [line for line in page.operations if not line.startswith("340.0 ")]
    document = read_pdf(pdf(page))
    assert grids(document)[0][1] == ["规章", "5 6", "11"]
    second = [[cell.text for cell in row] for row in document.alternatives[0][0].rows]
    assert ["规章", "5", "6", "11"] in second


def test_radicals_are_characters_again_and_nothing_else_is_changed() -> None:
    page = table_page([["⾏政许可", "1"], ["⾏政处罚", "２"], ["合计", "3"]], [74.0, 250.0, 400.0], 200)
    page.text(74, 100, "⼆、主动公开政府信息情况，见下表。业务⻣⼲。", 16)
    document = read_pdf(pdf(page))
    assert grids(document)[0][:2] == [["行政许可", "1"], ["行政处罚", "２"]]
    assert paragraphs(document) == ["二、主动公开政府信息情况，见下表。业务骨干。"]


def test_running_headers_and_page_numbers_are_left_out() -> None:
    pages = []
    for number in range(1, 5):
        page = Page()
        page.text(74, 50, "某某市人民政府办公室文件", 9)
        page.text(106, 400, f"第{number}页的正文有两行，这一行写到页边才换", 16)
        page.text(74, 428, "行。", 16)
        page.text(300, 800, f"— {number} —", 12)
        pages.append(page)
    expected = [f"第{number}页的正文有两行，这一行写到页边才换行。" for number in range(1, 5)]
    assert paragraphs(read_pdf(pdf(*pages))) == expected


def test_a_line_that_ends_early_before_a_long_number_goes_on() -> None:
    page = Page()
    for row in range(5):
        page.text(74, 100 + 28 * row, "这是写满整行的一段文字用来说明页边在哪里每行都写到这里", 16)
    page.text(74, 240, "下一行提前结束，全年共收取行政事业性收费", 16)
    page.text(74, 268, "2026414323.25万元。", 16)
    (paragraph,) = paragraphs(read_pdf(pdf(page)))
    assert paragraph.endswith("全年共收取行政事业性收费2026414323.25万元。")


def test_a_number_wrapped_at_the_margin_is_one_number() -> None:
    page = Page()
    for row in range(5):
        page.text(74, 100 + 28 * row, "这是写满整行的一段文字用来说明页边在哪里每行都写到这里", 16)
    page.text(74, 240, "全市共受理申请并且在法定期限内逐件予以答复，答复合计30", 16)
    page.text(74, 268, "50件。", 16)
    (paragraph,) = paragraphs(read_pdf(pdf(page)))
    assert paragraph.endswith("答复合计3050件。")


def test_a_frame_around_text_is_no_table() -> None:
    page = Page()
    page.lattice([70.0, 525.0], [90.0, 150.0, 200.0])
    page.text(106, 120, "框里的一段话，前后各有一条线，不是表格。", 16)
    page.text(106, 180, "第二个框里也是一段话，没有数字，但有", 16)
    page.text(74, 196, "两行。", 16)
    document = read_pdf(pdf(page))
    assert (grids(document), len(paragraphs(document))) == ([], 2)


def encrypted(data: bytes, user: str, owner: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(user, owner, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


ALGORITHMS = ["RC4-40", "RC4-128", "AES-128", "AES-256"]
TEXT_PAGE = Page()
TEXT_PAGE.text(74, 100, "政府信息公开工作年度报告，共有六个部分，详见下文。", 16)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_password_to_open_is_asked_for(algorithm: str) -> None:
    with pytest.raises(EncryptedFile, match="密码"):
        read_pdf(encrypted(pdf(TEXT_PAGE), "secret", "owner", algorithm))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_password_against_changes_does_not_matter(algorithm: str) -> None:
    document = read_pdf(encrypted(pdf(TEXT_PAGE), "", "owner", algorithm))
    assert paragraphs(document) == ["政府信息公开工作年度报告，共有六个部分，详见下文。"]


def test_a_photograph_has_no_text() -> None:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "PDF")
    with pytest.raises(NoText, match="扫描件"):
        read_pdf(out.getvalue())


def test_a_font_without_characters_has_no_text() -> None:
    page = Page(mapped=False)
    page.text(74, 100, "政府信息公开工作年度报告，共有六个部分，详见下文。", 16)
    with pytest.raises(NoText, match="字体"):
        read_pdf(pdf(page))


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaicheng.annual_report.readers.pdf.LIMITS", limits.Limits(pages=3))
    with pytest.raises(TooLarge, match="页"):
        read_pdf(pdf(*[TEXT_PAGE] * 4))


def test_too_much_on_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaicheng.annual_report.readers.pdf_glyphs.LIMITS", limits.Limits(page_objects=10))
    with pytest.raises(TooLarge, match="单页"):
        read_pdf(pdf(TEXT_PAGE))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 4096, pdf()])
def test_a_file_with_nothing_in_it_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedFile):
        read_pdf(data)


def test_pages_that_name_each_other_as_parents_do_not_hang() -> None:
    data = pdf(TEXT_PAGE).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")
    with suppress(ReadError):
        assert len(read_pdf(data).blocks) == 1
