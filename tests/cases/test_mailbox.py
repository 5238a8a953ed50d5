"""Letters in the mailbox: each once, in the original, whatever is wrong, until a person decides."""

from __future__ import annotations

import errno
import io
import zipfile
from email.message import EmailMessage

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases.mailbox import fetching
from kaicheng.cases.mailbox.actions import DismissLetter, FileLetter, original
from kaicheng.cases.mailbox.address import mailboxes
from kaicheng.cases.mailbox.fetching import fetch_new
from kaicheng.cases.mailbox.imap import LARGEST, MailboxError
from kaicheng.cases.mailbox.jobs import look
from kaicheng.cases.mailbox.letter import fingerprint, read_letter
from kaicheng.cases.mailbox.work import letters_waiting
from kaicheng.cases.models import Applicant, Case, CaseFile, FileRole, MailboxStatus, MailMessage
from kaicheng.privacy.storage import EncryptedFileStorage
from tests.cases.factories import a_request
from tests.cases.imap_server import Server

pytestmark = pytest.mark.django_db


def a_letter(number: int = 1, text: str = "请公开2025年度城市更新资金安排。", **heads: str) -> bytes:
    message = EmailMessage()
    message["From"] = "申请人甲 <applicant@example.com>"
    message["To"] = "sqgk@example.org"
    message["Subject"] = "政府信息公开申请"
    message["Message-ID"] = f"<{number}@example.com>"
    for name, value in heads.items():
        message[name] = value
    message.set_content(text)
    message.add_attachment(
        b"%PDF-1.4\n%%EOF", maintype="application", subtype="pdf", filename="../../身份说明\u202e.pdf"
    )
    message.set_boundary("one-and-the-same")
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def mailbox(server, bureau):
    (found,) = mailboxes(server.address + bureau.agency.slug)
    return found


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


def fetch(mailbox) -> int:
    return fetch_new(mailbox, timezone.now())


def test_letters__are_fetched_once_and_nothing_in_the_mailbox_changes(server, mailbox):
    content = a_letter()
    server.deliver(content)
    assert [fetch(mailbox), fetch(mailbox)] == [1, 0]
    assert server.fetched == [1]
    row = MailMessage.objects.get()
    assert original(row) == content
    assert (row.sender.reveal(), row.subject.reveal()) == ("applicant@example.com", "政府信息公开申请")
    assert timezone.localtime(row.arrived_at).isoformat() == "2025-11-23T23:30:00+08:00"
    with row.file.storage.storage.open(row.file.name) as stored:
        assert "申请人".encode() not in stored.read() and b"applicant@example.com" not in stored.read()
    said = " ".join(server.commands).upper()
    assert "EXAMINE" in said and "STORE" not in said and "SELECT" not in said
    assert Event.objects.filter(action="cases.mail.fetched").count() == 1


def test_a_server_that_numbers_anew__brings_nothing_twice_and_loses_nothing(server, mailbox):
    server.letters = [(5, a_letter(1)), (9, a_letter(2))]
    assert fetch(mailbox) == 2
    server.uid_validity, server.letters = 2, [(1, a_letter(1)), (2, a_letter(2)), (3, a_letter(3))]
    assert fetch(mailbox) == 1
    assert fetch(mailbox) == 0
    assert server.fetched == [5, 9, 1, 2, 3]


def test_the_same_message_id__does_not_hide_another_letter(server, mailbox):
    server.deliver(a_letter(1))
    server.deliver(a_letter(1, Received="by another server").replace(b"\r\n\r\n", b"\r\n\r\n", 1))
    server.deliver(a_letter(1, text="请公开另一份文件。"))
    fetch(mailbox)
    texts = {read_letter(original(row)).text for row in MailMessage.objects.all()}
    assert len(texts) == 2
    assert MailMessage.objects.count() == 2


def test_a_broken_connection__keeps_what_came_and_goes_on_next_time(server, mailbox, officer):
    for number in range(1, 4):
        server.deliver(a_letter(number))
    server.fault = "hang up at 2"
    with pytest.raises(MailboxError, match="下次接着收"):
        fetch(mailbox)
    assert MailMessage.objects.count() == 1
    items = {item.title for item in letters_waiting(officer, timezone.localdate())}
    assert items == {"申请邮箱有1封来信待处理", "申请邮箱收取失败"}
    server.fault = ""
    assert fetch(mailbox) == 2
    assert MailboxStatus.objects.get().failing_since is None


@pytest.mark.parametrize(("fault", "said"), [("password", "不接受账号"), ("nonsense", "连不上|有误")])
def test_a_server_in_trouble__is_told_to_those_who_must_look_themselves(server, mailbox, fault, said):
    server.fault = fault
    with pytest.raises(MailboxError, match=said):
        fetch(mailbox)
    status = MailboxStatus.objects.get()
    assert status.failing_since is not None
    assert "p@ss" not in f"{status.problem}{status.mailbox}{mailbox!r}"


def test_no_server__does_not_keep_other_mailboxes_waiting(server, bureau, settings):
    server.deliver(a_letter())
    down = "imap://a:b@127.0.0.1:9/INBOX?security=none&agency=" + bureau.agency.slug
    settings.KAICHENG_MAILBOXES = f"{down} {server.address}{bureau.agency.slug}"
    look(timezone.now())
    assert MailMessage.objects.count() == 1
    assert MailboxStatus.objects.filter(failing_since__isnull=False).count() == 1


def test_one_letter_that_cannot_be_given__does_not_stop_the_rest(server, mailbox):
    for number in range(1, 4):
        server.deliver(a_letter(number))
    server.fault = "cannot give 2"
    assert fetch(mailbox) == 3
    assert "给不出" in MailMessage.objects.get(uid=2).problem


@pytest.mark.parametrize("fault", ["gives nothing of 2", "says nothing of 2"])
def test_a_letter_that_the_server_has_and_keeps_to_itself__is_shown_to_a_person(server, mailbox, fault):
    for number in range(1, 4):
        server.deliver(a_letter(number))
    server.fault = fault
    assert fetch(mailbox) == 3
    row = MailMessage.objects.get(uid=2)
    assert "给不出" in row.problem and not row.file
    assert fetch(mailbox) == 0


def test_a_letter_that_is_gone_meanwhile__leaves_nothing_behind(server, mailbox):
    for number in range(1, 4):
        server.deliver(a_letter(number))
    server.fault = "vanishes 2"
    assert fetch(mailbox) == 2
    assert sorted(MailMessage.objects.values_list("uid", flat=True)) == [1, 3]


def test_a_connection_cut_in_the_middle_of_a_letter__keeps_no_half_of_it(server, mailbox):
    for number in range(1, 4):
        server.deliver(a_letter(number))
    server.fault = "cut in 2"
    with pytest.raises(MailboxError, match="下次接着收"):
        fetch(mailbox)
    server.fault = ""
    assert fetch(mailbox) == 2
    assert [original(row) for row in MailMessage.objects.order_by("uid")] == [a_letter(n) for n in (1, 2, 3)]


def test_a_worker_killed_after_keeping_a_letter__does_not_keep_it_twice(server, mailbox, monkeypatch):
    """Between the letter and the note of how far it came, in the order in which they are written."""
    for number in range(1, 3):
        server.deliver(a_letter(number))
    kept = fetching.keep_letter

    def then_killed(*given):
        kept(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(fetching, "keep_letter", then_killed)
    with pytest.raises(KeyboardInterrupt):
        fetch(mailbox)
    assert (MailMessage.objects.count(), MailboxStatus.objects.get().last_uid) == (1, 0)
    monkeypatch.undo()
    assert fetch(mailbox) == 1
    assert sorted(original(row) for row in MailMessage.objects.all()) == [a_letter(1), a_letter(2)]


def test_a_full_disk__is_said_and_the_letter_comes_when_there_is_room(server, mailbox, monkeypatch):
    server.deliver(a_letter())

    def full(*_given, **_named):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(EncryptedFileStorage, "_save", full)
    with pytest.raises(MailboxError, match="存储空间"):
        fetch(mailbox)
    assert "存储空间" in MailboxStatus.objects.get().problem
    monkeypatch.undo()
    assert fetch(mailbox) == 1


def test_a_mailbox_set_back_to_an_earlier_day__loses_neither_the_old_nor_the_new(server, mailbox):
    """A restored server that does not say so: numbers begin again below where we were."""
    server.letters = [(5, a_letter(1)), (6, a_letter(2)), (9, a_letter(3))]
    assert fetch(mailbox) == 3
    server.letters = [(5, a_letter(1)), (6, a_letter(4))]
    assert fetch(mailbox) == 1
    texts = {original(row) for row in MailMessage.objects.all()}
    assert texts == {a_letter(number) for number in (1, 2, 3, 4)}
    assert fetch(mailbox) == 0


def test_a_letter_without_a_day_of_arrival__says_so(server, mailbox):
    server.deliver(a_letter())
    server.date = "2025-02-31"
    assert fetch(mailbox) == 1
    assert "没有给出到达时间" in MailMessage.objects.get().problem


def test_a_huge_letter__is_not_fetched_but_somebody_is_told(server, mailbox):
    server.deliver(a_letter())
    server.claimed_size = LARGEST + 1
    assert fetch(mailbox) == 1
    row = MailMessage.objects.get()
    assert server.fetched == [] and not row.file
    assert "邮件太大" in row.problem
    assert row.sender.reveal() == "applicant@example.com"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\xff\xfe",
        b"Subject: =?utf-8?B?////?=\r\nFrom: =?x?Q?\r\n\r\nbody",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff\xff",  # noqa: E501
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 5000,
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(3000)),
        b"Content-Transfer-Encoding: base64\r\nContent-Type: text/plain\r\n\r\n!!!!",
        b"Content-Disposition: attachment; filename*0*=gb2312''%ff%ff; filename*1=x\r\n\r\nx",
        b"From: " + b"<" * 10000 + b"\r\n\r\nx",
    ],
)
def test_broken_letters__are_read_as_far_as_they_go(raw):
    letter = read_letter(raw)
    assert len(letter.text) <= 20_000
    assert fingerprint(raw) == fingerprint(raw)


def test_chinese_letters_of_all_sorts__are_readable():
    old = (
        b"Subject: =?gb2312?B?0MXPormrv6o=?=\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n"
        + "请公开文件".encode("gbk")
    )
    assert (read_letter(old).subject, read_letter(old).text) == ("信息公开", "请公开文件")
    page = "Content-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>请公开</p><script>alert(1)</script><p>文件&lt;甲&gt;</p>".encode()  # noqa: E501
    assert read_letter(page).text.split() == ["请公开", "文件<甲>"]


def test_a_letter_becomes_a_request_when_a_person_says_so(server, mailbox, officer):
    server.deliver(a_letter())
    fetch(mailbox)
    row = MailMessage.objects.get()
    client = Client()
    client.force_login(officer)
    assert "2025-11-23" in client.get(reverse("cases_mail")).content.decode()
    address = reverse("cases_letter_in", args=[row.pk])
    html = client.get(address).content.decode()
    assert "城市更新资金安排" in html and "身份说明.pdf" in html and "\u202e" not in html
    form = {
        "deed": "register",
        "wanted": "2025年度城市更新资金安排",
        "applicant_kind": "natural_person",
        "name": "申请人甲",
    }
    client.post(address, form)
    assert not Case.objects.exists(), "what the attachment is has to be said"
    form["role_0"] = FileRole.IDENTITY
    response = client.post(address, form)
    case = Case.objects.get()
    assert response.url == reverse("cases_registered", args=[case.pk])
    assert (case.source, case.arrived_on.isoformat(), case.received_date.isoformat()) == (
        "mailbox",
        "2025-11-23",
        "2025-11-23",
    )
    kept = dict(CaseFile.objects.filter(case=case).values_list("role", "name"))
    assert kept == {"message": "邮件原件.eml", "identity": "身份说明.pdf"}
    again = client.post(address, form)
    assert Case.objects.count() == 1 and again.status_code == 200
    assert list(letters_waiting(officer, timezone.localdate())) == []


def test_a_letter_for_a_request_that_is_there__goes_into_its_file(bureau, server, mailbox, officer):
    case = a_request(bureau)
    server.deliver(a_letter())
    fetch(mailbox)
    row = MailMessage.objects.get()
    with pytest.raises(ValidationError, match="没有编号2020-0001"):
        FileLetter(row, "2020-0001", roles={0: FileRole.CORRECTION}, by=officer).execute()
    with pytest.raises(ValidationError, match="请选择附件"):
        FileLetter(row, case.number, by=officer).execute()
    FileLetter(row, case.number, roles={0: FileRole.CORRECTION}, by=officer).execute()
    assert set(CaseFile.objects.values_list("role", flat=True)) == {"message", "correction"}
    assert Applicant.objects.count() == 1


def test_no_request__needs_a_reason(server, mailbox, officer):
    server.deliver(a_letter())
    fetch(mailbox)
    row = MailMessage.objects.get()
    with pytest.raises(ValidationError, match="为什么不是"):
        DismissLetter(row, " ", by=officer).execute()
    DismissLetter(row, "广告", by=officer).execute()
    with pytest.raises(ValidationError, match="已经处理过"):
        DismissLetter(row, "广告", by=officer).execute()
    assert Event.objects.get(action="cases.mail.decided").facts["what"] == "不是申请：广告"


def test_hostile_attachments__stay_in_the_original_only(server, mailbox, officer, bureau):
    message = EmailMessage()
    message["From"], message["Message-ID"] = "a@example.com", "<h@x>"
    message.set_content("申请")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("x", b"\0" * 300_000_000)
    message.add_attachment(bomb.getvalue(), maintype="application", subtype="zip", filename="材料.zip")
    message.add_attachment(
        b"MZ\x90\0" + b"\0" * 60 + b"PE\0\0", maintype="application", subtype="pdf", filename="说明.pdf.exe"
    )
    server.deliver(message.as_bytes().replace(b"\n", b"\r\n"))
    fetch(mailbox)
    case = a_request(bureau)
    FileLetter(MailMessage.objects.get(), case.number, by=officer).execute()
    assert list(CaseFile.objects.values_list("role", flat=True)) == ["message"]


def test_strangers__see_no_letters(server, mailbox):
    from tests.agencies.factories import a_bureau

    server.deliver(a_letter())
    fetch(mailbox)
    row = MailMessage.objects.get()
    client = Client()
    client.force_login(a_bureau().people[Role.DISCLOSURE_OFFICER])
    for name in ("cases_letter_in", "cases_letter_settle", "cases_mail_original"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404, name


@pytest.mark.parametrize(
    "text",
    [
        "http://a:b@c/?agency=x",
        "imaps://a:b@c/INBOX",
        "imaps://c?agency=x",
        "imaps://a:secret@c?agency=x&how=y",
    ],
)
def test_an_address_that_is_none__is_refused_without_its_password(text):
    with pytest.raises(ValueError, match="KAICHENG_MAILBOXES") as refused:
        list(mailboxes(text))
    assert "secret" not in str(refused.value)
