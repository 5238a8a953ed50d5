"""The printed layout of the three statutory tables, worked out once from the form for every writer.

A table is rows of cells that span columns and rows, as HTML and Word describe them. A cell either shows
a label of the form or, where :attr:`LayoutCell.path` is set, a figure of the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kaicheng.annual_report.form import Block, Column, Form, Row, load_form
from kaicheng.annual_report.model import AnnualReport

COLUMN = "col"
COLUMN_GROUP = "colgroup"
ROW = "row"
ROW_GROUP = "rowgroup"
NOTE = "note"
"""The printed note in the corner of table three: a label that heads nothing."""


@dataclass(frozen=True, slots=True)
class LayoutCell:
    """A cell as printed, at the place where it begins.

    ``role`` is what a label heads, or :data:`NOTE`; it is empty for a figure. ``key`` names a heading
    within its table, ``heads`` are the keys of the headings of a figure, outermost first, and ``label``
    is what its columns are called, for readers who see a row alone.
    """

    text: str = ""
    path: str = ""
    colspan: int = 1
    rowspan: int = 1
    role: str = ""
    key: str = ""
    heads: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class LayoutTable:
    """A statutory table. ``widths`` are relative widths of its columns; the first ``head_rows`` rows
    repeat on every page; ``blocks`` are the rows at which a part begins that shares no cell with others."""

    id: str
    title: str
    widths: tuple[float, ...]
    head_rows: int
    rows: tuple[tuple[LayoutCell, ...], ...]
    blocks: tuple[int, ...] = ()

    def placed(self) -> Iterator[tuple[int, int, LayoutCell]]:
        """Each cell with the row and column of the grid at which it begins."""
        taken: set[tuple[int, int]] = set()
        for row, cells in enumerate(self.rows):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                yield row, column, cell
                taken.update(
                    (row + down, column + across)
                    for down in range(cell.rowspan)
                    for across in range(cell.colspan)
                )


def tables_of(report: AnnualReport) -> tuple[LayoutTable, ...]:
    """Tables two, three and four as ``report`` prints them."""
    return _tables(report.form, report.statutory_form.requests.printed_rows(report.filled_rows))


@lru_cache
def _tables(edition: str, printed: tuple[Row, ...]) -> tuple[LayoutTable, ...]:
    form = load_form(edition)
    return (_proactive(form), _requests(form, printed), _remedies(form))


def _proactive(form: Form) -> LayoutTable:
    rows: list[tuple[LayoutCell, ...]] = []
    blocks: list[int] = []
    for number, block in enumerate(form.proactive.blocks):
        blocks.append(len(rows))
        rows.extend(_block(form, block, f"b{number}"))
    title = form.chapter("proactive").label
    return LayoutTable("proactive", title, (1, 1, 1, 1), 0, tuple(rows), tuple(blocks))


def _block(form: Form, block: Block, key: str) -> Iterator[tuple[LayoutCell, ...]]:
    columns = block.columns
    last_span = 4 - len(columns)
    spans = [1] * (len(columns) - 1) + [last_span]
    yield (LayoutCell(block.caption, colspan=4, role=COLUMN_GROUP, key=key),)
    yield (
        LayoutCell(form.proactive.head, role=COLUMN, key=f"{key}-h"),
        *(
            LayoutCell(column.label, colspan=span, role=COLUMN, key=f"{key}-c{number}")
            for number, (column, span) in enumerate(zip(columns, spans, strict=True))
        ),
    )
    for row in block.rows:
        row_key = f"{key}-{row.id.replace('_', '-')}"
        yield (
            LayoutCell(row.label, role=ROW, key=row_key),
            *(
                LayoutCell(
                    path=".".join(filter(None, (form.proactive.path, row.id, column.id))),
                    colspan=span,
                    heads=(key, f"{key}-c{number}", row_key),
                    label=column.label,
                )
                for number, (column, span) in enumerate(zip(columns, spans, strict=True))
            ),
        )


def _requests(form: Form, printed: tuple[Row, ...]) -> LayoutTable:
    table = form.requests
    rows = [*_requests_head(table.head, table.spanner, table.columns)]
    head_rows = len(rows)
    for number, row in enumerate(printed):
        cells: list[LayoutCell] = []
        for depth, group in enumerate(row.groups):
            if _starts(printed, number, depth):
                span = _length(printed, number, depth)
                key = f"g{depth}-{number}"
                cells.append(LayoutCell(group, rowspan=span, role=ROW_GROUP, key=key))
        row_key = row.id.replace("_", "-")
        cells.append(LayoutCell(row.label, colspan=3 - len(row.groups), role=ROW, key=row_key))
        groups = tuple(f"g{depth}-{_first(printed, number, depth)}" for depth in range(len(row.groups)))
        for column in table.columns:
            heads = ("applicants", *(("organizations",) if column.group else ()), _key(column))
            cells.append(
                LayoutCell(
                    path=f"requests.{row.id}.{column.id}",
                    heads=(*heads, *groups, row_key),
                    label=column.label,
                )
            )
        rows.append(tuple(cells))
    widths = (0.8, 1.1, 3.85, 0.86, 0.86, 0.86, 0.92, 0.92, 0.86, 0.86)
    title = form.chapter("requests").label
    return LayoutTable("requests", title, widths, head_rows, tuple(rows))


def _requests_head(note: str, spanner: str, columns: tuple[Column, ...]) -> Iterator[tuple[LayoutCell, ...]]:
    grouped = [column for column in columns if column.group]
    yield (
        LayoutCell(note, colspan=3, rowspan=3, role=NOTE),
        LayoutCell(spanner, colspan=len(columns), role=COLUMN_GROUP, key="applicants"),
    )
    second: list[LayoutCell] = []
    for column in columns:
        if not column.group:
            second.append(LayoutCell(column.label, rowspan=2, role=COLUMN, key=_key(column)))
        elif column is grouped[0]:
            label = LayoutCell(column.group, colspan=len(grouped), role=COLUMN_GROUP, key="organizations")
            second.append(label)
    yield tuple(second)
    yield tuple(LayoutCell(column.label, role=COLUMN, key=_key(column)) for column in grouped)


def _key(column: Column) -> str:
    return column.id.replace("_", "-")


def _group(rows: tuple[Row, ...], number: int, depth: int) -> tuple[str, ...]:
    return rows[number].groups[: depth + 1] if len(rows[number].groups) > depth else ()


def _starts(rows: tuple[Row, ...], number: int, depth: int) -> bool:
    return number == 0 or _group(rows, number - 1, depth) != _group(rows, number, depth)


def _first(rows: tuple[Row, ...], number: int, depth: int) -> int:
    while not _starts(rows, number, depth):
        number -= 1
    return number


def _length(rows: tuple[Row, ...], number: int, depth: int) -> int:
    end = number + 1
    while end < len(rows) and not _starts(rows, end, depth):
        end += 1
    return end - number


def _remedies(form: Form) -> LayoutTable:
    table = form.remedies
    kinds = [*dict.fromkeys(group.group or group.id for group in table.groups)]
    first: list[LayoutCell] = []
    second: list[LayoutCell] = []
    third: list[LayoutCell] = []
    values: list[LayoutCell] = []
    width = len(table.columns)
    for group in table.groups:
        nested = bool(group.group)
        kind = f"k{kinds.index(group.group or group.id)}"
        if not nested:
            first.append(LayoutCell(group.label, colspan=width, role=COLUMN_GROUP, key=kind))
        elif not any(cell.key == kind for cell in first):
            span = width * sum(other.group == group.group for other in table.groups)
            first.append(LayoutCell(group.group, colspan=span, role=COLUMN_GROUP, key=kind))
        key = group.id.replace("_", "-")
        if nested:
            second.append(LayoutCell(group.label, colspan=width, role=COLUMN_GROUP, key=key))
        for column in table.columns:
            column_key = f"{key}-{column.id}"
            heading = LayoutCell(column.label, rowspan=1 if nested else 2, role=COLUMN, key=column_key)
            (third if nested else second).append(heading)
            values.append(
                LayoutCell(
                    path=f"remedies.{group.id}.{column.id}",
                    heads=(kind, *((key,) if nested else ()), column_key),
                    label=f"{group.label} {column.label}",
                )
            )
    rows = (tuple(first), tuple(second), tuple(third), tuple(values))
    return LayoutTable("remedies", form.chapter("remedies").label, (1.0,) * len(values), 3, rows)
