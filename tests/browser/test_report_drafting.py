"""From the empty draft to the published report, through three signatures, to the supervisor's matrix."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reviewing import settle
from tests.browser.staff import sign_in

YEAR = dt.date.today().year - 1
WRITER, HEAD, LEADER, SUPERVISOR = "mzj-gongkai", "mzj-bgs-fuze", "mzj-fenguan", "zfb-jiandu"
BUREAU = "西昌市民政局"
MATRIX = re.compile(f"{YEAR}年报送情况.*西昌市人民政府")
OVERVIEW = f"""（一）主动公开
{YEAR}年，本局主动公开政府信息{{{{published_items}}}}条，重点公开社会救助、养老服务和殡葬收费。
（二）依申请公开
{YEAR}年，本局收到政府信息公开申请{{{{requests.new_received.total}}}}件。
（三）政府信息管理
本局每月核对一次栏目内容，制发行政规范性文件{{{{proactive.normative_documents.issued_this_year}}}}件。
（四）政府信息公开平台建设
本局在市政府网站维护社会救助、养老服务等5个栏目，救助标准按年度更新。
（五）监督保障
全年组织业务培训{{{{trainings}}}}次，对各股室报送情况开展季度检查4次。"""
PROBLEMS = """（一）存在的主要问题
一是救助政策解读形式单一，全年7篇解读中只有1篇配图；二是两个股室报送不及时，有6条信息超过20个工作日才公开。
（二）改进措施
一是对惠及面广的救助政策一律配图解读；二是每月通报各股室报送时间，与年度考核挂钩。"""
OTHER = "本年度发出收费通知{{fee_notices}}件，总金额{{fee_amount}}元，实际收取{{fee_paid}}元。"


@pytest.fixture
def staff(new_page):
    """Open an address of the staff side as somebody, each in a browser of their own."""

    def open_as(user: str, path: str, **how) -> Page:
        page = new_page("/gongzuo/login/", **how)
        sign_in(page, user)
        page.goto(path)
        return page

    return open_as


def no_sideways_scrolling(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def save(page: Page, text: str | None = None) -> None:
    """Write the chapter that is shown, tick it off and go on to the next."""
    here = page.url
    if text is not None:
        page.locator("#id_text").fill(text)
    page.get_by_label("这一部分写好了").check()
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(lambda address: address != here)


def sign(page: Page) -> None:
    settle(page)
    page.get_by_role("button", name="同意，签批").click()
    page.get_by_text(re.compile("已经签批")).wait_for()


def test_report__goes_from_the_empty_page_to_the_public_one_and_to_the_matrix(staff, new_page):
    page = staff(WRITER, "/gongzuo/nianbao/")
    page.get_by_role("link", name=f"{YEAR}年", exact=True).click()
    page.get_by_role("button", name="开始编写").click()
    tasks = page.locator(".rp-tasks li")
    expect(tasks).to_have_count(6)
    assert no_sideways_scrolling(page)

    # What no record tells, then the six tasks one after the other.
    page.get_by_label("业务培训（次）").fill("3")
    page.get_by_role("button", name="保存这些数").click()
    tasks.nth(0).get_by_role("link").click()
    for text in (OVERVIEW, None, None, None, PROBLEMS, OTHER):
        save(page, text)
    expect(page.locator(".rp-tasks li.done")).to_have_count(6)

    # A finding that is no mistake is answered once, with a reason that stays.
    verdicts = page.locator(".rv-judge")
    while verdicts.count():
        left = verdicts.count()
        verdicts.first.get_by_label("不用改的理由").fill("已经与股室核对，属实")
        verdicts.first.get_by_role("button", name="不成立").click()
        expect(verdicts).to_have_count(left - 1)
    expect(page.locator(".rv-findings li.block")).to_have_count(0)
    page.get_by_role("button", name="定稿送审").click()
    page.get_by_role("link", name="看审核进度").click()
    review = page.url

    # The figures are fixed from here on, whatever is written down afterwards.
    page.goto(f"{page.url.partition('/gongzuo/')[0]}/gongzuo/nianbao/")
    page.get_by_role("link", name=f"{YEAR}年", exact=True).click()
    expect(page.get_by_text("数字和文字都已固定")).to_be_visible()
    expect(page.get_by_role("button", name="定稿送审")).to_have_count(0)

    # Two more signatures, by two more people, one of them on a phone.
    for user, width in ((HEAD, 1440), (LEADER, 360)):
        signing = staff(user, review, width=width)
        assert "组织业务培训3次" in signing.locator(".rv-body").inner_text()
        assert no_sideways_scrolling(signing)
        sign(signing)

    page.reload()
    expect(page.get_by_text(re.compile("第1版已于.*公布"))).to_be_visible()
    expect(page.get_by_text("已报送")).to_be_visible()
    public = page.get_by_role("link", name="看公布的报告").get_attribute("href")
    assert public
    reader = new_page(public, width=360)
    assert "组织业务培训3次" in reader.locator("main").inner_text()
    assert no_sideways_scrolling(reader)
    for kind, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{"), ("html", b"<!")):
        answer = reader.request.get(f"{public}download/{kind}/")
        assert answer.status == 200 and answer.body().startswith(begins), kind
    figures = json.loads(reader.request.get(f"{public}download/json/").body())
    assert (figures["agency"], figures["year"]) == (BUREAU, YEAR)
    cells = reader.request.get(f"{public}data/").text()
    assert cells.count("\n") > 100 and "requests.new_received.total" in cells

    # The supervisor sees it handed in, and public.
    above = staff(SUPERVISOR, "/gongzuo/nianbao/", width=1440)
    above.get_by_role("link", name=MATRIX).click()
    line = above.locator(".rp-matrix tbody tr", has_text=BUREAU)
    expect(line).to_contain_text("已公布")
    expect(line).to_contain_text("第1次")
    line.get_by_role("link").click()
    assert "组织业务培训3次" in above.locator("main").inner_text()
    assert no_sideways_scrolling(above)


@pytest.mark.parametrize("width", [360, 1440])
def test_supervisors_pages__fit_the_screen(staff, width):
    page = staff(SUPERVISOR, "/gongzuo/nianbao/", width=width)
    page.get_by_role("link", name=MATRIX).click()
    expect(page.locator(".rp-links a")).to_have_count(6)
    names = page.locator(".rp-links a").all_inner_texts()
    for name in names:
        page.locator(".rp-links").get_by_role("link", name=name, exact=True).click()
        expect(page.locator(".rp-links a[aria-current]")).to_have_text(name)
        assert no_sideways_scrolling(page), name
