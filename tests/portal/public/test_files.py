"""What is published lies at its address as a file, stands in its lists, and goes from all of them."""

from __future__ import annotations

import json

import lxml.html
import pytest

from kaicheng.portal.public import building
from kaicheng.portal.public.tree import Tree
from kaicheng.publishing import outlets
from kaicheng.publishing.actions.withdraw import Withdraw
from kaicheng.publishing.models import DocumentPage
from tests.publishing.factories import a_draft, published

pytestmark = pytest.mark.django_db

COLUMN = "zhudong/minsheng/"
TITLE = "关于做好稳岗就业工作的通知"


def text(tree: Tree, path: str) -> str:
    data = tree.read(path)
    assert data is not None, f"{path} is not there"
    return data.decode()


def mentions(tree: Tree, words: str) -> list[str]:
    """The files that hold these words."""
    return [path for path in tree.files() if words.encode() in (tree.read(path) or b"")]


def right(tree: Tree) -> list[object]:
    """What differs from a full rebuild."""
    return list(building.check())


def folder_of(page: DocumentPage) -> str:
    return f"{COLUMN}{page.slug}/"


def test_new_site__has_its_first_page_columns_and_map(tree):
    assert lxml.html.fromstring(text(tree, "index.html")).cssselect(".doors a")
    assert "还没有内容" in text(tree, f"{COLUMN}index.html")
    assert "sitemap.xml" in text(tree, "robots.txt")
    assert right(tree) == []


def test_published_document__is_at_its_address_and_in_every_list(tree, publisher):
    page = published(publisher, TITLE)
    outlets.catch_up()
    html = text(tree, f"{folder_of(page)}index.html")
    assert TITLE in html and page.index_number in html and "请认真贯彻执行" in html
    year = page.published_date.year
    lists = ["index.html", "feed.xml", "zhudong/index.html"]
    lists += [f"{COLUMN}{name}" for name in ("index.html", "feed.xml", "list.json", f"{year}-1.html")]
    lists += [f"{COLUMN}{year}.csv", f"{COLUMN}{year}.json"]
    own = {f"{folder_of(page)}{name}" for name in ("index.html", "data.json")}
    assert {*lists, *own} == set(mentions(tree, TITLE))
    assert page.slug in text(tree, f"sitemap-{year}.xml")
    assert f"sitemap-{year}.xml" in text(tree, "sitemap.xml")
    assert json.loads(text(tree, f"{folder_of(page)}data.json"))["index_number"] == page.index_number
    assert right(tree) == []


def test_withdrawn_document__is_nowhere(tree, publisher):
    empty = {path: tree.read(path) for path in tree.files()}
    page = published(publisher, TITLE)
    outlets.catch_up()
    Withdraw(page, by=publisher.leader, reason="附件有误").execute()
    outlets.catch_up()
    assert mentions(tree, TITLE) == mentions(tree, page.slug) == []
    assert {path: tree.read(path) for path in tree.files()} == empty


def test_row_made_live_in_the_database__is_not_written(tree, publisher):
    page = a_draft(publisher, TITLE)
    DocumentPage.objects.filter(pk=page.pk).update(
        live=True,
        live_revision=page.latest_revision,
        signed_hash=page.content_hash,
        published_date="2026-11-03",
    )
    building.build()
    now = building.current()
    assert now is not None and mentions(now, TITLE) == []
