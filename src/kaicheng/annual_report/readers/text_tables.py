"""Which lines of a chapter are cells of its table, in text that does not say where the table ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaicheng.annual_report.form import Form
from kaicheng.annual_report.labels import key, squeeze
from kaicheng.annual_report.readers.document import Block, Grid, GridCell, Paragraph
from kaicheng.annual_report.readers.prose import PAGE_NUMBER
from kaicheng.annual_report.readers.rows import cells_of_line, rows_of_stream, stands_for_figure

_SENTENCE = re.compile(r"[。；：！？;!?]")


def table_and_prose(chapter: str, blocks: Sequence[Block], form: Form) -> tuple[Grid, list[str]]:
    """Split a table chapter of a text into its table and its prose.

    Every line up to the last row of figures belongs to the table unless it is a sentence that no label of
    the form contains.
    """
    labels = _label_text(chapter, form)
    last = max((n for n, block in enumerate(blocks) if _has_figures(block)), default=-1)
    cells: list[tuple[GridCell, ...]] = []
    prose: list[str] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Grid):
            cells.extend(block.rows)
        elif _is_label(block.text, labels) or (number <= last and not _is_prose(block.text, labels)):
            cells.append(cells_of_line(block.text, block.where))
        elif squeeze(block.text):
            prose.append(block.text.strip())
    where = blocks[0].where if blocks else ""
    if _one_cell_a_line(cells):
        return rows_of_stream((cell for row in cells for cell in row), where), prose
    return Grid(tuple(cells), where, exact=False), prose


def _label_text(chapter: str, form: Form) -> str:
    """Every label of a table in one string, to look up whether a line is a piece of one."""
    if chapter == "proactive":
        table = form.proactive
        words = [table.head]
        for block in table.blocks:
            words += [block.caption, *(entry.label for entry in (*block.columns, *block.rows))]
    elif chapter == "requests":
        words = [form.requests.head, form.requests.spanner]
        for entry in (*form.requests.columns, *form.requests.rows):
            words += [entry.label, *getattr(entry, "groups", ()), getattr(entry, "group", "")]
    else:
        words = []
        for column in (*form.remedies.groups, *form.remedies.columns):
            words += [column.label, column.group]
    return "\n".join(key(word) for word in words if word)


def _is_label(text: str, labels: str) -> bool:
    compact = key(text)
    return bool(compact) and compact in labels


def _has_figures(block: Block) -> bool:
    if isinstance(block, Grid):
        return any(stands_for_figure(cell.text) for row in block.rows for cell in row)
    if PAGE_NUMBER.match(block.text):
        return False
    return any(stands_for_figure(cell.text) for cell in cells_of_line(block.text, block.where))


def _is_prose(text: str, labels: str) -> bool:
    """A sentence among the cells of a table, such as a note under it."""
    compact = squeeze(text)
    if stands_for_figure(compact) or key(compact) in labels:
        return False
    return len(compact) >= 14 and bool(_SENTENCE.search(compact[-1:] + compact[:3]))


def _one_cell_a_line(rows: Sequence[tuple[GridCell, ...]]) -> bool:
    """Whether lines hold single cells rather than rows."""
    filled = [sum(bool(cell.text.strip()) for cell in row) for row in rows]
    figures = [
        count
        for count, row in zip(filled, rows, strict=True)
        if count and any(stands_for_figure(cell.text) for cell in row)
    ]
    return bool(figures) and sum(count == 1 for count in figures) > len(figures) / 2


def without_torn_figures(blocks: Sequence[Block]) -> tuple[Sequence[Block], list[GridCell]]:
    """Take out figures with a remark that a converter tore out of a table set in rows: 22 / （其中修订16件）.

    Where every cell has a line of its own the same two lines are an ordinary cell and stay.
    """
    if not any(isinstance(block, Grid) for block in blocks):
        return blocks, []
    kept: list[Block] = []
    torn: list[GridCell] = []
    skip = False
    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        if skip:
            skip = False
        elif (
            isinstance(block, Paragraph)
            and isinstance(following, Paragraph)
            and squeeze(block.text).isdigit()
            and re.fullmatch(r"[（(].*\d.*[）)]", squeeze(following.text))
        ):
            torn.append(GridCell(block.text.strip() + following.text.strip(), block.where))
            skip = True
        else:
            kept.append(block)
    return kept, torn
