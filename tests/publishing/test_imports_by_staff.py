"""An officer brings the old site along: upload, mapping, every row looked at; a leader confirms it."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import hashlib
import io
import json
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from kaicheng.agencies.permissions import Denied
from kaicheng.agencies.roles import Role
from kaicheng.publishing.bodies import source_of
from kaicheng.publishing.importing import running
from kaicheng.publishing.importing.handed_in import opened
from kaicheng.publishing.importing.reading import UnreadableSource
from kaicheng.publishing.importing.running import ConfirmImport, ReturnImport, carry_out, prepare
from kaicheng.publishing.importing.work import to_confirm
from kaicheng.publishing.models import ColumnPage, DocumentPage, ImportBatch
from kaicheng.publishing.public import rightly_public
from tests.agencies.factories import somebody
from tests.publishing.factories import Publisher, a_publisher

pytestmark = pytest.mark.django_db
HEADINGS = ["文章标题", "发布日期", "内容", "频道", "网址"]


def a_table(*rows: list[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADINGS, *rows])
    return stream.getvalue().encode()


def a_row(number: int, channel: str = "工作动态", day: str = "2019-05-20") -> list[str]:
    return [
        f"第{number}期简报",
        day,
        f"<p>第{number}期内容。</p>",
        channel,
        f"http://old.example/{number}.html",
    ]


@pytest.fixture
def officer(publisher: Publisher, client):
    client.force_login(publisher.people[Role.DISCLOSURE_OFFICER])
    return client


def uploaded(client, publisher: Publisher, data: bytes, name: str = "列表.csv"):
    """The page of the mapping, or the form with what is wrong."""
    given = {"agency": publisher.agency.pk, "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("publishing_imports"), given)


def column_of(name: str) -> str:
    """The field in which a column of the source is mapped."""
    return f"column_{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def started(client, where: str, **changes: str):
    """Started with the mapping as the page proposes it, but for ``changes``."""
    form = client.get(where).context["form"]
    return client.post(where, {**form.initial_values(), **changes, "act": "start"})


def prepared(batch: ImportBatch) -> ImportBatch:
    """Every row looked at by the worker."""
    prepare.call(batch.pk)
    return ImportBatch.objects.get(pk=batch.pk)


def brought(publisher: Publisher) -> ImportBatch:
    """The only import, looked at, confirmed by the leader and carried out."""
    batch = prepared(ImportBatch.objects.get())
    ConfirmImport(batch, seen=batch.rows_digest, by=publisher.leader).execute()
    carry_out.call(batch.pk)
    return ImportBatch.objects.get()


def test_upload__is_mapped_looked_at_confirmed_by_another_and_imported(
    officer, publisher, client, django_capture_on_commit_callbacks
):
    data = a_table(a_row(1), a_row(2, "公示"), a_row(3, day="不知道"))
    where = uploaded(officer, publisher, data).url
    assert officer.get(where).context["look"].found.ready == 0, "nobody knows yet what 文章标题 is"
    form = officer.get(where).context["form"]
    assert [name for name, _count in officer.get(where).context["look"].columns] == []
    given = {**form.initial_values(), "name_title": "文章标题", "name_column": "频道", "act": "look"}
    looked = officer.post(where, given).context["look"]
    assert (looked.found.ready, [one.where for one in looked.found.problems]) == (2, ["第4行"])
    given |= {"act": "start", column_of("公示"): "zhudong/minsheng"}
    with django_capture_on_commit_callbacks():
        after = officer.post(where, given)
    batch = ImportBatch.objects.get()
    assert after.url == reverse("publishing_import", args=[batch.pk])
    assert "正在后台逐条检查" in officer.get(after.url).text
    prepare.call(batch.pk)
    shown = officer.get(after.url).text
    assert "等别人确认" in shown and "第2期简报" in shown and "第4行" in shown
    assert "看过了，确认导入" not in shown
    assert not DocumentPage.objects.exists()
    carry_out.call(batch.pk)
    assert not DocumentPage.objects.exists(), "nobody has confirmed it"
    client.force_login(publisher.leader)
    assert [one.title for one in to_confirm(publisher.leader, dt.date.today())] == [
        "确认从“列表.csv”导入2条信息"
    ]
    assert officer.get(reverse("publishing_import_source", args=[batch.pk])).getvalue() == data
    seen = ImportBatch.objects.get().rows_digest
    with django_capture_on_commit_callbacks():
        client.post(after.url, {"act": "confirm", "seen": seen})
    carry_out.call(batch.pk)
    shown = client.get(after.url).text
    assert "系统启用前已经公开" in shown
    assert "第4行" in shown
    assert publisher.column().get_children().get().title == "第2期简报"
    page = DocumentPage.objects.get(title="第1期简报")
    assert rightly_public(page)
    assert page.mark == "before"
    assert Redirect.objects.get(old_path="/1.html").redirect_page_id == page.pk
    batch.refresh_from_db()
    assert (batch.count, batch.left_out, batch.file.name) == (2, 1, "")
    carry_out.call(batch.pk)
    assert DocumentPage.objects.count() == 2


def test_columns_of_the_source__go_where_the_officer_says(officer, publisher):
    rows = [
        {"标题": f"第{n}期", "发布日期": "2020-01-02", "栏目": name}
        for n, name in enumerate(["简报", "公示", "公示"])
    ]
    where = uploaded(officer, publisher, json.dumps(rows).encode(), "a.json").url
    columns = officer.get(where).context["look"].columns
    assert columns == [("公示", 2), ("简报", 1)]
    started(officer, where, **{column_of("公示"): "zhudong/minsheng"})
    brought(publisher)
    assert [one.title for one in publisher.column().get_children()] == ["第1期", "第2期"]
    assert publisher.column("art20_15").get_children().count() == 1


def test_same_file__is_not_imported_twice_and_one_that_failed_goes_on(officer, publisher):
    data = a_table(a_row(1))
    started(officer, uploaded(officer, publisher, data).url, name_title="文章标题")
    batch = ImportBatch.objects.get()
    again = started(officer, uploaded(officer, publisher, data).url, name_title="文章标题")
    assert again.url == reverse("publishing_imports")
    ImportBatch.objects.filter(pk=batch.pk).update(failure="磁盘满了")
    started(officer, uploaded(officer, publisher, data).url, name_title="文章标题")
    assert ImportBatch.objects.get().failure == ""
    brought(publisher)
    assert DocumentPage.objects.count() == 1


def test_index_number_that_is_taken__is_given_anew(officer, publisher):
    rows = [
        {"标题": f"第{n}期", "发布日期": "2020-01-02", "索引号": "000013338/2020-00009"} for n in range(2)
    ]
    started(officer, uploaded(officer, publisher, json.dumps(rows).encode(), "a.json").url)
    brought(publisher)
    numbers = set(DocumentPage.objects.values_list("index_number", flat=True))
    assert numbers == {"000013338/2020-00009", "000013338/2020-00001"}


def test_zip_of_saved_pages__is_read_and_names_lead_nowhere_else():
    page = (
        "<html><head><title>通知</title><meta name='PubDate' content='2020-03-04'></head>"
        "<body><div><p>正文。</p></div></body></html>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a/1.html", page)
        archive.writestr("../../outside.html", page)
        archive.writestr("a/style.css", "x")
    with opened(stream.getvalue(), "网页.zip") as records:
        found = list(records)
    assert [one.values["url"] for one in found] == ["/a/1.html", "/outside.html"]
    assert {one.values["title"] for one in found} == {"通知"}


@pytest.mark.parametrize(
    ("name", "data"), [("x.zip", b"PK broken"), ("x.exe", b"MZ"), ("x.json", b"{"), ("x.xml", b"<")]
)
def test_what_cannot_be_read__is_said_at_the_file(officer, publisher, name, data):
    answer = uploaded(officer, publisher, data, name)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    with pytest.raises(UnreadableSource), opened(data, name) as records:
        list(records)


def test_other_authority_and_other_roles__have_no_part_in_it(officer, publisher, client):
    where = uploaded(officer, publisher, a_table(a_row(1))).url
    started(officer, where, name_title="文章标题")
    batch = ImportBatch.objects.get()
    client.force_login(a_publisher().people[Role.DISCLOSURE_OFFICER])
    assert client.get(reverse("publishing_import", args=[batch.pk])).status_code == 404
    assert client.get(where).status_code == 404
    assert batch.source not in client.get(reverse("publishing_imports")).text
    client.force_login(publisher.author)
    assert client.get(reverse("publishing_imports")).status_code == 403


def test_import_that_breaks_down__says_so_and_goes_on_with_the_same_file(officer, publisher, monkeypatch):
    data = a_table(a_row(1))
    started(officer, uploaded(officer, publisher, data).url, name_title="文章标题")
    with monkeypatch.context() as broken:
        broken.setattr(running, "store", lambda *_given: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            brought(publisher)
    where = reverse("publishing_import", args=[ImportBatch.objects.get().pk])
    assert "重新上传同一个文件" in officer.get(where).text
    started(officer, uploaded(officer, publisher, data).url, name_title="文章标题")
    batch = brought(publisher)
    assert (batch.count, batch.failure) == (1, "")


def test_row_that_must_not_be_public__is_left_out_and_told_with_its_place(officer, publisher):
    leaking = a_row(2)
    leaking[2] = "<p>申请人身份证号513401198801011234。</p>"
    secret = a_row(3)
    secret[2] = "<p>机密★10年</p><p>关于某事的报告</p>"
    started(
        officer, uploaded(officer, publisher, a_table(a_row(1), leaking, secret)).url, name_title="文章标题"
    )
    batch = brought(publisher)
    assert [page.title for page in DocumentPage.objects.all()] == ["第1期简报"]
    assert batch.left_out == 2
    (line, personal), (other, mark) = batch.problems
    assert (line, other) == ("第3行", "第4行")
    assert "正文：V01" in personal
    assert "513401198801011234" not in personal, "the report spreads nothing"
    assert "V14" in mark


def test_preparer__confirms_nothing_nor_does_the_machine(officer, publisher):
    """Also not the one who has prepared it first, when another took it up."""
    started(officer, uploaded(officer, publisher, a_table(a_row(1))).url, name_title="文章标题")
    batch = prepared(ImportBatch.objects.get())
    preparer = publisher.people[Role.DISCLOSURE_OFFICER]
    where = reverse("publishing_import", args=[batch.pk])
    assert officer.post(where, {"act": "confirm", "seen": batch.rows_digest}).status_code == 403
    somebody(Role.AGENCY_HEAD, publisher.agency, preparer)
    assert officer.post(where, {"act": "confirm", "seen": batch.rows_digest}).status_code == 403
    for by in (preparer, None):
        with pytest.raises(ValidationError, match="由别人确认"):
            ConfirmImport(batch, seen=batch.rows_digest, by=by).execute()
    with pytest.raises(ValidationError, match="不一样"):
        ConfirmImport(batch, seen="0" * 64, by=publisher.leader).execute()
    with pytest.raises(Denied):
        ConfirmImport(batch, seen=batch.rows_digest, by=publisher.head).execute()


def test_import_sent_back__brings_nothing_and_says_why(officer, publisher):
    started(officer, uploaded(officer, publisher, a_table(a_row(1))).url, name_title="文章标题")
    batch = prepared(ImportBatch.objects.get())
    ReturnImport(batch, seen=batch.rows_digest, by=publisher.leader, reason="日期错了一年").execute()
    carry_out.call(batch.pk)
    assert not DocumentPage.objects.exists()
    assert "日期错了一年" in officer.get(reverse("publishing_import", args=[batch.pk])).text


def test_what_was_confirmed__is_what_is_imported(officer, publisher):
    """A column that is closed after the confirmation makes it another import."""
    started(
        officer,
        uploaded(officer, publisher, a_table(a_row(1, "zhudong/minsheng"))).url,
        name_title="文章标题",
        name_column="频道",
    )
    batch = prepared(ImportBatch.objects.get())
    assert batch.count == 1
    ConfirmImport(batch, seen=batch.rows_digest, by=publisher.leader).execute()
    ColumnPage.objects.filter(item="art20_11").update(closed_on=dt.date(2026, 1, 1))
    carry_out.call(batch.pk)
    assert not DocumentPage.objects.exists()
    assert "重新上传、核对和确认" in ImportBatch.objects.get().failure


def a_zip(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def test_files_beside_a_table__come_along_with_their_titles(officer, publisher):
    rows = [
        "标题,发布日期,正文,附件",
        "通知一,2020-01-02,<p>见附件。</p>,补贴标准|a/one.txt；two.txt",
        "通知二,2020-01-03,<p>见附件。</p>,没有.pdf",
        "通知三,2020-01-03,<p>见附件。</p>,名单|three.txt",
    ]
    data = a_zip(
        **{
            "旧站__列表.csv": "\n".join(rows).encode(),
            "旧站__a__one.txt": "每人500元。".encode(),
            "旧站__two.txt": b"2",
            "旧站__three.txt": "身份证号 513401198801011234".encode(),
        }
    )
    started(officer, uploaded(officer, publisher, data, "旧站.zip").url)
    batch = brought(publisher)
    (page,) = DocumentPage.objects.all()
    assert [one.name for one in page.attachments.all()] == ["补贴标准.txt", "two.txt"]
    with page.attachments.first().file.open() as file:
        assert file.read().decode() == "每人500元。"
    assert rightly_public(page)
    assert [where for where, _message in batch.problems] == ["第3行", "第4行"]
    assert "没有.pdf" in batch.problems[0][1] and "名单.txt" in batch.problems[1][1]


def test_saved_page__brings_the_files_it_links_to_and_the_pictures_it_shows(officer, publisher):
    page = (
        "<html><head><title>通知</title><meta name='PubDate' content='2020-03-04'></head><body>"
        "<div><p>正文。</p><p><img src='1_files/tu.png' alt='流程'></p>"
        "<p><a href='1_files/ab12.txt'>申请表</a></p></div></body></html>"
    )
    picture = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    data = a_zip(**{"1.html": page.encode(), "1_files__tu.png": picture, "1_files__ab12.txt": b"form"})
    started(officer, uploaded(officer, publisher, data, "网页.zip").url)
    brought(publisher)
    document = DocumentPage.objects.get()
    shown, below = document.attachments.all()
    assert (shown.role, below.role, below.name) == ("picture", "attachment", "申请表.txt")
    assert f'src="{source_of(shown.digest)}"' in document.body
    assert "ab12" not in document.body and "申请表" in document.body
    assert rightly_public(document)
