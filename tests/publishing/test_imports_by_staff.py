"""An officer brings the old site along: upload, mapping, look, start, and the worker does it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from kaicheng.agencies.roles import Role
from kaicheng.publishing.importing import running
from kaicheng.publishing.importing.handed_in import opened
from kaicheng.publishing.importing.reading import UnreadableSource
from kaicheng.publishing.importing.running import carry_out
from kaicheng.publishing.models import DocumentPage, ImportBatch
from kaicheng.publishing.public import rightly_public
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


def test_upload__is_mapped_looked_at_and_imported_in_the_background(
    officer, publisher, django_capture_on_commit_callbacks
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
    assert "正在后台导入" in officer.get(after.url).text
    carry_out.call(batch.pk)
    shown = officer.get(after.url).text
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
    carry_out.call(ImportBatch.objects.get().pk)
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
    carry_out.call(batch.pk)
    assert DocumentPage.objects.count() == 1


def test_index_number_that_is_taken__is_given_anew(officer, publisher):
    rows = [
        {"标题": f"第{n}期", "发布日期": "2020-01-02", "索引号": "000013338/2020-00009"} for n in range(2)
    ]
    started(officer, uploaded(officer, publisher, json.dumps(rows).encode(), "a.json").url)
    carry_out.call(ImportBatch.objects.get().pk)
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
    batch = ImportBatch.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr(running, "store", lambda *_given: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            carry_out.call(batch.pk)
    assert "重新上传同一个文件" in officer.get(reverse("publishing_import", args=[batch.pk])).text
    started(officer, uploaded(officer, publisher, data).url, name_title="文章标题")
    carry_out.call(batch.pk)
    batch.refresh_from_db()
    assert (batch.count, batch.failure) == (1, "")
