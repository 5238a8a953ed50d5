"""Writing a document: the editor with its defaults, the body, attachments, and who sees what."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from kaicheng.agencies.roles import Role
from kaicheng.publishing.bodies import render_body
from kaicheng.publishing.models import DocumentPage, Upload
from kaicheng.review.models import Submission
from tests.agencies.factories import somebody
from tests.publishing.factories import BODY, Publisher, a_draft, a_publisher, published, submitted

pytestmark = pytest.mark.django_db


def png(colour: str = "red") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return file.getvalue()


def form(publisher: Publisher, files: int = 0, **fields: object) -> dict[str, object]:
    """What the editor posts."""
    rows = {"attachments": files, "issuers": 0, "comments": 0}
    return {
        **{f"{name}-TOTAL_FORMS": count for name, count in rows.items()},
        **{f"{name}-INITIAL_FORMS": 0 for name in rows},
        "title": "关于做好稳岗就业工作的通知",
        "kind": "notice",
        "office": publisher.office.pk,
        "body": BODY,
        "topic": "labour",
        "genre": "notice",
        "attribute": "proactive",
        "origin": "own",
        "item": "art20_11",
        "created_date": "2026-11-02",
        **fields,
    }


def add_address(publisher: Publisher) -> str:
    return reverse("wagtailadmin_pages:add", args=["publishing", "documentpage", publisher.column().pk])


def new(client: object, publisher: Publisher, **given: object) -> DocumentPage:
    """A document written in the editor."""
    answer = client.post(add_address(publisher), form(publisher, **given))  # type: ignore[attr-defined]
    assert answer.status_code == 302, answer.context["form"].errors
    return DocumentPage.objects.order_by("pk").last()


def test_editor__opens_with_what_is_known_already(client, publisher):
    a_draft(publisher, topic="health", genre="opinion", kind="notice")
    client.force_login(publisher.author)
    page = client.get(reverse("publishing_begin"))
    assert page.context["form"].fields["column"].initial == publisher.column().pk
    chosen = {"column": publisher.column().pk, "kind": "notice", "office": publisher.office.pk}
    answer = client.post(reverse("publishing_begin"), chosen)
    editor = client.get(answer["Location"]).context["form"]
    assert editor["office"].value() == publisher.office.pk
    assert editor["topic"].value() == "health" and editor["genre"].value() == "opinion"
    assert editor["item"].value() == "art20_11" and editor["kind"].value() == "notice"


def test_saved__to_submit_leads_to_the_checks_and_to_review(client, publisher):
    client.force_login(publisher.author)
    answer = client.post(add_address(publisher), form(publisher, **{"action-to-review": "1"}))
    page = DocumentPage.objects.get()
    assert (page.first_author, page.agency, page.live) == (publisher.author, publisher.agency, False)
    assert answer["Location"] == reverse("publishing_submit", args=[page.pk])
    shown = client.get(answer["Location"]).content.decode()
    assert "分管领导" in shown and "送审" in shown
    client.post(answer["Location"], {"act": "submit"})
    assert Submission.objects.get().by == publisher.author


def test_editor__offers_nothing_that_publishes(client, publisher):
    page = a_draft(publisher)
    client.force_login(publisher.author)
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "保存并送审" in shown and "action-publish" not in shown and "action-submit" not in shown


def test_body__is_cleaned_whatever_is_posted(client, publisher):
    client.force_login(publisher.author)
    hostile = (
        '<p class="MsoNormal" style="color:red">正文</p><script>alert(1)</script><img src=x onerror=alert(1)>'
    )
    page = new(client, publisher, body=hostile)
    assert "script" not in page.body and "onerror" not in page.body and "style" not in page.body
    assert "正文" in page.body


@pytest.mark.django_db(transaction=True)  # an answer that streams a file closes the connection
def test_pasted_picture__is_kept_with_the_document_and_only_as_long_as_the_body_shows_it(client, publisher):
    client.force_login(publisher.author)
    answer = client.post(
        reverse("publishing_picture_upload"), {"file": SimpleUploadedFile("图.png", png(), "image/png")}
    ).json()
    body = f'<p>现场：</p><figure><img src="{answer["source"]}" alt="招聘会现场"></figure>'
    page = new(client, publisher, body=body)
    picture = page.attachments.get()
    assert (picture.role, picture.alt, picture.media_type) == ("picture", "招聘会现场", "image/png")
    assert f'src="/x/{picture.digest}"' in render_body(page, lambda one: f"/x/{one.digest}")
    shown = client.get(reverse("publishing_picture", args=[picture.digest[:12]]))
    assert b"".join(shown.streaming_content) == png()
    shown.close()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(edit, form(publisher, body="<p>没有图了。</p>"))
    assert DocumentPage.objects.get(pk=page.pk).attachments.count() == 0


def test_paste__comes_back_clean_with_its_table(client, publisher):
    client.force_login(publisher.author)
    rows = "<tr><td>姓名</td><td>分数</td></tr><tr><td>甲</td><td>1</td></tr>"
    word = f"<html><body><table class=MsoTable>{rows}</table>"
    sent = SimpleUploadedFile("html", word.encode(), "text/html")
    answer = client.post(reverse("publishing_paste"), {"html": sent}).json()
    assert answer["html"].count("<tr>") == 2 and "Mso" not in answer["html"]


def test_attachment__is_typed_by_content_and_not_lost_by_an_error_elsewhere(client, publisher):
    client.force_login(publisher.author)
    file = SimpleUploadedFile("..\\名单.docx", "一、名单".encode(), "application/x-anything")
    rows = {"attachments-0-file": file, "attachments-0-role": "attachment", "attachments-0-name": ""}
    first = client.post(add_address(publisher), form(publisher, 1, title="", **rows))
    kept = Upload.objects.get()
    assert first.status_code == 200 and kept.digest in first.content.decode()
    assert (kept.name, kept.media_type, kept.scan) == ("名单.docx", "text/plain", "unscanned")
    again = {
        "attachments-0-file-kept": kept.digest,
        "attachments-0-role": "attachment",
        "attachments-0-name": "",
    }
    page = new(client, publisher, files=1, **again)
    one = page.attachments.get()
    assert (one.name, one.digest, one.size) == ("名单.docx", kept.digest, kept.size)


def test_attachment__of_a_public_document_survives_every_further_version(client, publisher):
    """A draft of what is public keeps its attachments in the version alone, without rows of their own."""
    page = published(publisher)
    client.force_login(publisher.author)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    file = SimpleUploadedFile("表.txt", "附表".encode())
    client.post(edit, form(publisher, 1, **{"attachments-0-file": file, "attachments-0-role": "attachment"}))
    digest = DocumentPage.objects.get(pk=page.pk).get_latest_revision_as_object().attachments.get().digest
    assert DocumentPage.objects.get(pk=page.pk).attachments.count() == 0
    rows = {
        "attachments-0-file-kept": digest,
        "attachments-0-role": "attachment",
        "attachments-INITIAL_FORMS": 1,
    }
    client.post(edit, form(publisher, 1, title="改了标题", **{"attachments-0-id": "", **rows}))
    version = DocumentPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (version.title, version.attachments.get().digest) == ("改了标题", digest)


def test_related__is_found_by_number_among_the_own_public_documents(client, publisher):
    policy = published(publisher, "稳岗办法", kind="official", document_number="西人社发〔2026〕3号")
    client.force_login(publisher.author)
    page = new(client, publisher, **{"interprets-more": "西人社发〔2026〕3号"})
    assert list(page.interprets.all()) == [policy]
    refused = client.post(add_address(publisher), form(publisher, **{"interprets-more": "别家的文件"}))
    assert "本机关公开的信息里没有" in refused.content.decode()


def test_office__is_one_for_which_the_writer_writes(client, publisher):
    client.force_login(publisher.author)
    refused = client.post(add_address(publisher), form(publisher, office=publisher.other_office.pk))
    assert refused.status_code == 200 and "office" in refused.context["form"].errors


def test_list__shows_where_each_stands_and_asks_no_more_for_more(
    client, publisher, django_assert_max_num_queries
):
    client.force_login(publisher.author)
    a_draft(publisher, "草稿一")
    submitted(publisher, a_draft(publisher, "在审的"))
    published(publisher, "公开的")
    address = reverse("publishing_mine")
    page = client.get(address)
    assert {row.page.draft_title: row.state for row in page.context["rows"]} == {
        "草稿一": "draft",
        "在审的": "reviewing",
        "公开的": "public",
    }
    assert [row.page.title for row in client.get(f"{address}?zhuangtai=public").context["rows"]] == ["公开的"]
    assert [row.page.title for row in client.get(f"{address}?q=草稿%00").context["rows"]] == ["草稿一"]
    assert client.get(f"{address}?keshi=²").status_code == 200, "a digit that is no number"
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(10):
        a_draft(publisher, f"再写的{number}")
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(address).context["rows"]) == 13


def test_list__as_a_workbook_holds_no_formulas(client, publisher):
    a_draft(publisher, "=HYPERLINK(1)")
    client.force_login(publisher.author)
    answer = client.get(f"{reverse('publishing_mine')}?xiazai=1")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet["A"]] == ["标题", "'=HYPERLINK(1)"]


def test_others__see_neither_drafts_nor_pictures_nor_the_tree(client, publisher):
    page = a_draft(publisher)
    stranger = a_publisher()
    client.force_login(stranger.author)
    assert client.get(reverse("publishing_submit", args=[page.pk])).status_code == 404
    assert client.get(reverse("publishing_mine") + "?shei=agency").context["rows"] == []
    found = client.get(f"/gongzuo/api/main/pages/?search={page.title}")
    assert page.title not in found.content.decode()
    listed = client.get(f"/gongzuo/api/main/pages/?child_of={publisher.column().pk}")
    assert page.title not in listed.content.decode()
    for address in (
        reverse("wagtailadmin_explore", args=[publisher.column().pk]),
        f"{reverse('wagtailadmin_pages:search')}?q=稳岗",
        f"{reverse('wagtailadmin_choose_page')}?q=稳岗",
        f"{reverse('wagtailadmin_choose_page_child', args=[publisher.column().pk])}",
    ):
        assert page.title not in client.get(address).content.decode(), address


def test_writer__finds_the_own_tree_in_the_cms(client, publisher):
    page = a_draft(publisher)
    client.force_login(publisher.author)
    listed = client.get(reverse("wagtailadmin_explore", args=[publisher.column().pk]))
    assert page.title in listed.content.decode()
    assert client.get(reverse("wagtailadmin_explore", args=[publisher.home.pk])).status_code == 200


def test_leader__withdraws_on_a_page_with_a_reason(client, publisher):
    page = published(publisher)
    client.force_login(publisher.leader)
    address = reverse("publishing_withdraw", args=[page.pk])
    assert DocumentPage.objects.get(pk=page.pk).live
    client.post(address, {"reason": "附件有误"})
    assert not DocumentPage.objects.get(pk=page.pk).live
    client.force_login(publisher.author)
    assert client.get(address).status_code == 403


def test_repeal__is_recorded_on_a_page(client, publisher):
    page = published(publisher, kind="official", document_number="西人社发〔2026〕3号")
    client.force_login(publisher.head)
    given = {"kind": "abolished", "on": dt.date(2026, 11, 20).isoformat(), "basis": "西人社发〔2026〕8号"}
    client.post(reverse("publishing_validity", args=[page.pk]), given)
    assert DocumentPage.objects.get(pk=page.pk).validity == "abolished"


def test_home__counts_what_the_office_has_published(client, publisher):
    published(publisher)
    client.force_login(publisher.author)
    shown = client.get("/gongzuo/").content.decode()
    assert f"{publisher.office.name}本季度公开（其中本月1件）" in shown


def test_leader__who_does_not_write_is_not_offered_it(client, publisher):
    reader = somebody(Role.ARCHIVIST, publisher.agency)
    client.force_login(reader)
    assert client.get(reverse("publishing_begin")).status_code == 403
    assert "写一条信息" not in client.get(reverse("publishing_mine")).content.decode()


def test_explorer__asks_as_much_for_a_long_list_as_for_a_short_one(client, publisher):
    for number in range(3):
        a_draft(publisher, f"草稿{number}")
    client.force_login(publisher.people[Role.DISCLOSURE_OFFICER])
    address = reverse("wagtailadmin_explore", args=[publisher.column().pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(3, 15):
        a_draft(publisher, f"草稿{number}")
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).text.count("草稿") >= 15
    assert len(many) <= len(few) <= 60
