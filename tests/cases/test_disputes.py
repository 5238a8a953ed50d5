"""A reconsideration runs its course: our reply, table 4's outcome, another answer where it is ordered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.permissions import Denied
from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.disputes.actions import ChangeDispute, RecordDispute
from kaicheng.cases.disputes.limits import reply_limit, stage
from kaicheng.cases.disputes.work import replies_owed
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import Case, CaseLetter, Delivery, Dispute
from kaicheng.cases.staff.rows import left_words
from kaicheng.cases.work import to_answer
from kaicheng.statute import load_calendar
from tests.cases.factories import a_request, moment, on_paper, proven

pytestmark = pytest.mark.django_db
FILED = dt.date(2026, 3, 16)


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def case(bureau, officer):
    found = a_request(bureau, dt.date(2026, 2, 2))
    proven(bureau, found, "refused_internal_affairs", dt.date(2026, 2, 9))
    on_paper(bureau, found, dt.date(2026, 2, 10))
    RecordAct(found, "answer", dt.date(2026, 2, 10), {"outcome": "refused_internal_affairs"}, by=officer,
              at=moment(dt.date(2026, 2, 10))).execute()  # fmt: skip
    return Case.objects.get(pk=found.pk)


def a_dispute(bureau, officer, on=FILED, **values) -> Dispute:
    given = {
        "kind": "reconsideration",
        "body": "示例市人民政府",
        "number": "示政复〔2026〕7号",
        "filed_on": on,
    }
    return RecordDispute(bureau.agency, {**given, **values}, by=officer, at=moment(on)).execute()


@pytest.mark.parametrize(
    ("kind", "summary", "due"),
    [
        ("reconsideration", False, dt.date(2026, 3, 30)),
        ("reconsideration", True, dt.date(2026, 3, 23)),
        ("litigation_direct", False, dt.date(2026, 3, 31)),
        ("litigation_after_reconsideration", True, dt.date(2026, 3, 31)),
    ],
)
def test_reply__is_owed_within_the_period_of_the_body_or_court(bureau, officer, case, kind, summary, due):
    one = a_dispute(bureau, officer, case=case, kind=kind, summary_procedure=summary, copy_received_on=FILED)
    assert reply_limit(one, load_calendar()).due == due


@pytest.mark.parametrize("summary", [False, True])
def test_reply__was_owed_within_ten_days_of_the_calendar_before_2024(bureau, officer, summary):
    copy = dt.date(2023, 9, 28)
    one = a_dispute(bureau, officer, on=copy, copy_received_on=copy, summary_procedure=summary)
    assert reply_limit(one, load_calendar()).due == dt.date(2023, 10, 8)


def test_work__lasts_until_we_have_replied(bureau, officer, case):
    one = a_dispute(bureau, officer, case=case)
    (item,) = replies_owed(officer, FILED)
    assert item.due is None and "副本" in item.state
    change = {"copy_received_on": FILED}
    ChangeDispute(one, change, by=officer, at=moment(FILED)).execute()
    (item,) = replies_owed(officer, FILED)
    assert item.due.on == dt.date(2026, 3, 30)
    later = dt.date(2026, 3, 20)
    change = {"replied_on": later, "heard_on": dt.date(2026, 4, 2)}
    ChangeDispute(one, change, by=officer, at=moment(later)).execute()
    assert [item.key.split(":")[2] for item in replies_owed(officer, later)] == ["hearing"]
    assert list(replies_owed(officer, dt.date(2026, 4, 3))) == []
    assert list(replies_owed(bureau.people[Role.OFFICE_HEAD], FILED)) == []


def test_order_to_answer_again__makes_a_case_with_the_day_of_the_order_once(bureau, officer, case):
    one = a_dispute(bureau, officer, case=case, copy_received_on=FILED)
    decided = dt.date(2026, 4, 20)
    order = {
        "decided_on": decided, "decision_received_on": decided, "outcome": "corrected",
        "orders_answer_by": dt.date(2026, 5, 15),
    }  # fmt: skip
    action = ChangeDispute(one, order, by=officer, at=moment(decided))
    action.execute()
    again = Case.objects.get(again_from=case)
    assert action.again == again.number
    assert (again.counted, again.due, again.arrived_on) == (False, dt.date(2026, 5, 15), decided)
    moved = {"orders_answer_by": dt.date(2026, 5, 20)}
    ChangeDispute(one, moved, by=officer, at=moment(decided)).execute()
    again.refresh_from_db()
    assert again.due == dt.date(2026, 5, 20)
    assert Case.objects.filter(again_from=case).count() == 1
    one.refresh_from_db()
    assert stage(one).on == decided
    kinds = Event.objects.filter(object_type="cases.dispute").values_list("action", flat=True)
    assert sorted(kinds) == ["cases.dispute.changed", "cases.dispute.changed", "cases.dispute.recorded"]


def test_silence_that_is_corrected__gives_the_request_itself_the_day_of_the_order(bureau, officer):
    silent = a_request(bureau, dt.date(2026, 2, 2))
    decided = dt.date(2026, 4, 20)
    a_dispute(
        bureau, officer, on=decided, case=silent, decided_on=decided, decision_received_on=decided, outcome="corrected",  # noqa: E501
        orders_answer_by=dt.date(2026, 5, 15),
    )  # fmt: skip
    silent.refresh_from_db()
    assert silent.due == dt.date(2026, 5, 15)
    assert not Case.objects.filter(again_from=silent).exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"body": " "}, "body"),
        ({"copy_received_on": FILED - dt.timedelta(days=1)}, "copy_received_on"),
        ({"replied_on": FILED}, "copy_received_on"),
        ({"decided_on": FILED}, "outcome"),
        ({"outcome": "upheld"}, "outcome"),
        ({"filed_on": FILED + dt.timedelta(days=1)}, "filed_on"),
        ({"decided_on": FILED, "outcome": "upheld", "orders_answer_by": FILED}, "outcome"),
        ({"decided_on": FILED, "outcome": "corrected", "orders_answer_by": FILED}, "decision_received_on"),
    ],
)
def test_days_that_cannot_be__are_refused_where_they_stand(bureau, officer, case, values, field):
    with pytest.raises(ValidationError) as refused:
        a_dispute(bureau, officer, case=case, **values)
    assert field in refused.value.message_dict
    assert not Dispute.objects.exists()


def test_the_same_number__is_recorded_once(bureau, officer, case):
    a_dispute(bureau, officer, case=case)
    with pytest.raises(ValidationError, match="已经登记过"):
        a_dispute(bureau, officer, case=case)


def test_others__may_not_record(bureau, case):
    with pytest.raises(Denied):
        a_dispute(bureau, bureau.people[Role.INFORMATION_OFFICER], case=case)


def test_pages__lead_from_the_notice_to_the_outcome(bureau, officer, case):
    client = Client()
    client.force_login(officer)
    today = timezone.localdate().isoformat()
    form = {
        "case": case.number, "kind": "reconsideration", "body": "示例市人民政府",
        "number": "示政复〔2026〕9号", "filed_on": today, "copy_received_on": today,
    }  # fmt: skip
    wrong = client.post(reverse("cases_dispute_new"), {**form, "case": "2026-9999"})
    assert "登记簿里没有编号2026-9999的申请" in wrong.content.decode()
    client.post(reverse("cases_dispute_new"), form)
    one = Dispute.objects.get()
    assert one.case == case
    html = client.get(reverse("cases_dispute", args=[one.pk])).content.decode()
    assert "10个工作日" in html and "制作案卷" in html
    change = reverse("cases_dispute_change", args=[one.pk])
    assert case.number in client.get(change).content.decode()
    client.post(change, {**form, "decided_on": today, "outcome": "upheld"})
    one.refresh_from_db()
    assert one.outcome == "upheld"
    html = client.get(reverse("cases_disputes")).content.decode()
    assert "示政复〔2026〕9号" in html and "结果维持" in html
    assert (
        "示政复〔2026〕9号"
        not in client.get(reverse("cases_disputes") + "?zhuangtai=pending").content.decode()
    )


def test_another_authority__does_not_see_it(bureau, officer, case):
    from tests.agencies.factories import a_bureau

    one = a_dispute(bureau, officer, case=case)
    client = Client()
    client.force_login(a_bureau().people[Role.DISCLOSURE_OFFICER])
    assert client.get(reverse("cases_dispute", args=[one.pk])).status_code == 404
    assert "示政复" not in client.get(reverse("cases_disputes")).content.decode()


@pytest.fixture
def again(bureau, officer, case):
    """Ordered on 20 April to be answered anew by 30 April: sooner than in 20 working days."""
    decided = dt.date(2026, 4, 20)
    a_dispute(
        bureau, officer, on=decided, case=case, decided_on=decided, decision_received_on=decided,
        outcome="corrected", orders_answer_by=dt.date(2026, 4, 30),
    )  # fmt: skip
    return Case.objects.get(again_from=case)


def answered_anew(bureau, officer, again, on: dt.date) -> Case:
    proven(bureau, again, "refused_internal_affairs", on)
    on_paper(bureau, again, on)
    RecordAct(
        again, "answer", on, {"outcome": "refused_internal_affairs"}, by=officer, at=moment(on)
    ).execute()
    RecordAct(again, "service", on, {"means": "in_person"}, by=officer, at=moment(on)).execute()
    return Case.objects.get(pk=again.pk)


@pytest.mark.parametrize(("on", "late"), [(dt.date(2026, 4, 30), False), (dt.date(2026, 5, 6), True)])
def test_another_answer__is_late_by_the_day_of_the_order(bureau, officer, again, on, late):
    found = answered_anew(bureau, officer, again, on)
    assert (found.late, found.due) == (late, dt.date(2026, 4, 30))
    state = state_of(found, on)
    assert {one.limit for one in state.late} == ({dt.date(2026, 4, 30)} if late else set())
    assert "决定、判决" in state.clock("answer_due").article.zh
    assert left_words(found, on, load_calendar()) == (("逾期答复", "late") if late else ("办结", "done"))


def test_answer_delivered_between_the_order_and_the_twentieth_day__was_not_sent_in_time(
    bureau, officer, again
):
    answered = dt.date(2026, 4, 29)
    proven(bureau, again, "refused_internal_affairs", answered)
    on_paper(bureau, again, answered)
    RecordAct(
        again, "answer", answered, {"outcome": "refused_internal_affairs"}, by=officer, at=moment(answered)
    ).execute()
    letter = CaseLetter.objects.create(case=again, kind="L16_answer_refused", version="1", act="answer")
    late = Delivery.objects.create(
        letter=letter, means="in_person", sent_on=dt.date(2026, 5, 6), reached_on=dt.date(2026, 5, 6),
        by=officer, recorded_at=moment(answered),
    )  # fmt: skip
    client = Client()
    client.force_login(officer)
    shown = client.get(reverse("cases_case", args=[again.pk])).context["letters"][0]["deliveries"]
    assert shown == [(late, "当面送达", False)]


def test_day_of_an_order__is_put_off_by_nothing(bureau, officer, again):
    day = dt.date(2026, 4, 21)
    RecordAct(again, "correction_notice", day, {"limit_days": 5}, by=officer, at=moment(day)).execute()
    again.refresh_from_db()
    assert (again.phase, again.due) == ("awaiting_correction", dt.date(2026, 4, 30))
    later = dt.date(2026, 4, 24)
    RecordAct(again, "corrected", later, by=officer, at=moment(later)).execute()
    RecordAct(again, "third_party_letter", later, by=officer, at=moment(later)).execute()
    again.refresh_from_db()
    assert again.due == dt.date(2026, 4, 30)
    assert "不因征求意见顺延" in "".join(said.zh for said in state_of(again, later).story)
    with pytest.raises(ValidationError, match=r"由复议决定或者判决写明，不能自行“.*”"):
        RecordAct(again, "extension", later, {"days": 10}, by=officer, at=moment(later)).execute()
    assert not state_of(again, later).may("extension")


def test_extension_before_the_order__stays_on_record(bureau, officer):
    silent, extended = a_request(bureau, dt.date(2026, 2, 2)), dt.date(2026, 2, 25)
    RecordAct(silent, "extension", extended, {"days": 10}, by=officer, at=moment(extended)).execute()
    decided = dt.date(2026, 4, 20)
    a_dispute(
        bureau, officer, on=decided, case=silent, decided_on=decided, decision_received_on=decided,
        outcome="corrected", orders_answer_by=dt.date(2026, 5, 15),
    )  # fmt: skip
    silent.refresh_from_db()
    assert (silent.due, state_of(silent, decided).extension_days) == (dt.date(2026, 5, 15), 10)
    (item,) = to_answer(officer, decided)
    assert (item.due.on, item.due.article.zh) == (dt.date(2026, 5, 15), "责令重新答复的复议决定、判决")
