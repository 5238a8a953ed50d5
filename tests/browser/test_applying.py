"""Asking on a phone, from the first page to the receipt; without scripts, and without a network."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

SLUG = "xichang-rsj"
WANTED = "2025年度工伤保险基金支出情况"


def sound(page) -> None:
    """Nobody is shut out, and nothing runs off the screen."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def onward(page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="保存，下一步").click()


def answer_everything(page, look=lambda _page: None, wanted: str = WANTED) -> None:
    """All steps up to checking."""
    page.goto(f"/yishenqing/{SLUG}/")
    look(page)
    with page.expect_navigation():
        page.get_by_role("button", name="开始申请").click()
    look(page)
    onward(page)
    assert "还差一项" in page.get_by_role("alert").inner_text()
    look(page)
    page.get_by_label("您想要什么政府信息？").fill(wanted)
    onward(page)
    page.get_by_label("自然人").check()
    page.get_by_label("自己申请，或者为本单位申请").check()
    look(page)
    onward(page)
    page.get_by_label("申请人姓名或者单位名称").fill("申请人甲")
    page.get_by_label("证件号码").fill("11010519491231002X")
    look(page)
    onward(page)
    page.get_by_label("电子", exact=True).check()
    page.get_by_label("网上获取").check()
    look(page)
    onward(page)
    page.get_by_label("联系电话").fill("13800001234")
    page.get_by_label("同意电子送达").check()
    look(page)
    onward(page)
    look(page)
    page.get_by_label("申请人附件").set_input_files(
        {"name": "线索.txt", "mimeType": "text/plain", "buffer": "一条线索".encode()}
    )
    onward(page)
    page.get_by_role("heading", name="核对并提交").wait_for()
    look(page)


@pytest.mark.parametrize("mode", ["standard", "large"])
def test_whole_way__on_a_phone(new_page, mode):
    page = new_page("/", width=360, mode=mode)
    answer_everything(page, sound)
    assert "线索.txt" in page.inner_text("main")
    page.get_by_role("button", name="提交申请").click()
    page.get_by_role("heading", name="申请已经收到").wait_for()
    sound(page)
    number = page.locator(".receipt .number").inner_text()
    code = page.locator(".receipt .code").inner_text()
    page.get_by_text("怎么算出来的？").click()
    assert page.locator(".sheet .due").count() == 1
    sound(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载回执（PDF）").click()
    assert waiting.value.suggested_filename == f"回执{number}.pdf"

    elsewhere = new_page("/yishenqing/chaxun/", width=360, mode=mode)
    elsewhere.get_by_label("申请编号").fill(number)
    elsewhere.get_by_label("查询码").fill(code.lower())
    sound(elsewhere)
    elsewhere.get_by_role("button", name="查进度").click()
    elsewhere.get_by_role("heading", name="正在办理").wait_for()
    assert "收到您的申请" in elsewhere.locator(".thread").inner_text()
    assert WANTED in elsewhere.inner_text("main")
    sound(elsewhere)
    elsewhere.get_by_role("link", name="撤回申请").click()
    elsewhere.get_by_role("heading", name="撤回申请").wait_for()
    sound(elsewhere)
    elsewhere.get_by_role("button", name="确定撤回").click()
    elsewhere.get_by_role("heading", name="已经办结").wait_for()
    assert elsewhere.locator(".thread li").first.inner_text().endswith("您撤回了申请")
    sound(elsewhere)


def test_without_scripts__everything_works_up_to_a_short_wait(new_page):
    page = new_page("/", width=360, script=False)
    answer_everything(page)
    page.get_by_role("button", name="提交申请").click()
    assert "请再等" in page.get_by_role("alert").inner_text()
    assert WANTED in page.inner_text("main")
    assert "线索.txt" in page.inner_text("main")


def test_back__keeps_what_was_answered(new_page):
    page = new_page(f"/yishenqing/{SLUG}/neirong/", width=360)
    page.get_by_label("您想要什么政府信息？").fill(WANTED)
    onward(page)
    page.get_by_role("link", name="上一步").click()
    assert page.get_by_label("您想要什么政府信息？").input_value() == WANTED


def test_lost_connection__loses_nothing_that_was_typed(new_page):
    page = new_page(f"/yishenqing/{SLUG}/neirong/", width=360)
    page.context.set_offline(True)
    page.get_by_label("您想要什么政府信息？").fill(WANTED)
    page.get_by_role("button", name="保存，下一步").click()
    assert "现在没有网络" in page.locator(".restored").inner_text()
    page.context.set_offline(False)
    page.reload()
    assert page.get_by_label("您想要什么政府信息？").input_value() == WANTED
    onward(page)
    page.get_by_role("heading", name="谁来申请", level=1).wait_for()


def test_long_form__is_sound(new_page):
    page = new_page(f"/yishenqing/{SLUG}/yizhang/", width=360)
    sound(page)
    with page.expect_navigation():
        page.get_by_role("button", name="保存，去核对").click()
    assert page.get_by_role("alert").get_by_role("link").count() >= 5
    sound(page)
