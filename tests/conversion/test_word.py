"""Word files: what Word works out when it shows a file stands in the text afterwards."""

from __future__ import annotations

import io
import subprocess
from datetime import date
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from kaicheng.conversion import CleanBody, Proposed, clean, from_docx, text_of
from kaicheng.conversion.numerals import numeral
from tests.conversion.pictures import png
from tests.conversion.word_files import append, empty, item, numbered_list, saved, with_part


def body(document: Any) -> CleanBody:
    return from_docx(saved(document))


def placed(document: Any, text: str, place: WD_ALIGN_PARAGRAPH) -> None:
    document.add_paragraph(text).alignment = place


def test_an_official_document() -> None:
    document = empty()
    placed(document, "甲县人力资源和社会保障局文件", WD_ALIGN_PARAGRAPH.CENTER)
    placed(document, "甲人社发〔2024〕12号", WD_ALIGN_PARAGRAPH.CENTER)
    placed(document, "关于开展2024年度", WD_ALIGN_PARAGRAPH.CENTER)
    placed(document, "职业技能提升行动的通知", WD_ALIGN_PARAGRAPH.CENTER)
    document.add_paragraph("各乡镇人民政府：")
    chapters = numbered_list(
        document, ("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）")
    )
    item(document, "总体要求", chapters)
    document.add_paragraph("根据《办法》（国发〔2019〕3号）制定。")
    item(document, "工作任务", chapters)
    item(document, "摸清底数", chapters, 1)
    document.add_paragraph("逐村登记。").paragraph_format.first_line_indent = Pt(32)
    item(document, "分类培训", chapters, 1)
    placed(document, "甲县人力资源和社会保障局", WD_ALIGN_PARAGRAPH.RIGHT)
    placed(document, "二〇二四年三月五日", WD_ALIGN_PARAGRAPH.RIGHT)
    result = body(document)
    assert result.html == (
        '<p class="doc-center">甲县人力资源和社会保障局文件</p>\n'
        '<p class="doc-center">甲人社发〔2024〕12号</p>\n'
        '<p class="doc-title">关于开展2024年度</p>\n<p class="doc-title">职业技能提升行动的通知</p>\n'
        "<p>各乡镇人民政府：</p>\n<h2>一、总体要求</h2>\n<p>根据《办法》（国发〔2019〕3号）制定。</p>\n"
        "<h2>二、工作任务</h2>\n<h3>（一）摸清底数</h3>\n<p>逐村登记。</p>\n<h3>（二）分类培训</h3>\n"
        '<p class="doc-right">甲县人力资源和社会保障局</p>\n<p class="doc-right">二〇二四年三月五日</p>'
    )
    assert result.proposed == Proposed(
        "关于开展2024年度职业技能提升行动的通知",
        "甲人社发〔2024〕12号",
        date(2024, 3, 5),
        "甲县人力资源和社会保障局",
    )
    assert result.notes == ()
    assert clean(result.html).html == result.html


def test_lists__bullets_are_lists_and_numbers_are_written_out() -> None:
    document = empty()
    numbers = numbered_list(document, ("decimal", "%1."), ("lowerLetter", "%2)"))
    for text, level in (("甲", 0), ("乙", 1), ("丙", 1), ("丁", 0), ("戊", 1)):
        item(document, text, numbers, level)
    document.add_paragraph("己", style="List Bullet")
    document.add_paragraph("庚", style="List Bullet")
    assert text_of(body(document).html) == "1. 甲\na) 乙\nb) 丙\n2. 丁\na) 戊\n己\n庚"
    assert body(document).html.endswith("<ul><li>己</li><li>庚</li></ul>")


def test_headings__by_styles() -> None:
    document = empty()
    document.add_heading("甲县水利工作总结", 0)
    for level in (1, 2, 3, 4):
        document.add_heading(f"第{level}级", level)
        document.add_paragraph("正文。")
    assert body(document).html == (
        '<p class="doc-title">甲县水利工作总结</p>\n<h2>第1级</h2>\n<p>正文。</p>\n'
        "<h3>第2级</h3>\n<p>正文。</p>\n"
        "<h4>第3级</h4>\n<p>正文。</p>\n<h4>第4级</h4>\n<p>正文。</p>"
    )


def test_tables__merged_cells_and_header_rows() -> None:
    document = empty()
    table = document.add_table(4, 3)
    for row, texts in enumerate(
        (("单位", "人数", ""), ("", "男", "女"), ("东山", "3", "2"), ("西河", "1", "5"))
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    html = body(document).html
    assert (
        '<tr><th rowspan="2" scope="col">单位</th><th colspan="2" scope="col">人数</th></tr>\n'
        '<tr><th scope="col">男</th><th scope="col">女</th></tr>\n</thead>\n<tbody>\n'
        "<tr><td>东山</td><td>3</td><td>2</td></tr>"
    ) in html


def test_what_is_not_for_the_public_stays_behind() -> None:
    document = empty()
    append(
        document,
        '<w:p><w:r><w:t>补贴</w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>每户</w:delText></w:r>'
        "</w:del>"
        '<w:ins w:id="2" w:author="a"><w:r><w:t>每人</w:t></w:r></w:ins>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r><w:r><w:t>500元。</w:t></w:r></w:p>",
    )
    paragraph = document.add_paragraph("经研究决定。")
    document.add_comment(paragraph.runs, text="再核一下", author="a")
    result = body(document)
    assert text_of(result.html) == "补贴每人500元。\n经研究决定。"
    assert [note.rule for note in result.notes] == ["B02", "B01", "B03"]
    assert result.notes[1].sentences == ("每户",)
    assert "核一下" not in repr(result)


def test_text_boxes__once_after_the_paragraph_that_they_hang_on() -> None:
    document = empty()
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    append(
        document,
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData uri="x">'
        f"<wps:wsp><wps:txbx>{box}"
        "</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
    )
    document.add_paragraph("后文")
    assert body(document).html == "<p>正文</p>\n<p>框内</p>\n<p>后文</p>"


def test_formulas__keep_their_letters_and_are_noted() -> None:
    document = empty()
    append(document, "<w:p><w:r><w:t>按 </w:t></w:r><m:oMath><m:r><m:t>S=ab</m:t></m:r></m:oMath></w:p>")
    result = body(document)
    assert result.html == "<p>按 S=ab</p>"
    assert [note.rule for note in result.notes] == ["B12"]


def test_pictures__come_along_with_their_descriptions() -> None:
    document = empty()
    run = document.add_paragraph("见图").add_run()
    run.add_picture(io.BytesIO(png()))
    run._r.xpath(".//wp:docPr")[0].set("descr", "办事流程图")
    result = body(document)
    assert result.html == '<p>见图<img src="image:1" alt="办事流程图"></p>'
    assert result.images[0].data == png()


def test_pictures__outside_the_file_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png())
    document = empty()
    relation = document.part.relate_to(
        secret.as_uri(),
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
        is_external=True,
    )
    document.add_paragraph("见图").add_run().add_picture(io.BytesIO(png()))
    for attribute in ("r:embed", "r:link"):
        blip = document.element.body.xpath(".//a:blip")[0]
        name = attribute.replace(
            "r:", "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
        )
        for key in list(blip.attrib):
            del blip.attrib[key]
        blip.set(name, relation)
        result = body(document)
        assert result.images == ()
        assert [note.rule for note in result.notes] == ["B05"]


def test_footnotes__follow_the_text() -> None:
    document = empty()
    append(
        document,
        '<w:p><w:r><w:t>依法办理</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:t>。</w:t></w:r></w:p>",
    )
    data = saved(document)
    data = with_part(
        data,
        "word/footnotes.xml",
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:footnote w:id="2"><w:p><w:r><w:t>见第三条。</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>".encode(),
    )
    assert text_of(from_docx(data).html) == "依法办理[1]。\n1. 见第三条。"


def test_a_signature_pushed_by_spaces_and_indentation_stands_to_the_right() -> None:
    document = empty()
    document.add_paragraph(
        "请认真贯彻落实，确保各项政策措施落到实处，重要情况及时报告，并于年底前报送总结材料和统计报表。"
    )
    document.add_paragraph(" " * 30 + "甲县水利局")
    document.add_paragraph("2024年3月5日").paragraph_format.first_line_indent = Pt(320)
    assert body(document).html.endswith(
        '<p class="doc-right">甲县水利局</p>\n<p class="doc-right">2024年3月5日</p>'
    )


@pytest.mark.skipif(which("soffice") is None, reason="needs LibreOffice")
def test_a_file_of_libreoffice(tmp_path: Path) -> None:
    page = (
        "<html><body><p align=center><b>关于防汛工作的通知</b></p><p>各单位：</p>"
        "<ol><li>巡查</li><li>值守</li></ol>"
        "<table border=1><tr><td>站点</td><td>水位（米）</td></tr>"
        "<tr><td>一号</td><td>3.2</td></tr></table></body></html>"
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--infilter=HTML (StarWriter)",
    ]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path), str(tmp_path / "a.html")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    result = from_docx((tmp_path / "a.docx").read_bytes())
    assert (
        text_of(result.html) == "关于防汛工作的通知\n各单位：\n1. 巡查\n2. 值守\n站点\t水位（米）\n一号\t3.2"
    )
    assert result.proposed.title == "关于防汛工作的通知"


@pytest.mark.parametrize(
    ("number", "style", "text"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "japaneseCounting", "二十"),
        (103, "chineseCounting", "一百零三"),
        (110, "chineseCounting", "一百一十"),
        (2024, "ideographDigital", "二〇二四"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "decimalEnclosedCircle", "③"),
        (3, "ideographTraditional", "丙"),
        (28, "lowerLetter", "bb"),
        (1994, "upperRoman", "MCMXCIV"),
        (7, "decimalZero", "07"),
        (7, "unheard-of", "7"),
    ],
)
def test_numerals(number: int, style: str, text: str) -> None:
    assert numeral(number, style) == text
