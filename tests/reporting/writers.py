"""A bureau below a government, both with everybody, and a report written to the end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.roles import Role
from kaicheng.findings import Severity
from kaicheng.publishing.actions.platform import OpenPlatform
from kaicheng.publishing.models import HomePage
from kaicheng.reporting.actions.draft import BeginDraft, SendReport, WriteSection
from kaicheng.reporting.models import ReportDraft
from kaicheng.reporting.models.draft import PROSE, Section
from kaicheng.reporting.writing import Work
from kaicheng.review.actions.judge import Judge
from kaicheng.review.actions.sign import Sign
from kaicheng.review.models import Submission
from kaicheng.review.verdicts import verdicts_on
from tests.agencies.factories import Bureau, a_bureau
from tests.publishing.factories import judged

YEAR = timezone.localdate().year - 1
OVERVIEW = """（一）主动公开
{year}年，本局主动公开政府信息{{{{published_items}}}}条，重点公开稳岗就业、社会保障政策。
（二）依申请公开
{year}年，本局收到政府信息公开申请{{{{requests.new_received.total}}}}件。
（三）政府信息管理
本局每月核对一次栏目内容，全年更正错字{place}处。
（四）政府信息公开平台建设
本局在市政府网站维护政策文件、办事指南等栏目，第{place}次改版后分类更清楚。
（五）监督保障
全年组织业务培训{{{{trainings}}}}次，对各股室报送情况开展季度检查{place}次。"""
PROBLEMS = """（一）存在的主要问题
一是政策解读形式单一，全年{place}篇解读中只有1篇配图；二是个别股室报送不及时，有{place}条信息超过20个工作日才公开。
（二）改进措施
一是对惠及面广的政策一律配图解读；二是每月通报各股室报送时间，与年度考核挂钩。"""
OTHER = "本年度发出收费通知{{fee_notices}}件，总金额{{fee_amount}}元，实际收取{{fee_paid}}元。"


@dataclass
class Office:
    """A bureau below a government that supervises it."""

    government: Bureau
    bureau: Bureau

    @property
    def agency(self) -> Agency:
        return self.bureau.agency

    @property
    def officer(self) -> User:
        return self.bureau.people[Role.DISCLOSURE_OFFICER]

    @property
    def supervisor(self) -> User:
        return self.government.people[Role.SUPERVISOR]


def an_office(name: str = "示例市人力资源和社会保障局", government: Bureau | None = None) -> Office:
    """Both with their platforms, the bureau's within the government's."""
    above = government or a_bureau("示例市人民政府")
    below = a_bureau(name, parent=Agency.objects.get(pk=above.agency.pk))
    for agency in (above.agency, below.agency):
        if not HomePage.objects.filter(agency=agency).exists():
            OpenPlatform(agency, by=None).execute()
    return Office(above, below)


def written(office: Office, year: int = YEAR, place: int = 3) -> ReportDraft:
    """A draft whose six parts are written and ticked, and whose warnings are answered."""
    draft = BeginDraft(office.agency, year, by=office.officer).execute()
    draft.recorded = {"trainings": 2}
    draft.save(update_fields=["recorded"])
    texts = {
        Section.OVERVIEW: OVERVIEW.format(year=year, place=place),
        Section.PROBLEMS: PROBLEMS.format(place=place + 2),
        Section.OTHER: OTHER,
    }
    for section in Section:
        draft = WriteSection(
            draft, section, texts[section] if section in PROSE else None, done=True, by=office.officer
        ).execute()
    return answered(office, draft)


def answered(office: Office, draft: ReportDraft) -> ReportDraft:
    """Every warning answered with a reason."""
    assert draft.page is not None
    known = verdicts_on(draft.page)
    for finding in Work(draft, timezone.localdate()).findings:
        assert finding.severity is not Severity.BLOCK, finding
        if finding.severity is Severity.WARN and finding.fingerprint not in known:
            Judge(draft.page, finding, upheld=False, by=office.officer, reason="已经核对，属实").execute()
    return draft


def signed(
    office: Office, draft: ReportDraft, *, correction: str = "", at: dt.datetime | None = None
) -> None:
    """Sent, and signed by the office head and the leader: public."""
    SendReport(draft, correction=correction, by=office.officer, at=at).execute()
    submission = Submission.objects.filter(kind="report").latest("pk")
    for role in (Role.OFFICE_HEAD, Role.LEADER_IN_CHARGE):
        judged(submission, office.bureau.people[role], at)
        Sign(submission, seen=submission.content_hash, by=office.bureau.people[role], at=at).execute()
