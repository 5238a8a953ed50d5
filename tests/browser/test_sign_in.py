"""Signing in with a second factor: by keyboard alone, at the width of a phone, in Chinese."""

from __future__ import annotations

import base64
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp
from playwright.sync_api import Page

HAN = re.compile(r"[\u4e00-\u9fff]")


def press_until(page: Page, selector: str) -> None:
    """Tab until the element has the focus."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {selector}")


def sign_in(page: Page) -> None:
    press_until(page, "[name=username]")
    page.keyboard.type("jyj-zhuyao")
    press_until(page, "[name=password]")
    page.keyboard.type("kaicheng-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/login/?" not in address and not address.endswith("/login/"))


def code_of(secret: str, ahead: int = 0) -> str:
    return f"{totp(base64.b32decode(secret), drift=ahead):06}"


def lines_without_chinese(page: Page) -> list[str]:
    """Lines of the page in Latin letters only, but for names of products and the recovery codes."""
    text = page.locator("#main").inner_text()
    known = re.compile(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}|[A-Z2-7 ]{20,}|Chrome · Linux|\W*")
    return [line for line in text.splitlines() if not HAN.search(line) and not known.fullmatch(line.strip())]


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert lines_without_chinese(page) == []
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")  # messages fade in
    # Preloading, axe writes a style into the page, which the policy rightly refuses.
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"], "preload": False})
    assert found.violations_count == 0, found.generate_report()


def test_second_factor__from_setting_up_to_signing_in_again(new_page):
    page = new_page("/gongzuo/login/", width=360)
    fits(page)
    sign_in(page)

    page.goto("/gongzuo/zhanghu/")
    fits(page)
    press_until(page, "#main a[href*='qiyong']")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="启用动态口令").wait_for()
    fits(page)
    assert page.get_by_role("img", name="动态口令二维码").or_(page.locator("svg.qr")).first.is_visible()
    press_until(page, "summary")
    page.keyboard.press("Enter")
    secret = page.locator(".account-secret").inner_text().replace(" ", "")
    press_until(page, "[name=code]")
    page.keyboard.type(code_of(secret))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="请保存好备用码").wait_for()
    fits(page)
    spare = page.locator(".account-codes code").first.inner_text()
    press_until(page, "#main a.button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gongzuo/zhanghu/")
    assert "备用码还剩10个" in page.locator("#main").inner_text()

    other = new_page("/gongzuo/login/?next=/gongzuo/zhanghu/", width=360)
    sign_in(other)
    other.get_by_role("heading", name="第二步：输入动态口令").wait_for()
    fits(other)
    press_until(other, "[name=code]")
    other.keyboard.type(code_of(secret, ahead=1))
    other.keyboard.press("Enter")
    other.wait_for_url("**/gongzuo/zhanghu/")

    third = new_page("/gongzuo/login/", width=360)
    sign_in(third)
    press_until(third, "[name=code]")
    third.keyboard.type(spare)
    third.keyboard.press("Enter")
    third.wait_for_url("**/gongzuo/")
    third.goto("/gongzuo/zhanghu/")
    assert "备用码还剩9个" in third.locator("#main").inner_text()
    press_until(third, "form[action$='/huihua/jieshu/'] button")
    third.keyboard.press("Enter")
    third.get_by_text("其他设备上的登录已全部结束").wait_for()
    other.goto("/gongzuo/")
    assert "/gongzuo/login/" in other.url

    # Last, because the server makes everybody wait after a wrong code.
    sign_in(other)
    press_until(other, "[name=code]")
    other.keyboard.type("000000")
    other.keyboard.press("Enter")
    other.get_by_text("动态口令不对").wait_for()
    fits(other)


@pytest.mark.parametrize("width", [360, 1440])
def test_wrong_password__is_answered_in_chinese(new_page, width):
    page = new_page("/gongzuo/login/", width=width)
    page.get_by_label("用户名").fill("nobody")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    page.get_by_text("用户名或密码不对").wait_for()
    fits(page)
