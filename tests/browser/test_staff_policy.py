"""The staff side under its Content-Security-Policy: nothing is blocked, nothing fails, on any page."""

from __future__ import annotations

import pytest

PAGES = [
    "/gongzuo/",
    "/gongzuo/account/",
    "/gongzuo/zhanghu/",
    "/gongzuo/zhanghu/mima/",
    "/gongzuo/zhanghu/kouling/qiyong/",
    "/gongzuo/pages/",
    "/gongzuo/images/",
    "/gongzuo/images/add/",
    "/gongzuo/documents/",
    "/gongzuo/documents/multiple/add/",
    "/gongzuo/sites/",
    "/gongzuo/collections/",
    "/gongzuo/redirects/",
    "/gongzuo/redirects/add/",
    "/gongzuo/reports/site-history/",
    "/gongzuo/reports/locked/",
    "/gongzuo/reports/aging-pages/",
]


@pytest.fixture
def staff_page(new_page):
    """A page signed in as the demonstration's administrator; whatever the browser complains of is kept."""
    page = new_page("/gongzuo/login/")
    page.get_by_label("用户名").fill("admin")
    page.get_by_label("密码").fill("kaicheng-demo")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/gongzuo/")
    page.complaints = []
    page.on(
        "console",
        lambda message: page.complaints.append((page.url, message.text)) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: page.complaints.append((page.url, str(error))))
    return page


def test_pages_of_the_staff_side__load_without_a_complaint(staff_page):
    for address in PAGES:
        answer = staff_page.goto(address)
        assert answer.status == 200, address
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        staff_page.wait_for_load_state("networkidle")
    assert staff_page.complaints == []


def test_editor__with_its_dialogs_and_choosers_works_without_a_complaint(staff_page):
    staff_page.goto("/gongzuo/pages/")
    staff_page.goto(staff_page.locator("a[href*='/pages/'][href$='/edit/']").first.get_attribute("href"))
    staff_page.wait_for_load_state("networkidle")
    staff_page.locator("[data-side-panel-toggle='status']").first.click()
    staff_page.locator("[data-a11y-dialog-show='schedule-publishing-dialog']").first.click()
    chooser = staff_page.locator("#schedule-publishing-dialog input[name='go_live_at']")
    chooser.click()
    staff_page.locator(".xdsoft_datetimepicker:visible").wait_for()
    assert staff_page.complaints == []
