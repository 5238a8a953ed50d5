"""axe-core finds nothing on any public page, in any mode, at any width; nothing runs off the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    "/",
    "/zhinan/",
    "/nianbao/",
    "/nianbao/2024/",
    "/jiaohe/",
    "/jiaohe/shili/published/",
    "/jiaohe/shili/with-mistakes/",
]
VARIANTS = [
    (1280, "standard", "zh-hans"),
    (1280, "large", "zh-hans"),
    (360, "standard", "zh-hans"),
    (1280, "standard", "en"),
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "mode", "language"), VARIANTS)
def test_page__has_nothing_that_shuts_people_out(new_page, path, width, mode, language):
    page = new_page(path, width=width, mode=mode, language=language)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("width", "mode"), [(360, "standard"), (360, "large"), (768, "standard"), (768, "large")]
)
def test_page__fits_the_screen(new_page, path, width, mode):
    page = new_page(path, width=width, mode=mode)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_things_to_press__are_large_in_elderly_mode(new_page):
    page = new_page("/jiaohe/", mode="large")
    for element in page.locator("main button, .prefs button, .columns a").all():
        assert element.bounding_box()["height"] >= 48
    assert page.evaluate("getComputedStyle(document.querySelector('main .lead')).fontSize") == "22px"
