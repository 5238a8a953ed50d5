"""A report as blocks to print on a page: headings, paragraphs with marked passages, statutory tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaicheng.annual_report.form import Chapter
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.writers import layout
from kaicheng.annual_report.writers.layout import LayoutCell, LayoutTable
from kaicheng.portal.findings_view import Item

_SUBHEADING = re.compile(r"[（(][一二三四五六七八九十]+[）)][^。；;：:，,]{1,28}")
_SCOPES = {
    layout.COLUMN: "col",
    layout.COLUMN_GROUP: "colgroup",
    layout.ROW: "row",
    layout.ROW_GROUP: "rowgroup",
}


@dataclass(frozen=True)
class Box:
    """A cell of a table with what was found about it."""

    cell: LayoutCell
    table: str
    text: str
    items: tuple[Item, ...] = ()

    @property
    def id(self) -> str:
        return f"cell-{self.cell.path}" if self.cell.path else f"{self.table}-{self.cell.key}"

    @property
    def scope(self) -> str:
        return _SCOPES.get(self.cell.role, "")

    @property
    def headers(self) -> str:
        return " ".join(f"{self.table}-{key}" for key in self.cell.heads)

    @property
    def suspected_by(self) -> list[Item]:
        """The findings for which this cell may well be the wrong one."""
        return [item for item in self.items if self.cell.path in item.suspects]

    @property
    def mark(self) -> str:
        """How the cell is marked: not at all, as part of a broken sum, or as a suspect."""
        if not self.items:
            return ""
        if not self.suspected_by:
            return "involved"
        worst = min(self.suspected_by, key=lambda item: item.finding.severity.rank)
        return f"faulty {worst.finding.severity.value}"


@dataclass(frozen=True)
class Line:
    """A row of a table. ``kind`` tells figures from rows that only head others."""

    boxes: tuple[Box, ...]

    @property
    def kind(self) -> str:
        if any(box.cell.path for box in self.boxes):
            return "figures"
        return "caption" if len(self.boxes) == 1 else "heads"


@dataclass(frozen=True)
class Table:
    """A statutory table."""

    id: str
    title: str
    head: tuple[Line, ...]
    body: tuple[Line, ...]


@dataclass(frozen=True)
class Piece:
    """A run of text; with an item, a passage that a finding quotes."""

    text: str
    item: Item | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a heading within a chapter."""

    pieces: tuple[Piece, ...]
    heading: bool


@dataclass(frozen=True)
class Part:
    """A chapter of the report, or what stands before the first."""

    id: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    table: Table | None = None
    missing: bool = False


def parts_of(report: AnnualReport, items: Sequence[Item] = ()) -> list[Part]:
    """The whole report in the order of the form, with the findings where they belong."""
    tables = {table.id: _table(report, table, items) for table in layout.tables_of(report)}
    preamble = Part("preamble", "", _paragraphs(report, "preamble", items))
    chapters = [
        _chapter(report, chapter, tables.get(chapter.id), items) for chapter in report.statutory_form.chapters
    ]
    return [*([preamble] if preamble.paragraphs else []), *chapters]


def _chapter(report: AnnualReport, chapter: Chapter, table: Table | None, items: Sequence[Item]) -> Part:
    return Part(
        chapter.id,
        report.headings.get(chapter.id) or chapter.heading,
        _paragraphs(report, chapter.id, items),
        table,
        chapter.id not in report.headings,
    )


def _table(report: AnnualReport, table: LayoutTable, items: Sequence[Item]) -> Table:
    by_cell: dict[str, list[Item]] = {}
    for item in items:
        for path in item.finding.cells:
            by_cell.setdefault(path, []).append(item)
    lines = [
        Line(
            tuple(
                Box(
                    cell,
                    table.id,
                    report.text_of(cell.path) if cell.path else cell.text,
                    tuple(by_cell.get(cell.path, ())),
                )
                for cell in row
            )
        )
        for row in table.rows
    ]
    return Table(table.id, table.title, tuple(lines[: table.head_rows]), tuple(lines[table.head_rows :]))


def _paragraphs(report: AnnualReport, part: str, items: Sequence[Item]) -> tuple[Paragraph, ...]:
    text = report.chapters.get(part, "")
    return tuple(
        Paragraph(tuple(_pieces(line, items)), bool(_SUBHEADING.fullmatch(line.strip())))
        for line in text.split("\n")
        if line.strip()
    )


def _pieces(line: str, items: Sequence[Item]) -> Iterator[Piece]:
    """``line`` cut at the passages that findings quote; where two overlap the first one stands."""
    spots: list[tuple[int, int, Item]] = []
    for item in items:
        for quote in item.quotes:
            wanted = quote.marked or quote.whole
            begin = line.find(wanted)
            if wanted and begin >= 0 and (not quote.marked or quote.whole in line or line in quote.whole):
                spots.append((begin, begin + len(wanted), item))
    position = 0
    for begin, end, item in sorted(spots, key=lambda spot: spot[:2]):
        if begin < position:
            continue
        if begin > position:
            yield Piece(line[position:begin])
        yield Piece(line[begin:end], item)
        position = end
    if position < len(line):
        yield Piece(line[position:])
