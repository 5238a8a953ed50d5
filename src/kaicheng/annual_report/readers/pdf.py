"""PDF with a text layer to a document: paragraphs and tables in reading order.

Tables are read twice, by their ruling lines (:mod:`.pdf_ruled`) and by the places of their words
(:mod:`.pdf_columns`). A table without lines is read the second way alone; where there are lines, the second
reading goes into :attr:`Document.alternatives` to be compared.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from kaicheng.annual_report.errors import EncryptedFile, NoText, ReadError
from kaicheng.annual_report.readers.document import Block, Document, Grid
from kaicheng.annual_report.readers.limits import LIMITS, check_count, check_size, damaged
from kaicheng.annual_report.readers.pdf_columns import (
    columns_grid,
    has_figures,
    table_regions,
    trailing_head,
)
from kaicheng.annual_report.readers.pdf_glyphs import PageContent, read_page
from kaicheng.annual_report.readers.pdf_join import Part, continues, grid_of, part_of, same_extent
from kaicheng.annual_report.readers.pdf_lines import Line, lines_of
from kaicheng.annual_report.readers.pdf_paragraphs import (
    MARGIN,
    Measure,
    PlacedLine,
    measure,
    paragraphs,
    without_furniture,
)
from kaicheng.annual_report.readers.pdf_ruled import Ruled, ruled_tables

_MIN_GLYPHS = 20  # a document with fewer has no text to speak of
_MAX_UNREADABLE = 0.3

# pdfminer writes a line of log for each oddity of a file; the caller hears of what matters by exception.
logging.getLogger("pdfminer").setLevel(logging.ERROR)
logging.getLogger("pdfplumber").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table on a page: ruled, with its part, or not, with its lines alone."""

    page: int
    top: float
    lines: tuple[Line, ...]
    where: str
    part: Part | None


def read_pdf(data: bytes) -> Document:
    """The document in a PDF.

    Raises EncryptedFile when it asks for a password to open (a password that only forbids changing or
    printing does not matter), NoText when it holds pictures only, DamagedFile and TooLarge.
    """
    check_size(len(data))
    pages = _contents(data)
    _check_text(pages)
    flow = _flow(pages)
    lines = [item for item in flow if isinstance(item, PlacedLine)]
    blocks, alternative = _blocks(flow, measure(lines))
    return Document("pdf", tuple(blocks), alternatives=(tuple(alternative),) if alternative else ())


def _contents(data: bytes) -> list[PageContent]:
    """What is drawn on each page; a page is forgotten by the library as soon as it has been taken apart."""
    contents: list[PageContent] = []
    with _typed_errors(), pdfplumber.open(io.BytesIO(data)) as pdf:
        pages = pdf.pages
        check_count(len(pages), LIMITS.pages, "页", "pages")
        for page in pages:
            contents.append(read_page(page))
            page.close()
    if not contents:
        raise damaged("其中没有页面", "it has no pages")
    return contents


@contextmanager
def _typed_errors() -> Iterator[None]:
    """Whatever the library raises on a broken file, as one of our errors."""
    try:
        yield
    except ReadError:
        raise
    except (PdfminerException, PDFException, PSException) as error:
        causes = (error, *error.args)
        if any(isinstance(cause, MemoryError) for cause in causes):
            raise MemoryError from None
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
            raise EncryptedFile(
                "PDF 设有打开密码，无法读取。请取消密码后另存，再重试。",
                "The PDF asks for a password. Save it without one and try again.",
            ) from None
        raise damaged("PDF 结构不完整", "the structure of the PDF is incomplete") from error
    except MemoryError:
        raise
    except Exception as error:
        # A parser of broken files fails in every way there is: TypeError, KeyError, struct.error,
        # RecursionError … Nothing of it says more than that the file is broken.
        raise damaged("PDF 内容无法解析", "the PDF cannot be parsed") from error


def _check_text(pages: Sequence[PageContent]) -> None:
    """Raise NoText for scans and for fonts that do not say which characters they draw."""
    glyphs = sum(not glyph.text.isspace() for page in pages for glyph in page.glyphs)
    unreadable = sum(page.unreadable for page in pages)
    if glyphs < _MIN_GLYPHS:
        raise NoText(
            "PDF 里只有图片（扫描件或照片），没有可读取的文字。请使用由 Word 或 WPS 直接导出的 PDF，"
            "或提交 Word（.docx）版；只有纸质件时请先做文字识别并核对。",
            "The PDF holds only pictures (a scan or photograph). Use a PDF exported from Word or WPS, "
            "or the Word file itself.",
        )
    if unreadable > _MAX_UNREADABLE * glyphs:
        raise NoText(
            "PDF 的字体没有字符对照表，文字读不出来。请由原始 Word 文件重新导出 PDF，或提交 .docx 版。",
            "The fonts of the PDF do not say which characters they draw. Export it again from Word, or use "
            "the Word file itself.",
        )


def _flow(pages: Sequence[PageContent]) -> list[PlacedLine | _Table]:
    """The lines and tables of all pages in reading order."""
    ruled = _without_frames(pages, [ruled_tables(page.rules, page.glyphs) for page in pages])
    rest = [_outside(page, tables) for page, tables in zip(pages, ruled, strict=True)]
    kept = without_furniture(rest)
    regions = [table_regions([held.line for held in lines]) for lines in kept]
    for index, lines in enumerate(kept[:-1]):
        # The headers of a table may stay behind at the foot of a page when its figures go to the next.
        if any(region.start == 0 for region in regions[index + 1]):
            head = trailing_head([held.line for held in lines], kept[index + 1][0].line.size)
            if head and not any(head.start in region for region in regions[index]):
                regions[index].append(head)
    flow: list[PlacedLine | _Table] = []
    for page, tables, lines, found in zip(pages, ruled, kept, regions, strict=True):
        flow.extend(_page_flow(page, tables, lines, found))
    return flow


def _without_frames(pages: Sequence[PageContent], ruled: Sequence[Sequence[Ruled]]) -> list[list[Ruled]]:
    """The tables of each page, of single columns only those that a page break cut off from a table."""
    kept = [[table for table in tables if not table.is_frame] for tables in ruled]
    for index, tables in enumerate(ruled):
        for frame in (table for table in tables if table.is_frame):
            before = kept[index - 1][-1:] if index and _is_outermost(frame, pages[index], top=True) else []
            after = (
                kept[index + 1][:1]
                if _is_outermost(frame, pages[index], top=False) and index + 1 < len(kept)
                else []
            )
            if any(same_extent(frame, table) for table in (*before, *after)):
                kept[index].append(frame)
        kept[index].sort(key=lambda table: table.top)
    return kept


def _is_outermost(table: Ruled, page: PageContent, *, top: bool) -> bool:
    """Whether nothing but page numbers and running headers stands above, or below, a table."""
    first, last = MARGIN * page.height, (1 - MARGIN) * page.height
    return not any(
        first < glyph.middle < last and (glyph.middle < table.top if top else glyph.middle > table.bottom)
        for glyph in page.glyphs
    )


def _outside(page: PageContent, tables: Sequence[Ruled]) -> list[PlacedLine]:
    glyphs = (glyph for glyph in page.glyphs if not any(table.holds(glyph) for table in tables))
    lines = enumerate(lines_of(glyphs), start=1)
    return [PlacedLine(line, number, page.number, page.height) for number, line in lines]


def _page_flow(
    page: PageContent, ruled: Sequence[Ruled], lines: Sequence[PlacedLine], regions: Sequence[range]
) -> list[PlacedLine | _Table]:
    """One page's items from top to bottom."""
    inside = {index for region in regions for index in region}
    tables: list[tuple[float, tuple[Line, ...], Ruled | None]] = []
    for region in regions:
        own = tuple(lines[index].line for index in region)
        tables.append((min(line.top for line in own), own, None))
    for ruled_table in ruled:
        own = tuple(lines_of(glyph for glyph in page.glyphs if ruled_table.holds(glyph)))
        tables.append((ruled_table.top, own, ruled_table))
    tables.sort(key=lambda entry: entry[0])
    items: list[PlacedLine | _Table] = [held for index, held in enumerate(lines) if index not in inside]
    for number, (top, own, table) in enumerate(tables, start=1):
        part = part_of(table, page.number, number) if table is not None else None
        items.append(_Table(page.number, top, own, f"第{page.number}页 表{number}", part))
    return sorted(items, key=lambda item: item.line.top if isinstance(item, PlacedLine) else item.top)


def _blocks(flow: Sequence[PlacedLine | _Table], by: Measure) -> tuple[list[Block], list[Grid]]:
    """Paragraphs and grids in order, and the second reading of the ruled tables."""
    blocks: list[Block] = []
    alternative: list[Grid] = []
    lines: list[PlacedLine] = []
    run: list[_Table] = []

    def end_of_lines() -> None:
        blocks.extend(paragraphs(lines, by, may_hold_title=not blocks))
        lines.clear()

    def end_of_tables() -> None:
        if run:
            grid, second = _read_twice(run)
            blocks.extend(grid)
            alternative.extend(second)
            run.clear()

    for item in flow:
        if isinstance(item, PlacedLine):
            end_of_tables()
            lines.append(item)
            continue
        end_of_lines()
        last = run[-1].part if run else None
        if run and not (last is not None and item.part is not None and continues(last, item.part)):
            end_of_tables()
        run.append(item)
    end_of_lines()
    end_of_tables()
    cells = sum(len(row) for block in blocks if isinstance(block, Grid) for row in block.rows)
    check_count(cells, LIMITS.cells, "单元格", "table cells")
    return blocks, alternative


def _read_twice(run: Sequence[_Table]) -> tuple[list[Grid], list[Grid]]:
    """The grid of tables that continue each other, and what the places of their words say."""
    by_words = [columns_grid(table.lines, table.where) for table in run]
    parts = [table.part for table in run if table.part is not None]
    if not parts:
        return by_words, []
    second = Grid(tuple(row for grid in by_words for row in grid.rows), run[0].where, exact=False)
    return [grid_of(parts)], [second] if any(has_figures(table.lines) for table in run) else []
