"""What shows of a value, by example and by property."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.privacy import masking

MASKS = [
    masking.mask_all,
    masking.mask_identity_number,
    masking.mask_phone,
    masking.mask_name,
    masking.mask_email,
    masking.mask_address,
    masking.mask_account,
    masking.mask_network,
]


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (masking.mask_identity_number, "513401199001011234", "5134************34"),
        (masking.mask_identity_number, "51340119900101123X", "5134************3X"),
        (masking.mask_identity_number, "513401900101123", "5134*********23"),
        (masking.mask_identity_number, "E12345678", "******"),
        (masking.mask_phone, "13800001234", "138****1234"),
        (masking.mask_phone, "138 0000 1234", "138****1234"),
        (masking.mask_phone, "+86-13800001234", "138****1234"),
        (masking.mask_phone, "0834-3222222", "0834-322****"),
        (masking.mask_phone, "（0834）3222222", "0834322****"),
        (masking.mask_phone, "3222222", "******"),
        (masking.mask_name, "张三", "张*"),
        (masking.mask_name, "张小明", "张*明"),
        (masking.mask_name, "欧阳修", "欧阳*"),
        (masking.mask_name, "欧阳修远", "欧阳**"),
        (masking.mask_name, "欧阳", "欧*"),
        (masking.mask_name, "吉克阿木", "吉***"),
        (masking.mask_name, "𠮷田", "𠮷*"),
        (masking.mask_name, "Smith", "S***"),
        (masking.mask_name, "张", "******"),
        (masking.mask_email, "zhangsan@example.cn", "z***@example.cn"),
        (masking.mask_email, "z@example.cn", "***@example.cn"),
        (masking.mask_email, "zhangsan", "******"),
        (masking.mask_address, "四川省凉山彝族自治州西昌市三岔口东路1号", "四川省凉山彝族自治州西昌市****"),
        (masking.mask_address, "三岔口东路1号", "******"),
        (masking.mask_account, "6222 0200 0000 1234", "************1234"),
        (masking.mask_account, "1234", "******"),
        (masking.mask_network, "10.1.22.33", "10.1.*.*"),
        (masking.mask_network, "2001:db8::1", "2001:db8:*"),
        (masking.mask_network, "x", "******"),
        (masking.mask_all, "", ""),
    ],
)
def test_mask__shows_as_much_as_agreed(mask, text, shown):
    assert mask(text) == shown


@pytest.mark.parametrize("mask", MASKS)
@given(text=st.one_of(st.text(), st.from_regex(r"[0-9 ]{1,20}", fullmatch=True), st.emails()))
def test_no_mask__ever_shows_the_whole(mask, text):
    shown = mask(text)
    if text.strip():
        assert masking.STAR in shown
        assert text.strip() == masking.STAR * len(text.strip()) or text.strip() not in shown


@given(st.text("0123456789X", min_size=15, max_size=18))
def test_identity_number__shows_six_characters(text):
    assert len(masking.mask_identity_number(text).replace(masking.STAR, "")) == 6
