"""What has been handed in: the last round of every unit."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.roster import unit_key
from kaicheng.reporting.models import HandIn


def rounds_of(to: Agency, year: int, agency: Agency | None, unit: str) -> QuerySet[HandIn]:
    """What one unit has handed in, the last round first. An authority of this installation is known whatever
    it was called then; others by their names alone."""
    own = Q(agency=agency) | Q(agency=None, unit=unit) if agency else Q(unit=unit)
    return HandIn.objects.filter(own, to=to, year=year).order_by("-round")


def latest(to: Agency, year: int) -> list[HandIn]:
    """The last round of every unit, by name, without what was not taken in."""
    rows = list(
        HandIn.objects.filter(to=to, year=year, refused_at__isnull=True)
        .select_related("agency", "page")
        .order_by("round", "pk")
    )
    same = {unit_key(row.unit): row.agency_id for row in rows if row.agency_id}
    found: dict[int | str, HandIn] = {}
    for row in rows:
        key = unit_key(row.unit)
        found[row.agency_id or same.get(key) or key] = row
    return sorted(found.values(), key=lambda row: (row.agency.path if row.agency else "~", row.unit))
