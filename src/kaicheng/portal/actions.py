"""What may be done to the public site: each one change, in one transaction."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Site
from wagtail.signals import page_published

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.readers import read
from kaicheng.audit.recording import atomic
from kaicheng.portal import events, stored
from kaicheng.portal.models import AnnualReportPage
from kaicheng.publishing.actions.platform import OpenPlatform
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage, HomePage
from kaicheng.publishing.models.document import Mark
from kaicheng.review.context import act


def open_platform(agency: Agency, *, hostname: str = "localhost", port: int = 80) -> HomePage:
    """The authority's platform with its columns; the topmost one is the default site. What exists stays."""
    home = HomePage.objects.filter(agency=agency).first() or OpenPlatform(agency, by=None).execute().home
    topmost = HomePage.objects.get(pk=home.get_ancestors(inclusive=True).get(depth=2).pk)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": hostname,
            "port": port,
            "root_page": topmost,
            "site_name": topmost.agency.short_name,
        },
    )
    return home


@atomic()
def publish_report(home: HomePage, data: bytes, name: str, *, url: str = "") -> AnnualReportPage:
    """Read a report and show it under 政府信息公开年报. The same file twice changes nothing.

    Raises ReadError when the file is no report, ValueError when it does not say its year.
    """
    digest = hashlib.sha256(data).hexdigest()
    report = read(data, name)
    if report.year is None:
        raise ValueError(f"{name} does not say which year it reports on")
    column = ColumnPage.objects.child_of(home).get(kind=Column.REPORTS)
    text = stored.to_text(report)
    page = AnnualReportPage.objects.child_of(column).filter(year=report.year).first()
    same = page is not None and page.source_digest == digest and page.report_json == text
    if page is not None and same and page.rightly_public:
        return page
    if page is None:
        page = AnnualReportPage(slug=str(report.year), year=report.year)
    page.title = report.title
    page.report_json = text
    page.source_name, page.source_url, page.source_digest = name, url, digest
    page.read_at = timezone.now()
    page.source_file.save(name, ContentFile(data), save=False)
    was_public(page, column)
    return page


def was_public(page: AnnualReportPage, column: ColumnPage) -> None:
    """Show a report that was public before the system: it claims no signatures, and the trail tells of it."""
    page.mark, page.live, page.agency = Mark.BEFORE, True, column.agency
    page.first_published_at = page.first_published_at or timezone.now()
    page.last_published_at = timezone.now()
    page.draft_title, page.has_unpublished_changes = page.title, False
    page.signed_hash = page.content_hash
    with atomic():
        with act():
            if page.pk is None:
                column.add_child(instance=page)
            else:
                page.save()
        events.told_of_reading_in(page, page.last_published_at)
    page_published.send(sender=AnnualReportPage, instance=page, revision=None)
