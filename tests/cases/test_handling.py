"""Joining, splitting, answering again, fees, consultations, and pages given in part."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import typst
from django.core.exceptions import ValidationError
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.assign import Assign
from kaicheng.cases.actions.consult import AddConsultation, RecordOpinion
from kaicheng.cases.actions.evidence import AddHarm
from kaicheng.cases.actions.fees import ChargeFee, RecordPayment, items_in_month
from kaicheng.cases.actions.parts import AnswerAgain, Join, Split
from kaicheng.cases.actions.release import Release, SavePlan, made_by
from kaicheng.cases.case_facts import known
from kaicheng.cases.filing import keep
from kaicheng.cases.given import given_files
from kaicheng.cases.models import Case, CaseFile, FileRole, SearchRecord
from kaicheng.cases.proofs import held, missing, standing_acts
from kaicheng.redaction import GIVEN, Box, Plan, find, redacted
from tests.cases.factories import a_request, moment, proven

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 4)


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


def test_joined_request__is_counted_once_and_only_of_the_same_applicant(bureau, officer):
    first, second = a_request(bureau), a_request(bureau)
    other = a_request(bureau, applicant={"name": "申请人乙"})
    Join(second, first, by=officer).execute()
    second.refresh_from_db()
    assert (second.joined_to, second.counted, first.counted) == (first, False, True)
    with pytest.raises(ValidationError, match="不是同一申请人"):
        Join(other, first, by=officer).execute()


def test_namesake__is_not_joined_and_the_answer_comes_by_the_earliest_day(bureau, officer):
    first = a_request(bureau, applicant={"name": "申请人甲", "id_number": "11010519491231002X"})
    namesake = a_request(bureau, applicant={"name": "申请人甲", "id_number": "110105194912310038"})
    nobody_knows = a_request(bureau, applicant={"name": "申请人甲"})
    for other in (namesake, nobody_knows):
        with pytest.raises(ValidationError, match="不能确认是同一申请人"):
            Join(other, first, by=officer, at=moment(DAY)).execute()
    by_letter = {"name": "申请人甲", "address": "示例市长安路 1 号"}
    one, two = a_request(bureau, applicant=by_letter), a_request(bureau, DAY, applicant=by_letter)
    with pytest.raises(ValidationError, match=f"应于2026-03-30前答复.*把它并入{one.number}"):
        Join(one, two, by=officer, at=moment(DAY)).execute()
    Join(two, one, by=officer, at=moment(DAY)).execute()
    assert Case.objects.get(pk=one.pk).due == dt.date(2026, 3, 30)


def test_request_whose_time_stands_still__takes_up_no_request_whose_time_runs(bureau, officer):
    waiting, running = a_request(bureau), a_request(bureau)
    RecordAct(waiting, "correction_notice", DAY, {"limit_days": 5}, by=officer, at=moment(DAY)).execute()
    with pytest.raises(ValidationError, match="还没有起算"):
        Join(running, waiting, by=officer, at=moment(DAY)).execute()
    Join(waiting, running, by=officer, at=moment(DAY)).execute()


def test_join_that_is_struck__leaves_two_requests_that_both_count(bureau, officer):
    first, second = a_request(bureau), a_request(bureau)
    Join(second, first, by=officer, at=moment(DAY)).execute()
    strike = {"act_index": 1, "reason": "不是同一信息"}
    RecordAct(second, "strike", DAY, strike, by=officer, at=moment(DAY)).execute()
    second.refresh_from_db()
    assert (second.joined_to, second.counted, second.phase, second.due) == (
        None,
        True,
        "in_review",
        first.due,
    )
    case = a_request(bureau, items=["支出表", "收入表"])
    Split(case, by=officer, at=moment(DAY)).execute()
    with pytest.raises(ValidationError, match="已经拆分"):
        RecordAct(case, "strike", DAY, strike, by=officer, at=moment(DAY)).execute()


def test_items_of_a_month__are_the_same_applicants_in_order_of_receipt(bureau, officer):
    """The letter of one person: by the month of receipt; joined and split requests count once."""
    me = {"name": "申请人甲", "telephone": "13800001234"}
    a_request(bureau, dt.date(2026, 2, 27), applicant=me, items=["甲", "乙"])
    a_request(bureau, dt.date(2026, 3, 5), applicant={"name": "申请人甲", "telephone": "13900000000"})
    by_post = a_request(
        bureau, dt.date(2026, 2, 28), applicant=me, channel="ordinary_post", items=["甲", "乙", "丙"],
        confirmed_on=dt.date(2026, 3, 3), at=moment(dt.date(2026, 3, 3)),
    )  # fmt: skip
    assert by_post.received_date == dt.date(2026, 3, 3)
    assert items_in_month(by_post) == (0, 3)
    earlier = a_request(bureau, dt.date(2026, 3, 2), applicant=me, items=["甲", "乙"])
    assert [items_in_month(case) for case in (earlier, by_post)] == [(0, 2), (2, 3)]
    on = dt.date(2026, 3, 9)
    same = a_request(bureau, on, applicant=me)
    last = a_request(bureau, dt.date(2026, 3, 20), applicant=me)
    assert items_in_month(last) == (6, 1)
    Join(same, earlier, by=officer, at=moment(on)).execute()
    Split(by_post, by=officer, at=moment(on)).execute()
    RecordAct(
        last, "correction_notice", dt.date(2026, 3, 23), by=officer, at=moment(dt.date(2026, 3, 23))
    ).execute()
    later = dt.date(2026, 4, 2)
    RecordAct(last, "corrected", later, by=officer, at=moment(later)).execute()
    assert items_in_month(Case.objects.get(pk=last.pk)) == (5, 1)
    april = a_request(bureau, dt.date(2026, 4, 1), applicant=me)
    assert items_in_month(april) == (0, 1)


def test_fee__is_for_items_that_stand_in_the_register(bureau, officer):
    a_request(bureau, items=[f"第{number}号" for number in range(10)])
    case = a_request(bureau, items=["十一", "十二"])
    given = {
        "basis": "per_item",
        "history": "本月提出12件。",
        "how": "转账",
        "by": officer,
        "at": moment(DAY),
    }
    for first, last in ((11, 13), (1, 12)):
        with pytest.raises(ValidationError, match="从第11件起、到第12件止"):
            ChargeFee(case, first=first, last=last, **given).execute()
    assert ChargeFee(case, first=11, last=12, **given).execute().amount == Decimal("200.00")


def test_struck_payment__is_owed_again(bureau, officer):
    case = a_request(bureau, items=[f"第{number}号" for number in range(12)])
    charge = ChargeFee(
        case,
        basis="per_item",
        first=1,
        last=12,
        history="本月提出12件。",
        how="转账",
        by=officer,
        at=moment(DAY),
    ).execute()
    RecordAct(case, "fee_notice", DAY, {"served_on": "2026-03-04"}, by=officer, at=moment(DAY)).execute()
    paid = dt.date(2026, 3, 10)
    RecordPayment(charge, paid, by=officer, at=moment(paid)).execute()
    RecordAct(
        case, "strike", paid, {"act_index": 2, "reason": "记到别的申请"}, by=officer, at=moment(paid)
    ).execute()
    charge.refresh_from_db()
    case.refresh_from_db()
    assert (charge.paid_on, case.phase) == (None, "awaiting_payment")
    RecordPayment(charge, paid, by=officer, at=moment(paid)).execute()


def test_struck_opinion__is_awaited_again(bureau, officer):
    case = a_request(bureau)
    third = AddConsultation(
        case, "third_party", name="某公司", subject_matter="报价单", by=officer, at=moment(DAY)
    ).execute()
    third.letter_act = RecordAct(case, "third_party_letter", DAY, by=officer, at=moment(DAY)).execute()
    third.save()

    def says(agrees: bool):
        RecordOpinion(third, on=DAY, agrees=agrees, opinion="商业秘密", by=officer, at=moment(DAY)).execute()
        third.refresh_from_db()

    says(True)
    RecordAct(
        case, "strike", DAY, {"act_index": 2, "reason": "看错了意见"}, by=officer, at=moment(DAY)
    ).execute()
    third.refresh_from_db()
    assert (third.replied_at, third.agrees, third.opinion) == (None, None, "")
    assert case.acts.get(code="strike").note == "商业秘密", "what was said is not lost"
    says(False)
    assert third.agrees is False
    assert [row.code for row in standing_acts(case.acts.all())][-1] == "third_party_opinion"


def test_split__gives_each_item_its_case_with_the_same_clock(bureau, officer):
    case = a_request(bureau, items=["支出表", "收入表"])
    due = case.due
    parts = Split(case, by=officer, at=moment(DAY)).execute()
    case.refresh_from_db()
    assert (case.counted, case.due, case.phase) == (False, None, "closed")
    assert [(part.wanted, part.due, part.counted) for part in parts] == [
        ("支出表", due, True),
        ("收入表", due, True),
    ]
    assert str(parts[0].applicant.name) == str(case.applicant.name)
    assert parts[0].applicant.name.reveal() == "申请人甲"
    with pytest.raises(ValidationError, match="已经合并或者拆分"):
        Split(case, by=officer, at=moment(DAY)).execute()


def test_answer_again__is_due_when_the_decision_says_and_not_counted(bureau, officer):
    case = a_request(bureau)
    with pytest.raises(ValidationError, match="还没有答复"):
        AnswerAgain(case, decided_on=DAY, answer_by=DAY, by=officer, at=moment(DAY)).execute()
    proven(bureau, case, "withdrawn", DAY)
    RecordAct(case, "withdrawal", DAY, by=officer, at=moment(DAY)).execute()
    due = dt.date(2026, 3, 25)
    again = AnswerAgain(case, decided_on=DAY, answer_by=due, by=officer, at=moment(DAY)).execute()
    assert (again.due, again.counted, again.again_from) == (due, False, case)


def test_fee__is_the_statutes_and_its_payment_starts_the_clock_anew(bureau, officer):
    case = a_request(bureau, items=[f"第{number}号会议纪要" for number in range(1, 36)])
    with pytest.raises(ValidationError, match="0元"):
        ChargeFee(
            case, basis="per_item", first=1, last=5, history="多", how="转账", by=officer, at=moment(DAY)
        ).execute()
    charge = ChargeFee(
        case,
        basis="per_item",
        first=1,
        last=35,
        history="三月提出35件。",
        how="银行转账",
        by=officer,
        at=moment(DAY),
    ).execute()
    assert charge.amount == Decimal("3000.00")
    assert known(case, DAY).fee.amount == charge.amount
    RecordAct(case, "fee_notice", DAY, {"served_on": "2026-03-04"}, by=officer, at=moment(DAY)).execute()
    assert (case.phase, case.due) == ("awaiting_payment", None)
    paid = dt.date(2026, 3, 10)
    RecordPayment(charge, paid, by=officer, at=moment(paid)).execute()
    case.refresh_from_db()
    assert (case.phase, case.due) == ("in_review", dt.date(2026, 4, 8))


def test_opinion__answers_the_letter_to_this_very_third_party(bureau, officer):
    case = a_request(bureau)
    third = AddConsultation(
        case, "third_party", name="某公司", subject_matter="报价单", by=officer, at=moment(DAY)
    ).execute()
    with pytest.raises(ValidationError, match="还没有发出"):
        RecordOpinion(third, on=DAY, agrees=True, opinion="", by=officer, at=moment(DAY)).execute()
    third.letter_act = RecordAct(case, "third_party_letter", DAY, by=officer, at=moment(DAY)).execute()
    third.save()
    assert [named.code for named in missing(case, "refused_third_party_rights")] == [
        "third_party_opinion",
        "withholding_reasons",
    ]
    later = dt.date(2026, 3, 11)
    RecordOpinion(
        third, on=later, agrees=False, opinion="属于商业秘密。", by=officer, at=moment(later)
    ).execute()
    case.refresh_from_db()
    assert case.phase == "in_review"
    assert "third_party_opinion" in held(case)


def test_office__has_to_report_before_the_law_wants_the_answer(bureau, officer):
    case = a_request(bureau)
    with pytest.raises(ValidationError, match="早于答复期限"):
        Assign(case, bureau.office, case.due, "检索", by=officer, at=moment(DAY)).execute()
    due = dt.date(2026, 3, 9)
    Assign(case, bureau.office, due, "检索", by=officer, at=moment(DAY)).execute()
    case.refresh_from_db()
    assert (case.office, case.inner_due) == (bureau.office, due)
    assert case.handler == bureau.people[Role.INFORMATION_OFFICER]
    head = bureau.people[Role.OFFICE_HEAD]
    with pytest.raises(ValidationError, match="不是这个科室"):
        Assign(
            case, bureau.other_office, due, "会签", lead=True, handler=head, by=officer, at=moment(DAY)
        ).execute()
    Assign(case, bureau.office, due, "拟稿", lead=True, handler=head, by=officer, at=moment(DAY)).execute()
    case.refresh_from_db()
    assert case.handler == head


def test_reasons_that_repeat_the_article__are_not_enough(bureau, officer):
    case = a_request(bureau)
    with pytest.raises(ValidationError, match="不能只写条文"):
        AddHarm(case, ground="refused_internal_affairs", reasoning="内部事务", by=officer).execute()


def test_page_released_in_part__lacks_what_was_redacted_and_feeds_the_letter(bureau, officer):
    case = a_request(bureau, timezone.localdate())
    data = typst.compile(
        '#set text(font: "Noto Serif CJK SC")\n报送人：王某某\n\n支出总额三百万元。'.encode()
    )
    original = keep(case, FileRole.ORIGINAL, "支出表.pdf", data, by=officer, at=timezone.now())
    boxes = [
        Box.on(area, "refused_third_party_rights") for place in find(data, "王某某") for area in place.areas
    ]
    assert boxes
    plan = SavePlan(original, Plan((redacted(*boxes),)), by=officer).execute()
    file = Release(plan, made_by(plan, timezone.localdate()), by=officer).execute()
    with file.file.open() as stored:
        released = stored.read()
    assert find(released, "王某某") == []
    assert find(released, "支出总额")
    assert file.made_from == original
    assert {"redaction_record", "information_provided"} <= held(case)
    AddHarm(
        case,
        ground="refused_third_party_rights",
        reasoning="报送人姓名属于个人隐私，与公共利益无关。",
        by=officer,
    ).execute()
    (withheld,) = known(case, timezone.localdate()).withheld
    assert "第1页的部分内容" in withheld.what
    SavePlan(original, Plan((GIVEN,)), by=officer).execute()
    plan.refresh_from_db()
    assert plan.released is None
    assert Case.objects.count() == 1


def test_copy_that_showed_too_much__is_given_to_nobody_once_it_was_made_anew(bureau, officer):
    case = a_request(bureau, timezone.localdate())
    data = typst.compile('#set text(font: "Noto Serif CJK SC")\n报送人：王某某\n\n电话：略。'.encode())
    original = keep(case, FileRole.ORIGINAL, "名单.pdf", data, by=officer, at=timezone.now())

    def made(pages: Plan) -> CaseFile:
        plan = SavePlan(original, pages, by=officer).execute()
        return Release(plan, made_by(plan, timezone.localdate()), by=officer).execute()

    whole = made(Plan((GIVEN,)))
    assert list(given_files(case)) == [whole]
    boxes = [
        Box.on(area, "refused_third_party_rights") for place in find(data, "王某某") for area in place.areas
    ]
    covered = made(Plan((redacted(*boxes),)))
    assert list(given_files(case)) == [covered], "the earlier copy stays on file and goes nowhere"
    assert len(known(case, timezone.localdate()).given) == 1
    SavePlan(original, Plan((GIVEN,)), by=officer).execute()
    assert not given_files(case).exists() and "information_provided" not in held(case)


def test_search_that_found_it__is_no_evidence_that_it_is_not_there(bureau, officer):
    case = a_request(bureau)
    given = {
        "office": bureau.office, "searched_by": "办公室档案员", "where": "2018—2024年文书档案",
        "keywords": "工伤 基金", "by": officer, "recorded_at": moment(DAY),
    }  # fmt: skip
    SearchRecord.objects.create(case=case, on=DAY, found=False, result="未检索到。", **given)
    assert "search_record" in held(case)
    SearchRecord.objects.create(case=case, on=DAY, found=True, result="在第3卷中找到。", **given)
    assert "search_record" not in held(case)


def test_joining__is_only_into_a_request_that_is_open_and_counted(bureau, officer):
    first, second = a_request(bureau), a_request(bureau)
    proven(bureau, first, "withdrawn", DAY)
    RecordAct(first, "withdrawal", DAY, by=officer, at=moment(DAY)).execute()
    with pytest.raises(ValidationError, match="已经办结"):
        Join(second, first, by=officer, at=moment(DAY)).execute()
    again = AnswerAgain(first, decided_on=DAY, answer_by=DAY, by=officer, at=moment(DAY)).execute()
    with pytest.raises(ValidationError, match="重新答复"):
        Join(second, again, by=officer, at=moment(DAY)).execute()
    with pytest.raises(ValidationError, match="不再拆分"):
        Split(again, by=officer, at=moment(DAY)).execute()


def test_closed_request__stays_in_the_year_of_its_closing_when_the_applicant_is_told_later(bureau, officer):
    case = a_request(bureau, dt.date(2025, 12, 1))
    closed, told = dt.date(2025, 12, 30), dt.date(2026, 1, 6)
    proven(bureau, case, "withdrawn", closed)
    RecordAct(case, "withdrawal", closed, by=officer, at=moment(closed)).execute()
    RecordAct(case, "service", told, {"means": "in_person"}, by=officer, at=moment(told)).execute()
    case.refresh_from_db()
    assert (case.served_on, case.finished_on) == (told, closed)


def test_request_withdrawn_before_its_receipt_was_confirmed__ends_on_the_day_of_receipt(bureau, officer):
    arrived, confirmed = dt.date(2025, 12, 29), dt.date(2026, 1, 5)
    case = a_request(bureau, arrived, channel="online", confirmed_on=confirmed, at=moment(confirmed))
    proven(bureau, case, "withdrawn", dt.date(2025, 12, 31))
    RecordAct(case, "withdrawal", dt.date(2025, 12, 31), by=officer, at=moment(confirmed)).execute()
    case.refresh_from_db()
    assert (case.received_date, case.finished_on) == (confirmed, confirmed)
