"""A report as a Word document, set as GB/T 9704 sets official documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx import Document

from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.writers import docx_styles
from kaicheng.annual_report.writers.layout import LayoutCell, LayoutTable
from kaicheng.annual_report.writers.outline import Line, outline
from kaicheng.typesetting.word import TEXT_WIDTH, element, paragraph, run, saved, within


def write(report: AnnualReport) -> bytes:
    """The report as a DOCX file."""
    printed = outline(report)
    document = Document()
    docx_styles.apply(document, printed.title, report.agency or "")
    body = document.element.body
    end = body.sectPr
    if printed.title:
        end.addprevious(paragraph("Title", printed.title))
    for line in printed.preamble:
        end.addprevious(_line(line))
    for part in printed.parts:
        if part.heading:
            end.addprevious(paragraph("Heading1", part.heading))
        if part.table is not None:
            end.addprevious(_table(report, part.table))
        for line in part.lines:
            end.addprevious(_line(line))
    return saved(document)


def _line(line: Line) -> Any:
    if line.is_heading:
        return paragraph("Heading2", line.text)
    made = element("p")
    if line.lead:
        made.append(run(line.text[: line.lead], docx_styles.LEAD))
    made.append(run(line.text[line.lead :]))
    return made


def _table(report: AnnualReport, layout: LayoutTable) -> Any:
    total = sum(layout.widths)
    widths = [round(TEXT_WIDTH * width / total) for width in layout.widths]
    table = element("tbl")
    table.append(
        within(
            "tblPr",
            element("tblStyle", val=docx_styles.GRID),
            element("tblW", w=sum(widths), type="dxa"),
            element("jc", val="center"),
            element("tblLayout", type="fixed"),
            element("tblLook", firstRow=int(layout.head_rows > 0), firstColumn=1, noVBand=1, noHBand=1),
            element("tblCaption", val=layout.title),
        )
    )
    table.append(within("tblGrid", *(element("gridCol", w=width) for width in widths)))
    for number, cells in enumerate(_grid(layout)):
        properties = within("trPr", element("cantSplit"))
        if number < layout.head_rows:
            properties.append(element("tblHeader"))
        row = within("tr", properties)
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
    properties = within("tcPr", element("tcW", w=width, type="dxa"))
    if cell.colspan > 1:
        properties.append(element("gridSpan", val=cell.colspan))
    if cell.rowspan > 1:
        properties.append(element("vMerge") if continued else element("vMerge", val="restart"))
    properties.append(element("vAlign", val="center"))
    text = "" if continued else report.text_of(cell.path) if cell.path else cell.text
    content = paragraph(docx_styles.cell_style(layout, cell), text)
    if keep:
        content.pPr.append(element("keepNext"))
    return within("tc", properties, content)
