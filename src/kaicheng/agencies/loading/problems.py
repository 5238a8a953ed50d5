"""What is wrong in a spreadsheet, said by sheet, row and column."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. ``row`` counts as the spreadsheet program does; 0 is the sheet as a whole."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        row = f"第{self.row}行" if self.row else ""
        column = f"“{self.column}”" if self.column else ""
        return f"《{self.sheet}》{row}{column}：{self.message}"
