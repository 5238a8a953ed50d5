"""Language and display: remembered in cookies, switched without JavaScript."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(report_page):
    pass


def test_chinese__whatever_the_browser_asks_for(client):
    page = client.get("/", headers={"Accept-Language": "en"}).content.decode()
    assert 'lang="zh-CN"' in page
    assert "跳到正文" in page


def test_switch_to_english__comes_back_to_the_page_and_is_remembered(client):
    response = client.post("/shezhi/", {"language": "en", "next": "/xichang-rsj/nianbao/2024/"})
    assert (response.status_code, response["Location"]) == (302, "/xichang-rsj/nianbao/2024/")
    response = client.get("/xichang-rsj/nianbao/2024/")
    assert response["Content-Language"] == "en"
    assert "Skip to the content" in response.content.decode()


def test_large_display__is_remembered(client):
    client.post("/shezhi/", {"display": "large", "next": "/"})
    assert 'data-display="large"' in client.get("/xichang-rsj/nianbao/").content.decode()
    client.post("/shezhi/", {"display": "standard", "next": "/"})
    assert 'data-display="standard"' in client.get("/xichang-rsj/nianbao/").content.decode()


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_next__never_leads_away(client, target):
    assert client.post("/shezhi/", {"next": target})["Location"] == "/"


def test_unknown_values__are_ignored(client):
    response = client.post("/shezhi/", {"language": "xx", "display": "huge"})
    assert not response.cookies


def test_get__changes_nothing(client):
    assert client.get("/shezhi/?language=en").status_code == 405
