"""The kind of a file is told by its content; what cannot be read says what to do next."""

from __future__ import annotations

import codecs
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.annual_report.errors import DamagedFile, EncryptedFile, NoText, ReadError, TooLarge, UnknownKind
from kaicheng.annual_report.readers.encoding import decode_text
from kaicheng.annual_report.readers.limits import LIMITS
from kaicheng.annual_report.readers.sniff import Kind, kind_of
from tests.conftest import REPORTS

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
PAGE = "<!DOCTYPE html><html><head><meta charset='{}'></head><body><p>政府信息公开</p></body></html>"
TEXT = "一、总体情况\n2024年，全年公开政府信息391条。"


def stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(content_type: str, part: str = "part.xml") -> bytes:
    return zipped(
        **{"[Content_Types].xml": f'<Types><Override ContentType="{content_type}"/></Types>', part: "<x/>"}
    )


SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.PDF, b"%PDF-1.4\n"),
        (Kind.PDF, b"\n\njunk before\n%PDF-1.7\n"),
        (Kind.DOCX, office(WORD)),
        (Kind.DOCX, office("application/vnd.ms-word.document.macroEnabled.main+xml")),
        (Kind.DOCX, zipped(**{"word/document.xml": "<x/>"})),
        (Kind.XLSX, office(SPREADSHEET)),
        (Kind.XLSX, zipped(**{"xl/workbook.xml": "<x/>"})),
        (Kind.HTML, PAGE.format("utf-8").encode()),
        (Kind.HTML, PAGE.format("gb2312").encode("gb18030")),
        (Kind.HTML, codecs.BOM_UTF8 + b"<TABLE border=0><TR><TD>1</TD></TR></TABLE>"),
        (Kind.HTML, ("说明文字" * 20_000 + "<div><p>正文</p></div>").encode()),
        (Kind.JSON, b' {"schema": "kaicheng/annual-report/1"}'),
        (Kind.JSON, codecs.BOM_UTF8 + b"{}"),
        (Kind.TEXT, TEXT.encode()),
        (Kind.TEXT, TEXT.encode("gb18030")),
        (Kind.TEXT, TEXT.encode("utf-16")),
        (Kind.TEXT, TEXT.encode("utf-16-le")),
        (Kind.TEXT, b"[2024] 5 < 6 > 4, {x}"),
        (Kind.TEXT, "【公文】a<b 且 c>d，见 <附件>".encode()),
    ],
)
def test_kinds(kind: Kind, data: bytes) -> None:
    assert kind_of(data) is kind


def test_the_suffix_does_not_mislead() -> None:
    assert kind_of(TEXT.encode(), "年报.pdf") is Kind.TEXT
    assert kind_of(PAGE.format("utf-8").encode(), "年报.doc") is Kind.HTML


def test_the_suffix_decides_between_text_and_a_page_with_one_tag() -> None:
    data = f"<p>{TEXT}".encode()
    assert (kind_of(data, "年报.txt"), kind_of(data, "年报.html")) == (Kind.TEXT, Kind.HTML)


@pytest.mark.parametrize("path", sorted(REPORTS.iterdir()), ids=lambda path: path.name)
def test_real_reports(path: object) -> None:
    suffix = {"txt": "text"}.get(str(path).rpartition(".")[2], str(path).rpartition(".")[2])
    assert kind_of(REPORTS.joinpath(str(path)).read_bytes()) == suffix


@pytest.mark.parametrize(
    ("error", "hint", "data"),
    [
        (DamagedFile, "空的", b""),
        (DamagedFile, "空的", bytes(4096)),
        (UnknownKind, "另存为 .docx", OLE2 + stream("WordDocument")),
        (UnknownKind, "另存为 .xlsx", OLE2 + stream("Workbook")),
        (UnknownKind, "另存为 .docx", OLE2 + stream("PowerPoint Document")),
        (EncryptedFile, "取消密码", OLE2 + stream("EncryptedPackage")),
        (UnknownKind, "导出为 PDF", zipped(**{"OFD.xml": "<x/>"})),
        (UnknownKind, "另存为 .docx", zipped(mimetype="application/vnd.oasis.opendocument.text")),
        (UnknownKind, "另存为 .docx", office("application/vnd.ms-powerpoint.presentation.main+xml")),
        (UnknownKind, "解压", zipped(**{"年报/年报.txt": TEXT})),
        (UnknownKind, "解压", b"PK\x05\x06" + bytes(18)),
        (UnknownKind, "解压", b"Rar!\x1a\x07\x01\x00"),
        (UnknownKind, "解压", b"7z\xbc\xaf\x27\x1c\x00\x04"),
        (UnknownKind, "解压", b"\x1f\x8b\x08\x00"),
        (UnknownKind, "另存为 .docx", rb"{\rtf1\ansi 1}"),
        (
            UnknownKind,
            "另存为 .docx",
            b'<?xml version="1.0"?><?mso-application x?><w:x/>',
        ),
        (
            UnknownKind,
            "MHT",
            b"MIME-Version: 1.0\r\n\r\n<html><body></body></html>",
        ),
        (NoText, "图片", b"\xff\xd8\xff\xe0" + bytes(64)),
        (NoText, "图片", b"\x89PNG\r\n\x1a\n" + bytes(64)),
        (NoText, "图片", b"II*\0" + bytes(64)),
        (NoText, "图片", b"\0\0\0\x18ftypheic" + bytes(64)),
        (DamagedFile, "不完整", b"PK\x03\x04" + bytes(64)),
        (UnknownKind, "认不出", bytes(range(256)) * 8),
        (UnknownKind, "认不出", b"\x7fELF\x02\x01\x01" + bytes(64)),
    ],
)
def test_what_cannot_be_read_says_what_to_do(error: type[ReadError], hint: str, data: bytes) -> None:
    with pytest.raises(error) as caught:
        kind_of(data)
    assert hint in caught.value.message.zh
    assert caught.value.message.en.isascii()


def test_too_large() -> None:
    with pytest.raises(TooLarge, match="50 MB"):
        kind_of(bytes(LIMITS.file + 1))


@given(st.binary(max_size=4096))
def test_any_bytes_have_a_kind_or_a_reason(data: bytes) -> None:
    try:
        assert kind_of(data) in Kind
    except ReadError as error:
        assert error.message.zh and error.message.en


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]
)
def test_text_in_every_usual_encoding(encoding: str) -> None:
    assert decode_text(TEXT.encode(encoding)) == TEXT


def test_a_declared_encoding_is_used_when_the_bytes_bear_it_out() -> None:
    page = PAGE.format("big5").replace("政府信息公开", "政府資訊公開")
    assert decode_text(page.encode("big5")) == page


@pytest.mark.parametrize("declared", ["gb2312", "iso-8859-1", "no-such-set", "utf-7", "hex"])
def test_chinese_in_utf8_is_utf8_whatever_is_declared(declared: str) -> None:
    page = PAGE.format(declared)
    assert decode_text(page.encode()) == page


def test_rare_characters_of_gb18030() -> None:
    text = f"{TEXT}㐀𠀀堃犇"
    assert decode_text(text.encode("gb18030")) == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_cut_in_the_last_character_loses_only_that(encoding: str) -> None:
    assert decode_text((TEXT + "局").encode(encoding)[:-1]).rstrip("\ufffd") == TEXT


def test_a_single_broken_byte_does_not_lose_the_report() -> None:
    data = (TEXT * 100).encode()
    broken = data[:1000] + b"\xff" + data[1000:]
    assert decode_text(broken).count("政府信息") == 100


def test_noise_has_no_encoding() -> None:
    with pytest.raises(DamagedFile, match="编码"):
        decode_text(b"\xff\x81\xff" * 1000)
