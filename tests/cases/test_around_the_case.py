"""What stands beside the procedure: messages, letters about them, joining, making public, forgetting."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.audit.recording import SYSTEM
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.assign import Assign
from kaicheng.cases.actions.consult import AddConsultation
from kaicheng.cases.actions.parts import Join, Split
from kaicheng.cases.disputes.actions import RecordDispute
from kaicheng.cases.models import (
    Applicant,
    ApplicantMessage,
    CaseLetter,
    Consultation,
    FileRole,
    MessageKind,
)
from kaicheng.cases.public.acting import SendMessage
from kaicheng.cases.public.following import Following
from kaicheng.privacy.retention import erase_due
from kaicheng.publishing.actions.platform import OpenPlatform
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage, DocumentPage
from tests.cases.factories import a_request, on_paper, profiled, proven
from tests.cases.public.test_following import a_file

pytestmark = pytest.mark.django_db
CLAIM = "参保年限少记了两年，电话13800001234"


@pytest.fixture
def case(bureau):
    profiled(bureau.agency)
    return a_request(bureau, timezone.localdate() - dt.timedelta(days=3))


@pytest.fixture
def officer(bureau, client):
    client.force_login(bureau.people[Role.DISCLOSURE_OFFICER])
    return client


def who(bureau):
    return {"by": bureau.people[Role.DISCLOSURE_OFFICER], "at": timezone.now()}


def answered(bureau, case, outcome="granted"):
    proven(bureau, case, outcome)
    on_paper(bureau, case)
    RecordAct(case, "answer", timezone.localdate(), {"outcome": outcome}, **who(bureau)).execute()
    RecordAct(case, "service", timezone.localdate(), {"means": "online"}, **who(bureau)).execute()


def test_message__is_read_once_opened_and_its_answer_reaches_the_applicant(bureau, officer, case):
    message = SendMessage(case, MessageKind.RECORD, text=CLAIM, at=timezone.now()).execute()
    page = reverse("cases_message", args=[case.pk, message.pk])
    assert "还没有打开" in officer.get(reverse("cases_case", args=[case.pk])).content.decode()
    assert "参保年限" not in officer.get(page).content.decode()
    assert officer.post(page).status_code == 302
    assert CLAIM in officer.get(page).content.decode()
    assert Event.objects.filter(object_id=str(case.pk), action="cases.case.handled").exists()
    assert officer.post(page, {"act": "answer", "reply": " "}).status_code == 200
    officer.post(page, {"act": "answer", "reply": "已请社会保险股核对，会另行书面告知。"})
    message = ApplicantMessage.objects.get()
    assert message.said_back == "已请社会保险股核对，会另行书面告知。"
    assert Following(case, timezone.localdate()).messages == [message]


def test_correction_of_a_record__is_told_by_its_own_letter(bureau, officer, case):
    url = reverse("cases_letter_new", args=[case.pk, "L23_correction_of_record"])
    assert officer.get(url).status_code == 302, "nobody has asked for it"
    SendMessage(case, MessageKind.RECORD, text=CLAIM, at=timezone.now()).execute()
    given = {
        "record_what": "职工养老保险参保记录",
        "record_claim": "参保年限少记两年",
        "record_result": "not_corrected",
        "record_found": "经核对原始缴费凭证，记录无误",
        "office": bureau.office.pk,
    }
    sent = officer.post(url, given)
    assert sent.status_code == 302, sent.content.decode()
    assert "不予更正" in officer.get(sent["Location"]).content.decode()


def test_reply_in_reconsideration__starts_from_the_dispute(bureau, officer, case):
    answered(bureau, case, "refused_internal_affairs")
    today = timezone.localdate()
    given = {"kind": "reconsideration", "body": "示例市人民政府", "number": "示政复〔2026〕7号",
             "filed_on": today, "copy_received_on": today, "case": case}  # fmt: skip
    dispute = RecordDispute(bureau.agency, given, **who(bureau)).execute()
    assert "拟写复议答复书" in officer.get(reverse("cases_dispute", args=[dispute.pk])).content.decode()
    url = reverse("cases_letter_new", args=[case.pk, "L28_reconsideration_reply"])
    assert "请求贵机关依法维持" in officer.get(url).content.decode()
    reply = {
        "dispute": dispute.pk,
        "contested": "《政府信息公开申请答复书》",
        "account": "本机关依法检索、审查并按期答复",
        "view": "所申请的是内部事务信息，适用依据正确，程序合法",
        "plea": "请求维持",
        "exhibits": "申请书\n答复书",
        "office": bureau.office.pk,
    }
    sent = officer.post(url, reply)
    assert sent.status_code == 302, sent.context["form"].errors
    letter = CaseLetter.objects.get(kind="L28_reconsideration_reply")
    assert letter.addressee == f"dispute:{dispute.pk}"
    page = officer.get(sent["Location"]).content.decode()
    assert "示例市人民政府：" in page
    assert "第四十八条" in page or "第五十四条" in page


def test_forms_for_offices_and_third_parties__are_printed(bureau, officer, case):
    task = Assign(
        case, bureau.office, timezone.localdate() + dt.timedelta(days=5), "检索", **who(bureau)
    ).execute()
    asked = AddConsultation(
        case, "third_party", name="示例服务有限公司", subject_matter="报价单", **who(bureau)
    ).execute()
    for name, pk in (("cases_assist_letter", task.pk), ("cases_opinion_form", asked.pk)):
        answer = officer.get(reverse(name, args=[case.pk, pk]))
        assert answer["Content-Type"] == "application/pdf", name


def test_joined_and_split_requests__leave_no_clock_behind(bureau, officer, case):
    second = a_request(bureau, timezone.localdate() - dt.timedelta(days=2))
    Join(second, case, **who(bureau)).execute()
    second.refresh_from_db()
    assert (second.phase, second.due, second.counted) == ("closed", None, False)
    assert case.number in officer.get(reverse("cases_case", args=[second.pk])).content.decode()
    entry = Following(second, timezone.localdate()).entries[0]
    assert (entry.what, entry.detail) == ("转到另一个编号下办理，答复在那里给您", case.number)

    whole = a_request(bureau, timezone.localdate(), items=["支出表", "收入表"])
    parts = Split(whole, **who(bureau)).execute()
    whole.refresh_from_db()
    assert (whole.phase, whole.due) == ("closed", None)
    assert [part.phase for part in parts] == ["in_review", "in_review"]


def test_answered_request__is_made_public_from_its_page(bureau, officer, case):
    url = reverse("portal_answered", args=[case.pk])
    assert url not in officer.get(reverse("cases_case", args=[case.pk])).content.decode()
    OpenPlatform(bureau.agency, by=None).execute()
    answered(bureau, case)
    a_file(case, FileRole.RELEASED, "支出.txt", "工伤保险基金支出120万元。".encode())
    assert url in officer.get(reverse("cases_case", args=[case.pk])).content.decode()
    assert officer.get(url).status_code == 200
    column = ColumnPage.objects.filter(agency=bureau.agency, kind=Column.ITEM).first()
    sent = officer.post(url, {"title": "2025年度工伤保险基金支出情况", "column": column.pk})
    assert sent.status_code == 302
    assert not DocumentPage.objects.get(title="2025年度工伤保险基金支出情况").live


def test_retention__forgets_who_asked_ten_years_after_the_answer_and_says_when(bureau, case):
    AddConsultation(case, "third_party", name="示例公司", subject_matter="报价单", **who(bureau)).execute()
    answered(bureau, case)
    later = timezone.now() + dt.timedelta(days=3660)
    assert erase_due(SYSTEM, timezone.now()) == 0
    assert erase_due(SYSTEM, later) == 2
    applicant, asked = Applicant.objects.get(case=case), Consultation.objects.get(case=case)
    assert (applicant.erased_at, asked.erased_at) == (later, later)
    assert not applicant.name and not asked.name
    assert erase_due(SYSTEM, later) == 0
