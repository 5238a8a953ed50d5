"""Until when a supervising authority waits for reports, and which roster it goes by."""

from __future__ import annotations

import datetime as dt

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.roster import Attendance, attendance
from kaicheng.portal.report_duty import due
from kaicheng.reporting.models import Season


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
