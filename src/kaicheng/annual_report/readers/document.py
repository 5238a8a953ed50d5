"""What every container reader produces: a document as a run of paragraphs and grids.

Container readers (text, HTML, DOCX, PDF, XLSX) know files and nothing of the form; what the document
says is worked out once, in :mod:`kaicheng.annual_report.readers.interpret`.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table. ``where`` is its place in the file, in words to follow: 第4页 表1 第3行第2格."""

    text: str
    where: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or line of text. ``is_title`` marks what the file itself calls a title or heading one."""

    text: str
    where: str
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of cells in reading order.

    ``exact`` is whether the file says where cells begin and end (HTML, DOCX, XLSX, ruled PDF tables), so
    that an empty cell is really there; a table taken from text that was set out with bars or spaces is
    not exact. A cell that spans appears once, in the row and place where it begins.
    """

    rows: tuple[tuple[GridCell, ...], ...]
    where: str
    exact: bool = True


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A file taken apart. ``lines_are_cells`` tells that a paragraph may be a single table cell, as in
    text that a scraper left with one cell a line. ``title`` is what the file is called outside its text."""

    kind: str
    blocks: tuple[Block, ...]
    lines_are_cells: bool = False
    alternatives: tuple[tuple[Grid, ...], ...] = field(default=())
    """Other ways in which the container reader took the same tables apart, to be compared."""
    title: str = ""
