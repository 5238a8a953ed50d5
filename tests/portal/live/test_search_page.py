"""A citizen looks for something: what is found, how it is narrowed down, and what happens when nothing is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import lxml.html
import pytest
from django.test import Client

from kaicheng.portal.live import outlet
from kaicheng.publishing.actions.withdraw import Withdraw
from kaicheng.publishing.models import DocumentPage
from tests.publishing.factories import Publisher, published

pytestmark = pytest.mark.django_db
Commit = Callable[..., object]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Commit) -> Commit:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def page(client: Client, address: str, status: int = 200) -> lxml.html.HtmlElement:
    response = client.get(address)
    assert response.status_code == status
    return lxml.html.fromstring(response.content.decode())


def titles(found: lxml.html.HtmlElement) -> list[str]:
    return [link.text_content() for link in found.cssselect(".hits h2 a")]


def test_published_document__is_found_with_its_particulars(client, bureau: Publisher, committed):
    with committed():
        document = published(bureau, document_number="西人社发〔2026〕3号")
    found = page(client, "/sousuo/?q=稳岗就业")
    assert titles(found) == [document.title]
    (link,) = found.cssselect(".hits h2 a")
    assert link.get("href") == document.url
    assert found.cssselect(".hits mark")[0].text_content() == "稳岗就业"
    about = found.cssselect(".hits .about")[0].text_content()
    for said in (document.index_number, "西人社发〔2026〕3号", bureau.agency.name, "通知公告"):
        assert said in about
    assert client.get(document.url).status_code == 200


def test_number_as_people_type_it__finds_the_document(client, bureau, committed):
    with committed():
        published(bureau, "另一份通知", document_number="西人社发〔2026〕4号")
        published(bureau, document_number="西人社发〔2026〕3号")
    assert titles(page(client, "/sousuo/?q=[2026]3号"))[0] == "关于做好稳岗就业工作的通知"


def test_withdrawn_document__is_gone_when_the_action_returns(client, bureau, committed):
    with committed():
        document = published(bureau)
    with committed():
        Withdraw(document, by=bureau.leader, reason="更正").execute()
    assert outlet.the_index().count() == 0
    assert titles(page(client, "/sousuo/?q=稳岗")) == []


def test_withdrawn_document__is_not_shown_even_where_the_index_lags_behind(client, bureau, committed):
    with committed():
        document = published(bureau)
    Withdraw(document, by=bureau.leader, reason="更正").execute()  # and the process dies before its outlets
    assert outlet.the_index().count() == 1
    assert titles(page(client, "/sousuo/?q=稳岗")) == []
    assert client.get("/sousuo/jianyi.json?q=稳岗").json()["documents"] == []


def test_draft_and_forged_row__are_not_found(client, bureau, committed):
    with committed():
        document = published(bureau)
    forged = published(bureau, "没有签名的一份")
    DocumentPage.objects.filter(pk=forged.pk).update(title="换掉的标题")
    outlet.build()
    assert titles(page(client, "/sousuo/")) == [document.title]


def test_facets__narrow_down_with_counts_and_can_be_taken_back(client, bureau, committed):
    with committed():
        published(bureau, "稳岗返还公示", kind="public_notice", notice_until=dt.date(2099, 1, 1))
        published(bureau, "稳岗返还的通知")
    found = page(client, "/sousuo/?q=稳岗返还")
    (row,) = [dd for dd in found.cssselect(".filters dd") if "公示" in dd.text_content()]
    (link,) = [a for a in row.cssselect("a") if a.text_content() == "公示"]
    assert link.getnext().text_content() == "1"
    narrowed = page(client, link.get("href"))
    assert titles(narrowed) == ["稳岗返还公示"]
    back = narrowed.cssselect(".chosen-filters a")[0].get("href")
    assert len(titles(page(client, back))) == 2


def test_nothing_found__offers_to_apply_with_the_words(client, bureau, committed):
    with committed():
        published(bureau)
    found = page(client, "/sousuo/?q=登月计划")
    (link,) = found.cssselect(".panel a.button")
    assert link.get("href").endswith("?content=%E7%99%BB%E6%9C%88%E8%AE%A1%E5%88%92")
    assert 'value="登月计划"' in client.get(link.get("href")).content.decode()
    form = page(client, link.get("href").partition("?")[0] + "yizhang/")
    assert form.cssselect("textarea[name=wanted]")[0].text_content().strip() == "登月计划"


def test_slip_of_the_pen__is_mended_and_said(client, bureau, committed):
    with committed():
        published(bureau, "失业保险金申领指南")
    found = page(client, "/sousuo/?q=失业保脸金")
    assert titles(found) == ["失业保险金申领指南"]
    assert "下面是“失业保险金”的结果" in found.cssselect("#results")[0].text_content()


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%01%EF%BF%BF",
        "q=%22",
        "q=" + "长" * 5000,
        "q=AND+OR+(",
        "page=99999999",
        "page=-1",
        "after=n1.n2..x",
        "year=abcd&year=2026",
        "sort=none",
        "since=2026-13-01",
        "validity=<script>",
        "kind=&kind=x",
    ],
)
def test_whatever_is_asked__gets_a_page(client, bureau, committed, query):
    with committed():
        published(bureau)
    page(client, f"/sousuo/?{query}")
    assert client.get(f"/sousuo/feed.xml?{query}").status_code == 200
    assert client.get(f"/sousuo/jianyi.json?{query}").status_code == 200


def test_pages_of_the_newest__neither_repeat_nor_skip_while_more_is_published(client, bureau, committed):
    with committed():
        for number in range(25):
            published(bureau, f"稳岗通知之{number}")
    first = page(client, "/sousuo/")
    with committed():
        published(bureau, "后来公布的一份")
    second = page(client, first.cssselect("a[rel=next]")[0].get("href"))
    seen = titles(first) + titles(second)
    older = [title for title in seen if title != "后来公布的一份"]  # of the same day: it may stand anywhere
    assert sorted(older) == sorted(f"稳岗通知之{number}" for number in range(25))
    assert not second.cssselect("a[rel=next]")
    back = page(client, second.cssselect("a[rel=prev]")[0].get("href"))
    again = titles(back) + titles(page(client, back.cssselect("a[rel=next]")[0].get("href")))
    assert sorted(again) == sorted([*older, "后来公布的一份"])


def test_who_asks_too_often__is_told_when_to_come_back(client, bureau, settings, committed):
    with committed():
        published(bureau)
    settings.KAICHENG_SEARCHES_PER_MINUTE = settings.KAICHENG_SUGGESTIONS_PER_MINUTE = 0
    response = client.get("/sousuo/")
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    answer = client.get("/sousuo/jianyi.json?q=x")
    assert answer.status_code == 429
    assert "一分钟" in answer.json()["message"]


def test_without_an_index__the_page_says_so(client, bureau):
    found = page(client, "/sousuo/?q=稳岗", 503)
    assert "请过几分钟再试" in found.cssselect(".panel")[0].text_content()


def test_find_first__says_what_is_public_already(client, bureau, committed):
    with committed():
        document = published(bureau, document_number="西人社发〔2026〕3号")
    answer = client.get("/sousuo/jianyi.json?q=稳岗就业").json()
    assert answer["total"] == 1
    assert answer["documents"][0]["url"] == document.url
    assert answer["documents"][0]["number"] == "西人社发〔2026〕3号"


def test_feed__has_the_newest_and_points_to_the_documents(client, bureau, committed):
    with committed():
        document = published(bureau)
        published(bureau, "退休通知", body="<p>退休年龄。</p>", summary="")
    response = client.get("/sousuo/feed.xml?q=稳岗")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = lxml.etree.fromstring(response.content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.xpath("//a:entry/a:title/text()", namespaces=names) == [document.title]
    assert feed.xpath("//a:entry/a:link/@href", namespaces=names) == [f"http://testserver{document.url}"]
