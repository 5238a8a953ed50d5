"""A letter that was taken up late, with the proof of the day; never corrected; closed."""

from __future__ import annotations

import datetime as dt
import io
import re

import pdfplumber
from PIL import Image, ImageDraw
from playwright.sync_api import Page

from tests.browser.casework import Bureau, answer, today
from tests.browser.conftest import NewPage
from tests.browser.staff import desk, fits

REGISTRAR = "rsj-shoujian"
WAYBILL, RETURNED = "XA00000000151", "1000000000002"
WANTED = "关于补贴的全部材料"


def test_paper_request__is_closed_when_the_time_to_correct_it_has_lapsed(new_page: NewPage) -> None:
    arrived = today() - dt.timedelta(days=90)
    number = registered(new_page, arrived)
    bureau = Bureau(new_page)
    bureau.open(number)
    page = bureau.page
    assert WAYBILL in page.locator("#dangshiren").inner_text()
    for name in ("信封正面.jpg", "申请书.png"):
        kept = page.request.get(page.get_by_role("link", name=name, exact=True).get_attribute("href") or "")
        assert kept.ok and Image.open(io.BytesIO(kept.body())).width == 600

    corrected_in_vain(bureau, arrived)
    letter = bureau.write("视为放弃申请告知书")
    assert "补正告知书" in letter and "视为你放弃申请" in letter and "第三十条" in letter
    assert "申请行政复议" in letter and "提起行政诉讼" in letter
    pdf = page.request.get(page.get_by_role("link", name="打开 PDF").get_attribute("href") or "").body()
    with pdfplumber.open(io.BytesIO(pdf)) as file:
        text = "".join(sheet.extract_text() for sheet in file.pages).replace("\n", "")
    assert "视为你放弃申请" in text and "申请人乙" in text
    bureau.send(means="ems", waybill=RETURNED)
    assert "已办结" in page.locator(".cs-clock").inner_text() or "没有要办的了" in page.inner_text("#buzhou")
    page.get_by_role("link", name="登记签收").click()
    page.get_by_label("送达日期").fill(today().isoformat())
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url(bureau.case)
    assert "送达" in page.locator("#wenshu").inner_text()
    page.set_viewport_size({"width": 360, "height": 900})
    fits(page)


def registered(new_page: NewPage, arrived: dt.date) -> str:
    """Written down on a phone by whoever keeps the post, with photographs. Gives the number."""
    page = desk(new_page, REGISTRAR, "/gongzuo/shenqing/dengji/", width=360)
    fits(page)
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("还没有填写，请补上。").first.wait_for()
    fits(page)
    answer(
        page,
        {
            "channel": "registered_post",
            "arrived_on": arrived.isoformat(),
            "waybill": WAYBILL,
            "arrival_note": "门卫签收后夹在报纸里，清理信箱时发现，签收单在案。",
            "envelope": ("信封正面.jpg", photograph("西昌市人社局 收", "JPEG")),
            "papers": ("申请书.png", photograph(WANTED, "PNG")),
            "wanted": WANTED,
            "name": "申请人乙",
            "telephone": "13800001235",
            "address": "西昌市演示路9号",
        },
    )
    page.get_by_role("button", name="登记", exact=True).click()
    page.locator(".cs-big").wait_for()
    fits(page)
    assert f"{arrived.month}月{arrived.day}日" in page.locator(".org-facts").inner_text()
    return page.locator(".cs-big").inner_text()


def corrected_in_vain(bureau: Bureau, arrived: dt.date) -> None:
    """A notice that went out on paper at the time is put on record; its limit has passed."""
    page: Page = bureau.page
    notice = arrived + dt.timedelta(days=1)
    page.get_by_text("现在不能办的，为什么").click()
    fits(page)
    page.get_by_role("link", name=re.compile(r"补登记\s*告知补正")).click()
    page.get_by_role("button", name="登记", exact=True).wait_for()
    fits(page)
    answer(page, {"on": today().isoformat()})
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("不能再以告知补正使期限重新起算").first.wait_for()
    answer(
        page,
        {
            "on": notice.isoformat(),
            "served_on": (notice + dt.timedelta(days=1)).isoformat(),
            "limit_days": "5",
            "note": "补正告知书以EMS寄出，回执在案。",
            "receipt": ("签收单.png", photograph("EMS 签收", "PNG")),
        },
    )
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url(bureau.case)
    assert "告知补正" in page.locator("#jilu").inner_text()
    assert "签收单.png" in page.locator("#wenjian").inner_text()


def photograph(words: str, kind: str) -> bytes:
    """A picture as a phone would take it."""
    picture = Image.new("RGB", (600, 400), "white")
    ImageDraw.Draw(picture).rectangle((20, 20, 580, 380), outline="black", width=4)
    ImageDraw.Draw(picture).text((60, 180), words.encode("ascii", "replace").decode(), fill="black")
    made = io.BytesIO()
    picture.save(made, kind)
    return made.getvalue()
