"""Masked copies: what is hidden, how, and that nothing is found in them any more."""

from __future__ import annotations

import io

import docx
import pytest

from kaicheng.findings import Severity
from kaicheng.screening import Context, conventions, mask, mask_docx, mask_html, screen_file, screen_text
from kaicheng.screening.catalogue import kinds
from kaicheng.screening.masking import apply

from .clean import CONTEXT, texts
from .planted import LEAKS, as_docx, as_docx_comment, as_docx_split, card, identity_number

NUMBER = identity_number(7)
HEALED = ("V01", "V02", "V03", "V04", "V05", "V10", "V13")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13800001234。", "电话138****1234。"),
        (f"身份证{NUMBER}", f"身份证{NUMBER[:6]}********{NUMBER[14:]}"),
        (f"身份证{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", f"身份证{NUMBER[:6]}********{NUMBER[14:]}"),
        (f"卡号：{card()}", f"卡号：{'*' * 15}{card()[-4:]}"),
        ("家庭住址：示例市安乐镇红旗村3组12号", "家庭住址：示例市安乐镇**"),
        ("举报人张三，反映", "举报人张*，反映"),
        ("姓名\t金额\t手机\n欧阳锋\t300\t13800001234", "姓名\t金额\t手机\n欧阳*\t300\t138****1234"),
        ("李四，女，1985年3月出生", "李*，女，1985年3月出生"),
        ("本人邮箱zhangsan@qq.com", "本人邮箱z***@qq.com"),
        ("没有个人信息。", "没有个人信息。"),
        ("", ""),
    ],
)
def test_the_platforms_conventions(text, masked):
    assert mask(text).text == masked


def test_strict_conventions_keep_less():
    strict = conventions("strict")
    assert mask(f"身份证{NUMBER}", strict).text == f"身份证{NUMBER[:4]}************{NUMBER[-2:]}"
    assert mask(f"卡号：{card()}", strict).text == "卡号：****"


def test_whoever_is_named_in_a_roll_is_masked_elsewhere_too():
    text = "姓名\t手机\n张三丰\t13800001234\n\n其中张三丰为户主。"
    assert "张三丰" not in mask(text).text


def test_replacements_lead_back():
    text = f"甲{NUMBER}乙13800001234丙"
    masked = mask(text)
    assert [text[entry.start : entry.end] for entry in masked.replacements] == [NUMBER, "13800001234"]
    assert [entry.original for entry in masked.replacements] == [NUMBER, "13800001234"]


@pytest.mark.parametrize(
    "leak", [leak for leak in LEAKS if leak.rule in HEALED], ids=lambda leak: f"{leak.rule} {leak.name}"
)
@pytest.mark.parametrize("name", ["platform", "strict"])
def test_nothing_that_blocks_is_left(leak, name):
    masked = mask(leak.text, conventions(name)).text
    left = [finding for finding in screen_text(masked, field="body") if finding.severity is Severity.BLOCK]
    assert left == []


def test_clean_texts_stay_as_they_are():
    for kind, text in texts(50):
        if kind != "appointment":
            assert mask(text, context=CONTEXT).text == text


def test_known_numbers_stay():
    assert mask("值班13800001234", context=Context(telephones=frozenset({"13800001234"}))).replacements == ()


def test_every_kind_of_convention_is_a_kind():
    for name in ("platform", "strict"):
        assert set(conventions(name)) <= set(kinds())


@pytest.mark.parametrize("value", ["", "1", "12", "123456789", "欧阳", "张"])
def test_no_convention_shows_a_whole_value(value):
    for convention in conventions().values():
        assert not value or apply(convention, value) != value


def test_html_keeps_its_tags():
    source = (
        '<h2>公示</h2><table class="a"><tr><th>姓名</th><th>身份证号</th></tr>\n'
        f"<tr><td><p>张三</p></td>\n<td>{NUMBER[:8]}<b>{NUMBER[8:]}</b></td></tr></table>"
        "<p>a &lt; b，电话13800001234</p>"
    )
    masked = mask_html(source)
    assert masked.text == (
        '<h2>公示</h2><table class="a"><tr><th>姓名</th><th>身份证号</th></tr>\n'
        f"<tr><td><p>张*</p></td>\n<td>{NUMBER[:6]}********{NUMBER[14:]}<b></b></td></tr></table>"
        "<p>a &lt; b，电话138****1234</p>"
    )
    assert mask_html("").text == ""
    assert mask_html("<p>无</p>尾").text == "<p>无</p>尾"


@pytest.mark.parametrize("write", [as_docx, as_docx_split, as_docx_comment])
@pytest.mark.parametrize(
    "leak", [leak for leak in LEAKS if leak.rule in HEALED][::4], ids=lambda leak: f"{leak.rule} {leak.name}"
)
def test_word_files(write, leak):
    data = write(leak.text)
    masked = mask_docx(data)
    assert masked.replacements
    left = {finding.rule for finding in screen_file(masked.data, "a.docx").findings}
    assert left & set(HEALED) == set()


def test_word_files_keep_their_tables():
    masked = mask_docx(as_docx(f"姓名\t身份证号\n张三\t{NUMBER}"))
    (table,) = docx.Document(io.BytesIO(masked.data)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows][1] == [
        "张*",
        f"{NUMBER[:6]}********{NUMBER[14:]}",
    ]
