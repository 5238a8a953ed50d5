"""A report as a Word document, set as GB/T 9704 sets official documents.

The fonts named are those of office computers in China; each has a stand-in for machines without it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.writers import docx_styles
from kaicheng.annual_report.writers.layout import LayoutCell, LayoutTable
from kaicheng.annual_report.writers.outline import Line, outline
from kaicheng.annual_report.writers.packages import printable, steady

_TEXT_WIDTH = 8845
"""Width between the margins, 156 mm, in twentieths of a point."""


def write(report: AnnualReport) -> bytes:
    """The report as a DOCX file."""
    printed = outline(report)
    document = Document()
    docx_styles.apply(document, printed.title, report.agency or "")
    body = document.element.body
    end = body.sectPr
    if printed.title:
        end.addprevious(_paragraph("Title", printed.title))
    for line in printed.preamble:
        end.addprevious(_line(line))
    for part in printed.parts:
        if part.heading:
            end.addprevious(_paragraph("Heading1", part.heading))
        if part.table is not None:
            end.addprevious(_table(report, part.table))
        for line in part.lines:
            end.addprevious(_line(line))
    written = io.BytesIO()
    document.save(written)
    return steady(written.getvalue())


def _element(tag: str, **attributes: str | int) -> Any:
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def _within(tag: str, *children: Any, **attributes: str | int) -> Any:
    element = _element(tag, **attributes)
    element.extend(children)
    return element


def _run(text: str, style: str = "") -> Any:
    run = _element("r")
    if style:
        run.append(_within("rPr", _element("rStyle", val=style)))
    content = _element("t")
    content.text = printable(text)
    content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(content)
    return run


def _paragraph(style: str, *texts: str) -> Any:
    paragraph = _element("p")
    if style:
        paragraph.append(_within("pPr", _element("pStyle", val=style)))
    paragraph.extend(_run(text) for text in texts if text)
    return paragraph


def _line(line: Line) -> Any:
    if line.is_heading:
        return _paragraph("Heading2", line.text)
    paragraph = _element("p")
    if line.lead:
        paragraph.append(_run(line.text[: line.lead], docx_styles.LEAD))
    paragraph.append(_run(line.text[line.lead :]))
    return paragraph


def _table(report: AnnualReport, layout: LayoutTable) -> Any:
    total = sum(layout.widths)
    widths = [round(_TEXT_WIDTH * width / total) for width in layout.widths]
    table = _element("tbl")
    table.append(
        _within(
            "tblPr",
            _element("tblStyle", val=docx_styles.GRID),
            _element("tblW", w=sum(widths), type="dxa"),
            _element("jc", val="center"),
            _element("tblLayout", type="fixed"),
            _element("tblLook", firstRow=int(layout.head_rows > 0), firstColumn=1, noVBand=1, noHBand=1),
            _element("tblCaption", val=layout.title),
        )
    )
    table.append(_within("tblGrid", *(_element("gridCol", w=width) for width in widths)))
    for number, cells in enumerate(_grid(layout)):
        properties = _within("trPr", _element("cantSplit"))
        if number < layout.head_rows:
            properties.append(_element("tblHeader"))
        row = _within("tr", properties)
        # The short tables stay on one page; the long one breaks between rows and repeats its head.
        keep = layout.id != "requests" and number + 1 < len(layout.rows)
        for column, cell, continued in cells:
            width = sum(widths[column : column + cell.colspan])
            row.append(_cell(report, layout, cell, width, continued=continued, keep=keep))
        table.append(row)
    return table


def _grid(layout: LayoutTable) -> Iterator[list[tuple[int, LayoutCell, bool]]]:
    """Per row the cells at their columns, with those that reach down into it from above."""
    rows: list[list[tuple[int, LayoutCell, bool]]] = [[] for _ in layout.rows]
    for row, column, cell in layout.placed():
        for down in range(cell.rowspan):
            rows[row + down].append((column, cell, down > 0))
    for cells in rows:
        yield sorted(cells, key=lambda entry: entry[0])


def _cell(
    report: AnnualReport, layout: LayoutTable, cell: LayoutCell, width: int, *, continued: bool, keep: bool
) -> Any:
    properties = _within("tcPr", _element("tcW", w=width, type="dxa"))
    if cell.colspan > 1:
        properties.append(_element("gridSpan", val=cell.colspan))
    if cell.rowspan > 1:
        properties.append(_element("vMerge") if continued else _element("vMerge", val="restart"))
    properties.append(_element("vAlign", val="center"))
    text = "" if continued else report.text_of(cell.path) if cell.path else cell.text
    paragraph = _paragraph(docx_styles.cell_style(layout, cell), text)
    if keep:
        paragraph.pPr.append(_element("keepNext"))
    return _within("tc", properties, paragraph)
