"""Keyboard and screen reader meet a public page in the order in which it is seen."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from .conftest import NewPage

DOCUMENT = "the newest document"
PAGES = [
    "/",
    "/xichang-rsj/zhudong/",
    "/yishenqing/xichang-rsj/",
    DOCUMENT,
]

FOCUSED = """() => {
    const here = document.activeElement;
    if (here === document.body) return null;
    const style = getComputedStyle(here), box = here.getBoundingClientRect();
    const label = here.labels?.[0]?.innerText;
    return {
        place: [...document.querySelectorAll("*")].indexOf(here),
        name: (here.getAttribute("aria-label") || label || here.innerText || here.title || "").trim(),
        marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight
            && box.right > 0 && box.left < innerWidth,
    };
}"""
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]))"""
BLOCKS = """() => [...document.querySelectorAll("main > *")]
    .filter(one => one.checkVisibility() && getComputedStyle(one).position === "static")
    .map(one => Math.round(one.getBoundingClientRect().top))"""
LANDMARKS = """() => [...document.querySelectorAll("header, nav, main, footer, [role=search]")]
    .filter(one => one.checkVisibility() && !one.matches("article *:is(header, footer)"))
    .map(one => {
        const by = one.getAttribute("aria-labelledby");
        const name = one.getAttribute("aria-label") || (by && document.getElementById(by).innerText) || "";
        return `${one.tagName === "FORM" ? "search" : one.tagName.toLowerCase()} ${name.trim()}`.trim();
    })"""


@pytest.fixture(params=[1280, 360])
def opened(request: pytest.FixtureRequest, new_page: NewPage) -> Any:
    def open_page(path: str) -> Page:
        if path != DOCUMENT:
            return new_page(path, width=request.param)
        page = new_page("/xichang-rsj/", width=request.param)
        page.locator(".entries a").first.click()
        page.wait_for_url("**/zhudong/**")
        return page

    return open_page


def stops(page: Page) -> list[dict[str, Any]]:
    """Where the tabulator key stops, from the beginning of the page to its end."""
    found: list[dict[str, Any]] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None or (found and here["place"] == found[0]["place"]):
            return found
        found.append(here)
    raise AssertionError("the keyboard does not get out of this page")


@pytest.mark.parametrize("path", PAGES)
def test_keyboard__goes_through_the_page_once_from_top_to_bottom(opened: Any, path: str) -> None:
    page = opened(path)
    found = stops(page)
    assert found[0]["name"] == "跳到正文"
    assert all(before["place"] < after["place"] for before, after in pairwise(found))
    assert [one for one in found if not one["name"]] == []
    assert [one["name"] for one in found if not one["marked"]] == []
    assert [one["name"] for one in found if not one["seen"]] == []


def test_first_stop__leads_past_what_every_page_begins_with(opened: Any) -> None:
    page = opened("/xichang-rsj/zhudong/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("path", PAGES)
def test_screen_reader__meets_parts_and_headings_in_the_order_seen(opened: Any, path: str) -> None:
    page = opened(path)
    headings = page.evaluate(HEADINGS)
    assert headings.count(1) == 1
    after_title = headings[headings.index(1) :]
    assert all(after <= before + 1 for before, after in pairwise(after_title)), headings
    tops = page.evaluate(BLOCKS)
    assert tops == sorted(tops)
    landmarks = page.evaluate(LANDMARKS)
    assert [landmarks.count(one) for one in ("header", "main", "footer")] == [1, 1, 1], landmarks
    assert len(set(landmarks)) == len(landmarks), "two parts of the same name"
    assert page.locator("html").get_attribute("lang") == "zh-CN"
