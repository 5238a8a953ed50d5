"""Numbers that prove themselves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.screening.checksums import (
    credit_check,
    identity_check,
    is_bank_card,
    is_credit_code,
    is_identity_number,
    is_old_identity_number,
    is_unlisted_card,
    luhn,
)

from .planted import card

BODIES = st.builds(
    lambda day, serial: f"510000{day:%Y%m%d}{serial:03}",
    st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    st.integers(0, 999),
)


def test_the_example_of_the_standard():
    # GB 11643-1999, appendix.
    assert is_identity_number("11010519491231002X")
    assert is_identity_number("11010519491231002x")


@given(BODIES, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body, place, step):
    number = body + identity_check(body)
    assert is_identity_number(number)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert not is_identity_number(wrong)


@pytest.mark.parametrize("number", ["510000200002300017", "990000199001010015", "510000179901010011"])
def test_days_and_provinces_that_do_not_exist(number):
    assert not is_identity_number(number[:17] + identity_check(number[:17]))


def test_old_numbers_have_a_province_and_a_day():
    assert is_old_identity_number("510000300101123")
    assert not is_old_identity_number("510000301301123")
    assert not is_old_identity_number("990000300101123")


@pytest.mark.parametrize(
    ("prefix", "length"), [("622848", 19), ("621700", 19), ("622202", 19), ("622588", 16)]
)
def test_cards_by_first_digits_length_and_check(prefix, length):
    number = card(prefix, length)
    assert is_bank_card(number)
    assert not is_bank_card(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert not is_bank_card(card(prefix, length - 1))


def test_a_card_of_a_bank_that_is_not_listed():
    assert not is_bank_card(card("629999", 19))
    assert is_unlisted_card(card("629999", 19))
    assert not is_unlisted_card(card("729999", 19))


@given(st.text("0123456789", min_size=15, max_size=18))
def test_luhn_has_one_right_digit(body):
    assert sum(luhn(body + digit) for digit in "0123456789") == 1


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_credit_codes(body):
    code = body + credit_check(body)
    assert is_credit_code(code)
    assert not is_credit_code(code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert not is_credit_code(code[:-1])
    assert not is_credit_code("I" + code[1:])
