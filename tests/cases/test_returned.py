"""A letter that came back is on somebody's desk, and no time runs against who never had it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.consult import AddConsultation
from kaicheng.cases.actions.deliver import Deliver, MarkReached
from kaicheng.cases.models import Case
from kaicheng.cases.work import to_send_again
from kaicheng.statute import Means
from tests.agencies.factories import a_bureau
from tests.cases.factories import a_drafted_letter, a_request, moment, profiled, proven, signed

pytestmark = pytest.mark.django_db
SENT, BACK, LAPSED = dt.date(2026, 3, 4), dt.date(2026, 3, 16), dt.date(2026, 4, 20)


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def notice(bureau, officer):
    """A correction notice, posted."""
    profiled(bureau.agency)
    case = a_request(bureau)
    draft = a_drafted_letter(bureau, case, "L03_correction_notice", on=SENT, act_data={"limit_days": 15})
    return signed(bureau, draft, on=SENT)


def posted(officer, letter, on: dt.date, waybill: str = "XA00000001"):
    return Deliver(letter, Means.EMS, sent_on=on, waybill=waybill, by=officer, at=moment(on)).execute()


def came_back(officer, delivery, on: dt.date = BACK) -> None:
    MarkReached(delivery, failed="查无此人，邮件退回", by=officer, at=moment(on)).execute()


def test_letter_that_came_back__is_on_the_desk_until_it_is_sent_another_way(officer, notice):
    delivery = posted(officer, notice, SENT)
    assert list(to_send_again(officer, BACK)) == []
    came_back(officer, delivery)
    (item,) = to_send_again(officer, BACK)
    assert notice.case.number in item.title and "补正告知书" in item.title
    assert item.state.startswith("查无此人，邮件退回")
    assert item.act.url == reverse("cases_deliver", args=[notice.case_id, notice.pk])
    assert list(to_send_again(a_bureau().people[Role.DISCLOSURE_OFFICER], BACK)) == []
    again = posted(officer, notice, BACK, "XA00000002")
    assert list(to_send_again(officer, BACK)) == []
    came_back(officer, again, dt.date(2026, 3, 25))
    assert len(list(to_send_again(officer, dt.date(2026, 3, 25)))) == 1


def test_answer_that_came_back__is_on_the_desk_although_the_case_is_over(bureau, officer):
    profiled(bureau.agency)
    case = a_request(bureau)
    proven(bureau, case, "refused_internal_affairs", SENT)
    draft = a_drafted_letter(
        bureau,
        case,
        "L16_answer_refused",
        "refused_internal_affairs",
        "内部议事记录，没有对外决定。",
        on=SENT,
    )
    delivery = posted(officer, signed(bureau, draft, on=SENT), SENT)
    assert Case.objects.get(pk=case.pk).phase == "delivered"
    came_back(officer, delivery)
    assert [case.number in item.title for item in to_send_again(officer, BACK)] == [True]


def test_who_never_had_the_notice__has_not_let_its_time_pass(officer, notice):
    case = notice.case
    came_back(officer, posted(officer, notice, SENT))
    lapse = RecordAct(case, "correction_lapsed", LAPSED, by=officer, at=moment(LAPSED))
    with pytest.raises(ValidationError, match=r"补正告知书.*退回了"):
        lapse.execute()
    handed = dt.date(2026, 3, 18)
    Deliver(
        notice,
        Means.IN_PERSON,
        sent_on=handed,
        reached_on=handed,
        proof=("送达回证.txt", "申请人签收".encode()),
        by=officer,
        at=moment(handed),
    ).execute()
    RecordAct(case, "correction_lapsed", LAPSED, by=officer, at=moment(LAPSED)).execute()
    case.refresh_from_db()
    assert case.phase == "closed"


def test_another_third_party__is_not_held_up_by_the_letter_that_came_back(bureau, officer):
    profiled(bureau.agency)
    case = a_request(bureau)
    first, second = (_asked(bureau, officer, case, name) for name in ("示例服务有限公司", "示例商贸有限公司"))
    arrived = posted(officer, first, SENT)
    came_back(officer, posted(officer, second, SENT, "XA00000002"))

    def silent(letter):
        data = {"letter": letter.act_row.place}
        return RecordAct(case, "third_party_lapsed", LAPSED, data, by=officer, at=moment(LAPSED))

    with pytest.raises(ValidationError, match=r"征求意见书.*退回了"):
        silent(second).execute()
    with pytest.raises(ValidationError, match="何时收到还没有登记"):
        silent(first).execute()
    MarkReached(arrived, reached_on=dt.date(2026, 3, 6), by=officer, at=moment(BACK)).execute()
    silent(first).execute()


def _asked(bureau, officer, case, name):
    asked = AddConsultation(
        case, "third_party", name=name, subject_matter="报价单", by=officer, at=moment(SENT)
    ).execute()
    draft = a_drafted_letter(
        bureau,
        case,
        "L06_third_party_letter",
        act="third_party_letter",
        addressee=f"consultation:{asked.pk}",
        on=SENT,
    )
    return signed(bureau, draft, on=SENT)
