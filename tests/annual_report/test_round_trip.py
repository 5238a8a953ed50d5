"""What a writer wrote, the reader of that kind reads back as the same report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.readers import read, read_path
from kaicheng.annual_report.writers import KINDS, write
from kaicheng.annual_report.writers.outline import outline

from .strategies import consistent_reports, messy_reports

SAMPLES = sorted(
    path
    for path in Path(__file__).with_name("reports").iterdir()
    if path.suffix != ".json" and not path.name.startswith("blank-form")
)
# A PDF says where characters stand, not which of the gaps between them are spaces.
LOSES_SPACES = {"pdf"}
EXAMPLES = {"html": 30, "docx": 12, "pdf": 6, "xlsx": 15, "json": 30}

patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def without_spaces(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: re.sub(r"[^\S\n]+", "", text) for name, text in texts.items()}


def comparable(report: AnnualReport, kind: str) -> AnnualReport:
    """The report with what a writer adds to it: the official heading of a chapter that had lost its own."""
    headings = {part.id: part.heading for part in outline(report).parts}
    if kind == "json":
        headings = {**report.headings}
    if kind not in LOSES_SPACES:
        return replace(report, headings=headings)
    return replace(
        report,
        title="".join(report.title.split()),
        chapters=without_spaces(report.chapters),
        headings=without_spaces(headings),
        raw=without_spaces(report.raw),
    )


def assert_same(read_back: AnnualReport, report: AnnualReport, kind: str) -> None:
    left, right = comparable(read_back, kind), comparable(report, kind)
    for name in ("form", "title", "agency", "year", "period", "headings", "chapters", "raw", "figures"):
        assert getattr(left, name) == getattr(right, name), name


@pytest.mark.parametrize("kind", KINDS)
def test_generated_reports_come_back_as_they_were(kind: str) -> None:
    @settings(max_examples=EXAMPLES[kind], **patient)
    @given(report=consistent_reports())
    def check(report: AnnualReport) -> None:
        assert_same(read(write(report, kind)), report, kind)

    check()


@pytest.mark.parametrize("kind", KINDS)
def test_blanks_and_remarks_in_cells_come_back_as_they_were(kind: str) -> None:
    @settings(max_examples=EXAMPLES[kind], **patient)
    @given(report=messy_reports())
    def check(report: AnnualReport) -> None:
        assert_same(read(write(report, kind)), report, kind)

    check()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_published_reports_come_back_as_they_were(path: Path, kind: str) -> None:
    report = read_path(path)
    assert_same(read(write(report, kind)), report, kind)
