"""Reports to start from: a year in which nothing happened, and the real ones of the manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kaicheng.annual_report.checks import Settings, check
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.model import SCHEMA, AnnualReport
from kaicheng.annual_report.numbers import Figure, read_cell
from kaicheng.findings import Finding

REAL = Path(__file__).parents[1] / "reports"
COLUMNS = [column.id for column in form_for(2024).requests.columns]
APPLICANTS = COLUMNS[:-1]
ORGANISATIONS = COLUMNS[1:-1]


def quiet_year(
    cells: Mapping[str, Figure | str] | None = None,
    *,
    year: int = 2024,
    agency: str | None = "云岭县教育局",
    chapters: Mapping[str, str] | None = None,
    **kwargs: Any,
) -> AnnualReport:
    """A report filled with zeros, but for ``cells``; text in a cell is read as a reader reads it."""
    form = form_for(year)
    printed = form.requests.printed_rows({"other_total"} if form.requests.omitted else {"other_other"})
    hidden = {row.id for row in form.requests.rows} - {row.id for row in printed}
    figures: dict[str, Figure] = {
        path: 0 for path in form.cells if not (path.startswith("requests.") and path.split(".")[1] in hidden)
    }
    report = AnnualReport(form.edition, "", agency, year, chapters=chapters or {}, figures=figures, **kwargs)
    for path, content in (cells or {}).items():
        report = report.with_cell(path, read_cell(str(content)))
    return report


def row(name: str, *values: int) -> dict[str, Figure]:
    """The seven cells of a row of table three."""
    return {f"requests.{name}.{column}": value for column, value in zip(COLUMNS, values, strict=True)}


def handled(name: str, column: str, count: int) -> dict[str, Figure]:
    """A year in which ``count`` requests came from one kind of applicant and were handled in one way."""
    return {
        f"requests.{line}.{place}": count
        for line in ("new_received", name, "handled_total")
        for place in (column, "total")
    }


@cache
def manifest() -> dict[str, dict[str, Any]]:
    """The entries of the real reports by slug."""
    data = json.loads((REAL / "manifest.json").read_text("utf-8"))
    return {entry["slug"]: entry for entry in data["reports"]}


def as_published(slug: str) -> AnnualReport:
    """A real report with the true values of the manifest, without its text."""
    entry = manifest()[slug]
    return AnnualReport.from_json(
        {
            "schema": SCHEMA,
            "form": str(entry["format_generation"]),
            "agency": entry["agency"],
            "year": entry["year"],
            **entry["expected"],
        }
    )


def found(
    rule: str,
    report: AnnualReport,
    previous: AnnualReport | None = None,
    settings: Settings | None = None,
) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in check(report, previous, settings) if finding.rule == rule]
