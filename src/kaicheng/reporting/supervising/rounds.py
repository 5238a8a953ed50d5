"""What has been handed in: the last round of every unit."""

from __future__ import annotations

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.roster import unit_key
from kaicheng.reporting.models import HandIn


def latest(to: Agency, year: int) -> list[HandIn]:
    """The last round of every unit, by name."""
    found: dict[str, HandIn] = {}
    for row in HandIn.objects.filter(to=to, year=year).select_related("agency", "page").order_by("round"):
        found[unit_key(row.unit)] = row
    return sorted(found.values(), key=lambda row: (row.agency.path if row.agency else "~", row.unit))
