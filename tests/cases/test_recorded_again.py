"""An act that was struck and is recorded again: whose letter it is then."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.deliver import Deliver, MarkReached
from kaicheng.cases.actions.evidence import AddFile
from kaicheng.cases.bulk.actions import ActTogether
from kaicheng.cases.given import signed_for, to_confirm
from kaicheng.cases.models import Case, CaseLetter, FileRole
from kaicheng.cases.public.following import Following
from kaicheng.statute import Means
from tests.cases.factories import a_drafted_letter, a_request, moment, on_paper, profiled, proven, signed

pytestmark = pytest.mark.django_db
DAY, NEXT = dt.date(2026, 3, 9), dt.date(2026, 3, 10)
GROUND = "refused_internal_affairs"
HISTORY = "2026年3月2日至9日共申请2件，内容相近，没有说明理由。"


@pytest.fixture
def officer(bureau):
    profiled(bureau.agency)
    return bureau.people[Role.DISCLOSURE_OFFICER]


def answered(bureau, case, on: dt.date = DAY) -> CaseLetter:
    proven(bureau, case, GROUND, on)
    reasons = "属于机关内部议事过程的记录，没有形成对外的决定。"
    return signed(bureau, a_drafted_letter(bureau, case, "L16_answer_refused", GROUND, reasons, on=on), on)


def record(case, officer, code: str, on: dt.date = NEXT, **data: object):
    return RecordAct(case, code, on, data, by=officer, at=moment(NEXT)).execute()


def strike(case, officer, row) -> None:
    record(case, officer, "strike", act_index=row.place, reason="日期记错")


def test_letter_that_takes_the_place_of_a_struck_one__is_signed_and_is_the_act(bureau, officer):
    case = a_request(bureau)
    wrong = answered(bureau, case)
    strike(case, officer, wrong.act_row)
    right = answered(bureau, case, NEXT)
    wrong.refresh_from_db()
    assert (right.act_row.code, right.act_row.on) == ("answer", NEXT)
    assert wrong.act_row != right.act_row


def test_answer_recorded_again__belongs_to_its_letter_and_needs_no_paper(bureau, officer):
    case = a_request(bureau)
    letter = answered(bureau, case)
    strike(case, officer, letter.act_row)
    with pytest.raises(ValidationError, match="已经签发的答复文书"):  # the letter says something else
        proven(bureau, case, "not_held", NEXT)
        record(case, officer, "answer", outcome="not_held")
    again = record(case, officer, "answer", outcome=GROUND)
    letter.refresh_from_db()
    assert letter.act_row == again
    Deliver(letter, Means.EMS, sent_on=NEXT, waybill="XA1", by=officer, at=moment(NEXT)).execute()
    assert Case.objects.get(pk=case.pk).phase == "delivered"


def test_answer_that_was_struck__gives_nothing_of_what_it_named(bureau, officer):
    case = a_request(bureau)
    who = {"by": officer, "at": moment(DAY)}
    AddFile(case, FileRole.RELEASED, ("会议纪要.txt", "第一条".encode()), **who).execute()
    proven(bureau, case, "granted", DAY)
    letter = signed(bureau, a_drafted_letter(bureau, case, "L13_answer_granted", "granted", on=DAY), DAY)
    (file,) = signed_for(case)
    assert not to_confirm().filter(case=case).exists()
    strike(case, officer, letter.act_row)
    assert signed_for(case) == []
    proven(bureau, case, GROUND, NEXT)
    on_paper(bureau, case, NEXT)
    record(case, officer, "answer", outcome=GROUND)
    record(case, officer, "service", means="in_person")
    letter.refresh_from_db()
    assert letter.act_row.data == {"outcome": "granted"}
    assert signed_for(case) == Following(case, NEXT).released == []
    assert list(to_confirm().filter(case=case)) == [file], "a leader has to look at it first"


def test_act_of_a_letter_about_many__has_its_receipt_when_recorded_again(bureau, officer):
    cases = [a_request(bureau, wanted=f"第{number}号会议纪要") for number in range(3)]
    numbers = "、".join(case.number for case in cases)
    notice = signed(
        bureau,
        a_drafted_letter(
            bureau, cases[0], "L04_reasons_notice", act="reasons_notice", on=DAY,
            request_history=f"{HISTORY}申请编号：{numbers}。",
        ),
        DAY,
    )  # fmt: skip
    ActTogether(
        cases[0], [case.pk for case in cases], "reasons_notice", history=HISTORY, letter=notice, by=officer,
        at=moment(DAY),
    ).execute()  # fmt: skip
    one, other = (case.acts.get(code="reasons_notice") for case in cases[1:])
    strike(cases[1], officer, one)
    strike(cases[2], officer, other)
    again = record(cases[1], officer, "reasons_notice", DAY)
    sent = Deliver(notice, Means.EMS, sent_on=NEXT, waybill="XA1", by=officer, at=moment(NEXT)).execute()
    MarkReached(sent, reached_on=NEXT, by=officer, at=moment(NEXT)).execute()
    assert cases[1].acts.get(code="letter_served").data == {"letter": again.place}
    assert not cases[2].acts.filter(code="letter_served").exists(), "there it is struck"
