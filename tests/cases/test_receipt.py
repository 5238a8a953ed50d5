"""Who did not come on line gets number and code too: on the printed receipt, or by mail to the mailbox they
wrote from."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases.models import Case, CaseFile
from kaicheng.statute import Channel
from kaicheng.workbench.mail import deliver
from kaicheng.workbench.models import Mail
from tests.agencies.factories import a_bureau
from tests.cases.factories import a_request, profiled
from tests.cases.test_pages import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(bureau, client):
    profiled(bureau.agency)
    client.force_login(bureau.people[Role.DISCLOSURE_OFFICER])
    return client


def words(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as file:
        return "".join(page.extract_text() for page in file.pages).replace("\n", "")


def test_printed_receipt__opens_the_request_on_line_and_is_kept_nowhere(officer):
    answer = officer.post(reverse("cases_intake"), filled(channel="in_person"), follow=True)
    case = Case.objects.get()
    path = reverse("cases_receipt", args=[case.pk])
    assert path in answer.content.decode()
    assert officer.get(path).status_code == 405, "a look ahead by the browser prints nothing"
    printed = words(officer.post(path).content)
    code = case.code.reveal()
    assert case.number in printed and code in printed
    assert not CaseFile.objects.exists()
    assert code not in Case.objects.filter(pk=case.pk).values_list("code_index", flat=True)[0]
    told = Event.objects.filter(action="cases.case.handled").get()
    assert "打印接收回执" in told.facts["what"]
    assert code not in str(told.facts)
    found = Client().post("/yishenqing/chaxun/", {"number": case.number, "code": code})
    assert found["Location"] == f"/yishenqing/jindu/{case.pk}/"


def test_receipt__is_printed_by_who_wrote_the_request_down_and_by_who_may_see_the_applicant(bureau, client):
    profiled(bureau.agency)
    information_officer = bureau.people[Role.INFORMATION_OFFICER]
    case = a_request(bureau, timezone.localdate(), by=information_officer)
    other = a_request(bureau, timezone.localdate())
    client.force_login(information_officer)
    assert client.post(reverse("cases_receipt", args=[case.pk])).status_code == 200
    assert client.post(reverse("cases_receipt", args=[other.pk])).status_code in (403, 404)
    registrar = Client()
    registrar.force_login(bureau.people[Role.REGISTRAR])
    assert registrar.post(reverse("cases_receipt", args=[case.pk])).status_code == 200
    stranger = Client()
    stranger.force_login(a_bureau().people[Role.DISCLOSURE_OFFICER])
    assert stranger.post(reverse("cases_receipt", args=[case.pk])).status_code == 404


def test_request_by_mail__is_answered_with_the_receipt(officer):
    officer.post(reverse("cases_intake"), filled(channel="email", email="applicant@example.com"))
    case = Case.objects.get()
    assert deliver(timezone.now) == 1
    (sent,) = outbox.outbox
    assert sent.to == ["applicant@example.com"]
    assert case.code.reveal() in sent.body
    ((name, paper, _kind),) = sent.attachments
    assert name == f"回执{case.number}.pdf"
    assert case.code.reveal() in words(paper)


def test_request_on_paper__is_not_answered_to_a_mailbox_nobody_chose(bureau):
    applicant = {"name": "申请人甲", "email": "applicant@example.com"}
    a_request(bureau, timezone.localdate(), applicant=applicant, channel=Channel.IN_PERSON)
    assert not Mail.objects.exists()
    a_request(bureau, timezone.localdate(), applicant=applicant, particulars={"e_service": True})
    assert Mail.objects.get().kind == "cases.receipt"
