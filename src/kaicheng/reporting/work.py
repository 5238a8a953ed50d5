"""What reports put on desks: those sent back, figures put in by hand that wait for a signature."""

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
from kaicheng.portal.models import AnnualReportPage
from kaicheng.publishing.models.document import Mark
from kaicheng.reporting.models import EnteredFigure, HandIn, ReportDraft
from kaicheng.statute import load_calendar
from kaicheng.workbench.items import Act, Due, WorkItem
from kaicheng.workbench.registry import register


@register("report_returned", gettext_lazy("年报退回改正"))
def sent_back(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Reports of the person's authorities whose last round, to whomever it went, was sent back."""
    agencies = permissions.visible(user, "portal.annual_report.draft", Agency.objects.all(), today)
    newer = HandIn.objects.filter(
        agency=OuterRef("agency"),
        year=OuterRef("year"),
        handed_at__gt=OuterRef("handed_at"),
        refused_at__isnull=True,
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


@register("report_differs", gettext_lazy("已公布年报数据有变动"))
def moved_on(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Published reports of the person's authorities whose records come to something else by now."""
    agencies = permissions.visible(user, "portal.annual_report.draft", Agency.objects.all(), today)
    rows = ReportDraft.objects.filter(agency__in=agencies, differs__gt=0, page__live=True)
    for row in rows.select_related("agency"):
        yield WorkItem(
            key=f"report-differs:{row.pk}",
            kind="report_differs",
            title=_("核对%(year)s年度报告：已公布数据有变动") % {"year": row.year},
            act=Act(_("去核对"), reverse("reporting:draft", args=[row.agency_id, row.year])),
            state=_("%(n)s处和现在的记录不一样；更正的，写明理由重新送审、公布；不更正的，写明理由。")
            % {"n": row.differs},
            mine=True,
            agency=row.agency.short_name,
        )


@register("figure_to_sign", gettext_lazy("年报手工数据签字"))
def figures_to_sign(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Figures that a colleague has put in by hand and nobody has signed."""
    agencies = permissions.visible(user, "reporting.figure.sign", Agency.objects.all(), today)
    rows = EnteredFigure.objects.filter(
        agency__in=agencies, signed_at__isnull=True, withdrawn_at__isnull=True
    )
    rows = rows.exclude(by=user)
    for row in rows.select_related("agency"):
        yield WorkItem(
            key=f"figure-to-sign:{row.pk}",
            kind="figure_to_sign",
            title=_("核对并签字：%(year)s年报%(cell)s填报%(value)s")
            % {"year": row.year, "cell": row.cell_name, "value": row.figure},
            act=Act(_("去核对"), reverse("reporting:cell", args=[row.agency_id, row.year, row.cell])),
            from_whom=row.post,
            state=_("来源：%s") % row.source_name,
            waits_for_me=True,
            agency=row.agency.short_name,
        )


@register("earlier_to_confirm", gettext_lazy("往年报告确认"))
def earlier_to_confirm(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Reports of earlier years that a colleague has read in and nobody has compared."""
    agencies = permissions.visible(user, "reporting.earlier.confirm", Agency.objects.all(), today)
    rows = AnnualReportPage.objects.filter(agency__in=agencies, live=False, mark=Mark.BEFORE)
    for page in rows.exclude(source_digest="").exclude(owner=user).select_related("agency", "owner"):
        yield WorkItem(
            key=f"earlier-report:{page.pk}",
            kind="earlier_to_confirm",
            title=_("对照原件确认%(year)s年度报告") % {"year": page.year},
            act=Act(_("去核对"), reverse("reporting:earlier-report", args=[page.pk])),
            from_whom=page.owner.get_full_name() if page.owner else "",
            state=_("来源：%s") % page.source_name,
            waits_for_me=True,
            agency=page.agency.short_name,
        )
