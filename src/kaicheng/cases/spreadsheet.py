"""The register as a spreadsheet. Names are masked: the file leaves the house sooner than one thinks."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from kaicheng.cases.models import ApplicantKind, Case
from kaicheng.statute import Channel, Phase, channels, outcomes

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    ("登记编号", 14), ("收到申请之日", 14), ("渠道", 16), ("申请人类别", 16), ("申请人", 12), ("申请内容",
    50), ("承办科室", 16), ("承办人", 12),
    ("阶段", 18), ("答复期限", 14), ("期限是否暂定", 12), ("办理结果", 28), ("答复日期", 14), ("送达日期",
    14), ("是否逾期", 10),
    ("计入年报", 10),
)  # fmt: skip


def spreadsheet(cases: Iterable[Case]) -> bytes:
    """One row for each case, streamed; text is text, so that no cell is taken for a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("依申请公开登记簿")
    for number, (_name, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[chr(64 + number)].width = width
    sheet.freeze_panes = "A2"
    head = []
    for name, _width in COLUMNS:
        cell = WriteOnlyCell(sheet, value=name)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
        head.append(cell)
    sheet.append(head)
    for case in cases:
        row = []
        for value in _values(case):
            if isinstance(value, str):
                value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            row.append(cell)
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _values(case: Case) -> list[Any]:
    applicant = getattr(case, "applicant", None)
    return [
        case.number,
        case.received_date,
        channels()[Channel(case.channel)].name.zh,
        str(ApplicantKind(case.applicant_kind).label),
        str(applicant.name) if applicant else "",
        case.wanted,
        case.office.name if case.office else "",
        case.handler.get_full_name() if case.handler else "",
        Phase(case.phase).label.zh,
        case.due,
        "暂定" if case.provisional and not case.finished_on else "",
        outcomes()[case.outcome].name.zh if case.outcome else "",
        case.answered_on,
        case.served_on,
        "逾期" if case.late else "",
        "是" if case.counted else "否",
    ]
