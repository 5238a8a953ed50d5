"""A request split into its items: each part stands by itself, with what was put on file before."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.consult import AddConsultation, RecordOpinion
from kaicheng.cases.actions.evidence import AddFile, AddHarm, AddProof, AddSearch
from kaicheng.cases.actions.fees import ChargeFee
from kaicheng.cases.actions.parts import Join, Split
from kaicheng.cases.bundle.assembly import make_bundle
from kaicheng.cases.models import ActRow, Consultation, FileRole
from kaicheng.cases.proofs import held
from tests.cases.factories import a_request, moment

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 4)
LATER = dt.date(2026, 3, 12)
REASONING = "会议讨论情况的记录，属于机关内部议事过程，没有形成对外的决定。"


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def who(officer):
    return {"by": officer, "at": moment(LATER)}


@pytest.fixture
def whole(bureau, officer, who):
    """Two items, corrected, with evidence for the whole and for the second item."""
    case = a_request(bureau, items=["支出表", "会议记录"])
    at = {"by": officer, "at": moment(DAY)}
    AddFile(case, FileRole.REQUEST, ("申请书.txt", b"the request"), **at).execute()
    RecordAct(case, "correction_notice", DAY, {"limit_days": 15}, **at).execute()
    RecordAct(case, "corrected", LATER, **who).execute()
    AddSearch(
        case, office=bureau.office, searched_by="档案员", on=LATER, where="综合档案室", keywords="支出",
        result="未检索到", **who,
    ).execute()  # fmt: skip
    AddProof(case, "special_rule_check", "没有特别规定。", **who).execute()
    second = case.items.get(number=2)
    AddHarm(case, ground="refused_process_information", reasoning=REASONING, item=second, **who).execute()
    return case


def asked(case, officer, on):
    """A third party was written to."""
    row = AddConsultation(
        case, "third_party", name="示例建设有限公司", telephone="0834-0000002", subject_matter="合同价格",
        by=officer, at=moment(on),
    ).execute()  # fmt: skip
    act = RecordAct(case, "third_party_letter", on, by=officer, at=moment(on)).execute()
    Consultation.objects.filter(pk=row.pk).update(letter_act=act)
    row.refresh_from_db()
    return row


def test_part__has_what_was_on_file_for_the_whole_and_for_its_item(whole, who):
    table, minutes = Split(whole, **who).execute()
    for part in (table, minutes):
        assert {"correction_notice", "corrected_request", "search_record", "special_rule_check"} <= held(part)
    assert "withholding_reasons" in held(minutes)
    assert "withholding_reasons" not in held(table)
    assert table.searches.get().recorded_at == whole.searches.get().recorded_at


def test_opinion_on_the_whole__is_there_for_each_part(whole, officer, who):
    consultation = asked(whole, officer, LATER)
    RecordOpinion(consultation, on=LATER, agrees=False, opinion="价格是商业秘密。", **who).execute()
    for part in Split(whole, **who).execute():
        row = part.consultations.get()
        assert (row.name.reveal(), row.telephone.reveal()) == ("示例建设有限公司", "0834-0000002")
        assert (row.agrees, row.opinion) == (False, "价格是商业秘密。")
        assert row.letter_act == ActRow.objects.get(case=part, code="third_party_letter")
        assert row.token.reveal() != consultation.token.reveal()
        assert "third_party_opinion" in held(part)


def test_part__shows_the_application_and_opens_it(whole, officer, who):
    part, _other = Split(whole, **who).execute()
    client = Client()
    client.force_login(officer)
    page = client.get(reverse("cases_case", args=[part.pk])).content.decode()
    path = reverse("cases_file", args=[part.pk, whole.files.get().pk])
    assert path in page
    assert f"原申请{whole.number}" in page
    assert client.get(path).content == b"the request"
    stranger = reverse(
        "cases_file", args=[whole.pk, AddFile(part, "evidence", ("a.txt", b"x"), **who).execute().pk]
    )
    assert client.get(stranger).status_code == 404, "the whole does not have what came later to a part"


def test_bundle_of_a_part__holds_where_it_comes_from(whole, who):
    part, _other = Split(whole, **who).execute()
    made = make_bundle(part, LATER)
    with made.pdf, made.archive, zipfile.ZipFile(made.archive) as pack:
        assert any(name.endswith("申请书.txt") for name in pack.namelist())
        with pikepdf.open(io.BytesIO(made.pdf.read())) as pdf, pdf.open_outline() as outline:
            titles = [str(item.title) for item in outline.root]
    assert f"原申请{whole.number}：办理经过" in titles
    assert titles.index(f"原申请{whole.number}：办理经过") < titles.index("办理经过")


def test_bundle__holds_the_requests_that_were_joined(bureau, officer, who):
    first, second = a_request(bureau), a_request(bureau)
    file = AddFile(second, FileRole.REQUEST, ("第二份申请书.txt", b"another"), **who).execute()
    Join(second, first, **who).execute()
    made = make_bundle(first, LATER)
    with made.pdf, made.archive, zipfile.ZipFile(made.archive) as pack:
        assert any(name.endswith("第二份申请书.txt") for name in pack.namelist())
        with pikepdf.open(io.BytesIO(made.pdf.read())) as pdf, pdf.open_outline() as outline:
            titles = [str(item.title) for item in outline.root]
    assert f"并入的申请{second.number}：办理经过" in titles
    client = Client()
    client.force_login(officer)
    assert f"并入的申请{second.number}" in client.get(reverse("cases_case", args=[first.pk])).content.decode()
    assert client.get(reverse("cases_file", args=[first.pk, file.pk])).content == b"another"


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("correction_notice", "等申请人补正"),
        ("reasons_notice", "等申请人说明理由"),
        ("fee_notice", "费用还没有缴清"),
    ],
)
def test_request_that_waits_for_the_applicant__is_not_split(bureau, officer, act, why):
    case = a_request(bureau, items=["支出表", "会议记录"])
    at = {"by": officer, "at": moment(DAY)}
    RecordAct(case, act, DAY, **at).execute()
    with pytest.raises(ValidationError, match=why):
        Split(case, **at).execute()
    assert not case.parts.exists()


def test_request_with_a_fee_that_is_owed__is_not_split(whole, who):
    ChargeFee(whole, basis="per_page", first=1, last=160, history="共160页。", how="转账", **who).execute()
    with pytest.raises(ValidationError, match="费用还没有缴清"):
        Split(whole, **who).execute()


def test_request_under_consultation__is_split_after_it(whole, officer, who):
    asked(whole, officer, LATER)
    with pytest.raises(ValidationError, match="正在征求第三方意见"):
        Split(whole, **who).execute()
