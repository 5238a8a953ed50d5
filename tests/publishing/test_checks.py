"""Checks before publishing: what blocks, what a verdict settles, what the worker looks at, masked copies."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test.utils import override_script_prefix
from django.urls import reverse
from django.utils import timezone
from docx import Document
from PIL import Image
from wagtail.models import Site

from kaicheng import screening
from kaicheng.audit.models import Event
from kaicheng.publishing.actions.masked import MakeMaskedCopy
from kaicheng.publishing.actions.withdraw import Withdraw
from kaicheng.publishing.bodies import render_body
from kaicheng.publishing.checking import copies, findings_of, known
from kaicheng.publishing.checking.attached import AGAIN
from kaicheng.publishing.checking.links import dead_links, leads_somewhere
from kaicheng.publishing.models import Attachment, CheckResult, DocumentPage
from kaicheng.publishing.outlets import Changed
from kaicheng.publishing.public import rightly_public
from kaicheng.publishing.uploads import take_in
from kaicheng.review.models import Opening, Submission
from kaicheng.workbench.worker import Worker
from tests.publishing.factories import BODY, Publisher, a_draft, published, signed_by, submitted

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)
IDENTITY, MOBILE = "330102199003071230", "13800001234"
LEAK = f"<p>联系人张三丰，身份证号{IDENTITY}，手机{MOBILE}。</p>"


def rules(page: DocumentPage, today: dt.date = TODAY) -> dict[str, str]:
    """The rules that speak, with the weight of the worst finding."""
    return {one.rule: one.severity.value for one in reversed(findings_of(page, today))}


def with_file(publisher: Publisher, page: DocumentPage, data: bytes, name: str) -> DocumentPage:
    """The draft with an attachment, saved as another version."""
    kept = take_in(
        ContentFile(data, name=name),
        by=publisher.author,
        agency=publisher.agency,
        at=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC),
    )
    one = Attachment(name=kept.name, digest=kept.digest, size=kept.size, media_type=kept.media_type)
    one.file = kept.file.name
    page.attachments.add(one)
    page.save()
    page.save_revision(user=publisher.author)
    return page


def a_workbook(cells: list[str]) -> bytes:
    file, book = io.BytesIO(), openpyxl.Workbook()
    for cell in cells:
        book.active.append([cell])
    book.save(file)
    return file.getvalue()


def a_word_file(text: str) -> bytes:
    file, document = io.BytesIO(), Document()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def test_lists_in_text_and_file_that_undo_each_others_masks(publisher):
    front, back = "51000019000108****", "510000********0077"
    row = f"<tr><td>姓名</td><td>身份证号</td></tr><tr><td>张*</td><td>{front}</td></tr>"
    page = a_draft(publisher, body=f"<table>{row}</table>")

    def undone(name: str, number: str) -> list[str]:
        with_file(publisher, page, f"姓名\t身份证号\n张*\t{number}".encode(), name)
        return [one.message.zh for one in findings_of(page, TODAY) if "遮法不同" in one.message.zh]

    assert undone("第一批.txt", front) == []
    in_text, in_file = sorted(undone("第二批.txt", back))
    assert "“正文”和“第二批.txt”" in in_text
    assert "“第一批.txt”和“第二批.txt”" in in_file
    assert not any(back in str(row.findings) for row in CheckResult.objects.all())


def submit_page(page: DocumentPage) -> str:
    return reverse("publishing_submit", args=[page.pk])


def test_clean_document__has_nothing_that_blocks(publisher):
    assert "block" not in rules(a_draft(publisher)).values()


@pytest.mark.parametrize(
    "fields",
    [
        {"body": LEAK},
        {"title": f"关于{IDENTITY}的决定"},
        {"summary": f"手机{MOBILE}。"},
        {"subject_terms": f"就业 {IDENTITY}"},
    ],
    ids=["body", "title", "summary", "terms"],
)
def test_leak__in_any_field_blocks(publisher, fields):
    found = rules(a_draft(publisher, fields.pop("title", "通知"), **fields))
    assert "block" in found.values() and found.keys() & {"V01", "V02"}


def test_finding__does_not_tell_the_secret_again(publisher):
    page = a_draft(publisher, body=LEAK)
    findings_of(page, TODAY)
    kept = str(list(CheckResult.objects.values_list("findings", flat=True)))
    assert IDENTITY not in kept and MOBILE not in kept


def test_own_line_and_address__are_no_leaks(publisher):
    publisher.agency.telephone = "0834-2160001（演示）"
    publisher.agency.save()
    page = a_draft(publisher, body=f"{BODY}<p>联系电话：0834-2160001。</p>")
    assert "block" not in rules(page).values()


def test_leak__inside_an_attachment_blocks(publisher):
    page = with_file(publisher, a_draft(publisher), a_word_file(f"身份证号{IDENTITY}"), "名单.docx")
    found = findings_of(page, TODAY)
    assert any(one.rule == "V01" and "名单.docx" in one.where[0].ref for one in found)


def test_file_without_scanner__is_called_unscanned_and_never_clean(publisher):
    page = with_file(publisher, a_draft(publisher), b"plain", "a.txt")
    assert rules(page)["P03"] == "info"


def test_scanner_that_is_away__holds_submission_up(publisher, settings):
    settings.KAICHENG_CLAMAV = "tcp://127.0.0.1:1"
    page = with_file(publisher, a_draft(publisher), b"plain", "a.txt")
    assert rules(page)["P03"] == "block"


def test_late_and_missing_and_dead__are_told(publisher):
    page = a_draft(
        publisher,
        created_date=dt.date(2026, 6, 1),
        topic="",
        body=f'{BODY}<p><a href="/nirgends/">旧文件</a></p><figure><img src="image:000000000000"></figure>',
    )
    found = rules(page)
    assert found["M19"] == "warn" and found["M18"] == "block" and found["M08"] == "block" and "A01" in found


def test_link__to_a_public_page_is_alive(publisher):
    page = published(publisher)
    assert leads_somewhere(page.url)
    assert not leads_somewhere("/kein-solcher-ort/")
    assert leads_somewhere("/sousuo/?q=1") and not leads_somewhere("/files/a.pdf")
    assert not leads_somewhere("/a%00b/"), "what no database can look for is nowhere"


def test_links__to_files_to_the_own_host_and_below_a_prefix_are_followed(publisher, settings):
    page = signed(publisher, with_file(publisher, a_draft(publisher), a_picture(), "现场.png"))
    host = Site.objects.get(is_default_site=True).root_url
    file, column = page.attachments.get().digest[:16], page.get_parent().url
    alive = [
        page.url,
        f"{host}{page.url}",
        f"{page.url}{file}.png",
        f"{page.url}index.html",
        f"{column}list.json",
    ]
    dead = [
        f"{column}申请表.pdf",
        f"{page.url}a.docx",
        f"{host}/weg/",
        f"{page.url}0123456789abcdef.png",
        "/weg/index.html",
        f"{page.url}../weg.html/",
    ]
    away = ["https://www.gov.cn/weg/", "/static/logo.svg", "/sousuo/?q=1"]
    body = "".join(f'<p><a href="{one}">链接</a></p>' for one in [*alive, *dead, *away])
    draft = a_draft(publisher, "有链接的通知", body=body)
    assert [link.address for link in dead_links(draft)] == dead
    with override_script_prefix("/zwgk/"):
        assert page.url.startswith("/zwgk/")
        assert leads_somewhere(page.url) and not leads_somewhere("/zwgk/weg/")
        assert leads_somewhere("/weg/"), "what lies outside the prefix belongs to the site around this one"


def test_paper_of_somebody_else__needs_the_address_where_it_is_public(publisher):
    """A cut-off mark cannot be seen in a text: so the writer is asked where it comes from."""
    own = rules(a_draft(publisher, "本机关的通知", origin="own"))
    unsaid = rules(a_draft(publisher, "没有说来源的通知", origin=""))
    copied = rules(a_draft(publisher, "转发上级的通知", origin="superior"))
    public = rules(
        a_draft(publisher, "转发公开的通知", origin="superior", origin_url="https://www.gov.cn/zhengce/1.htm")
    )
    assert [found.get("V16") for found in (own, unsaid, copied, public)] == [None, "block", "block", None]


def test_copy__of_a_public_text_is_told_and_gone_with_it(publisher):
    text = "".join(
        f"<p>第{number}条　用人单位招用毕业年度高校毕业生并缴纳社会保险满{number}个月的，"
        f"按规定给予补贴{number}项，申请人向参保地经办机构提出申请并提交第{number}号材料。</p>"
        for number in range(30)
    )
    first = published(publisher, "补贴办法", body=text)
    copies.outlet([Changed(first.pk, first.url_path)])
    second = a_draft(publisher, "又一份", body=text)
    assert "补贴办法" in next(one.message.zh for one in findings_of(second, TODAY) if one.rule == "K01")
    assert "K01" not in rules(first)
    Withdraw(first, by=publisher.leader, reason="有误").execute()
    copies.outlet([Changed(first.pk, first.url_path)])
    second.body += "<p>另有一句。</p>"
    assert "K01" not in rules(second)


def test_result__is_kept_for_the_same_words_and_looked_for_anew_for_others(
    publisher, django_assert_num_queries
):
    page = a_draft(publisher)
    findings_of(page, TODAY)
    kept = CheckResult.objects.count()
    findings_of(page, TODAY)
    assert CheckResult.objects.count() == kept
    page.body = LEAK
    assert "V01" in rules(page)


@pytest.mark.django_db(transaction=True)  # a worker closes its connection at the end
def test_large_file__is_checked_by_the_worker_and_submission_waits(client, publisher, settings):
    settings.KAICHENG_CHECK_AT_ONCE_BYTES = 10
    page = with_file(publisher, a_draft(publisher), f"身份证号{IDENTITY}".encode(), "大.txt")
    client.force_login(publisher.author)
    shown = client.get(submit_page(page)).content.decode()
    assert "正在后台检查" in shown and 'value="submit"' not in shown
    client.post(submit_page(page), {"act": "submit"})
    assert not Submission.objects.exists()
    assert "已完成0%" in shown
    CheckResult.objects.filter(done=False).update(progress=45)
    assert "已完成45%" in client.get(submit_page(page)).content.decode()
    Worker().once()
    assert max(CheckResult.objects.values_list("progress", flat=True)) >= 50, "the worker says how far it is"
    shown = client.get(submit_page(page)).content.decode()
    assert "正在后台检查" not in shown and "大.txt" in shown


@pytest.mark.django_db(transaction=True)
def test_large_file_that_cannot_be_checked_now__says_why_and_is_looked_at_again(publisher, settings):
    settings.KAICHENG_CHECK_AT_ONCE_BYTES = 10
    settings.KAICHENG_CLAMAV = "tcp://127.0.0.1:1"
    page = with_file(publisher, a_draft(publisher), b"plain " * 10, "大.txt")
    assert rules(page)["P01"] == "block"
    Worker().once()
    assert rules(page)["P03"] == "block" and "P01" not in rules(page)
    stored_file = page.attachments.get()
    storages["private"].delete(stored_file.file.name)
    CheckResult.objects.filter(done=False).update(asked_at=timezone.now() - AGAIN * 2)
    findings_of(page, TODAY)
    Worker().once()
    assert rules(page)["P05"] == "block"


def test_blocked__cannot_be_sent_and_is_told_why(client, publisher):
    page = a_draft(publisher, body=LEAK)
    client.force_login(publisher.author)
    shown = client.get(submit_page(page)).content.decode()
    said, _mark, _own_text = shown.partition("<details")  # below stands the text as the author wrote it
    assert "必须改正" in said and IDENTITY not in said and 'value="submit"' not in shown
    assert "必须改正的问题" in client.post(submit_page(page), {"act": "submit"}).content.decode()
    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)  # an answer that streams a file closes the connection
def test_masked_copy__goes_on_and_the_original_stays_with_the_office(client, publisher):
    page = with_file(
        publisher, a_draft(publisher, body=LEAK), a_word_file(f"张三丰，身份证号{IDENTITY}"), "表.docx"
    )
    client.force_login(publisher.author)
    answer = client.post(submit_page(page), {"act": "mask"}, follow=True)
    copy = DocumentPage.objects.get(masked_from=page)
    assert IDENTITY not in copy.body and MOBILE not in copy.body and "330102********1230" in copy.body
    assert copy.attachments.count() == 1 and copy.attachments.get().digest != page.attachments.get().digest
    assert "脱敏稿已经生成" in answer.content.decode()
    assert Event.objects.filter(action="publishing.document.masked_copy_made").exists()
    submitted(publisher, copy)
    # The original
    page.refresh_from_db()
    assert page.restricted and rules(page)["P02"] == "block"
    digest = page.attachments.get().digest
    file = reverse("publishing_attachment", args=[page.pk, digest])
    opened = client.get(file)
    assert opened.status_code == 200
    opened.close()
    client.force_login(publisher.leader)
    assert client.get(file).status_code == 403
    listed = client.get(f"{reverse('publishing_mine')}?shei=agency").context["rows"]
    assert [row.page.pk for row in listed] == [copy.pk]


def test_masked_copy__brings_workbooks_along(publisher):
    page = with_file(publisher, a_draft(publisher), a_workbook(["身份证号", IDENTITY]), "名单.xlsx")
    copy = MakeMaskedCopy(page, by=publisher.author).execute()
    assert (copy.left_out, copy.places) == ((), 1)
    with copy.page.attachments.get().file.open() as file:
        sheet = openpyxl.load_workbook(file).active
        assert [row[0].value for row in sheet] == ["身份证号", "330102********1230"]
    submitted(publisher, copy.page)


def test_reason__for_a_warning_is_kept_and_not_asked_again(client, publisher):
    page = a_draft(publisher, created_date=dt.date(2026, 6, 1))
    client.force_login(publisher.author)
    warning = next(one for one in page.review_findings() if one.rule == "M19")
    given = {"act": "verdict", "fingerprint": warning.fingerprint, "reason": "补发"}
    client.post(submit_page(page), given)
    shown = client.get(submit_page(page)).content.decode()
    assert "核实：不成立，补发" in shown


def test_picture__with_its_place_in_the_camera_is_told(publisher):
    file = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (27.0, 53.0, 0.0), 3: "E", 4: (102.0, 15.0, 0.0)})
    Image.new("RGB", (8, 8)).save(file, "JPEG", exif=exif)
    page = with_file(publisher, a_draft(publisher), file.getvalue(), "现场.jpg")
    assert any(one.rule.startswith("V") for one in findings_of(page, TODAY))


def test_submission__of_a_document_with_findings_that_only_warn_goes_through(publisher):
    page = a_draft(publisher, created_date=dt.date(2026, 6, 1))
    assert submitted(publisher, page).pk


def test_body__does_not_say_the_title_again_and_shows_no_picture_that_is_not_there(publisher):
    page = a_draft(
        publisher,
        "稳岗办法",
        body='<p class="doc-title">稳岗办法</p>\n<p>正文。</p>\n'
        '<figure><img src="image:0123456789ab"></figure>',
    )
    assert render_body(page, lambda one: "/x").strip() == "<p>正文。</p>"
    page.title = "另一个标题"
    assert "稳岗办法" in render_body(page, lambda one: "/x")


def test_words_of_a_picture__are_screened_and_signed(publisher):
    page = with_file(publisher, a_draft(publisher), a_picture(), "现场.png")
    picture = page.attachments.get()
    picture.alt = f"张三丰，身份证号{IDENTITY}"
    page.attachments.add(picture)
    assert rules(page)["V01"] == "block"
    copy = MakeMaskedCopy(saved(publisher, page, picture), by=publisher.author).execute().page
    assert IDENTITY not in copy.attachments.get().alt
    page = with_file(publisher, a_draft(publisher, "公开的通知"), a_picture(), "现场.png")
    picture = page.attachments.get()
    picture.alt = "施工现场"
    public = signed(publisher, saved(publisher, page, picture))
    assert rightly_public(public)
    Attachment.objects.filter(page=public).update(alt="换掉的文字")
    assert not rightly_public(DocumentPage.objects.get(pk=public.pk))


def test_signatures_of_before_pictures_words_were_signed__still_hold(publisher, monkeypatch):
    page = with_file(publisher, a_draft(publisher), a_picture(), "现场.png")
    picture = page.attachments.get()
    picture.alt = "施工现场"
    page = saved(publisher, page, picture)
    with monkeypatch.context() as before:
        formula = DocumentPage.signed_content

        def without_words(page: DocumentPage) -> dict[str, object]:
            files = [
                {name: one[name] for name in ("name", "role", "digest")}
                for one in formula(page)["attachments"]
            ]
            return {**formula(page), "attachments": files}

        before.setattr(DocumentPage, "signed_content", without_words)
        before.setattr(DocumentPage, "earlier_contents", lambda page: ())
        public = signed(publisher, page)
    assert rightly_public(DocumentPage.objects.get(pk=public.pk))
    public = DocumentPage.objects.get(pk=public.pk)
    public.save()  # nothing has changed: not refused
    assert not rightly_public(changed_body(public))


def a_picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


def saved(publisher: Publisher, page: DocumentPage, picture: Attachment) -> DocumentPage:
    """The draft with the picture as it is now, as its author saves it."""
    page.attachments.add(picture)
    page.save()
    page.save_revision(user=publisher.author)
    return DocumentPage.objects.get(pk=page.pk)


def signed(publisher: Publisher, page: DocumentPage) -> DocumentPage:
    """Opened, judged and signed by everybody."""
    for user in (publisher.head, publisher.leader):
        for file in page.review_files():
            Opening.objects.get_or_create(user=user, digest=file.digest, defaults={"at": timezone.now()})
    signed_by(submitted(publisher, page), publisher.head, publisher.leader)
    return DocumentPage.objects.get(pk=page.pk)


def changed_body(page: DocumentPage) -> DocumentPage:
    DocumentPage.objects.filter(pk=page.pk).update(body="<p>换掉</p>")
    return DocumentPage.objects.get(pk=page.pk)


def test_rules__are_other_rules_when_a_list_or_a_pattern_changes(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "words.yaml").write_text("- 机密")
    (tmp_path / "numbers.py").write_text("ID = 18")
    seen = {known.digest_below(tmp_path)}
    (tmp_path / "numbers.py").write_text("ID = 15")
    seen.add(known.digest_below(tmp_path))
    (tmp_path / "data" / "words.yaml").write_text("- 绝密")
    seen.add(known.digest_below(tmp_path))
    (tmp_path / "data" / "more.yaml").write_text("")
    seen.add(known.digest_below(tmp_path))
    assert len(seen) == 4
    assert known.rules() == known.digest_below(Path(screening.__file__).parent)
