"""A report as HTML: a page that stands alone, or its tables as a fragment for another page.

The tables keep their names on a narrow screen, where every row turns into a card. A marked cell is told
by a sign and a numbered message below its table, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files

from lxml import etree
from lxml.html import tostring

from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.writers.layout import (
    COLUMN,
    COLUMN_GROUP,
    NOTE,
    LayoutCell,
    LayoutTable,
    tables_of,
)
from kaicheng.annual_report.writers.outline import Line, Outline, Part, outline
from kaicheng.findings import Finding, Severity
from kaicheng.typesetting.packages import printable

Element = etree._Element

STYLE = files(__package__).joinpath("report.css").read_text("utf-8")
"""The style sheet of the tables and the page; its classes all begin with ``kc-``."""


def write(report: AnnualReport, findings: Iterable[Finding] = ()) -> bytes:
    """The report as one HTML document in UTF-8, with the cells that findings name marked."""
    marks = marks_of(findings)
    printed = outline(report)
    root = etree.Element("html", lang="zh-CN")
    head = _add(root, "head")
    _add(head, "meta", charset="utf-8")
    _add(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _add(head, "title", printed.title or "政府信息公开工作年度报告")
    _add(head, "style", STYLE)
    main = _add(_add(root, "body"), "main", cls="kc-report")
    if printed.title:
        _add(main, "h1", printed.title)
    _text(main, report, printed, marks)
    return b"<!doctype html>\n" + _serialised(root).encode() + b"\n"


def fragment(report: AnnualReport) -> str:
    """The report without its title, as HTML to stand within a page; :data:`STYLE` belongs to it."""
    holder = etree.Element("div")
    _text(holder, report, outline(report), {})
    return "".join(_serialised(child) for child in holder)


def _text(parent: Element, report: AnnualReport, printed: Outline, marks: Mapping[str, str]) -> None:
    _lines(parent, printed.preamble)
    for part in printed.parts:
        _part(parent, report, part, marks)


def tables(report: AnnualReport, marks: Mapping[str, str] | None = None) -> str:
    """Tables two, three and four as an HTML fragment; :data:`STYLE` belongs to it.

    ``marks`` maps paths of cells to what is wrong with them, in the language of the page.
    """
    return "".join(table(report, layout.id, marks) for layout in tables_of(report))


def table(report: AnnualReport, name: str, marks: Mapping[str, str] | None = None) -> str:
    """One of the tables ``proactive``, ``requests`` and ``remedies``; KeyError for another name."""
    layout = {layout.id: layout for layout in tables_of(report)}[name]
    holder = etree.Element("div")
    _table(holder, report, layout, marks or {})
    return "".join(_serialised(child) for child in holder)


def marks_of(findings: Iterable[Finding], language: str = "zh") -> dict[str, str]:
    """What to mark: each cell named by a finding that blocks or warns, with the messages about it."""
    messages: dict[str, list[str]] = {}
    for finding in findings:
        if finding.severity is not Severity.INFO:
            for path in finding.cells:
                messages.setdefault(path, []).append(getattr(finding.message, language))
    return {path: " ".join(dict.fromkeys(texts)) for path, texts in messages.items()}


def _serialised(element: Element) -> str:
    text: str = tostring(element, encoding="unicode", method="html")
    return text


def _add(parent: Element, tag: str, text: str | None = None, cls: str = "", **attributes: str) -> Element:
    element = etree.SubElement(parent, tag)
    if cls:
        element.set("class", cls)
    for name, value in attributes.items():
        element.set(name.rstrip("_").replace("_", "-"), value)
    if text is not None:
        element.text = printable(text)
    return element


def _lines(parent: Element, lines: tuple[Line, ...]) -> None:
    for line in lines:
        if line.is_heading:
            _add(parent, "h3", line.text)
        elif line.lead:
            paragraph = _add(parent, "p")
            lead = _add(paragraph, "span", line.text[: line.lead], cls="kc-lead")
            lead.tail = printable(line.text[line.lead :])
        else:
            _add(parent, "p", line.text)


def _part(parent: Element, report: AnnualReport, part: Part, marks: Mapping[str, str]) -> None:
    section = _add(parent, "section")
    if part.heading:
        section.set("aria-labelledby", f"kc-{part.id}")
        _add(section, "h2", part.heading, id=f"kc-{part.id}")
    if part.table is not None:
        _table(section, report, part.table, marks)
    _lines(section, part.lines)


def _table(parent: Element, report: AnnualReport, layout: LayoutTable, marks: Mapping[str, str]) -> None:
    numbers = _numbers(layout, marks)
    frame = _add(parent, "div", cls="kc-frame")
    element = _add(frame, "table", cls=f"kc-table kc-table-{layout.id}", role="table")
    element.set("aria-label", layout.title)
    columns = _add(element, "colgroup")
    total = sum(layout.widths)
    for width in layout.widths:
        # Not as a style: within a page, the policy against injected content forbids styles of elements.
        _add(columns, "col", width=f"{width / total:.2%}")
    body = element
    for number, row in enumerate(layout.rows):
        if number < layout.head_rows:
            body = body if number else _add(element, "thead", role="rowgroup")
        elif number in (layout.head_rows, *layout.blocks):
            body = _add(element, "tbody", role="rowgroup")
        heads_only = not any(cell.path for cell in row)
        line = _add(body, "tr", role="row", cls="kc-heads" if heads_only else "")
        for cell in row:
            if cell.path:
                _figure(line, report, layout, cell, numbers.get(cell.path))
            else:
                _label(line, layout, cell)
    if numbers:
        _messages(parent, report, layout, numbers, marks)


def _numbers(layout: LayoutTable, marks: Mapping[str, str]) -> dict[str, int]:
    paths = [cell.path for row in layout.rows for cell in row if cell.path in marks]
    return {path: number for number, path in enumerate(paths, start=1)}


def _label(line: Element, layout: LayoutTable, cell: LayoutCell) -> None:
    if cell.role == NOTE:
        element = _add(line, "td", cell.text, cls="kc-corner", role="cell")
    else:
        heads_column = cell.role in (COLUMN, COLUMN_GROUP)
        element = _add(line, "th", cell.text, scope=cell.role)
        element.set("role", "columnheader" if heads_column else "rowheader")
        element.set("id", f"kc-{layout.id}-{cell.key}")
        element.set("class", f"kc-{cell.role}")
    _span(element, cell)


def _figure(
    line: Element, report: AnnualReport, layout: LayoutTable, cell: LayoutCell, mark: int | None
) -> None:
    element = _add(line, "td", report.text_of(cell.path), id=f"kc-cell-{cell.path}", role="cell")
    element.set("headers", " ".join(f"kc-{layout.id}-{key}" for key in cell.heads))
    element.set("data-label", cell.label)
    _span(element, cell)
    if mark is not None:
        element.set("class", "kc-fault")
        element.set("data-mark", str(mark))
        element.set("aria-invalid", "true")
        element.set("aria-describedby", f"kc-{layout.id}-mark-{mark}")


def _span(element: Element, cell: LayoutCell) -> None:
    for name in ("colspan", "rowspan"):
        if getattr(cell, name) > 1:
            element.set(name, str(getattr(cell, name)))


def _messages(
    parent: Element,
    report: AnnualReport,
    layout: LayoutTable,
    numbers: Mapping[str, int],
    marks: Mapping[str, str],
) -> None:
    messages = _add(parent, "ol", cls="kc-messages")
    for path, number in numbers.items():
        item = _add(messages, "li", id=f"kc-{layout.id}-mark-{number}")
        link = _add(item, "a", report.statutory_form.cells[path].name, href=f"#kc-cell-{path}")
        link.tail = printable(f"：{marks[path]}")
