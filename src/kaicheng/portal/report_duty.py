"""The annual report as a piece of work: whose it is, by when, and until it is published here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies import permissions
from kaicheng.agencies.models import Agency, Membership, User
from kaicheng.agencies.models.agency import Kind, Status
from kaicheng.portal.models import AnnualReportPage
from kaicheng.publishing.models import HomePage
from kaicheng.statute import StatuteError, deadline, load_calendar
from kaicheng.workbench.items import Act, Due, WorkItem
from kaicheng.workbench.registry import register

OWE = "portal.annual_report.owe"


@cache
def due_on(kind: str, year: int, region: str = "") -> Due:
    """When a ``report``, or a ``government_report``, on ``year`` must be public."""
    calendar = load_calendar(region or None)
    return Due.of(deadline(kind, dt.date(year + 1, 1, 1), calendar), calendar)


@cache
def has_term(year: int) -> bool:
    """Whether the days of reports on a year can be told: Art. 49 has been in force since 2019, and calendars
    reach only so far."""
    try:
        due_on("report", year)
    except StatuteError:
        return False
    return True


def due(agency: Agency, year: int) -> Due:
    """When the authority's report on ``year`` must be public: a government's later than a department's."""
    kind = "government_report" if agency.kind == Kind.GOVERNMENT else "report"
    return due_on(kind, year, agency.holiday_region)


def last_season(today: dt.date) -> int:
    """The latest year whose report is on the desks."""
    month, day = settings.KAICHENG_REPORT_SEASON_FROM
    return today.year if (today.month, today.day) >= (month, day) else today.year - 1


@dataclass(frozen=True, slots=True)
class Shown:
    """What the portal has of an authority's report on a year."""

    page: int
    live: bool


def _shown(agencies: Iterable[Agency], years: Iterable[int]) -> dict[tuple[int, int], Shown]:
    """The reports on those years, by authority and year."""
    homes = dict(HomePage.objects.filter(agency__in=agencies).values_list("path", "agency_id"))
    if not homes:
        return {}
    below = Q()
    for path in homes:
        below |= Q(path__startswith=path)
    pages = AnnualReportPage.objects.filter(below, year__in=years).values_list("path", "year", "pk", "live")
    found: dict[tuple[int, int], Shown] = {}
    for path, year, pk, live in pages:
        agency = next(agency for home, agency in homes.items() if path.startswith(home))
        if live or (agency, year) not in found:
            found[agency, year] = Shown(pk, live)
    return found


@register("annual_report", gettext_lazy("年度报告"))
def reports_owed(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Reports not yet published of the authorities that the person answers for.

    A report that fell due before the authority was set up here is not asked for: it stands elsewhere.
    """
    wanted = Agency.objects.filter(status=Status.ACTIVE, acts_in_own_name=True)
    wanted = wanted.exclude(kind=Kind.PUBLIC_SERVICE).select_related("supervising_department")
    agencies = list(permissions.visible(user, OWE, wanted, today))
    if not agencies:
        return
    begun = dict(
        Membership.objects.filter(agency__in=agencies, confirmed_at__isnull=False)
        .values_list("agency")
        .annotate(Min("confirmed_at"))
        .order_by()
    )
    last = last_season(today)
    owed = [
        (agency, year)
        for agency in agencies
        if agency.pk in begun
        for since in [timezone.localdate(begun[agency.pk])]
        for year in range(since.year - 1, last + 1)
        if due(agency, year).on >= since
    ]
    shown = _shown(agencies, {year for _agency, year in owed})
    for agency, year in owed:
        report = shown.get((agency.pk, year))
        if report is None or not report.live:
            yield _item(agency, year, report)


def _item(agency: Agency, year: int, report: Shown | None) -> WorkItem:
    address = reverse("reporting:draft", args=[agency.pk, year])
    if report is None:
        act = Act(_("开始编写"), address)
        state = _("还没有动笔")
    else:
        act = Act(_("继续编写"), address)
        state = _("正在编写，还没有公布")
    superior = agency.supervising_department
    return WorkItem(
        key=f"annual-report:{agency.pk}:{year}",
        kind="annual_report",
        title=_("公布%(year)s年度政府信息公开工作年度报告") % {"year": year}
        if agency.kind == Kind.GOVERNMENT
        else _("公布并报送%(year)s年度政府信息公开工作年度报告") % {"year": year},
        from_whom=superior.short_name if superior else "",
        due=due(agency, year),
        act=act,
        state=state,
        mine=True,
        agency=agency.short_name,
    )
