"""Following by number and code, and what applicants and third parties do there."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.release import ConfirmGiven
from kaicheng.cases.models import (
    ApplicantMessage,
    Case,
    CaseFile,
    CaseLetter,
    Consultation,
    Delivery,
    FileRole,
    Opening,
)
from kaicheng.cases.opinion_limits import came_late, limit_of
from kaicheng.cases.public.following import Following
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage
from kaicheng.workbench.models import Notice
from tests.cases.factories import a_request, moment, proven
from tests.cases.public.applicants import fill, send


@pytest.fixture
def case(bureau):
    """Asked for ten days ago on line."""
    return a_request(bureau, timezone.localdate() - dt.timedelta(days=10))


@pytest.fixture
def applicant(case):
    """Somebody who has given number and code."""
    client = Client()
    response = client.post("/yishenqing/chaxun/", {"number": case.number, "code": case.code.reveal().lower()})
    assert response["Location"] == f"/yishenqing/jindu/{case.pk}/"
    return client


def record(case: Case, code: str, on: dt.date | None = None, **data: object) -> None:
    RecordAct(case, code, on or timezone.localdate(), data, by=None, at=timezone.now()).execute()


def page(client: Client, case: Case) -> str:
    return client.get(f"/yishenqing/jindu/{case.pk}/").content.decode()


def a_file(
    case: Case, role: FileRole, name: str = "答复.txt", data: bytes = "答复的内容".encode()
) -> CaseFile:
    row = CaseFile(
        case=case, role=role, name=name, media_type="text/plain", size=len(data), digest="0" * 64,
        added_at=timezone.now(),
    )  # fmt: skip
    row.file.save("x", ContentFile(data), save=False)
    row.save()
    return row


def test_wrong_number_and_wrong_code__get_the_same_answer_for_the_same_work(case, visitor):
    answers, works = set(), set()
    tries = [
        (case.number, "AAAA2222"),
        ("2020-9999", case.code.reveal()),
        ("2020-9999", "AAAA2222"),
        ("", ""),
    ]
    for number, code in tries:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = visitor.post("/yishenqing/chaxun/", {"number": number, "code": code})
        answers.add((response.status_code, response.content.decode().replace(f'value="{number}"', "")))
        works.add(len([query for query in queries if "cases_case" in query["sql"]]))
    assert len({status for status, _page in answers}) == 1
    assert len({text.split("csrfmiddlewaretoken")[0] for _status, text in answers}) == 1
    assert works == {1}


def test_case_of_somebody_else__is_not_there(case, visitor, bureau):
    fill(visitor, bureau.agency.slug)
    send(visitor, bureau.agency.slug)
    missing = visitor.get("/yishenqing/jindu/999999/")
    theirs = visitor.get(f"/yishenqing/jindu/{case.pk}/")
    assert theirs.status_code == missing.status_code == 404


def test_guessing__ends_soon(case, visitor):
    statuses = [
        visitor.post("/yishenqing/chaxun/", {"number": case.number, "code": "AAAA2222"}).status_code
        for _ in range(11)
    ]
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {400}


def test_page__says_where_it_stands_and_hides_the_house(case, applicant):
    record(case, "third_party_letter", served_on=timezone.localdate().isoformat())
    text = page(applicant, case)
    assert "正在征求第三方意见" in text
    assert "斜线部分" in text
    assert text.index("征求第三方意见，这段") < text.index("收到您的申请")


def test_pause__is_hatched_in_the_bar(case):
    record(case, "third_party_letter", case.received_date)
    assert "paused" in {piece.kind for piece in Following(case, timezone.localdate()).bar}


def test_correction__starts_the_time_anew(case, applicant):
    record(
        case,
        "correction_notice",
        case.received_date + dt.timedelta(days=1),
        served_on=timezone.localdate().isoformat(),
    )
    assert "请补正申请内容" in page(applicant, case)
    path = f"/yishenqing/jindu/{case.pk}/buzheng/"
    assert "还差一项" in applicant.post(path, {"text": ""}).content.decode()
    sent = applicant.post(path, {"text": "要的是城区部分", "files": SimpleUploadedFile("图.txt", b"words")})
    assert sent.status_code == 302
    case.refresh_from_db()
    assert case.phase == "in_review"
    assert case.basis["base"] == timezone.localdate().isoformat()
    assert case.files.get().role == FileRole.CORRECTION


def test_withdrawal__ends_it(case, applicant):
    assert applicant.post(f"/yishenqing/jindu/{case.pk}/chehui/", {"text": ""}).status_code == 302
    case.refresh_from_db()
    assert case.outcome == "withdrawn"
    assert applicant.get(f"/yishenqing/jindu/{case.pk}/chehui/").status_code == 404


def test_consent_to_electronic_service__is_given_and_taken_back(case, applicant):
    for wanted in (True, False):
        applicant.post(f"/yishenqing/jindu/{case.pk}/songda/")
        case.refresh_from_db()
        assert case.e_service is wanted


def test_letter__is_there_once_sent_and_opening_it_is_the_proof(case, applicant, bureau):
    file = a_file(case, FileRole.LETTER)
    path = f"/yishenqing/jindu/{case.pk}/wenshu/{file.pk}/"
    letter = CaseLetter.objects.create(
        case=case, kind="L13_answer_granted", version="1", file=file, created_at=timezone.now()
    )
    CaseLetter.objects.filter(pk=letter.pk).update(live=True)  # as the last signature does
    assert applicant.get(path).status_code == 404
    delivery = Delivery.objects.create(
        letter=letter, means="online", sent_on=timezone.localdate(), recorded_at=timezone.now()
    )
    assert applicant.get(path).content.decode() == "答复的内容"
    delivery.refresh_from_db()
    assert delivery.reached_on == timezone.localdate()
    assert Opening.objects.get().file == file
    assert Client().get(path).status_code == 404


def test_house_files__are_never_given(case, applicant):
    for role in (FileRole.IDENTITY, FileRole.ORIGINAL, FileRole.EVIDENCE, FileRole.RELEASED):
        file = a_file(case, role)
        assert applicant.get(f"/yishenqing/jindu/{case.pk}/wenshu/{file.pk}/").status_code == 404


def test_record_about_oneself__is_asked_to_be_put_right(case, applicant):
    sent = applicant.post(
        f"/yishenqing/jindu/{case.pk}/gengzheng/",
        {"text": "参保年限应为12年", "files": SimpleUploadedFile("a.txt", b"x")},
    )
    assert sent.status_code == 302
    message = ApplicantMessage.objects.get()
    assert message.text.reveal() == "参保年限应为12年"
    assert message.files.count() == 1
    assert Notice.objects.filter(text__contains=case.number).exists()


def test_applicant__reads_and_takes_along_what_is_kept_of_them(case, applicant, visitor):
    address = f"/yishenqing/jindu/{case.pk}/geren"
    told = applicant.get(f"{address}/").content.decode()
    assert "申请人甲" in told and "13800001234" in told and "10年" in told
    taken = json.loads(applicant.get(f"{address}.json").content)
    [group] = [one for one in taken["data"] if one["records"]]
    assert group["records"][0]["姓名或者名称"] == "申请人甲"
    events = Event.objects.filter(action="privacy.data.exported", chain=case.agency.chain)
    assert events.count() == 2 and "申请人甲" not in str(list(events.values()))
    assert visitor.get(f"{address}/").status_code == 404, "number and code come first"


def test_message_sent_again_because_the_answer_was_lost__is_one(case, applicant):
    path, officer = f"/yishenqing/jindu/{case.pk}/gengzheng/", Notice.objects.count()

    def sends(text: str, content: bytes) -> None:
        given = {"text": text, "files": SimpleUploadedFile("a.txt", content)}
        assert applicant.post(path, given).status_code == 302

    for _again in range(2):
        sends("参保年限应为12年", b"x")
    assert (ApplicantMessage.objects.count(), CaseFile.objects.count()) == (1, 1)
    told = Notice.objects.count()
    sends("参保年限应为12年", b"another proof")
    sends("出生日期也不对", b"x")
    assert ApplicantMessage.objects.count() == 3
    assert Notice.objects.count() == told * 3 - officer * 2
    ApplicantMessage.objects.update(replied_at=timezone.now())
    sends("参保年限应为12年", b"x")
    assert ApplicantMessage.objects.count() == 4, "said again after the answer"


def test_proof_of_payment__is_said_to_be_looked_at_and_asked_for_no_more(bureau, case, applicant):
    asked = case.received_date + dt.timedelta(days=1)
    record(case, "fee_notice", asked, served_on=asked.isoformat())
    assert "请缴纳信息处理费" in page(applicant, case)
    path = f"/yishenqing/jindu/{case.pk}/jiaofei/"
    applicant.post(path, {"files": SimpleUploadedFile("凭证.txt", b"x")})
    shown = page(applicant, case)
    assert "正在核对缴费凭证" in shown and "请缴纳信息处理费" not in shown
    assert path in shown, "another one can be handed in"
    ApplicantMessage.objects.update(reply="没有到账，请重新缴费。", replied_at=timezone.now())
    assert "请缴纳信息处理费" in page(applicant, case)


def test_what_the_scanner_said__is_kept_with_the_file(case, applicant, monkeypatch):
    monkeypatch.setattr("kaicheng.cases.public.files.scanned", lambda _data: True)
    given = {"text": "应为12年", "files": SimpleUploadedFile("a.txt", b"x")}
    applicant.post(f"/yishenqing/jindu/{case.pk}/gengzheng/", given)
    assert CaseFile.objects.get().scan == "clean"


def test_rating__is_given_once_and_after_the_end(case, applicant):
    path = f"/yishenqing/jindu/{case.pk}/pingjia/"
    assert applicant.get(path).status_code == 404
    record(case, "withdrawal")
    assert "请选择满意程度" in applicant.post(path, {"text": "好"}).content.decode()
    assert applicant.post(path, {"score": "4"}).status_code == 302
    assert "已经评价过" in applicant.post(path, {"score": "1"}).content.decode()


# --- third parties --------------------------------------------------------------------------------------


@pytest.fixture
def consultation(case):
    record(case, "third_party_letter", served_on=timezone.localdate().isoformat())
    return Consultation.objects.create(
        case=case,
        kind="third_party",
        name="某公司",
        subject_matter="合同单价",
        letter_act=case.acts.get(code="third_party_letter"),
        created_at=timezone.now(),
    )


def test_third_party__objects_with_reasons_and_is_recorded(case, consultation, visitor):
    path = f"/yishenqing/yijian/{consultation.token.reveal()}/"
    shown = visitor.get(path).content.decode()
    assert "合同单价" in shown
    assert "申请人甲" not in shown
    assert "请写明理由" in visitor.post(path, {"agrees": "no"}).content.decode()
    sent = visitor.post(
        path, {"agrees": "no", "opinion": "涉及商业秘密", "files": SimpleUploadedFile("a.txt", b"x")}
    )
    assert sent.status_code == 302
    consultation.refresh_from_db()
    assert consultation.agrees is False
    act = case.acts.get(code="third_party_opinion")
    assert act.data == {"agrees": False, "letter": consultation.letter_act.place}
    assert case.files.get().role == FileRole.OPINION
    visitor.post(path, {"agrees": "yes"})
    assert case.acts.filter(code="third_party_opinion").count() == 1


def test_third_partys_time__runs_from_the_day_on_which_it_had_the_letter(case):
    today = timezone.localdate()
    record(case, "third_party_letter", today - dt.timedelta(days=7))
    letter = case.acts.get(code="third_party_letter")
    asked = Consultation(case=case, kind="third_party", letter_act=letter)
    assert limit_of(asked).start == letter.on
    record(case, "letter_served", today - dt.timedelta(days=2), letter=letter.place)
    assert limit_of(asked).start == today - dt.timedelta(days=2)


def test_opinion_after_the_end__is_kept_as_late_and_the_officer_is_told(bureau, visitor):
    today = timezone.localdate()
    case = a_request(bureau, today - dt.timedelta(days=60))
    asked = today - dt.timedelta(days=55)
    record(case, "third_party_letter", asked, served_on=asked.isoformat())
    letter = case.acts.get(code="third_party_letter")
    record(case, "third_party_lapsed", today - dt.timedelta(days=20), letter=letter.place)
    late = Consultation.objects.create(
        case=case, kind="third_party", name="某公司", subject_matter="合同单价", letter_act=letter,
        created_at=timezone.now(),
    )  # fmt: skip
    record(case, "withdrawal")
    acts, path = case.acts.count(), f"/yishenqing/yijian/{late.token.reveal()}/"
    given = {"agrees": "no", "opinion": "涉及商业秘密", "files": SimpleUploadedFile("a.txt", b"x")}
    assert visitor.post(path, given).status_code == 302
    late.refresh_from_db()
    assert (late.agrees, late.opinion, came_late(late)) == (False, "涉及商业秘密", True)
    assert "意见在期限之后收到" in visitor.get(path).content.decode()
    assert (case.acts.count(), case.files.get().role) == (acts, FileRole.OPINION)
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    assert Notice.objects.filter(user=officer, text__contains="逾期的意见").exists()
    assert Event.objects.get(action="cases.case.handled", object_id=str(case.pk)).actor_post == "第三方"
    staff = Client()
    staff.force_login(officer)
    assert "逾期提出" in staff.get(f"/gongzuo/shenqing/{case.pk}/").content.decode()


def test_opinion_after_its_last_day__is_an_act_that_is_marked_late(bureau, visitor):
    today = timezone.localdate()
    case = a_request(bureau, today - dt.timedelta(days=60))
    asked = today - dt.timedelta(days=55)
    record(case, "third_party_letter", asked, served_on=asked.isoformat())
    letter = case.acts.get(code="third_party_letter")
    late = Consultation.objects.create(
        case=case, kind="third_party", name="某公司", subject_matter="合同单价", letter_act=letter,
        created_at=timezone.now(),
    )  # fmt: skip
    record(case, "third_party_lapsed", today - dt.timedelta(days=20), letter=letter.place)
    path = f"/yishenqing/yijian/{late.token.reveal()}/"
    assert visitor.post(path, {"agrees": "no", "opinion": "涉及商业秘密"}).status_code == 302
    late.refresh_from_db()
    assert case.acts.filter(code="third_party_opinion").exists() and came_late(late)


def test_no_answer_in_time__is_met_with_the_remedy_for_that(bureau, case, applicant):
    assert "超过期限没有答复" not in page(applicant, case)
    overdue = a_request(bureau, dt.date(2025, 6, 3))
    view = Following(overdue, dt.date(2025, 7, 10))
    paragraph, reconsider, sue = view.omission_told
    assert "逾期未答复的" in paragraph and "第二条第二款" in paragraph and "六个月" not in paragraph
    assert (view.due, reconsider, sue) == (
        dt.date(2025, 7, 1),
        "申请行政复议，最晚2025年9月1日（周一）。",  # the sixtieth day is a Saturday
        "提起行政诉讼，最晚2026年1月4日（周日）。",  # the first of January is a holiday
    )
    client = Client()
    client.post("/yishenqing/chaxun/", {"number": overdue.number, "code": overdue.code.reveal()})
    assert "超过期限没有答复，您可以" in page(client, overdue)
    record(overdue, "withdrawal")
    assert "超过期限没有答复，您可以" not in page(client, overdue)


def test_unknown_token__is_not_there(db, visitor):
    assert visitor.get("/yishenqing/yijian/AAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


# --- made public ----------------------------------------------------------------------------------------


@pytest.fixture
def answered(bureau):
    day = timezone.localdate()
    case = a_request(
        bureau,
        day,
        wanted="申请人甲想要2025年绿化工程的结算金额，电话13800001234",
        at=timezone.now(),
    )
    proven(bureau, case, "granted")
    record(case, "answer", day, outcome="granted")
    record(case, "service", day, means="online")
    return case


def test_answered_request__becomes_a_draft_without_who_asked(answered, bureau):
    from kaicheng.portal.answered import DraftAnswered

    a_file(answered, FileRole.RELEASED, "结算.txt", "绿化工程结算金额120万元。".encode())
    a_file(answered, FileRole.RELEASED, "来信.txt", "申请人甲的来信".encode())
    for one in answered.files.filter(role=FileRole.RELEASED):
        ConfirmGiven(one, by=bureau.people[Role.AGENCY_HEAD], at=timezone.now()).execute()
    column = ColumnPage.objects.filter(agency=bureau.agency, kind=Column.ITEM).first()
    action = DraftAnswered(
        answered,
        column,
        "2025年绿化工程结算金额",
        by=bureau.people[Role.DISCLOSURE_OFFICER],
        at=timezone.now(),
    )
    draft = action.execute()
    assert not draft.live
    assert "申请人甲" not in draft.body
    assert "13800001234" not in draft.body
    assert [one.name for one in draft.attachments.all()] == ["结算.txt"]
    assert action.left_out == ["来信.txt"]


def test_refused_request__is_not_made_public(case, bureau):
    from kaicheng.portal.answered import DraftAnswered

    column = ColumnPage.objects.filter(agency=bureau.agency, kind=Column.ITEM).first()
    with pytest.raises(ValidationError, match="答复送达以后"):
        DraftAnswered(
            case, column, "标题", by=bureau.people[Role.DISCLOSURE_OFFICER], at=moment(timezone.localdate())
        ).execute()


def test_request_answered_anew__is_reached_from_the_first_one_but_not_the_other_way(case, applicant, bureau):
    other = a_request(bureau, timezone.localdate())
    again = a_request(bureau, timezone.localdate())
    Case.objects.filter(pk=again.pk).update(again_from=case, counted=False)
    assert f"/yishenqing/jindu/{again.pk}/" in page(applicant, case)
    assert again.number in page(applicant, again)
    assert applicant.get(f"/yishenqing/jindu/{other.pk}/").status_code == 404
    later = Client()
    later.post("/yishenqing/chaxun/", {"number": again.number, "code": again.code.reveal()})
    assert later.get(f"/yishenqing/jindu/{case.pk}/").status_code == 404
