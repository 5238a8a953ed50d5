"""机构人员: every page fits a phone and shuts nobody out, and an office is added by keyboard alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.staff import SYSTEM_ADMINISTRATOR, sign_in

PAGES = {
    SYSTEM_ADMINISTRATOR: ["", "renyuan/", "renyuan/daiqueren/", "daishen/", "daoru/"],
    "xichang-anquan": ["renyuan/daiqueren/"],
    "xichang-shenji": ["shenji/"],
}
ACTS = ["xinshe", "keshi", "renming", "yijiao", "gengming", "tiaozheng", "hebing", "chexiao"]


def shuts_nobody_out(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        found = Axe().run(page, options={"preload": False})
        assert found.violations_count == 0, f"{path} at {width}: {found.generate_report()}"


def bureau(page: Page) -> str:
    """The address of an authority of the list."""
    page.goto("/gongzuo/jigou/?q=民政局")
    return page.locator("#main a[href*='/jigou/jigou/']").first.get_attribute("href") or ""


def press_until(page: Page, selector: str) -> None:
    """Tab until the element has the focus."""
    for _press in range(120):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize("user", PAGES)
def test_lists__shut_nobody_out_and_fit_every_screen(new_page, user):
    page = sign_in(new_page("/gongzuo/"), user)
    for path in PAGES[user]:
        shuts_nobody_out(page, f"/gongzuo/jigou/{path}")


def test_an_authority_and_its_acts__shut_nobody_out_and_fit_every_screen(new_page):
    page = sign_in(new_page("/gongzuo/"), SYSTEM_ADMINISTRATOR)
    path = bureau(page)
    for rest in ["", "ziliao/", "yinzhang/", *(f"{act}/" for act in ACTS)]:
        shuts_nobody_out(page, path + rest)


def test_office__is_added_by_keyboard_alone_on_a_phone(new_page):
    page = sign_in(new_page("/gongzuo/", width=360), SYSTEM_ADMINISTRATOR)
    path = bureau(page)
    page.goto(path)
    press_until(page, "#main a[href$='/keshi/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/keshi/")
    press_until(page, "#main [name=name]")
    page.keyboard.type("救助管理科")
    press_until(page, "#main form [type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")
    assert "救助管理科" in page.locator("#main").inner_text()
