"""What goes on by itself while the year's reports are handed in."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from kaicheng.portal.report_duty import due
from kaicheng.publishing.models.document import Mark
from kaicheng.reporting.actions.supervise import Remind
from kaicheng.reporting.models import ReportDraft, Season
from kaicheng.reporting.moved import decision_on
from kaicheng.reporting.supervising.matrix import DONE, Unit, matrix_of
from kaicheng.reporting.writing import Work, differences
from kaicheng.statute import load_calendar
from kaicheng.workbench.schedule import periodic

BEFORE = (10, 5, 2, 0)
"""Working days before a day set by the supervising authority on which units are reminded of it."""
COMPARED = 5
"""For how many years a published report is held against the records."""
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


@periodic("report_differences", every=dt.timedelta(days=1))
def compare_published(at: dt.datetime) -> int:
    """Hold the published reports against the records as they are now: last year's every day, those of the
    years before once a week. Gives how many differ, but for what somebody has decided to leave as it is."""
    today = timezone.localdate(at)
    rows = ReportDraft.objects.filter(
        page__live=True, page__mark=Mark.HERE, year__range=(today.year - COMPARED, today.year - 1)
    )
    found = 0
    for draft in rows.select_related("agency", "page").order_by("pk").iterator(chunk_size=100):
        if draft.year < today.year - 1 and draft.pk % 7 != today.weekday():
            continue
        moved = differences(Work(draft, today))
        decided = draft.page is not None and decision_on(draft.page, moved) is not None
        count = 0 if decided else len(moved)
        if count != draft.differs:
            ReportDraft.objects.filter(pk=draft.pk).update(differs=count)
        found += bool(count)
    return found


def _is_day(unit: Unit, year: int, today: dt.date) -> bool:
    """Whether the unit is to be reminded on this day."""
    late = (today - unit.until).days
    if late > 0:
        return late % 7 == 1 and late // 7 < WEEKS
    if unit.agency is None or unit.until == due(unit.agency, year).on:
        return False
    calendar = load_calendar(unit.agency.holiday_region or None)
    return calendar.is_workday(today) and calendar.workdays_between(today, unit.until) in BEFORE
