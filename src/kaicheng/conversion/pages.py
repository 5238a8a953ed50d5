"""PDF files as bodies: paragraphs and tables restored from their places on the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

import pypdfium2
import pypdfium2.raw as pdfium

from kaicheng.annual_report.readers.document import Block, Grid, Paragraph
from kaicheng.annual_report.readers.pdf import read_pdf
from kaicheng.conversion import notes
from kaicheng.conversion.body import CleanBody
from kaicheng.conversion.cleaning import body_of
from kaicheng.conversion.errors import typed_errors
from kaicheng.conversion.images import Album
from kaicheng.conversion.markup import parse
from kaicheng.conversion.official import full_date, is_issuer
from kaicheng.findings import Finding

_FEW = 5
"""A page with fewer characters and a picture is a scan: they are its page number."""
_SMALL = 24.0  # points: smaller pictures are signs and bullets
_MAX_DEPTH = 3  # of drawings inside drawings


def body_of_pdf(data: bytes) -> CleanBody:
    """The body of a PDF. Raises NotReadable; other exceptions mean that the file is damaged."""
    with typed_errors():
        document = read_pdf(data)
    html = "\n".join(_html(block, place) for block, place in _placed(document.blocks))
    return body_of(parse(html), Album(), [notes.pdf_layout(), *_left_out(data)])


def _placed(blocks: Sequence[Block]) -> Iterable[tuple[Block, str]]:
    """Blocks with how they stand: large lines at the top in the middle, a signature to the right."""
    for index, block in enumerate(blocks):
        place = ""
        if isinstance(block, Paragraph):
            above = blocks[index - 1] if index else None
            below = blocks[index + 1] if index + 1 < len(blocks) else None
            if block.is_title:
                place = "center"
            elif (full_date(block.text) and _names_issuer(above)) or (
                _names_issuer(block) and _is_date(below)
            ):
                place = "right"
        yield block, place


def _names_issuer(block: Block | None) -> bool:
    return isinstance(block, Paragraph) and not block.is_title and is_issuer(block.text)


def _is_date(block: Block | None) -> bool:
    return isinstance(block, Paragraph) and full_date(block.text) is not None


def _html(block: Block, place: str) -> str:
    if isinstance(block, Paragraph):
        return f'<p align="{place}">{escape(block.text)}</p>' if place else f"<p>{escape(block.text)}</p>"
    return f"<table>{''.join(_row(block, row) for row in range(len(block.rows)))}</table>"


def _row(grid: Grid, row: int) -> str:
    cells = (
        f'<td colspan="{cell.colspan}" rowspan="{cell.rowspan}">{escape(cell.text)}</td>'
        for cell in grid.rows[row]
    )
    return f"<tr>{''.join(cells)}</tr>"


def _left_out(data: bytes) -> list[Finding]:
    """Which pages are scans, and which have pictures beside their text."""
    scans: list[int] = []
    pictures: list[int] = []
    with pypdfium2.PdfDocument(data) as document:
        for index in range(len(document)):
            page = document[index]
            found = _has_picture(page)
            textpage = page.get_textpage()
            if found:
                (scans if textpage.count_chars() < _FEW else pictures).append(index + 1)
            textpage.close()
            page.close()
    result: list[Finding] = []
    if scans:
        result.append(notes.pages_without_text(_ranges(scans)))
    if pictures:
        result.append(notes.pictures_on_pages(_ranges(pictures)))
    return result


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    for held in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_MAX_DEPTH):
        left, bottom, right, top = held.get_bounds()
        if right - left >= _SMALL and top - bottom >= _SMALL:
            return True
    return False


def _ranges(pages: Sequence[int]) -> str:
    """1、3—5."""
    parts: list[str] = []
    for _, group in groupby(enumerate(pages), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        parts.append(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}")
    return "、".join(parts)
