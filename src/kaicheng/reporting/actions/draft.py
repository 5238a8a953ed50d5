"""Writing a report: begin, write a chapter, put in what no record tells, send it for signatures."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency, Office, User
from kaicheng.agencies.permissions import may
from kaicheng.annual_report.model import blank_report
from kaicheng.audit.models import Event
from kaicheng.audit.recording import Entry
from kaicheng.findings import Severity
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import to_text
from kaicheng.publishing.actions.platform import OpenPlatform
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage
from kaicheng.publishing.models.document import Mark
from kaicheng.reporting import events, proposals
from kaicheng.reporting.entered import entered_in
from kaicheng.reporting.facts import LISTS, RECORDED
from kaicheng.reporting.models import ReportDraft
from kaicheng.reporting.models.draft import PROSE, Section
from kaicheng.reporting.moved import RULE, fingerprint_of
from kaicheng.reporting.references import lasting
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.writing import Work, differences
from kaicheng.review.actions.submit import Submit
from kaicheng.review.models import Submission, Verdict
from kaicheng.review.verdicts import verdicts_on
from kaicheng.review.voiding import open_submission

LONGEST = 20_000
"""Characters of a chapter."""
LONGEST_REASON = 300
"""Characters of a reason."""


class BeginDraft(StaffAction[ReportDraft]):
    """Begin the report on a year, with a page that nobody sees yet and text proposed from the records."""

    permission = "portal.annual_report.draft"

    def __init__(self, agency: Agency, year: int, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.agency, self.year = agency, year

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        if ReportDraft.objects.filter(agency=self.agency, year=self.year).exists():
            refuse("这一年的报告已经开始编写了。")
        if self.year > self.today.year:
            refuse("还没有到这一年。")

    def perform(self) -> ReportDraft:
        if not ColumnPage.objects.filter(agency=self.agency).exists():
            OpenPlatform(self.agency, by=None, at=self.at).execute()
        page = AnnualReportPage.objects.filter(agency=self.agency, year=self.year).first()
        offices = Office.objects.filter(agency=self.agency)
        self.draft = ReportDraft.objects.create(
            agency=self.agency,
            year=self.year,
            office=offices.filter(handles_disclosure=True).first() or offices.first(),
            page=page or self._page(),
            recorded=self._lists(),
            begun_by=self.by,
            changed_by=self.by,
            changed_at=self.at,
        )
        work = Work(self.draft, self.today)
        self.draft.chapters = {str(chapter): work.proposal(chapter) for chapter in PROSE}
        self.draft.save(update_fields=["chapters"])
        return self.draft

    def _lists(self) -> dict[str, int]:
        """The lengths of the authority's lists as the latest report before this one knew them."""
        drafts = ReportDraft.objects.filter(agency=self.agency, year__lt=self.year).order_by("-year")
        last = drafts.first()
        known: dict[str, int] = last.recorded if last else {}
        return {name: known[name] for name in LISTS if name in known}

    def _page(self) -> AnnualReportPage:
        column = ColumnPage.objects.get(agency=self.agency, kind=Column.REPORTS)
        blank = blank_report(self.year, agency=self.agency.name)
        page = AnnualReportPage(
            agency=self.agency,
            year=self.year,
            slug=str(self.year),
            title=blank.title,
            report_json=to_text(blank),
            live=False,
        )
        column.add_child(instance=page)
        return page

    def event(self) -> Entry:
        return self.entry(
            events.DRAFT_BEGUN, self.agency.chain, self.draft, facts={"year": self.year}, label=str(self.year)
        )


class _OnDraft(StaffAction[ReportDraft]):
    """Something about one draft, which is locked meanwhile."""

    permission = "portal.annual_report.draft"

    def __init__(self, draft: ReportDraft, *, version: int | None = None, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.draft, self.version = draft, version

    def subject(self) -> models.Model:
        return self.draft

    def validate(self) -> None:
        self.draft = ReportDraft.objects.select_for_update().select_related("agency").get(pk=self.draft.pk)
        if self.version is not None and self.version != self.draft.version:
            refuse("别人刚刚修改过这份报告。请先复制您的文字，刷新页面后再保存。")
        if self.draft.page and open_submission(self.draft.page) is not None:
            refuse("报告正在审核，不能修改。要改的，请先撤回送审或者由审核人退回。")

    def keep(self, *fields: str) -> None:
        """Save the fields and count the change."""
        self.draft.changed_by, self.draft.changed_at = self.by, self.at
        self.draft.version += 1
        self.draft.save(update_fields=[*fields, "changed_by", "changed_at", "version"])


class WriteSection(_OnDraft):
    """Save the text of a chapter, and whether its task is done."""

    def __init__(
        self, draft: ReportDraft, section: str, text: str | None, *, done: bool, **context: object
    ) -> None:
        super().__init__(draft, **context)  # type: ignore[arg-type]
        self.section, self.text, self.done = section, text, done

    def validate(self) -> None:
        super().validate()
        if self.section not in Section.values:
            refuse("报告里没有这一部分。")
        if self.text is not None and self.section not in PROSE:
            refuse("这一部分是表格，由系统统计，不用写。")
        if self.text is not None and len(self.text) > LONGEST:
            refuse(f"这一部分超过了{LONGEST}字，请压缩。", "text")

    def perform(self) -> ReportDraft:
        if self.text is not None:
            text = lasting(self.text, Work(self.draft, self.today).facts)
            lines = (line.strip() for line in text.replace("\r", "").split("\n"))
            self.draft.chapters[self.section] = "\n".join(line for line in lines if line)
        ticked = {*self.draft.done} - {self.section} | ({self.section} if self.done else set())
        self.draft.done = [one for one in Section.values if one in ticked]
        self.keep("chapters", "done")
        return self.draft

    def event(self) -> Entry:
        facts = {"year": self.draft.year, "section": str(Section(self.section).label), "done": self.done}
        return self.entry(events.SECTION_WRITTEN, self.draft.agency.chain, self.draft, facts=facts)


class RecordFacts(_OnDraft):
    """Put in what no record tells: meetings, trainings, checks. None leaves one out."""

    def __init__(self, draft: ReportDraft, values: Mapping[str, int | None], **context: object) -> None:
        super().__init__(draft, **context)  # type: ignore[arg-type]
        self.values = dict(values)

    def validate(self) -> None:
        super().validate()
        for name, value in self.values.items():
            if name not in RECORDED:
                refuse("没有这一项。")
            if value is not None and not 0 <= value < 1_000_000:
                refuse("请填0以上的整数。", name)

    def perform(self) -> ReportDraft:
        before = proposals.supervision(Work(self.draft, self.today).facts)
        self.draft.recorded = {name: value for name, value in self.values.items() if value is not None}
        after = proposals.supervision(Work(self.draft, self.today).facts)
        lines = self.draft.chapters.get(Section.OVERVIEW, "").split("\n")
        # What was proposed and nobody has touched follows; a text of the writer's own stays as it is.
        if before in lines:
            said = "\n".join(after if line == before else line for line in lines)
            self.draft.chapters[Section.OVERVIEW] = said
        self.keep("recorded", "chapters")
        return self.draft

    def event(self) -> Entry:
        said = "，".join(f"{RECORDED[name]}{value}" for name, value in self.draft.recorded.items())
        facts = {"year": self.draft.year, "said": said or "无"}
        return self.entry(events.FACTS_RECORDED, self.draft.agency.chain, self.draft, facts=facts)


class SendReport(_OnDraft):
    """Freeze the report and send it for its signatures. What is public already needs a reason to change."""

    def __init__(self, draft: ReportDraft, *, correction: str = "", **context: object) -> None:
        super().__init__(draft, **context)  # type: ignore[arg-type]
        self.correction = correction.replace("\0", "").strip()

    def validate(self) -> None:
        super().validate()
        assert self.draft.page is not None  # noqa: S101  # made with the draft
        self.page = self.draft.page
        if self.draft.year >= self.today.year:
            refuse("这一年还没有结束，数据还会变，年后再送审。")
        if self.page.live:
            required(self.correction, "报告已经公布，重新公布请写明更正理由。", "correction")
        if len(self.correction) > LONGEST_REASON:
            refuse(f"更正理由请压缩到{LONGEST_REASON}字以内。", "correction")
        undone = [str(Section(one).label) for one in Section.values if one not in self.draft.done]
        if undone:
            refuse("还有没有完成的部分：" + "；".join(undone))
        unsigned = [
            one for one in entered_in(Scope.year(self.draft.agency, self.draft.year)) if not one.signed
        ]
        if unsigned:
            said = "；".join(one.cell_name for one in unsigned[:5])
            refuse(f"手工填报的{len(unsigned)}格还没有签字，请科室负责人或者分管领导核对来源后签字：{said}")
        self.work = Work(self.draft, self.today)
        verdicts = verdicts_on(self.page)
        if any(one.severity is Severity.BLOCK for one in self.work.findings):
            refuse("检查发现必须改正的问题，改好再送审。")
        open_ones = [
            one
            for one in self.work.findings
            if one.severity is Severity.WARN and one.fingerprint not in verdicts
        ]
        if open_ones:
            refuse(f"还有{len(open_ones)}处需要核对：改正，或者写明不成立的理由。")
        upheld = [
            one
            for one in self.work.findings
            if one.severity is Severity.WARN and self._is_to_be_mended(verdicts[one.fingerprint])
        ]
        if upheld:
            refuse(f"还有{len(upheld)}处核实成立、没有改正的问题：请改正；改不了的，选不用改正并写明理由。")

    def perform(self) -> ReportDraft:
        self.work.fill(self.page)
        self.page.correction, self.page.mark = self.correction, Mark.HERE
        if self.page.live:
            self.page.edition += 1
        for writer in self._writers():
            self.page.save_revision(user=writer)
        self.page.save_revision(user=self.by)
        self.submission: Submission = Submit(self.page, by=self.by, at=self.at, origin=self.origin).execute()
        self.draft.correction = self.correction
        self.keep("correction")
        return self.draft

    def _is_to_be_mended(self, verdict: Verdict) -> bool:
        """As those who write it say themselves; what a reviewer has said, the reviewer is asked again."""
        return not verdict.settles and may(verdict.user, self.permission, self.draft, self.today)

    def _writers(self) -> QuerySet[User]:
        """Who else wrote in the draft since the report was last public: they get a version in their name, as
        whoever edits a page has one, and so sign nothing that they wrote."""
        written = Event.objects.filter(
            action__in=[events.SECTION_WRITTEN.name, events.FACTS_RECORDED.name],
            object_type=ReportDraft._meta.label_lower,
            object_id=str(self.draft.pk),
        )
        public = self.page.live_revision
        if self.page.live and public is not None:
            written = written.filter(at__gt=public.created_at)
        found = {actor for actor in written.values_list("actor", flat=True) if actor.isdigit()}
        return User.objects.filter(pk__in=found - {str(self.by.pk) if self.by else ""}).order_by("pk")

    def event(self) -> Entry:
        facts = {
            "year": self.draft.year,
            "edition": self.page.edition,
            "why": self.correction or "第一次公布",
        }
        return self.entry(events.REPORT_SENT, self.draft.agency.chain, self.draft, facts=facts)


class LeavePublished(_OnDraft):
    """Decide that what has moved since publication is not corrected, with the reason; the desk asks again
    when another number moves. ``seen`` is the fingerprint of the differences that were on the screen."""

    def __init__(self, draft: ReportDraft, *, seen: str, **context: object) -> None:
        super().__init__(draft, **context)  # type: ignore[arg-type]
        self.seen = seen

    def validate(self) -> None:
        super().validate()
        if self.by is None:
            refuse("不更正要由人决定。")
        self.found = differences(Work(self.draft, self.today))
        if not self.found:
            refuse("公布的报告和现在的记录一样，没有要决定的。")
        if self.seen != fingerprint_of(self.found):
            refuse("您看过以后，数据又有变动。请刷新页面重新核对。")
        self.reason = required(self.reason, "不更正的，请写明理由。", "reason")
        if len(self.reason) > LONGEST_REASON:
            refuse(f"理由请压缩到{LONGEST_REASON}字以内。", "reason")

    def perform(self) -> ReportDraft:
        assert self.draft.page is not None and self.by is not None  # noqa: S101  # validate() has seen to it
        named = "；".join(f"{one.name}：{one.published}→{one.now or '无'}" for one in self.found[:10])
        self.told = named + (f"；等{len(self.found)}处" if len(self.found) > 10 else "")
        Verdict.objects.update_or_create(
            content_type=ContentType.objects.get_for_model(self.draft.page),
            object_id=str(self.draft.page.pk),
            fingerprint=self.seen,
            defaults={
                "rule": RULE,
                "message": self.told,
                "upheld": False,
                "reason": self.reason,
                "user": self.by,
                "post": self.capacity.post if self.capacity else "",
                "at": self.at,
            },
        )
        self.draft.differs = 0
        self.draft.save(update_fields=["differs"])
        return self.draft

    def event(self) -> Entry:
        assert self.draft.page is not None  # noqa: S101  # what is public has a page
        facts = {
            "year": self.draft.year,
            "edition": self.draft.page.edition,
            "count": len(self.found),
            "said": self.told,
        }
        return self.entry(
            events.CHANGES_LEFT,
            self.draft.agency.chain,
            self.draft.page,
            facts=facts,
            label=self.draft.page.title,
        )
