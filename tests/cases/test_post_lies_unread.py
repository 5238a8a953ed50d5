"""What has come in and lies unread: nobody's silence is held against them, and it counts from its day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.fees import ChargeFee, RecordPayment
from kaicheng.cases.actions.messages import AnswerMessage, OpenMessage
from kaicheng.cases.lying import lying
from kaicheng.cases.mailbox.actions import FileLetter
from kaicheng.cases.mailbox.address import Mailbox
from kaicheng.cases.mailbox.fetching import keep_letter
from kaicheng.cases.mailbox.imap import Fetched
from kaicheng.cases.mailbox.settling import SettleLetter
from kaicheng.cases.models import CaseFile, Consultation, FileRole, MailMessage, MessageKind
from kaicheng.cases.public.acting import SendMessage
from kaicheng.cases.public.files import Given
from kaicheng.cases.work import to_read
from kaicheng.workbench.models import Notice
from tests.cases.factories import a_request, moment, proven
from tests.cases.test_mailbox import a_letter

pytestmark = pytest.mark.django_db

RECEIVED, ASKED = dt.date(2026, 3, 2), dt.date(2026, 3, 5)
IN_TIME, TOO_LATE = dt.date(2026, 3, 24), dt.date(2026, 4, 8)


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def case(bureau):
    applicant = {"name": "申请人甲", "email": "applicant@example.com"}
    return a_request(bureau, RECEIVED, applicant=applicant)


def record(case, code, on, officer, **data):
    return RecordAct(case, code, on, data, by=officer, at=moment(on)).execute()


def asked_to_correct(case, officer):
    record(case, "correction_notice", ASKED, officer, served_on=ASKED.isoformat())


def a_mail(bureau, on: dt.date, number: int = 1) -> MailMessage:
    """A letter that the mail server got on a day, with one attachment."""
    box = Mailbox("mail.example", 993, "tls", "a", "", "INBOX", bureau.agency.slug)
    letter = a_letter(number)
    got = Fetched(number, moment(on), len(letter), letter, whole=True)
    keep_letter(box, bureau.agency, 1, got, timezone.now())
    return MailMessage.objects.get(uid=number)


def test_emailed_correction__forbids_the_lapse_and_counts_from_its_day(bureau, case, officer):
    asked_to_correct(case, officer)
    row = a_mail(bureau, IN_TIME)
    with pytest.raises(ValidationError, match=r"3月24日.*还没有归入申请"):
        record(case, "correction_lapsed", TOO_LATE, officer)
    FileLetter(row, case.number, roles={0: FileRole.CORRECTION}, by=officer, at=moment(TOO_LATE)).execute()
    row.refresh_from_db()
    with pytest.raises(ValidationError, match=r"3月24日.*电子邮件.*不能视为逾期"):
        record(case, "correction_lapsed", TOO_LATE, officer)
    assert Notice.objects.filter(user=officer, text__contains="电子邮件").exists()
    [item] = to_read(officer, TOO_LATE)
    assert item.act.url == reverse("cases_letter_settle", args=[row.pk]) == lying(case)[0].url
    client = Client()
    client.force_login(officer)
    shown = client.get(reverse("cases_case", args=[case.pk])).content.decode()
    assert "处理以前不能视为逾期" in shown and item.act.url in shown
    SettleLetter(row, "corrected", note="要的是城区部分", by=officer, at=moment(TOO_LATE)).execute()
    case.refresh_from_db()
    assert (case.phase, case.basis["base"]) == ("in_review", IN_TIME.isoformat())
    assert list(to_read(officer, TOO_LATE)) == lying(case) == []
    with pytest.raises(ValidationError, match="已经处理过"):
        SettleLetter(row, "corrected", by=officer, at=moment(TOO_LATE)).execute()


def test_letter_that_changes_nothing__needs_a_word_and_then_the_lapse_stands(bureau, case, officer):
    asked_to_correct(case, officer)
    row = a_mail(bureau, IN_TIME)
    FileLetter(row, case.number, roles={0: FileRole.ATTACHMENT}, by=officer, at=moment(IN_TIME)).execute()
    row.refresh_from_db()
    with pytest.raises(ValidationError, match="没有要登记的"):
        SettleLetter(row, "nothing", by=officer, at=moment(TOO_LATE)).execute()
    with pytest.raises(ValidationError, match="请选择这封来信是什么"):
        SettleLetter(row, "reasons_given", by=officer, at=moment(TOO_LATE)).execute()
    SettleLetter(row, "nothing", note="询问进度，已电话答复", by=officer, at=moment(TOO_LATE)).execute()
    proven(bureau, case, "abandoned_correction", ASKED)
    record(case, "correction_lapsed", TOO_LATE, officer)
    case.refresh_from_db()
    assert case.outcome == "abandoned_correction"


def test_somebody_elses_letter__stands_in_nobodys_way(bureau, case, officer):
    asked_to_correct(case, officer)
    a_mail(bureau, IN_TIME)
    other = a_request(bureau, RECEIVED, applicant={"name": "申请人乙", "email": "other@example.com"})
    asked_to_correct(other, officer)
    proven(bureau, other, "abandoned_correction", ASKED)
    record(other, "correction_lapsed", TOO_LATE, officer)


def test_emailed_withdrawal__is_proved_by_the_letter_itself(bureau, case, officer):
    row = a_mail(bureau, IN_TIME)
    FileLetter(row, case.number, roles={0: FileRole.ATTACHMENT}, by=officer, at=moment(IN_TIME)).execute()
    row.refresh_from_db()
    SettleLetter(row, "withdrawal", by=officer, at=moment(IN_TIME)).execute()
    case.refresh_from_db()
    assert case.outcome == "withdrawn"
    assert case.proofs.get(code="withdrawal_statement").file == CaseFile.objects.get(role=FileRole.MESSAGE)


def test_emailed_opinion__is_recorded_for_the_one_who_was_asked(bureau, case, officer):
    act = record(case, "third_party_letter", ASKED, officer, served_on=ASKED.isoformat())
    asked = Consultation.objects.create(
        case=case, kind="third_party", name="某公司", email="Applicant@example.com",
        subject_matter="合同单价", letter_act=act, created_at=moment(ASKED),
    )  # fmt: skip
    row = a_mail(bureau, IN_TIME)
    with pytest.raises(ValidationError, match="来信"):
        record(case, "third_party_lapsed", TOO_LATE, officer, letter=act.place)
    with pytest.raises(ValidationError, match="来信"):  # to give it out would go by the silence, too
        record(case, "answer", TOO_LATE, officer, outcome="granted")
    FileLetter(row, case.number, roles={0: FileRole.OPINION}, by=officer, at=moment(TOO_LATE)).execute()
    row.refresh_from_db()
    SettleLetter(row, f"objects:{asked.pk}", note="涉及商业秘密", by=officer, at=moment(TOO_LATE)).execute()
    opinion = case.acts.get(code="third_party_opinion")
    assert (opinion.on, opinion.data["agrees"]) == (IN_TIME, False)


def test_identity_papers_in_a_letter__are_seen_by_intake_alone(bureau, case, officer):
    row = a_mail(bureau, IN_TIME)
    FileLetter(row, case.number, roles={0: FileRole.IDENTITY}, by=officer, at=moment(IN_TIME)).execute()
    leader, registrar = Client(), Client()
    leader.force_login(bureau.people[Role.AGENCY_HEAD])
    registrar.force_login(officer)
    assert leader.get(reverse("cases_case", args=[case.pk])).status_code == 200
    for file in CaseFile.objects.filter(case=case):  # the original has the papers within it
        address = reverse("cases_file", args=[case.pk, file.pk])
        assert (leader.get(address).status_code, registrar.get(address).status_code) == (403, 200), file.role


# --- the applicant's page ---------------------------------------------------------------------


@pytest.fixture
def charge(case, officer):
    """A fee that the applicant has been told of."""
    on = {"by": officer, "at": moment(ASKED)}
    found = ChargeFee(
        case, basis="per_page", first=1, last=50, history="一个月内11件", how="到窗口缴纳", **on
    ).execute()
    record(case, "fee_notice", ASKED, officer, served_on=ASKED.isoformat())
    return found


def pays(case, on=IN_TIME):
    proof = Given("凭证.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image/png")
    return SendMessage(case, MessageKind.PAYMENT, files=[proof], at=moment(on)).execute()


def test_proof_of_payment__forbids_the_lapse_until_it_is_dealt_with(case, officer, charge):
    message = pays(case)
    with pytest.raises(ValidationError, match=r"3月24日.*缴费凭证"):
        record(case, "fee_lapsed", TOO_LATE, officer)
    OpenMessage(message, by=officer, at=moment(TOO_LATE)).execute()
    assert len(lying(case)) == len(list(to_read(officer, TOO_LATE))) == 1, "looked at is not dealt with"
    RecordPayment(charge, IN_TIME, by=officer, at=moment(TOO_LATE)).execute()
    case.refresh_from_db()
    assert (case.phase, case.basis["base"]) == ("in_review", IN_TIME.isoformat())
    assert lying(case) == []


def test_proof_of_somebody_elses_payment__is_answered_and_then_the_lapse_stands(
    bureau, case, officer, charge
):
    message = pays(case)
    OpenMessage(message, by=officer, at=moment(IN_TIME)).execute()
    AnswerMessage(message, "凭证不是本案的，请按收费通知书缴费。", by=officer, at=moment(IN_TIME)).execute()
    proven(bureau, case, "abandoned_fee", IN_TIME)
    record(case, "fee_lapsed", TOO_LATE, officer)
    case.refresh_from_db()
    assert case.outcome == "abandoned_fee"


def test_rating__waits_for_nobody(case, officer):
    SendMessage(case, MessageKind.RATING, score=4, at=moment(IN_TIME)).execute()
    assert lying(case) == list(to_read(officer, TOO_LATE)) == []
