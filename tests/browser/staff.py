"""Signing in to the staff side of the demonstration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
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


def desk(new_page: Callable[..., Page], user: str, path: str, **how: Any) -> Page:
    """A page of the staff side in a browser of this person's own, who may have signed in before."""
    return new_page(path, user=user, **how)


def fits(page: Page) -> None:
    """Nothing runs off the screen, and nobody is shut out."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")  # messages fade in
    # Preloading, axe writes a style into the page, which the policy of the staff side rightly refuses.
    found = Axe().run(page, options={"preload": False})
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
