"""Rows of figures, taken from grids and from lines of text alike.

A table reaches us ruled into cells, as lines with bars or spaces between the cells, or as one cell a line.
Whatever it was, it becomes a run of :class:`FigureRow`: what words stood at and before a row, and what
stood in its cells. Which row of the form that is, is worked out in :mod:`.align`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kaicheng.annual_report.labels import key, squeeze
from kaicheng.annual_report.numbers import CellText, read_cell
from kaicheng.annual_report.readers.document import Grid, GridCell
from kaicheng.annual_report.readers.grids import Positioned, lay_out
from kaicheng.annual_report.readers.limits import check_count

# What is written where a figure should stand: strokes, "none". They mark a cell, not a label.
_STAND_INS = frozenset({"/", "\\", "-", "--", "---", "—", "——", "－", "–", "无", "空", "×", "∕", "／", "零"})
# A figure with its remark is shorter.
_LONGEST = 200
# Words in place of a figure are few; more are a label, if not one that we know.
_LONGEST_STRANGER = 12
# Far more figures than a line of any table of the form has.
_WIDEST = 64
_MOST_ROWS = 5_000
_EXPLAINED = re.compile(r"(?<=.)\(.*\)?$")
# A figure with a slip of the keyboard in it: --253.
_GARBLED = re.compile(r"[-+−—–]{2,}\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row in which figures stand or could stand.

    ``labels`` are the words of the row itself, ``before`` those met since the last row of figures.
    ``values`` are its cells from the first figure on; an inexact source may add blanks at either end.
    ``places``, ``spans`` and ``columns`` say of each value where it was found, how many columns its cell
    covers and the grid column in which it begins. ``width`` counts all cells of the row, labels included.
    ``exact`` is whether the source says where each cell begins and ends.
    """

    labels: tuple[str, ...]
    before: tuple[str, ...]
    values: tuple[CellText, ...]
    places: tuple[str, ...]
    spans: tuple[int, ...]
    columns: tuple[int, ...]
    where: str
    exact: bool
    width: int

    @property
    def shown(self) -> str:
        """The figures as they stood, for a message."""
        return "、".join(value.raw or str(value.value) for value in self.values if not value.blank)

    def only(self, indices: Sequence[int]) -> FigureRow:
        """The row with these of its cells."""
        return replace(
            self,
            values=tuple(self.values[index] for index in indices),
            places=tuple(self.places[index] for index in indices),
            spans=tuple(self.spans[index] for index in indices),
            columns=tuple(self.columns[index] for index in indices),
        )


def stands_for_figure(text: str) -> bool:
    """Whether a text is a figure or a mark put in place of one."""
    return len(text) <= _LONGEST and _stands_for_figure(text)


@lru_cache(maxsize=16_384)
def _stands_for_figure(text: str) -> bool:
    compact = squeeze(text)
    if compact in _STAND_INS or _GARBLED.fullmatch(compact):
        return True
    return bool(compact) and compact[0] in "0123456789-+−约近" and _is_figure(compact)


def _is_figure(compact: str) -> bool:
    if read_cell(compact).value is not None:
        return True
    return compact[0] in "约近" and read_cell(compact[1:]).value is not None


def grid_rows(grid: Grid, widths: Mapping[str, int] | None = None) -> Iterator[FigureRow]:
    """The rows of a grid that have cells for figures.

    In an exact grid a row of labels and blanks is such a row too: its blanks are cells left empty.
    ``widths`` says for the labels of the form how many cells stand behind each, by :func:`key`: 0 for what
    names no row, and under an empty label the cells of a row without one. By it words that stand in the
    first of those cells (见附件, N/A) are told from labels. Raises TooLarge.
    """
    before: list[str] = []
    count = 0
    for row in lay_out(grid):
        found = _figure_row(row, tuple(before), grid, widths or {})
        if found is not None:
            before.clear()
            count += 1
            check_count(count, _MOST_ROWS, "数据行", "rows of figures in a table")
            yield found
        else:
            before.extend(entry.cell.text for entry in row if entry.cell.text.strip())


def _figure_row(
    row: Sequence[Positioned], before: tuple[str, ...], grid: Grid, widths: Mapping[str, int]
) -> FigureRow | None:
    # A row as wide as table four has figures only: no number of a row, no label.
    if len(row) != widths.get("") and _has_serial_number([entry.cell for entry in row]):
        row = row[1:]
    cells = [entry.cell for entry in row]
    start = _first_figure(cells)
    if grid.exact:
        start = _before_strange_words(cells, len(cells) if start is None else start, widths)
        start = None if start == len(cells) else start
    if start is None:
        return None
    figures = cells[start:]
    if not grid.exact and any(_is_words(cell.text) for cell in figures):
        return None  # words after figures: a sentence or a heading, no row of the form
    return FigureRow(
        labels=tuple(cell.text for cell in cells[:start] if cell.text.strip()),
        before=before,
        values=tuple(read_cell(cell.text) for cell in figures),
        places=tuple(cell.where for cell in figures),
        spans=tuple(cell.colspan for cell in figures),
        columns=tuple(entry.start for entry in row[start:]),
        where=cells[0].where if cells else grid.where,
        exact=grid.exact,
        width=len(cells),
    )


def _first_figure(cells: Sequence[GridCell]) -> int | None:
    """The index at which the cells for figures begin: after the last label."""
    last_label = -1
    any_figure = False
    for index, cell in enumerate(cells):
        if stands_for_figure(cell.text):
            any_figure = True
            break
        if cell.text.strip():
            last_label = index
    if any_figure:
        # Blank cells between the label and the first figure may be cells left empty; keep them.
        return last_label + 1
    if last_label == len(cells) - 1:
        return None
    return last_label + 1


def _before_strange_words(cells: Sequence[GridCell], start: int, widths: Mapping[str, int]) -> int:
    """``start``, or the index before words that stand where figures should: behind a label of the form,
    in a row that has just as many cells behind it as the form has.
    """
    for index in range(start - 1, -1, -1):
        label = key(cells[index].text)
        if label in widths and label:
            return index + 1 if len(cells) - index - 1 == widths[label] else start
        if len(label) > _LONGEST_STRANGER:
            return start
    return 0 if len(cells) == widths.get("") else start


def _has_serial_number(cells: Sequence[GridCell]) -> bool:
    """Whether the first cell only counts the rows: a whole number, a label behind it, figures behind that."""
    filled = [cell.text for cell in cells if cell.text.strip()]
    return (
        len(filled) >= 3
        and squeeze(cells[0].text).isdigit()
        and not stands_for_figure(filled[1])
        and stands_for_figure(filled[2])
        and not _is_remark(filled[1])
    )


def _is_words(text: str) -> bool:
    """A text that is neither blank, nor a figure, nor a stand-in for one, nor a short remark."""
    return bool(text.strip()) and not stands_for_figure(text) and len(squeeze(text)) > 6


def cells_of_line(text: str, where: str) -> tuple[GridCell, ...]:
    """A line of text as cells: by bars or tabs, else label and figures by the spaces between them.

    Returns a single cell when nothing divides the line.
    """
    if "|" in text or "｜" in text or "\t" in text:
        parts = re.split(r"[|｜\t]", text)
        if not parts[0].strip() and len(parts) > 1 and text.lstrip()[:1] in "|｜":
            parts = parts[1:]
        if len(parts) > 1 and not parts[-1].strip() and text.rstrip()[-1:] in "|｜":
            parts = parts[:-1]
        return tuple(GridCell(part.strip(), f"{where}第{n}格") for n, part in enumerate(parts, 1))
    figures = _trailing_figures(text)
    if figures is None:
        return (GridCell(text.strip(), where),)
    label, values = figures
    cells = [label] if label else []
    cells += values
    return tuple(GridCell(part, f"{where}第{n}格") for n, part in enumerate(cells, 1))


def _trailing_figures(text: str) -> tuple[str, list[str]] | None:
    """``"行政许可 0"`` → (行政许可, [0]); None when the line does not end in figures set apart by spaces."""
    parts = text.split()
    count = 0
    while count < min(len(parts), _WIDEST) and stands_for_figure(parts[-1 - count]):
        count += 1
    if count in (0, _WIDEST):
        return None
    return " ".join(parts[: len(parts) - count]), parts[len(parts) - count :]


def rows_of_stream(cells: Iterable[GridCell], where: str) -> Grid:
    """A grid from cells of which only the order is known: a row ends where words follow a figure."""
    rows: list[tuple[GridCell, ...]] = []
    row: list[GridCell] = []
    figures = False
    for cell in cells:
        is_label = bool(cell.text.strip()) and not stands_for_figure(cell.text)
        if is_label and figures and not _is_remark(cell.text):
            rows.append(tuple(row))
            row, figures = [], False
        elif is_label and figures and row:
            row[-1] = GridCell(row[-1].text + cell.text, row[-1].where)
            continue
        figures = figures or stands_for_figure(cell.text)
        row.append(cell)
    if row:
        rows.append(tuple(row))
    return Grid(tuple(rows), where, exact=False)


def _is_remark(text: str) -> bool:
    """A remark in brackets that belongs to the figure before it: （其中修订16件）."""
    compact = squeeze(text)
    return compact[:1] == "(" and compact[-1:] == ")" and any(map(str.isdigit, compact))


def keeps_blanks(rows: Sequence[FigureRow], count: int) -> bool:
    """Whether an inexact table leaves empty cells in their places.

    Some converters drop empty cells and fill the row up at its end. A blank that stands before a figure, in
    a row of just ``count`` cells, shows that this one does not.
    """
    return any(
        not row.exact and len(row.values) == count and _blank_before_figure(row.values) for row in rows
    )


def _blank_before_figure(values: Sequence[CellText]) -> bool:
    filled = [index for index, value in enumerate(values) if not value.blank]
    return bool(filled) and filled[-1] >= len(filled)


def fit(row: FigureRow, count: int, blanks_kept: bool = False) -> tuple[list[int] | None, str]:
    """Indices of the ``count`` cells of a row, or None and why they cannot be told.

    Figures as many as columns are the row, whatever blanks stand around them. With fewer figures the empty
    cells among them must be known: from an exact source, or from text that is seen to keep blanks in their
    places (``blanks_kept`` says so of the whole table). All else would be a guess.
    """
    values = row.values
    indices = list(range(len(values)))
    filled = [index for index in indices if not values[index].blank]
    surplus = len(values) - count
    if len(filled) > count:
        return None, f"有{len(filled)}个数，应为{count}个"
    if surplus < 0:
        if row.exact and sum(row.spans) == count:
            return [index for index, span in enumerate(row.spans) for _ in range(span)], ""
        return None, f"只有{len(values)}格，应有{count}格"
    if len(filled) == count:
        return filled, ""
    kept = row.exact or blanks_kept
    if surplus == 0 and (kept or _blank_before_figure(values)):
        return indices, ""
    if kept:
        if row.exact and not any(not value.blank for value in values[count:]):
            return indices[:count], ""
        # Label cells that span leave blanks before the first column.
        if not any(not value.blank for value in values[:surplus]):
            return indices[surplus:], ""
    return None, f"只读到{len(filled)}个数，应有{count}个，空格的位置不明"


def without_strays(rows: Sequence[FigureRow]) -> list[FigureRow]:
    """Rows without the single figures that stand on lines of their own between them.

    In a table set in rows they are page numbers, or cells torn out of a row that will be found to lack one.
    Words met before them belong to the next row.
    """
    in_rows = sum(len(row.values) > 1 for row in rows) > len(rows) / 2
    kept: list[FigureRow] = []
    words: tuple[str, ...] = ()
    for row in rows:
        if in_rows and not row.exact and not row.labels and len(row.values) == 1:
            words += row.before
        else:
            kept.append(replace(row, before=words + row.before) if words else row)
            words = ()
    return kept


def label_keys(row: FigureRow) -> tuple[str, ...]:
    """The row's own words, normalised; the last one stands next to the figures."""
    return tuple(filter(None, (key(label) for label in row.labels)))


def label_keys_without_remarks(row: FigureRow) -> tuple[str, ...]:
    """The same without what is explained in brackets behind a label: 规章（设区的市应提供）."""
    return tuple(filter(None, (key(_EXPLAINED.sub("", squeeze(label))) for label in row.labels)))
