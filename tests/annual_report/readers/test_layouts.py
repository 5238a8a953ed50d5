"""Whatever layout a report was published in, the same figures and words come out."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.readers import read
from tests.annual_report.layouts import LAYOUTS
from tests.annual_report.strategies import consistent_reports

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("layout", LAYOUTS)
@few
@given(report=consistent_reports())
def test_every_layout_gives_the_same_report(layout: str, report: AnnualReport) -> None:
    found = read(LAYOUTS[layout](report).encode())
    assert dict(found.figures) == dict(report.figures)
    assert (found.title, found.agency, found.year) == (report.title, report.agency, report.year)
    assert (found.form, found.period) == (report.form, report.period)
    assert dict(found.headings) == dict(report.headings)
    assert dict(found.chapters) == dict(report.chapters)
    assert [note for note in found.notes if note.code != "uncertain"] == []


@few
@given(report=consistent_reports())
def test_gb18030_reads_like_utf8(report: AnnualReport) -> None:
    page = LAYOUTS["html"](report)
    assert read(page.encode("gb18030")) == read(page.encode())


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(few, max_examples=40)
@given(report=consistent_reports(with_text=False), seed=st.integers(0, 2**32))
def test_a_damaged_file_never_gives_a_wrong_figure(layout: str, report: AnnualReport, seed: int) -> None:
    """Lines lost, doubled or cut: each figure is right or is not there."""
    damaged = _damage(LAYOUTS[layout](report), random.Random(seed))
    try:
        found = read(damaged.encode())
    except ReadError:
        return
    wrong = {
        path: (report[path], value)
        for path, value in found.figures.items()
        if path in report.figures and report[path] != value
    }
    assert wrong == {}


def _damage(text: str, chance: random.Random) -> str:
    """One to three places dropped, repeated, or broken inside a label, never two in one row of a table."""
    lines = text.split("\n")
    begin = len(lines) // 4
    step = max(len(lines) // 6, 1)
    for start in reversed(chance.sample(range(begin, len(lines), 2 * step), k=chance.choice([1, 1, 2]))):
        where = min(chance.randrange(start, start + step), len(lines) - 1)
        kind = chance.choice(["drop", "repeat", "break"])
        if kind == "drop":
            del lines[where]
        elif kind == "repeat":
            lines.insert(where, lines[where])
        elif len(lines[where]) > 8 and not any(map(str.isdigit, lines[where])):
            cut = len(lines[where]) // 2
            lines[where : where + 1] = [lines[where][:cut], lines[where][cut:]]
    return "\n".join(lines)
