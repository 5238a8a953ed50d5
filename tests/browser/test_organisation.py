"""机构人员: every page fits a phone and shuts nobody out, and an office is added by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.staff import SYSTEM_ADMINISTRATOR, desk, fits

PAGES = {
    SYSTEM_ADMINISTRATOR: ["", "renyuan/", "renyuan/daiqueren/", "daishen/", "daoru/"],
    "xichang-anquan": ["renyuan/daiqueren/"],
    "xichang-shenji": ["shenji/"],
}
ACTS = ["xinshe", "keshi", "renming", "yijiao", "gengming", "tiaozheng", "hebing", "chexiao"]


def shuts_nobody_out(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440, path
    page.set_viewport_size({"width": 360, "height": 900})
    fits(page)


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
    page = desk(new_page, user, "/gongzuo/")
    for path in PAGES[user]:
        shuts_nobody_out(page, f"/gongzuo/jigou/{path}")


def test_an_authority_and_its_acts__shut_nobody_out_and_fit_every_screen(new_page):
    page = desk(new_page, SYSTEM_ADMINISTRATOR, "/gongzuo/")
    path = bureau(page)
    for rest in ["", "ziliao/", "yinzhang/", *(f"{act}/" for act in ACTS)]:
        shuts_nobody_out(page, path + rest)


def test_office__is_added_by_keyboard_alone_on_a_phone(new_page):
    page = desk(new_page, SYSTEM_ADMINISTRATOR, "/gongzuo/", width=360)
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
