"""The reports there are of an authority: published here, of the year before, and of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.model import AnnualReport
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text

PEERS = 60
"""How many other authorities' reports a text is compared with: those of the same parent first."""


def page_on(agency: Agency, year: int) -> AnnualReportPage | None:
    """The page of the report on a year, public or not."""
    return AnnualReportPage.objects.filter(agency=agency, year=year).first()


def published_on(agency: Agency, year: int) -> AnnualReport | None:
    """The report that is public."""
    page = AnnualReportPage.objects.filter(agency=agency, year=year, live=True).first()
    return from_text(page.report_json) if page else None


def peers_of(agency: Agency, year: int) -> Iterator[tuple[str, AnnualReport]]:
    """Reports that other authorities have published on the year, the nearest authorities first."""
    pages = AnnualReportPage.objects.filter(year=year, live=True).exclude(agency=agency)
    parent = agency.get_parent()
    if parent is not None:
        pages = pages.filter(agency__path__startswith=parent.path)
    for name, text in pages.order_by("agency__path").values_list("agency__name", "report_json")[:PEERS]:
        yield name, from_text(text)
