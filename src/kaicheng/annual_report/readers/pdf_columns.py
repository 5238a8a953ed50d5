"""Tables from the places of words alone: the second way of reading a table in a PDF.

Numbers that stand above each other make the columns, words to their left the labels. It needs no ruling
lines, and where there are some it checks what they say.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from statistics import fmean

from kaicheng.annual_report.labels import squeeze
from kaicheng.annual_report.readers.document import Grid, GridCell
from kaicheng.annual_report.readers.pdf_lines import Line, join_texts

_FIGURE = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?%?|[-—–－/／]{1,3}")
_HEADING = re.compile(r"[一二三四五六七八九十]+、")
_NEAR = 2.4  # of the size: how far apart the lines of one wrapped label are
_CLEARLY = 0.9  # of the way to another row: nearer than this is clearly nearer
_ALONE = 1.6  # of the size: a heading stands at least this far from a row of figures
_PROSE = 26  # characters in a single piece: this line is prose
_SAME_SIZE = 0.3
_HEAD_LINES = 10  # lines above the first row of figures that may be column headers
_SPINE = 4  # pieces of one or two characters under each other: a label written downwards
_SPINE_SLACK = 4.0  # points


def is_figure(line: Line) -> bool:
    """Whether a piece of a line is a figure or a stroke in place of one."""
    return bool(_FIGURE.fullmatch(squeeze(line.text)))


def _figures(line: Line) -> tuple[Line, ...]:
    """The figures that end a line, if words or other figures stand before the last of them."""
    if len(line.segments) < 2:
        return ()
    count = 0
    for segment in reversed(line.segments):
        if not is_figure(segment):
            break
        count += 1
    return line.segments[len(line.segments) - count :]


def table_regions(lines: Sequence[Line]) -> list[range]:
    """Runs of lines that are set out as a table: two rows of figures or more, or one long one."""
    rows = [index for index, line in enumerate(lines) if _figures(line)]
    runs: list[list[int]] = []
    for index in rows:
        if runs and not any(_breaks(lines, k) for k in range(runs[-1][-1] + 1, index)):
            runs[-1].append(index)
        else:
            runs.append([index])
    regions: list[range] = []
    for run in runs:
        if len(run) < 2 and len(_figures(lines[run[0]])) < 5:
            continue
        floor = max(run[0] - _HEAD_LINES, regions[-1].stop if regions else 0)
        start, end = run[0], run[-1] + 1
        size = lines[run[0]].size
        while start > floor and not _breaks(lines, start - 1) and _same_size(lines[start - 1], size):
            start -= 1
        while end < len(lines) and _wraps(lines, end) and _same_size(lines[end], size):
            end += 1
        regions.append(range(start, end))
    return regions


def trailing_head(lines: Sequence[Line], size: float) -> range:
    """The lines at the foot of a page that look like the column headers of a table on the next page.

    ``size`` is that of the text in that table.
    """
    start = len(lines)
    while start and not _ends_prose(lines, start - 1) and _same_size(lines[start - 1], size):
        start -= 1
    in_columns = any(len(line.segments) > 1 for line in lines[start:])
    set_off = start > 0 and not _same_size(lines[start - 1], size)
    return range(start, len(lines)) if in_columns or set_off else range(0)


def _ends_prose(lines: Sequence[Line], index: int) -> bool:
    return (
        _breaks(lines, index)
        or lines[index].text.endswith(("。", "；", "："))
        or bool(_figures(lines[index]))
    )


def _wraps(lines: Sequence[Line], index: int) -> bool:
    """Whether a line goes on with the label of the line above."""
    line, above = lines[index], lines[index - 1]
    near = line.middle - above.middle <= _NEAR * line.size and line.x1 < _figures_left(lines, index)
    return near and not _breaks(lines, index)


def _same_size(line: Line, size: float) -> bool:
    return abs(line.size - size) <= _SAME_SIZE * size


def _figures_left(lines: Sequence[Line], index: int) -> float:
    """Where the figures of the last row of figures above a line begin."""
    for line in reversed(lines[:index]):
        if found := _figures(line):
            return found[0].x0
    return 0.0


def _breaks(lines: Sequence[Line], index: int) -> bool:
    """Whether a line ends a table: prose, or a heading on its own."""
    line = lines[index]
    if len(line.segments) > 1:
        return False
    if len(line.text) >= _PROSE:
        return True
    if not _HEADING.match(squeeze(line.text)):
        return False
    around = (other for other in lines[max(index - 3, 0) : index + 4] if _figures(other))
    return all(abs(other.middle - line.middle) > _ALONE * line.size for other in around)


@dataclass
class _Row:
    """A row being put together: where its line stands, its label pieces and its figures."""

    middle: float
    figures: tuple[Line, ...] = ()
    pieces: list[Line] = field(default_factory=list)


def has_figures(lines: Sequence[Line]) -> bool:
    """Whether any of the lines is a row of figures."""
    return any(_figures(line) for line in lines)


def columns_grid(lines: Sequence[Line], where: str) -> Grid:
    """The lines of one table as a grid."""
    lines = _cut_at_labels(lines)
    figures = [_figures(line) for line in lines]
    longest = [row for row in figures if row and len(row) == max(map(len, figures))]
    centres = _centres(longest) if longest else []
    left = min((row[0].x0 for row in longest), default=0.0)
    spine = _spine(lines)
    rows: list[_Row] = []
    loose: list[Line] = []
    for line, found in zip(lines, figures, strict=True):
        words = [
            segment for segment in line.segments[: len(line.segments) - len(found)] if segment not in spine
        ]
        if found or any(word.x1 > left for word in words):
            rows.append(_Row(line.middle, found, words))
        else:
            loose.extend(words)
    _attach(rows, loose)
    if spine:
        rows.append(_Row(spine[0].middle, (), list(spine)))
    rows.sort(key=lambda row: row.middle)
    return Grid(
        rows=tuple(_cells(row, centres, where, number) for number, row in enumerate(rows, start=1)),
        where=where,
        exact=False,
    )


def _cut_at_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines with a gap where the labels of most rows begin: group labels stand close before them."""
    starts = Counter(round(line.x0) for line in lines if _figures(line))
    if not starts:
        return list(lines)
    start, count = starts.most_common(1)[0]
    if count < _SPINE:
        return list(lines)
    return [line.cut_at(float(start)) for line in lines]


def _centres(rows: Sequence[Sequence[Line]]) -> list[float]:
    return [fmean((row[k].x0 + row[k].x1) / 2 for row in rows) for k in range(len(rows[0]))]


def _spine(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The pieces of a label written downwards beside many rows."""
    short = sorted(
        (
            segment
            for line in lines
            for segment in line.segments[:1]
            if len(segment.text) <= 2 and not is_figure(segment)
        ),
        key=lambda segment: segment.middle,
    )
    if not short:
        return ()
    first = min(segment.x0 for segment in short)
    held = tuple(segment for segment in short if segment.x0 - first <= _SPINE_SLACK)
    return held if len(held) >= _SPINE else ()


def _attach(rows: list[_Row], loose: Sequence[Line]) -> None:
    """Give each line of a wrapped label to the row whose label it goes on with; else a row of its own.

    Nearest lines first: from a row of figures to the pieces next to it, from those to the pieces next to
    them. A piece that stands about as near to another row goes to neither.
    """
    pieces = sorted(loose, key=lambda piece: piece.middle)
    middles = [piece.middle for piece in pieces]
    fixed = sorted((row.middle, number) for number, row in enumerate(rows))
    owners: dict[int, _Row] = {}
    queue: list[tuple[float, int, int]] = []

    def look_around(middle: float, number: int) -> None:
        size = max((piece.size for piece in pieces), default=0.0)
        first, last = (
            bisect_left(middles, middle - _NEAR * size),
            bisect_right(middles, middle + _NEAR * size),
        )
        for index in range(first, last):
            reach = abs(middles[index] - middle)
            if index not in owners and reach <= _NEAR * pieces[index].size:
                heappush(queue, (reach, index, number))

    def is_clear(index: int, reach: float, number: int) -> bool:
        near = bisect_left(fixed, (middles[index], 0))
        around = fixed[max(near - 2, 0) : near + 2]
        return all(other == number or reach < _CLEARLY * abs(y - middles[index]) for y, other in around)

    for middle, number in fixed:
        if rows[number].figures:
            look_around(middle, number)
    while queue:
        reach, index, number = heappop(queue)
        if index not in owners and is_clear(index, reach, number):
            owners[index] = rows[number]
            rows[number].pieces.append(pieces[index])
            look_around(middles[index], number)
    rows.extend(_Row(piece.middle, (), [piece]) for index, piece in enumerate(pieces) if index not in owners)


def _cells(row: _Row, centres: Sequence[float], where: str, number: int) -> tuple[GridCell, ...]:
    """The cells of a row: its label pieces by column, then its figures, blanks put in where they are sure."""
    if row.figures:
        texts = _labels(row.pieces)
        columns = [
            min(range(len(centres)), key=lambda k, f=figure: abs(centres[k] - (f.x0 + f.x1) / 2))  # type: ignore[misc]
            for figure in row.figures
        ]
        values = [figure.text for figure in row.figures]
        # One figure in a table of few columns may belong to a cell that spans them all.
        if len(set(columns)) == len(columns) and len(centres) >= 5:
            by_column = dict(zip(columns, values, strict=True))
            values = [by_column.get(k, "") for k in range(len(centres))]
        texts += values
    elif all(piece.text and len(piece.text) <= 2 for piece in row.pieces) and len(row.pieces) >= _SPINE:
        texts = [join_texts(piece.text for piece in row.pieces)]
    else:
        texts = [piece.text for piece in sorted(row.pieces, key=lambda piece: piece.x0)]
    return tuple(GridCell(text, f"{where} 第{number}行第{k}格") for k, text in enumerate(texts, start=1))


def _labels(pieces: Sequence[Line]) -> list[str]:
    """Label pieces as cells: what overlaps from line to line is one wrapped label."""
    columns: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        if columns and piece.x0 < max(held.x1 for held in columns[-1]):
            columns[-1].append(piece)
        else:
            columns.append([piece])
    return [
        join_texts(piece.text for piece in sorted(column, key=lambda piece: piece.middle))
        for column in columns
    ]
