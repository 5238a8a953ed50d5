"""Tables from ruling lines: the first way of reading a table in a PDF.

The lines that touch each other make one table. Its lines cut the plane into boxes; boxes without a line
between them are one merged cell. Corners need not meet, and the outer border may be missing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kaicheng.annual_report.labels import squeeze
from kaicheng.annual_report.readers.limits import LIMITS, check_count
from kaicheng.annual_report.readers.pdf_glyphs import Glyph, Rule

_SNAP = 3.0  # points: lines nearer than this are one line
_OPEN_ROW = 4.0  # of the size of the text: no higher is a row of one line
_HEADING = re.compile(r"[一二三四五六七八九十]+、")
_MAX_RULES = 3_000  # on one page, after joining: more is a drawing


@dataclass(frozen=True, slots=True)
class Box:
    """A cell by its place in the table, counted from 0, and its spans."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table: the places of its columns' and rows' borders in points, and its cells with glyphs."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[Box, tuple[Glyph, ...]], ...]

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]

    def holds(self, glyph: Glyph) -> bool:
        """Whether the glyph stands inside the table."""
        across = self.xs[0] <= (glyph.x0 + glyph.x1) / 2 <= self.xs[-1]
        return across and self.ys[0] <= glyph.middle <= self.ys[-1]

    @property
    def is_frame(self) -> bool:
        """A single column: a frame around text, unless it is a piece of a table cut off by a page break."""
        return len(self.xs) == 2


def ruled_tables(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> list[Ruled]:
    """The ruled tables and frames of a page from top to bottom."""
    joined = _join(rules)
    if len(joined) > _MAX_RULES:
        return []
    tables: list[Ruled] = []
    for group in _with_open_rows(_touching(joined), glyphs):
        xs, ys = _borders(group)
        if len(xs) < 2 or len(ys) < 2:
            continue
        check_count((len(xs) - 1) * (len(ys) - 1), LIMITS.cells, "单元格", "table cells")
        tables.append(_fill(xs, ys, _boxes(xs, ys, group), glyphs))
    kept = [table for table in tables if not any(_inside(table, other) for other in tables)]
    return sorted((table for table in kept if any(texts for _, texts in table.cells)), key=lambda t: t.top)


def _with_open_rows(groups: Sequence[list[Rule]], glyphs: Sequence[Glyph]) -> list[list[Rule]]:
    """Groups put together where only a row that has no vertical lines at all parts them.

    That happens in tables that are open at both sides: a caption across all columns touches nothing.
    """
    joined: list[list[Rule]] = []
    for group in sorted(
        groups, key=lambda group: min(rule.start if rule.vertical else rule.at for rule in group)
    ):
        if joined and _open_row_between(joined[-1], group, glyphs):
            joined[-1] = [*joined[-1], *group]
        else:
            joined.append(group)
    return [group for group in joined if len({rule.vertical for rule in group}) == 2]


def _open_row_between(above: Sequence[Rule], below: Sequence[Rule], glyphs: Sequence[Glyph]) -> bool:
    upper, lower = _open_extent(above), _open_extent(below)
    if upper is None or lower is None or max(abs(upper[0] - lower[0]), abs(upper[1] - lower[1])) > _SNAP:
        return False
    foot = max(rule.at for rule in above if not rule.vertical)
    head = min(rule.at for rule in below if not rule.vertical)
    between = [glyph for glyph in glyphs if foot < glyph.middle < head and not glyph.text.isspace()]
    if head < foot or not between:
        return False
    text = "".join(glyph.text for glyph in sorted(between, key=lambda glyph: glyph.x0))
    one_line = max(g.middle for g in between) - min(g.middle for g in between) <= between[0].size / 2
    return one_line and head - foot <= _OPEN_ROW * between[0].size and not _HEADING.match(squeeze(text))


def _open_extent(group: Sequence[Rule]) -> tuple[float, float] | None:
    """How far a table that is open at both sides reaches across; None when it has outer lines."""
    verticals = [rule.at for rule in group if rule.vertical]
    across = [rule for rule in group if not rule.vertical]
    if not across:
        return None
    left, right = min(rule.start for rule in across), max(rule.end for rule in across)
    closed = any(at < left + 2 * _SNAP or at > right - 2 * _SNAP for at in verticals)
    return None if closed else (left, right)


def _inside(table: Ruled, other: Ruled) -> bool:
    return (
        other is not table
        and other.xs[0] <= table.xs[0]
        and table.xs[-1] <= other.xs[-1]
        and other.top <= table.top
        and table.bottom <= other.bottom
    )


def _join(rules: Sequence[Rule]) -> list[Rule]:
    """Lines that are drawn in pieces, doubled or dashed, as single lines."""
    joined: list[Rule] = []
    for vertical in (False, True):
        same = sorted((rule for rule in rules if rule.vertical == vertical), key=lambda rule: rule.at)
        start = 0
        for index in range(1, len(same) + 1):
            if index == len(same) or same[index].at - same[index - 1].at > _SNAP:
                joined.extend(_chain(same[start:index]))
                start = index
    return joined


def _chain(rules: Sequence[Rule]) -> Iterable[Rule]:
    """Pieces along one line, joined where they meet."""
    at = sum(rule.at for rule in rules) / len(rules)
    pieces: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.start):
        if pieces and rule.start <= pieces[-1].end + _SNAP:
            last = pieces[-1]
            pieces[-1] = Rule(last.vertical, at, last.start, max(last.end, rule.end))
        else:
            pieces.append(Rule(rule.vertical, at, rule.start, rule.end))
    return (piece for piece in pieces if piece.end - piece.start > _SNAP)


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of lines that are connected."""
    leader = list(range(len(rules)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    verticals = [index for index, rule in enumerate(rules) if rule.vertical]
    for i, across in enumerate(rules):
        if across.vertical:
            continue
        for j in verticals:
            down = rules[j]
            if (
                across.start - _SNAP <= down.at <= across.end + _SNAP
                and down.start - _SNAP <= across.at <= down.end + _SNAP
            ):
                leader[find(i)] = find(j)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate(rules):
        groups.setdefault(find(index), []).append(rule)
    return list(groups.values())


def _borders(group: Sequence[Rule]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Where the columns and the rows of a table end, its open sides included."""
    xs = {rule.at for rule in group if rule.vertical}
    ys = {rule.at for rule in group if not rule.vertical}
    xs.update(_open_sides([rule for rule in group if not rule.vertical], xs))
    ys.update(_open_sides([rule for rule in group if rule.vertical], ys))
    return tuple(sorted(xs)), tuple(sorted(ys))


def _open_sides(rules: Sequence[Rule], borders: set[float]) -> Iterable[float]:
    """The ends of lines that reach beyond the outermost border: at least two end there together."""
    for ends, outermost, beyond in (
        ([rule.start for rule in rules], min(borders), -1),
        ([rule.end for rule in rules], max(borders), 1),
    ):
        far = max(ends, key=lambda end: end * beyond)
        together = sum(abs(end - far) <= _SNAP for end in ends)
        if (far - outermost) * beyond > 2 * _SNAP and together >= 2:
            yield far


def _boxes(xs: Sequence[float], ys: Sequence[float], group: Sequence[Rule]) -> list[Box]:
    """The cells: boxes of the lattice, merged where no line parts them."""
    columns, rows = len(xs) - 1, len(ys) - 1
    right = _walls(xs, ys, [rule for rule in group if rule.vertical])
    below = _walls(ys, xs, [rule for rule in group if not rule.vertical])
    taken = [[False] * columns for _ in range(rows)]
    boxes: list[Box] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            width = 1
            while (
                column + width < columns
                and not taken[row][column + width]
                and (column + width, row) not in right
            ):
                width += 1
            height = 1
            while row + height < rows and _continues(row + height, column, width, right, below, taken):
                height += 1
            for i in range(row, row + height):
                taken[i][column : column + width] = [True] * width
            boxes.append(Box(row, column, height, width))
    return boxes


def _continues(
    row: int,
    column: int,
    width: int,
    right: set[tuple[int, int]],
    below: set[tuple[int, int]],
    taken: Sequence[Sequence[bool]],
) -> bool:
    """Whether the cell above reaches down into this row: no line above, none within."""
    span = range(column, column + width)
    return not any(taken[row][k] or (row, k) in below or (k > column and (k, row) in right) for k in span)


def _walls(borders: Sequence[float], bands: Sequence[float], rules: Sequence[Rule]) -> set[tuple[int, int]]:
    """Pairs (border, band): the border is drawn along that band between two crossing borders."""
    index = {at: number for number, at in enumerate(borders)}
    walls: set[tuple[int, int]] = set()
    for rule in rules:
        for band in range(len(bands) - 1):
            if rule.start <= (bands[band] + bands[band + 1]) / 2 <= rule.end:
                walls.add((index[rule.at], band))
    return walls


def _fill(
    xs: tuple[float, ...], ys: tuple[float, ...], boxes: Sequence[Box], glyphs: Sequence[Glyph]
) -> Ruled:
    """The table with each glyph in the cell that holds its middle."""
    owner: dict[tuple[int, int], int] = {}
    for number, box in enumerate(boxes):
        for row in range(box.row, box.row + box.rowspan):
            for column in range(box.column, box.column + box.colspan):
                owner[row, column] = number
    contents: list[list[Glyph]] = [[] for _ in boxes]
    for glyph in glyphs:
        row = bisect_right(ys, glyph.middle) - 1
        column = bisect_right(xs, (glyph.x0 + glyph.x1) / 2) - 1
        if (row, column) in owner:
            contents[owner[row, column]].append(glyph)
    return Ruled(xs, ys, tuple((box, tuple(held)) for box, held in zip(boxes, contents, strict=True)))
