"""Reading the filled-in sheets from XLSX or CSV. What cannot be read at all is said in a sentence."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl import load_workbook

from kaicheng.agencies.loading.problems import Problem
from kaicheng.agencies.loading.sheets import SHEETS, Sheet

MOST_ROWS = 200_000
MOST_BYTES = 400 * 1024**2  # unpacked
_DAMAGED = "“{}”打不开，可能已经损坏。请在表格软件里打开后另存一份再导入。"
_FAILED = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


class UnreadableFile(ValueError):
    """A file that is no spreadsheet we know."""


@dataclass(frozen=True, slots=True)
class Row:
    """One filled-in row: field → text."""

    number: int
    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass(slots=True)
class Filled:
    """The rows of each sheet, and what is wrong with their headings and cells."""

    rows: dict[str, list[Row]]
    problems: list[Problem] = field(default_factory=list)


def read_files(files: Iterable[tuple[str, bytes]], sheets: Sequence[Sheet] = SHEETS) -> Filled:
    """The rows of one workbook, or of several CSV files. Raises :class:`UnreadableFile`."""
    filled = Filled({sheet.name: [] for sheet in sheets})
    for name, data in files:
        if data[:4] == b"PK\x03\x04":
            _read_book(data, name, filled, sheets)
        elif data[:4] == b"\xd0\xcf\x11\xe0":
            raise UnreadableFile(f"“{name}”是旧格式（.xls），请在表格软件里另存为 .xlsx 再导入。")
        else:
            _read_csv(data, name, filled, sheets)
    if not filled.problems and not any(filled.rows.values()):
        names = "、".join(f"《{sheet.name}》" for sheet in sheets)
        raise UnreadableFile(f"没有读到任何内容：请下载模板，填写{names}后再导入。")
    return filled


def _read_book(data: bytes, name: str, filled: Filled, sheets: Sequence[Sheet]) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MOST_BYTES:
                raise UnreadableFile(f"“{name}”展开后太大，没有读取。请分成几个文件导入。")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except UnreadableFile:
        raise
    except Exception as error:  # whatever a damaged package makes of the reader
        raise UnreadableFile(_DAMAGED.format(name)) from error
    known = {sheet.name: sheet for sheet in sheets}
    try:
        for page in book.worksheets:
            if page.title.strip() in known:
                page.reset_dimensions()  # some programs write a wrong size
                rows = page.iter_rows(values_only=True)
                _take(known[page.title.strip()], rows, filled)
    except Exception as error:  # pages are unpacked and parsed only as their rows are asked for
        raise UnreadableFile(_DAMAGED.format(name)) from error


def _read_csv(data: bytes, name: str, filled: Filled, sheets: Sequence[Sheet]) -> None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableFile(f"“{name}”不是表格文件。请用模板填写，存为 .xlsx 或 .csv。")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise UnreadableFile(
            f"“{name}”有一格的内容太长，或者少了一个引号。请在表格软件里打开核对，另存一份再导入。"
        ) from error
    headings = {heading.strip() for heading in rows[0]} if rows else set()
    fitting = max(sheets, key=lambda sheet: len(headings & set(sheet.headings)))
    if not headings & set(fitting.headings):
        raise UnreadableFile(f"“{name}”第一行不是模板里的表头。请下载模板，表头保持不变。")
    _take(fitting, iter(rows), filled)


def _take(sheet: Sheet, rows: Iterator[Sequence[object]], filled: Filled) -> None:
    headings = [_text(value) for value in next(rows, ())]
    columns = [sheet.by_heading(heading) for heading in headings]
    for heading, column in zip(headings, columns, strict=True):
        if heading and column is None:
            filled.problems.append(
                Problem(sheet.name, 1, heading, "模板里没有这一列，请删去或改回模板的表头。")
            )
    present = {column.heading for column in columns if column}
    missing = [
        column.heading for column in sheet.columns if column.required and column.heading not in present
    ]
    for heading in missing:
        filled.problems.append(Problem(sheet.name, 1, heading, "缺少这一列，请按模板补上。"))
    if missing:
        return
    for number, cells in enumerate(rows, 2):
        if number > MOST_ROWS:
            filled.problems.append(Problem(sheet.name, number, "", f"超过{MOST_ROWS}行，请分成几次导入。"))
            return
        values = {
            column.field: text
            for column, cell in zip(columns, cells, strict=False)
            if column and (text := _text(cell))
        }
        if values:
            _judge(sheet, number, values, filled)


def _judge(sheet: Sheet, number: int, values: dict[str, str], filled: Filled) -> None:
    lacking = [column for column in sheet.columns if column.required and column.field not in values]
    failed = [column for column in sheet.columns if values.get(column.field) in _FAILED]
    filled.problems += [Problem(sheet.name, number, column.heading, "没有填写。") for column in lacking]
    filled.problems += [
        Problem(
            sheet.name, number, column.heading, f"公式没有算出结果（{values[column.field]}），请改填内容。"
        )
        for column in failed
    ]
    if not lacking and not failed:
        filled.rows[sheet.name].append(Row(number, values))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
