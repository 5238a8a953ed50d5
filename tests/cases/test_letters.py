"""A letter is drafted from the case, signed by three, numbered without gaps, and is then the act that it
tells of."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.deliver import Deliver, in_time
from kaicheng.cases.actions.evidence import AddHarm, AddProof, AddSearch
from kaicheng.cases.case_facts import UNNAMED, known
from kaicheng.cases.letter_text import findings_of, html_of
from kaicheng.cases.models import ActRow, CaseLetter
from kaicheng.review.actions.sign import Sign
from kaicheng.review.actions.submit import Submit
from kaicheng.statute import Means
from tests.cases.factories import a_drafted_letter, a_request, profiled, signed

pytestmark = pytest.mark.django_db
REASONS = "所申请的内容是局党组会议讨论情况的记录，属于机关内部议事过程，没有形成对外的决定。"


@pytest.fixture
def case(bureau):
    profiled(bureau.agency)
    return a_request(bureau, timezone.localdate() - dt.timedelta(days=3))


def test_refusal__is_the_answer_once_three_have_signed(bureau, case):
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    AddHarm(case, ground="refused_process_information", reasoning=REASONS, by=officer).execute()
    AddProof(case, "special_rule_check", "已核查，没有应当公开的特别规定。", by=officer).execute()
    letter = a_drafted_letter(bureau, case, "L16_answer_refused", "refused_process_information", REASONS)
    assert "申请人甲" not in letter.facts
    assert "申请人甲" not in html_of(letter)
    assert str(case.applicant.name) in html_of(letter)
    assert ActRow.objects.filter(case=case).count() == 1
    letter = signed(bureau, letter)
    assert letter.number.endswith("〕1号")
    assert letter.act_row.data == {"outcome": "refused_process_information"}
    case.refresh_from_db()
    assert (case.phase, case.outcome) == ("answered", "refused_process_information")
    with letter.file.file.open() as stored:
        assert stored.read(5) == b"%PDF-"


def test_numbers__have_no_gap_where_a_letter_was_refused_at_the_last_signature(bureau, case):
    letter = a_drafted_letter(bureau, case, "L03_correction_notice")
    other = a_drafted_letter(bureau, case, "L03_correction_notice")
    assert signed(bureau, letter).number.endswith("〕1号")
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    today = timezone.localdate()
    RecordAct(case, "corrected", today, by=officer).execute()
    submission = Submit(CaseLetter.objects.get(pk=other.pk), by=officer).execute()
    Sign(submission, seen=submission.content_hash, by=bureau.people[Role.OFFICE_HEAD]).execute()
    with pytest.raises(ValidationError, match="不能再次要求补正"):
        leader = bureau.people[Role.LEADER_IN_CHARGE]
        Sign(submission, seen=submission.content_hash, by=leader).execute()
    other.refresh_from_db()
    assert (other.live, other.number, other.file) == (False, "", None)
    next_one = a_drafted_letter(bureau, case, "L02_receipt")
    assert signed(bureau, next_one).number.endswith("〕2号")


def test_refusal_without_evidence__cannot_be_sent_for_signing(bureau, case):
    letter = a_drafted_letter(bureau, case, "L16_answer_refused", "refused_process_information", REASONS)
    rules = {finding.rule for finding in findings_of(letter) if finding.severity == "block"}
    assert "letter.evidence" in rules
    with pytest.raises(ValidationError, match="必须改正的问题"):
        Submit(letter, by=bureau.people[Role.DISCLOSURE_OFFICER]).execute()


def test_not_held__needs_a_search_on_record(bureau, case):
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    letter = a_drafted_letter(bureau, case, "L17_answer_not_held", "not_held", variant="does_not_exist")
    assert any(finding.severity == "block" for finding in findings_of(letter))
    AddSearch(
        case, office=bureau.office, searched_by="档案员", on=timezone.localdate(),
        where="综合档案室2020—2026年文书档案",
        keywords="工伤保险、基金支出", result="未检索到相关信息", by=officer,
    ).execute()  # fmt: skip
    letter = a_drafted_letter(bureau, case, "L17_answer_not_held", "not_held", variant="does_not_exist")
    assert [f.message.zh for f in findings_of(letter) if f.severity == "block"] == []
    assert "综合档案室" in html_of(letter)


def test_delivery__of_an_answer_by_post_counts_from_posting(bureau, case):
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    AddProof(case, "disclosure_review", "经审查可以公开。", by=officer).execute()
    AddProof(case, "information_provided", "2025年度工伤保险基金收支表。", by=officer).execute()
    letter = signed(
        bureau, a_drafted_letter(bureau, case, "L13_answer_granted", "granted", obtain="随本答复书邮寄。")
    )
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="其他快递企业"):
        Deliver(letter, Means.COURIER, sent_on=today, by=officer).execute()
    with pytest.raises(ValidationError, match="邮件号码"):
        Deliver(letter, Means.EMS, sent_on=today, by=officer).execute()
    sent = Deliver(letter, Means.EMS, sent_on=today, waybill="1234567890123", by=officer).execute()
    case.refresh_from_db()
    assert (case.phase, case.served_on) == ("delivered", today)
    assert in_time(sent, today) is True
    assert in_time(sent, today - dt.timedelta(days=1)) is False


def test_kept_facts__name_nobody(case):
    assert known(case, timezone.localdate()).applicant.name == UNNAMED
