"""DOCX: paragraphs and tables of the body in order, merged cells once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from kaicheng.annual_report.readers.document import Block, Document, Grid, GridCell, Paragraph
from kaicheng.annual_report.readers.limits import LIMITS, check_count, damaged, open_zip

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_W_P, _W_TBL, _W_TR, _W_TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_W_T, _W_TAB, _W_BR, _W_CR = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")
_W_DEL, _W_SDT, _W_SDT_CONTENT, _W_VAL = qn("w:del"), qn("w:sdt"), qn("w:sdtContent"), qn("w:val")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLE_STYLES = re.compile(r"^(?:title|heading\s*1|标题|标题\s*1)$", re.IGNORECASE)


def read_docx(data: bytes) -> Document:
    """A document of a DOCX file's body. Raises DamagedFile, EncryptedFile, TooLarge."""
    open_zip(data).close()
    try:
        document = docx.Document(io.BytesIO(data))
        body = cast(etree._Element, document.element.body)
    except (OpcError, KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise damaged("Word 文档内部结构不完整", "the parts of the Word document are incomplete") from error
    return Document("docx", tuple(_Blocks(document).of(body)))


class _Blocks:
    """The blocks of a body, numbered as they come."""

    def __init__(self, document: WordDocument) -> None:
        self._titles = {
            style.style_id for style in document.styles if style.name and _TITLE_STYLES.match(style.name)
        }
        self._paragraphs = 0
        self._tables = 0
        self._cells = 0

    def of(self, body: etree._Element, depth: int = 0) -> Iterator[Block]:
        check_count(depth, LIMITS.table_nesting, "嵌套表格层级", "levels of nested tables")
        for child in _flat(body):
            if child.tag == _W_P:
                yield from self._paragraph(child)
            elif _holds_data(child):
                yield self._grid(child)
            else:
                for cell in child.iter(_W_TC):
                    if next(cell.iterancestors(_W_TBL)) is child:
                        yield from self.of(cell, depth + 1)

    def _paragraph(self, element: etree._Element) -> Iterator[Paragraph]:
        self._paragraphs += 1
        check_count(self._paragraphs, LIMITS.paragraphs, "段落", "paragraphs")
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        is_title = style is not None and style.get(_W_VAL) in self._titles
        for line in _text(element).split("\n"):
            if line.strip():
                yield Paragraph(line.strip(), f"第{self._paragraphs}段", is_title)

    def _grid(self, table: etree._Element) -> Grid:
        self._tables += 1
        where = f"表格{self._tables}"
        rows: list[list[GridCell]] = []
        above: dict[int, tuple[int, int]] = {}  # grid column → place of the cell that goes on downwards
        for row_number, row in enumerate(_own(table, _W_TR), 1):
            cells: list[GridCell] = []
            column = _grid_value(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
            for cell in _own(row, _W_TC):
                self._cells += 1
                check_count(self._cells, LIMITS.cells, "单元格", "table cells")
                properties = cell.find(qn("w:tcPr"))
                span = _grid_value(None if properties is None else properties.find(qn("w:gridSpan")), 1)
                merge = None if properties is None else properties.find(qn("w:vMerge"))
                if merge is not None and merge.get(_W_VAL) != "restart" and column in above:
                    top, index = above[column]
                    upper = rows[top][index]
                    rows[top][index] = GridCell(upper.text, upper.where, upper.colspan, upper.rowspan + 1)
                else:
                    place = f"{where}第{row_number}行第{len(cells) + 1}格"
                    cells.append(GridCell(_cell_text(cell), place, span))
                    if merge is not None:
                        above[column] = (row_number - 1, len(cells) - 1)
                    else:
                        above.pop(column, None)
                column += span
            rows.append(cells)
        return Grid(tuple(tuple(row) for row in rows), where)


def _flat(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables under a body or cell, content controls opened."""
    for child in parent:
        if child.tag in (_W_P, _W_TBL):
            yield child
        elif child.tag == _W_SDT:
            for content in child.iterchildren(_W_SDT_CONTENT):
                yield from _flat(content)


def _own(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children with a tag, content controls opened."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag == _W_SDT:
            for content in child.iterchildren(_W_SDT_CONTENT):
                yield from _own(content, tag)


def _grid_value(element: etree._Element | None, default: int) -> int:
    value = "" if element is None else element.get(_W_VAL, "")
    return min(max(int(value), default), 64) if value.isdigit() and len(value) < 6 else default


def _text(element: etree._Element) -> str:
    """The text of a paragraph; deleted text and the copies kept for older programs left out."""
    parts: list[str] = []
    for node in element.iter(_W_T, _W_TAB, _W_BR, _W_CR):
        if any(parent.tag in (_W_DEL, _FALLBACK) for parent in node.iterancestors()):
            continue
        if node.tag == _W_T:
            parts.append(node.text or "")
        elif node.tag == _W_TAB:
            parts.append(" ")
        else:
            parts.append("\n")
    return "".join(parts)


def _cell_text(cell: etree._Element) -> str:
    return " ".join("".join(_text(paragraph) for paragraph in cell.iter(_W_P)).split())


def _holds_data(table: etree._Element) -> bool:
    """Whether a table holds data; one that contains a table or long text lays out the page."""
    cells = [cell for row in _own(table, _W_TR) for cell in _own(row, _W_TC)]
    if any(cell.find(f".//{_W_TBL}") is not None for cell in cells):
        return False
    return all(sum(len(node.text or "") for node in cell.iter(_W_T)) <= 600 for cell in cells)
