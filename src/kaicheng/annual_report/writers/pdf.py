"""A report as a tagged PDF/A, with open fonts embedded, typeset by typst.

Text reaches the typesetter as data, so nothing in a report is ever taken for a command.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Literal

import typst

from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.writers.layout import NOTE, ROW, LayoutCell, LayoutTable
from kaicheng.annual_report.writers.outline import Line, Outline, outline
from kaicheng.annual_report.writers.packages import printable

STANDARD: Literal["a-2a"] = "a-2a"
"""The archival standard kept: PDF/A-2, level A, tagged for screen readers."""
MISSING = "〓"
"""Printed for a character that no font has, as printers have always done."""

_CELL_SIZES = {"proactive": (12, 7), "requests": (10, 3.4), "remedies": (10, 5)}
_BREAKS = re.compile("[\u2028\u2029]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_COMPLAINT = re.compile(r'the text "`?(.+?)`?"|the text `"(.+?)"`')
_MOST_ATTEMPTS = 6
_TITLE_LINE = 19


def write(report: AnnualReport) -> bytes:
    """The report as PDF/A-2a; a character that no font has is printed as 〓 (see :func:`unprintable`)."""
    return _typeset(report)[0]


def unprintable(report: AnnualReport) -> str:
    """The characters of the report that no font on this computer can print, in order of code."""
    if not _not_shipped(outline(report).characters(report)):
        return ""
    return "".join(sorted(_typeset(report)[1]))


def _typeset(report: AnnualReport) -> tuple[bytes, set[str]]:
    printed = outline(report)
    rare = _not_shipped(printed.characters(report))
    hidden: set[str] = set()
    for attempt in range(_MOST_ATTEMPTS):
        try:
            return _compile(report, printed, hidden, system_fonts=bool(rare - hidden)), hidden
        except typst.TypstError as error:
            if not rare - hidden:
                raise
            named = rare.intersection(_named(str(error))) - hidden
            hidden |= named if named and attempt + 2 < _MOST_ATTEMPTS else rare
    raise AssertionError("the last attempt hides every rare character")


def _compile(report: AnnualReport, printed: Outline, hidden: Iterable[str], *, system_fonts: bool) -> bytes:
    table = str.maketrans(dict.fromkeys(hidden, MISSING))

    def text(raw: str) -> str:
        return _INVISIBLE.sub("", _BREAKS.sub(" ", printable(raw))).translate(table)

    data = _data(report, printed, text)
    # PDF/A wants a date. That of the day after the year reported is the same whenever this is written.
    after = (
        datetime((report.year or 1970) + 1, 1, 1, tzinfo=UTC) if 1970 <= (report.year or 0) < 9999 else None
    )
    compiled: bytes = typst.compile(
        files(__package__).joinpath("report.typ").read_bytes(),
        font_paths=_fonts(system_fonts),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=[STANDARD],
        timestamp=int(after.timestamp()) if after else 0,
    )
    return compiled


@cache
def _fonts(system_fonts: bool) -> Any:
    with as_file(files(__package__).joinpath("fonts")) as folder:
        return typst.Fonts(system_fonts, False, [str(folder)])


@cache
def _coverage() -> frozenset[str]:
    ranges = json.loads(files(__package__).joinpath("fonts/coverage.json").read_text("utf-8"))
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


def _not_shipped(characters: set[str]) -> set[str]:
    return {
        char
        for char in characters - _coverage()
        if printable(char) and not _INVISIBLE.match(char) and not char.isspace()
    }


def _named(complaint: str) -> set[str]:
    """The characters that typst says it cannot print."""
    match = _COMPLAINT.search(complaint)
    if match is None:
        return set()
    quoted = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), match[1] or match[2])
    return set(quoted)


def _data(report: AnnualReport, printed: Outline, text: Any) -> Mapping[str, Any]:
    return {
        "title": [text(line) for line in _title(printed.title, report.agency or "")],
        "agency": text(report.agency or ""),
        "preamble": [_line(line, text) for line in printed.preamble],
        "parts": [
            {
                "heading": text(part.heading),
                "table": _table(report, part.table, text) if part.table else None,
                "lines": [_line(line, text) for line in part.lines],
            }
            for part in printed.parts
        ],
    }


def _title(title: str, agency: str) -> list[str]:
    """A long title on two lines, the authority's name on its own."""
    if len(title) > _TITLE_LINE and agency and title.startswith(agency) and title != agency:
        return [agency, title.removeprefix(agency)]
    return [title] if title else []


def _line(line: Line, text: Any) -> Mapping[str, Any]:
    lead, rest = line.text[: line.lead], line.text[line.lead :]
    return {"heading": line.is_heading, "lead": text(lead), "text": text(rest)}


def _table(report: AnnualReport, layout: LayoutTable, text: Any) -> Mapping[str, Any]:
    size, gap = _CELL_SIZES[layout.id]
    return {
        "widths": layout.widths,
        "head": layout.head_rows,
        "size": size,
        "gap": gap,
        "rows": [[_cell(report, layout, cell, text) for cell in row] for row in layout.rows],
    }


def _cell(report: AnnualReport, layout: LayoutTable, cell: LayoutCell, text: Any) -> Mapping[str, Any]:
    return {
        "text": text(report.text_of(cell.path)) if cell.path else cell.text,
        "figure": bool(cell.path),
        "colspan": cell.colspan,
        "rowspan": cell.rowspan,
        "left": cell.role == NOTE or (cell.role == ROW and layout.id == "requests"),
    }
