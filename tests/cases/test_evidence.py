"""What proves what: only what bears the outcome, in the applicant's own hand where it must be, and rightly
filed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.assign import Assign
from kaicheng.cases.actions.deliver import Deliver, MarkReached
from kaicheng.cases.actions.evidence import AddFile, AddHarm, AddProof, WithdrawFile
from kaicheng.cases.filing import keep
from kaicheng.cases.models import Case, CaseFile, FileRole
from kaicheng.cases.proofs import held, missing
from kaicheng.cases.public.acting import ApplicantAct
from kaicheng.cases.public.following import Following
from kaicheng.letters import Contact
from kaicheng.statute import Means
from tests.cases.factories import a_drafted_letter, a_request, moment, profiled, signed

pytestmark = pytest.mark.django_db
REASONING = "会议讨论情况的记录，属于机关内部议事过程，没有形成对外的决定。"


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def case(bureau):
    profiled(bureau.agency)
    return a_request(bureau, timezone.localdate())


def lacking(case: Case, outcome: str, act: str = "") -> set[str]:
    return {named.code for named in missing(case, outcome, act)}


def test_withdrawal__is_the_applicants_own_word(officer, case):
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="撤回申请的书面材料"):
        RecordAct(case, "withdrawal", today, note="电话说不要了", by=officer).execute()
    with pytest.raises(ValidationError, match="请附上申请人写的撤回材料"):
        AddProof(case, "withdrawal_statement", "申请人电话撤回。", by=officer).execute()
    letter = ("撤回书.txt", "我撤回这份申请。".encode())
    AddProof(case, "withdrawal_statement", "申请人来信撤回。", file=letter, by=officer).execute()
    RecordAct(case, "withdrawal", today, by=officer).execute()
    case.refresh_from_db()
    assert case.outcome == "withdrawn"


def test_withdrawal_on_line__proves_itself(case):
    ApplicantAct(case, "withdrawal", timezone.localdate(), at=timezone.now()).execute()
    assert "withdrawal_statement" in held(case)


def test_reasons_of_another_ground__do_not_bear_a_refusal(officer, case):
    AddHarm(
        case, ground="refused_internal_affairs", reasoning=REASONING, harm="影响内部管理", by=officer
    ).execute()
    AddProof(case, "special_rule_check", "没有特别规定。", by=officer).execute()
    assert lacking(case, "refused_process_information") == {"withholding_reasons"}
    assert "withholding_reasons" not in lacking(case, "refused_internal_affairs")
    with pytest.raises(ValidationError, match="不予公开的事实"):
        data = {"outcome": "refused_process_information"}
        RecordAct(case, "answer", timezone.localdate(), data, by=officer).execute()
    assert "withholding_reasons" not in lacking(case, "partial"), "a partial answer may rest on any ground"


def test_service_written_down_by_hand__is_proved_by_a_paper_only(officer, case):
    today = timezone.localdate()
    served = {"served_on": today.isoformat(), "limit_days": 5}
    RecordAct(case, "correction_notice", today, served, note="已寄出", by=officer).execute()
    assert "service_proof" in lacking(case, "abandoned_correction")
    AddFile(case, FileRole.PROOF, ("缴费凭证.txt", b"paid"), by=officer).execute()
    assert "service_proof" in lacking(case, "abandoned_correction"), (
        "a paper for something else proves nothing"
    )
    slip = ("签收单.txt", b"EMS 1000000000001")
    paper = AddProof(case, "service_proof", "申请人签收。", file=slip, by=officer).execute().file
    assert "service_proof" not in lacking(case, "abandoned_correction")
    WithdrawFile(paper, "是另一份申请的签收单。", by=officer).execute()
    assert "service_proof" in lacking(case, "abandoned_correction")


def test_service_by_post__is_proved_by_its_waybill(bureau, officer, case):
    today = timezone.localdate()
    notice = signed(bureau, a_drafted_letter(bureau, case, "L03_correction_notice"))
    sent = Deliver(notice, Means.EMS, sent_on=today, waybill="1000000000001", by=officer).execute()
    assert "service_proof" in lacking(case, "abandoned_correction"), "it has not arrived"
    MarkReached(sent, reached_on=today, by=officer).execute()
    assert "service_proof" not in lacking(case, "abandoned_correction")


def test_transfer_notice__asks_for_no_search_but_not_held_does(bureau, officer, case):
    assert lacking(case, "not_held", "transfer_notice") == {"signed_answer"}
    assert lacking(case, "not_held", "answer") == {"search_record", "signed_answer"}
    letter = a_drafted_letter(
        bureau, case, "L27_transfer_notice", "not_held", "所申请的事项由市公安局负责。",
        act="transfer_notice", variant="other_agency", transferred_on=timezone.localdate(),
        responsible=Contact("示例市公安局", "示例市长安路2号", "0834-0000001"),
    )  # fmt: skip
    assert signed(bureau, letter).live
    case.refresh_from_db()
    assert (case.phase, case.outcome) == ("answered", "not_held")


@pytest.fixture
def given(officer, case):
    """One file to be given, and everything that the answer needs."""
    AddProof(case, "disclosure_review", "经审查可以公开。", by=officer).execute()
    return AddFile(case, FileRole.RELEASED, ("收支表.txt", b"table"), by=officer).execute()


def shown(case: Case) -> list[str]:
    return [one.file.name for one in Following(Case.objects.get(pk=case.pk), timezone.localdate()).released]


def test_applicant__gets_the_files_that_were_signed_for_and_none_that_came_later(
    bureau, officer, case, given
):
    draft = a_drafted_letter(bureau, case, "L13_answer_granted", "granted", obtain="随本答复书提供。")
    answer = signed(bureau, draft)
    AddFile(case, FileRole.RELEASED, ("后来放进来的.txt", b"another"), by=officer).execute()
    Deliver(answer, Means.EMS, sent_on=timezone.localdate(), waybill="1000000000001", by=officer).execute()
    assert shown(case) == ["收支表.txt"]
    WithdrawFile(given, "传错了版本，含有他人信息。", by=officer).execute()
    assert shown(case) == []


def test_file_that_came_after_the_draft__keeps_the_letter_from_being_signed(bureau, officer, case, given):
    draft = a_drafted_letter(bureau, case, "L13_answer_granted", "granted", obtain="随本答复书提供。")
    AddFile(case, FileRole.RELEASED, ("另一份.txt", b"another"), by=officer).execute()
    with pytest.raises(ValidationError, match="公开件又有增减"):
        signed(bureau, draft)


def test_withdrawn_file__stays_on_record_and_counts_for_nothing(bureau, officer, case):
    wrong = AddFile(case, FileRole.EVIDENCE, ("别人的身份证.txt", b"somebody else"), by=officer).execute()
    with pytest.raises(ValidationError, match="为什么不属于本案"):
        WithdrawFile(wrong, " ", by=officer).execute()
    client = Client()
    client.force_login(officer)
    page = reverse("cases_task", args=[case.pk, "chechu", wrong.pk])
    assert client.get(page).status_code == 200
    client.post(page, {"why": "是另一份申请的材料。"})
    wrong.refresh_from_db()
    assert wrong.withdrawn_at is not None
    told = Event.objects.filter(action="cases.case.handled", object_id=str(case.pk)).order_by("-seq").first()
    assert "是另一份申请的材料" in told.facts["what"]
    assert "已撤出" in client.get(reverse("cases_case", args=[case.pk])).content.decode()
    with pytest.raises(ValidationError, match="已经撤出"):
        WithdrawFile(wrong, "再撤一次。", by=officer).execute()
    again = AddFile(case, FileRole.EVIDENCE, ("别人的身份证.txt", b"somebody else"), by=officer).execute()
    assert again.pk != wrong.pk, "the same content filed again is a file of its own"
    registrar = Client()
    registrar.force_login(bureau.people[Role.REGISTRAR])
    assert registrar.get(reverse("cases_file", args=[case.pk, wrong.pk])).status_code == 403
    assert registrar.get(reverse("cases_file", args=[case.pk, again.pk])).status_code == 200


def test_signed_letter__is_not_withdrawn(bureau, officer, case):
    letter = signed(bureau, a_drafted_letter(bureau, case, "L03_correction_notice"))
    with pytest.raises(ValidationError, match="另拟一份更正"):
        WithdrawFile(letter.file, "写错了。", by=officer).execute()


def test_record_asked_for__is_opened_by_those_who_judge_and_sign_it(bureau, officer, case):
    today = timezone.localdate()
    Assign(
        case, office=bureau.office, due=today, task="检索", lead=True, by=officer, at=moment(today)
    ).execute()
    original = keep(case, FileRole.ORIGINAL, "会议纪要.txt", b"minutes", by=officer, at=timezone.now())
    path = reverse("cases_file", args=[case.pk, original.pk])
    for role, status in (
        (Role.DISCLOSURE_OFFICER, 200),
        (Role.OFFICE_HEAD, 200),
        (Role.AGENCY_HEAD, 200),
        (Role.REGISTRAR, 403),
        (Role.ARCHIVIST, 403),
    ):
        if role not in bureau.people:
            continue
        client = Client()
        client.force_login(bureau.people[role])
        assert client.get(path).status_code == status, role
        page = client.get(reverse("cases_case", args=[case.pk])).content.decode()
        assert (path in page) is (status == 200), role


def test_act_recorded_without_its_letter__takes_the_paper_and_its_receipt_along(officer, case):
    client = Client()
    client.force_login(officer)
    today = timezone.localdate()
    path = reverse("cases_act", args=[case.pk, "correction_notice"])
    assert "线下发出的文书" in client.get(path).content.decode()
    given = {
        "on": today, "served_on": today, "limit_days": "5", "note": "",
        "paper": SimpleUploadedFile("补正告知书.txt", b"please correct"),
        "receipt": SimpleUploadedFile("签收单.txt", b"received"),
    }  # fmt: skip
    assert client.post(path, given).status_code == 302
    kept = dict(CaseFile.objects.filter(case=case).values_list("name", "role"))
    assert kept == {"补正告知书.txt": FileRole.LETTER, "签收单.txt": FileRole.PROOF}
    assert "service_proof" in held(case)


def test_act_that_is_refused__keeps_no_paper(officer, case):
    client = Client()
    client.force_login(officer)
    future = timezone.localdate().replace(year=timezone.localdate().year + 1)
    given = {"on": future, "note": "", "paper": SimpleUploadedFile("补正告知书.txt", b"please correct")}
    assert client.post(reverse("cases_act", args=[case.pk, "correction_notice"]), given).status_code == 200
    assert not CaseFile.objects.filter(case=case).exists()
