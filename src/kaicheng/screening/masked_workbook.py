"""De-identification of workbooks: what a reader sees is masked, what no reader sees is left out."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.utils import column_index_from_string
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.readers.limits import LIMITS, ZIP_ERRORS, check_count, damaged, open_zip
from kaicheng.screening.context import Context
from kaicheng.screening.masking import Conventions, MaskedFile, Piece, Replacement, conventions, mask_pieces

_PROVEN = re.compile(r"\d{6}|[一-鿿]{3}")
"""Originals that are looked for afterwards: shorter ones may rightly stand elsewhere."""


@dataclass(slots=True)
class _Value(Piece):
    """What a cell, a header or a title says."""

    owner: Any = None
    name: str = "value"

    @property
    def is_text(self) -> bool:
        return True

    def set(self, text: str) -> None:
        if text == self.text:
            return
        setattr(self.owner, self.name, text)
        if isinstance(self.owner, Cell):
            self.owner.number_format = "@"


def mask_xlsx(data: bytes, table: Conventions | None = None, *, context: Context | None = None) -> MaskedFile:
    """A copy of an XLSX file with personal data masked in its cells, headers and names of sheets.

    Formulas become the values that they showed. Hidden sheets, what is in hidden rows and columns, comments,
    links, lists of choices, charts, pivot tables, names, macros and properties are left out; pictures stay.
    The copy is read back: raises ReadError when anything that was masked still stands in it, as for a file
    that is none or holds too much.
    """
    open_zip(data).close()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is not understood is left out
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (*ZIP_ERRORS, AttributeError, TypeError, IndexError) as error:
        raise damaged("工作簿读不出来", "the workbook cannot be read") from error
    _leave_out(book)
    replacements: list[Replacement] = []
    for sheet in book.worksheets:
        pieces = list(_pieces(sheet))
        replacements += mask_pieces(pieces, table or conventions(), context)
    out = io.BytesIO()
    book.save(out)
    _prove(out.getvalue(), replacements)
    return MaskedFile(out.getvalue(), tuple(replacements))


def _leave_out(book: Workbook) -> None:
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not seen:
        raise ReadError("工作簿里没有看得见的工作表。", "The workbook has no sheet that shows.")
    loose: Any = book
    for sheet in [*book.worksheets, *book.chartsheets]:
        if sheet not in seen:
            loose.remove(sheet)
    book.active = 0
    book.defined_names.clear()
    book.properties = DocumentProperties(creator=None)
    loose._external_links, loose.custom_doc_props = [], CustomPropertyList()
    for sheet in seen:
        check_count(sheet.max_row * sheet.max_column, LIMITS.cells * 10, "单元格", "cells")
        kept: Any = sheet
        kept._charts, kept._pivots, kept.legacy_drawing = [], [], None
        kept.data_validations.dataValidation, kept._hyperlinks = [], []
        sheet.defined_names.clear()
        _empty_hidden(sheet)


def _empty_hidden(sheet: Worksheet) -> None:
    """Nothing in rows and columns that do not show, no comments and links beside those that do."""
    rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    columns: set[int] = set()
    for letter, column in sheet.column_dimensions.items():
        if column.hidden or column.width == 0:
            first = column.min or column_index_from_string(letter)
            columns.update(range(first, min(column.max or first, first + 500) + 1))
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            cell.comment = cell.hyperlink = None
            if cell.row in rows or cell.column in columns:
                cell.value = None


def _pieces(sheet: Worksheet) -> Iterator[Piece]:
    """What a sheet says, in the order in which screening reads it."""
    yield _Value(sheet.title, owner=sheet, name="title")
    yield Piece("\n")
    for name in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        for part in ("left", "center", "right"):
            words = getattr(getattr(sheet, name), part)
            if words.text:
                yield _Value(words.text, owner=words, name="text")
                yield Piece("\n")
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and not isinstance(cell, MergedCell):
                yield _Value(_said(cell.value), owner=cell)
            yield Piece("\t")
        yield Piece("\n")


def _said(value: object) -> str:
    """A value as text; a long number as its digits."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _prove(data: bytes, replacements: list[Replacement]) -> None:
    """Raise ReadError when something that was masked is still somewhere in the file."""
    wanted = {one.original for one in replacements if _PROVEN.search(one.original)}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            text = archive.read(info).decode("utf-8", "replace")
            if any(one in text for one in wanted):
                raise ReadError(
                    f"遮挡后的文件里（{info.filename}）还有原来的内容，没有采用。请在原表里改好再上传。",
                    f"The masked file still holds what was masked ({info.filename})",
                )
