"""Whose reports a supervising authority waits for, and until when."""

from __future__ import annotations

import datetime as dt

from kaicheng.agencies.models import Agency
from kaicheng.agencies.models.agency import Kind, Status
from kaicheng.annual_report.roster import Attendance, attendance
from kaicheng.portal.report_duty import due
from kaicheng.reporting.models import Season


def units_of(to: Agency) -> list[Agency]:
    """The units below that owe a report of their own, in the order of the tree."""
    rows = Agency.objects.filter(path__startswith=to.path, status=Status.ACTIVE, acts_in_own_name=True)
    return list(rows.exclude(pk=to.pk).exclude(kind=Kind.PUBLIC_SERVICE).order_by("path"))


def superiors_of(agency: Agency) -> list[Agency]:
    """To whom an authority's report goes: the authority right above it."""
    parent = agency.get_parent()
    return [parent] if parent is not None else []


def season_of(to: Agency, year: int) -> Season:
    """What the supervising authority has set for the year; nothing set is the law alone."""
    return Season.objects.filter(to=to, year=year).first() or Season(to=to, year=year)


def hand_in_by(season: Season, unit: Agency | None) -> dt.date:
    """The last day on which a unit is in time."""
    return season.hand_in_by or publish_by(season, unit)


def publish_by(season: Season, unit: Agency | None) -> dt.date:
    """The last day for publication: the locality's if it set an earlier one, else that of Art. 49."""
    legal = due(unit, season.year).on if unit is not None else dt.date(season.year + 1, 1, 31)
    return min(season.publish_by, legal) if season.publish_by else legal


def reconcile(season: Season, units: list[Agency]) -> Attendance:
    """The roster that was loaded against the units of this installation: who is missing, who is not on it."""
    return attendance(season.roster, [unit.name for unit in units])
