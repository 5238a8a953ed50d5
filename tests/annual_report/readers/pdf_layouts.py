"""The same report printed to PDF in the ways in which word processors and browsers do it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kaicheng.annual_report.model import AnnualReport
from tests.annual_report.layouts import Cell, Table, tables
from tests.annual_report.readers.tiny_pdf import Page, advance, pdf

LEFT, RIGHT, TOP, BOTTOM = 74.0, 521.0, 80.0, 770.0
BODY = 16.0
WIDTHS = {
    "proactive": [171.0, 92.0, 92.0, 92.0],
    "requests": [20.0, 42.0, 112.0, *[39.0] * 7],
    "remedies": [29.8] * 15,
}


@dataclass
class Style:
    """How a report is printed.

    ``ruled`` is ``lines``, ``boxes`` or ``none``; ``bottom`` is where pages end, so that tables break in
    different rows; ``size`` is that of the text in tables, in points.
    """

    ruled: str = "lines"
    bottom: float = BOTTOM
    size: float = 9.0
    padding: float = 8.0
    repeat_head: bool = False
    letters: bool = False
    bold_by_overprint: bool = False
    sideways: bool = False
    rotate: int = 0
    shaded: bool = False
    open_sides: bool = False


@dataclass
class Printer:
    """A pen that goes down the pages."""

    style: Style
    pages: list[Page] = field(default_factory=list)
    y: float = 0.0

    def __post_init__(self) -> None:
        self.new_page()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def new_page(self) -> None:
        if self.pages:
            self.page.centred(LEFT, RIGHT, 800, f"- {len(self.pages)} -", 12)
        self.pages.append(Page(rotate=self.style.rotate, sideways=self.style.sideways))
        self.y = TOP

    def write(self, x: float, y: float, text: str, size: float) -> None:
        draw = self.page.letter_by_letter if self.style.letters else self.page.text
        draw(x, y, text, size)
        if self.style.bold_by_overprint:
            draw(x + 0.3, y, text, size)

    def paragraph(self, text: str, size: float = BODY, *, indent: bool = True, centred: bool = False) -> None:
        for number, line in enumerate(wrap(text, RIGHT - LEFT, size, 2 if indent else 0)):
            if self.y + size > self.style.bottom:
                self.new_page()
            x = LEFT + (2 * size if indent and number == 0 else 0)
            if centred:
                x = (LEFT + RIGHT - advance(line, size)) / 2
            self.write(x, self.y + size, line, size)
            self.y += 1.75 * size

    def table(self, rows: Table, widths: list[float]) -> None:
        xs = [LEFT]
        for width in widths:
            xs.append(xs[-1] + width)
        placed = list(place(rows, xs))
        heights = self._heights(placed, len(rows), xs)
        start = 0
        self.y += 6
        while start < len(rows):
            end = start
            y = self.y
            while end < len(rows) and y + heights[end] <= self.style.bottom:
                y += heights[end]
                end += 1
            if end == start:
                self.new_page()
                continue
            self._part(placed, heights, xs, start, end)
            start = end
            if start < len(rows):
                self.new_page()
        self.y += 12

    def _heights(self, placed: list[Placed], count: int, xs: list[float]) -> list[float]:
        size = self.style.size
        heights = [2 * size + self.style.padding] * count
        for cell in placed:
            lines = len(wrap(cell.cell.text, cell.width(xs) - 4, size))
            if cell.cell.rowspan == 1:
                heights[cell.row] = max(heights[cell.row], lines * 1.3 * size + self.style.padding)
        return heights

    def _part(
        self, placed: list[Placed], heights: list[float], xs: list[float], start: int, end: int
    ) -> None:
        """The rows from ``start`` up to ``end`` on this page."""
        ys = [self.y]
        for height in heights[start:end]:
            ys.append(ys[-1] + height)
        for cell in placed:
            first, last = max(cell.row, start), min(cell.row + cell.cell.rowspan, end)
            if first >= last:
                continue
            box = (xs[cell.column], ys[first - start], xs[cell.column + cell.cell.colspan], ys[last - start])
            if self.style.shaded and not cell.cell.path:
                self.page.background(*box)
            self._border(*box)
            lines = wrap(cell.cell.text, box[2] - box[0] - 4, self.style.size)
            # A cell that spans the break shows on each page the lines that fall to it.
            share = round(len(lines) * (first - cell.row) / cell.cell.rowspan)
            stop = round(len(lines) * (last - cell.row) / cell.cell.rowspan)
            self._fill(lines[share:stop], box, centred=bool(cell.cell.path))
        self.y = ys[-1]

    def _border(self, x0: float, y0: float, x1: float, y1: float) -> None:
        sides = [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
        for ax, ay, bx, by in sides:
            if self.style.open_sides and ax == bx and (ax == LEFT or ax > RIGHT - 3):
                continue
            if self.style.ruled == "lines":
                self.page.line(ax, ay, bx, by)
            elif self.style.ruled == "boxes":
                self.page.thin_box(ax - 0.25, ay - 0.25, bx + 0.25, by + 0.25)

    def _fill(self, lines: list[str], box: tuple[float, float, float, float], *, centred: bool) -> None:
        size = self.style.size
        y = (box[1] + box[3] - 1.3 * size * len(lines)) / 2 + size
        for line in lines:
            x = (box[0] + box[2] - advance(line, size)) / 2 if centred else box[0] + 2
            self.write(x, y, line, size)
            y += 1.3 * size


@dataclass(frozen=True)
class Placed:
    """A cell with the row and column in which it begins."""

    cell: Cell
    row: int
    column: int

    def width(self, xs: list[float]) -> float:
        return xs[self.column + self.cell.colspan] - xs[self.column]


def place(rows: Table, xs: list[float]) -> Iterator[Placed]:
    """Each cell of a table with its place, as HTML lays spans out."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            yield Placed(cell, row, column)
            taken.update((row + i, column + j) for i in range(cell.rowspan) for j in range(cell.colspan))


def wrap(text: str, width: float, size: float, indent: float = 0) -> list[str]:
    """Lines of at most ``width`` points; numbers and words are kept whole where a line can hold them."""
    lines = [""]
    room = width - indent * size
    for piece in pieces(text):
        if lines[-1] and advance(lines[-1] + piece, size) > room:
            lines.append("")
            room = width
        lines[-1] += piece
    return lines


def pieces(text: str) -> list[str]:
    """What may not be parted: a Chinese character, a number, a word."""
    found: list[str] = []
    for character in text:
        if found and character.isascii() and not character.isspace() and found[-1][-1].isascii():
            found[-1] += character
        else:
            found.append(character)
    return found


def printed(report: AnnualReport, style: Style | None = None) -> bytes:
    """The report as a PDF file in this style."""
    printer = Printer(style or Style())
    printer.paragraph(report.title, 22, indent=False, centred=True)
    for line in report.chapters.get("preamble", "").split("\n"):
        printer.paragraph(line)
    drawn = tables(report)
    for chapter in report.statutory_form.chapters:
        printer.paragraph(report.headings[chapter.id])
        if chapter.id in drawn:
            printer.table(drawn[chapter.id], WIDTHS[chapter.id])
        if chapter.id in report.chapters:
            for line in report.chapters[chapter.id].split("\n"):
                printer.paragraph(line)
    printer.page.centred(LEFT, RIGHT, 800, f"- {len(printer.pages)} -", 12)
    return pdf(*printer.pages)


STYLES: dict[str, Callable[[], Style]] = {
    "ruled with lines": Style,
    "ruled with thin boxes": lambda: Style(ruled="boxes"),
    "without ruling lines": lambda: Style(ruled="none"),
    "open at the sides": lambda: Style(open_sides=True),
    "pages that end early": lambda: Style(bottom=430),
    "drawn letter by letter": lambda: Style(letters=True),
    "bold by overprinting": lambda: Style(bold_by_overprint=True),
    "turned by the page": lambda: Style(sideways=True, rotate=90),
    "drawn sideways": lambda: Style(sideways=True),
    "shaded cells": lambda: Style(shaded=True),
    "narrow rows": lambda: Style(padding=3, size=7.5),
}
