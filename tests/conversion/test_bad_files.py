"""Files that are broken, hostile or something else end in one kind of error that says what to do."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from kaicheng.conversion import CleanBody, NotReadable, from_docx, from_pdf
from tests.conversion.test_pages import printed
from tests.conversion.word_files import append, empty, saved, with_part

BROKEN = Path(__file__).parents[1] / "annual_report" / "broken"


def refused(read: Callable[[bytes], CleanBody], data: bytes) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read(data)
    message = caught.value.message
    assert message.zh.endswith("。")
    assert "Traceback" not in message.zh
    return caught.value


@pytest.mark.parametrize(
    ("name", "read", "code", "advice"),
    [
        ("archive.zip", from_docx, "unknown_kind", "请先解压"),
        ("bomb.docx", from_docx, "too_large", "压缩图片后另存"),
        ("lying-bomb.docx", from_docx, "too_large", "另存"),
        ("laughs.docx", from_docx, "damaged", "重新导出"),
        ("nested.docx", from_docx, "damaged", "重新导出"),
        ("empty.txt", from_docx, "damaged", "重新下载"),
        ("encrypted.docx", from_docx, "encrypted", "取消密码"),
        ("locked.pdf", from_pdf, "encrypted", "取消密码"),
        ("old.doc", from_docx, "unknown_kind", "另存为 .docx"),
        ("photo.jpg", from_pdf, "no_text", "文字版"),
        ("photo.pdf", from_pdf, "no_text", "文字识别"),
        ("news.html", from_docx, "unknown_kind", "扩展名"),
    ],
)
def test_each_is_refused_with_what_to_do(
    name: str, read: Callable[[bytes], CleanBody], code: str, advice: str
) -> None:
    error = refused(read, (BROKEN / name).read_bytes())
    assert error.code == code
    assert advice in error.message.zh
    assert "年度报告" not in error.message.zh


def test_a_pdf_called_word__is_told_by_its_content() -> None:
    assert "内容是PDF" in refused(from_docx, printed("正文")).message.zh
    assert "内容是Word" in refused(from_pdf, saved(docx.Document())).message.zh


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_files_with_bytes_changed__are_read_or_refused(kind: str) -> None:
    document = docx.Document()
    document.add_paragraph("正文" * 200)
    document.add_table(2, 2)
    read, data = (from_docx, saved(document)) if kind == "docx" else (from_pdf, printed("正文" * 200))
    chance = random.Random(20)
    for _ in range(40):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 20, 300))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        if chance.random() < 0.3:
            del changed[chance.randrange(len(changed)) :]
        try:
            assert isinstance(read(bytes(changed)), CleanBody)
        except NotReadable as error:
            assert error.message.zh.endswith("。")


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml"])
def test_parts_that_are_no_xml__are_damage(part: str) -> None:
    document = docx.Document()
    document.add_paragraph("甲", style="List Bullet")
    assert refused(from_docx, with_part(saved(document), part, b"<w:broken")).code == "damaged"


def test_styles_and_lists_that_point_in_circles_or_nowhere__do_not_matter() -> None:
    document = empty()
    append(
        document,
        '<w:p><w:pPr><w:pStyle w:val="nowhere"/><w:numPr><w:ilvl w:val="99"/><w:numId w:val="77"/></w:numPr>'
        "</w:pPr>"
        "<w:r><w:t>甲</w:t></w:r></w:p>",
    )
    styles = document.styles.element
    for style in styles.findall("{*}style"):
        for base in style.findall("{*}basedOn"):
            base.set(qn("w:val"), style.get(qn("w:styleId")))
    assert from_docx(saved(document)).html == "<p>甲</p>"


def test_reading_without_end__is_given_up() -> None:
    document = docx.Document()
    for _ in range(3000):
        document.add_paragraph("正文")
    stream = io.BytesIO()
    document.save(stream)
    with pytest.raises(NotReadable, match="已停止") as caught:
        from_docx(stream.getvalue(), seconds=0.05)
    assert caught.value.code == "took_too_long"
