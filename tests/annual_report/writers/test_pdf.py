"""The PDF: archival, tagged, with its fonts, its text extractable, and safe from what a report may hold."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from kaicheng.annual_report.model import AnnualReport, blank_report
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.readers import read_path
from kaicheng.annual_report.writers import pdf, write
from kaicheng.typesetting.pdf import MISSING

SAMPLES = sorted((Path(__file__).parents[1] / "reports").glob("*.txt"))


def opened(report: AnnualReport) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(write(report, "pdf")))


def text_of(report: AnnualReport) -> str:
    return "".join("".join(page.extract_text().split()) for page in opened(report).pages)


@pytest.fixture(scope="module")
def report() -> AnnualReport:
    return read_path(next(path for path in SAMPLES if "xichang" in path.name))


def test_it_says_that_it_is_tagged_pdf_a(report: AnnualReport) -> None:
    document = opened(report)
    catalogue = document.root_object
    metadata = catalogue["/Metadata"].get_data().decode()
    assert re.search(r"<pdfaid:part>2</pdfaid:part>", metadata)
    assert re.search(r"<pdfaid:conformance>A</pdfaid:conformance>", metadata)
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/Lang"] == "zh-CN"
    assert document.metadata is not None
    assert (document.metadata.title, document.metadata.author) == (report.title, report.agency)


def test_every_font_is_embedded(report: AnnualReport) -> None:
    names = set()
    for page in opened(report).pages:
        for font in page["/Resources"]["/Font"].values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            names.add(str(descriptor["/FontName"]).split("+")[-1].split("-")[0])
    assert names == {"KaichengSongRegular", "KaichengSongBold", "KaichengHeiRegular", "KaichengKaiRegular"}


def test_tables_are_tagged_with_their_heads(report: AnnualReport) -> None:
    kinds: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, pypdf.generic.ArrayObject):
            for child in node:
                walk(child)
        elif isinstance(node, pypdf.generic.DictionaryObject):
            kinds.append(str(node.get("/S", "")))
            walk(node.get("/K"))

    walk(opened(report).root_object["/StructTreeRoot"])
    assert kinds.count("/Table") == 3
    assert kinds.count("/H1") >= 6
    assert "/TH" in kinds


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_character_of_the_published_reports_has_a_glyph(path: Path) -> None:
    sample = read_path(path)
    assert pdf.unprintable(sample) == ""
    assert MISSING not in text_of(sample)


def test_rare_characters_of_place_names_are_printed() -> None:
    rare = replace(blank_report(2024), title="鲊埠、珺瑄堃犇頔、𬭚𫟼、〇℃①㈠")
    assert pdf.unprintable(rare) == ""


def test_what_no_font_has_is_shown_as_a_gap_and_told() -> None:
    private = "\ue123"
    odd = replace(
        blank_report(2024),
        title=f"某局{private}年报",
        chapters={"overview": "零宽\u200b与\ufeff软\u00ad连字"},
    )
    assert pdf.unprintable(odd) == private
    assert f"某局{MISSING}年报" in text_of(odd)
    assert "零宽与软连字" in text_of(odd)


def test_nothing_in_a_report_becomes_a_command_of_the_typesetter() -> None:
    hostile = '#panic("x") $x$ *b* \\ // /* ]) #image("/etc/passwd")'
    odd = replace(blank_report(2024), title=hostile, chapters={"overview": hostile})
    odd = odd.with_cell("proactive.rules.in_force", CellText(None, hostile))
    assert text_of(odd).count("".join(hostile.split())) >= 2


def test_a_table_longer_than_a_page_repeats_its_head() -> None:
    crowded = blank_report(2024)
    for path in list(crowded.statutory_form.cells)[10:]:
        crowded = crowded.with_cell(path, CellText(None, "此处另有较长的说明文字，请见附件所列各项"))
    pages = [page.extract_text() for page in opened(crowded).pages]
    assert sum("社会" in page for page in pages) > 1
