"""Workbooks masked: cells, headers, names of sheets; and nothing behind them, by the file's own bytes."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from kaicheng.annual_report.errors import ReadError
from kaicheng.findings import Severity
from kaicheng.screening import mask_xlsx, masked_workbook, screen_file
from tests.screening.planted import LEAKS
from tests.screening.test_masking import HEALED, NUMBER

OTHER = "11010519491231002X"


def a_book() -> openpyxl.Workbook:
    """A roll with a number kept as a number, and everything that does not show."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "补贴公示"
    sheet.append(["序号", "姓名", "身份证号", "金额"])
    sheet.append([1, "张三", NUMBER, 500])
    sheet.append([2, "李四", OTHER, 600])
    sheet.append([3, "李四", 13800001234, "=SUM(D2:D3)"])
    sheet.append([4, "", OTHER, 700])
    sheet.row_dimensions[5].hidden = True
    sheet["F2"] = OTHER
    sheet.column_dimensions["F"].hidden = True
    sheet["B2"].comment = Comment(f"本人电话13800001234，{OTHER}", "经办人")
    sheet["D2"].hyperlink = f"http://example.org/{OTHER}"
    sheet.oddHeader.center.text = "联系电话13800001234"
    choices = DataValidation(type="list", formula1=f'"{OTHER},无"')
    sheet.add_data_validation(choices)
    choices.add("G1")
    behind = book.create_sheet("底册")
    behind.append(["身份证号", OTHER])
    behind.sheet_state = "veryHidden"
    book.properties.creator = "经办人"
    return book


def stored(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def everything(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_workbook__is_masked_where_it_shows_and_empty_where_it_does_not():
    masked = mask_xlsx(stored(a_book()))
    book = openpyxl.load_workbook(io.BytesIO(masked.data))
    assert book.sheetnames == ["补贴公示"]
    rows = [[cell.value for cell in row] for row in book.active.iter_rows(max_col=4)]
    assert rows[:3] == [
        ["序号", "姓名", "身份证号", "金额"],
        [1, "张*", f"{NUMBER[:6]}********{NUMBER[14:]}", 500],
        [2, "李*", f"{OTHER[:6]}********{OTHER[14:]}", 600],
    ]
    assert rows[3][2] == "138****1234"
    assert not any(any(row) for row in rows[4:])
    assert book.active.oddHeader.center.text == "联系电话138****1234"
    assert book.active["B2"].comment is None
    text = everything(masked.data)
    for gone in (NUMBER, OTHER, "13800001234", "张三", "李四", "底册", "经办人", "SUM("):
        assert gone not in text
    found = screen_file(masked.data, "名单.xlsx").findings
    assert [one for one in found if one.severity is Severity.BLOCK] == []


@pytest.mark.parametrize(
    "leak", [leak for leak in LEAKS if leak.rule in HEALED][::3], ids=lambda leak: f"{leak.rule} {leak.name}"
)
def test_each_pattern__is_masked_in_cells(leak):
    book = openpyxl.Workbook()
    for line in leak.text.split("\n"):
        book.active.append(line.split("\t"))
    masked = mask_xlsx(stored(book))
    assert masked.replacements
    left = {finding.rule for finding in screen_file(masked.data, "a.xlsx").findings}
    assert left & set(HEALED) == set()


def test_copy_that_still_holds_what_was_masked__is_given_to_nobody(monkeypatch):
    monkeypatch.setattr(masked_workbook, "_leave_out", lambda _book: None)
    with pytest.raises(ReadError, match="还有原来的内容"):
        mask_xlsx(stored(a_book()))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no workbook"])
def test_file_that_is_none__is_refused(data):
    with pytest.raises(ReadError):
        mask_xlsx(data)
