"""What is given with a request is kept with it or held for the next try, and is never half there."""

from __future__ import annotations

import errno
import io
import zipfile

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions import intake
from kaicheng.cases.models import Case, CaseFile, DraftFile, FileRole
from tests.cases.test_pages import filled

pytestmark = pytest.mark.django_db


def picture(name: str = "申请书.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"\x89PNG\r\n\x1a\n" + name.encode() * 9)


@pytest.fixture
def officer(bureau, client):
    client.force_login(bureau.people[Role.DISCLOSURE_OFFICER])
    return client


def contents(case: Case) -> dict[str, tuple[str, bytes]]:
    found = {}
    for file in CaseFile.objects.filter(case=case):
        with file.file.open() as stored:
            found[file.name] = (file.role, stored.read())
    return found


def test_files__come_into_the_case_with_it(officer):
    answer = officer.post(
        reverse("cases_intake"),
        filled(
            envelope=picture("信封.png"),
            papers=[picture("一.png"), picture("二.png")],
            identity=picture("证件.png"),
        ),
    )
    assert answer.status_code == 302
    assert {name: role for name, (role, _data) in contents(Case.objects.get()).items()} == {
        "信封.png": FileRole.ENVELOPE,
        "一.png": FileRole.REQUEST,
        "二.png": FileRole.REQUEST,
        "证件.png": FileRole.IDENTITY,
    }
    assert not DraftFile.objects.exists()


def test_form_with_something_missing__keeps_what_was_typed_and_the_files(officer):
    answer = officer.post(reverse("cases_intake"), filled(name="", papers=picture("申请书.png")))
    html = answer.content.decode()
    assert not Case.objects.exists()
    assert "申请书.png" in html
    assert "2025年度工伤保险基金支出情况" in html
    assert DraftFile.objects.get().name.reveal() == "申请书.png"
    assert officer.post(reverse("cases_intake"), filled()).status_code == 302
    role, data = contents(Case.objects.get())["申请书.png"]
    assert (role, data) == (FileRole.REQUEST, picture("申请书.png").read())


def test_file_that_was_a_mistake__is_taken_back_before_registering(officer):
    officer.post(reverse("cases_intake"), filled(name="", papers=[picture("对.png"), picture("错.png")]))
    wrong = next(one for one in DraftFile.objects.all() if one.name.reveal() == "错.png")
    officer.post(reverse("cases_intake"), filled(drop=str(wrong.pk)))
    assert list(contents(Case.objects.get())) == ["对.png"]


def test_form_of_somebody_else__does_not_give_its_files(officer, bureau):
    officer.post(reverse("cases_intake"), filled(name="", papers=picture("申请书.png")))
    other = Client()
    other.force_login(bureau.people[Role.REGISTRAR])
    assert "申请书.png" not in other.post(reverse("cases_intake"), filled(name="")).content.decode()


def test_full_disk__is_told_with_nothing_half_made(officer, monkeypatch):
    def full(*_given: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full)
        answer = officer.post(reverse("cases_intake"), filled(papers=picture()))
    assert answer.status_code == 503
    html = answer.content.decode()
    assert "存储空间满了" in html
    assert "2025年度工伤保险基金支出情况" in html
    assert not Case.objects.exists()
    assert not CaseFile.objects.exists()
    assert officer.post(reverse("cases_intake"), filled(papers=picture())).status_code == 302
    assert len(contents(Case.objects.get())) == 1


def test_database_in_trouble__leaves_the_files_for_the_next_try(officer, monkeypatch):
    def broken(*_given: object) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "refresh", broken)
        answer = officer.post(reverse("cases_intake"), filled(papers=picture()))
    assert answer.status_code == 503
    assert not Case.objects.exists()
    assert officer.post(reverse("cases_intake"), filled()).status_code == 302
    assert list(contents(Case.objects.get())) == ["申请书.png"]


def test_too_much_at_once__is_refused_before_it_is_read(officer):
    answer = officer.post(
        reverse("cases_intake"), filled(papers=picture()), CONTENT_LENGTH=str(200 * 1024 * 1024)
    )
    assert answer.status_code == 413
    assert "分几次加入文件" in answer.content.decode()


def test_forged_form__is_refused(bureau):
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(bureau.people[Role.DISCLOSURE_OFFICER])
    assert forger.post(reverse("cases_intake"), filled()).status_code == 403
    assert not Case.objects.exists()


def test_document_with_macros__is_refused_from_staff_as_from_applicants(officer):
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr("word/vbaProject.bin", b"x")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "_VBA_PROJECT".encode("utf-16-le")
    for name, data in (("申请表.docx", pack.getvalue()), ("申请表.doc", old)):
        form = filled(papers=SimpleUploadedFile(name, data))
        assert "里有宏" in officer.post(reverse("cases_intake"), form).content.decode()
    assert not Case.objects.exists() and not DraftFile.objects.exists()
