"""The three tables of the form, filled from rows of figures wherever they were found.

Nothing is invented: a figure is entered only where the words and the order of its row and the cells of
its source leave one place for it. Everything else becomes a :class:`~kaicheng.annual_report.model.Note`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from kaicheng.annual_report.form import Column, Form, Row, load_form
from kaicheng.annual_report.labels import key, squeeze
from kaicheng.annual_report.model import Note
from kaicheng.annual_report.numbers import CellText, Figure, read_cell
from kaicheng.annual_report.readers.align import align
from kaicheng.annual_report.readers.document import Grid, GridCell
from kaicheng.annual_report.readers.grids import header_positions, lay_out, without_spacers
from kaicheng.annual_report.readers.rows import FigureRow, fit, grid_rows, keeps_blanks, without_strays


@dataclass
class Filling:
    """The cells filled so far, and what could not be settled."""

    figures: dict[str, Figure] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    provenance: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def put(self, path: str, content: CellText, where: str) -> None:
        """Enter a cell; a second, different content for it is noted and not entered."""
        if path in self.provenance:
            if (self.figures.get(path), self.raw.get(path, "")) != (content.value, content.raw):
                self.note(
                    "disagreement",
                    f"同一格在{self.provenance[path]}和{where}各出现一次且内容不同，取前者",
                    where,
                    path,
                )
            return
        self.provenance[path] = where
        if content.value is not None:
            self.figures[path] = content.value
        if content.raw:
            self.raw[path] = content.raw

    def note(self, code: str, message: str, where: str, *cells: str) -> None:
        self.notes.append(Note(code, message, cells, where))


def fill_requests(form: Form, rows: Sequence[FigureRow], into: Filling) -> None:
    """Table three. Rows of other shapes are told apart by their words."""
    columns = [column.id for column in form.requests.columns]
    rows = [row for row in without_strays(rows) if not _is_header(row, len(columns))]
    blanks_kept = keeps_blanks(rows, len(columns))
    alignment = align(rows, _rows_of_this_report(form, rows))
    for placed in (*alignment.placed, *alignment.repeated):
        paths = [f"requests.{placed.row.id}.{column}" for column in columns]
        _enter(placed.row.label, placed.figures, paths, blanks_kept, into)
        if placed.by_order:
            into.note(
                "uncertain",
                f"{placed.figures.where}的一行数没有可辨认的行名，按前后行的次序记入“{placed.row.label}”",
                placed.figures.where,
                *paths,
            )
    for figures in alignment.left_over:
        if len(figures.values) >= len(columns) - 1 and any(not value.blank for value in figures.values):
            into.note("unreadable", f"有一行数认不出属于表三哪一行，未填入：{figures.shown}", figures.where)


def _is_header(figures: FigureRow, count: int) -> bool:
    """Whether a row only has labels and too few blanks for a row of the table."""
    return len(figures.values) < count and all(value.blank for value in figures.values)


def _rows_of_this_report(form: Form, rows: Sequence[FigureRow]) -> list[Row]:
    """The form's rows without the kind of 其他处理 that this report does not print."""
    own = [tuple(key(label) for label in figures.labels[-1:]) for figures in rows]
    excluded: set[str] = set()
    for row in form.requests.rows:
        if not row.instead_of:
            continue
        names = {key(wording) for wording in row.wordings}
        single = any(words and words[-1] in names for words in own)
        parts = [part for part in form.requests.rows if part.id in row.instead_of]
        part_names = {key(wording) for part in parts[:2] for wording in part.wordings}
        three = any(words and words[-1] in part_names for words in own)
        if single and not three:
            excluded.update(row.instead_of)
        elif not single:
            excluded.add(row.id)
    return [row for row in form.requests.rows if row.id not in excluded]


def _enter(label: str, figures: FigureRow, paths: Sequence[str], blanks_kept: bool, into: Filling) -> None:
    indices, why_not = fit(figures, len(paths), blanks_kept)
    if indices is None:
        if any(not value.blank for value in figures.values):
            into.note(
                "unreadable",
                f"“{label}”一行{why_not}，对不上列，未填入：{figures.shown}",
                figures.where,
                *paths,
            )
        return
    for path, index in zip(paths, indices, strict=True):
        content = figures.values[index]
        if indices.count(index) > 1 and content.value is not None:
            into.note("unreadable", f"“{label}”一行有合并的数据格，未填入", figures.where, path)
            continue
        into.put(path, content, figures.places[index])


def fill_proactive(form: Form, rows: Sequence[FigureRow], torn: Sequence[GridCell], into: Filling) -> None:
    """Table two. ``torn`` are figures with remarks that stand outside the table, as torn-out cells do."""
    columns_of = {row.id: block.columns for block in form.proactive.blocks for row in block.rows}
    blanks_kept = keeps_blanks(rows, max(len(columns) for columns in columns_of.values()))
    alignment = align(rows, [row for block in form.proactive.blocks for row in block.rows])
    short: list[tuple[Row, FigureRow]] = []
    for placed in (*alignment.placed, *alignment.repeated):
        columns = columns_of[placed.row.id]
        filled = [value for value in placed.figures.values if not value.blank]
        if torn and len(columns) == 3 and len(filled) == 2 and not placed.figures.exact:
            short.append((placed.row, placed.figures))
            continue
        figures = _in_units_of_the_form(placed.figures, columns, into)
        _enter(placed.row.label, figures, _paths(form, placed.row.id, columns), blanks_kept, into)
    for figures in alignment.left_over:
        if figures.labels and any(value.value is not None for value in figures.values):
            into.note(
                "unreadable",
                f"“{figures.labels[-1]}”不是表二的项目，未填入：{figures.shown}",
                figures.where,
            )
    _put_torn_cells_back(form, short, torn, columns_of, into)


def _paths(form: Form, row: str, columns: Sequence[Column]) -> list[str]:
    return [".".join(filter(None, (form.proactive.path, row, column.id))) for column in columns]


_YUAN = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_MONEY = re.compile(r"(?:万|亿)?元")


def _in_units_of_the_form(figures: FigureRow, columns: Sequence[Column], into: Filling) -> FigureRow:
    """A row whose sums of money are in the form's unit: 160.5964万元 in a column of 元 is 1605964.

    The unit is the cell's own, else that of the header above the row. What stood there is kept as raw text.
    """
    money = next((column for column in columns if column.unit in _YUAN), None)
    if money is None:
        return figures
    header = _MONEY.findall(squeeze("".join(figures.before)))
    values = list(figures.values)
    for index, content in enumerate(values):
        unit = _MONEY.search(squeeze(content.raw)) if content.raw else None
        printed = unit[0] if unit else header[-1] if header else money.unit
        last = all(later.blank for later in values[index + 1 :])
        if content.value is None or printed == money.unit or not last:
            continue
        value = Decimal(content.value) * _YUAN[printed] / _YUAN[money.unit]
        text = content.raw or str(content.value)
        values[index] = CellText(int(value) if value == int(value) else value.normalize(), text)
        into.note(
            "uncertain",
            f"“{text}”以{printed}为单位，已折算为{format(value.normalize(), 'f')}{money.unit}",
            figures.places[index],
        )
    return replace(figures, values=tuple(values))


# Words of a remark that name the column of the cell it was torn from.
_COLUMN_WORDS = {
    "abolished_this_year": ("废止", "失效", "宣布"),
    "in_force": ("现行有效",),
    "issued_this_year": ("新制定", "制发"),
}


def _put_torn_cells_back(
    form: Form,
    short: Sequence[tuple[Row, FigureRow]],
    torn: Sequence[GridCell],
    columns_of: dict[str, tuple[Column, ...]],
    into: Filling,
) -> None:
    """Give back to rows that lack one figure the figures that stand torn out beside the table.

    Only when there are as many torn figures as rows lacking one, and a remark names the column.
    """
    if not short:
        return
    columns = {
        column
        for cell in torn
        for column, words in _COLUMN_WORDS.items()
        if any(word in cell.text for word in words)
    }
    if len(short) != len(torn) or len(columns) != 1:
        for row, figures in short:
            _enter(row.label, figures, _paths(form, row.id, columns_of[row.id]), False, into)
        return
    (missing,) = columns
    for (row, figures), cell in zip(short, torn, strict=True):
        rest = [value for value in figures.values if not value.blank]
        places = [
            place for value, place in zip(figures.values, figures.places, strict=True) if not value.blank
        ]
        paths = _paths(form, row.id, columns_of[row.id])
        for column, path in zip(columns_of[row.id], paths, strict=True):
            if column.id == missing:
                into.put(path, read_cell(cell.text), cell.where)
                into.note(
                    "uncertain",
                    f"“{cell.text}”脱离了表格，按位置和备注记入表二“{row.label}”的空格，请核对",
                    cell.where,
                    path,
                )
            else:
                into.put(path, rest.pop(0), places.pop(0))


def fill_remedies(form: Form, rows: Sequence[FigureRow], into: Filling) -> None:
    """Table four: one row with a figure, or a blank, for each of the fifteen columns.

    Some reports give each group a row or a table of its own; then words before the figures must name it.
    """
    groups = form.remedies.groups
    left: list[tuple[FigureRow, str]] = []
    for figures in rows:
        size = len(form.remedies.columns)
        indices, why_not = fit(figures, size * len(groups))
        named = groups
        if indices is None:
            named = tuple(_groups_named(groups, (*figures.before, *figures.labels)))
            indices, _ = fit(figures, size * len(named)) if named else (None, "")
        if indices is None or len(set(indices)) < len(indices):
            left.append((figures, why_not))
            continue
        paths = [f"remedies.{group.id}.{column.id}" for group in named for column in form.remedies.columns]
        if any(path in into.provenance for path in paths):
            continue
        for path, index in zip(paths, indices, strict=True):
            into.put(path, figures.values[index], figures.places[index])
    for figures, why_not in left:
        if len(figures.values) >= 5 and any(not value.blank for value in figures.values):
            into.note("unreadable", f"表四数据行{why_not}，对不上列，未填入：{figures.shown}", figures.where)


def _groups_named(groups: Sequence[Column], words: Iterable[str]) -> Iterator[Column]:
    """The groups of table four that words name, each once, in the order of the form."""
    text = "\n".join(key(word) for word in words)
    for group in groups:
        if key(group.label) in text:
            yield group


@cache
def _widths(edition: str, table: str) -> dict[str, int]:
    """How many cells stand behind each label of a table, as :func:`.rows.grid_rows` asks."""
    form = load_form(edition)
    rows: list[tuple[Row, int]] = []
    others: list[str] = []
    widths: dict[str, int] = {}
    if table == "proactive":
        rows = [(row, len(block.columns)) for block in form.proactive.blocks for row in block.rows]
        others = [
            word for block in form.proactive.blocks for column in block.columns for word in column.wordings
        ]
    elif table == "requests":
        rows = [(row, len(form.requests.columns)) for row in form.requests.rows]
        others = [word for column in form.requests.columns for word in column.wordings]
    else:
        columns = (*form.remedies.groups, *form.remedies.columns)
        others = [word for column in columns for word in column.wordings]
        widths[""] = len(form.remedies.groups) * len(form.remedies.columns)
    others += [group for row, _ in rows for group in row.groups]
    widths.update({key(word): 0 for word in others})
    widths.update({key(word): width for row, width in rows for word in row.wordings})
    return widths


def proactive_rows(form: Form, grid: Grid) -> Iterator[FigureRow]:
    """The rows of figures of table two in a grid."""
    widest = max(len(block.columns) for block in form.proactive.blocks)
    return grid_rows(without_spacers(grid, 1 + widest), _widths(form.edition, "proactive"))


def remedies_rows(form: Form, grid: Grid) -> Iterator[FigureRow]:
    """The rows of figures of table four in a grid."""
    count = len(form.remedies.groups) * len(form.remedies.columns)
    return grid_rows(without_spacers(grid, count), _widths(form.edition, "remedies"))


# 三、本年度办理结果, （三）不予公开, 1.属于国家秘密.
_LABEL_COLUMNS = 3


def requests_rows(form: Form, grid: Grid, into: Filling) -> Iterator[FigureRow]:
    """The rows of figures of table three in a grid.

    Where the grid has the form's headers, the cells of a row are held against them. Columns that the form
    does not have (a subtotal of legal persons) are left out; a row in which order and headers give different
    figures is noted and left out.
    """
    if not grid.exact:
        yield from grid_rows(grid)
        return
    columns = form.requests.columns
    grid = without_spacers(grid, _LABEL_COLUMNS + len(columns))
    headers = header_positions(lay_out(grid), [column.wordings for column in columns])
    under = [start for start, _ in headers] if headers else []
    for row in grid_rows(grid, _widths(form.edition, "requests")):
        if headers is None or len(row.values) < len(columns):
            yield row
        elif set(under) <= set(row.columns):
            yield row.only([row.columns.index(start) for start in under])
        elif len(row.values) == len(columns) and _shifted_alike(row.columns, under):
            # Label cells that span too much or too little move the whole row; its cells stay in order.
            yield row
        else:
            into.note("disagreement", f"这一行的数按次序读与按表头读对不上，未填入：{row.shown}", row.where)


def _shifted_alike(columns: Sequence[int], headers: Sequence[int]) -> bool:
    return len({column - header for column, header in zip(columns, headers, strict=True)}) == 1
