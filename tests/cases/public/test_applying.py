"""Applying on line: page by page, on one page, interrupted, repeated, with files, and in trouble."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kaicheng.cases.models import Case, Draft, DraftFile
from kaicheng.workbench import mail
from kaicheng.workbench.models import Mail
from tests.cases.public.applicants import EVERYTHING, PERSON, fill, puzzle, send


def test_way__leads_to_a_receipt_with_number_code_and_last_day(visitor, bureau):
    fill(visitor, bureau.agency.slug)
    response = send(visitor, bureau.agency.slug)
    case = Case.objects.get()
    assert response["Location"] == f"/yishenqing/jindu/{case.pk}/huizhi/"
    page = visitor.get(response["Location"]).content.decode()
    assert case.number in page
    assert case.code.reveal() in page
    assert f"{case.due.month}月{case.due.day}日" in page
    assert case.received_date == timezone.localdate()
    assert case.applicant.id_number.reveal() == "11010519491231002X"
    assert case.e_service
    assert visitor.get(response["Location"].replace("huizhi/", "huizhi.pdf")).content.startswith(b"%PDF-")


def test_sending_again__is_the_same_case(visitor, bureau):
    fill(visitor, bureau.agency.slug)
    html = visitor.get(f"/yishenqing/{bureau.agency.slug}/hedui/").content.decode()
    form = puzzle(html)
    answers = {visitor.post(f"/yishenqing/{bureau.agency.slug}/hedui/", form)["Location"] for _ in range(3)}
    assert len(answers) == 1
    assert Case.objects.count() == 1
    assert Mail.objects.count() == 1


def test_receipt_by_mail__is_filled_in_when_it_is_sent_and_not_kept(visitor, bureau):
    fill(visitor, bureau.agency.slug)
    send(visitor, bureau.agency.slug)
    letter = Mail.objects.get()
    assert letter.to == ""
    assert "example.com" not in letter.body
    assert mail.deliver(timezone.now) == 1
    [sent] = outbox.outbox
    case = Case.objects.get()
    assert sent.to == ["applicant@example.com"]
    assert case.code.reveal() in sent.body
    assert sent.attachments[0][1].startswith(b"%PDF-")


def test_long_form__keeps_everything_when_one_thing_is_wrong(visitor, bureau):
    path = f"/yishenqing/{bureau.agency.slug}/yizhang/"
    wrong = {**EVERYTHING, "id_number": "110105194912310021"}
    response = visitor.post(
        path, {**wrong, "attachment": SimpleUploadedFile("线索.txt", "一条线索".encode())}
    )
    page = response.content.decode()
    assert response.status_code == 400
    assert "身份证号码不对" in page
    assert EVERYTHING["wanted"] in page
    assert "线索.txt" in page
    assert visitor.post(path, EVERYTHING)["Location"].endswith("/hedui/")
    assert DraftFile.objects.count() == 1


def test_draft__is_found_again_on_another_device_by_its_code(visitor, bureau):
    visitor.post(f"/yishenqing/{bureau.agency.slug}/neirong/", PERSON["neirong"])
    code = Draft.objects.get().code.reveal()
    other = Client()
    assert other.post("/yishenqing/jixu/", {"code": f" {code[:4].lower()}-{code[4:]} "}).status_code == 302
    assert (
        PERSON["neirong"]["wanted"]
        in other.get(f"/yishenqing/{bureau.agency.slug}/neirong/").content.decode()
    )
    assert other.post("/yishenqing/jixu/", {"code": "AAAABBBBCCCC"}).status_code == 400


def test_draft__is_encrypted_in_the_database(visitor, bureau):
    from django.db import connection

    fill(visitor, bureau.agency.slug)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, code FROM cases_draft")
        [(answers, code)] = cursor.fetchall()
    assert answers.startswith("k1:")
    assert code.startswith("k1:")


def test_organisation_and_agent__are_asked_for_what_is_theirs(visitor, bureau):
    slug = bureau.agency.slug
    visitor.post(
        f"/yishenqing/{slug}/shenqingren/",
        {"applicant_kind": "commercial_enterprise", "through_agent": "yes"},
    )
    page = visitor.post(f"/yishenqing/{slug}/shenfen/", PERSON["shenfen"]).content.decode()
    assert "请填写法定代表人或者负责人" in page
    page = visitor.post(f"/yishenqing/{slug}/daili/", {}).content.decode()
    assert "请填写代理人姓名" in page


def test_wish__decides_which_contacts_are_needed(visitor, bureau):
    slug = bureau.agency.slug
    visitor.post(f"/yishenqing/{slug}/fangshi/", {"form": "paper", "delivery": "post"})
    response = visitor.post(f"/yishenqing/{slug}/lianxi/", PERSON["lianxi"])
    assert "选了邮寄，请填写通信地址" in response.content.decode()


def test_nothing_about_purpose__is_asked(visitor, bureau):
    page = visitor.get(f"/yishenqing/{bureau.agency.slug}/yizhang/").content.decode()
    assert 'name="purpose"' not in page
    assert "不用写理由和用途" in page


def test_unproved__must_wait_and_loses_nothing(visitor, bureau, settings):
    fill(visitor, bureau.agency.slug)
    path = f"/yishenqing/{bureau.agency.slug}/hedui/"
    form = {**puzzle(visitor.get(path).content.decode()), "proof": ""}
    assert "请再等" in visitor.post(path, form).content.decode()
    assert not Case.objects.exists()
    settings.KAICHENG_REQUEST_WAIT_SECONDS = 0
    assert visitor.post(path, form).status_code == 302
    assert Case.objects.count() == 1


def test_puzzle_of_another_draft__is_no_use(visitor, bureau):
    other = Client()
    for client in (visitor, other):
        fill(client, bureau.agency.slug)
    path = f"/yishenqing/{bureau.agency.slug}/hedui/"
    assert other.post(path, puzzle(visitor.get(path).content.decode())).status_code == 400
    assert not Case.objects.exists()


def test_too_often__is_refused(visitor, bureau, settings):
    settings.KAICHENG_REQUEST_LIMITS = {**settings.KAICHENG_REQUEST_LIMITS, "send": (1, 3600)}
    statuses = []
    for _ in range(2):
        client = Client()
        fill(client, bureau.agency.slug)
        statuses.append(send(client, bureau.agency.slug).status_code)
    assert statuses == [302, 429]
    assert Case.objects.count() == 1


def test_same_request_of_the_same_person__is_noticed(visitor, bureau):
    fill(visitor, bureau.agency.slug)
    send(visitor, bureau.agency.slug)
    again, stranger = Client(), Client()
    fill(again, bureau.agency.slug)
    fill(stranger, bureau.agency.slug, {**PERSON, "lianxi": {"telephone": "13900009999"}})
    path = f"/yishenqing/{bureau.agency.slug}/hedui/"
    page = again.get(path).content.decode()
    assert "可能已经提交过" in page
    assert Case.objects.get().number not in page
    assert "可能已经提交过" not in stranger.get(path).content.decode()


# --- files ----------------------------------------------------------------------------------------------


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), data)
    return target.getvalue()


CONTENT_TYPES = {"[Content_Types].xml": b"<Types/>"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"MZ" + b"\0" * 200, "不能收"),
        ("a.zip", zipped(a=b"x"), "不能收"),
        ("a.html", b"<!doctype html><script>alert(1)</script>", "不能收"),
        ("a.txt", b"", "空文件"),
        ("a.docx", zipped(**CONTENT_TYPES, word__document_xml=b"<w>" + b" " * 80_000_000), "过大"),
        ("a.docx", zipped(**CONTENT_TYPES, word__document_xml=b"<w/>", word__vbaProject_bin=b"x"), "有宏"),
    ],
    ids=["program", "archive", "page", "empty", "bomb", "macros"],
)
def test_hostile_file__is_refused_with_what_to_do(visitor, bureau, name, data, said):
    path = f"/yishenqing/{bureau.agency.slug}/wenjian/"
    response = visitor.post(path, {"attachment": SimpleUploadedFile(name, data)})
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not DraftFile.objects.exists()


def test_hostile_name__becomes_a_plain_one_with_the_ending_of_what_it_is(visitor, bureau):
    fill(visitor, bureau.agency.slug)
    nasty = SimpleUploadedFile("x", b"%PDF-1.4 something")
    nasty.name = "..\\..\\证明\u202ecod.exe"
    nasty._name = nasty.name
    visitor.post(f"/yishenqing/{bureau.agency.slug}/wenjian/", {"identity": nasty})
    send(visitor, bureau.agency.slug)
    [file] = Case.objects.get().files.all()
    assert file.name == "证明cod.pdf"
    assert file.role == "identity"
    with file.file.open() as content:
        assert content.read() == b"%PDF-1.4 something"


def test_file__is_taken_back_from_the_disk_too(visitor, bureau):
    path = f"/yishenqing/{bureau.agency.slug}/wenjian/"
    visitor.post(path, {"attachment": SimpleUploadedFile("a.txt", b"words")})
    file = DraftFile.objects.get()
    visitor.post(path, {"drop": str(file.pk)})
    assert not DraftFile.objects.exists()


# --- trouble --------------------------------------------------------------------------------------------


def test_full_disk__is_told_and_recovers(visitor, bureau, monkeypatch):
    import errno

    from django.core.files.storage import FileSystemStorage

    fill(visitor, bureau.agency.slug)
    path = f"/yishenqing/{bureau.agency.slug}/wenjian/"

    def full(*_given: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full)
        response = visitor.post(path, {"attachment": SimpleUploadedFile("a.txt", b"words")})
    assert response.status_code == 400
    assert "存储空间满了" in response.content.decode()
    assert visitor.post(path, {"attachment": SimpleUploadedFile("a.txt", b"words")}).status_code == 302
    assert send(visitor, bureau.agency.slug).status_code == 302
    assert Case.objects.get().files.count() == 1


def test_database_in_trouble__is_told_and_nothing_is_half_there(visitor, bureau, monkeypatch):
    from django.db import OperationalError

    from kaicheng.cases.actions import intake

    fill(visitor, bureau.agency.slug)

    def broken(*_given: object) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(intake.receipt, "post", broken)
        response = send(visitor, bureau.agency.slug)
    assert response.status_code == 503
    assert "重复提交不会变成两份申请" in response.content.decode()
    assert not Case.objects.exists()
    assert send(visitor, bureau.agency.slug).status_code == 302
    assert Case.objects.get().number.endswith("-0001")


def test_mail_server_down__keeps_the_receipt_for_later(visitor, bureau, settings):
    fill(visitor, bureau.agency.slug)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert send(visitor, bureau.agency.slug).status_code == 302
    assert mail.deliver(timezone.now) == 0
    assert Mail.objects.get().state == Mail.State.WAITING
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later = timezone.now() + timezone.timedelta(hours=1)
    assert mail.deliver(lambda: later) == 1
