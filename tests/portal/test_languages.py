"""English never shows on Chinese pages, nor the reverse, but for what is content."""

from __future__ import annotations

import re

import lxml.html
import pytest

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/xichang-rsj/zhinan/",
    "/xichang-rsj/nianbao/",
    "/xichang-rsj/nianbao/2024/",
    "/jiaohe/",
    "/jiaohe/shili/published/",
    "/jiaohe/shili/with-mistakes/",
    "/jisuan/?kind=answer&start=2026-01-30&region=liangshan",
    "/meiyou/",
]
HAN = re.compile(r"[\u4e00-\u9fff]+")
NUMBER = re.compile(r"国办\w+〔\d{4}〕\d+号")  # a document's number is its name in any language
LATIN = re.compile(r"[A-Za-z]{3,}")
NAMES = re.compile(
    r"https?://\S+|\S+@\S+|\.docx|\.xlsx|\S+\.txt|HTML|DOCX|PDF|XLSX|JSON|CSV|Word|Excel|English"
)


def visible(client, address: str, other: str) -> str:
    """What a page says and labels, leaving out passages marked as being in the other language."""
    page = lxml.html.fromstring(client.get(address).content.decode())
    for element in page.cssselect(
        f'[lang="{other}"], title, script, style, code, .finding .says, .quiet-list'
    ):
        element.drop_tree()
    names = ("aria-label", "title", "alt", "data-working")
    labels = [element.get(name) for name in names for element in page.cssselect(f"[{name}]")]
    return " ".join([page.text_content(), *labels])


@pytest.fixture(autouse=True)
def _site(report_page):
    pass


@pytest.mark.parametrize("address", PAGES)
def test_chinese_page__has_no_english(client, address):
    text = NAMES.sub(" ", visible(client, address, "en"))
    assert LATIN.findall(text) == []


@pytest.mark.parametrize("address", PAGES)
def test_english_page__has_no_chinese_outside_its_content(client, address):
    client.cookies["kaicheng_language"] = "en"
    assert HAN.findall(NUMBER.sub("", visible(client, address, "zh-CN"))) == []


def test_errors__come_in_the_language_of_the_page(client):
    client.cookies["kaicheng_language"] = "en"
    page = lxml.html.fromstring(client.post("/jiaohe/", {"text": "hello"}).content.decode())
    assert HAN.findall(page.cssselect(".error-summary")[0].text_content()) == []


def test_english_result__names_cells_in_english(client):
    client.cookies["kaicheng_language"] = "en"
    page = lxml.html.fromstring(client.get("/jiaohe/shili/with-mistakes/").content.decode())
    links = page.cssselect('.finding .places a[href^="#cell-"]')
    assert any("new received / natural person" in link.text_content() for link in links)
    assert not [link for link in links if HAN.search(link.text_content())]
    assert not [line for line in page.cssselect(".equation") if HAN.search(line.text_content())]
