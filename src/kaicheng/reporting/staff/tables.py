"""The three tables on a page of ours: each figure leads to what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.writers import layout
from kaicheng.annual_report.writers.layout import LayoutCell


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: a label, or a figure with its mark (``entered``, ``differs``) and what that means."""

    cell: LayoutCell
    text: str
    mark: str = ""
    why: str = ""

    @property
    def scope(self) -> str:
        """What a label heads, as HTML has it."""
        return {
            layout.COLUMN: "col",
            layout.COLUMN_GROUP: "colgroup",
            layout.ROW: "row",
            layout.ROW_GROUP: "rowgroup",
        }.get(self.cell.role, "")


@dataclass(frozen=True, slots=True)
class Table:
    """One of the statutory tables."""

    id: str
    title: str
    rows: tuple[tuple[Box, ...], ...]


def tables_of(report: AnnualReport, marks: Mapping[str, tuple[str, str]]) -> list[Table]:
    """The tables with marks by path."""
    return [
        Table(
            table.id,
            table.title,
            tuple(
                tuple(
                    Box(
                        cell,
                        report.text_of(cell.path) if cell.path else cell.text,
                        *marks.get(cell.path, ("", "")),
                    )
                    for cell in row
                )
                for row in table.rows
            ),
        )
        for table in layout.tables_of(report)
    ]
