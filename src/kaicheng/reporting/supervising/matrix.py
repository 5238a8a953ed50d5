"""Unit by status: who has not begun, who writes, who has handed in, who was sent back, who is late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.roster import attendance
from kaicheng.portal.models import AnnualReportPage
from kaicheng.reporting.models import HandIn, ReportDraft
from kaicheng.reporting.supervising.rounds import latest
from kaicheng.reporting.supervising.units import hand_in_by, season_of, strangers, units_on
from kaicheng.review.models import Submission


class Status(models.TextChoices):
    """Where a unit stands with its report."""

    NOT_STARTED = "weidongbi", _("没有动笔")
    DRAFTING = "bianxie", _("正在编写")
    REVIEWING = "shenhe", _("正在审核")
    SENT_BACK = "tuihui", _("已退回")
    HANDED_IN = "yibaosong", _("已报送")
    PUBLISHED = "yigongbu", _("已公布")


DONE = (Status.HANDED_IN, Status.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of the matrix. ``agency`` is None for a unit outside this installation."""

    name: str
    agency: Agency | None
    status: Status
    late: bool
    until: dt.date
    hand_in: HandIn | None
    differs: int = 0
    """In how many numbers its records have moved on since it was published."""

    @property
    def rounds(self) -> int:
        """How many times it has handed in."""
        return self.hand_in.round if self.hand_in else 0


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every unit with its status, and how many stand where."""

    units: tuple[Unit, ...]
    counts: tuple[tuple[Status, int], ...]
    late: int
    unknown: tuple[HandIn, ...] = ()
    """Reports of which nobody has said yet whose they are."""


def matrix_of(to: Agency, year: int, today: dt.date) -> Matrix:
    """The units of this installation, then those that have only sent files, then others of the roster."""
    season, rows = season_of(to, year), latest(to, year)
    unknown = strangers(to, year, rows)
    handed = [row for row in rows if row not in unknown]
    by_agency = {row.agency_id: row for row in handed if row.agency_id}
    agencies = units_on(to, year)
    live = set(
        AnnualReportPage.objects.filter(agency__in=agencies, year=year, live=True).values_list(
            "agency", flat=True
        )
    )
    drafts = ReportDraft.objects.filter(agency__in=agencies, year=year)
    begun = dict(drafts.values_list("agency", "page"))
    differing = dict(drafts.filter(page__live=True).values_list("agency", "differs"))
    reviewing = {
        int(pk)
        for pk in Submission.objects.filter(
            agency__in=agencies, kind="report", voided_at__isnull=True, state__status="in_progress"
        ).values_list("revision__object_id", flat=True)
    }
    lines = []
    for agency in agencies:
        row = by_agency.get(agency.pk)
        status = _status(row, agency.pk in live, agency.pk in begun, begun.get(agency.pk) in reviewing)
        line = _line(agency.name, agency, status, hand_in_by(season, agency), row, today)
        lines.append(replace(line, differs=differing.get(agency.pk, 0)))
    for row in handed:
        if row.agency_id is None:
            status = _status(row, row.published_on is not None, begun=True, reviewing=False)
            lines.append(_line(row.unit, None, status, hand_in_by(season, row.unit), row, today))
    for name in attendance(season.roster, [line.name for line in lines]).missing:
        lines.append(_line(name, None, Status.NOT_STARTED, hand_in_by(season, name), None, today))
    counts = Counter(line.status for line in lines)
    return Matrix(
        tuple(lines),
        tuple((status, counts[status]) for status in Status),
        sum(line.late for line in lines),
        tuple(unknown),
    )


def _status(row: HandIn | None, live: bool, begun: bool, reviewing: bool) -> Status:
    if reviewing:
        return Status.REVIEWING
    if row is not None and row.returned_at is not None:
        return Status.SENT_BACK
    if live:
        return Status.PUBLISHED
    if row is not None:
        return Status.HANDED_IN
    return Status.DRAFTING if begun else Status.NOT_STARTED


def _line(
    name: str, agency: Agency | None, status: Status, until: dt.date, row: HandIn | None, today: dt.date
) -> Unit:
    if row is not None and row.returned_at is not None and row.mend_by is not None:
        until = row.mend_by
    late = status not in DONE and today > until
    if row is not None:
        was_late = any(one["rule"] == "P01" for one in row.findings)
        late = was_late if row.returned_at is None else late or was_late
    return Unit(name, agency, status, late, until, row)
