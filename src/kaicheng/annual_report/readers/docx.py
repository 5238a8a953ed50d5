"""DOCX: paragraphs and tables of the body in order, merged cells once.

What stands on paper counts: tracked insertions but not deletions nor the places that text was moved from,
no hidden text, and text boxes once, after the paragraph that they hang on.
"""

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
_W_R, _W_TR_PR, _W_DEL, _W_VAL = qn("w:r"), qn("w:trPr"), qn("w:del"), qn("w:val")
_BOX = qn("w:txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset({_W_DEL, qn("w:moveFrom"), _FALLBACK})
"""Deleted, moved away, or a copy kept for older programs."""
_WRAPPERS = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo")))
"""What may stand around paragraphs, tables, rows and cells without meaning anything to a reader."""
_VANISH = f"{qn('w:rPr')}/{qn('w:vanish')}"
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
                for box in child.iter(_BOX):
                    if _printed(box, child):
                        yield from self.of(box, depth + 1)
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
        for row_number, row in enumerate(_rows(table), 1):
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
    """Paragraphs and tables under a body or cell, wrappers opened."""
    return _own(parent, _W_P, _W_TBL)


def _own(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Children with one of the tags, wrappers opened."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _own(child, *tags)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, those left out that a tracked change deleted."""
    for row in _own(table, _W_TR):
        if row.find(f"{_W_TR_PR}/{_W_DEL}") is None:
            yield row


def _grid_value(element: etree._Element | None, default: int) -> int:
    value = "" if element is None else element.get(_W_VAL, "")
    return min(max(int(value), default), 64) if value.isdigit() and len(value) < 6 else default


def _text(paragraph: etree._Element) -> str:
    """The text of a paragraph as it is printed, without its text boxes."""
    parts: list[str] = []
    for node in paragraph.iter(_W_T, _W_TAB, _W_BR, _W_CR):
        if not _printed(node, paragraph):
            continue
        if node.tag == _W_T:
            parts.append(node.text or "")
        elif node.tag == _W_TAB:
            parts.append(" ")
        else:
            parts.append("\n")
    return "".join(parts)


def _printed(node: etree._Element, paragraph: etree._Element) -> bool:
    """Whether a node of a paragraph shows on paper as part of it: not gone, hidden, or in a text box."""
    for parent in node.iterancestors():
        if parent is paragraph:
            return True
        if parent.tag == _BOX or parent.tag in _GONE or (parent.tag == _W_R and _is_hidden(parent)):
            return False
    return True


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(_VANISH)
    return vanish is not None and vanish.get(_W_VAL, "true") not in ("0", "false", "off")


def _cell_text(cell: etree._Element) -> str:
    """The text of a cell and of the text boxes in it."""
    paragraphs = (
        paragraph
        for paragraph in cell.iter(_W_P)
        if not any(parent.tag == _FALLBACK for parent in paragraph.iterancestors())
    )
    return " ".join("".join(map(_text, paragraphs)).split())


def _holds_data(table: etree._Element) -> bool:
    """Whether a table holds data; one that contains a table or long text lays out the page."""
    cells = [cell for row in _rows(table) for cell in _own(row, _W_TC)]
    if any(cell.find(f".//{_W_TBL}") is not None for cell in cells):
        return False
    return all(sum(len(node.text or "") for node in cell.iter(_W_T)) <= 600 for cell in cells)
