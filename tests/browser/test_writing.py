"""A part-time officer writes a document: pasted Word, a leak, a masked copy, off to review."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from tests.browser.staff import desk

AUTHOR = "rsj-jy-xinxi"
IDENTITY = "330102199003071230"
WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>
<p class=MsoNormal align=center style='text-align:center'>
<b><span style='font-size:22.0pt'>稳岗返还的公示</span></b></p>
<p class=MsoNormal>各参保单位：</p>
<p class=MsoNormal>经审核，下列单位符合条件。联系人身份证号{IDENTITY}。</p>
<table class=MsoTableGrid border=1><tr><td>序号</td><td>单位名称</td><td>金额（元）</td></tr>
<tr><td>1</td><td>甲公司</td><td>1200</td></tr><tr><td>2</td><td>乙公司</td><td>3400</td></tr></table>
</body></html>"""
PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector("div.pb-text").dispatchEvent(event);
}"""


@pytest.fixture
def writer(new_page):
    """Open the staff side as the information officer of an office, at a given width."""

    def open_at(path: str, **how):
        return desk(new_page, AUTHOR, path, **how)

    return open_at


def paste(page, html: str = WORD) -> None:
    page.locator("div.pb-text").click()
    page.evaluate(PASTE, html)
    page.locator("div.pb-text table").wait_for()


def no_sideways_scrolling(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [1440, 360])
def test_officer__writes_is_stopped_by_a_leak_masks_and_submits(writer, width):
    page = writer("/gongzuo/xinxi/xie/", width=width)
    page.get_by_role("button", name="开始写").click()
    title = f"稳岗返还的公示（{width}）"
    page.locator("#id_title").fill(title)
    paste(page)
    assert page.locator("div.pb-text tr").count() == 3
    assert "Mso" not in page.locator("div.pb-text").inner_html()
    page.locator("#id_origin").select_option("own")
    page.get_by_role("tab", name="信息要素").click()
    page.locator("#id_topic").select_option("labour")
    page.get_by_role("button", name="保存并送审").click()
    page.wait_for_url("**/songshen/**")
    assert page.get_by_text("居民身份证号码").count() == 1
    assert IDENTITY not in page.locator("main").inner_text()
    assert page.get_by_role("button", name="送审", exact=True).count() == 0
    assert no_sideways_scrolling(page)
    page.get_by_role("button", name="生成脱敏稿").click()
    page.get_by_text("这是脱敏稿").wait_for()
    page.get_by_text("通读全文").click()
    assert "330102********1230" in page.locator(".rv-body").inner_text()
    page.get_by_role("button", name="送审", exact=True).click()
    page.wait_for_url("**/shenhe/**")
    page.goto("/gongzuo/xinxi/")
    lines = page.locator(".pb-mine tbody tr", has_text=title)
    assert lines.count() == 2
    assert {"审核中", "草稿"} == {one.inner_text() for one in lines.locator(".pb-state").all()}
    assert no_sideways_scrolling(page)


def test_text__is_offered_back_after_the_window_was_closed(writer):
    page = writer("/gongzuo/xinxi/xie/")
    page.get_by_role("button", name="开始写").click()
    page.locator("#id_title").fill("没有存的")
    paste(page)
    page.locator("[data-body-editor][data-draft=kept]").wait_for()
    address = page.url
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/gongzuo/")
    page.goto(address)
    page.get_by_role("button", name="取回").click()
    assert page.locator("#id_title").input_value() == "没有存的"
    assert page.locator("div.pb-text tr").count() == 3
    page.get_by_role("button", name="保存并送审").click()
    page.wait_for_url("**/songshen/**")
    page.goto(address)
    assert page.get_by_role("button", name="取回").count() == 0


def test_paste__is_not_lost_when_the_server_is_away(writer):
    page = writer("/gongzuo/xinxi/xie/")
    page.get_by_role("button", name="开始写").click()
    page.route("**/zhantie/", lambda route: route.abort())
    page.locator("div.pb-text").click()
    page.evaluate(
        PASTE.replace('"text/html", html)', '"text/html", html); data.setData("text/plain", "纯文字还在")'),
        WORD,
    )
    page.get_by_text("没有连上服务器").wait_for()
    assert "纯文字还在" in page.locator("div.pb-text").inner_text()


def test_word_file__becomes_the_body_and_fills_in_what_it_says(writer, tmp_path: Path):
    document = Document()
    for line in ("西人社发〔2026〕3号", "关于稳岗返还的通知", "各单位：", "请按时申报。"):
        document.add_paragraph(line)
    document.save(tmp_path / "通知.docx")
    page = writer("/gongzuo/xinxi/xie/")
    page.get_by_role("button", name="开始写").click()
    page.get_by_role("button", name="上传Word或PDF转成正文").click()
    page.locator("[data-body-file]").set_input_files(tmp_path / "通知.docx")
    page.get_by_role("button", name="转成正文", exact=True).click()
    page.locator("div.pb-text", has_text="请按时申报").wait_for()
    assert page.locator("#id_document_number").input_value() == "西人社发〔2026〕3号"
