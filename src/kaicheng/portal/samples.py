"""Reports to try 年报校核 with: a published one, and one into which mistakes were planted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.readers import read
from kaicheng.portal import demonstration
from kaicheng.portal.report_view import ReportView

PLANTED = {
    "requests.new_received.natural_person": 5,
    "requests.new_received.total": 6,
    "requests.granted.natural_person": 3,
    "requests.granted.total": 3,
    "remedies.reconsideration.upheld": 1,
}
"""Figures that do not add up, by cell."""


@dataclass(frozen=True)
class Sample:
    """A report that comes with the site."""

    title: Promise
    report: Callable[[], AnnualReport]

    def view(self) -> ReportView:
        return ReportView.of(self.report())


@lru_cache
def published() -> AnnualReport:
    """The demonstration authority's report of 2024."""
    return read(demonstration.source(), demonstration.SOURCE_NAME)


@lru_cache
def with_mistakes() -> AnnualReport:
    """The same text under an invented name, with the figures of :data:`PLANTED` put in."""
    text = demonstration.source().decode().replace(demonstration.AGENCY, "示例市示范局")
    report = read(text.encode(), demonstration.SOURCE_NAME)
    for path, value in PLANTED.items():
        report = report.with_cell(path, CellText(value))
    return report


SAMPLES = {
    "published": Sample(_("西昌市人力资源和社会保障局2024年度报告（公开发布的原文）"), published),
    "with-mistakes": Sample(_("示例市示范局2024年度报告（故意填错了几处）"), with_mistakes),
}
