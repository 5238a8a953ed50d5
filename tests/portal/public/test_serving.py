"""Files answer visitors; who reads otherwise gets the same page live; nothing else of the disk is served."""

from __future__ import annotations

import pytest

from kaicheng.portal.public import building
from kaicheng.publishing import outlets
from kaicheng.publishing.actions.withdraw import Withdraw
from tests.publishing.factories import published

pytestmark = pytest.mark.django_db

TITLE = "关于做好稳岗就业工作的通知"


@pytest.fixture
def page(tree, publisher):
    page = published(publisher, TITLE)
    outlets.catch_up()
    return page


def body(response) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_page__comes_from_its_file_and_only_once(client, page, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(page.url)
    assert response.streaming and TITLE in body(response)
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "Cookie" in response["Vary"]
    again = client.get(page.url, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    since = client.get(page.url, headers={"If-Modified-Since": response["Last-Modified"]})
    assert since.status_code == 304


def test_visitor_in_elderly_mode__gets_the_same_page_live(client, page):
    client.cookies["kaicheng_display"] = "large"
    archive = f"/zhudong/minsheng/{page.published_date.year}-1.html"
    for address in (page.url, "/zhudong/minsheng/", archive, "/"):
        response = client.get(address)
        assert not response.streaming
        assert TITLE in body(response) and 'data-display="large"' in body(response)


def test_without_a_tree__every_address_answers_all_the_same(client, publisher, public_root):
    page = published(publisher, TITLE)
    year = page.published_date.year
    beside = ["feed.xml", "list.json", f"{year}.json", f"{year}.csv", f"{year}-1.html"]
    for address in ("/", page.url, f"{page.url}data.json", *(f"/zhudong/minsheng/{name}" for name in beside)):
        response = client.get(address)
        assert response.status_code == 200, address
        assert TITLE in body(response), address
    assert client.get("/robots.txt").status_code == client.get("/sitemap.xml").status_code == 200


def test_live_file__is_byte_for_byte_that_of_the_tree(client, page, settings, tmp_path):
    tree = building.current()
    settings.KAICHENG_PUBLIC_ROOT = tmp_path / "elsewhere"
    for path in tree.files():
        if path == "404.html":
            continue
        address = "/" + path.removesuffix("index.html")
        assert client.get(address).content == tree.read(path), address


def test_withdrawn_page__is_gone_from_the_site(client, page, publisher):
    Withdraw(page, by=publisher.leader, reason="附件有误").execute()
    outlets.catch_up()
    assert client.get(page.url).status_code == 404
    assert TITLE not in body(client.get("/"))


@pytest.mark.parametrize(
    "address",
    [
        "/../secret.txt",
        "/zhudong/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/.lock",
        "/link.txt",
        "//etc/passwd",
        "/zhudong",
        "/%00",
    ],
)
def test_address__never_leads_out_of_the_tree(client, tree, public_root, address):
    (public_root.parent / "secret.txt").write_text("not for anybody")
    (tree.root / "link.txt").symlink_to(public_root.parent / "secret.txt")
    response = client.get(address)
    assert response.status_code in {301, 404}
    assert b"not for anybody" not in response.getvalue()
