"""The annual report as a page of the public site."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.files.storage import Storage, storages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from kaicheng.portal import downloads
from kaicheng.portal.report_view import ReportView

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


def private_storage() -> Storage:
    """Files that are never served from a public folder."""
    return storages["private"]


class AnnualReportPage(RoutablePageMixin, Page):
    """One year's report.

    The report is kept as the text of ``kaicheng/annual-report/1``, not as a JSON column: 24.80 must not
    come back as 24.8, neither from the database nor from a revision of the page.
    """

    year = models.PositiveSmallIntegerField(_("年度"))
    report_json = models.TextField(_("年度报告（JSON）"))
    source_name = models.CharField(_("原文件名"), max_length=200, blank=True)
    source_url = models.URLField(_("原文网址"), max_length=500, blank=True)
    source_digest = models.CharField(_("原文件 SHA-256"), max_length=64, blank=True)
    source_file = models.FileField(
        _("原文件"), upload_to="annual-reports", storage=private_storage, blank=True
    )
    read_at = models.DateTimeField(_("读取时间"), null=True, blank=True)

    is_creatable = False  # made by reading a file: actions.publish_report
    template = "pages/annual_report.html"
    parent_page_types = ["publishing.ColumnPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("year"),
        MultiFieldPanel(
            [
                FieldPanel("source_name", read_only=True),
                FieldPanel("source_url"),
                FieldPanel("source_digest", read_only=True),
                FieldPanel("read_at", read_only=True),
            ],
            heading=_("来源"),
        ),
    ]

    class Meta:
        verbose_name = _("政府信息公开工作年度报告")

    @cached_property
    def view(self) -> ReportView:
        """The report with its check results, ready to show."""
        return ReportView.of_json(self.report_json)

    @cached_property
    def downloads(self) -> list[downloads.Download]:
        """The report in every format, written once."""
        return downloads.all_of(self.report_json)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "parent": self.get_parent().specific,
            "view": self.view,
            "downloads": self.downloads,
        }

    @path("download/<str:kind>/", name="download")
    def download(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """The report as a file."""
        return downloads.serve(request, self.report_json, kind, title=self.title)
