"""The annual report as a page of the public site."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.files.storage import Storage, storages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from kaicheng.agencies.models import Agency, Office, User
from kaicheng.annual_report.by_hand import entered_cells
from kaicheng.annual_report.pictures import Picture, cells_csv, pictures_of
from kaicheng.audit.models import Event
from kaicheng.findings import Finding
from kaicheng.portal import downloads
from kaicheng.portal.report_view import ReportView
from kaicheng.portal.stored import from_text
from kaicheng.publishing.models.document import Mark
from kaicheng.publishing.models.platform import agency_of
from kaicheng.publishing.page_permissions import DocumentTester
from kaicheng.review.gate import is_signed
from kaicheng.review.subject import Reviewed

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


def private_storage() -> Storage:
    """Files that are never served from a public folder."""
    return storages["private"]


class ReportTester(DocumentTester):
    """A report is written on its own pages, signed and published like any document: not edited in the CMS."""

    def can_edit(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_view_revisions(self) -> bool:
        return self.may("portal.annual_report.owe")


class AnnualReportPage(Reviewed, RoutablePageMixin, Page):
    """One year's report; each edition is a version with every signature.

    The report is kept as the text of ``kaicheng/annual-report/1``, not as a JSON column: 24.80 must not
    come back as 24.8, neither from the database nor from a revision of the page.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="annual_reports", verbose_name=_("行政机关")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任科室")
    )
    edition = models.PositiveSmallIntegerField(_("第几版"), default=1, editable=False)
    correction = models.CharField(_("更正理由"), max_length=300, blank=True)
    facts_json = models.TextField(blank=True, editable=False)
    """What was counted for the text and the pictures besides the form, frozen at signing."""
    mark = models.CharField(max_length=10, choices=Mark, default=Mark.HERE, editable=False)
    year = models.PositiveSmallIntegerField(_("年度"))
    report_json = models.TextField(_("年度报告（JSON）"))
    source_name = models.CharField(_("原文件名"), max_length=200, blank=True)
    source_url = models.URLField(_("原文网址"), max_length=500, blank=True)
    source_digest = models.CharField(_("原文件 SHA-256"), max_length=64, blank=True)
    source_file = models.FileField(
        _("原文件"), upload_to="annual-reports", storage=private_storage, blank=True
    )
    read_at = models.DateTimeField(_("读取时间"), null=True, blank=True)

    review_workflow_kind = "report"
    review_permission = "portal.annual_report.draft"
    is_creatable = False  # written in reporting, or made by reading a file: actions.publish_report
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

    def permissions_for_user(self, user: User) -> ReportTester:
        """Decided by posts, not by the CMS's groups."""
        return ReportTester(user, self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._place()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._place()
        super().save(*args, **kwargs)

    def _place(self) -> None:
        """A report belongs to the authority on whose platform it stands."""
        if self.agency_id is None and self.path:
            self.agency = agency_of(self.get_parent())

    @property
    def review_title(self) -> str:
        return self.draft_title or self.title

    @property
    def review_edit_url(self) -> str:
        return reverse("reporting:draft", args=[self.agency_id, self.year])

    def signed_content(self) -> Mapping[str, Any]:
        """What a signature is about: the whole report, and why it replaces another edition."""
        return {
            "agency": self.agency_id,
            "office": self.office_id,
            "title": self.title,
            "year": self.year,
            "edition": self.edition,
            "correction": self.correction,
            "report": self.report_json,
            "facts": self.facts_json,
        }

    def review_html(self) -> str:
        """The whole report as reviewers read it."""
        from kaicheng.annual_report.writers.html import fragment

        return fragment(from_text(self.report_json))

    def review_facts(self) -> list[tuple[str, str]]:
        report = from_text(self.report_json)
        cells = report.statutory_form.cells
        by_hand = [cells[path].name for path in entered_cells(report)]
        return [
            (str(_("年度")), str(self.year)),
            (str(_("第几版")), str(self.edition)),
            (str(_("更正理由")), self.correction),
            *([(str(_("手工填报的数据")), "；".join(by_hand))] if by_hand else []),
        ]

    def review_findings(self) -> list[Finding]:
        from kaicheng.portal.report_checks import findings_of

        return findings_of(self)

    def with_content_json(self, content: Mapping[str, Any]) -> AnnualReportPage:
        """A version as an object; what the system keeps is not taken back to an earlier state by it."""
        page: AnnualReportPage = super().with_content_json(content)
        page.signed_hash, page.agency_id = self.signed_hash, self.agency_id
        return page

    @property
    def rightly_public(self) -> bool:
        """Whether it is public with every signature on what it says now, or was so before the system."""
        if not self.live or self.content_hash != self.signed_hash:
            return False
        if self.mark == Mark.BEFORE:
            return self._told_of
        return self.live_revision is not None and is_signed(self, self.live_revision)

    @property
    def _told_of(self) -> bool:
        """Whether the trail tells that exactly this was read in as public before."""
        from kaicheng.portal.events import REPORT_READ_IN

        return Event.objects.filter(
            action=REPORT_READ_IN.name,
            object_type=self._meta.label_lower,
            object_id=str(self.pk),
            content_hash=self.signed_hash,
        ).exists()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Not there for anybody unless it is rightly public, whatever its row says."""
        if not self.rightly_public:
            raise Http404
        return super().serve(request, *args, **kwargs)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What :attr:`facts_json` says."""
        found: dict[str, Any] = json.loads(self.facts_json) if self.facts_json else {}
        return found

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

    @path("tujie/", name="pictures")
    def show_pictures(self, request: HttpRequest) -> HttpResponseBase:
        """The report in pictures, each with its table; ``?csv=flow`` is the table behind one of them."""
        if wanted := request.GET.get("csv"):
            picture = next((one for one in self.pictures if one.id == wanted), None)
            if picture is None:
                raise Http404
            return _csv(picture.csv, f"{self.year}-{picture.id}.csv")
        context = {"parent": self.get_parent().specific, "pictures": self.pictures}
        return self.render(request, context_overrides=context, template="pages/annual_report_pictures.html")

    @path("data/", name="data")
    def data(self, request: HttpRequest) -> HttpResponseBase:
        """Every cell of the form as open data."""
        return _csv(cells_csv(from_text(self.report_json)), f"{self.year}.csv")

    @cached_property
    def pictures(self) -> list[Picture]:
        """What there is to draw of this report and those of the years before it."""
        others = AnnualReportPage.objects.filter(agency=self.agency_id, live=True, year__lt=self.year)
        earlier = [from_text(page.report_json) for page in others.order_by("-year")[:5]]
        columns = [(str(name), int(count)) for name, count in self.facts.get("columns", [])]
        return pictures_of(self.view.report, earlier, columns, self.facts.get("reply_days"))


def _csv(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
