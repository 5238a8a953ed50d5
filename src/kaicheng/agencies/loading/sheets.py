"""The three sheets: their columns, what belongs in them, and the template to fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from kaicheng.agencies.models.agency import Kind, Level
from kaicheng.agencies.models.office import OfficeKind
from kaicheng.agencies.roles import Role

YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the field it fills, and what to write there."""

    heading: str
    field: str
    hint: str
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with its columns."""

    name: str
    columns: tuple[Column, ...]

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    def by_heading(self, heading: str) -> Column | None:
        return next((column for column in self.columns if column.heading == heading), None)


def _labels(choices: type[Kind] | type[Level] | type[OfficeKind] | type[Role]) -> tuple[str, ...]:
    return tuple(str(choice.label) for choice in choices)


DATE = "写成 2026-03-05；不填表示从今天起"

AGENCIES = Sheet(
    "单位",
    (
        Column("名称", "name", "全称，与批准设立的文件一致", required=True),
        Column("简称", "short_name", "不填就用全称"),
        Column("网址用名", "slug", "小写字母、数字和连字符；不填由系统编号"),
        Column("上级单位", "parent", "上级的全称；要么在本表里，要么已经在系统里"),
        Column("类别", "kind", "从下拉表里选", choices=_labels(Kind)),
        Column("层级", "level", "从下拉表里选", choices=_labels(Level)),
        Column("统一社会信用代码", "credit_code", "18位"),
        Column("组织机构代码", "organisation_code", "9位；填了统一社会信用代码可以不填"),
        Column("行政区划代码", "region_code", "6位数字"),
        Column("公开工作机构", "office", "例如：局办公室"),
        Column("办公地址", "address", ""),
        Column("邮政编码", "postcode", "6位数字"),
        Column("办公时间", "hours", ""),
        Column("联系电话", "telephone", ""),
        Column("传真号码", "fax", ""),
        Column("电子邮箱", "email", ""),
        Column("行政复议机关", "reconsideration_body", ""),
        Column("有管辖权的人民法院", "court", ""),
        Column("现用名称启用日期", "since", "写成 2019-03-01；不清楚可以不填"),
    ),
)
OFFICES = Sheet(
    "科室",
    (
        Column("单位", "agency", "单位的全称", required=True),
        Column("名称", "name", "科室或下属单位的名称", required=True),
        Column("类别", "kind", "从下拉表里选", choices=_labels(OfficeKind)),
        Column("编号", "code", ""),
        Column("排序", "order", "数字，小的在前"),
        Column("是公开工作机构", "handles_disclosure", "每个单位最多一个", choices=(YES, NO)),
    ),
)
PEOPLE = Sheet(
    "人员任职",
    (
        Column("登录名", "username", "字母、数字，同一个人在各行写同一个", required=True),
        Column("姓名", "name", "", required=True),
        Column("电子邮箱", "email", "用来收首次登录的邮件"),
        Column("单位", "agency", "单位的全称", required=True),
        Column("科室", "office", "信息员、科室负责人、分管领导必填"),
        Column("角色", "role", "从下拉表里选；一人多岗写多行", required=True, choices=_labels(Role)),
        Column("职务", "title", "例如：局办公室负责人"),
        Column("任职起始日期", "valid_from", DATE),
        Column("任职截止日期", "valid_to", "不填表示长期"),
    ),
)
SHEETS = (AGENCIES, OFFICES, PEOPLE)
ROWS = 25_000
"""How many rows of the template offer drop-down lists."""


def xlsx_template(sheets: Sequence[Sheet] = SHEETS) -> bytes:
    """The workbook to fill in."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.freeze_panes = "A2"
        for number, column in enumerate(sheet.columns, 1):
            cell = page.cell(1, number, column.heading)
            cell.font = Font(bold=True, color="A61B1B" if column.required else "1B1B1F")
            cell.fill = PatternFill("solid", fgColor="F5F6F8")
            cell.alignment = Alignment(horizontal="center")
            hint = "；".join(filter(None, ("必填" if column.required else "", column.hint)))
            if hint:
                cell.comment = Comment(hint, "开诚")
            letter = get_column_letter(number)
            page.column_dimensions[letter].width = max(14, 2.2 * len(column.heading) + 4)
            page.column_dimensions[letter].number_format = "@"  # codes keep their zeros
            if column.choices:
                listed = DataValidation(
                    type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True
                )
                listed.error, listed.errorTitle = "请从下拉表里选。", column.heading
                page.add_data_validation(listed)
                listed.add(f"{letter}2:{letter}{ROWS}")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_template(name: str, sheets: Sequence[Sheet] = SHEETS) -> bytes:
    """One sheet as CSV that opens in office programs. Raises KeyError for an unknown sheet."""
    sheet = {sheet.name: sheet for sheet in sheets}[name]
    stream = io.StringIO()
    csv.writer(stream).writerow(sheet.headings)
    return stream.getvalue().encode("utf-8-sig")
