"""The register as a spreadsheet. Names are masked: the file leaves the house sooner than one thinks."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from kaicheng.cases.models import ApplicantKind, Case
from kaicheng.statute import OPEN_PHASES, Channel, Phase, channels, outcomes

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    ("登记编号", 14), ("收到申请之日", 14), ("渠道", 16), ("申请人类别", 16), ("申请人", 12), ("申请内容",
    50), ("承办科室", 16), ("承办人", 12),
    ("阶段", 18), ("答复期限", 14), ("期限是否暂定", 12), ("办理结果", 28), ("答复日期", 14), ("送达日期",
    14), ("是否逾期", 10),
    ("计入年报", 10), ("归档日期", 14),
)  # fmt: skip


ARCHIVE_COLUMNS = (
    ("件号", 14), ("责任者", 24), ("文号", 24), ("题名", 50), ("日期", 14), ("页数", 8), ("保管期限", 14),
    ("存放位置", 20), ("归档日期", 14), ("备注", 28),
)  # fmt: skip
"""Of the list of archived files, after DA/T 22; pages are counted by hand when the file is bound."""


def spreadsheet(cases: Iterable[Case], today: dt.date) -> bytes:
    """One row for each case."""
    return _sheet("依申请公开登记簿", COLUMNS, (_values(case, today) for case in cases))


def archive_list(cases: Iterable[Case], _today: dt.date) -> bytes:
    """One row for each archived file, without anybody's name."""
    return _sheet("归档文件目录", ARCHIVE_COLUMNS, (_archived(case) for case in cases))


def _sheet(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[list[Any]]) -> bytes:
    """Streamed; text is text, so that no cell is taken for a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for number, (_name, width) in enumerate(columns, start=1):
        sheet.column_dimensions[chr(64 + number)].width = width
    sheet.freeze_panes = "A2"
    head = []
    for name, _width in columns:
        cell = WriteOnlyCell(sheet, value=name)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
        head.append(cell)
    sheet.append(head)
    for values in rows:
        row = []
        for value in values:
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


def _archived(case: Case) -> list[Any]:
    numbers = (
        case.letters.filter(live=True).exclude(number="").order_by("pk").values_list("number", flat=True)
    )
    return [
        case.number,
        case.agency.name,
        "、".join(numbers),
        _title(case),
        case.finished_on,
        None,
        str(case.get_archived_for_display()),
        case.archive_place,
        case.archived_on,
        outcomes()[case.outcome].name.zh if case.outcome else "",
    ]


def _title(case: Case) -> str:
    return f"关于申请公开“{case.wanted[:80]}”的办理案卷"


def _values(case: Case, today: dt.date) -> list[Any]:
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
        "逾期" if case.late or _overdue(case, today) else "",
        "是" if case.counted else "否",
        case.archived_on,
    ]


def _overdue(case: Case, today: dt.date) -> bool:
    return Phase(case.phase) in OPEN_PHASES and case.due is not None and case.due < today
