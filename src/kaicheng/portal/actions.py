"""What may be done to the public site: each one change, in one transaction."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.readers import read
from kaicheng.portal import stored
from kaicheng.portal.models import AnnualReportPage
from kaicheng.publishing.actions.platform import OpenPlatform
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage, HomePage


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


@transaction.atomic
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
    if page is not None and page.source_digest == digest and page.report_json == text:
        return page
    if page is None:
        page = AnnualReportPage(slug=str(report.year), year=report.year)
    page.title = report.title
    page.report_json = text
    page.source_name, page.source_url, page.source_digest = name, url, digest
    page.read_at = timezone.now()
    page.source_file.save(name, ContentFile(data), save=False)
    if page.pk is None:
        column.add_child(instance=page)
    page.save_revision().publish()
    return page
