"""A request on line, from a phone to its end and beyond: corrected, objected to, partly given, given anew."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import pdfplumber
import typst
from playwright.sync_api import Page

from tests.browser.casework import Bureau, today
from tests.browser.conftest import NewPage
from tests.browser.staff import fits
from tests.browser.test_applying import answer_everything

WANTED = "局里和外面签的那份培训合同"
EXACT = "2025年职业技能培训服务合同（西人社培〔2025〕6号）全文"
PRICE = "每课时成本构成一百二十元"
OBJECTION = "第二条的课时成本构成是本公司的商业秘密，公开后同行可以照此压价。"
CONTRACT = f"""#set page(paper: "a4")
#set text(font: "Noto Serif CJK SC", size: 16pt)
职业技能培训服务合同

第一条　甲方委托乙方培训失业人员二百人。

第二条　{PRICE}，合同总价九十万元。

第三条　经办人手写签名处
"""


def test_request__from_a_phone_to_the_answer_given_anew(new_page: NewPage) -> None:
    applicant = new_page("/", width=360)
    answer_everything(applicant, wanted=WANTED)
    applicant.get_by_role("button", name="提交申请").click()
    applicant.get_by_role("heading", name="申请已经收到").wait_for()
    number = applicant.locator(".receipt .number").inner_text()
    applicant.get_by_role("link", name="看进度").click()
    applicant.wait_for_url("**/jindu/*/")
    progress = applicant.url

    bureau = Bureau(new_page)
    bureau.open(number)
    corrected(bureau, applicant, progress)
    objected(bureau, new_page)
    released(bureau)
    answered_in_part(bureau, applicant, progress)
    ordered_anew(bureau, applicant, progress, number)


def corrected(bureau: Bureau, applicant: Page, progress: str) -> None:
    """The officer asks once what is meant; the applicant says so on line, and the clock begins anew."""
    bureau.write(
        "补正告知书", points="写明是哪一年、与哪家单位签的培训合同", guidance="可以写合同名称或者文号。"
    )
    bureau.send()
    applicant.goto(progress)
    assert "请补正申请内容" in applicant.locator(".panel.act").inner_text()
    opened(applicant, "补正告知书")
    applicant.goto(progress)
    fits(applicant)
    applicant.get_by_role("link", name="现在办").click()
    applicant.get_by_role("button", name="提交补正").click()
    assert "还差一项" in applicant.get_by_role("alert").inner_text()
    fits(applicant)
    applicant.get_by_label("补正的内容").fill(EXACT)
    applicant.get_by_role("button", name="提交补正").click()
    applicant.get_by_text("答复期限从今天起重新计算").wait_for()
    assert EXACT in applicant.locator(".thread").inner_text()


def objected(bureau: Bureau, new_page: NewPage) -> None:
    """A third party gets a letter that names its own page, and objects there."""
    bureau.fill(
        "列出征求意见对象", "列出",
        kind="third_party", name="示例职业培训有限公司", address="西昌市演示路8号",
        subject_matter="合同第二条的课时成本构成",
    )  # fmt: skip
    letter = bureau.write("征求意见书（第三方）", consultation=1)
    bureau.send(means="ems", waybill="1000000000001")
    found = re.search(r"http://\S+/yijian/\S+", letter)
    assert found, letter
    third = new_page(found[0], width=360)
    assert "申请人甲" not in third.locator("main").inner_text()
    fits(third)
    third.get_by_label("不同意公开", exact=True).check()
    third.get_by_role("button", name="提交意见").click()
    assert "请写明理由" in third.get_by_role("alert").inner_text()
    third.get_by_label("理由").fill(OBJECTION)
    third.get_by_role("button", name="提交意见").click()
    third.get_by_text("已收到您的意见").wait_for()
    fits(third)
    bureau.page.goto(bureau.case)
    assert OBJECTION in bureau.page.locator("#zhengqiu").inner_text()


def released(bureau: Bureau) -> None:
    """The contract goes in; what is covered is gone from the copy that comes out."""
    page = bureau.page
    bureau.fill("加入文件", "存入案卷", role="original", file=("合同.pdf", typst.compile(CONTRACT.encode())))
    page.get_by_role("link", name="逐页处理").click()
    page.locator(".cs-sheet img").evaluate("picture => picture.decode()")
    page.locator("#cs-words").fill(PRICE)
    page.get_by_role("button", name="找到的都遮盖").click()
    page.get_by_text("每一处遮盖都要说得出法律依据").wait_for()
    page.locator("#cs-ground").select_option("refused_third_party_rights")
    page.get_by_role("button", name="找到的都遮盖").click()
    page.get_by_text("已遮盖").wait_for()
    boxes = page.locator(".cs-box").count()
    sheet = page.locator(".cs-sheet").bounding_box()
    assert sheet is not None
    page.mouse.move(sheet["x"] + sheet["width"] * 0.1, sheet["y"] + 20)
    page.mouse.down()
    page.mouse.move(sheet["x"] + sheet["width"] * 0.4, sheet["y"] + 60, steps=4)
    page.mouse.up()
    assert page.locator(".cs-box").count() == boxes + 1
    page.keyboard.press("Delete")
    assert page.locator(".cs-box").count() == boxes
    fits(page)
    page.get_by_role("button", name="保存并生成公开件").click()
    page.get_by_text("公开件已生成并核验").wait_for()
    copy = page.request.get(page.get_by_role("link", name="打开公开件").get_attribute("href") or "").body()
    read_back(copy)


def read_back(copy: bytes) -> None:
    """What the finished file says to whoever looks into it."""
    with pdfplumber.open(io.BytesIO(copy)) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    assert "二百人" in text and "九十万元" in text
    assert "成本构成" not in text and "一百二十" not in text


def answered_in_part(bureau: Bureau, applicant: Page, progress: str) -> None:
    """Grounds on file, the letter signed by three, served on line, downloaded with the file, rated."""
    bureau.fill(
        "写明不予公开的理由", "保存理由",
        ground="refused_third_party_rights", separable=True,
        reasoning="课时成本构成是第三方采取保密措施的经营信息，第三方书面说明了公开会造成的损害",
    )  # fmt: skip
    bureau.fill(
        "留存其他证据", "存入案卷",
        code="disclosure_review", text="公开工作人员审查：第一条、合同总价可以公开。",
    )  # fmt: skip
    letter = bureau.write("部分公开答复书", obtain="随本答复在网上提供。")
    assert "第三十七条" in letter and "行政复议" in letter
    bureau.send()
    applicant.goto(progress)
    applicant.get_by_role("heading", name="已经答复").wait_for()
    fits(applicant)
    answer = opened(applicant, "部分公开答复书")
    with pdfplumber.open(answer) as pdf:
        assert "商业秘密" in "".join(page.extract_text() for page in pdf.pages)
    read_back(opened(applicant, "合同（公开件）").read_bytes())
    applicant.get_by_role("link", name="评价这次办理").click()
    applicant.get_by_label("满意", exact=True).check()
    fits(applicant)
    applicant.get_by_role("button", name="提交评价").click()
    applicant.get_by_text("谢谢您的评价").wait_for()


def ordered_anew(bureau: Bureau, applicant: Page, progress: str, number: str) -> None:
    """Reconsidered: the decision orders another answer, which has its own last day and its own letter."""
    page, due = bureau.page, today() + dt.timedelta(days=30)
    bureau_case = bureau.case
    page.goto(bureau_case)
    page.get_by_role("link", name="登记复议、诉讼").click()
    assert page.get_by_label("申请编号").input_value() == number
    page.get_by_label("类别").select_option(label="行政复议")
    page.get_by_label("复议机关或者人民法院").fill("西昌市人民政府")
    for name in ("filed_on", "copy_received_on"):
        page.locator(f"[name={name}]").fill(today().isoformat())
    page.get_by_role("button", name="保存").click()
    page.get_by_text("答复和举证期限已经列入").wait_for()
    fits(page)
    page.get_by_role("link", name="更新进展").click()
    for name in ("replied_on", "decided_on", "decision_received_on"):
        page.locator(f"[name={name}]").fill(today().isoformat())
    page.get_by_label("结果", exact=True).select_option(label="结果纠正")
    page.locator("[name=orders_answer_by]").fill(due.isoformat())
    fits(page)
    page.get_by_role("button", name="保存").click()
    page.get_by_text("重新答复由").wait_for()
    page.get_by_role("link", name=re.compile(r"^\d{4}-\d+$")).last.click()
    page.get_by_role("heading", name="下一步").wait_for()
    bureau.case = page.url
    assert bureau.case != bureau_case
    assert f"{due.month}月{due.day}日" in page.locator(".cs-clock").inner_text()

    bureau.fill(
        "加入文件", "存入案卷", role="released", file=("合同全文.pdf", typst.compile(CONTRACT.encode()))
    )
    bureau.fill(
        "留存其他证据", "存入案卷", code="disclosure_review", text="按复议决定重新审查：合同全文可以公开。"
    )
    bureau.write("予以公开答复书", obtain="随本答复在网上提供。")
    bureau.send()

    applicant.goto(progress)
    applicant.locator(".panel", has_text="重新答复您").get_by_role("link").click()
    applicant.get_by_role("heading", name="已经答复").wait_for()
    opened(applicant, "予以公开答复书")
    with pdfplumber.open(opened(applicant, "合同全文")) as pdf:
        assert PRICE in "".join(page.extract_text() for page in pdf.pages).replace("\n", "")


def opened(applicant: Page, name: str) -> Path:
    """Download a letter or a file from the page of progress."""
    with applicant.expect_download() as waiting:
        applicant.get_by_role("link", name=name).first.click()
    return Path(waiting.value.path())
