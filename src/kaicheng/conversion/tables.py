"""Tables of a page: real ones with their spans and headers, and those that only lay out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from kaicheng.conversion.blocks import Align, Cell, Inline, Mark, Row, Run, Table, joined
from kaicheng.conversion.errors import too_large
from kaicheng.conversion.markup import Node
from kaicheng.conversion.styling import is_hidden, is_tracked_deletion

MAX_CELLS = 60_000
_MAX_SPAN = 1_000
_MAX_HEADER = 30  # characters
_MAX_HEAD_ROWS = 4
_FIGURE = re.compile(r"[\d.,，%％+\-—年月日:：/]+")

ReadCell = Callable[[Node], tuple[tuple[Inline, ...], Align | None]]


def is_layout(table: Node) -> bool:
    """Whether a table only puts things in their places: it holds a table, or a single cell."""
    cells = 0
    for node in table.elements():
        if node is not table and node.tag == "table":
            return True
        cells += node.tag in ("td", "th")
    return cells < 2


def read_table(node: Node, read_cell: ReadCell) -> Table:
    """The table of a ``table`` element that is no layout. It may turn out to have no or empty rows."""
    head: list[tuple[Row, bool]] = []
    body: list[tuple[Row, bool]] = []
    foot: list[tuple[Row, bool]] = []
    captions: list[Inline] = []
    count = 0
    for group, element in _rows(node):
        if group == "caption":
            captions.extend(read_cell(element)[0])
            continue
        row: list[Cell] = []
        for child in element.children:
            if isinstance(child, Node) and child.tag in ("td", "th") and not is_hidden(child):
                inlines, align = read_cell(child)
                row.append(
                    Cell(
                        inlines,
                        _span(child, "colspan"),
                        _span(child, "rowspan"),
                        _scope(child),
                        align,
                    )
                )
        if not row:
            continue
        count += len(row)
        if count > MAX_CELLS:
            raise too_large(f"表格单元格超过 {MAX_CELLS} 个", f"There are more than {MAX_CELLS} table cells")
        said = all(cell.scope for cell in row)
        {"thead": head, "tfoot": foot}.get(group, body).append((tuple(row), group == "thead" or said))
    told = [*head, *body, *foot]
    rows = _fitted([row for row, _ in told])
    says_head = bool(head) or any(cell.scope for row in rows for cell in row)
    heads = 0
    while heads < len(told) - 1 and told[heads][1]:
        heads += 1
    return _dressed(rows, heads if says_head else None, tuple(captions))


def _rows(table: Node) -> list[tuple[str, Node]]:
    """Rows and captions, each with the element it stands in."""
    found: list[tuple[str, Node]] = []
    for child in table.children:
        if not isinstance(child, Node) or is_hidden(child):
            continue
        if child.tag == "caption":
            found.append(("caption", child))
        elif child.tag == "tr":
            found.append(("tbody", child))
        elif child.tag in ("thead", "tbody", "tfoot"):
            found.extend(
                (child.tag, row)
                for row in child.children
                if isinstance(row, Node) and row.tag == "tr" and not is_hidden(row)
            )
    return [entry for entry in found if not is_tracked_deletion(entry[1])]


def _span(cell: Node, name: str) -> int:
    text = cell.attributes.get(name, "").strip()
    return min(max(int(text), 1), _MAX_SPAN) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _scope(cell: Node) -> str:
    if cell.tag != "th":
        return ""
    return "row" if cell.attributes.get("scope") in ("row", "rowgroup") else "col"


def _fitted(rows: Sequence[Row]) -> list[Row]:
    """Rows whose spans do not reach below the last of them."""
    return [
        tuple(
            cell if cell.rowspan <= len(rows) - index else replace(cell, rowspan=len(rows) - index)
            for cell in row
        )
        for index, row in enumerate(rows)
    ]


def _dressed(rows: list[Row], heads: int | None, caption: tuple[Inline, ...]) -> Table:
    """The table with its caption and header rows; ``heads`` is how many it says that it has."""
    if not caption and len(rows) > 1 and _is_caption(rows):
        caption = rows[0][0].inlines
        rows = rows[1:]
        heads = (heads or 0) - 1 if (heads or 0) > 1 else None
    if heads is None:
        heads = _guessed(rows)
    dressed = [
        tuple(replace(cell, scope="col", align=None, inlines=_plainer(cell.inlines)) for cell in row)
        if index < heads
        else tuple(_in_body(cell, first=number == 0) for number, cell in enumerate(row))
        for index, row in enumerate(rows)
    ]
    return Table(tuple(dressed), heads, _plainer(caption))


def _in_body(cell: Cell, *, first: bool) -> Cell:
    if not cell.scope:
        return cell
    return replace(cell, scope="row" if first else cell.scope, inlines=_plainer(cell.inlines))


def _plainer(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Without bold, which a header is anyway."""
    return joined(
        replace(inline, marks=inline.marks - {Mark.STRONG}) if isinstance(inline, Run) else inline
        for inline in inlines
    )


def _width(row: Row) -> int:
    return sum(cell.colspan for cell in row)


def _is_caption(rows: Sequence[Row]) -> bool:
    """Whether the first row is one cell over the whole width, above a table with more columns."""
    first = rows[0]
    return (
        len(first) == 1
        and first[0].colspan > 1
        and first[0].rowspan == 1
        and bool(first[0].text.strip())
        and first[0].colspan >= max(map(_width, rows))
        and any(len(row) > 1 for row in rows)
    )


def _guessed(rows: Sequence[Row]) -> int:
    """How many rows at the top are headers, of a table that does not say so.

    The first row of an official table names its columns. A form, whose cells are names and blanks by turns,
    has none.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return 0
    first = rows[0]
    texts = [cell.text.strip() for cell in first]
    if not all(texts) or any(len(text) > _MAX_HEADER or _FIGURE.fullmatch(text) for text in texts):
        return 0
    if any(text.endswith(("：", ":")) for text in texts):
        return 0
    bold = all(_is_bold(cell) for cell in first)
    height = max(cell.rowspan for cell in first)
    grouped = any(cell.colspan > 1 for cell in first)
    if height > 1 and not grouped:
        return 0
    if grouped and height == 1 and not bold:
        return 0  # 合计 over two columns and the like
    if height >= len(rows) or height > _MAX_HEAD_ROWS:
        return 0
    below = rows[1:]
    if not grouped and 2 * sum(len(row) == len(first) for row in below) < len(below):
        return 0  # a form, whose rows are divided each in its own way
    blank = any(not cell.text.strip() for row in below for cell in row)
    if blank and len(rows) < 4 and not bold:
        return 0  # a form
    return height


def _is_bold(cell: Cell) -> bool:
    return all(Mark.STRONG in inline.marks for inline in cell.inlines if inline.text.strip())
