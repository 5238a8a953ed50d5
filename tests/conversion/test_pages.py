"""PDF files: paragraphs whole again over lines and pages, and honest words about what cannot be read."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image, ImageDraw

from kaicheng.conversion import CleanBody, NotReadable, clean, from_pdf, text_of
from kaicheng.typesetting.pdf import typeset
from tests.conversion.pictures import png

LONG = "为贯彻落实就业优先战略，现就做好稳岗就业工作有关事项通知如下，请结合实际认真抓好落实。" * 70
PAGE = """
#set page(paper: "a4", header: [甲县人力资源和社会保障局文件资料], numbering: "— 1 —")
#set text(size: 16pt, lang: "zh", font: "Kaicheng Song")
#set par(first-line-indent: (amount: 2em, all: true), justify: true)
"""


def printed(content: str, head: str = PAGE) -> bytes:
    return typeset((head + content).encode(), {}).pdf


def rules(body: CleanBody) -> list[str]:
    return [note.rule for note in body.notes]


def test_an_official_document() -> None:
    body = from_pdf(
        printed(
            "#align(center, text(22pt)[关于做好2024年稳岗就业工作的通知])\n\n"
            f"#par(first-line-indent: 0pt)[各乡镇人民政府：]\n\n一、总体要求\n\n{LONG}\n\n"
            "#table(columns: (1fr, 2fr, 1fr), [乡镇], table.cell(colspan: 2)[计划],"
            " [东山镇], [开发公益性岗位], [30],"
            " [西河镇], [组织劳务输出], [120])\n\n二、工作要求\n\n各单位要细化措施。\n\n"
            "#align(right)[甲县人力资源和社会保障局]\n\n#align(right)[2024年3月5日]\n"
        )
    )
    assert body.html == (
        '<p class="doc-title">关于做好2024年稳岗就业工作的通知</p>\n<p>各乡镇人民政府：</p>\n'
        "<h2>一、总体要求</h2>\n"
        f"<p>{LONG}</p>\n"
        '<table>\n<tbody>\n<tr><td>乡镇</td><td colspan="2">计划</td></tr>\n'
        "<tr><td>东山镇</td><td>开发公益性岗位</td><td>30</td></tr>\n"
        "<tr><td>西河镇</td><td>组织劳务输出</td><td>120</td></tr>\n</tbody>\n</table>\n"
        "<h2>二、工作要求</h2>\n<p>各单位要细化措施。</p>\n"
        '<p class="doc-right">甲县人力资源和社会保障局</p>\n<p class="doc-right">2024年3月5日</p>'
    )
    assert body.proposed.title == "关于做好2024年稳岗就业工作的通知"
    assert body.proposed.made_on == date(2024, 3, 5)
    assert body.proposed.issuer == "甲县人力资源和社会保障局"
    assert rules(body) == ["B11"]
    assert clean(body.html).html == body.html


def test_a_scan__is_called_one() -> None:
    picture = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(picture).text((50, 50), "scan", fill="black")
    stream = io.BytesIO()
    picture.save(stream, "PDF")
    with pytest.raises(NotReadable, match="扫描件") as caught:
        from_pdf(stream.getvalue())
    assert caught.value.code == "no_text"


def test_scanned_pages_and_pictures__are_named() -> None:
    plain = '#set page(paper: "a4")\n#set text(font: "Kaicheng Song", size: 16pt)\n'
    data = ", ".join(map(str, png(size=200)))
    picture = f'#image(bytes(({data},)), width: 5cm, alt: "图")\n'
    body = from_pdf(
        printed(
            f"{LONG[:200]}\n{picture}\n#pagebreak()\n{picture}\n#pagebreak()\n{picture}",
            plain,
        )
    )
    scans = next(note for note in body.notes if note.rule == "B09")
    assert [place.ref for place in scans.where] == ["2—3"]
    assert "B10" in rules(body)


def test_text_is_all_there() -> None:
    body = from_pdf(printed(LONG))
    assert text_of(body.html) == LONG
