"""Where the cells of a grid stand once spans are laid out, and which of its columns say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kaicheng.annual_report.labels import key
from kaicheng.annual_report.readers.document import Grid, GridCell
from kaicheng.annual_report.readers.limits import check_count

MAX_SPAN = 64
MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Positioned:
    """A cell and the grid columns it covers: from ``start`` up to, not including, ``end``."""

    cell: GridCell
    start: int
    end: int


def lay_out(grid: Grid) -> list[list[Positioned]]:
    """Each row's own cells with the columns they cover, spans from rows above taken into account.

    Raises TooLarge.
    """
    still_covered: dict[int, int] = {}
    rows: list[list[Positioned]] = []
    for row in grid.rows:
        covered = {column for column, count in still_covered.items() if count > 0}
        placed: list[Positioned] = []
        column = 0
        for cell in row:
            while column in covered:
                column += 1
            end = column + min(max(cell.colspan, 1), MAX_SPAN)
            check_count(end, MAX_COLUMNS, "列", "columns in a table")
            placed.append(Positioned(cell, column, end))
            column = end
        for taken in covered:
            still_covered[taken] -= 1
        for entry in placed:
            for taken in range(entry.start, entry.end):
                still_covered[taken] = entry.cell.rowspan - 1
        rows.append(placed)
    return rows


def without_spacers(grid: Grid, expected: int) -> Grid:
    """The grid without the columns in which no cell with text begins; word processors leave such columns.

    A grid no wider than ``expected`` has none: its blank columns are columns of the form left empty.
    """
    rows = lay_out(grid)
    width = max((entry.end for row in rows for entry in row), default=0)
    if width <= expected:
        return grid
    speaking = {entry.start for row in rows for entry in row if entry.cell.text.strip()}
    if len(speaking) == width:
        return grid
    return replace(
        grid,
        rows=tuple(
            tuple(
                replace(
                    entry.cell,
                    colspan=max(1, sum(column in speaking for column in range(entry.start, entry.end))),
                )
                for entry in row
                if entry.start in speaking
            )
            for row in rows
        ),
    )


def header_positions(
    rows: Sequence[Sequence[Positioned]], headers: Sequence[tuple[str, ...]]
) -> list[tuple[int, int]] | None:
    """The columns under each header; None unless every header is found once, in this order."""
    wanted = [{key(wording) for wording in wordings} for wordings in headers]
    found: dict[int, tuple[int, int]] = {}
    for row in rows:
        for entry in row:
            name = key(entry.cell.text)
            for index, names in enumerate(wanted):
                if name in names and index not in found:
                    found[index] = (entry.start, entry.end)
        if len(found) == len(wanted):
            spans = [found[index] for index in range(len(wanted))]
            in_order = all(a[1] <= b[0] for a, b in pairwise(spans))
            return spans if in_order else None
    return None
