"""Many requests of one applicant stay manageable: found, counted by month, acted on at once or not at all."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaicheng.agencies.permissions import Standing
from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.audit.recording import NOWHERE
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.deliver import Deliver, MarkReached
from kaicheng.cases.bulk.actions import ActTogether
from kaicheng.cases.bulk.groups import by_month, groups, of_the_same
from kaicheng.cases.models import ActRow, Case, CaseFile, CaseLetter, Proof
from kaicheng.cases.public.acting import note_receipt
from kaicheng.cases.public.following import Following
from kaicheng.statute import Means, fee_by_items
from tests.cases.factories import a_drafted_letter, a_request, moment, profiled, proven, signed

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 9)
HISTORY = "2026年3月2日至9日共申请4件，内容相近，没有说明理由。"


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def cases(bureau):
    return [
        a_request(bureau, wanted=f"第{number}号会议纪要", items=["纪要", "签到表"]) for number in range(4)
    ]


def a_letter(bureau, cases, kind="L04_reasons_notice", act="reasons_notice", on=DAY, **facts):
    """Signed by three in the first request, and speaking of all of them."""
    numbers = "、".join(case.number for case in cases)
    given = {"request_history": f"{HISTORY}申请编号：{numbers}。", "act_data": {}, **facts}
    return signed(bureau, a_drafted_letter(bureau, cases[0], kind, act=act, on=on, **given), on)


def together(officer, cases, code="reasons_notice", letter=None, history=HISTORY, on=DAY):
    return ActTogether(
        cases[0], [case.pk for case in cases], code, on=on, history=history, letter=letter, by=officer,
        at=moment(on),
    )  # fmt: skip


def test_the_same_applicant__is_found_as_for_joining_and_namesakes_stay_apart(bureau, officer, cases):
    a_request(bureau, applicant={"name": "申请人乙"})
    known = a_request(
        bureau,
        applicant={"name": "申请人 甲", "id_number": "11010519491231002X", "telephone": "13800001234"},
    )
    other = a_request(bureau, applicant={"name": "申请人甲", "id_number": "110105194912310038"})
    assert set(of_the_same(known)) == {*cases, known}
    assert other not in of_the_same(cases[0]), "a name alone proves nothing"
    with pytest.raises(ValidationError, match="不是同一申请人"):
        together(officer, [cases[0], other], "reasons_given", history="").execute()
    (found,) = groups(Standing(officer, DAY), bureau.agency)
    assert (found.count, found.open) == (6, 6)
    assert list(groups(Standing(bureau.people[Role.OFFICE_HEAD], DAY), bureau.agency)) == []


def test_months__count_items_and_what_they_would_cost(bureau, cases):
    for day in range(1, 9):
        a_request(bureau, dt.date(2026, 4, day), items=["甲", "乙"])
    april, march = by_month(of_the_same(cases[0]))
    assert (march.month, march.requests, march.items, march.fee.amount) == (
        dt.date(2026, 3, 1),
        4,
        8,
        Decimal(0),
    )
    assert (april.requests, april.items) == (8, 16)
    assert april.fee == fee_by_items(16, month=(2026, 4))
    assert april.fee.amount > 0


def test_one_notice__is_signed_and_served_once_and_stands_in_every_file(bureau, officer, cases):
    profiled(bureau.agency)
    notice = a_letter(bureau, cases)
    rows = together(officer, cases, letter=notice).execute()
    assert {row.case_id for row in rows} == {case.pk for case in cases[1:]}
    assert ActRow.objects.filter(code="reasons_notice", note=notice.number).count() == 4
    assert Proof.objects.filter(code="request_history").count() == 3
    copies = {CaseFile.objects.get(case=case, role="letter").digest for case in cases[1:]}
    assert copies == {notice.file.digest}
    event = Event.objects.get(action="cases.group.act")
    assert (event.facts["count"], event.facts["letter"]) == (3, notice.number)
    # It is posted once, and has reached the applicant in all of them.
    sent = Deliver(notice, Means.EMS, sent_on=DAY, waybill="XA00000001", by=officer, at=moment(DAY)).execute()
    got = DAY + dt.timedelta(days=2)
    MarkReached(sent, reached_on=got, by=officer, at=moment(got)).execute()
    assert ActRow.objects.filter(code="letter_served", on=got).count() == 4
    # Nobody gives reasons; one answer is signed for all.
    later = DAY + dt.timedelta(days=17)
    for case in cases:
        proven(bureau, case, "excessive_repeat_requests", later)
    reply = a_letter(
        bureau, cases, "L20_answer_not_processed", "answer", later,
        outcome="excessive_repeat_requests", reasons="申请人没有说明合理理由，内容多次重复。",
        act_data={"outcome": "excessive_repeat_requests"},
    )  # fmt: skip
    Deliver(reply, Means.EMS, sent_on=later, waybill="XA00000002", by=officer, at=moment(later)).execute()
    together(officer, cases, "answer", reply, on=later).execute()
    assert set(Case.objects.values_list("outcome", "row", "phase")) == {
        ("excessive_repeat_requests", "not_processed_excessive", "delivered")
    }


def test_letter_that_came_back__holds_nobody_silent_in_any_of_them(bureau, officer, cases):
    profiled(bureau.agency)
    notice = a_letter(bureau, cases)
    together(officer, cases, letter=notice).execute()
    sent = Deliver(notice, Means.EMS, sent_on=DAY, waybill="XA00000001", by=officer, at=moment(DAY)).execute()
    MarkReached(sent, failed="退回", by=officer, at=moment(DAY)).execute()
    later = DAY + dt.timedelta(days=30)
    answer = {"outcome": "excessive_repeat_requests"}
    with pytest.raises(ValidationError, match="退回了"):
        RecordAct(cases[2], "answer", later, answer, by=officer, at=moment(later)).execute()


def test_letter_sent_on_line__is_read_in_each_request_and_no_time_runs_before(bureau, officer, cases):
    profiled(bureau.agency)
    notice = a_letter(bureau, cases)
    Case.objects.update(e_service=True)
    applicant = cases[0].applicant
    applicant.email = "jia@example.cn"
    applicant.save()
    notice = CaseLetter.objects.get(pk=notice.pk)
    together(officer, cases, letter=notice).execute()
    Deliver(notice, Means.ONLINE, sent_on=DAY, by=officer, at=moment(DAY)).execute()
    shown = Following(cases[2], DAY)
    assert shown.opens(notice.file_id) == notice.file
    assert [place for place, _what in shown.wanted_of_you] == ["liyou"]
    assert "从您打开告知书之日起算" in shown.wanted_of_you[0][1]
    stranger = a_request(bureau, applicant={"name": "申请人乙"})
    assert Following(stranger, DAY).opens(notice.file_id) is None
    note_receipt(notice, moment(DAY), DAY, NOWHERE)
    assert "截止" in Following(cases[2], DAY).wanted_of_you[0][1]


def test_reasons_for_all__are_written_down_at_once(bureau, officer, cases):
    profiled(bureau.agency)
    together(officer, cases, letter=a_letter(bureau, cases)).execute()
    together(officer, cases, "reasons_given", history="", on=DAY + dt.timedelta(days=5)).execute()
    assert ActRow.objects.filter(code="reasons_given").count() == 4


def test_letter__is_signed_and_names_every_request(bureau, officer, cases):
    profiled(bureau.agency)
    with pytest.raises(ValidationError, match="签发以后在这里选它"):
        together(officer, cases).execute()
    some = a_letter(bureau, cases[:3])
    with pytest.raises(ValidationError, match=cases[3].number):
        together(officer, cases, letter=some).execute()
    with pytest.raises(ValidationError, match="签发以后在这里选它"):
        together(officer, cases, "delay_notice", some).execute()
    stranger = a_request(bureau, applicant={"name": "申请人乙"})
    theirs = a_letter(bureau, [stranger, *cases])
    with pytest.raises(ValidationError, match="不是给同一申请人"):
        together(officer, cases, letter=theirs).execute()
    assert ActRow.objects.filter(case__in=cases, code="reasons_notice").count() == 1


def test_what_the_law_forbids_for_one__is_done_for_none(bureau, officer, cases):
    profiled(bureau.agency)
    notice = a_letter(bureau, cases)
    proven(bureau, cases[2], "withdrawn", DAY)
    RecordAct(cases[2], "withdrawal", DAY, by=officer, at=moment(DAY)).execute()
    with pytest.raises(ValidationError, match=cases[2].number):
        together(officer, cases, letter=notice).execute()
    assert ActRow.objects.filter(code="reasons_notice").count() == 1
    assert set(Proof.objects.values_list("code", flat=True)) == {"withdrawal_statement"}


def test_only_article_35__is_done_for_all(bureau, officer, cases):
    profiled(bureau.agency)
    proven(bureau, cases[0], "petition_complaint", DAY)
    answer = a_letter(
        bureau, cases, "L20_answer_not_processed", "answer", outcome="petition_complaint",
        reasons="申请人要求查处欠薪，不是要求提供信息。", proper_channel="劳动保障监察大队",
        act_data={"outcome": "petition_complaint"},
    )  # fmt: skip
    with pytest.raises(ValidationError, match=r"逐件答复|没有写明"):
        together(officer, cases, "answer", answer).execute()
    with pytest.raises(ValidationError, match="逐件办理"):
        together(officer, cases, "extension").execute()
    with pytest.raises(ValidationError, match="频次"):
        together(officer, cases, "reasons_notice", a_letter(bureau, cases[1:]), history="太多").execute()


def test_somebody_elses_request__is_not_taken_along(bureau, officer, cases):
    profiled(bureau.agency)
    stranger = a_request(bureau, applicant={"name": "申请人乙"})
    with pytest.raises(ValidationError, match="有的不是同一申请人"):
        together(officer, [*cases, stranger], letter=a_letter(bureau, cases)).execute()


def test_pages__ask_no_more_questions_for_more_requests(
    bureau, officer, cases, django_assert_max_num_queries
):
    client = Client()
    client.force_login(officer)
    address = reverse("cases_group", args=[cases[0].pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for number in range(40):
        a_request(bureau, wanted=f"更多{number}")
    with django_assert_max_num_queries(len(few)):
        html = client.get(address).content.decode()
    assert html.count('name="case"') == 44
    assert "申请人甲" not in html
    listed = client.get(reverse("cases_groups")).content.decode()
    latest = Case.objects.order_by("-pk").first()
    assert reverse("cases_group", args=[latest.pk]) in listed


def test_a_form__does_it(bureau, officer, cases):
    profiled(bureau.agency)
    client = Client()
    client.force_login(officer)
    address = reverse("cases_group", args=[cases[0].pk])
    notice = a_letter(bureau, cases)
    form = {
        "case": [case.pk for case in cases], "code": "reasons_notice", "on": DAY.isoformat(), "history": "",
        "letter": notice.pk,
    }  # fmt: skip
    refused = client.post(address, form)
    assert "请写明申请的数量" in refused.content.decode()
    assert notice.number in refused.content.decode()
    assert client.post(address, {**form, "history": HISTORY}).status_code == 302
    assert ActRow.objects.filter(code="reasons_notice").count() == 4
