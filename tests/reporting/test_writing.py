"""From the empty draft to the published report, handed up, sent back, and corrected in a new edition."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.models import Agency
from kaicheng.agencies.permissions import Denied
from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases.models import Case
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text
from kaicheng.publishing.models import Decision
from kaicheng.reporting import proposals
from kaicheng.reporting.actions.draft import (
    BeginDraft,
    LeavePublished,
    RecordFacts,
    SendReport,
    WriteSection,
)
from kaicheng.reporting.actions.supervise import SendBack
from kaicheng.reporting.facts import Fact
from kaicheng.reporting.jobs import compare_published
from kaicheng.reporting.models import HandIn, ReportDraft
from kaicheng.reporting.models.draft import Section
from kaicheng.reporting.references import resolve
from kaicheng.reporting.supervising.matrix import Status, matrix_of
from kaicheng.reporting.work import moved_on
from kaicheng.reporting.writing import Work, differences
from kaicheng.review.actions.judge import Judge
from kaicheng.review.actions.sign import GiveBack, Sign
from kaicheng.review.models import Submission
from kaicheng.review.verdicts import unsettled
from tests.agencies.factories import an_agency, somebody
from tests.cases.factories import profiled
from tests.publishing.factories import judged
from tests.reporting.writers import YEAR, answered, signed, written

pytestmark = pytest.mark.django_db


def status_of(office):
    found = matrix_of(office.government.agency, YEAR, timezone.localdate())
    return next(unit for unit in found.units if unit.agency == office.agency)


def test_begun_draft__proposes_text_whose_numbers_are_references(office):
    draft = BeginDraft(office.agency, YEAR, by=office.officer).execute()
    assert "{{published_items}}" in draft.chapters["overview"]
    work = Work(draft, timezone.localdate())
    assert "主动公开政府信息0条" in work.resolved("overview").text
    assert not work.resolved("overview").unknown
    assert {one.rule for one in work.findings} >= {"F12"}  # what only the writer knows is left open
    assert not draft.page.live
    with pytest.raises(ValidationError, match="已经开始"):
        BeginDraft(office.agency, YEAR, by=office.officer).execute()


def test_produced_report__names_whom_to_ask_where_the_authority_says_so(office):
    draft = BeginDraft(office.agency, YEAR, by=office.officer).execute()
    assert "F13" in {one.rule for one in Work(draft, timezone.localdate()).findings}
    profiled(draft.agency)
    work = Work(draft, timezone.localdate())
    assert "示例市人社局办公室联系（地址：示例市长安路1号，电话：" in work.report.chapters["preamble"]
    assert "F13" not in {one.rule for one in work.findings}


def test_only_the_disclosure_officer_writes(office):
    for role in (Role.INFORMATION_OFFICER, Role.SUPERVISOR, Role.AGENCY_HEAD):
        with pytest.raises(Denied):
            BeginDraft(office.agency, YEAR, by=office.bureau.people[role]).execute()
    with pytest.raises(Denied):
        BeginDraft(office.agency, YEAR, by=office.government.people[Role.DISCLOSURE_OFFICER]).execute()


def test_reference_to_nothing__blocks_and_names_it(office):
    draft = written(office)
    text = draft.chapters["other"] + "\n另有{{no_such_number}}件。"
    WriteSection(draft, "other", text, done=True, by=office.officer).execute()
    draft.refresh_from_db()
    assert resolve(text, {}).unknown[-1] == "no_such_number"
    with pytest.raises(ValidationError, match="必须改正"):
        SendReport(draft, by=office.officer).execute()


def test_two_who_write_at_once__do_not_overwrite_each_other(office):
    draft = written(office)
    WriteSection(draft, "other", "甲", done=False, version=draft.version, by=office.officer).execute()
    with pytest.raises(ValidationError, match="别人刚刚修改过"):
        WriteSection(draft, "other", "乙", done=False, version=draft.version, by=office.officer).execute()
    draft.refresh_from_db()
    assert draft.chapters["other"] == "甲"


def test_report__is_not_sent_unfinished_nor_with_open_questions(office):
    draft = written(office)
    WriteSection(draft, "problems", draft.chapters["problems"], done=False, by=office.officer).execute()
    draft.refresh_from_db()
    with pytest.raises(ValidationError, match="还有没有完成的部分"):
        SendReport(draft, by=office.officer).execute()


def test_year_that_is_not_over__is_not_sent(office):
    draft = BeginDraft(office.agency, timezone.localdate().year, by=office.officer).execute()
    with pytest.raises(ValidationError, match="还没有结束"):
        SendReport(draft, by=office.officer).execute()


@pytest.mark.django_db(transaction=True)  # an answer that streams a file closes the connection
def test_signed_report__is_public_frozen_and_handed_up(office, client):
    draft = written(office)
    assert status_of(office).status == Status.DRAFTING
    SendReport(draft, by=office.officer).execute()
    assert status_of(office).status == Status.REVIEWING
    page = AnnualReportPage.objects.get(pk=draft.page.pk)
    assert not page.live and "政府信息公开" in page.title
    with pytest.raises(ValidationError, match="正在审核"):
        WriteSection(draft, "other", "改", done=True, by=office.officer).execute()
    submission = Submission.objects.latest("pk")
    for role in (Role.OFFICE_HEAD, Role.LEADER_IN_CHARGE):
        assert not AnnualReportPage.objects.get(pk=page.pk).live
        judged(submission, office.bureau.people[role])
        Sign(submission, seen=submission.content_hash, by=office.bureau.people[role]).execute()
    page.refresh_from_db()
    assert page.live and page.rightly_public
    report = from_text(page.report_json)
    assert "组织业务培训2次" in report.chapters["overview"]
    assert "{{" not in page.report_json
    assert page.facts["references"]["trainings"]["value"] == "2"
    assert status_of(office).status == Status.PUBLISHED
    row = HandIn.objects.get(to=office.government.agency)
    assert (row.round, row.way, row.agency) == (1, "here", office.agency)
    assert Event.objects.filter(action="reporting.report.published").count() == 1
    answer = Client().get(page.url)
    assert answer.status_code == 200 and "组织业务培训2次" in answer.content.decode()
    for kind in ("html", "docx", "pdf", "xlsx", "json"):
        answer = Client().get(f"{page.url}download/{kind}/")
        assert answer.status_code == 200 and b"".join(answer.streaming_content)
        answer.close()


def test_what_is_known_later__is_shown_as_a_difference_and_corrected_by_a_new_edition(office):
    draft = written(office)
    signed(office, draft)
    Decision.objects.create(
        agency=office.agency,
        kind="licence",
        number="人社许〔迟录〕1号",
        name="人力资源服务许可",
        decided_on=dt.date(YEAR, 12, 30),
        recorded_at=timezone.now(),
    )
    draft.refresh_from_db()
    work = Work(draft, timezone.localdate())
    (one,) = differences(work)
    assert (one.path, one.published, one.now) == ("proactive.licensing_decisions", "0", "1")
    page = AnnualReportPage.objects.get(pk=draft.page.pk)
    assert from_text(page.report_json)["proactive.licensing_decisions"] == 0
    answered(office, draft)
    with pytest.raises(ValidationError, match="更正理由"):
        SendReport(draft, by=office.officer).execute()
    signed(office, draft, correction="补录年底\0许可1件")
    page.refresh_from_db()
    assert (page.edition, page.correction) == (2, "补录年底许可1件")
    assert from_text(page.report_json)["proactive.licensing_decisions"] == 1
    assert page.rightly_public
    assert [row.round for row in HandIn.objects.order_by("round")] == [1, 2]
    assert differences(Work(draft, timezone.localdate())) == []


def test_report_sent_back__is_on_the_writers_desk_until_it_comes_again(office):
    from kaicheng.reporting.work import sent_back

    draft = written(office)
    signed(office, draft)
    row = HandIn.objects.get()
    today = timezone.localdate()
    with pytest.raises(Denied):
        SendBack(row, findings=[], why="请补充", mend_by=None, by=office.officer).execute()
    with pytest.raises(ValidationError, match="要改什么"):
        SendBack(row, findings=[], why=" ", mend_by=None, by=office.supervisor).execute()
    SendBack(
        row, findings=[], why="请补充培训情况", mend_by=today + dt.timedelta(days=5), by=office.supervisor
    ).execute()
    assert status_of(office).status == Status.SENT_BACK
    (item,) = sent_back(office.officer, today)
    assert item.state == "请补充培训情况" and item.due.on == today + dt.timedelta(days=5)
    assert not list(sent_back(office.supervisor, today))
    draft.refresh_from_db()
    RecordFacts(draft, {"trainings": 3}, by=office.officer).execute()
    draft.refresh_from_db()
    answered(office, draft)
    signed(office, draft, correction="补充培训次数")
    assert not list(sent_back(office.officer, today))
    assert status_of(office).rounds == 2


def late_licence(office) -> None:
    Decision.objects.create(
        agency=office.agency, kind="licence", number=f"迟录{Decision.objects.count()}号", name="许可",
        decided_on=dt.date(YEAR, 12, 30), recorded_at=timezone.now(),
    )  # fmt: skip


def test_moved_year__is_on_the_desk_the_tables_the_home_and_the_matrix(office, client_of):
    draft = written(office)
    signed(office, draft)
    officer, supervisor, to = client_of(office.officer), client_of(office.supervisor), office.government
    places = [
        (officer, reverse("reporting:home")),
        (officer, reverse("reporting:figures", args=[office.agency.pk, YEAR])),
        (supervisor, reverse("reporting:matrix", args=[to.agency.pk, YEAR])),
    ]
    now = dt.datetime(YEAR + 1, 6, 1, 4, tzinfo=dt.UTC)
    assert compare_published(now) == 0
    assert not any("已公布数据有变动" in client.get(url).content.decode() for client, url in places)
    late_licence(office)
    assert compare_published(now) == 1 and not list(moved_on(office.supervisor, timezone.localdate()))
    for client, url in places:
        assert "已公布数据有变动" in client.get(url).content.decode(), url
    assert 'class="differs"' in officer.get(places[1][1]).content.decode()
    (item,) = moved_on(office.officer, timezone.localdate())
    assert "1处" in item.state
    answered(office, draft)
    signed(office, draft, correction="补录年底许可1件")
    assert not list(moved_on(office.officer, timezone.localdate())), "a new edition settles it at once"


def test_moved_year_that_is_not_corrected__is_off_the_desk_until_another_number_moves(office, client_of):
    draft = written(office)
    signed(office, draft)
    now, today = dt.datetime(YEAR + 1, 6, 1, 4, tzinfo=dt.UTC), timezone.localdate()
    late_licence(office)
    assert compare_published(now) == 1
    officer, url = client_of(office.officer), reverse("reporting:draft", args=[office.agency.pk, YEAR])
    shown = officer.get(url)
    seen = shown.context["seen"]
    for given in (
        {"reason": " ", "seen": seen},
        {"reason": "口径", "seen": "0"},
        {"reason": "长" * 301, "seen": seen},
    ):
        officer.post(url, {"act": "leave", **given})
        assert list(moved_on(office.officer, today)), given
    with pytest.raises(Denied):
        LeavePublished(draft, seen=seen, reason="口径", by=office.supervisor).execute()
    officer.post(url, {"act": "leave", "reason": "年底许可\0按次年办结统计", "seen": seen})
    assert not list(moved_on(office.officer, today))
    event = Event.objects.get(action="reporting.report.changes_left")
    assert event.reason == "年底许可按次年办结统计" and "0→1" in str(event.details)
    page = officer.get(url).content.decode()
    assert "决定不更正：年底许可按次年办结统计" in page and 'value="leave"' not in page
    assert compare_published(now) == 0 and not list(moved_on(office.officer, today)), "the next night too"
    late_licence(office)
    assert compare_published(now) == 1, "another number has moved"
    assert list(moved_on(office.officer, today))
    assert 'value="leave"' in officer.get(url).content.decode()


def test_reason_longer_than_a_page_holds__is_told_and_nothing_is_sent(office, client_of):
    draft = written(office)
    signed(office, draft)
    officer, url = client_of(office.officer), reverse("reporting:draft", args=[office.agency.pk, YEAR])
    shown = officer.post(url, {"act": "send", "correction": "长" * 301}, follow=True)
    assert "压缩到300字" in shown.content.decode() and Submission.objects.count() == 1


def test_number_in_the_published_text__is_compared_too(office):
    draft = written(office)
    signed(office, draft)
    RecordFacts(draft, {"trainings": 5}, by=office.officer).execute()
    (one,) = differences(Work(ReportDraft.objects.get(), timezone.localdate()))
    assert (one.path, one.published, one.now, one.cell) == ("trainings", "2", "5", False)


def test_proposed_text__says_of_all_requests_only_what_is_known_of_all():
    def said(handled: int, **known: int) -> str:
        numbers = {"requests.new_received.total": 9, "requests.handled_total.total": handled, **known}
        ways = {"channel.mail": Fact("channel.mail", "“邮寄”收到的申请", 4, "件", "")}
        ways["channel.counter"] = Fact(
            "channel.counter", "“当面”收到的申请", known.pop("counter", 5), "件", ""
        )
        facts = {name: Fact(name, name, number, "件", "") for name, number in numbers.items()}
        return proposals.overview(YEAR, {**facts, **ways})

    assert "均在法定期限内办结" in said(9, answered_in_time=9, answered_late=0)
    assert "逾期办结" in said(9, answered_in_time=8, answered_late=1)
    more = said(12, answered_in_time=9, answered_late=0, **{"within.10": 9, "within.20": 9})
    assert "办结{{requests.handled_total.total}}件。" in more, "three were put in by hand"
    assert "法定期限" not in more and "工作日" not in more
    assert "邮寄{{channel.mail}}件" in said(0) and "邮寄" not in said(0, counter=2)


def test_what_the_writer_puts_in__reaches_the_proposed_text_and_no_text_of_ones_own(office):
    draft = BeginDraft(office.agency, YEAR, by=office.officer).execute()
    RecordFacts(draft, {"meetings": 3, "trainings": 2, "people_trained": 80}, by=office.officer).execute()
    draft.refresh_from_db()
    read = Work(draft, timezone.localdate()).resolved("overview").text
    assert "召开政府信息公开工作会议3次，组织业务培训2次，80人次参加。" in read and "责任追究" not in read
    RecordFacts(draft, {"checks": 4}, by=office.officer).execute()
    draft.refresh_from_db()
    assert "\n开展自查{{checks}}次。" in draft.chapters["overview"]
    own = draft.chapters["overview"].replace("开展自查{{checks}}次。", "自查、抽查各两轮。")
    WriteSection(draft, "overview", own, done=False, by=office.officer).execute()
    draft.refresh_from_db()
    RecordFacts(draft, {"meetings": 9}, by=office.officer).execute()
    draft.refresh_from_db()
    assert draft.chapters["overview"] == own


def test_warning_found_to_hold__is_mended_or_judged_anew_before_it_is_sent(office, client_of):
    an_agency("示例市就业服务中心", parent=Agency.objects.get(pk=office.agency.pk))
    draft = written(office)  # answered with a reason, that one unit has not handed in
    (finding,) = [one for one in Work(draft, timezone.localdate()).findings if one.rule == "P05"]
    Judge(draft.page, finding, upheld=True, by=office.officer).execute()
    with pytest.raises(ValidationError, match="核实成立、没有改正"):
        SendReport(draft, by=office.officer).execute()
    client, url = client_of(office.officer), reverse("reporting:draft", args=[office.agency.pk, YEAR])
    assert "改判不成立" in client.get(url).content.decode()
    given = {"act": "verdict", "fingerprint": finding.fingerprint, "upheld": "no", "reason": "已经核对"}
    client.post(url, given)
    assert "改判不成立" not in client.get(url).content.decode()
    Judge(draft.page, finding, upheld=True, by=office.officer).execute()
    client.post(url, {**given, "upheld": "excused", "reason": "该中心今年撤并"})
    assert "成立，不用改正，该中心今年撤并" in client.get(url).content.decode()
    SendReport(draft, by=office.officer).execute()


def test_warning_that_a_reviewer_wants_mended__comes_before_the_reviewer_again(office):
    an_agency("示例市就业服务中心", parent=Agency.objects.get(pk=office.agency.pk))
    draft = written(office)
    SendReport(draft, by=office.officer).execute()
    head, submission = office.bureau.people[Role.OFFICE_HEAD], Submission.objects.latest("pk")
    for finding, _verdict in unsettled(draft.page, submission.revision.as_object().review_findings()):
        Judge(draft.page, finding, upheld=True, by=head).execute()
    with pytest.raises(ValidationError, match="退回撰稿人改正"):
        Sign(submission, seen=submission.content_hash, by=head).execute()
    GiveBack(submission, reasons=[], comment="请催报", by=head).execute()
    draft.refresh_from_db()
    again = SendReport(draft, by=office.officer).execute().page
    assert again is not None
    submission = Submission.objects.latest("pk")
    assert unsettled(again, submission.revision.as_object().review_findings())


def test_who_wrote_a_chapter__does_not_sign_the_report(office):
    draft = written(office)
    writer = office.bureau.people[Role.OFFICE_HEAD]
    somebody(Role.DISCLOSURE_OFFICER, office.agency, writer)
    text = draft.chapters["problems"] + "三是继续加强培训。"
    draft = WriteSection(draft, "problems", text, done=True, by=writer).execute()
    answered(office, draft)
    with pytest.raises(ValidationError, match="没有别人可以签批"):
        SendReport(draft, by=office.officer).execute()
    somebody(Role.OFFICE_HEAD, office.bureau.office)
    SendReport(draft, by=office.officer).execute()
    submission = Submission.objects.latest("pk")
    with pytest.raises(ValidationError, match="撰写、修改过"):
        Sign(submission, seen=submission.content_hash, by=writer).execute()


def test_nothing_publishes_a_report_around_the_signatures(office):
    draft = written(office)
    page = AnnualReportPage.objects.get(pk=draft.page.pk)
    revision = page.save_revision(user=office.officer)
    with pytest.raises(PermissionDenied):
        revision.publish(user=office.officer)
    page.live = True
    with pytest.raises(PermissionDenied):
        page.save()
    AnnualReportPage.objects.filter(pk=page.pk).update(live=True)
    assert Client().get(AnnualReportPage.objects.get(pk=page.pk).url).status_code == 404


def test_sections__are_six():
    assert len(Section.values) == 6


def test_proposal__tells_of_channels_and_how_long_replies_took(office):
    for number, (channel, days) in enumerate(
        [("online", 5), ("online", 20), ("in_person", 40), ("registered_post", 3)], 1
    ):
        Case.objects.create(
            agency=office.agency,
            number=f"T-{number}",
            source="staff",
            channel=channel,
            applicant_kind="natural_person",
            wanted="统计数据",
            arrived_on=dt.date(YEAR, 3, 3),
            registered_at=timezone.now(),
            received_date=dt.date(YEAR, 3, 3),
            finished_on=dt.date(YEAR, 3, 3) + dt.timedelta(days=days),
            row="granted",
            phase="closed",
        )
    work = Work(BeginDraft(office.agency, YEAR, by=office.officer).execute(), timezone.localdate())
    text = work.resolved("overview").text
    assert "收到政府信息公开申请4件（互联网渠道2件，当面提交1件，邮寄1件），办结4件" in text
    assert "用时10个工作日以内的2件，20个工作日以内的3件" in text
    assert not work.resolved("overview").unknown
    assert not {one.rule for one in work.findings} & {"X01", "X02", "X03", "X04", "X05", "X06", "X08"}
