"""Acts as they are written down: read from JSON, and what is said when they cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from kaicheng.statute import (
    ACTS,
    BadAct,
    BadDate,
    Channel,
    InputError,
    Means,
    act_words,
    channels,
    means_rules,
    read_act,
    read_acts,
    to_json,
)
from kaicheng.statute.acts import Answer, CorrectionNotice, Received, Service, read_day

from .cases import day

GOOD: list[dict[str, Any]] = [
    {"act": "received", "on": "2026-03-02", "channel": "online", "confirmed_on": "2026-03-03"},
    {"act": "confirmed", "on": "2026-03-02"},
    {"act": "correction_notice", "on": "2026-03-02", "served_on": "2026-03-03", "limit_days": 10},
    {"act": "corrected", "on": "2026-03-02"},
    {"act": "correction_lapsed", "on": "2026-03-02"},
    {"act": "reasons_notice", "on": "2026-03-02", "served_on": "2026-03-03", "limit_days": 0},
    {"act": "reasons_given", "on": "2026-03-02"},
    {"act": "delay_notice", "on": "2026-03-02", "until": "2026-05-03"},
    {"act": "third_party_letter", "on": "2026-03-02", "served_on": "2026-03-03"},
    {"act": "third_party_opinion", "on": "2026-03-02", "agrees": True, "letter": 1},
    {"act": "third_party_lapsed", "on": "2026-03-02", "letter": 1},
    {"act": "agency_letter", "on": "2026-03-02", "served_on": "2026-03-03"},
    {"act": "agency_opinion", "on": "2026-03-02", "agrees": False, "letter": 1},
    {"act": "agency_lapsed", "on": "2026-03-02", "letter": 1},
    {"act": "extension", "on": "2026-03-02", "days": 20},
    {"act": "fee_notice", "on": "2026-03-02", "served_on": "2026-03-03"},
    {"act": "fee_paid", "on": "2026-03-02"},
    {"act": "fee_lapsed", "on": "2026-03-02"},
    {"act": "answer", "on": "2026-03-02", "outcome": "partial"},
    {"act": "transfer_notice", "on": "2026-03-02"},
    {"act": "service", "on": "2026-03-02", "means": "ems"},
    {"act": "letter_served", "on": "2026-03-02", "letter": 1},
    {"act": "withdrawal", "on": "2026-03-02"},
    {"act": "continued", "on": "2026-03-02", "cases": "2026-0001"},
    {"act": "strike", "on": "2026-03-02", "act_index": 0, "reason": "误记"},
]


def test_every_act_is_read_and_written_back() -> None:
    assert [item["act"] for item in GOOD] == list(ACTS)
    assert [to_json(act) for act in read_acts(GOOD)] == GOOD


def test_acts_are_typed() -> None:
    received, notice, answer, service = read_acts([GOOD[0], GOOD[2], GOOD[18], GOOD[20]])
    assert received == Received(day("2026-03-02"), Channel.ONLINE, day("2026-03-03"))
    assert notice == CorrectionNotice(day("2026-03-02"), day("2026-03-03"), 10)
    assert answer == Answer(day("2026-03-02"), "partial")
    assert service == Service(day("2026-03-02"), Means.EMS)


def test_what_may_be_left_out_may_be_null_too() -> None:
    bare = read_act({"act": "received", "on": "2026-03-02", "channel": "fax"}, 0)
    null = read_act({"act": "received", "on": "2026-03-02", "channel": "fax", "confirmed_on": None}, 0)
    assert bare == null == Received(day("2026-03-02"), Channel.FAX)
    assert to_json(null) == {"act": "received", "on": "2026-03-02", "channel": "fax"}


@pytest.mark.parametrize(
    ("item", "zh", "en"),
    [
        ("received", "应为一个对象", "must be an object"),
        ({"on": "2026-03-02"}, "缺少“act”", "'act' is missing"),
        (
            {"act": "teleported", "on": "2026-03-02"},
            "“act”应为下列之一：received, confirmed",
            "must be one of",
        ),
        ({"act": ["received"], "on": "2026-03-02"}, "“act”应为下列之一", "must be one of"),
        ({"act": "received", "channel": "fax"}, "“received”缺少：on", "lacks on"),
        ({"act": "extension"}, "“extension”缺少：on、days", "lacks on, days"),
        ({"act": "fee_paid", "on": "2026-03-02", "sum": 3}, "没有这些项：sum；可以有：on", "has no sum"),
        (
            {"act": "extension", "on": "2026-03-02", "days": "五"},
            "“days”应为不小于0的整数；写的是“五”",
            "whole number",
        ),
        ({"act": "extension", "on": "2026-03-02", "days": -1}, "应为不小于0的整数", "whole number"),
        ({"act": "extension", "on": "2026-03-02", "days": True}, "应为不小于0的整数", "whole number"),
        ({"act": "extension", "on": "2026-03-02", "days": None}, "应为不小于0的整数", "whole number"),
        (
            {"act": "agency_opinion", "on": "2026-03-02", "agrees": "是"},
            "应为 true 或 false；写的是“是”",
            "true or",
        ),
        (
            {"act": "received", "on": "2026-03-02", "channel": "pigeon"},
            "应为下列之一：in_person, reg",
            "one of",
        ),
        ({"act": "service", "on": "2026-03-02", "means": 5}, "“means”应为下列之一：in_person", "one of"),
        (
            {"act": "answer", "on": "2026-03-02", "outcome": "maybe"},
            "“outcome”应为下列之一：granted",
            "one of",
        ),
        ({"act": "answer", "on": "2026-03-02", "outcome": 7}, "“outcome”应为文字", "must be text"),
        (
            {"act": "strike", "on": "2026-03-02", "act_index": 0, "reason": " "},
            "“reason”应为文字，且不能为空",
            "text",
        ),
    ],
)
def test_a_bad_act_says_which_and_what_is_wrong(item: object, zh: str, en: str) -> None:
    with pytest.raises(BadAct) as caught:
        read_acts([GOOD[0], item])
    assert caught.value.act_index == 1
    assert str(caught.value).startswith("第2项行为：")
    assert zh in str(caught.value)
    assert caught.value.message.en.startswith("Act 1: ")
    assert en in caught.value.message.en


@pytest.mark.parametrize(
    "value", ["2026-02-30", "20260305", "2026-W10-4", "2026-3-5", "2026/03/05", "今天", "", 20260305, None]
)
def test_a_bad_date_is_quoted(value: object) -> None:
    with pytest.raises(BadDate) as caught:
        read_act({"act": "fee_paid", "on": value}, 4)
    assert f"写的是“{value}”" in str(caught.value)
    assert caught.value.act_index == 4
    assert caught.value.message.en.startswith("Act 4: 'on' must be a date such as 2026-03-05")


def test_a_date_outside_a_list_has_no_number() -> None:
    assert read_day("2026-03-05", "--today") == day("2026-03-05")
    with pytest.raises(InputError) as caught:
        read_day("bald", "--today")
    assert caught.value.act_index is None
    assert str(caught.value) == "“--today”应为日期，如 2026-03-05；写的是“bald”"


def test_a_complaint_reads_as_one_sentence() -> None:
    for item, zh, en in (
        ("received", "第1项行为：应为一个对象", "Act 0: must be an object"),
        ({"on": "2026-03-02"}, "第1项行为：缺少“act”", "Act 0: 'act' is missing"),
        (
            {"act": "extension", "on": "2026-03-02", "sum": 3, "until": "2026-03-05"},
            "第1项行为：“extension”没有这些项：sum、until；可以有：on, days",
            "Act 0: 'extension' has no sum, until; it may have on, days",
        ),
        (
            {"act": "agency_opinion", "on": "2026-03-02", "agrees": 1},
            "第1项行为：“agrees”应为 true 或 false；写的是“1”",
            "Act 0: 'agrees' must be true or false, not 1",
        ),
        (
            {"act": "strike", "on": "2026-03-02", "act_index": 0, "reason": ""},
            "第1项行为：“reason”应为文字，且不能为空",
            "Act 0: 'reason' must be text and not empty",
        ),
        (
            {"act": "extension", "on": "2026-03-02", "days": 1.5},
            "第1项行为：“days”应为不小于0的整数；写的是“1.5”",
            "Act 0: 'days' must be a whole number, not 1.5",
        ),
    ):
        with pytest.raises(BadAct) as caught:
            read_act(item, 0)
        assert (caught.value.message.zh, caught.value.message.en) == (zh, en)


def test_every_act_channel_and_means_has_its_words() -> None:
    assert list(act_words()) == list(ACTS)
    assert list(channels()) == list(Channel)
    assert list(means_rules()) == list(Means)
    assert all(rule.allowed for means, rule in means_rules().items() if means is not Means.COURIER)
