"""政府信息公开目录: by columns and months, with what Art. 12 of the Regulation wants, rewritten by itself."""

from __future__ import annotations

import csv
import datetime as dt
import io

import lxml.html
import pytest

from kaicheng.portal.public import building
from kaicheng.portal.public.tree import Tree
from kaicheng.publishing import outlets
from kaicheng.publishing.actions.withdraw import Withdraw
from kaicheng.publishing.models import DocumentPage
from tests.agencies.factories import today
from tests.publishing.factories import Publisher, published

pytestmark = pytest.mark.django_db
FOLDER = "zhudong/"


def shown(tree: Tree, name: str) -> lxml.html.HtmlElement:
    outlets.catch_up()
    data = tree.read(FOLDER + name)
    assert data is not None, name
    return lxml.html.fromstring(data.decode())


def rows(page: lxml.html.HtmlElement) -> list[list[str]]:
    return [[" ".join(cell.text_content().split()) for cell in row] for row in page.cssselect("tbody tr")]


def a_document(publisher: Publisher, day: dt.date, **given: object) -> DocumentPage:
    page = published(publisher, **given)  # type: ignore[arg-type]
    DocumentPage.objects.filter(pk=page.pk).update(published_date=day)
    outlets.announce(page, dt.datetime.now(dt.UTC))
    return DocumentPage.objects.get(pk=page.pk)


def test_directory__tells_number_name_summary_and_dates_of_a_month(publisher, tree):
    page = a_document(publisher, dt.date(2026, 3, 9), document_number="西人社发〔2026〕3号")
    a_document(publisher, dt.date(2026, 4, 2), title="四月的通知", column=publisher.column("art20_01"))
    month = shown(tree, "mulu-2026-03.html")
    assert [head.text_content() for head in month.cssselect("th")] == [
        "索引号", "名称", "内容概述", "生成日期", "公开日期", "栏目",
    ]  # fmt: skip
    (row,) = rows(month)
    assert row == [
        page.index_number,
        "关于做好稳岗就业工作的通知 西人社发〔2026〕3号",
        "部署稳岗就业工作。",
        "2026-11-02",
        "2026-03-09",
        "民生保障和促进就业",
    ]
    table = (tree.read(f"{FOLDER}mulu-2026-03.csv") or b"").decode("utf-8-sig")
    assert [line[0] for line in csv.reader(io.StringIO(table))] == ["索引号", page.index_number]
    first = shown(tree, "mulu.html")
    counts = {row[0]: row[2] for row in rows(first)}
    assert (counts["民生保障和促进就业"], counts.get("规范性文件", "1")) == (
        "1",
        "1",
    )
    assert [link.get("href") for link in first.cssselect("main .row-of-links a")] == [
        "/zhudong/mulu-2026-04.html",
        "/zhudong/mulu-2026-03.html",
    ]
    assert "/zhudong/mulu.html" in (tree.read(f"{FOLDER}index.html") or b"").decode()
    assert list(building.check()) == []


def test_withdrawn_document__leaves_its_month_and_other_months_are_not_written_anew(publisher, tree):
    page = a_document(publisher, dt.date(2026, 3, 9))
    a_document(publisher, dt.date(2026, 4, 2), title="四月的通知")
    shown(tree, "mulu-2026-03.html")
    april = f"{FOLDER}mulu-2026-04.html"
    tree.write(april, b"as it was")
    Withdraw(page, by=publisher.leader, reason="更正").execute()
    outlets.catch_up()
    assert tree.read(f"{FOLDER}mulu-2026-03.html") is None
    assert tree.read(april) == b"as it was"
    assert [row[2] for row in rows(shown(tree, "mulu.html")) if row[2] != "0"] == ["1"]


def test_directory__is_read_in_english_too(publisher, tree, client):
    a_document(publisher, today())
    outlets.catch_up()
    page = client.get("/zhudong/mulu.html", headers={"cookie": "kaicheng_language=en"})
    assert "Catalogue" in page.text
