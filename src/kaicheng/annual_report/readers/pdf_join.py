"""Ruled tables as grids: parts on following pages joined, rows torn by a page break mended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kaicheng.annual_report.labels import squeeze
from kaicheng.annual_report.numbers import is_number
from kaicheng.annual_report.readers.document import Grid, GridCell
from kaicheng.annual_report.readers.pdf_lines import cell_text, join_texts
from kaicheng.annual_report.readers.pdf_ruled import Box, Ruled

_SAME_BORDER = 8.0  # points: a border on the next page may be this far off
# A row that begins so is whole: it goes on with nothing.
_ENUMERATED = re.compile(r"[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|\d+[.、．]|第")


@dataclass(frozen=True, slots=True)
class Held:
    """A cell of a part: its box, what stands there and where in the file."""

    box: Box
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a table that stands on one page."""

    page: int
    where: str
    xs: tuple[float, ...]
    height: int
    cells: tuple[Held, ...]


def part_of(table: Ruled, page: int, number: int) -> Part:
    """The ruled table with the texts of its cells; it is the ``number``-th of its page."""
    where = f"第{page}页 表{number}"
    cells: list[Held] = []
    row = place = 0
    for box, glyphs in table.cells:
        place = place + 1 if box.row == row and place else 1
        row = box.row
        text = cell_text(glyphs, table.xs[box.column + box.colspan])
        cells.append(Held(box, text, f"{where} 第{row + 1}行第{place}格"))
    return Part(page, where, table.xs, len(table.ys) - 1, tuple(cells))


def continues(before: Part, after: Part) -> bool:
    """Whether a part at the top of a page goes on with the one at the foot of the page before."""
    return after.page == before.page + 1 and (
        _places(after.xs, before.xs) is not None or _places(before.xs, after.xs) is not None
    )


def same_extent(table: Ruled, other: Ruled) -> bool:
    """Whether two tables reach equally far to the left and to the right."""
    ends = ((table.xs[0], other.xs[0]), (table.xs[-1], other.xs[-1]))
    return all(abs(a - b) <= _SAME_BORDER for a, b in ends)


def grid_of(parts: Sequence[Part]) -> Grid:
    """One grid of parts that continue each other."""
    widest = max(parts, key=lambda part: len(part.xs)).xs
    mended = list(parts)
    for index in range(len(mended) - 1):
        mended[index], mended[index + 1] = _mend(mended[index], mended[index + 1])
    rows: list[tuple[GridCell, ...]] = []
    for part in mended:
        places = _places(part.xs, widest) or range(len(part.xs))
        for row in range(part.height):
            rows.append(
                tuple(
                    GridCell(
                        held.text,
                        held.where,
                        colspan=places[held.box.column + held.box.colspan] - places[held.box.column],
                        rowspan=held.box.rowspan,
                    )
                    for held in part.cells
                    if held.box.row == row
                )
            )
    return Grid(tuple(rows), parts[0].where)


def _places(few: Sequence[float], many: Sequence[float]) -> list[int] | None:
    """For each border of the one which it is among those of the other; None unless all are found in order."""
    places: list[int] = []
    for x in few:
        nearest = min(range(len(many)), key=lambda k: abs(many[k] - x))
        if abs(many[nearest] - x) > _SAME_BORDER or (places and nearest <= places[-1]):
            return None
        places.append(nearest)
    whole = bool(places) and places[0] == 0 and places[-1] == len(many) - 1
    return places if whole else None


def _mend(before: Part, after: Part) -> tuple[Part, Part]:
    """Put the halves of a row together when the page break went through it.

    One half then has all the figures and the other only words, in cells of the same columns.
    """
    last, first = _row(before, before.height - 1), _row(after, 0)
    shared = last.keys() & first.keys()
    if not shared or last.keys() != first.keys() or before.height < 2 or after.height < 2:
        return before, after
    if _has_figures(last) == _has_figures(first):
        return before, after
    words, figures = (first, last) if _has_figures(last) else (last, first)
    if any(words[key].text and is_number(figures[key].text) for key in shared):
        return before, after
    if not any(held.text for held in words.values()) or any(_begins_row(held) for held in first.values()):
        return before, after
    merged = {
        key: replace(figures[key], text=join_texts(filter(None, (last[key].text, first[key].text))))
        for key in shared
    }
    if words is first:
        return _with_row(before, before.height - 1, merged), _without_row(after, 0)
    return _without_row(before, before.height - 1), _with_row(after, 0, merged)


def _row(part: Part, row: int) -> dict[tuple[int, int], Held]:
    """The cells that begin and end in a row, by column and span."""
    return {
        (held.box.column, held.box.colspan): held
        for held in part.cells
        if held.box.row == row and held.box.rowspan == 1
    }


def _has_figures(row: dict[tuple[int, int], Held]) -> bool:
    return any(is_number(held.text) for held in row.values())


def _begins_row(held: Held) -> bool:
    return bool(_ENUMERATED.match(squeeze(held.text)))


def _with_row(part: Part, row: int, merged: dict[tuple[int, int], Held]) -> Part:
    return replace(
        part,
        cells=tuple(
            merged.get((held.box.column, held.box.colspan), held)
            if held.box.row == row and held.box.rowspan == 1
            else held
            for held in part.cells
        ),
    )


def _without_row(part: Part, row: int) -> Part:
    """The part without a row at its edge; cells that span it and others become one row shorter."""
    cells: list[Held] = []
    for held in part.cells:
        box = held.box
        covers = box.row <= row < box.row + box.rowspan
        if covers and box.rowspan == 1:
            continue
        top = box.row - 1 if box.row > row else box.row
        cells.append(replace(held, box=replace(box, row=top, rowspan=box.rowspan - covers)))
    cells.sort(key=lambda held: (held.box.row, held.box.column))
    return replace(part, height=part.height - 1, cells=tuple(cells))
