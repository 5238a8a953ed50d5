"""The deadline calculator as a page: the same answer as the law's package, every day shown."""

from __future__ import annotations

import lxml.html
import pytest

pytestmark = pytest.mark.django_db
QUESTION = {"kind": "answer", "start": "2026-01-30", "region": ""}


@pytest.fixture(autouse=True)
def _site(report_page):
    pass


def page_of(response) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(response.content.decode())


def test_answer__stands_on_a_month_calendar_with_each_counted_day_numbered(client):
    page = page_of(client.get("/jisuan/", QUESTION))
    assert "2026年3月5日（周四）" in page.get_element_by_id("answer").text_content()
    assert [caption.text for caption in page.cssselect(".sheet caption")] == [
        "2026年1月",
        "2026年2月",
        "2026年3月",
    ]
    labels = [label.text for label in page.cssselect(".sheet .counted .long")]
    assert labels == [f"第{number}天" for number in range(1, 21)]
    assert [short.text for short in page.cssselect(".sheet .short")] == [str(n) for n in range(1, 21)]
    assert page.cssselect(".sheet .due .date")[0].text.strip() == "5"
    assert len(page.cssselect(".sheet .makeup-workday .tag")) == 2
    assert len(page.cssselect(".sheet .statutory-holiday")) == 9


def test_days__are_explained_one_by_one(client):
    rows = page_of(client.get("/jisuan/", QUESTION)).cssselect(".day-list tbody tr")
    assert len(rows) == 35
    assert "不计入" in rows[0].text_content()


def test_future_beyond_the_notices__is_marked_provisional(client):
    page = page_of(client.get("/jisuan/", {**QUESTION, "start": "2027-12-20"}))
    assert "暂定" in page.cssselect(".answer")[0].text_content()


def test_no_question__is_just_the_form(client):
    page = page_of(client.get("/jisuan/"))
    assert not page.cssselect(".answer, .error-summary")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"start": ""}, 400),
        ({"start": "30.1.2026"}, 400),
        ({"kind": "nothing"}, 400),
        ({"region": "nowhere"}, 400),
        ({"start": "1899-01-01"}, 422),
        ({"start": "9999-12-31"}, 422),
        ({"kind": "reconsideration", "start": "2009-01-05"}, 200),
    ],
)
def test_what_has_no_answer__is_said_beside_the_field(client, changed, status):
    response = client.get("/jisuan/", {**QUESTION, **changed})
    assert response.status_code == status
    assert bool(page_of(response).cssselect(".error-summary")) is (status != 200)
