"""A disclosure officer at work on a request, and the three who sign what the officer writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.browser.reviewing import settle
from tests.browser.staff import OFFICER, desk, fits

Given = str | int | bool | tuple[str, bytes]
OFFICE_HEAD, LEADER = "rsj-bgs-fuze", "rsj-fenguan"


def today() -> dt.date:
    """The day it is where the server stands."""
    return dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()


class Bureau:
    """The officer's desk, and those of the office head, who signs on a phone, and of the leader in charge."""

    def __init__(self, new_page: NewPage) -> None:
        self.page = desk(new_page, OFFICER, "/gongzuo/shenqing/")
        self.signers = [
            desk(new_page, OFFICE_HEAD, "/gongzuo/shenhe/", width=360),
            desk(new_page, LEADER, "/gongzuo/shenhe/"),
        ]
        self.case = ""

    def open(self, number: str) -> None:
        """The case with that number, from the register."""
        self.page.goto("/gongzuo/shenqing/")
        self.page.get_by_role("link", name=number, exact=True).click()
        self.page.get_by_role("heading", name="下一步").wait_for()
        self.case = self.page.url
        fits(self.page)

    def fill(self, task: str, button: str, **given: Given) -> None:
        """One form of the case: opened by its name, filled in by the names of its fields, sent."""
        page = self.page
        page.goto(self.case)
        page.get_by_role("link", name=task, exact=True).first.click()
        page.get_by_role("button", name=button, exact=True).wait_for()
        answer(page, given)
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_url(self.case)

    def write(self, name: str, **given: Given) -> str:
        """A letter drafted, sent for signatures, signed by two more. Gives its text as it was signed."""
        page = self.page
        page.goto(self.case)
        page.get_by_role("link", name="拟写文书").click()
        page.get_by_role("link", name=name, exact=True).click()
        page.get_by_role("button", name="生成草稿").wait_for()
        answer(page, given)
        page.get_by_role("button", name="生成草稿").click()
        page.get_by_role("button", name="送审", exact=True).wait_for()
        fits(page)
        address = page.url
        page.get_by_role("button", name="送审", exact=True).click()
        page.get_by_text("已送审").wait_for()
        submission = page.get_by_role("link", name="看审签进度").get_attribute("href") or ""
        for signer in self.signers:
            signer.goto(submission)
            settle(signer)
            signer.get_by_role("button", name="同意，签批").click()
            signer.get_by_text("已经签").wait_for()
        page.goto(address)
        page.get_by_role("link", name="打开 PDF").wait_for()
        return page.locator(".cs-paper").inner_text()

    def send(self, **given: Given) -> None:
        """Record that the letter shown was sent."""
        self.page.get_by_role("link", name="登记送达").click()
        self.page.get_by_label("送达方式").wait_for()
        answer(self.page, given)
        self.page.get_by_role("button", name="登记送达").click()
        self.page.wait_for_url(self.case)


def answer(page: Page, given: Mapping[str, Given]) -> None:
    """Fill in a form by the names of its fields; a number is the place of a choice."""
    for name, value in given.items():
        field = page.locator(f"#main [name={name}]")
        if isinstance(value, tuple):
            file, data = value
            field.set_input_files({"name": file, "mimeType": "application/octet-stream", "buffer": data})
        elif isinstance(value, bool):
            field.set_checked(value)
        elif isinstance(value, int):
            field.select_option(index=value)
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
