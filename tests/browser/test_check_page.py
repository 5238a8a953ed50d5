"""年报校核 in a browser: by mouse, by keyboard, without scripts, on a phone."""

from __future__ import annotations

import pytest

from tests.conftest import REPORTS

XICHANG = REPORTS / "xichang-hrss-2024.txt"


def found(page) -> set[str]:
    return {text.split()[-1] for text in page.locator(".finding .rule").all_inner_texts()}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("width", [360, 1280])
def test_upload__finds_what_is_wrong_with_the_published_report(new_page, script, width):
    page = new_page("/jiaohe/", width=width, script=script)
    page.get_by_label("年度报告文件").set_input_files(XICHANG)
    page.get_by_role("button", name="开始校核").click()
    page.get_by_role("heading", name="校核结果").wait_for()
    assert {"F08", "F12", "F15"} <= found(page)
    assert "没有必须改正的问题" in page.locator("#verdict").inner_text()
    assert page.locator("mark", has_text="[2021]30号").count() >= 1


def test_keyboard_alone__is_enough(new_page):
    page = new_page("/jiaohe/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the breadcrumb
    page.keyboard.press("Tab")  # the file
    assert page.evaluate("document.activeElement.id") == "id_report"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # opens the field for text
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_text"
    page.keyboard.insert_text(XICHANG.read_text("utf-8"))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "开始校核"
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="校核结果").wait_for()
    assert "F08" in found(page)


def test_every_stop_of_the_keyboard__shows_where_it_is(new_page):
    page = new_page("/jiaohe/")
    for _ in range(16):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(s => [s.outlineStyle, s.outlineWidth])(getComputedStyle(document.activeElement))"
        )
        assert style[0] != "none", page.evaluate("document.activeElement.outerHTML")


def test_wrong_cell__leads_to_its_finding_and_back(new_page):
    page = new_page("/jiaohe/shili/with-mistakes/", script=False)
    cell = page.locator("#cell-requests\\.new_received\\.total")
    assert cell.evaluate("cell => getComputedStyle(cell).color") == "rgb(150, 22, 22)"
    cell.get_by_role("link").first.click()
    target = page.url.partition("#")[2]
    page.locator(f"#{target}").get_by_role("link").first.click()
    assert "#cell-requests." in page.url


def test_dropping_a_file__puts_it_into_the_form(new_page):
    page = new_page("/jiaohe/")
    transfer = page.evaluate_handle(
        """text => { const t = new DataTransfer();
           t.items.add(new File([text], '年报.txt', {type: 'text/plain'})); return t; }""",
        XICHANG.read_text("utf-8"),
    )
    page.locator("[data-drop]").dispatch_event("drop", {"dataTransfer": transfer})
    page.get_by_role("button", name="开始校核").click()
    page.get_by_role("heading", name="校核结果").wait_for()
    assert "F15" in found(page)


def test_nothing_sent__says_what_is_missing(new_page):
    page = new_page("/jiaohe/", script=False)
    page.get_by_role("button", name="开始校核").click()
    assert page.get_by_role("alert").get_by_role("link").inner_text().startswith("还差年度报告")


def test_result__is_saved_from_the_page(new_page):
    page = new_page("/jiaohe/shili/published/", script=False)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载结果（CSV）").click()
    assert waiting.value.suggested_filename == "校核结果.csv"
