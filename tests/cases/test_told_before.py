"""What has to be so before an answer or a notice goes out: the third party told, the day right."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.consult import AddConsultation, RecordOpinion
from kaicheng.cases.actions.deliver import Deliver
from kaicheng.cases.actions.evidence import AddHarm
from kaicheng.cases.case_facts import known
from kaicheng.cases.ledger import calendar_of, state_of
from kaicheng.cases.letter_form import LetterForm
from kaicheng.cases.letter_kinds import choices
from kaicheng.cases.work import to_tell_third_party
from kaicheng.letters import Extension
from kaicheng.statute import Means
from tests.cases.factories import a_drafted_letter, a_request, moment, on_paper, profiled, proven, signed

pytestmark = pytest.mark.django_db
START, OPINION, ANSWER = dt.date(2026, 3, 4), dt.date(2026, 3, 11), dt.date(2026, 3, 13)


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def case(bureau):
    profiled(bureau.agency)
    return a_request(bureau)


def asked_of(bureau, officer, case):
    asked = AddConsultation(
        case, "third_party", name="示例服务有限公司", subject_matter="报价单", by=officer, at=moment(START)
    ).execute()
    letter = a_drafted_letter(
        bureau, case, "L06_third_party_letter", act="third_party_letter",
        addressee=f"consultation:{asked.pk}", on=START,
    )  # fmt: skip
    signed(bureau, letter, START)
    asked.refresh_from_db()
    return asked


def objects(officer, asked, *, agrees: bool = False) -> None:
    RecordOpinion(
        asked, on=OPINION, agrees=agrees, opinion="报价属于商业秘密。", by=officer, at=moment(OPINION)
    ).execute()


def answer(officer, case, outcome: str = "granted") -> RecordAct:
    return RecordAct(case, "answer", ANSWER, {"outcome": outcome}, by=officer, at=moment(ANSWER))


def test_disclosure_against_a_third_partys_will__is_told_to_it_before_the_answer(bureau, officer, case):
    asked = asked_of(bureau, officer, case)
    proven(bureau, case, "granted", OPINION)
    on_paper(bureau, case, ANSWER)
    assert list(to_tell_third_party(officer, START)) == []
    objects(officer, asked)
    assert [case.number in item.title for item in to_tell_third_party(officer, OPINION)] == [True]
    with pytest.raises(ValidationError, match="书面告知第三方"):
        answer(officer, case).execute()
    with pytest.raises(ValidationError, match="书面告知第三方"):
        a_drafted_letter(bureau, case, "L13_answer_granted", "granted", obtain="随信提供。", on=ANSWER)
    notice = a_drafted_letter(
        bureau, case, "L09_third_party_disclosure_notice", "", "报价涉及财政资金的使用，公众有监督的需要。",
        variant="public_interest", disclosed="2025年度报价单全文", addressee=f"consultation:{asked.pk}",
        on=ANSWER,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="书面告知第三方"):
        answer(officer, case).execute()
    signed(bureau, notice, ANSWER)
    assert list(to_tell_third_party(officer, ANSWER)) == []
    answer(officer, case).execute()


def test_who_agrees_or_whose_part_is_withheld__needs_no_notice(bureau, officer, case):
    asked = asked_of(bureau, officer, case)
    objects(officer, asked)
    AddHarm(
        case, ground="refused_third_party_rights", reasoning="报价明细属于商业秘密，第三方不同意公开。",
        by=officer, at=moment(OPINION),
    ).execute()  # fmt: skip
    assert list(to_tell_third_party(officer, OPINION)) == []
    other = a_request(bureau)
    objects(officer, asked_of(bureau, officer, other), agrees=True)
    proven(bureau, other, "granted", OPINION)
    on_paper(bureau, other, ANSWER)
    answer(officer, other).execute()


def test_one_reason__holds_for_one_third_party(bureau, officer, case):
    for asked in (asked_of(bureau, officer, case), asked_of(bureau, officer, case)):
        objects(officer, asked)
    reasons = (
        "报价明细是甲公司的商业秘密，甲公司没有公开过，也采取了保密措施。",
        "报价明细是乙公司的商业秘密，乙公司没有公开过，也采取了保密措施",
    )
    reason = {"ground": "refused_third_party_rights", "by": officer, "at": moment(OPINION)}
    AddHarm(case, reasoning=reasons[0], **reason).execute()
    proven(bureau, case, "granted", OPINION)
    on_paper(bureau, case, ANSWER)
    assert len(list(to_tell_third_party(officer, OPINION))) == 1
    with pytest.raises(ValidationError, match="一条理由只对应一个第三方"):
        answer(officer, case).execute()
    AddHarm(case, reasoning=reasons[1], **reason).execute()
    assert list(to_tell_third_party(officer, OPINION)) == []
    (withheld,) = known(case, ANSWER).withheld
    assert withheld.reasons == f"{reasons[0]}{reasons[1]}。", "one part of the letter for the same pages"
    answer(officer, case).execute()


def test_extension_notice__states_the_day_that_counts_when_it_is_signed(bureau, officer, case):
    until = calendar_of(case).workday_after(case.due, 10)
    told = Extension(10, "需要的资料在多个科室，要逐件查阅档案", until)
    draft = a_drafted_letter(
        bureau, case, "L05_extension_notice", act="extension", act_data={"days": 10}, extension=told, on=START
    )
    asked = asked_of(bureau, officer, case)
    with pytest.raises(ValidationError, match="期限已变动"):
        signed(bureau, draft, START)
    case.refresh_from_db()
    assert case.letters.get(pk=draft.pk).number == "" and state_of(case, START).extension_days == 0
    objects(officer, asked)
    case.refresh_from_db()
    right = replace(told, until=calendar_of(case).workday_after(case.due, 10))
    assert right.until != until
    again = a_drafted_letter(
        bureau, case, "L05_extension_notice", act="extension", act_data={"days": 10}, extension=right,
        on=OPINION,
    )  # fmt: skip
    signed(bureau, again, OPINION)
    case.refresh_from_db()
    assert case.due == right.until


def test_information_of_another_authority__is_not_searched_for(bureau, officer, case):
    state = state_of(case, START)
    choice = next(one for one in choices(case, state) if one.kind == "L17_answer_not_held")
    given = {
        "not_held": "other_agency", "reasons": "不动产登记由自然资源部门负责，本机关没有这项职责。",
        "responsible_name": "示例市自然资源局", "responsible_address": "示例市长安路3号",
        "responsible_phone": "0834-0000001", "office": bureau.office.pk,
    }  # fmt: skip
    form = LetterForm(case, choice, given)
    assert form.is_valid(), form.errors
    action = form.action(None, {"by": officer, "at": moment(START)})
    assert action is not None, form.errors
    letter = action.execute()
    assert (letter.act, letter.act_data) == ("transfer_notice", {})
    assert "search_record" not in known(case, START).evidence
    # The form's letter is of today; the act is the same on the day of the story.
    draft = a_drafted_letter(
        bureau, case, "L17_answer_not_held", "not_held", given["reasons"], act="transfer_notice",
        variant="other_agency", responsible=action.written.responsible, on=START,
    )  # fmt: skip
    served = signed(bureau, draft, START)
    Deliver(served, Means.IN_PERSON, sent_on=START, reached_on=START, by=officer, at=moment(START)).execute()
    case.refresh_from_db()
    assert (case.outcome, case.phase) == ("not_held", "delivered")
