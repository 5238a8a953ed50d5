"""How letters reach people on line: told by mail, received when opened, followed up when they are not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail as outbox
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.consult import AddConsultation
from kaicheng.cases.actions.deliver import Deliver, MarkReached
from kaicheng.cases.actions.evidence import AddProof
from kaicheng.cases.actions.parts import AnswerAgain
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import ActRow, Source
from kaicheng.cases.public.following import Following
from kaicheng.cases.unopened import PATIENCE, not_opened
from kaicheng.statute import Means, load_calendar
from kaicheng.workbench.mail import deliver
from kaicheng.workbench.models import Mail
from tests.cases.factories import a_drafted_letter, a_request, moment, profiled, signed

pytestmark = pytest.mark.django_db
RECEIPT = ("回复邮件.txt", "已收到补正告知书。".encode())


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def notice_day():
    """A working day some days ago, so that time can pass."""
    calendar = load_calendar(None)
    return calendar.workday_until(timezone.localdate() - dt.timedelta(days=8))


@pytest.fixture
def case(bureau, notice_day):
    """Asked for on line, with a mailbox, and with consent to be served there."""
    profiled(bureau.agency)
    return a_request(
        bureau,
        notice_day,
        source=Source.PORTAL,
        applicant={"name": "申请人甲", "telephone": "13800001234", "email": "applicant@example.com"},
        particulars={"e_service": True},
    )


@pytest.fixture
def notice(bureau, case, notice_day):
    draft = a_drafted_letter(bureau, case, "L03_correction_notice", on=notice_day, act_data={"limit_days": 5})
    return signed(bureau, draft, on=notice_day)


def served(case):
    return ActRow.objects.filter(case=case, code="letter_served").first()


def opened(case, letter):
    """The applicant, with number and code, opens the letter."""
    client = Client()
    client.post("/yishenqing/chaxun/", {"number": case.number, "code": case.code.reveal()})
    return client.get(f"/yishenqing/jindu/{case.pk}/wenshu/{letter.file_id}/")


def test_notice_on_line__is_told_by_mail_that_holds_nothing_of_it(officer, case, notice, notice_day):
    Deliver(notice, Means.ONLINE, sent_on=notice_day, by=officer, at=moment(notice_day)).execute()
    waiting = Mail.objects.get(kind="cases.letter_waits")
    assert waiting.to == ""
    assert "applicant@" not in waiting.body
    assert deliver(timezone.now) == 1
    (sent,) = outbox.outbox
    assert sent.to == ["applicant@example.com"]
    assert case.number in sent.body
    assert "/yishenqing/chaxun/" in sent.body
    assert not sent.attachments
    for kept_back in ("申请人甲", case.wanted, "请写明所需信息的年度", case.code.reveal(), notice.number):
        assert kept_back not in sent.body + sent.subject


def test_limit__runs_from_the_day_on_which_the_applicant_opens_the_notice(officer, case, notice, notice_day):
    sent = Deliver(notice, Means.ONLINE, sent_on=notice_day, by=officer, at=moment(notice_day)).execute()
    assert sent.reached_on is None
    assert served(case) is None
    ((_place, before),) = Following(case, timezone.localdate()).wanted_of_you
    assert "从您打开告知书之日起算" in before
    assert opened(case, notice).status_code == 200
    sent.refresh_from_db()
    today = timezone.localdate()
    assert (sent.reached_on, served(case).on) == (today, today)
    limit = state_of(case, today).clock("correction_limit")
    assert limit.ends == load_calendar(None).workday_after(today, 5)
    ((_place, after),) = Following(case, today).wanted_of_you
    assert "截止" in after


def test_notice_that_was_not_opened__is_received_only_with_proof(officer, case, notice, notice_day):
    with pytest.raises(ValidationError, match="附上凭证"):
        Deliver(notice, Means.ONLINE, sent_on=notice_day, reached_on=notice_day, by=officer).execute()
    sent = Deliver(notice, Means.ONLINE, sent_on=notice_day, by=officer).execute()
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="附上凭证"):
        MarkReached(sent, reached_on=today, by=officer).execute()
    MarkReached(sent, reached_on=today, proof=RECEIPT, by=officer).execute()
    assert served(case).on == today


def test_answer_on_line__is_served_the_day_it_is_there(bureau, officer, case, notice_day):
    for code in ("disclosure_review", "information_provided"):
        AddProof(case, code, "经审查可以公开。", by=officer, at=moment(notice_day)).execute()
    draft = a_drafted_letter(
        bureau, case, "L13_answer_granted", "granted", obtain="网上提供。", on=notice_day
    )
    answer = signed(bureau, draft, on=notice_day)
    Deliver(answer, Means.ONLINE, sent_on=notice_day, by=officer, at=moment(notice_day)).execute()
    case.refresh_from_db()
    assert (case.phase, case.served_on) == ("delivered", notice_day)


def test_letter_nobody_opens__is_on_the_desk_until_it_goes_by_post(officer, case, notice, notice_day):
    Deliver(notice, Means.ONLINE, sent_on=notice_day, by=officer, at=moment(notice_day)).execute()
    calendar = load_calendar(None)
    assert list(not_opened(officer, calendar.workday_after(notice_day, PATIENCE - 1))) == []
    (item,) = not_opened(officer, calendar.workday_after(notice_day, PATIENCE))
    assert "改用邮寄" in item.state
    assert item.act.url == reverse("cases_deliver", args=[case.pk, notice.pk])
    today = timezone.localdate()
    sent = Deliver(notice, Means.EMS, sent_on=today, waybill="1000000000001", by=officer).execute()
    assert list(not_opened(officer, today)) == []
    MarkReached(sent, reached_on=today, by=officer).execute()
    assert served(case).on == today


def test_letter_that_was_opened__is_on_no_desk(officer, case, notice, notice_day):
    Deliver(notice, Means.ONLINE, sent_on=notice_day, by=officer, at=moment(notice_day)).execute()
    assert len(list(not_opened(officer, timezone.localdate()))) == 1
    opened(case, notice)
    assert list(not_opened(officer, timezone.localdate())) == []


def test_posted_letter__is_not_received_by_a_look_at_it_on_line(officer, case, notice, notice_day):
    """Who was written to by post has time from the day of signing for it."""
    Deliver(notice, Means.EMS, sent_on=notice_day, waybill="1000000000001", by=officer).execute()
    assert opened(case, notice).status_code == 200
    assert served(case) is None


def test_applicant_without_a_mailbox__is_not_served_by_mail(bureau, officer, notice_day):
    profiled(bureau.agency)
    on_paper = a_request(bureau, notice_day, particulars={"e_service": True})
    letter = signed(bureau, a_drafted_letter(bureau, on_paper, "L03_correction_notice"))
    for means in (Means.ONLINE, Means.ELECTRONIC):
        with pytest.raises(ValidationError, match="没有留下电子邮箱"):
            Deliver(letter, means, sent_on=timezone.localdate(), by=officer).execute()


def test_answer_given_anew__goes_on_line_as_the_request_came(bureau, officer, notice_day):
    profiled(bureau.agency)
    first = a_request(bureau, notice_day, source=Source.PORTAL, particulars={"e_service": True})
    RecordAct(first, "withdrawal", notice_day, by=None, at=moment(notice_day)).execute()
    today = timezone.localdate()
    again = AnswerAgain(first, decided_on=today, answer_by=today, by=officer).execute()
    letter = signed(bureau, a_drafted_letter(bureau, again, "L02_receipt"))
    assert Deliver(letter, Means.ONLINE, sent_on=today, by=officer).execute().reached_on == today


@pytest.mark.parametrize(("kind", "refused"), [("third_party", True), ("agency", False)])
def test_others_asked__are_written_to_on_paper_and_agencies_by_exchange_too(
    bureau, officer, case, kind, refused
):
    code, act = {
        "third_party": ("L06_third_party_letter", "third_party_letter"),
        "agency": ("L10_agency_letter", "agency_letter"),
    }[kind]
    asked = AddConsultation(
        case, kind, name="示例建设有限公司", subject_matter="合同价格条款", by=officer
    ).execute()
    letter = signed(
        bureau, a_drafted_letter(bureau, case, code, act=act, addressee=f"consultation:{asked.pk}")
    )
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="不是给申请人的"):
        Deliver(letter, Means.ONLINE, sent_on=today, by=officer).execute()
    exchange = Deliver(letter, Means.ELECTRONIC, sent_on=today, by=officer)
    if refused:
        with pytest.raises(ValidationError, match="不是给申请人的"):
            exchange.execute()
    else:
        assert exchange.execute().reached_on == today
    assert not Mail.objects.filter(kind="cases.letter_waits").exists()
