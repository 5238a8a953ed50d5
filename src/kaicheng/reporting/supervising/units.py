"""Whose reports a supervising authority receives on a year, until when, and which roster it goes by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Min, Q

from kaicheng.agencies.models import Agency, AgencyName
from kaicheng.annual_report.roster import Attendance, attendance
from kaicheng.portal.report_duty import due, due_on
from kaicheng.reporting.models import HandIn, Season
from kaicheng.reporting.tree import units_of


def season_of(to: Agency, year: int) -> Season:
    """What the supervising authority has set for the year; nothing set is the law alone."""
    return Season.objects.filter(to=to, year=year).first() or Season(to=to, year=year)


def hand_in_by(season: Season, unit: Agency | str) -> dt.date:
    """The last day on which a unit, outside this installation its name, is in time: the locality's if it set
    an earlier one; departments hand in by the day by which they publish (Art. 49)."""
    if season.hand_in_by is None:
        return publish_by(season, unit)
    return min(season.hand_in_by, _legal(unit, season.year))


def publish_by(season: Season, unit: Agency | str) -> dt.date:
    """The last day for publication: the locality's if it set an earlier one, else that of Art. 49."""
    legal = _legal(unit, season.year)
    return min(season.publish_by, legal) if season.publish_by else legal


def _legal(unit: Agency | str, year: int) -> dt.date:
    if isinstance(unit, Agency):
        return due(unit, year).on
    return due_on("government_report" if unit.endswith("人民政府") else "report", year).on


def reconcile(season: Season, units: list[Agency]) -> Attendance:
    """The roster that was loaded against the units of this installation: who is missing, who is not on it."""
    return attendance(season.roster, [unit.name for unit in units])


def units_on(to: Agency, year: int) -> list[Agency]:
    """The authorities whose reports on a year go to this one, in the order of the tree.

    Who has handed in stays a member of that year whatever became of it later, until it hands in the same year
    to another authority; the others are those that would hand in today and were there at the end of the year.
    """
    known = {unit.pk: unit for unit in units_of(to, year)}
    rows = HandIn.objects.filter(year=year, agency__isnull=False, refused_at__isnull=True)
    once = Q(agency__in=known) | Q(agency__in=rows.filter(to=to).values("agency"))
    sent = dict(rows.filter(once).order_by("handed_at", "pk").values_list("agency", "to"))
    young = (
        AgencyName.objects.filter(agency__in=known)
        .values("agency")
        .annotate(first=Min("valid_from"), all=Count("pk"), dated=Count("valid_from"))
        .filter(first__gt=dt.date(year, 12, 31))
    )
    later = {row["agency"] for row in young if row["all"] == row["dated"]}
    kept = [unit for pk, unit in known.items() if sent.get(pk, None if pk in later else to.pk) == to.pk]
    gone = [pk for pk, whom in sent.items() if whom == to.pk and pk not in known]
    return sorted([*kept, *Agency.objects.filter(pk__in=gone)], key=lambda unit: unit.path)


def strangers(to: Agency, year: int, rows: Iterable[HandIn]) -> list[HandIn]:
    """Of what was handed in, the reports whose unit nobody knows: neither one of this installation nor one
    that the roster names. They are not added up until somebody says whose they are."""
    outside = [row for row in rows if row.agency_id is None]
    if not outside:
        return []
    names = [unit.name for unit in units_on(to, year)]
    unknown = set(attendance(season_of(to, year).roster, [*names, *(row.unit for row in outside)]).strangers)
    return [row for row in outside if row.unit in unknown]
