"""The pages of the CMS as a visitor without a browser sees them."""

from __future__ import annotations

import lxml.html
import pytest

from kaicheng.audit.models import Event
from kaicheng.demonstration.registry import Occasion, Size, load
from kaicheng.portal.models import AnnualReportPage
from kaicheng.publishing.columns import statutory
from kaicheng.publishing.models import ColumnPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(report_page):
    pass


def html(response) -> lxml.html.HtmlElement:
    assert response.status_code == 200, response.status_code
    return lxml.html.fromstring(response.content.decode())


def test_front_page__names_the_authority_and_its_five_columns(client):
    page = html(client.get("/xichang-rsj/"))
    assert "西昌市人力资源和社会保障局" in page.findtext(".//title")
    links = [link.get("href") for link in page.cssselect(".columns a")]
    assert [f"/xichang-rsj/{entry.slug}/" for entry in statutory()] == links[:5]


@pytest.mark.parametrize("slug", ["zhidu", "zhudong/yingji"])
def test_empty_column__says_so_and_where_to_turn(client, slug):
    page = html(client.get(f"/xichang-rsj/{slug}/"))
    text = page.cssselect("main")[0].text_content()
    assert "这个栏目还没有内容" in text
    assert "局办公室" in text


def test_reports_column__lists_the_report(client):
    page = html(client.get("/xichang-rsj/nianbao/"))
    assert page.cssselect("main .entries a")[0].get("href") == "/xichang-rsj/nianbao/2024/"
    assert page.cssselect(".columns [aria-current=page]")[0].get("href") == "/xichang-rsj/nianbao/"


def test_report_page__shows_every_figure_under_its_headings(client):
    page = html(client.get("/xichang-rsj/nianbao/2024/"))

    def cell(path: str) -> str:
        return page.get_element_by_id(f"cell-{path}").text_content().strip()

    assert cell("proactive.licensing_decisions") == "158"
    assert cell("proactive.penalty_decisions") == "2"
    assert cell("proactive.administrative_fees_wan_yuan") == "24.83"
    zeros = page.cssselect("table.requests tbody td[id], table.remedies tbody td[id]")
    assert {td.text_content().strip() for td in zeros} == {"0"}
    assert "发布391条信息" in page.cssselect("#overview")[0].text_content()
    assert len(page.cssselect(".report-chapter h2")) == 6
    for td in page.cssselect(".form-table td[headers]"):
        for name in td.get("headers").split():
            assert page.get_element_by_id(name).tag == "th"
        assert td.get("data-label")


def test_report_page__has_no_id_twice(client):
    ids = [element.get("id") for element in html(client.get("/xichang-rsj/nianbao/2024/")).cssselect("[id]")]
    assert len(ids) == len(set(ids))


def test_report_page__is_not_called_the_official_site(client):
    assert "不是该机关的官方网站" in client.get("/xichang-rsj/nianbao/2024/").content.decode()


def test_unknown_address__is_a_page_of_ours(client):
    response = client.get("/meiyou/")
    assert response.status_code == 404
    assert "没有这个网页" in response.content.decode()


def test_loading_twice__changes_nothing(report_page):
    before = list(AnnualReportPage.objects.values()), ColumnPage.objects.count()
    load(Size.SMALL, Occasion(port=80))
    assert (list(AnnualReportPage.objects.values()), ColumnPage.objects.count()) == before


def test_public_pages__set_no_cookie_and_start_no_session(client):
    for address in ("/", "/xichang-rsj/nianbao/", "/xichang-rsj/nianbao/2024/"):
        assert not client.get(address).cookies


def test_report__survives_a_revision_to_the_last_zero(report_page):
    exact = report_page.report_json.replace("24.83", "24.80")
    report_page.report_json = exact
    page = report_page.save_revision().as_object()
    assert page.view.report.text_of("proactive.administrative_fees_wan_yuan") == "24.80"


def test_report_that_a_row_calls_published_before__is_shown_to_nobody_without_the_trail(client, report_page):
    """Whoever can write to the database can write the mark and the hash; the trail does not tell of it."""
    assert client.get(report_page.url).status_code == 200
    report_page.title = "换掉的年度报告"
    AnnualReportPage.objects.filter(pk=report_page.pk).update(
        title=report_page.title, signed_hash=report_page.content_hash
    )
    changed = AnnualReportPage.objects.get(pk=report_page.pk)
    assert changed.content_hash == changed.signed_hash
    assert not changed.rightly_public
    assert client.get(report_page.url).status_code == 404


def test_report_read_in__is_told_of_with_what_it_says(report_page):
    event = Event.objects.get(action="portal.report.read_in")
    assert (event.object_id, event.content_hash) == (str(report_page.pk), report_page.content_hash)
