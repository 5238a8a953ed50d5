"""The reports there are of an authority: published here, of the year before, and of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models.functions import Length

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.checks.similarity import Sketch, sketch
from kaicheng.annual_report.model import AnnualReport
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text

KEPT = 20_000
"""How many sketches of published reports a process keeps, of some 2 kB each: making one takes longer than all
comparing."""
_sketches: dict[tuple[Any, ...], Sketch | None] = {}


def page_on(agency: Agency, year: int) -> AnnualReportPage | None:
    """The page of the report on a year, public or not."""
    return AnnualReportPage.objects.filter(agency=agency, year=year).first()


def published_on(agency: Agency, year: int) -> AnnualReport | None:
    """The report that is public."""
    page = AnnualReportPage.objects.filter(agency=agency, year=year, live=True).first()
    return from_text(page.report_json) if page else None


def peers_of(agency: Agency, year: int) -> Iterator[tuple[str, Sketch | None]]:
    """Sketches of all that other authorities have published on the year, by the authorities' names."""
    pages = AnnualReportPage.objects.filter(year=year, live=True).exclude(agency=agency)
    editions = pages.annotate(size=Length("report_json")).values_list(
        "pk", "last_published_at", "signed_hash", "size", "agency__name"
    )
    rows = {row[0]: row for row in editions.order_by("agency__path")}
    fresh = [pk for pk, row in rows.items() if row not in _sketches]
    if len(_sketches) + len(fresh) > KEPT:
        _sketches.clear()
        fresh = list(rows)
    for start in range(0, len(fresh), 200):
        some = AnnualReportPage.objects.filter(pk__in=fresh[start : start + 200])
        for pk, text in some.values_list("pk", "report_json"):
            _sketches[rows[pk]] = sketch(from_text(text))
    for row in rows.values():
        yield row[-1], _sketches.get(row)
