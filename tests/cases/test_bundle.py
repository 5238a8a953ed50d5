"""The file of a case for a court: complete, numbered, checkable, without what the other side must not get."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases.actions.evidence import AddFile, AddSearch, WithdrawFile
from kaicheng.cases.bundle.assembly import LEFT_OUT, make_bundle
from kaicheng.cases.bundle.papers import take
from kaicheng.cases.models import CaseFile, FileRole
from tests.cases.factories import a_request, moment

pytestmark = pytest.mark.django_db


def a_pdf(pages: int, password: str = "") -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    for _number in range(pages):
        made.add_blank_page(page_size=(595, 842))
    made.pages[0].obj["/AA"] = pikepdf.Dictionary(
        O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    )
    made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


def a_picture(kind: str, size: tuple[int, int] = (1600, 1200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, "teal").save(out, kind)
    return out.getvalue()


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def case(bureau, officer):
    found = a_request(bureau)
    AddSearch(
        found, office=bureau.office, searched_by="档案管理岗", on=found.arrived_on, where="档案室2018—2024年文书档案",  # noqa: E501
        keywords="工伤保险、基金支出", result="没有找到", by=officer, at=moment(found.arrived_on),
    ).execute()  # fmt: skip
    for role, name, data in (
        (FileRole.REQUEST, "申请书.pdf", a_pdf(3)),
        (FileRole.ENVELOPE, "信封.jpg", a_picture("JPEG")),
        (FileRole.EVIDENCE, "系统截图.png", a_picture("PNG")),
        (FileRole.EVIDENCE, "检索结果.xlsx", b"PK\x03\x04 no sheet"),
        (FileRole.EVIDENCE, "加密.pdf", a_pdf(1, "secret")),
        (FileRole.EVIDENCE, "坏的.pdf", b"%PDF-1.7\nnothing here"),
        (FileRole.ORIGINAL, "会议纪要.pdf", a_pdf(2)),
    ):
        AddFile(found, role, (name, data), by=officer, at=moment(found.arrived_on)).execute()
    return found


def words(pdf: bytes, page: int) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return re.sub(r"\s", "", document[page].get_textpage().get_text_range())


@pytest.fixture
def bundled():
    """Bundles whose files are closed at the end."""
    made = []

    def make(*arguments, **options):
        made.append(make_bundle(*arguments, **options))
        return made[-1]

    yield make
    for one in made:
        one.pdf.close()
        one.archive.close()


def test_pages__are_where_the_index_says_and_numbered(case, bundled):
    made = bundled(case, timezone.localdate())
    data = made.pdf.read()
    assert hashlib.sha256(data).hexdigest() == made.digest
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == made.pages
        with pdf.open_outline() as outline:
            titles = [str(item.title) for item in outline.root]
        assert all("/AA" not in page.obj for page in pdf.pages)
    assert "基本情况" in titles and "办理经过" in titles
    assert not any("会议纪要" in title for title in titles)
    cover, index = words(data, 0), words(data, 1)
    assert "申请人甲" in cover and case.number in cover
    places = dict(re.findall(r"(基本情况|办理经过|检索、理由和其他证据|操作记录)(\d+)1?", index))
    place = next(number for number in range(made.pages) if words(data, number).startswith("办理经过"))
    assert int(places["办理经过"][: len(str(place + 1))]) == place + 1
    for number in range(made.pages):
        assert f"第{number + 1}页，共{made.pages}页" in words(data, number)


def test_archive__has_every_original_as_it_was_with_its_digest(case, bundled):
    made = bundled(case, timezone.localdate(), with_originals=True)
    with zipfile.ZipFile(made.archive) as pack:
        sums = dict(reversed(line.split("  ", 1)) for line in pack.read("SHA256SUMS").decode().splitlines())
        assert set(pack.namelist()) == {*sums, "SHA256SUMS"}
        for name, digest in sums.items():
            assert hashlib.sha256(pack.read(name)).hexdigest() == digest
    assert len(sums) == 8
    assert made.damaged == ()


def test_records_asked_for__stay_out_unless_chosen_but_are_listed(case, bundled):
    made = bundled(case, timezone.localdate())
    with zipfile.ZipFile(made.archive) as pack:
        assert not any("会议纪要" in name for name in pack.namelist())
    data = made.pdf.read()
    listed = "".join(words(data, number) for number in range(made.pages))
    original = CaseFile.objects.get(case=case, role=FileRole.ORIGINAL)
    assert re.sub(r"\s", "", LEFT_OUT) in listed
    assert original.digest in listed


@pytest.mark.parametrize(
    ("name", "why"), [("加密.pdf", "有密码"), ("坏的.pdf", "打不开"), ("检索结果.xlsx", "不是版式文件")]
)
def test_what_cannot_be_paged__is_listed_with_the_reason(case, name, why):
    row = CaseFile.objects.get(case=case, name=name)
    with row.file.open() as stored:
        paper = take(row, stored.read(), name)
    assert paper.pages is None
    assert why in paper.why


def test_a_changed_original__is_told(case, bundled):
    CaseFile.objects.filter(case=case, name="申请书.pdf").update(digest="0" * 64)
    assert [name[4:] for name in bundled(case, timezone.localdate()).damaged] == ["申请书.pdf"]


def test_a_picture_bomb__is_listed_only(case):
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    row = CaseFile(media_type="image/png", digest="")
    assert "打不开" in take(row, bomb, "图.png").why


def test_one_click__gives_it_and_is_on_record(bureau, officer, case):
    client = Client()
    client.force_login(officer)
    address = reverse("cases_bundle", args=[case.pk])
    assert "装入拟公开信息原件" in client.get(address).content.decode()
    response = client.post(address, {"what": "zip"})
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as pack:
        assert pack.testzip() is None
    response = client.post(address, {"what": "pdf", "with_originals": "on"})
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    facts = [event.facts for event in Event.objects.filter(action="cases.bundle.made").order_by("seq")]
    assert [fact["files"] for fact in facts] == [6, 7]
    head = Client()
    head.force_login(bureau.people[Role.OFFICE_HEAD])
    assert head.post(address, {"what": "zip"}).status_code in (403, 404)


def test_a_file_that_cannot_be_read__has_its_sheet_and_stops_nothing(case, bundled):
    row = CaseFile.objects.get(case=case, name="申请书.pdf")
    row.file.storage.delete(row.file.name)
    made = bundled(case, timezone.localdate())
    assert [name[4:] for name in made.damaged] == ["申请书.pdf"]
    data = made.pdf.read()
    sheet = next(text for number in range(2, made.pages) if "读不出来" in (text := words(data, number)))
    assert row.digest in sheet
    with zipfile.ZipFile(made.archive) as pack:
        assert any(name.endswith("信封.jpg") for name in pack.namelist())
        assert not any(name.endswith("申请书.pdf") for name in pack.namelist())


def test_a_file_that_is_not_what_was_filed__says_so_and_lies_there_as_it_is(case, bundled):
    CaseFile.objects.filter(case=case, name="申请书.pdf").update(digest="0" * 64)
    made = bundled(case, timezone.localdate())
    data = made.pdf.read()
    assert any("与登记时不符" in words(data, number) for number in range(2, made.pages))
    with zipfile.ZipFile(made.archive) as pack:
        (name,) = (one for one in pack.namelist() if one.endswith("申请书.pdf"))
        sums = dict(reversed(line.split("  ", 1)) for line in pack.read("SHA256SUMS").decode().splitlines())
        assert sums[name] == hashlib.sha256(pack.read(name)).hexdigest()


def test_proof_of_identity__comes_in_only_where_identity_is_contested(officer, case):
    AddFile(case, FileRole.IDENTITY, ("证件.jpg", a_picture("JPEG", (300, 200))), by=officer).execute()
    client = Client()
    client.force_login(officer)
    address = reverse("cases_bundle", args=[case.pk])

    def packed(**given: str) -> list[str]:
        response = client.post(address, {"what": "zip", **given})
        with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as pack:
            return pack.namelist()

    assert not any("证件" in name for name in packed())
    answer = client.post(address, {"what": "zip", "with_identity": "on"})
    assert "请写明原因" in answer.content.decode()
    assert any("证件" in name for name in packed(with_identity="on", identity_why="对方否认是本人申请"))
    facts = [
        event.facts["with"] for event in Event.objects.filter(action="cases.bundle.made").order_by("seq")
    ]
    assert "不含身份证明" in facts[0]
    assert "对方否认是本人申请" in facts[1]


def test_withdrawn_file__is_listed_with_its_digest_and_left_out(officer, case, bundled):
    row = CaseFile.objects.get(case=case, name="系统截图.png")
    WithdrawFile(row, "是另一份申请的截图。", by=officer).execute()
    made = bundled(case, timezone.localdate())
    with zipfile.ZipFile(made.archive) as pack:
        assert not any("系统截图" in name for name in pack.namelist())
    data = made.pdf.read()
    index = "".join(words(data, number) for number in range(1, 4))
    assert row.digest in index and "已撤出" in index
