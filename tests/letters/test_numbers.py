"""Document numbers and sums of money, written and read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.letters import BadNumber, DocumentNumber, NumberStyle, capital_yuan, parse_number, yuan

STYLES = ["青人社公开〔{year}〕{serial}号", "（{year}）第{serial}号", "青府公开复〔{year}〕第{serial}号"]


@given(st.sampled_from(STYLES), st.integers(1949, 2999), st.integers(1, 99_999))
def test_what_is_written_is_read_back(pattern: str, year: int, serial: int) -> None:
    written = NumberStyle(pattern).write(year, serial)
    assert parse_number(written) == DocumentNumber(pattern.split("〔")[0].split("（")[0], year, serial)


@pytest.mark.parametrize(
    "typed",
    ["青人社公开〔2026〕12号", "青人社公开[2026]12号", "青人社公开【2026】012号",
     "青人社公开（2026）第 12 号", "青人社公开〔２０２６〕１２号",
     " 青人社公开 (2026) 12号", "青人社公开〔2026年〕12号"],
)  # fmt: skip
def test_any_brackets_and_widths_are_read(typed: str) -> None:
    assert parse_number(typed) == DocumentNumber("青人社公开", 2026, 12)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12号",
        "青人社公开2026年12号",
        "青人社〔26〕12号",
        "〔2026〕0号",
        "〔1026〕1号",
        "〔2026〕123456号",
    ],
)
def test_what_is_no_number_is_told(typed: str) -> None:
    with pytest.raises(BadNumber, match="不是发文字号"):
        parse_number(typed)


@pytest.mark.parametrize(
    "pattern",
    ["", "第12号", "〔{year}〕号", "〔{year}〕{serial}{serial}号", "〔{year}〕{serial:03}号",
     "〔{year}〕{serial!r}号", "{0}{year}{serial}", "〔{year}{serial}号", "{year", "{serial}号〔{year}〕"],
)  # fmt: skip
def test_a_style_needs_both_places_and_must_be_readable(pattern: str) -> None:
    with pytest.raises(BadNumber):
        NumberStyle(pattern)


@pytest.mark.parametrize(("year", "serial"), [(26, 1), (2026, 0), (2026, 100_000), (3000, 1)])
def test_no_number_outside_the_years_and_serials(year: int, serial: int) -> None:
    with pytest.raises(BadNumber, match="不能编"):
        NumberStyle(STYLES[0]).write(year, serial)


@pytest.mark.parametrize(
    ("amount", "plain", "capital"),
    [
        ("0", "0元", "零元整"), ("10", "10元", "壹拾元整"), ("2700", "2700元", "贰仟柒佰元整"),
        ("10300.50", "10300.50元", "壹万零叁佰元伍角"), ("2000.05", "2000.05元", "贰仟元零伍分"),
        ("0.05", "0.05元", "零元伍分"), ("100000", "100000元", "壹拾万元整"),
        ("1001000.12", "1001000.12元", "壹佰万零壹仟元壹角贰分"),
        ("200000001", "200000001元", "贰亿零壹元整"),
        ("20010", "20010元", "贰万零壹拾元整"),
    ],
)  # fmt: skip
def test_sums_in_figures_and_in_capitals(amount: str, plain: str, capital: str) -> None:
    assert (yuan(Decimal(amount)), capital_yuan(Decimal(amount))) == (plain, capital)


DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read_capital(text: str) -> Decimal:
    """The sum read back as a cashier reads it."""
    whole, rest = text.split("元")
    total = section = digit = 0
    for char in whole:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in PLACES:
            section, digit = section + digit * PLACES[char], 0
        else:
            total, section, digit = total + (section + digit) * {"万": 10**4, "亿": 10**8}[char], 0, 0
    fen = 0
    for mark, worth in (("角", 10), ("分", 1)):
        if mark in rest:
            fen += DIGITS[rest[rest.index(mark) - 1]] * worth
    return Decimal(total + section + digit) + Decimal(fen) / 100


@given(st.integers(0, 10**11 - 1))
def test_every_sum_in_capitals_reads_back(fen: int) -> None:
    amount = Decimal(fen) / 100
    assert read_capital(capital_yuan(amount)) == amount


@pytest.mark.parametrize("amount", ["-1", "1000000000"])
def test_no_fee_comes_to_that(amount: str) -> None:
    with pytest.raises(ValueError, match="no fee"):
        capital_yuan(Decimal(amount))
