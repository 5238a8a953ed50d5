"""Styles that a report adds to an official Word document: sub-headings and the cells of its tables."""

from __future__ import annotations

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from kaicheng.annual_report.writers.layout import COLUMN, NOTE, ROW, LayoutCell, LayoutTable
from kaicheng.typesetting import word

LEAD = "KcLead"
GRID = "KcGrid"
CELL, CELL_LEFT, CELL_SMALL = "KcCell", "KcCellLeft", "KcCellSmall"


def cell_style(layout: LayoutTable, cell: LayoutCell) -> str:
    """The paragraph style of a cell; where columns are narrow, a smaller size keeps five digits on a line."""
    if layout.id != "proactive" and (cell.path or (layout.id == "remedies" and cell.role == COLUMN)):
        return CELL_SMALL
    if cell.role == NOTE or (cell.role == ROW and layout.id == "requests"):
        return CELL_LEFT
    return CELL


def apply(document: Document, name: str, agency: str) -> None:
    """Turn python-docx's empty document into an empty report."""
    word.apply(document, name, agency)
    styles = document.styles
    lead = styles.add_style("小标题", WD_STYLE_TYPE.CHARACTER)
    lead.element.set(qn("w:styleId"), LEAD)
    lead.element.append(word.run_properties(word.KAI, 32))
    for name, style_id, align, size in (
        ("表格文字", CELL, "center", 21),
        ("表格文字左", CELL_LEFT, "left", 21),
        ("表格文字小", CELL_SMALL, "center", 18),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), style_id)
        spacing = '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
        word.restyle(style, f'{spacing}{word.NO_INDENT}<w:jc w:val="{align}"/>', word.SONG, size)
    styles.element.append(word.grid_style(GRID, "年报表格", gap=40))
