"""The application form on paper (政府信息公开申请表): a page to print, fill in by hand, and post or hand in.

It asks what Art. 29 of the Regulation allows to ask: name, proof of identity, contact; what is wanted; in
which form and how. No purpose. It is Chinese only, as what is written into it will be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override
from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from kaicheng.agencies.models import Agency
from kaicheng.cases.models import ApplicantKind
from kaicheng.cases.models.case import DeliveryWish, Form
from kaicheng.typesetting import word

GRID = "KcForm"
COLUMNS = (16, 30, 49, 28, 47)
"""Widths in mm: whose, label, answer, label, answer."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Neighbouring rows with a heading at the side; each row asks one thing or two."""

    heading: str
    rows: tuple[tuple[str, ...], ...]
    height: int = 9
    """Of each row, mm."""


def blank(agency: Agency) -> bytes:
    """The form of one authority, a DOCX file of one A4 page."""
    with override("zh-hans"):
        document = Document()
        word.apply(document, f"{agency.name}政府信息公开申请表", agency.name)
        document.styles.element.append(word.grid_style(GRID, "申请表", 80))
        section = document.sections[0]
        section.top_margin = section.bottom_margin = Mm(18)
        section.left_margin = section.right_margin = Mm(20)
        section.footer_distance = Mm(8)
        _title(document, agency)
        table = document.add_table(rows=0, cols=len(COLUMNS))
        table.style, table.autofit = document.styles["申请表"], False
        for column, width in zip(table.columns, COLUMNS, strict=True):
            column.width = Mm(width)
        for part in PARTS:
            _rows(table, part)
        _wanted(table)
        _wishes(table)
        for number, line in enumerate(_notes(agency)):
            note = document.add_paragraph()
            _text(note, line, Pt(10.5))
            note.paragraph_format.space_before = Pt(0 if number else 6)
        return word.saved(document)


PARTS = (
    Rows(
        "公民",
        (
            ("姓名", "联系电话"),
            ("证件名称", "证件号码"),
            ("通信地址", "邮政编码"),
            ("电子邮箱（选填）", "传真（选填）"),
        ),
    ),
    Rows(
        "法人或者其他组织",
        (
            ("名称", "统一社会信用代码"),
            ("法定代表人或者负责人", "联系人"),
            ("通信地址", "联系电话"),
            ("类别",),
        ),
        height=10,
    ),
    Rows("代理人", (("姓名", "证件号码"), ("联系电话", "委托事项"))),
)


def _title(document: Any, agency: Agency) -> None:
    for text, size, after in ((agency.name, 16, 0), ("政府信息公开申请表", 20, 8)):
        line = document.add_paragraph(style="Title")
        line.paragraph_format.space_after = Pt(after)
        line.paragraph_format.line_spacing = Pt(size + 8)
        line.add_run(text).font.size = Pt(size)


def _rows(table: Table, part: Rows) -> None:
    sides = []
    for labels in part.rows:
        row = table.add_row()
        row.height = Mm(part.height)
        cells = _sized(row.cells)
        sides.append(cells[0])
        _label(cells[1], labels[0])
        if len(labels) == 2:
            _label(cells[3], labels[1])
        else:
            kinds = [kind for kind in ApplicantKind if kind is not ApplicantKind.NATURAL_PERSON]
            _choices(cells[2].merge(cells[4]), [str(kind.label) for kind in kinds])
    _heading(sides[0].merge(sides[-1]), part.heading)


def _wanted(table: Table) -> None:
    row = table.add_row()
    row.height = Mm(60)
    cells = _sized(row.cells)
    _heading(cells[0], "所需政府信息")
    _label(cells[1], "名称、文号，或者便于查询的其他特征性描述")
    cells[2].merge(cells[4])


def _wishes(table: Table) -> None:
    on_paper = [one.label for one in DeliveryWish if one is not DeliveryWish.ONLINE]
    sides = []
    for label, choices in (("提供的形式", Form.labels), ("取得的方式", on_paper)):
        row = table.add_row()
        row.height = Mm(9)
        cells = _sized(row.cells)
        sides.append(cells[0])
        _label(cells[1], label)
        _choices(cells[2].merge(cells[4]), map(str, choices))
    _heading(sides[0].merge(sides[-1]), "形式要求")
    row = table.add_row()
    row.height = Mm(14)
    cells = _sized(row.cells)
    _label(cells[0].merge(cells[1]), "申请人签名或者盖章")
    _label(cells[3], "申请日期")
    _text(cells[4].paragraphs[0], "　　　年　　月　　日", Pt(10.5))


def _notes(agency: Agency) -> Iterable[str]:
    yield "填表说明"
    yield (
        "一、公民只填“公民”一栏，单位只填“法人或者其他组织”一栏；替别人申请的加填“代理人”一栏，"
        "并附授权委托书。请附身份证件或者登记证书的复印件。"
    )
    yield "二、不用写申请的理由和用途。填写有困难的，可以口头提出，由工作人员代为填写。"
    where = "，".join(filter(None, (agency.address, agency.postcode and f"邮政编码{agency.postcode}")))
    office = agency.office or agency.name
    call = f"，电话{agency.telephone}" if agency.telephone else ""
    yield (
        f"三、可以当面交给或者邮寄到{office}（{where or '地址见政府信息公开指南'}{call}）；"
        "邮寄的请在信封上写明“政府信息公开申请”。"
    )


def _sized(cells: tuple[_Cell, ...]) -> tuple[_Cell, ...]:
    for cell, width in zip(cells, COLUMNS, strict=True):
        cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        cell.paragraphs[0].paragraph_format.line_spacing = Pt(15)
    return cells


def _heading(cell: _Cell, text: str) -> None:
    _one_paragraph(cell)
    _text(cell.paragraphs[0], text, Pt(10.5), bold=True)
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _label(cell: _Cell, text: str) -> None:
    _one_paragraph(cell)
    _text(cell.paragraphs[0], text, Pt(10.5))
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _choices(cell: _Cell, names: Iterable[str]) -> None:
    _one_paragraph(cell)
    _text(cell.paragraphs[0], "　".join(f"□{name}" for name in names), Pt(10.5))


def _one_paragraph(cell: _Cell) -> None:
    """A merged cell keeps the empty paragraphs of all it was made of."""
    for extra in cell.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)


def _text(paragraph: Any, text: str, size: Any, *, bold: bool = False) -> None:
    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(15)
    run = paragraph.add_run(text)
    run.font.size = size
    if bold:
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), word.HEI)
