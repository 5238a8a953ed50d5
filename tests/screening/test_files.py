"""Files: what is hidden in them, what their shape gives away, and what nobody could look into."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

import docx
import openpyxl
import pikepdf
import pytest
from docx.shared import RGBColor
from PIL import Image

from kaicheng.findings import Severity
from kaicheng.screening import screen_file
from kaicheng.screening.files.sniff import media_type

from .planted import (
    IDENTITY,
    LEAKS,
    as_csv,
    as_docx,
    as_docx_comment,
    as_docx_deleted,
    as_docx_hidden,
    as_html,
    as_pdf,
    as_pdf_boxed,
    as_pdf_white,
    as_pptx,
    as_text,
    as_xlsx,
    as_xlsx_columns,
    as_xlsx_comment,
    as_xlsx_hidden,
    as_xlsx_very_hidden,
    as_zip,
)

QUIET = "各乡镇人民政府：\n请于本月底前报送总结。\n联系电话：0834-2160001。"
ROLL = "单位\t金额\n示例市甲一商贸有限公司\t300"


def rules(data, name, **options):
    return {
        finding.rule
        for finding in screen_file(data, name, **options).findings
        if finding.severity is not Severity.INFO
    }


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(files, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("write", "name", "kind"),
    [
        (as_text, "通知.txt", "text/plain"),
        (as_csv, "通知.csv", "text/csv"),
        (as_html, "通知.html", "text/html"),
        (as_docx, "通知.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (as_xlsx, "通知.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (as_pptx, "通知.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (as_pdf, "通知.pdf", "application/pdf"),
        (as_zip, "通知.zip", "application/zip"),
    ],
)
@pytest.mark.parametrize("text", [QUIET, ROLL], ids=["prose", "table"])
def test_a_file_without_leaks_is_read_to_the_end_and_left_alone(write, name, kind, text):
    screening = screen_file(write(text), name)
    assert screening.media_type == kind
    assert screening.complete
    assert [
        finding.message.zh for finding in screening.findings if finding.severity is not Severity.INFO
    ] == []
    assert sum(read.characters for read in screening.read) >= len(text.replace("\n", "").replace("\t", ""))


@pytest.mark.parametrize(
    ("write", "name", "rule", "words"),
    [
        (as_docx_comment, "通知.docx", "V19", "批注"),
        (as_docx_hidden, "通知.docx", "V19", "隐藏"),
        (as_docx_deleted, "通知.docx", "V19", "修订"),
        (as_xlsx_hidden, "通知.xlsx", "V19", "隐藏的工作表"),
        (as_xlsx_very_hidden, "通知.xlsx", "V19", "深度隐藏"),
        (as_xlsx_columns, "通知.xlsx", "V19", "隐藏的列（A、B、C）"),
        (as_xlsx_comment, "通知.xlsx", "V19", "批注"),
        (as_pdf_boxed, "通知.pdf", "V20", "下面有可以复制的文字"),
        (as_pdf_white, "通知.pdf", "V20", "白色"),
    ],
)
def test_what_is_hidden_is_told_though_it_is_harmless(write, name, rule, words):
    found = [
        finding
        for finding in screen_file(
            write("甲\t乙\t丙" if "columns" in write.__name__ else QUIET), name
        ).findings
        if finding.rule == rule
    ]
    assert any(words in finding.message.zh for finding in found)


def test_hidden_rows_of_a_sheet():
    book = openpyxl.Workbook()
    for row in (("单位", "金额"), ("甲", 1), ("乙", 2)):
        book.active.append(row)
    assert "V19" not in rules(saved(book), "a.xlsx")
    book.active.row_dimensions[2].hidden = True
    (finding,) = [found for found in screen_file(saved(book), "a.xlsx").findings if found.rule == "V19"]
    assert "第 2 行" in finding.message.zh


def test_numbers_that_a_spreadsheet_keeps_as_numbers():
    book = openpyxl.Workbook()
    book.active.append(("姓名", "身份证号", "手机"))
    book.active.append(("张三", int(IDENTITY.replace("X", "0")), 13800000123))
    assert {"V01", "V02"} <= rules(saved(book), "a.xlsx")


def test_white_letters_in_word():
    document = docx.Document()
    document.add_paragraph(QUIET).add_run("看不见的字").font.color.rgb = RGBColor(255, 255, 255)
    assert "V20" in rules(saved(document), "a.docx")


def test_an_author_in_the_properties():
    for author, severity in (
        ("张三", Severity.WARN),
        ("示例市教育局", None),
        ("Administrator", None),
        ("zhangsan", Severity.INFO),
    ):
        document = docx.Document()
        document.add_paragraph(QUIET)
        document.core_properties.author = author
        found = [
            finding.severity
            for finding in screen_file(saved(document), "a.docx").findings
            if finding.rule == "V19"
        ]
        assert found == ([severity] if severity else []), author


def test_a_box_drawn_before_the_words_is_a_background():
    from .planted import typeset

    ground = typeset(
        "#block(fill: luma(220), inset: 4pt)[会议定于星期一召开，请准时参加。]\n"
        "#block(fill: black, text(fill: white)[白字标题])"
    )
    assert "V20" not in rules(ground, "a.pdf")


def test_a_pdf_with_comments_files_and_layers_inside():
    with pikepdf.open(io.BytesIO(as_pdf(QUIET))) as pdf:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Text,
            Rect=[0, 0, 20, 20],
            Contents=pikepdf.String("经办人13800000123"),
        )
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([note]))
        pdf.attachments["名单.txt"] = pikepdf.AttachedFileSpec(
            pdf, as_text(f"身份证{IDENTITY}"), filename="名单.txt"
        )
        pdf.docinfo["/Subject"] = "机密★1年"
        data = saved(pdf)
    assert {"V19", "V02", "V01", "V14"} <= rules(data, "a.pdf")


@pytest.mark.parametrize(
    ("size", "name", "rule"),
    [
        ((856, 540), "图.png", "V11"),
        ((295, 413), "图.png", "V11"),
        ((1240, 1754), "图.png", "V12"),
        ((800, 600), "图.png", None),
        ((800, 600), "张三身份证正面.png", "V11"),
        ((120, 76), "logo.png", None),
    ],
)
def test_pictures_by_their_shape_and_name(size, name, rule):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, "PNG")
    screening = screen_file(out.getvalue(), name)
    assert {finding.rule for finding in screening.findings} & {"V11", "V12"} == ({rule} if rule else set())
    assert screening.unseen  # nobody looked at what is in the picture
    assert not screening.complete


def photograph(owner=""):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (27.0, 53.0, 0.0), 3: "E", 4: (102.0, 15.0, 0.0)}
    if owner:
        exif[0x013B] = owner
    out = io.BytesIO()
    Image.new("RGB", (800, 600)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_where_a_photograph_was_taken():
    found = [
        finding
        for finding in screen_file(photograph("zhangsan"), "现场.jpg").findings
        if finding.rule == "V19"
    ]
    assert [(finding.severity, "GPS" in finding.message.zh) for finding in found] == [
        (Severity.BLOCK, True),
        (Severity.WARN, False),
    ]


def test_pictures_inside_documents_are_looked_at():
    document = docx.Document()
    document.add_picture(io.BytesIO(photograph()))
    assert any("GPS" in finding.message.zh for finding in screen_file(saved(document), "a.docx").findings)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a.doc", ".doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "a.xls", ".xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "密码"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(64), "a.rar", "RAR"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(64), "a.7z", "7z"),
        (bytes(range(256)) * 4, "a.dat", "不认识"),
        (b"{\\rtf1 x}", "a.rtf", "RTF"),
    ],
)
def test_what_cannot_be_looked_into_is_said_so(data, name, words):
    screening = screen_file(data, name)
    assert [finding.rule for finding in screening.findings] == ["S01"]
    assert words in screening.findings[0].message.zh
    assert screening.unseen and not screening.complete and not screening.blocks


def test_a_scan_is_said_not_to_be_read():
    out = io.BytesIO()
    Image.new("RGB", (600, 850), "white").save(out, "PDF")
    screening = screen_file(out.getvalue(), "扫描件.pdf")
    assert {"S01", "V12"} <= {finding.rule for finding in screening.findings}
    assert "扫描" in screening.unseen[0]


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (as_docx(QUIET), "a.pdf", True),
        (as_docx(QUIET), "a.docx", False),
        (as_text(QUIET), "a.csv", False),
        (as_pdf(QUIET), "a.doc", True),
    ],
)
def test_suffixes_that_do_not_fit(data, name, told):
    assert ("S03" in rules(data, name)) is told


# --- hostile -----------------------------------------------------------------------------------------------


def bomb():
    return zipped({"big.txt": bytes(30_000_000)})


def quine():
    """An archive in an archive in an archive …"""
    data = zipped({"end.txt": "完"})
    for _ in range(8):
        data = zipped({"next.zip": data})
    return data


def lying_zip():
    """Declares one byte and unpacks to many."""
    data = bytearray(zipped({"a.txt": "完" * 10_000}))
    place = data.find(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 1)
    return bytes(data)


def many():
    return zipped({f"{number}.txt": "" for number in range(3_000)})


def traversal():
    return zipped({"../../etc/passwd": "x"})


def entities():
    xml = (
        '<!DOCTYPE a [<!ENTITY b "'
        + "x" * 1000
        + '">'
        + "".join(f'<!ENTITY b{n} "{"&b;" * 10}">' for n in range(9))
        + "]><a>&b8;</a>"
    )
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": xml})


def deep_xml():
    return zipped(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": "<a>" * 100_000 + "</a>" * 100_000}
    )


def huge_picture():
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


HOSTILE = {
    "zip bomb": (bomb(), "a.zip"),
    "nested": (quine(), "a.zip"),
    "lying zip": (lying_zip(), "a.zip"),
    "many entries": (many(), "a.zip"),
    "traversal": (traversal(), "a.zip"),
    "entities": (entities(), "a.docx"),
    "deep xml": (deep_xml(), "a.docx"),
    "no document": (zipped({"[Content_Types].xml": "<Types/>", "word/x.xml": "<a>"}), "a.docx"),
    "no workbook": (zipped({"[Content_Types].xml": "<Types/>", "xl/x.xml": "<a>"}), "a.xlsx"),
    "huge picture": (huge_picture(), "a.png"),
    "broken picture": (b"\xff\xd8\xff\xe0" + bytes(50), "a.jpg"),
    "broken pdf": (b"%PDF-1.7\n" + bytes(200), "a.pdf"),
    "cut docx": (as_docx(QUIET)[:2000], "a.docx"),
    "cut zip": (as_zip(QUIET)[:200], "a.zip"),
    "empty": (b"", "a.txt"),
    "zeros": (bytes(5000), "a.docx"),
    "program": (b"MZ" + bytes(100), "a.docx"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_with_a_finding(name):
    data, file = HOSTILE[name]
    screening = screen_file(data, file)
    assert {"S01", "S02"} & {finding.rule for finding in screening.findings}
    assert not screening.complete


@pytest.mark.parametrize("write", [as_docx, as_xlsx, as_pdf, as_zip, as_html])
def test_damaged_files_never_raise(write):
    source = random.Random(7)
    data = write(LEAKS[5].text)
    for _ in range(6):
        broken = bytearray(data)
        for _ in range(source.randint(1, 40)):
            broken[source.randrange(len(broken))] = source.randrange(256)
        screen_file(bytes(broken), "a.bin")


def test_a_file_that_takes_too_long_is_given_up():
    screening = screen_file(as_docx(QUIET * 3000), "a.docx", seconds=0.01)
    assert [finding.rule for finding in screening.findings] == ["S02"]
    assert "0.01 秒" in screening.findings[0].message.zh


def test_names_in_an_archive_written_by_windows():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("x" * 12 + ".txt")
        archive.writestr(info, "内容".encode())
    data = out.getvalue().replace(b"x" * 12, "名单甲乙丙丁".encode("gb18030"))
    assert [read.where for read in screen_file(data, "a.zip").read] == ["名单甲乙丙丁.txt"]


def test_names_inside_an_archive_are_screened():
    assert "V21" in rules(zipped({"张三身份证.txt": QUIET}), "a.zip")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"<!DOCTYPE html><html>", "text/html"),
        ("中文".encode("gb18030"), "text/plain"),
        (bytes(range(256)) * 4, "application/octet-stream"),
        (b"PK\x03\x04 broken", "application/zip"),
        (b"", "text/plain"),
    ],
)
def test_media_types_by_content(data, kind):
    assert media_type(data) == kind
