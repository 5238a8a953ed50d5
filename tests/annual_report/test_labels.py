"""Labels compared without regard to how a file printed them."""

from __future__ import annotations

import pytest

from kaicheng.annual_report.labels import key, plain, squeeze


@pytest.mark.parametrize(
    ("printed", "official"),
    [
        ("⾏政许可", "行政许可"),
        ("（六）其它处理", "(六)其他处理"),
        ("3.危及“三安全一稳定”", '3．危及"三安全一稳定"'),
        ("1、申请人 无正当理由", "1.申请人无正当理由"),
        ("总 计", "总计"),
    ],
)
def test_two_printings_of_one_label_have_one_key(printed: str, official: str) -> None:
    assert key(printed) == key(official)


def test_different_labels_keep_different_keys() -> None:
    assert key("3.其他") != key("（六）其他处理")
    assert key("结果维持") != key("结果纠正")


def test_plain_text_keeps_its_spaces_and_squeezed_text_none() -> None:
    assert plain("２０２４　年") == "2024 年"
    assert squeeze("２０２４　年\u200b") == "2024年"
