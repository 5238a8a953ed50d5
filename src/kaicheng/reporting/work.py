"""What reports put on desks: those that the authority above has sent back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies import permissions
from kaicheng.agencies.models import Agency, User
from kaicheng.findings import Text
from kaicheng.reporting.models import HandIn
from kaicheng.statute import load_calendar
from kaicheng.workbench.items import Act, Due, WorkItem
from kaicheng.workbench.registry import register


@register("report_returned", gettext_lazy("年报退回改正"))
def sent_back(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Reports of the person's authorities whose last round was sent back."""
    agencies = permissions.visible(user, "portal.annual_report.draft", Agency.objects.all(), today)
    newer = HandIn.objects.filter(
        to=OuterRef("to"), agency=OuterRef("agency"), year=OuterRef("year"), round__gt=OuterRef("round")
    )
    rows = HandIn.objects.filter(~Exists(newer), agency__in=agencies, returned_at__isnull=False)
    for row in rows.select_related("agency", "to"):
        if row.agency is None:
            continue
        calendar = load_calendar(row.agency.holiday_region or None)
        basis = Text("主管部门退回时写明的改正期限", "the day that the supervising department named")
        due = (
            Due(row.mend_by, calendar, Text("主管部门要求", "asked by the supervisor"), basis)
            if row.mend_by
            else None
        )
        yield WorkItem(
            key=f"report-returned:{row.pk}",
            kind="report_returned",
            title=_("改正%(year)s年度报告") % {"year": row.year},
            act=Act(_("去改正"), reverse("reporting:draft", args=[row.agency.pk, row.year])),
            from_whom=row.to.short_name,
            state=row.returned_why,
            due=due,
            returned_to_me=True,
            mine=True,
            agency=row.agency.short_name,
        )
