"""axe-core finds nothing on any public page, in any mode, at any width; nothing runs off the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

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


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("mode", "language"), MODES)
def test_page__shuts_nobody_out_and_fits_every_screen(new_page, path, mode, language):
    page = new_page(path, mode=mode, language=language)
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
