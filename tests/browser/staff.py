"""Signing in to the staff side of the demonstration."""

from __future__ import annotations

from playwright.sync_api import Page

OFFICER = "rsj-gongkai"
SYSTEM_ADMINISTRATOR = "xichang-xitong"
CMS_ADMINISTRATOR = "admin"


def sign_in(page: Page, user: str) -> Page:
    """Sign in from the page shown, which leads to the sign-in page."""
    page.fill("[name=username]", user)
    page.fill("[name=password]", "kaicheng-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/login/" not in address)
    return page
