"""A report as a tagged PDF/A, with open fonts embedded; see :mod:`kaicheng.typesetting.pdf`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.writers.layout import NOTE, ROW, LayoutCell, LayoutTable
from kaicheng.annual_report.writers.outline import Line, outline
from kaicheng.typesetting import pdf

_CELL_SIZES = {"proactive": (12, 7), "requests": (10, 3.4), "remedies": (10, 5)}
_TITLE_LINE = 19


def write(report: AnnualReport) -> bytes:
    """The report as PDF/A-2a; a character that no font has is printed as 〓 (see :func:`unprintable`)."""
    # PDF/A wants a date. That of the day after the year reported is the same whenever this is written.
    dated = date((report.year or 1970) + 1, 1, 1) if 1970 <= (report.year or 0) < 9999 else None
    return pdf.typeset(_source(), _data(report), dated=dated).pdf


def unprintable(report: AnnualReport) -> str:
    """The characters of the report that no font on this computer can print, in order of code."""
    return pdf.unprintable(_source(), _data(report))


def _source() -> bytes:
    return files(__package__).joinpath("report.typ").read_bytes()


def _data(report: AnnualReport) -> Mapping[str, Any]:
    printed = outline(report)
    return {
        "title": _title(printed.title, report.agency or ""),
        "agency": report.agency or "",
        "preamble": [_line(line) for line in printed.preamble],
        "parts": [
            {
                "heading": part.heading,
                "table": _table(report, part.table) if part.table else None,
                "lines": [_line(line) for line in part.lines],
            }
            for part in printed.parts
        ],
    }


def _title(title: str, agency: str) -> list[str]:
    """A long title on two lines, the authority's name on its own."""
    if len(title) > _TITLE_LINE and agency and title.startswith(agency) and title != agency:
        return [agency, title.removeprefix(agency)]
    return [title] if title else []


def _line(line: Line) -> Mapping[str, Any]:
    return {"heading": line.is_heading, "lead": line.text[: line.lead], "text": line.text[line.lead :]}


def _table(report: AnnualReport, layout: LayoutTable) -> Mapping[str, Any]:
    size, gap = _CELL_SIZES[layout.id]
    return {
        "widths": layout.widths,
        "head": layout.head_rows,
        "size": size,
        "gap": gap,
        "rows": [[_cell(report, layout, cell) for cell in row] for row in layout.rows],
    }


def _cell(report: AnnualReport, layout: LayoutTable, cell: LayoutCell) -> Mapping[str, Any]:
    return {
        "text": report.text_of(cell.path) if cell.path else cell.text,
        "figure": bool(cell.path),
        "colspan": cell.colspan,
        "rowspan": cell.rowspan,
        "left": cell.role == NOTE or (cell.role == ROW and layout.id == "requests"),
    }
