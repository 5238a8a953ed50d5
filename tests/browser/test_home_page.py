"""今日: found by keyboard, on a phone, in large type, by a screen reader."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.staff import OFFICER, SYSTEM_ADMINISTRATOR, desk

PAGES = ["/gongzuo/", "/gongzuo/?kan=yuqi", "/gongzuo/?kan=daishen", "/gongzuo/tongzhi/", "/gongzuo/tixing/"]


@pytest.mark.parametrize("text_size", [16, 24])
def test_pages_of_the_workbench__shut_nobody_out_and_fit_every_screen(new_page, text_size):
    page = desk(new_page, OFFICER, "/gongzuo/")
    for path in PAGES:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.evaluate("size => document.documentElement.style.fontSize = size + 'px'", text_size)
        for width in (1440, 768, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            if width != 768:
                found = Axe().run(page)
                assert found.violations_count == 0, f"{path} at {width}: {found.generate_report()}"


def test_mail_list__shuts_nobody_out(new_page):
    page = desk(new_page, SYSTEM_ADMINISTRATOR, "/gongzuo/youjian/")
    page.wait_for_load_state("networkidle")
    assert page.locator(".counts li").count() == 3
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_overdue_report__is_reached_by_keyboard_from_its_number(new_page):
    page = desk(new_page, OFFICER, "/gongzuo/", width=360)
    number, word = page.locator(".numbers a").all_inner_texts()[0].split()
    assert int(number) >= 1 and word == "逾期"
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.number.overdue')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/?kan=yuqi")
    assert page.locator(".number.overdue").get_attribute("aria-current") == "true"
    line = page.locator(".work > li", has_text="2025年度政府信息公开工作年度报告")
    assert line.count() == 1
    assert "已逾期" in line.inner_text()
    line.locator("summary").focus()
    page.keyboard.press("Enter")
    assert "1月31日" in line.locator("details").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gongzuo/nianbao/**")


def test_numbers__stand_in_one_row_on_a_phone(new_page):
    page = desk(new_page, OFFICER, "/gongzuo/", width=360)
    tops = {round(box.bounding_box()["y"]) for box in page.locator(".numbers li").all()}
    assert len(tops) == 1
    for link in page.locator(".numbers a, .next a").all():
        assert link.bounding_box()["height"] >= 44


def test_home__needs_no_script(new_page):
    page = desk(new_page, OFFICER, "/gongzuo/", script=False)
    page.goto("/gongzuo/")
    assert page.locator(".work > li").count() >= 1
