"""axe-core finds nothing on any public page, in any mode, at any width; nothing runs off the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PAGES = [
    "/",
    "/xichang-rsj/zhinan/",
    "/xichang-rsj/nianbao/",
    "/xichang-rsj/nianbao/2024/",
    "/jiaohe/",
    "/jiaohe/shili/published/",
    "/jiaohe/shili/with-mistakes/",
    "/jisuan/?kind=answer&start=2026-01-30&region=liangshan",
]
MODES = [("standard", "zh-hans"), ("large", "zh-hans"), ("standard", "en")]


PLATFORM = "/xichang-rsj/zhudong/"
FOUND = {
    "a document": (f"{PLATFORM}wengang/", ".entries a"),
    "a normative document": (f"{PLATFORM}wenjian/", ".entries a"),
    "a column": (PLATFORM, ".doors a"),
    "a year of a column": (f"{PLATFORM}wengang/", ".years a"),
    "a year of decisions": (f"{PLATFORM}xuke/", "[aria-labelledby=decided] a"),
    "the directory": (PLATFORM, "main a[href$='mulu.html']"),
    "a month of the directory": (f"{PLATFORM}mulu.html", "[aria-labelledby=by-month] a"),
}
"""Pages whose addresses are not known beforehand: a page, and the link on it that leads there."""


@pytest.mark.parametrize("what", FOUND)
@pytest.mark.parametrize(("mode", "language"), MODES)
def test_page_of_what_is_public__shuts_nobody_out_and_fits_every_screen(new_page, what, mode, language):
    address, link = FOUND[what]
    page = new_page(address, mode=mode, language=language)
    page.locator(link).first.click()
    page.wait_for_load_state()
    assert page.url.rstrip("/") != address.rstrip("/")
    require_open_to_all(page)


@pytest.mark.parametrize("words", ["稳岗返还", "没有这样的东西甲乙丙"])
@pytest.mark.parametrize(("mode", "language"), MODES)
def test_search__shuts_nobody_out_whether_it_finds_something_or_not(new_page, words, mode, language):
    require_open_to_all(new_page(f"/sousuo/?q={words}", mode=mode, language=language))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("mode", "language"), MODES)
def test_page__shuts_nobody_out_and_fits_every_screen(new_page, path, mode, language):
    require_open_to_all(new_page(path, mode=mode, language=language))


def require_open_to_all(page: Page) -> None:
    """Nothing that axe-core finds, and nothing off the screen, at three widths."""
    for width in (1440, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width != 768:
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()


def test_things_to_press__are_large_in_elderly_mode(new_page):
    page = new_page("/jiaohe/", mode="large")
    for element in page.locator("main button, .prefs button, .columns a").all():
        assert element.bounding_box()["height"] >= 48
    assert page.evaluate("getComputedStyle(document.querySelector('main .lead')).fontSize") == "22px"
