"""What stands in the cells of a report: numbers, blanks, marks in their place, or nothing at all.

A reader leaves the place of each cell it saw in ``provenance``. A row of which no cell was seen is absent
(F04); a cell of a row that is there is blank (F05). A report that did not come from a file has no places,
and all its empty cells count as blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kaicheng.annual_report.checks.rule import catalogue
from kaicheng.annual_report.form import load_form
from kaicheng.annual_report.labels import squeeze
from kaicheng.annual_report.model import AnnualReport

Rows = Mapping[str, tuple[str, ...]]
"""Paths of the cells of each row, by the row's path."""


@lru_cache(maxsize=64)
def _rows(edition: str, filled: frozenset[str]) -> Mapping[str, Rows]:
    form = load_form(edition)
    printed = {row.id for row in form.requests.printed_rows(set(filled))}
    tables: dict[str, dict[str, tuple[str, ...]]] = {"proactive": {}, "requests": {}, "remedies": {}}
    for path in form.cells:
        head, *names = path.split(".")
        row = path.rpartition(".")[0] if len(names) > 1 else path
        if head == "requests" and names[0] not in printed:
            continue
        table = tables["proactive" if head == "legacy" else head]
        table[row] = (*table.get(row, ()), path)
    return tables


def expected_rows(report: AnnualReport, table: str) -> Rows:
    """The rows that a table of this report should print, each with its cells."""
    return _rows(report.form, frozenset(report.filled_rows))[table]


def seen(report: AnnualReport, path: str) -> bool:
    """Whether anything stands in a cell, or a reader saw it empty."""
    return path in report.figures or path in report.raw or path in report.provenance


def absent_rows(report: AnnualReport, table: str) -> list[str]:
    """The rows of a table of which a file shows no cell."""
    if not report.provenance:
        return []
    rows = expected_rows(report, table)
    return [row for row, cells in rows.items() if not any(seen(report, path) for path in cells)]


def empty(report: AnnualReport, path: str) -> bool:
    """Whether a cell is blank, or holds a mark in place of a number."""
    return path not in report.figures and squeeze(report.raw.get(path, "")) in _marks()


def rows_with_total_only(report: AnnualReport) -> list[str]:
    """The rows of table three in which the total stands and no applicant does (T304)."""
    return [
        row
        for row, cells in expected_rows(report, "requests").items()
        if f"{row}.total" in report.figures
        and all(empty(report, path) for path in cells if path != f"{row}.total")
    ]


@lru_cache
def _marks() -> frozenset[str]:
    return frozenset(["", *map(squeeze, catalogue()["F05"].thresholds["stand_ins"])])
