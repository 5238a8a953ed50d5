"""A document from its leaky draft to its readers: masked, signed by four, repealed; another one withdrawn."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from docx import Document
from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.browser.reviewing import settle
from tests.browser.staff import desk, fits

BUREAU = "xichang-rsj"
AUTHOR, DISCLOSURE, AGENCY_HEAD = "rsj-jy-xinxi", "rsj-gongkai", "rsj-zhuyao"
OFFICE_HEAD, LEADER = "rsj-jy-fuze", "rsj-fenguan-jy"
LEADER_OF_GENERAL_OFFICE = "rsj-fenguan"
IDENTITY, MASKED = "330102199003071230", "330102********1230"
TITLE = "西昌市零工驿站建设管理办法"
NUMBER = f"西人社规〔{dt.datetime.now(ZoneInfo('Asia/Shanghai')).year}〕9号"
BODY = f"""<h2>第一章　总则</h2><p>第一条　为规范零工驿站建设，方便零工人员找活，制定本办法。</p>
<p>第二条　零工驿站免费提供岗位信息、避雨歇脚和劳动维权指引。</p>
<p>第三条　申请设立零工驿站的，向就业促进股提交材料，经办人身份证号{IDENTITY}。</p>
<p>第四条　本办法自公布之日起施行。</p>"""
PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector("div.pb-text").dispatchEvent(event);
}"""
WRITTEN = """address => {
  const asked = new XMLHttpRequest();
  asked.open("HEAD", address, false);
  asked.send();
  return asked.getResponseHeader("last-modified") !== null;
}"""


def test_policy__from_a_draft_with_a_leak_to_its_repeal(
    new_page: NewPage, public_files: Path, tmp_path: Path
) -> None:
    chain_of_four(new_page)
    submission = drafted_and_submitted(new_page, tmp_path)
    sign(new_page, OFFICE_HEAD, submission, width=360)
    sign(new_page, LEADER, submission)
    sign(new_page, DISCLOSURE, submission)
    sign(new_page, AGENCY_HEAD, submission, width=360)

    reader = new_page(f"/{BUREAU}/zhudong/wengang/", width=360)
    reader.wait_for_function(WRITTEN, arg=reader.url, polling=500)
    reader.reload()
    reader.get_by_role("link", name=TITLE).click()
    reader.wait_for_url("**/wengang/*/")
    address = reader.url
    file = public_files.joinpath(*address.split("/")[3:-1], "index.html")
    assert TITLE in file.read_text("utf-8")
    assert MASKED in reader.locator("article").inner_text()
    assert IDENTITY not in file.read_text("utf-8")
    assert NUMBER in reader.locator("dl.particulars").inner_text()
    assert reader.locator(".validity").count() == 0
    fits(reader)
    with reader.expect_download() as waiting:
        reader.get_by_role("link", name="零工驿站申请表").click()
    assert IDENTITY.encode() not in Path(waiting.value.path()).read_bytes()
    assert TITLE in reader.request.get(f"/{BUREAU}/zhudong/wengang/feed.xml").text()
    assert found_by_search(new_page, "零工驿站") == TITLE

    officer = desk(new_page, OFFICE_HEAD, "/gongzuo/xinxi/?shei=office&q=零工驿站", width=360)
    fits(officer)
    officer.get_by_role("row", name="已公开").get_by_role("link", name="效力").click()
    officer.get_by_label("登记什么").wait_for()
    officer.get_by_label("登记什么").select_option(label="废止")
    officer.get_by_label("从哪一天起").fill(dt.datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat())
    officer.get_by_label("依据").fill("西昌市人力资源和社会保障局关于废止部分文件的决定")
    fits(officer)
    officer.get_by_role("button", name="登记", exact=True).click()
    officer.get_by_text("公开页面上会标明").wait_for()
    reader.goto(address)
    assert "已废止" in reader.locator(".validity").inner_text()
    assert "第一条" in reader.locator("article").inner_text()
    assert "已废止" in file.read_text("utf-8")
    fits(reader)
    assert found_by_search(new_page, "零工驿站") == TITLE


def test_withdrawn_document__is_gone_everywhere_at_once(new_page: NewPage, public_files: Path) -> None:
    reader = new_page(f"/{BUREAU}/zhudong/shebao/")
    reader.wait_for_function(WRITTEN, arg=reader.url, polling=500)
    reader.reload()
    entry = reader.locator("main ul.entries a, main .list a").first
    title = entry.inner_text().strip()
    entry.click()
    reader.wait_for_load_state()
    address = reader.url
    file = public_files.joinpath(*address.split("/")[3:-1], "index.html")
    assert file.is_file()
    leader = desk(new_page, LEADER_OF_GENERAL_OFFICE, f"/gongzuo/xinxi/?shei=agency&q={title}", width=360)
    leader.get_by_role("link", name="撤下").first.click()
    leader.get_by_label("理由").wait_for()
    fits(leader)
    leader.get_by_role("button", name="撤下").click()
    leader.get_by_text("还没有填写，请补上。").wait_for()
    leader.get_by_label("理由").fill("附表数据有误，核实后重新发布")
    leader.get_by_role("button", name="撤下").click()
    leader.get_by_text("已经从网站撤下").wait_for()

    assert not file.parent.exists()
    answer = reader.goto(address)
    assert answer is not None and answer.status == 404
    assert not [
        one for one in public_files.rglob("*") if one.is_file() and title.encode() in one.read_bytes()
    ]
    assert found_by_search(new_page, title) != title


def chain_of_four(new_page: NewPage) -> None:
    """The bureau's rule for normative documents: the disclosure officer and its head sign too."""
    page = desk(new_page, DISCLOSURE, "/gongzuo/shenhe/")
    page.get_by_role("link", name="西昌市人社局的审核环节").click()
    page.get_by_label("适用于").select_option(label="行政规范性文件")
    for level in ("科室负责人", "分管领导", "公开工作人员", "主要负责人"):
        page.get_by_label(level).check()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("审核环节已经改好").wait_for()


def drafted_and_submitted(new_page: NewPage, folder: Path) -> str:
    """The address of the submission, after the checks have stopped the first attempt."""
    form = Document()
    form.add_paragraph(f"零工驿站申请表（填写示例：身份证号{IDENTITY}）")
    form.save(str(folder / "零工驿站申请表.docx"))
    page = desk(new_page, AUTHOR, "/gongzuo/xinxi/xie/")
    page.get_by_label("放在哪个栏目").select_option(label="稳岗就业")
    page.get_by_label("信息类型").select_option(label="行政规范性文件")
    page.get_by_role("button", name="开始写").click()
    page.locator("#id_title").fill(TITLE)
    page.locator("div.pb-text").click()
    page.evaluate(PASTE, BODY)
    page.locator("div.pb-text h2").wait_for()
    page.get_by_role("button", name="增加 附件").click()
    page.locator("input[type=file][name$='-file']").set_input_files(folder / "零工驿站申请表.docx")
    page.locator("#id_origin").select_option("own")
    page.get_by_role("tab", name="信息要素").click()
    page.locator("#id_document_number").fill(NUMBER)
    page.locator("#id_topic").select_option("labour")
    page.get_by_role("button", name="保存并送审").click()
    page.wait_for_url("**/songshen/**")
    stopped = page.locator(".rv-findings li.block")
    assert stopped.filter(has_text="居民身份证号码").count() >= 1
    assert IDENTITY not in page.locator("main").inner_text()
    assert page.get_by_role("button", name="送审", exact=True).count() == 0
    page.get_by_role("button", name="生成脱敏稿").click()
    page.get_by_text("这是脱敏稿").wait_for()
    page.get_by_role("button", name="送审", exact=True).click()
    page.wait_for_url("**/shenhe/**")
    return page.url


def sign(new_page: NewPage, user: str, submission: str, **how: int) -> None:
    """Sign at this level: it is refused until every file has been opened."""
    page = desk(new_page, user, "/gongzuo/shenhe/", **how)
    page.get_by_role("link", name=TITLE).click()
    page.wait_for_url(submission)
    assert MASKED in page.locator(".rv-body").inner_text()
    fits(page)
    settle(page)
    page.get_by_role("button", name="同意，签批").click()
    page.get_by_role("alert").get_by_text("附件").wait_for()
    for link in page.locator(".rv-files a").all():
        opened = page.request.get(link.get_attribute("href") or "")
        assert opened.ok and IDENTITY.encode() not in opened.body()
    page.goto(submission)
    settle(page)
    page.get_by_role("button", name="同意，签批").click()
    page.get_by_text("已经签批").wait_for()


def found_by_search(new_page: NewPage, words: str) -> str:
    """The title of the first hit."""
    page: Page = new_page(f"/sousuo/?q={words}", width=360)
    first = page.locator(".hits h2 a").first
    return first.inner_text().strip() if first.count() else ""
