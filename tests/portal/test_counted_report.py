"""The demonstration's records of 2024 come to what the bureau has published, cell for cell."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kaicheng.annual_report.checks import check
from kaicheng.findings import blocks
from kaicheng.portal.stored import from_text
from kaicheng.reporting.facts import published
from kaicheng.reporting.records_checks import check_records
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import tally

pytestmark = pytest.mark.django_db


def test_tally__equals_the_published_report_in_every_cell(report_page):
    scope = Scope.year(report_page.agency, 2024)
    report, found = from_text(report_page.report_json), tally(scope)
    stated = {path: report[path] for path in report.statutory_form.cells if report[path] is not None}
    assert {path: found.figures.get(path) for path in stated} == stated
    assert published(scope).count() == 391
    assert str(found.figures["proactive.administrative_fees_wan_yuan"]) == "24.83"


def test_produced_report__passes_without_a_blocking_finding(report_page):
    found = tally(Scope.year(report_page.agency, 2024))
    made = replace(found.report(), chapters=from_text(report_page.report_json).chapters)
    assert not blocks([*check(made), *check_records(made, found, dt.date(2025, 1, 20))])
