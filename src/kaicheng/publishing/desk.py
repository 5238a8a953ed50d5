"""What publishing puts on the home of an office: how much it has published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kaicheng.agencies.models import User
from kaicheng.agencies.permissions import Standing
from kaicheng.publishing.drafting import DRAFT
from kaicheng.publishing.editor.listing import own_offices
from kaicheng.publishing.models import DocumentPage
from kaicheng.workbench.registry import Bar, register_bar


@register_bar
def published(user: User, today: dt.date) -> Iterator[Bar]:
    """For each office of the person: what it has published this quarter, and this month."""
    standing = Standing(user, today)
    if not standing.may_somewhere(DRAFT):
        return
    offices = own_offices(standing)
    month = today.replace(day=1)
    quarter = month.replace(month=(today.month - 1) // 3 * 3 + 1)
    counts = {
        row["office"]: row
        for row in DocumentPage.objects.filter(office__in=offices, published_date__gte=quarter)
        .values("office")
        .annotate(quarter=Count("pk"), month=Count("pk", filter=Q(published_date__gte=month)))
        .order_by()
    }
    for office in offices:
        row = counts.get(office.pk, {"quarter": 0, "month": 0})
        label = _("%(office)s本季度公开（其中本月%(n)s件）") % {"office": office.name, "n": row["month"]}
        url = f"{reverse('publishing_mine')}?shei=office&zhuangtai=public&keshi={office.pk}"
        yield Bar(label, row["quarter"], 0, url)
