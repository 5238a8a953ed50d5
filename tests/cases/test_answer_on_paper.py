"""What was signed outside: the signed letter lies in the file, each receipt proves its own letter, and what
goes out has been looked at by somebody who may give it."""

from __future__ import annotations

import io
import json

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pikepdf import Array, Dictionary, Name

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.evidence import AddFile, AddHarm, AddProof, StrikeHarm
from kaicheng.cases.actions.release import ConfirmGiven
from kaicheng.cases.filing import keep
from kaicheng.cases.models import Case, CaseFile, FileRole, Harm, PagePlan
from kaicheng.cases.proofs import held, missing
from kaicheng.cases.public.following import Following
from kaicheng.cases.work import to_confirm_given
from kaicheng.redaction import Box, Plan, plan_to_json, redacted
from tests.cases.factories import a_drafted_letter, a_request, moment, on_paper, profiled, proven, signed
from tests.redaction.papers import changed, latin, read_by_all, typed
from tests.screening.planted import as_docx, as_docx_comment

pytestmark = pytest.mark.django_db
REASONING = "会议讨论情况的记录，属于机关内部议事过程，没有形成对外的决定。"


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def leader(bureau):
    return bureau.people[Role.LEADER_IN_CHARGE]


@pytest.fixture
def case(bureau):
    profiled(bureau.agency)
    return a_request(bureau, timezone.localdate())


def desk(user) -> list[str]:
    return [item.title for item in to_confirm_given(user, timezone.localdate())]


def shown(case: Case) -> list[str]:
    return [one.file.name for one in Following(Case.objects.get(pk=case.pk), timezone.localdate()).released]


def stored(file: CaseFile) -> bytes:
    with file.file.open() as opened:
        return opened.read()


# --- an answer that was signed on paper -------------------------------------------------------------------


def test_answer_put_on_record__needs_the_letter_as_it_was_signed(bureau, officer, case):
    today = timezone.localdate()
    proven(bureau, case, "petition_complaint")
    answer = RecordAct(case, "answer", today, {"outcome": "petition_complaint"}, by=officer)
    with pytest.raises(ValidationError, match="已经签发的答复文书"):
        answer.execute()
    # A letter written here that nobody has signed is none; nor is a letter's own file.
    draft = a_drafted_letter(bureau, case, "L02_receipt")
    assert signed(bureau, draft).file is not None
    with pytest.raises(ValidationError, match="已经签发的答复文书"):
        answer.execute()
    on_paper(bureau, case)
    answer.execute()
    case.refresh_from_db()
    assert case.outcome == "petition_complaint"


def test_files_of_an_answer_signed_on_paper__are_given_when_a_leader_has_confirmed(
    bureau, officer, leader, case
):
    today = timezone.localdate()
    Case.objects.filter(pk=case.pk).update(office=bureau.office)
    proven(bureau, case, "granted")
    given = AddFile(case, FileRole.RELEASED, ("收支表.txt", b"table"), by=officer).execute()
    with pytest.raises(ValidationError, match="不用确认"):
        ConfirmGiven(given, by=leader).execute()
    on_paper(bureau, case)
    RecordAct(case, "answer", today, {"outcome": "granted"}, by=officer).execute()
    RecordAct(case, "service", today, {"means": "in_person"}, by=officer).execute()
    assert shown(case) == []
    assert [case.number in title for title in desk(leader)] == [True]
    assert desk(officer) == []
    with pytest.raises(PermissionDenied):
        ConfirmGiven(given, by=officer).execute()
    client = Client()
    client.force_login(leader)
    path = reverse("cases_task", args=[case.pk, "queren", given.pk])
    assert path in client.get(reverse("cases_case", args=[case.pk])).content.decode()
    assert client.post(path, {"csrfmiddlewaretoken": "x"}).status_code == 302
    assert shown(case) == ["收支表.txt"]
    assert desk(leader) == []
    with pytest.raises(ValidationError, match="不用确认"):
        ConfirmGiven(given, by=leader).execute()
    # What is put there afterwards has not been confirmed.
    AddFile(case, FileRole.RELEASED, ("后来的.txt", b"later"), by=officer).execute()
    assert shown(case) == ["收支表.txt"]


# --- what proves which letter's receipt -------------------------------------------------------------------


def test_proof_of_service__proves_the_letter_that_it_names(officer, case):
    today = timezone.localdate()
    served = {"served_on": today.isoformat(), "limit_days": 5}
    with pytest.raises(ValidationError, match="还没有登记要证明送达的文书"):
        AddProof(case, "service_proof", "签收单。", by=officer).execute()
    RecordAct(case, "reasons_notice", today, {"served_on": today.isoformat()}, by=officer).execute()
    AddProof(case, "service_proof", "签收单。", by=officer).execute()
    RecordAct(case, "correction_notice", today, served, by=officer).execute()
    assert "service_proof" not in held(case, "abandoned_correction"), "it proves the other notice"
    with pytest.raises(ValidationError, match="哪一份文书"):
        AddProof(case, "service_proof", "签收单。", by=officer).execute()
    client = Client()
    client.force_login(officer)
    form = {"code": "service_proof", "text": "申请人签收。", "letter": "2", "earlier": ""}
    slip = SimpleUploadedFile("签收单.txt", b"received")
    path = reverse("cases_task", args=[case.pk, "zhengju"])
    assert client.post(path, {**form, "file": slip}).status_code == 302
    proof = case.proofs.latest("pk")
    assert (proof.letter_act.code, proof.file.role) == ("correction_notice", FileRole.PROOF)
    assert "service_proof" in held(case, "abandoned_correction")


# --- reasons, and what they are for -----------------------------------------------------------------------


def a_covered_copy(case: Case, officer, ground: str) -> PagePlan:
    at = timezone.now()
    original = keep(case, FileRole.ORIGINAL, "纪要.pdf", b"%PDF original", by=officer, at=at)
    copy = keep(case, FileRole.RELEASED, "纪要.pdf", b"%PDF copy", by=officer, at=at, made_from=original)
    plan = Plan((redacted(Box(0.1, 0.1, 0.4, 0.2, ground)),))
    return PagePlan.objects.create(
        case=case, original=original, plan=json.dumps(plan_to_json(plan)), released=copy, by=officer,
        changed_at=at,
    )  # fmt: skip


def test_grounds_of_what_is_covered__all_have_their_reasons(bureau, officer, case):
    a_covered_copy(case, officer, "refused_third_party_rights")
    AddHarm(case, ground="refused_internal_affairs", reasoning=REASONING, by=officer).execute()
    AddProof(case, "disclosure_review", "经审查可以部分公开。", by=officer).execute()
    assert [named.code for named in missing(case, "partial")] == ["withholding_reasons"]
    on_paper(bureau, case)
    answer = RecordAct(case, "answer", timezone.localdate(), {"outcome": "partial"}, by=officer)
    with pytest.raises(ValidationError, match=r"“.*第三方.*”，案卷里没有写明"):
        answer.execute()
    with pytest.raises(ValidationError, match="案卷里没有写明"):
        a_drafted_letter(bureau, case, "L15_answer_partial", "partial", "会议纪要中的报价。")
    AddHarm(
        case, ground="refused_third_party_rights", reasoning="投标人的报价明细，属于商业秘密。", by=officer
    ).execute()
    answer.execute()


def test_reason_that_does_not_hold__is_struck_and_nothing_rests_on_it(bureau, officer, case):
    row = AddHarm(
        case, ground="refused_internal_affairs", reasoning=REASONING, harm="影响内部管理", by=officer
    ).execute()
    assert "withholding_reasons" in held(case, "refused_internal_affairs")
    with pytest.raises(ValidationError, match="为什么撤销"):
        StrikeHarm(row, " ", by=officer).execute()
    draft = a_drafted_letter(
        bureau, case, "L16_answer_refused", "refused_internal_affairs", "内部议事记录，没有对外决定。"
    )
    client = Client()
    client.force_login(officer)
    path = reverse("cases_task", args=[case.pk, "chexiao", row.pk])
    assert path in client.get(reverse("cases_case", args=[case.pk])).content.decode()
    assert client.post(path, {"why": "核实后已经对外公布过。"}).status_code == 302
    page = client.get(reverse("cases_case", args=[case.pk])).content.decode()
    assert "核实后已经对外公布过。" in page and path not in page
    assert "withholding_reasons" not in held(case, "refused_internal_affairs")
    with pytest.raises(ValidationError, match=r"还差证据|必须改正"):
        signed(bureau, draft)
    with pytest.raises(ValidationError, match="已经撤销"):
        StrikeHarm(row, "再撤一次。", by=officer).execute()


def test_reason_of_an_answer_that_was_given__stands(bureau, officer, case):
    proven(bureau, case, "refused_internal_affairs")
    on_paper(bureau, case)
    data = {"outcome": "refused_internal_affairs"}
    RecordAct(case, "answer", timezone.localdate(), data, by=officer).execute()
    with pytest.raises(ValidationError, match="已经按这条理由作出答复"):
        StrikeHarm(Harm.objects.get(case=case), "写错了。", by=officer).execute()


# --- copies given as they are -----------------------------------------------------------------------------


def a_careless_pdf() -> bytes:
    """Words under a black bar, a comment, an author, and a file inside."""

    def careless(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.Text, Rect=Array([20, 20, 40, 40]), Contents=b"Ask Whitfield first"
        )
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])
        pdf.docinfo["/Author"] = "Whitfield"
        pdf.attachments["Whitfield.txt"] = b"Whitfield"

    bar = typed("The owner is Whitfield", 40, 200) + "0 g 110 190 80 30 re f\n"
    return changed(latin(bar + typed("The end", 40, 100)), careless)


def test_pdf_given_as_it_is__is_made_anew_from_what_its_pages_show(officer, case):
    client = Client()
    client.force_login(officer)
    path = reverse("cases_task", args=[case.pk, "wenjian"])
    upload = SimpleUploadedFile("收支表.pdf", a_careless_pdf())
    assert client.post(path, {"role": "released", "file": upload}).status_code == 302
    file = CaseFile.objects.get(case=case, role=FileRole.RELEASED)
    data = stored(file)
    for text in read_by_all(data).values():
        assert "Whitfield" not in text and "Theend" in text
    assert b"Whitfield" not in data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.attachments and "/Annots" not in pdf.pages[0].obj and "/Author" not in pdf.docinfo


def test_document_with_something_hidden__is_not_put_among_what_is_given(officer, case):
    client = Client()
    client.force_login(officer)
    path = reverse("cases_task", args=[case.pk, "wenjian"])
    upload = SimpleUploadedFile("收支表.docx", as_docx_comment("这一段先不要给申请人"))
    refused = client.post(path, {"role": "released", "file": upload})
    assert "有看不见的内容" in refused.content.decode() and "批注" in refused.content.decode()
    damaged = SimpleUploadedFile("坏.pdf", b"%PDF-1.7 nothing")
    assert client.post(path, {"role": "released", "file": damaged}).status_code == 200
    assert not CaseFile.objects.filter(case=case).exists()
    # As the record that was asked for it is kept as it is: its pages are decided on one by one.
    upload = SimpleUploadedFile("收支表.docx", as_docx_comment("这一段先不要给申请人"))
    assert client.post(path, {"role": "original", "file": upload}).status_code == 302
    plain = AddFile(
        case, FileRole.RELEASED, ("说明.docx", as_docx("支出合计三百万元。")), by=officer
    ).execute()
    assert plain.name == "说明.docx"


def test_picture_given_as_it_is__carries_nothing_but_the_picture(officer, case):
    from PIL import Image

    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Whitfield"
    Image.new("RGB", (200, 100), "white").save(picture, "JPEG", exif=exif)
    made = AddFile(
        case, FileRole.RELEASED, ("照片.jpg", picture.getvalue()), by=officer, at=moment(timezone.localdate())
    ).execute()
    assert made.name == "照片.pdf" and b"Whitfield" not in stored(made)
