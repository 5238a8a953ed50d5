"""What goes on by itself while the year's reports are handed in."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from kaicheng.portal.report_duty import due
from kaicheng.reporting.actions.supervise import Remind
from kaicheng.reporting.models import Season
from kaicheng.reporting.supervising.matrix import DONE, Unit, matrix_of
from kaicheng.statute import load_calendar
from kaicheng.workbench.schedule import periodic

BEFORE = (10, 5, 2, 0)
"""Working days before a day set by the supervising authority on which units are reminded of it."""
WEEKS = 12
"""For how many weeks a unit that is late is reminded once a week."""


@periodic("report_reminders", every=dt.timedelta(days=1))
def remind_units(at: dt.datetime) -> int:
    """Remind units that have not handed in, for supervising authorities that have set days for the year.

    Of the legal date everybody is reminded by the workbench, so that before it only another day is said here.
    Gives how many people were told.
    """
    today, told = timezone.localdate(at), 0
    for season in Season.objects.filter(year=today.year - 1).select_related("to"):
        owing = [
            (unit.agency, unit.until)
            for unit in matrix_of(season.to, season.year, today).units
            if unit.agency is not None and unit.status not in DONE and _is_day(unit, season.year, today)
        ]
        if owing:
            told += Remind(season.to, season.year, owing, by=None, at=at).execute()
    return told


def _is_day(unit: Unit, year: int, today: dt.date) -> bool:
    """Whether the unit is to be reminded on this day."""
    late = (today - unit.until).days
    if late > 0:
        return late % 7 == 1 and late // 7 < WEEKS
    if unit.agency is None or unit.until == due(unit.agency, year).on:
        return False
    calendar = load_calendar(unit.agency.holiday_region or None)
    return calendar.is_workday(today) and calendar.workdays_between(today, unit.until) in BEFORE
