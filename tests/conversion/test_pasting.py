"""What somebody pastes from Word, WPS, a web page or a sheet becomes the text that they meant."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

import pytest

from kaicheng.conversion import CleanBody, NotReadable, Proposed, clean, text_of
from kaicheng.conversion.markup import MAX_DEPTH
from tests.conversion.pictures import png

PASTED = Path(__file__).parent / "pasted"


def pasted(name: str) -> CleanBody:
    return clean((PASTED / f"{name}.html").read_text(encoding="utf-8"))


def rules(body: CleanBody) -> list[str]:
    return [note.rule for note in body.notes]


def test_word() -> None:
    body = pasted("word")
    assert body.html == (
        '<p class="doc-title">关于开展2024年度职业技能提升行动的通知</p>\n'
        '<p class="doc-center">甲人社发〔2024〕12号</p>\n'
        "<p>各乡镇人民政府，县级各部门：</p>\n"
        "<p>为落实2024年3月15日会议精神，补贴标准调整为每人500元<sup>1</sup>，请遵照执行。见附件</p>\n"
        "<h2>一、总体要求</h2>\n"
        "<p><strong>（一）指导思想。</strong>坚持就业优先。</p>\n"
        "<h2>二、工作任务</h2>\n"
        "<ol><li>摸清底数</li><li>分类培训<ul><li>订单式</li></ul></li></ol>\n"
        "<p>附表如下：</p>\n"
        "<table>\n<caption>2024年培训计划表</caption>\n<thead>\n"
        '<tr><th rowspan="2" scope="col">乡镇</th><th colspan="2" scope="col">人数</th>'
        '<th rowspan="2" scope="col">金额（万元）</th></tr>\n'
        '<tr><th scope="col">男</th><th scope="col">女</th></tr>\n</thead>\n<tbody>\n'
        '<tr><td>东山镇</td><td class="doc-right">30</td><td class="doc-right">20</td>'
        '<td class="doc-right">2.50</td></tr>\n'
        '<tr><td>西河镇</td><td class="doc-right">10</td><td class="doc-right">15</td>'
        '<td class="doc-right">1.25</td></tr>\n</tbody>\n</table>\n'
        '<p class="doc-right">甲县人力资源和社会保障局</p>\n'
        '<p class="doc-right">2024年3月18日</p>'
    )
    assert body.proposed == Proposed(
        "关于开展2024年度职业技能提升行动的通知",
        "甲人社发〔2024〕12号",
        date(2024, 3, 18),
        "甲县人力资源和社会保障局",
    )


def test_word__says_what_stayed_behind() -> None:
    body = pasted("word")
    assert sorted(rules(body)) == ["B01", "B02", "B05"]
    deleted = next(note for note in body.notes if note.rule == "B01")
    assert deleted.sentences == ("每户",)
    assert "再核一下" not in body.html


def test_wps() -> None:
    body = pasted("wps")
    assert body.html == (
        '<p class="doc-title">甲县城乡居民医疗救助办法</p>\n'
        '<p class="doc-center">（2024年5月6日甲县人民政府常务会议通过）</p>\n'
        '<h2 class="doc-center">第一章　总则</h2>\n'
        "<p>第一条　为了规范医疗救助，制定本办法。</p>\n"
        "<p>（一）特困人员；</p>\n"
        "<p>（二）低保对象。</p>\n"
        "<ul><li>身份证复印件</li><li>申请书</li></ul>\n"
        "<p>联系人：张 某 电话：0834—0000000</p>\n"
        '<p class="doc-right">甲县人民政府办公室</p>\n'
        '<p class="doc-right">二〇二四年五月八日</p>'
    )
    assert rules(body) == ["B03"]
    assert body.proposed.made_on == date(2024, 5, 8)
    assert body.proposed.issuer == "甲县人民政府办公室"


def test_web_page() -> None:
    body = pasted("web")
    assert body.html == (
        '<p class="doc-title">关于元旦放假的通知</p>\n'
        "<p>发布时间：2023-12-25 浏览次数：128</p>\n"
        "<p>各科室：</p>\n"
        "<p>根据国务院办公厅通知，现将放假安排通知如下。</p>\n"
        "<h2>一、放假时间</h2>\n"
        "<p>1月1日放假，与周末连休。</p>\n"
        "<h2>二、值班安排</h2>\n"
        "<p>各科室安排好<strong>值班</strong>。详见"
        '<a href="https://www.gov.cn/zhengce/content.htm">国办通知</a>'
        '和<a href="/upload/fj.doc">附件</a>。</p>\n'
        '<table>\n<thead>\n<tr><th scope="col">日期</th><th scope="col">值班</th></tr>\n</thead>\n'
        "<tbody>\n<tr><td>1月1日</td><td>办公室</td></tr>\n</tbody>\n</table>"
    )
    assert rules(body) == ["B07", "B05"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>甲\n乙</p>", "<p>甲乙</p>"),
        ("<p>open\ngovernment</p>", "<p>open government</p>"),
        ("<p>甲 <b> 乙</b></p>", "<p>甲 <strong>乙</strong></p>"),
        ("<p>\u200b甲\u202e乙\ufeff</p>", "<p>甲乙</p>"),
        ("<p>一行<br>二行</p>", "<p>一行<br>二行</p>"),
        ("<p>一段<br><br>二段</p>", "<p>一段</p>\n<p>二段</p>"),
        ("甲<div>乙</div>丙", "<p>甲</p>\n<p>乙</p>\n<p>丙</p>"),
        ("<b style='font-weight:normal'>甲</b>", "<p>甲</p>"),
        (
            "<span style='font-weight:700;vertical-align:super'>甲</span>",
            "<p><strong><sup>甲</sup></strong></p>",
        ),
        ("<p>· 甲</p><p>·乙</p>", "<ul><li>甲</li><li>乙</li></ul>"),
        ("<p>· 甲</p><p>乙</p>", "<p>· 甲</p>\n<p>乙</p>"),
        (
            "<ol start=3><li>甲</li><li><p>乙</p><p>丙</p></li></ol>",
            '<ol start="3"><li>甲</li><li>乙<br>丙</li></ol>',
        ),
        ("<ol><li>甲</li></ol><ol><li>乙</li></ol>", "<ol><li>甲</li></ol><ol><li>乙</li></ol>"),
        ("<blockquote><p>甲</p><p>乙</p></blockquote>", "<blockquote>\n<p>甲</p>\n<p>乙</p>\n</blockquote>"),
        ("<h1>甲</h1><h2>乙</h2><p>丙</p><h1>丁</h1>", "<h2>甲</h2>\n<h3>乙</h3>\n<p>丙</p>\n<h2>丁</h2>"),
        ("<table><tr><td>只有一格</td></tr></table>", "<p>只有一格</p>"),
        ("<p>&lt;script&gt;</p>", "<p>&lt;script&gt;</p>"),
    ],
)
def test_details(html: str, expected: str) -> None:
    assert clean(html).html == expected


def test_headings__numbered_lines_are_headings_but_numbered_items_and_sentences_are_not() -> None:
    lines = [
        "一、申请条件",
        "（一）材料",
        "1.身份证",
        "2.户口簿",
        "（二）时限",
        "二、本通知自发布之日起施行。",
        "3.5万元",
    ]
    body = clean("".join(f"<p>{line}</p>" for line in lines))
    assert body.html == (
        "<h2>一、申请条件</h2>\n<h3>（一）材料</h3>\n<p>1.身份证</p>\n<p>2.户口簿</p>\n<h3>（二）时限</h3>\n"
        "<p>二、本通知自发布之日起施行。</p>\n<p>3.5万元</p>"
    )


def test_a_form_has_no_header_row() -> None:
    form = "<table><tr><td>姓名</td><td></td></tr><tr><td>住址</td><td></td></tr></table>"
    assert "<th" not in clean(form).html


def test_a_form_whose_rows_differ_has_none_either() -> None:
    form = "<tr><td>姓名</td><td>某某</td><td>性别</td><td>男</td></tr>"
    form += "<tr><td>住址</td><td colspan=3>甲县</td></tr>"
    assert "<th" not in clean(f"<table>{form}</table>").html


def test_the_name_above_a_title_is_the_issuer_of_a_text_without_signature() -> None:
    lines = ("甲县人民政府办公室", "关于印发《办法》的通知", "甲府办〔2024〕3号")
    body = clean("".join(f"<p align=center>{line}</p>" for line in lines) + "<p>各局：</p>")
    assert body.proposed == Proposed(
        "关于印发《办法》的通知", "甲府办〔2024〕3号", None, "甲县人民政府办公室"
    )


def test_pictures__come_back_apart_once_each() -> None:
    data = base64.b64encode(png()).decode()
    body = clean(
        f'<p>图一<img src="data:image/png;base64,{data}" alt="办事流程图"></p>'
        f'<p><img src="data:image/jpeg;base64,{data}"></p>'
        '<p>后面<img src="data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=">'
        '<img src="http://tracker.example.org/1.gif"></p>'
    )
    assert body.html == (
        '<p>图一<img src="image:1" alt="办事流程图"></p>\n'
        '<figure><img src="image:1" alt=""></figure>\n<p>后面</p>'
    )
    (image,) = body.images
    assert (image.number, image.data, image.media_type, image.alt) == (1, png(), "image/png", "办事流程图")
    assert rules(body) == ["B06", "B05"]


def test_pictures__numbers_go_on_and_stored_ones_stay() -> None:
    data = base64.b64encode(png()).decode()
    body = clean(
        f'<p><img src="image:4"><img src="/zhengwen/7.png"><img src="data:image/png;base64,{data}"></p>',
        kept={"/zhengwen/7.png"},
    )
    assert [image.source for image in body.images] == ["image:5"]
    assert body.html.count("<img") == 3


def test_text_of__reads_in_order_with_numbers_and_cells() -> None:
    html = "<p>甲</p><ol start='2'><li>乙<br>丙</li></ol><table><tr><td>丁</td><td>戊</td></tr></table>"
    assert text_of(html) == "甲\n2. 乙\n丙\n丁\t戊"


def test_nested_beyond_reason__is_refused_with_what_to_do() -> None:
    with pytest.raises(NotReadable, match="请先粘贴到 Word") as caught:
        clean("<div>" * (MAX_DEPTH + 1))
    assert caught.value.code == "damaged"


def test_nested_deeply__keeps_all_text() -> None:
    deep = "".join(f"<div><i>{number} " for number in range(900))
    assert [int(word) for word in text_of(clean(deep).html).split()] == list(range(900))
