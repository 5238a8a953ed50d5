"""The fee, bracket by bracket; worked examples stand in ``test_vectors.py``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.statute import BadValue, RuleNotInForce, fee_by_items, fee_by_pages
from kaicheng.statute.fees import MOST_UNITS

from .histories import QUICK


def test_a_fee_is_told_bracket_by_bracket() -> None:
    fee = fee_by_items(35, month=(2026, 5))
    assert [(line.first, line.last, line.units, line.rate, line.amount) for line in fee.lines] == [
        (1, 10, 10, Decimal("0.00"), Decimal("0.00")),
        (11, 30, 20, Decimal("100.00"), Decimal("2000.00")),
        (31, 35, 5, Decimal("200.00"), Decimal("1000.00")),
    ]
    assert (fee.first, fee.last, fee.amount, fee.basis, fee.month) == (
        1,
        35,
        Decimal("3000.00"),
        "per_item",
        (2026, 5),
    )
    assert fee.article.zh == "《政府信息公开信息处理费管理办法》第四条"


def test_pages_have_brackets_of_their_own() -> None:
    fee = fee_by_pages(201)
    assert [(line.first, line.last, line.rate) for line in fee.lines] == [
        (1, 30, 0),
        (31, 100, 10),
        (101, 200, 20),
        (201, 201, 40),
    ]
    assert fee.amount == 2740
    assert fee.article.zh == "《政府信息公开信息处理费管理办法》第五条"
    assert fee.basis == "per_page"


def test_items_that_came_before_are_counted_and_not_charged_again() -> None:
    assert fee_by_items(3, earlier=29).amount == 100 + 200 + 200
    assert [line.first for line in fee_by_items(3, earlier=29).lines] == [30, 31]
    assert fee_by_items(0).lines == ()
    assert fee_by_items(0).amount == 0
    assert fee_by_pages(0).amount == 0
    assert str(fee_by_items(0).amount) == "0.00"


def test_the_last_unit_of_a_bracket_still_belongs_to_it() -> None:
    assert [fee_by_items(1, earlier=n - 1).amount for n in (10, 11, 30, 31, 40, 41)] == [
        0,
        100,
        100,
        200,
        200,
        300,
    ]


@QUICK
@given(st.integers(0, 300), st.integers(0, 300))
def test_charging_in_two_parts_is_charging_at_once(first: int, then: int) -> None:
    parts = fee_by_items(first).amount + fee_by_items(then, earlier=first).amount
    assert parts == fee_by_items(first + then).amount


@QUICK
@given(st.integers(0, 2000))
def test_more_never_costs_less(units: int) -> None:
    assert fee_by_items(units).amount <= fee_by_items(units + 1).amount
    assert fee_by_pages(units).amount <= fee_by_pages(units + 1).amount


def test_money_is_exact_and_written_to_the_fen() -> None:
    assert str(fee_by_items(12).amount) == "200.00"
    assert isinstance(fee_by_items(12).amount, Decimal)


def test_before_the_scale_there_was_no_fee() -> None:
    with pytest.raises(
        RuleNotInForce, match=r"2020年12月1日.*不能收取信息处理费.*自2021年1月1日.*起施行"
    ) as caught:
        fee_by_items(35, month=(2020, 12))
    assert caught.value.message.en == (
        "No fee can be charged on Tue 1 December 2020: the scale is in force from Fri 1 January 2021; "
        "there was none before."
    )
    assert str(caught.value) == (
        "2020年12月1日（周二）不能收取信息处理费：收费办法自2021年1月1日（周五）起施行，此前没有收费标准。"
    )
    assert caught.value.day == date(2020, 12, 1)
    with pytest.raises(RuleNotInForce):
        fee_by_pages(35, on=date(2020, 12, 31))
    assert fee_by_items(35, month=(2021, 1)).amount == fee_by_pages(130, on=date(2021, 1, 1)).amount + 1700


@pytest.mark.parametrize("number", [-1, MOST_UNITS + 1])
def test_numbers_that_cannot_be(number: int) -> None:
    for ask, zh, en in (
        (lambda: fee_by_items(number), "件数", "the number of items"),
        (lambda: fee_by_items(1, earlier=number), "此前件数", "the number of earlier items"),
        (lambda: fee_by_pages(number), "页数", "the number of pages"),
    ):
        with pytest.raises(BadValue) as caught:
            ask()
        assert str(caught.value) == f"{zh}应当在0至1000000之间，写的是{number}"
        assert caught.value.message.en == f"{en} must be 0 to 1000000, not {number}"


def test_the_most_that_is_computed_and_months_that_are_none() -> None:
    assert fee_by_pages(MOST_UNITS).last == MOST_UNITS
    assert fee_by_items(0, earlier=MOST_UNITS).amount == 0
    with pytest.raises(BadValue, match="没有2026-13这个月份") as caught:
        fee_by_items(1, month=(2026, 13))
    assert caught.value.message.en == "there is no month 2026-13"
    with pytest.raises(BadValue) as caught:
        fee_by_items(1, month=(0, 1))
    assert caught.value.message.zh == "没有0000-01这个月份"


def test_the_contract() -> None:
    assert fee_by_items(11, month=(2026, 5)).to_json() == {
        "schema": "kaicheng/fee/1",
        "basis": "per_item",
        "first": 1,
        "last": 11,
        "month": "2026-05",
        "amount": "100.00",
        "article": "《政府信息公开信息处理费管理办法》第四条",
        "article_en": "Measures on the Information Processing Fee, Art. 4",
        "lines": [
            {"first": 1, "last": 10, "units": 10, "rate": "0.00", "amount": "0.00"},
            {"first": 11, "last": 11, "units": 1, "rate": "100.00", "amount": "100.00"},
        ],
    }
    assert fee_by_pages(1).to_json()["month"] is None
