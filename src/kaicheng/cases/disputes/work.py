"""Replies owed to reconsideration bodies and courts, as work items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies import permissions
from kaicheng.agencies.models import User
from kaicheng.cases.disputes.limits import reply_limit
from kaicheng.cases.models import Dispute, DisputeKind
from kaicheng.statute import load_calendar
from kaicheng.workbench.items import Act, Due, WorkItem
from kaicheng.workbench.registry import register


@register("disputes", gettext_lazy("复议、诉讼"))
def replies_owed(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Disputes without our reply, with its last day, and hearings to come."""
    rows = permissions.visible(user, "cases.dispute.record", Dispute.objects.all(), today)
    wanted = Q(replied_on__isnull=True) | Q(heard_on__gte=today)
    for one in rows.filter(wanted, decided_on__isnull=True).select_related("agency", "case"):
        if one.replied_on is None:
            yield _reply(one)
        if one.heard_on is not None and one.heard_on >= today:
            yield _hearing(one)


def _reply(one: Dispute) -> WorkItem:
    calendar = load_calendar(one.agency.holiday_region or None)
    limit = reply_limit(one, calendar)
    state = _("等待我方答复、举证") if limit else _("还没有登记收到副本的日期，答复期限无法计算")
    title = (
        _("提交行政复议答复书和证据") if one.kind == DisputeKind.RECONSIDERATION else _("提交答辩状和证据")
    )
    return _item(one, "reply", f"{title}：{one}", state, Due.of(limit, calendar) if limit else None)


def _hearing(one: Dispute) -> WorkItem:
    title = _("听证") if one.kind == DisputeKind.RECONSIDERATION else _("开庭")
    day = one.heard_on.isoformat() if one.heard_on else ""
    return _item(one, f"hearing:{day}", f"{title}：{one}", _("%(day)s到场") % {"day": day}, None)


def _item(one: Dispute, matter: str, title: str, state: str, due: Due | None) -> WorkItem:
    return WorkItem(
        key=f"dispute:{one.pk}:{matter}",
        kind="disputes",
        title=title,
        from_whom=one.body,
        state=state,
        due=due,
        act=Act(_("打开"), reverse("cases_dispute", args=[one.pk])),
        mine=True,
        agency=one.agency.short_name,
    )
