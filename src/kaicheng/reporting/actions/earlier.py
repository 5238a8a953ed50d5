"""Reports of years before the system: read in by one person, confirmed by another, shown as they were."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Min
from django.utils import timezone

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency, Membership
from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.readers import read
from kaicheng.annual_report.roster import unit_key
from kaicheng.audit.recording import Entry
from kaicheng.handed_in import clean_name, scanned
from kaicheng.portal.actions import was_public
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.report_duty import due, has_term
from kaicheng.portal.stored import to_text
from kaicheng.publishing.actions.platform import OpenPlatform
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage
from kaicheng.publishing.models.document import Mark
from kaicheng.reporting import events
from kaicheng.reporting.models import ReportDraft


class ReadEarlier(StaffAction[AnnualReportPage]):
    """Read in a report that was public elsewhere before the authority began here. Nobody sees it yet."""

    permission = "portal.annual_report.draft"

    def __init__(self, agency: Agency, file: UploadedFile, url: str, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.agency, self.file, self.url = agency, file, url.strip()

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        required(self.url, "请写明这份报告原来公开的网址。", "url")
        self.data = self.file.read()
        scanned(self.data)
        self.name = clean_name(self.file.name or "", "年度报告")
        try:
            self.report = read(self.data, self.name)
        except ReadError as error:
            refuse(error.message.zh, "report")
        year = self.report.year
        if year is None:
            refuse("报告里看不出是哪一年的，请核对文件。", "report")
        names = {self.agency.name, *self.agency.names.values_list("name", flat=True)}
        if self.report.agency and unit_key(self.report.agency) not in {unit_key(name) for name in names}:
            refuse(f"这是{self.report.agency}的报告，不是{self.agency.name}的。", "report")
        began = Membership.objects.filter(agency=self.agency).aggregate(day=Min("confirmed_at"))["day"]
        owed = has_term(year) and began is not None and due(self.agency, year).on >= timezone.localdate(began)
        if owed or year >= self.today.year:
            refuse(f"{year}年度的报告应当在本系统编写、签批、公布，不能读入。", "report")
        self.year = year
        page = AnnualReportPage.objects.filter(agency=self.agency, year=year).first()
        if (page is not None and page.live) or ReportDraft.objects.filter(
            agency=self.agency, year=year
        ).exists():
            refuse(f"{year}年度的报告已经在本系统里了。", "report")
        self.page = page

    def perform(self) -> AnnualReportPage:
        if not ColumnPage.objects.filter(agency=self.agency, kind=Column.REPORTS).exists():
            OpenPlatform(self.agency, by=None, at=self.at).execute()
        column = ColumnPage.objects.get(agency=self.agency, kind=Column.REPORTS)
        page = self.page or AnnualReportPage(agency=self.agency, year=self.year, slug=str(self.year))
        page.live, page.mark, page.owner = False, Mark.BEFORE, self.by
        page.title = page.draft_title = self.report.title
        page.report_json = to_text(self.report)
        page.source_name, page.source_url, page.read_at = self.name, self.url, self.at
        page.source_digest = hashlib.sha256(self.data).hexdigest()
        page.source_file.save(self.name, ContentFile(self.data), save=False)
        if page.pk is None:
            column.add_child(instance=page)
        else:
            page.save()
        self.page = page
        return page

    def event(self) -> Entry:
        assert self.page is not None  # noqa: S101  # made by perform()
        facts = {"year": self.year, "source": self.name, "url": self.url}
        return self.entry(
            events.EARLIER_READ,
            self.agency.chain,
            self.page,
            facts=facts,
            label=self.page.title,
        )


class ConfirmEarlier(StaffAction[AnnualReportPage]):
    """Say that what was read is what was public, having compared it: from now on it is shown as such.

    ``seen`` is the digest of the file that was compared.
    """

    permission = "reporting.earlier.confirm"

    def __init__(self, page: AnnualReportPage, *, seen: str, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.page, self.seen = page, seen

    def subject(self) -> models.Model:
        return self.page.agency

    def validate(self) -> None:
        self.page = AnnualReportPage.objects.select_for_update(of=("self",)).get(pk=self.page.pk)
        if self.page.live or self.page.mark != Mark.BEFORE or not self.page.source_digest:
            refuse("这份报告没有在等确认。")
        if self.seen != self.page.source_digest:
            refuse("您看过以后，又读入了另一个文件。请刷新页面重新核对。")
        if self.by is not None and self.by.pk == self.page.owner_id:
            refuse("自己读入的报告，要由科室负责人或者分管领导核对确认。")

    def perform(self) -> AnnualReportPage:
        was_public(self.page, ColumnPage.objects.get(pk=self.page.get_parent().pk))
        return self.page

    def event(self) -> Entry:
        facts = {"year": self.page.year, "source": self.page.source_name, "url": self.page.source_url}
        return self.entry(
            events.EARLIER_CONFIRMED,
            self.page.agency.chain,
            self.page,
            facts=facts,
            label=self.page.title,
        )
