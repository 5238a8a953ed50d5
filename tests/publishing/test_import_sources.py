"""Sources of earlier sites: each kind, read as it is, with its problems told."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.contrib.redirects.models import Redirect

from kaicheng.publishing.checking.links import leads_somewhere
from kaicheng.publishing.importing.mapping import DryRun, SourceMapping, incoming
from kaicheng.publishing.importing.reading import UnreadableSource, read_source
from kaicheng.publishing.models import DocumentPage, ImportBatch
from kaicheng.publishing.public import rightly_public

EARLIER = Path(__file__).parent / "earlier_site"


def read(path, mapping=None):
    found = DryRun()
    return list(incoming(read_source(path), mapping or SourceMapping(), found)), found


def test_csv__in_either_encoding_with_chinese_headings(tmp_path):
    text = (EARLIER / "list.csv").read_text()
    for encoding in ("utf-8-sig", "gb18030"):
        file = tmp_path / f"{encoding}.csv"
        file.write_bytes(text.encode(encoding))
        documents, found = read(file)
        assert [(one.title, one.published_date, one.document_number) for one in documents] == [
            ("通知一", dt.date(2024, 3, 4), "西人社发〔2024〕1号")
        ]
        assert [(one.where, one.message) for one in found.problems] == [
            ("第3行", "没有标题。"),
            ("第4行", "发布日期“去年”不是日期。"),
        ]


def test_rss__keeps_the_text_and_nothing_active():
    (document,), _found = read(EARLIER / "feed.xml")
    assert (document.title, document.published_date) == ("招聘会公告", dt.date(2024, 3, 4))
    assert document.body == "<p>定于本周举办。</p>"


def test_saved_page__gives_its_text_number_and_day(tmp_path):
    (tmp_path / "2023").mkdir()
    shutil.copy(EARLIER / "page.html", tmp_path / "2023")
    (document,), _found = read(tmp_path)
    assert (document.title, document.published_date) == ("关于开展技能培训的通知", dt.date(2023, 5, 4))
    assert document.document_number == "西人社发〔2023〕8号"
    assert "首页" not in document.body and "请认真组织实施" in document.body


def test_own_names__are_said_by_the_mapping(tmp_path):
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"data": [{"bt": "通知", "fbrq": "2024/3/4", "lm": "稳岗"}]}))
    mapping = SourceMapping(
        names={"title": "bt", "published_date": "fbrq", "column": "lm"}, columns={"稳岗": "zhudong/minsheng"}
    )
    (document,), _found = read(file, mapping)
    assert (document.title, document.column) == ("通知", "zhudong/minsheng")


@pytest.mark.parametrize(
    "name, data",
    [("x.doc", b"x"), ("x.json", b"{"), ("x.xml", b"<a"), ("x.csv", b"\xff\xff\xff"), ("x.json", b"3")],
)
def test_bad_source__is_told_in_a_sentence(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableSource):
        read(tmp_path / name)


@pytest.mark.django_db
def test_command__imports_once_and_leads_old_addresses(publisher, tmp_path, capsys):
    file = tmp_path / "old.json"
    rows = [
        {
            "title": f"通知{n}",
            "date": "2024-03-04",
            "url": f"http://old.example.org/art/{n}.html",
            "body": "正文",
        }
        for n in range(3)
    ]
    file.write_text(json.dumps([*rows, {"title": "没有日期"}]))
    call_command("import_site", str(file), agency=publisher.agency.slug, dry_run=True)
    assert not DocumentPage.objects.exists()
    assert "可以导入3条，有问题1条" in capsys.readouterr().out
    for _time in range(2):
        call_command("import_site", str(file), agency=publisher.agency.slug)
    assert DocumentPage.objects.count() == 3
    assert all(rightly_public(page) for page in DocumentPage.objects.all())
    assert Redirect.objects.get(old_path="/art/1.html").redirect_page.title == "通知1"
    assert ImportBatch.objects.get().count == 3
    with pytest.raises(CommandError, match="没有“zhudong/nihao”"):
        call_command(
            "import_site", str(_other(tmp_path)), agency=publisher.agency.slug, column="zhudong/nihao"
        )


@pytest.mark.django_db
def test_old_address_with_a_query__leads_to_its_own_document(publisher, tmp_path, client):
    """Sites of the time have one page for all texts, ``show.aspx?id=3``."""
    addresses = [
        "/art/show.aspx?c=2&id=3",
        "/art/show.aspx?id=4&c=2",
        f"/{'x' * 300}.html",
        "http://[/1.html",
    ]
    rows = [
        {"title": f"通知{n}", "date": "2024-03-04", "url": address, "body": "正文"}
        for n, address in enumerate(addresses)
    ]
    (tmp_path / "old.json").write_text(json.dumps(rows))
    call_command("import_site", str(tmp_path / "old.json"), agency=publisher.agency.slug)
    assert DocumentPage.objects.count() == len(addresses)
    for address, title in (("/art/show.aspx?id=3&c=2", "通知0"), ("/art/show.aspx?c=2&id=4", "通知1")):
        assert client.get(address).headers["Location"] == DocumentPage.objects.get(title=title).url
        assert leads_somewhere(address)
    assert not leads_somewhere("/art/show.aspx?c=2&id=5")


def _other(tmp_path):
    file = tmp_path / "other.json"
    file.write_text(json.dumps([{"title": "又一份", "date": "2024-03-05"}]))
    return file


def test_what_was_not_public_before__is_no_import(tmp_path):
    """It would be a way round the three signatures."""
    file = tmp_path / "list.csv"
    file.write_text("标题,发布日期\n早先的通知,2026-01-01\n今天的通知,2026-01-02\n", "utf-8")
    documents, found = read(file, SourceMapping(until=dt.date(2026, 1, 2)))
    assert [one.title for one in documents] == ["早先的通知"]
    assert "送审" in found.problems[0].message


def test_validity__is_read_with_its_day_and_not_without(tmp_path):
    file = tmp_path / "list.csv"
    rows = [
        "标题,发布日期,有效性,废止日期,失效日期",
        "甲,2019-01-01,废止,2022-05-01,",
        "乙,2019-01-01,已失效,,2024-03-01",
        "丙,2019-01-01,有效,,",
        "丁,2019-01-01,已废止,,",
        "戊,2019-01-01,不清楚,,",
    ]
    file.write_text("\n".join(rows), "utf-8")
    documents, found = read(file)
    assert [(one.title, one.abolished_date, one.expiry_date) for one in documents] == [
        ("甲", dt.date(2022, 5, 1), None),
        ("乙", None, dt.date(2024, 3, 1)),
        ("丙", None, None),
    ]
    assert [one.where for one in found.problems] == ["第5行", "第6行"]
    assert "请补上" in found.problems[0].message


@pytest.mark.django_db
def test_command__screens_leaves_out_and_reports_and_brings_files(publisher, tmp_path, capsys):
    file = tmp_path / "list.csv"
    leak = "申请人身份证号513401198801011234。"
    file.write_text(f"标题,发布日期,正文,附件\n甲,2019-01-01,正文,b.txt\n乙,2019-01-01,{leak},\n", "utf-8")
    (tmp_path / "b.txt").write_text("每人500元。", "utf-8")
    call_command("import_site", str(file), agency=publisher.agency.slug, dry_run=True)
    said = capsys.readouterr().out
    assert "可以导入1条，有问题1条" in said
    assert "第3行：正文：V01" in said
    call_command("import_site", str(file), agency=publisher.agency.slug)
    (page,) = DocumentPage.objects.all()
    assert (page.title, [one.name for one in page.attachments.all()]) == ("甲", ["b.txt"])
    assert "有问题1条" in capsys.readouterr().out
