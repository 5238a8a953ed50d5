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
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.bulk.actions import ActTogether
from kaicheng.cases.bulk.groups import by_month, groups, of_the_same
from kaicheng.cases.models import ActRow, Case, Proof
from kaicheng.statute import fee_by_items
from tests.cases.factories import a_request, moment, proven

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


def together(officer, cases, code="reasons_notice", data=None, history=HISTORY, on=DAY):
    chosen = [case.pk for case in cases]
    return ActTogether(cases[0], chosen, code, on, data, history=history, letter=("说明理由通知书.pdf", b"%PDF-1.4"),  # noqa: E501
                       note="示人社公复〔2026〕8号", by=officer, at=moment(on))  # fmt: skip


def test_the_same_applicant__is_found_by_name_and_namesakes_stay_apart(bureau, officer, cases):
    a_request(bureau, applicant={"name": "申请人乙"})
    known = a_request(bureau, applicant={"name": "申请人 甲", "id_number": "11010519491231002X"})
    other = a_request(bureau, applicant={"name": "申请人甲", "id_number": "110105194912310038"})
    assert set(of_the_same(known)) == {*cases, known}
    assert other in of_the_same(cases[0])
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


def test_one_notice__stands_in_every_file_with_its_evidence(officer, cases):
    rows = together(officer, cases).execute()
    assert {row.case_id for row in rows} == {case.pk for case in cases}
    assert Proof.objects.filter(code="request_history").count() == 4
    assert all(case.files.get(role="letter").name == "说明理由通知书.pdf" for case in cases)
    event = Event.objects.get(action="cases.group.act")
    assert event.facts["count"] == 4
    assert Event.objects.filter(action="cases.act.recorded").count() == 4
    later = DAY + dt.timedelta(days=14)
    given = together(officer, cases, "reasons_given", history="", on=later)
    given.execute()
    answer = together(officer, cases, "answer", {"outcome": "excessive_repeat_requests"}, on=later)
    answer.execute()
    assert set(Case.objects.values_list("outcome", "row")) == {
        ("excessive_repeat_requests", "not_processed_excessive")
    }


def test_what_the_law_forbids_for_one__is_done_for_none(bureau, officer, cases):
    proven(bureau, cases[2], "withdrawn", DAY)
    RecordAct(cases[2], "withdrawal", DAY, by=officer, at=moment(DAY)).execute()
    with pytest.raises(ValidationError, match=cases[2].number):
        together(officer, cases).execute()
    assert not ActRow.objects.filter(code="reasons_notice").exists()
    assert set(Proof.objects.values_list("code", flat=True)) == {"withdrawal_statement"}


@pytest.mark.parametrize(
    ("code", "data", "history", "why"),
    [
        ("answer", {"outcome": "granted"}, HISTORY, "逐件答复"),
        ("extension", {"days": 20}, HISTORY, "逐件办理"),
        ("reasons_notice", None, "太多", "频次"),
    ],
)
def test_only_article_35__is_done_for_all(officer, cases, code, data, history, why):
    with pytest.raises(ValidationError, match=why):
        together(officer, cases, code, data, history).execute()


def test_somebody_elses_request__is_not_taken_along(bureau, officer, cases):
    stranger = a_request(bureau, applicant={"name": "申请人乙"})
    with pytest.raises(ValidationError, match="不是同一申请人"):
        together(officer, [*cases, stranger]).execute()


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


def test_a_form__does_it(officer, cases):
    client = Client()
    client.force_login(officer)
    address = reverse("cases_group", args=[cases[0].pk])
    form = {
        "case": [case.pk for case in cases],
        "code": "reasons_notice",
        "on": DAY.isoformat(),
        "history": "",
    }
    refused = client.post(address, form)
    assert "请写明申请的数量" in refused.content.decode()
    assert client.post(address, {**form, "history": HISTORY}).status_code == 302
    assert ActRow.objects.filter(code="reasons_notice").count() == 4
