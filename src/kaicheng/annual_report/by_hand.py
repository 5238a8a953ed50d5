"""Figures that an authority has put in by hand, told wherever the report is read.

``provenance`` of the contract says ``entered`` of their cells; for readers of the printed report a note
stands below the table, as part of the chapter's text: every format has it, and reading it back keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kaicheng.annual_report.model import AnnualReport

ENTERED = "entered"
MARK = "手工填报"
_NAMED = 12


def entered_cells(report: AnnualReport) -> list[str]:
    """The paths of the cells put in by hand, in the order of the form."""
    return [path for path in report.statutory_form.cells if report.provenance.get(path) == ENTERED]


def with_notes(report: AnnualReport, entered: Iterable[str]) -> AnnualReport:
    """The report with these cells told as put in by hand, and a note below each of their tables."""
    cells = report.statutory_form.cells
    told = {path: ENTERED for path in cells if path in set(entered)}
    chapters = dict(report.chapters)
    for chapter in dict.fromkeys(path.partition(".")[0] for path in told):
        names = [cells[path].name for path in told if path.startswith(f"{chapter}.")]
        more = f"等{len(names)}格" if len(names) > _NAMED else ""
        note = f"注：{'、'.join(names[:_NAMED])}{more}为手工填报。"
        chapters[chapter] = "\n".join(filter(None, (chapters.get(chapter, ""), note)))
    return replace(report, chapters=chapters, provenance={**report.provenance, **told})
