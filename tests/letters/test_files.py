"""Files as they come out: PDF/A with tags and fonts, all paragraphs in order, the seal over name and date."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from functools import cache

import docx
import pdfplumber
import pypdf
import pytest
from PIL import Image, ImageDraw

from kaicheng.letters import BadSeal, Role, compose, to_docx, to_html, to_pdf, unprintable

from .cases import BUREAU, GOVERNMENT, cases
from .golden import ON

CASES = cases()
REFUSED, FACTS = CASES["L16.refused_process_information"]


@cache
def seal() -> bytes:
    picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((5, 5, 295, 295), outline=(200, 0, 0, 220), width=8)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def text_of(pdf: bytes) -> str:
    """The text of all pages without the page numbers."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return squeezed("".join(re.sub(r"—\s*\d+\s*—", "", page.extract_text()) for page in pages))


@pytest.mark.parametrize("name", CASES)
def test_pdf_holds_every_paragraph_in_order(name: str) -> None:
    kind, facts = CASES[name]
    letter = compose(kind, facts, on=ON)
    text = text_of(to_pdf(letter, seal=seal()))
    at = 0
    for block in letter.blocks:
        for words in [block.text, *(cell for row in block.rows for cell in row)]:
            found = text.find(squeezed(words), at)
            assert found >= at, words
            at = found + len(squeezed(words))
    assert unprintable(letter) == ""


@pytest.mark.parametrize("name", ["L01", "L13", "L15"])
def test_pdf_is_archival_and_tagged(name: str) -> None:
    kind, facts = CASES[name]
    letter = compose(kind, facts, on=ON)
    document = pypdf.PdfReader(io.BytesIO(to_pdf(letter, seal=seal())))
    catalogue = document.root_object
    metadata = catalogue["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata and "<pdfaid:conformance>A<" in metadata
    assert catalogue["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in catalogue
    assert catalogue["/Lang"] == "zh-CN"
    assert document.metadata is not None
    assert (document.metadata.title, document.metadata.author) == (letter.title, letter.authority)
    assert document.metadata.creation_date is not None
    assert document.metadata.creation_date.date() == ON
    for page in document.pages:
        for font in page["/Resources"]["/Font"].values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


@pytest.mark.parametrize("authority", [BUREAU, GOVERNMENT, replace(BUREAU, name="青山县局")])
@pytest.mark.parametrize("on", [ON, date(2026, 12, 31)])
def test_the_seal_lies_over_name_and_date_and_clear_of_the_text(authority: object, on: date) -> None:
    facts = replace(FACTS, authority=authority)  # type: ignore[arg-type]
    letter = compose(REFUSED, facts, on=on)
    with pdfplumber.open(io.BytesIO(to_pdf(letter, seal=seal()))) as document:
        page = document.pages[-1]
        (stamp,) = page.images
        lines = page.extract_text_lines()
        name, dated = lines[-3], lines[-2]  # the last line is the page number
        assert squeezed(name["text"]) == letter.all(Role.SIGNATURE)[0].text
        assert squeezed(dated["text"]) == letter.all(Role.DATE)[0].text
        millimetre = 72 / 25.4
        assert stamp["x1"] - stamp["x0"] == pytest.approx(42 * millimetre, abs=0.5)
        middle = (stamp["x0"] + stamp["x1"]) / 2
        assert middle == pytest.approx((dated["x0"] + dated["x1"]) / 2, abs=4)
        assert middle == pytest.approx((name["x0"] + name["x1"]) / 2, abs=4)
        assert stamp["top"] < name["top"] and dated["bottom"] < stamp["bottom"]
        # Name and date a little below the middle; the top within a line of the text above.
        assert (name["top"] + dated["bottom"]) / 2 > (stamp["top"] + stamp["bottom"]) / 2
        if len(lines) > 3:
            assert 0 <= stamp["top"] - lines[-4]["bottom"] <= 28
        assert stamp["x1"] < page.width - 26 * millimetre + 1


@pytest.mark.parametrize(
    ("name", "part"), [("L16.refused_process_information", "reasons"), ("L10", "matter")]
)
def test_no_page_holds_the_signature_alone(name: str, part: str) -> None:
    """Whatever the length, the last lines of text stand above the signature on its page."""
    kind, facts = CASES[name]
    for lines in range(1, 24):
        edit = "\n".join(f"第{number}段，说明该材料为起草过程中的讨论记录。" for number in range(lines))
        letter = compose(kind, facts, on=ON, edits={part: edit})
        last = squeezed(pypdf.PdfReader(io.BytesIO(to_pdf(letter))).pages[-1].extract_text())
        assert last.find("联系电话") >= 0, lines
        assert last.find(letter.all(Role.SIGNATURE)[0].text, last.find("联系电话")) > 0


def test_lines_move_closer_where_that_saves_a_page_and_only_there() -> None:
    """GB/T 9704 sets 28 points, less where signature and seal would else stand on a page more."""

    def distance(name: str) -> tuple[int, float]:
        kind, facts = CASES[name]
        with pdfplumber.open(io.BytesIO(to_pdf(compose(kind, facts, on=ON)))) as document:
            lines = document.pages[0].extract_text_lines()
            first = next(n for n, line in enumerate(lines) if line["text"].startswith("申请人甲")) + 1
            return len(document.pages), round(lines[first + 1]["top"] - lines[first]["top"], 1)

    assert distance("L24") == (1, 28.0)
    pages, close = distance("L20.repeated")
    assert pages == 1 and 25 <= close < 28
    assert distance("L30") == (2, 28.0)


def test_a_dash_in_a_number_is_a_place_to_break_and_no_character_more() -> None:
    kind, facts = CASES["L06"]
    with pdfplumber.open(io.BytesIO(to_pdf(compose(kind, facts, on=ON)))) as document:
        lines = [squeezed(line) for line in document.pages[0].extract_text().splitlines()]
    broken = next(number for number, line in enumerate(lines) if line.endswith("申请编号：2026-"))
    assert lines[broken + 1].startswith("0012），")


def test_a_letter_without_the_authoritys_seal_gets_none() -> None:
    for name in ("L01", "L07", "L11", "L25"):
        kind, facts = CASES[name]
        letter = compose(kind, facts, on=ON)
        assert to_pdf(letter, seal=seal()) == to_pdf(letter)


@pytest.mark.parametrize(
    "picture", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nbroken", b"\xff\xd8\xff" + bytes(2_000_001)]
)
def test_a_seal_that_is_no_picture_is_told(picture: bytes) -> None:
    with pytest.raises(BadSeal, match="印章图片不能使用"):
        to_pdf(compose(REFUSED, FACTS, on=ON), seal=picture)


def test_nothing_typed_becomes_a_command_of_the_typesetter() -> None:
    hostile = '#panic("x") $x$ *b* \\ // /* ]) #image("/etc/passwd")'
    letter = compose(REFUSED, FACTS, on=ON, edits={"reasons": hostile})
    assert squeezed(hostile) in text_of(to_pdf(letter))
    assert "<script>" not in to_html(
        compose(REFUSED, FACTS, on=ON, edits={"reasons": "<script>alert(1)</script>"})
    )


def test_word_names_the_fonts_and_margins_of_official_documents() -> None:
    document = docx.Document(io.BytesIO(to_docx(compose(REFUSED, FACTS, on=ON))))
    section = document.sections[0]
    assert [round(edge.mm) for edge in (section.top_margin, section.bottom_margin, section.left_margin,
                                        section.right_margin)] == [37, 35, 28, 26]  # fmt: skip
    styles = document.styles.element.xml
    assert 'w:eastAsia="方正小标宋简体"' in styles and 'w:eastAsia="仿宋_GB2312"' in styles
    names = [paragraph.style.name for paragraph in document.paragraphs if paragraph.text]
    assert names[:3] == ["Title", "文号", "主送"] and names[-2:] == ["署名", "成文日期"]
    assert document.core_properties.title == compose(REFUSED, FACTS, on=ON).title


def test_the_screen_marks_what_may_be_edited() -> None:
    page = to_html(compose(REFUSED, FACTS, on=ON))
    assert page.startswith('<article class="kc-letter" lang="zh-CN"><h2 class="kc-letter-title">')
    assert '<p class="kc-letter-paragraph" data-part="reasons">' in page
    assert '<time datetime="2026-03-16">2026年3月16日</time>' in page
    kind, facts = CASES["L25"]
    assert '<th scope="row">送达方式</th><td>邮政特快专递送达</td>' in to_html(compose(kind, facts, on=ON))
