"""Files with one leak each, made by code: every pattern in every kind of file that can carry it.

Numbers pass their checksums and are nobody's: identity numbers of the region 510000 and of the first days of the
twentieth century, cards with zeros in the middle. Names are those of textbooks.
"""

# ruff: noqa: E501 - official sentences are long

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import docx
import openpyxl
import typst
from docx.oxml import OxmlElement
from openpyxl.comments import Comment
from PIL import Image

import kaicheng
from kaicheng.findings import Finding
from kaicheng.screening import Context, screen_file
from kaicheng.screening.checksums import identity_check

FONTS = Path(kaicheng.__file__).parent / "typesetting" / "fonts"
INTRODUCTION = "现将有关情况公示如下，公示期五个工作日。"


def identity_number(serial: int = 1) -> str:
    """An identity number that passes its check and belongs to nobody."""
    body = f"510000190001{1 + serial % 28:02}{serial % 1000:03}"
    return body + identity_check(body)


def card(prefix: str = "622848", length: int = 19) -> str:
    """A bank card number that passes its check."""
    body = prefix.ljust(length - 1, "0")
    digits = [int(digit) for digit in reversed(body)]
    total = sum(sum(divmod(2 * digit, 10)) for digit in digits[::2]) + sum(digits[1::2])
    return body + str(-total % 10)


@dataclass(frozen=True)
class Leak:
    """A text that must be found under a rule; lines with tabs become a table where the file has tables."""

    rule: str
    name: str
    text: str
    context: Context | None = None
    """What is known where it is screened."""


REPLY = Context(reply=True, applicant=frozenset(("王五", "13900000009")))
KNOWN_SECRET = Context(not_public=frozenset(("示委办〔2023〕8号",)))
KNOWN_PUBLIC = Context(is_public=lambda number: number.startswith("国发"))
IDENTITY = identity_number(7)
LEAKS = (
    Leak("V01", "plain", f"经办人身份证号码{IDENTITY}，已核对。"),
    Leak("V01", "full-width", "身份证：" + IDENTITY.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789X"})),
    Leak("V01", "spaced", f"身份证号 {IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}"),
    Leak("V01", "hidden gaps", f"证件号码：{IDENTITY[:8]}\u200b{IDENTITY[8:]}"),
    Leak("V01", "old", "身份证号：510000300101123"),
    Leak("V01", "roll", f"姓名\t身份证号\t金额\n张三\t{identity_number(1)}\t300\n李四\t{identity_number(2)}\t300"),
    Leak("V02", "plain", "申请人电话13800000123，请与其联系。"),
    Leak("V02", "grouped", "本人手机：138-0000-0123"),
    Leak("V02", "roll", "姓名\t手机号码\n张三\t13800000123\n李四\t13900000456"),
    Leak("V02", "home", "家庭电话：0834-2000123"),
    Leak("V03", "card", f"补贴已打入{card()}。"),
    Leak("V03", "grouped", f"卡号：{card('621700')[:4]} {card('621700')[4:8]} {card('621700')[8:12]} {card('621700')[12:16]} {card('621700')[16:]}"),
    Leak("V03", "passbook", "姓名\t开户账号\n张三\t21500000000123\n李四\t21500000000456"),
    Leak("V04", "passport", "护照号码：E10000001"),
    Leak("V04", "permit", "往来港澳通行证号码C10000001"),
    Leak("V04", "plate", "车主张三，车牌号川W12345，已通知本人。"),
    Leak("V04", "social card", "姓名\t社保卡号\n张三\tA10000001\n李四\tA10000002"),
    Leak("V04", "licence", "驾驶证档案编号510000000001"),
    Leak("V05", "plain", "家庭住址：示例市安乐镇红旗村3组12号"),
    Leak("V05", "town", "现住址：示例市和平街道幸福小区3栋2单元501室"),
    Leak("V05", "roll", "姓名\t家庭住址\n张三\t安乐镇红旗村3组12号\n李四\t安乐镇前进村1组8号"),
    Leak("V06", "birth", "李四，女，1985年3月12日出生，已入住。"),
    Leak("V06", "roll", "姓名\t年龄\t金额\n张三\t67\t300\n李四\t71\t300"),
    Leak("V07", "prose", "张三，男，身患尿毒症，给予救助5000元。"),
    Leak("V07", "roll", "姓名\t残疾类别\t残疾等级\n张三\t肢体\t二级\n李四\t视力\t一级"),
    Leak("V07", "pregnancy", "序号\t姓名\t孕检结果\n1\t王五\t未孕\n2\t赵六\t怀孕12周"),
    Leak("V08", "roll", "学生姓名\t就读学校\t班级\n张三\t示例市第一小学\t三年级2班\n李四\t示例市第一小学\t五年级1班"),
    Leak("V08", "prose", "李四，女，12岁，在示例市第二小学五年级（3）班就读。"),
    Leak("V08", "student number", f"学籍号：G{IDENTITY}"),
    Leak("V08", "guardian", "资助对象由监护人：王五，代为领取。"),
    Leak("V09", "roll", "户主姓名\t家庭人口\t致贫原因\n张三\t4\t因病\n李四\t3\t缺劳力"),
    Leak("V10", "mailbox", "请发到本人邮箱zhangsan1985@qq.com。"),
    Leak("V10", "wechat", "微信号：zhangsan_1985"),
    Leak("V13", "complainant", "举报人张三，反映某工地违规施工。"),
    Leak("V13", "victim", "受害人：李四。"),
    Leak("V14", "mark", "机密★1年\n关于有关工作的通知"),
    Leak("V14", "alone", "秘密\n关于有关工作的通知"),
    Leak("V14", "number", "示委办密发〔2023〕3号"),
    Leak("V15", "mark", "内部资料 注意保存\n调研报告"),
    Leak("V15", "attribute", "公开属性：依申请公开"),
    Leak("V15", "ending", "（此件不公开）"),
    Leak("V16", "distribution", "（此件发至县团级）"),
    Leak("V17", "known", "现将示委办〔2023〕8号文件的要求印发你们。", KNOWN_SECRET),
    Leak("V17", "not found", "根据《关于有关工作的通知》（省委办〔2024〕5号）要求，制定本方案。", KNOWN_PUBLIC),
    Leak("V22", "weak", "姓名\t证件号码\n张*\t51000019000108***9"),
    Leak("V22", "two ways", "姓名\t身份证号\n张*\t510000********0077\n张*\t51000019000108****"),
    Leak("V24", "identity", f"同案另一申请人的身份证号码为{IDENTITY}。", REPLY),
    Leak("V24", "home", "李四，家庭住址：示例市安乐镇红旗村3组12号，电话13800000123。", REPLY),
    Leak("V24", "roll", f"姓名\t身份证号\t补偿金额\n张三\t{identity_number(1)}\t300\n王五\t{identity_number(2)}\t300", REPLY),
)  # fmt: skip


# --- writers ----------------------------------------------------------------------------------------------


def _rows(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.split("\n")]


def as_text(text: str) -> bytes:
    return f"{INTRODUCTION}\n{text}\n".encode("gb18030")


def as_csv(text: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(_rows(text))
    return out.getvalue().encode("utf-8-sig")


def as_html(text: str) -> bytes:
    if "\t" in text:
        rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in _rows(text))
        body = f"<table>{rows}</table>"
    else:
        body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f"<!doctype html><html><head><meta charset=utf-8></head><body><p>{INTRODUCTION}</p>{body}</body></html>".encode()


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _word(text: str, target: object, document: object) -> None:
    if "\t" in text:
        rows = _rows(text)
        table = document.add_table(len(rows), len(rows[0]))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, value in zip(cells.cells, row, strict=True):
                cell.text = value
    else:
        for line in text.split("\n"):
            target.add_paragraph(line)


def as_docx(text: str) -> bytes:
    document = docx.Document()
    document.core_properties.author = ""
    document.add_paragraph(INTRODUCTION)
    _word(text, document, document)
    return saved(document)


def as_docx_split(text: str) -> bytes:
    """Every character a run of its own, as Word likes to do."""
    document = docx.Document()
    for line in (INTRODUCTION, *text.split("\n")):
        paragraph = document.add_paragraph()
        for character in line:
            paragraph.add_run(character)
    return saved(document)


def as_docx_header(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(INTRODUCTION)
    for line in text.split("\n"):
        document.sections[0].header.add_paragraph(line)
    return saved(document)


def as_docx_comment(text: str) -> bytes:
    document = docx.Document()
    run = document.add_paragraph(INTRODUCTION).runs[0]
    document.add_comment([run], text=text, author="", initials="")
    return saved(document)


def as_docx_hidden(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(INTRODUCTION)
    for line in text.split("\n"):
        document.add_paragraph().add_run(line).font.hidden = True
    return saved(document)


def as_docx_deleted(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(INTRODUCTION)
    for line in text.split("\n"):
        paragraph = document.add_paragraph()
        deleted, run, gone = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
        gone.text = line
        run.append(gone)
        deleted.append(run)
        paragraph._p.append(deleted)
    return saved(document)


def _sheet(text: str) -> tuple[openpyxl.Workbook, object]:
    book = openpyxl.Workbook()
    book.active.append([INTRODUCTION])
    sheet = book.create_sheet("名单")
    for row in _rows(text):
        sheet.append(row)
    return book, sheet


def as_xlsx(text: str) -> bytes:
    return saved(_sheet(text)[0])


def as_xlsx_hidden(text: str) -> bytes:
    book, sheet = _sheet(text)
    sheet.sheet_state = "hidden"
    return saved(book)


def as_xlsx_very_hidden(text: str) -> bytes:
    book, sheet = _sheet(text)
    sheet.sheet_state = "veryHidden"
    return saved(book)


def as_xlsx_columns(text: str) -> bytes:
    book, sheet = _sheet(text)
    for letter in "ABC":
        sheet.column_dimensions[letter].hidden = True
    return saved(book)


def as_xlsx_comment(text: str) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = INTRODUCTION
    book.active["A1"].comment = Comment(text, "")
    return saved(book)


def as_pptx(text: str, *, show: str = "1", **more: str | bytes) -> bytes:
    """The least of a presentation: one slide; ``more`` are other parts of the package by their names."""
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "ppt/presentation.xml": "<p/>",
            "ppt/slides/slide1.xml": slide(text, show),
            **more,
        }
    )


def slide(text: str, show: str = "1") -> str:
    paragraphs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return (
        f'<p:sld show="{show}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:txBody>{paragraphs}</p:txBody></p:sld>'
    )


def typeset(source: str) -> bytes:
    head = '#set text(font: "Kaicheng Song", size: 10pt)\n#set par(justify: false)\n'
    return typst.compile((head + source).encode(), font_paths=[str(FONTS)], ignore_system_fonts=True)


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _body(text: str) -> str:
    if "\t" in text:
        rows = _rows(text)
        cells = ", ".join(_string(cell) for row in rows for cell in row)
        return f"#table(columns: {len(rows[0])}, {cells})"
    return "\n\n".join(f"#{_string(line)}" for line in text.split("\n"))


def as_pdf(text: str) -> bytes:
    return typeset(f"{INTRODUCTION}\n\n{_body(text)}")


def as_pdf_boxed(text: str) -> bytes:
    """Black boxes over the words, which stay in the file."""
    body = _body(text)
    return typeset(
        f"{INTRODUCTION}\n\n#block({{\n[{body}]\nplace(top + left, rect(width: 100%, height: 4cm, fill: black))\n}})"
    )


def as_pdf_white(text: str) -> bytes:
    return typeset(f"{INTRODUCTION}\n\n#set text(fill: white)\n{_body(text)}")


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def as_zip(text: str) -> bytes:
    return zipped({"说明.txt": INTRODUCTION, "附件/名单.docx": as_docx(text)})


def as_nested_zip(text: str) -> bytes:
    return zipped({"附件.zip": as_zip(text)})


def as_photograph(text: str) -> bytes:
    """A picture whose description carries the text."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x9C9C] = text.encode("utf-16-le")
    Image.new("RGB", (640, 400), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


Writer = Callable[[str], bytes]
WRITERS: dict[str, tuple[str, Writer]] = {
    "text": ("公示.txt", as_text),
    "csv": ("公示.csv", as_csv),
    "html": ("公示.html", as_html),
    "docx": ("公示.docx", as_docx),
    "docx, runs": ("公示.docx", as_docx_split),
    "docx, header": ("公示.docx", as_docx_header),
    "docx, comment": ("公示.docx", as_docx_comment),
    "docx, hidden text": ("公示.docx", as_docx_hidden),
    "docx, deleted text": ("公示.docx", as_docx_deleted),
    "xlsx": ("公示.xlsx", as_xlsx),
    "xlsx, hidden sheet": ("公示.xlsx", as_xlsx_hidden),
    "xlsx, very hidden sheet": ("公示.xlsx", as_xlsx_very_hidden),
    "xlsx, hidden columns": ("公示.xlsx", as_xlsx_columns),
    "xlsx, comment": ("公示.xlsx", as_xlsx_comment),
    "pptx": ("公示.pptx", as_pptx),
    "pdf": ("公示.pdf", as_pdf),
    "pdf, black box": ("公示.pdf", as_pdf_boxed),
    "pdf, white text": ("公示.pdf", as_pdf_white),
    "zip": ("公示.zip", as_zip),
    "zip in zip": ("公示.zip", as_nested_zip),
    "jpeg, description": ("公示.jpg", as_photograph),
}
"""Each kind of file, or place in it, with a name for the file and what writes it."""


@dataclass(frozen=True)
class Planted:
    """A leak in a file of a kind, or in what is written down beside it; ``find`` screens it."""

    rule: str
    leak: str
    kind: str
    find: Callable[[], Sequence[Finding]]

    @property
    def found(self) -> bool:
        """Whether screening tells of it, under its rule."""
        return self.rule in {finding.rule for finding in self.find()}


def in_file(
    rule: str, leak: str, kind: str, name: str, data: bytes, context: Context | None = None
) -> Planted:
    """A file with a leak in it."""
    return Planted(rule, leak, kind, partial(_screened, data, name, context))


def _screened(data: bytes, name: str, context: Context | None) -> Sequence[Finding]:
    return screen_file(data, name, context=context).findings


def words_in_files(*, every: int = 1) -> Iterator[Planted]:
    """Every leak of words in every kind of file; of these each ``every``-th, turning through both."""
    number = 0
    for leak in LEAKS:
        for kind, (name, write) in WRITERS.items():
            number += 1
            if number % every == 0:
                yield in_file(leak.rule, leak.name, kind, name, write(leak.text), leak.context)
