"""The annual report in a browser: on a desk, on a phone, on paper, without scripts."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest


def test_front_page__leads_to_the_report(new_page):
    page = new_page("/xichang-rsj/", script=False)
    page.get_by_role("navigation", name="栏目").get_by_role("link", name="政府信息公开年报").click()
    page.get_by_role("link", name="西昌市人力资源和社会保障局2024年").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("西昌市人力资源和社会保障局2024年")
    assert page.locator("#cell-proactive\\.licensing_decisions").inner_text() == "158"


def test_phone__shows_cards_with_the_names_of_columns(new_page):
    page = new_page("/xichang-rsj/nianbao/2024/", width=360)
    cell = page.locator("#cell-requests\\.new_received\\.total")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"总计"'
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "flex"


def test_desk__shows_the_table_as_the_form_prints_it(new_page):
    page = new_page("/xichang-rsj/nianbao/2024/")
    cell = page.locator("#cell-requests\\.new_received\\.total")
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "table-cell"


@pytest.mark.parametrize("kind", ["HTML", "DOCX", "PDF", "XLSX", "JSON"])
def test_download__comes_with_its_name(new_page, kind):
    page = new_page("/xichang-rsj/nianbao/2024/", script=False)
    with page.expect_download() as waiting:
        page.get_by_role("link", name=f"下载 {kind}").click()
    name = waiting.value.suggested_filename
    assert name == f"西昌市人力资源和社会保障局2024年政府信息公开工作年度报告.{kind.lower()}"


def test_print__leaves_only_the_document(new_page):
    page = new_page("/xichang-rsj/nianbao/2024/")
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(BytesIO(page.pdf(format="A4"))).pages)
    assert "158" in text
    assert "本年处理决定数量" in text
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 640, "height": 900})
    cell = page.locator("#cell-requests\\.new_received\\.total")
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "table-cell"
    assert "政府信息公开指南" not in text.replace("\n", "")


def test_language_and_display__switch_without_scripts(new_page):
    page = new_page("/xichang-rsj/nianbao/2024/", script=False)
    page.get_by_role("button", name="English").click()
    assert page.url.endswith("/xichang-rsj/nianbao/2024/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Large type").click()
    assert page.locator("html").get_attribute("data-display") == "large"
    page.get_by_role("button", name="中文").click()
    assert page.get_by_role("button", name="标准版").is_visible()
