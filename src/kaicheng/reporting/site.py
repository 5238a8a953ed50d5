"""A published report as the public finds it: its column, its signatures, its copies elsewhere."""

from __future__ import annotations

from django.utils import timezone

from kaicheng.annual_report.checks.site import Shown, check_site
from kaicheng.annual_report.writers import KINDS
from kaicheng.findings import Finding
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage
from kaicheng.publishing.models.document import Mark
from kaicheng.reporting.models import HandIn


def shown(page: AnnualReportPage) -> Shown:
    """What stands on the site now, and what was handed in of it from elsewhere."""
    column = ColumnPage.objects.filter(pk=page.get_parent().pk, kind=Column.REPORTS).first()
    here, first = page.mark == Mark.HERE, page.first_published_at
    listed = AnnualReportPage.objects.live().child_of(column) if column else AnnualReportPage.objects.none()
    handed: dict[int, HandIn] = {
        row.to_id: row
        for row in HandIn.objects.filter(agency=page.agency, year=page.year)
        .select_related("to")
        .order_by("round")
    }
    return Shown(
        from_text(page.report_json),
        in_column=column is not None,
        published_on=timezone.localdate(first) if here and first else None,
        listed=tuple(listed.order_by("-year").values_list("year", flat=True)),
        unsigned=not page.rightly_public,
        unexplained=page.edition > 1 and not page.correction,
        files=tuple(KINDS),
        copies={
            f"报送{row.to.short_name}": from_text(row.report_json)
            for row in handed.values()
            if row.way != HandIn.Way.HERE
        },
    )


def site_findings(page: AnnualReportPage) -> list[Finding]:
    """P02 to P04 of a report that is public; nothing of one that is not."""
    return check_site(shown(page)) if page.live else []
