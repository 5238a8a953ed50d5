"""What the daily look puts on desks: the office's tickets, and columns that are due soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies import permissions
from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.roles import Role
from kaicheng.findings import Text
from kaicheng.publishing.models import Ticket
from kaicheng.publishing.upkeep.timeliness import Timeliness, timeliness
from kaicheng.statute import load_calendar
from kaicheng.workbench.items import Act, Due, WorkItem
from kaicheng.workbench.registry import register

VIEW, HANDLE = "publishing.ticket.view", "publishing.ticket.handle"
COLUMNS = ("U01", "U02")
"""Rules about columns: past their period, empty."""
UNITS_SHOWN = 100
OWN_RULE = Text("本机关栏目更新和问题处理时限", "the authority's own limits for columns and faults")


@register("ticket", gettext_lazy("监测问题"))
def tickets(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Open tickets of the person's offices."""
    rows = Ticket.objects.filter(state=Ticket.State.OPEN).select_related("agency", "office")
    for ticket in permissions.visible(user, HANDLE, rows, today)[:100]:
        calendar = load_calendar(ticket.agency.holiday_region or None)
        yield WorkItem(
            key=f"ticket:{ticket.pk}",
            kind="ticket",
            title=ticket.title,
            act=Act(_("处理"), reverse("publishing_tickets")),
            from_whom=_("每日监测"),
            state=ticket.message,
            due=Due(ticket.due, calendar, OWN_RULE, OWN_RULE),
            mine=True,
            agency=ticket.agency.short_name,
            office=ticket.office.name if ticket.office else "",
        )


@register("units", gettext_lazy("下属单位的公开"))
def units(user: User, today: dt.date) -> Iterator[WorkItem]:
    """For a supervisor, a line for each unit with columns past their period or faults that are open."""
    standing = permissions.Standing(user, today)
    if not any(one.role is Role.SUPERVISOR for one in standing.held):
        return
    rows = standing.visible(VIEW, Ticket.objects.filter(state=Ticket.State.OPEN))
    columns, late = Count("pk", filter=Q(rule__in=COLUMNS)), Count("pk", filter=Q(due__lt=today))
    found = rows.values("agency").annotate(columns=columns, late=late, all=Count("pk"), first=Min("due"))
    counts = {row["agency"]: row for row in found.order_by("first", "agency")[:UNITS_SHOWN]}
    named = Agency.objects.in_bulk(counts)
    for pk, row in counts.items():
        agency = named[pk]
        said = {"n": row["all"], "columns": row["columns"], "late": row["late"]}
        yield WorkItem(
            key=f"units:{pk}:{row['first']}",
            kind="units",
            title=_("%(unit)s：%(columns)s个栏目逾期或者是空的，共%(n)s个问题待处理")
            % {"unit": agency.short_name, **said},
            act=Act(_("查看"), f"{reverse('publishing_tickets')}?unit={pk}"),
            from_whom=_("每日监测"),
            state=_("%(late)s个过了处理期限") % said,
            due=Due(row["first"], load_calendar(agency.holiday_region or None), OWN_RULE, OWN_RULE),
            agency=agency.short_name,
        )


@register("units-soon", gettext_lazy("下属单位将到期的栏目"))
def units_soon(user: User, today: dt.date) -> Iterator[WorkItem]:
    """For a supervisor, a line for each unit with columns whose period ends soon."""
    standing = permissions.Standing(user, today)
    if not any(one.role is Role.SUPERVISOR for one in standing.held):
        return
    units = standing.visible(VIEW, Agency.objects.filter(platform__isnull=False))
    soon: dict[int, list[Timeliness]] = {}
    for one in timeliness(list(units)):
        if one.due_soon(today):
            soon.setdefault(one.column.agency_id, []).append(one)
    for columns in list(soon.values())[:UNITS_SHOWN]:
        agency = columns[0].column.agency
        first = min(one.due for one in columns if one.due is not None)
        calendar = load_calendar(agency.holiday_region or None)
        yield WorkItem(
            key=f"units-soon:{agency.pk}:{first}",
            kind="units-soon",
            title=_("%(unit)s：%(n)s个栏目将到更新期限") % {"unit": agency.short_name, "n": len(columns)},
            act=Act(_("查看"), reverse("publishing_columns")),
            from_whom=_("每日监测"),
            state="、".join(one.column.title for one in columns[:3]),
            due=Due(first, calendar, OWN_RULE, OWN_RULE),
            agency=agency.short_name,
        )


@register("column", gettext_lazy("栏目更新"))
def columns_due(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Columns of the person's offices whose period ends soon; those past it are tickets."""
    standing = permissions.Standing(user, today)
    agencies = Agency.objects.filter(pk__in={one.membership.agency_id for one in standing.held})
    for one in timeliness(agencies):
        if one.due is None or not one.due_soon(today):
            continue
        if not standing.may("publishing.document.draft", one.office or one.column.agency):
            continue
        calendar = load_calendar(one.column.agency.holiday_region or None)
        yield WorkItem(
            key=f"column:{one.column.pk}:{one.due}",
            kind="column",
            title=_("更新栏目“%(title)s”") % {"title": one.column.title},
            act=Act(_("写一条信息"), reverse("wagtailadmin_pages:add_subpage", args=[one.column.pk])),
            state=_("最近一次是%(last)s") % {"last": one.last},
            due=Due(one.due, calendar, OWN_RULE, OWN_RULE),
            mine=True,
            agency=one.column.agency.short_name,
            office=one.office.name if one.office else "",
        )
