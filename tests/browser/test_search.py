"""The search where room, eyes and scripts are scarce."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import NewPage

PAGES = [
    "/sousuo/",
    "/sousuo/?q=稳岗返还",
    "/sousuo/?q=稳岗返还&year=2024",
    "/sousuo/?q=登月计划",
    "/dingyue/?q=稳岗返还",
    "/api/v1/",
]
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("width", "mode"), [(360, "standard"), (360, "large"), (1440, "standard")])
def test_page__has_nothing_that_axe_finds_and_fits(
    new_page: NewPage, address: str, width: int, mode: str
) -> None:
    page = new_page(address, width=width, mode=mode)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(WIDER) <= 0


def test_search__needs_no_script_and_no_mouse(new_page: NewPage) -> None:
    page = new_page("/sousuo/", script=False, width=360)
    page.locator("#q").focus()
    page.keyboard.type("稳岗返还")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sousuo/?q=*")
    assert page.locator(".hits li").count() > 3
    total = page.locator("#results").inner_text()
    page.locator(".filters a", has_text="2024年").click()
    page.wait_for_url("**year=2024*")
    assert page.locator("#results").inner_text() != total
    page.locator(".chosen-filters a").click()
    page.wait_for_url(lambda address: "year" not in address)
    assert page.locator("#results").inner_text() == total


def test_first_hit__opens_the_document(new_page: NewPage) -> None:
    page = new_page("/sousuo/?q=稳岗返还")
    title = page.locator(".hits h2 a").first.inner_text()
    page.locator(".hits h2 a").first.click()
    page.wait_for_url(lambda address: "sousuo" not in address)
    assert page.locator("h1").inner_text().strip() == title.strip()
