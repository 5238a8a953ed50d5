"""The same report set down in the ways in which published files are met.

Written apart from the program's own writers, so that a mistake shared by a writer and a reader cannot
hide here. Every table is first a list of rows of cells; a layout only says how cells become text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kaicheng.annual_report.form import Row
from kaicheng.annual_report.model import AnnualReport


@dataclass(frozen=True)
class Cell:
    text: str
    colspan: int = 1
    rowspan: int = 1
    path: str = ""


Table = list[list[Cell]]


def proactive_table(report: AnnualReport) -> Table:
    form = report.statutory_form
    width = 1 + max(len(block.columns) for block in form.proactive.blocks)
    rows: Table = []
    for block in form.proactive.blocks:
        rest = width - len(block.columns)
        rows.append([Cell(block.caption, colspan=width)])
        heads = [Cell(column.label) for column in block.columns]
        heads[-1] = Cell(heads[-1].text, colspan=rest)
        rows.append([Cell("信息内容"), *heads])
        for row in block.rows:
            cells = []
            for column in block.columns:
                path = ".".join(filter(None, (form.proactive.path, row.id, column.id)))
                cells.append(Cell(report.text_of(path), path=path))
            cells[-1] = Cell(cells[-1].text, colspan=rest, path=cells[-1].path)
            rows.append([Cell(row.label), *cells])
    return rows


def requests_table(report: AnnualReport) -> Table:
    form = report.statutory_form
    rows: Table = [
        [Cell(form.requests.head, 3, 3), Cell("申请人情况", 7)],
        [Cell("自然人", 1, 2), Cell("法人或其他组织", 5), Cell("总计", 1, 2)],
        [Cell(text) for text in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")],
    ]
    printed = form.requests.printed_rows(report.filled_rows)
    open_groups: tuple[str, ...] = ()
    for row in printed:
        cells: list[Cell] = []
        for depth, group in enumerate(row.groups):
            if row.groups[: depth + 1] != open_groups[: depth + 1]:
                cells.append(Cell(group, rowspan=_span(printed, row, depth)))
        open_groups = row.groups
        cells.append(Cell(row.label, colspan=3 - len(row.groups)))
        for column in form.requests.columns:
            path = f"requests.{row.id}.{column.id}"
            cells.append(Cell(report.text_of(path), path=path))
        rows.append(cells)
    return rows


def _span(rows: tuple[Row, ...], row: Row, depth: int) -> int:
    start = rows.index(row)
    wanted = row.groups[: depth + 1]
    end = start
    while end < len(rows) and rows[end].groups[: depth + 1] == wanted:
        end += 1
    return end - start


def remedies_table(report: AnnualReport) -> Table:
    labels = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    figures = [
        Cell(report.text_of(path), path=path)
        for group in report.statutory_form.remedies.groups
        for column in report.statutory_form.remedies.columns
        for path in [f"remedies.{group.id}.{column.id}"]
    ]
    return [
        [Cell("行政复议", 5), Cell("行政诉讼", 10)],
        [*(Cell(label, 1, 2) for label in labels), Cell("未经复议直接起诉", 5), Cell("复议后起诉", 5)],
        [Cell(label) for label in labels * 2],
        figures,
    ]


def tables(report: AnnualReport) -> dict[str, Table]:
    return {
        "proactive": proactive_table(report),
        "requests": requests_table(report),
        "remedies": remedies_table(report),
    }


def _document(
    report: AnnualReport, paragraph: Callable[[str], str], table: Callable[[Table], str], title: str
) -> str:
    parts = [title]
    if "preamble" in report.chapters:
        parts += [paragraph(line) for line in report.chapters["preamble"].split("\n")]
    drawn = tables(report)
    for chapter in report.statutory_form.chapters:
        parts.append(paragraph(report.headings[chapter.id]))
        if chapter.id in drawn:
            parts.append(table(drawn[chapter.id]))
        if chapter.id in report.chapters:
            parts += [paragraph(line) for line in report.chapters[chapter.id].split("\n")]
    return "\n".join(parts)


def _padded(row: list[Cell]) -> list[str]:
    """A row's texts with the blanks that converters append for cells that span."""
    return [cell.text for cell in row] + [""] * sum(cell.colspan - 1 for cell in row)


def one_row_a_line(report: AnnualReport, bar: str = " | ", edge: str = "") -> str:
    """Scraped text, a table row on a line."""

    def table(rows: Table) -> str:
        return "\n".join(edge + bar.join(_padded(row)) + edge for row in rows)

    return _document(report, str, table, report.title)


def markdown(report: AnnualReport) -> str:
    """As converters to Markdown print it, with rules between head and body."""

    def table(rows: Table) -> str:
        lines = ["| " + " | ".join(_padded(row)) + " |" for row in rows]
        return "\n".join([lines[0], "|---|---|---|", *lines[1:]])

    return _document(report, str, table, "# " + report.title)


def one_cell_a_line(report: AnnualReport, end: str = "") -> str:
    """Scraped text, a table cell on a line; ``end`` closes each cell."""

    def table(rows: Table) -> str:
        return "\n".join(f"{text}{end}" for row in rows for text in _padded(row) if text or end)

    return _document(report, str, table, report.title)


def spaced(report: AnnualReport) -> str:
    """Text copied out of a PDF: cells apart by spaces, spans and blanks lost."""

    def table(rows: Table) -> str:
        return "\n".join(" ".join(cell.text for cell in row if cell.text) for row in rows)

    return _document(report, str, table, report.title)


def html(
    report: AnnualReport, *, spacers: bool = False, nested: bool = False, full_width: bool = False
) -> str:
    """A page from a web editor: with empty spacer columns, inside layout tables, in full-width digits."""
    digits = str.maketrans("0123456789", "０１２３４５６７８９") if full_width else {}

    def table(rows: Table) -> str:
        lines = []
        for row in rows:
            cells = []
            for cell in row:
                colspan = cell.colspan * 2 - 1 if spacers else cell.colspan
                text = cell.text.translate(digits) if cell.path else cell.text
                cells.append(
                    f'<td colspan="{colspan}" rowspan={cell.rowspan}><p><span>{text}</span></p></td>'
                )
                if spacers:
                    cells.append(f"<td rowspan={cell.rowspan}>&nbsp;</td>")
            lines.append("<tr>" + "".join(cells) + "</tr>")
        return "<table><tbody>" + "\n".join(lines) + "</tbody></table>"

    def paragraph(text: str) -> str:
        return f"<p>　　<font>{text[:3]}</font><span>{text[3:]}</span><o:p></o:p></p>"

    body = _document(report, paragraph, table, f"<h1>{report.title}</h1>")
    if nested:
        furniture = "<table><tr><td>首页</td><td>政务公开</td></tr></table>"
        body = f"{furniture}<table><tr><td>当前位置：首页</td></tr><tr><td>{body}</td></tr></table>"
        body += "<div>主办：某某单位</div><div><a>上一篇</a></div>"
    return f"<!DOCTYPE html><html><head><title>{report.title}</title></head><body>{body}</body></html>"


LAYOUTS: dict[str, Callable[[AnnualReport], str]] = {
    "rows with bars": one_row_a_line,
    "rows with bars at the edges": lambda report: one_row_a_line(report, "|", "|"),
    "rows with tabs": lambda report: one_row_a_line(report, "\t"),
    "rows with full-width bars": lambda report: one_row_a_line(report, " ｜ "),
    "markdown": markdown,
    "cells with bars": lambda report: one_cell_a_line(report, " |"),
    "cells on lines": one_cell_a_line,
    "rows with spaces": spaced,
    "html": html,
    "html with spacer columns": lambda report: html(report, spacers=True),
    "html in layout tables": lambda report: html(report, nested=True),
    "html in full-width digits": lambda report: html(report, full_width=True),
}
