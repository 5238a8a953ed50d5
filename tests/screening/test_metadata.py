"""Metadata of a document before it is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kaicheng.findings import Severity
from kaicheng.screening import Attribute, Metadata, Origin, Sort, screen_attachments, screen_metadata
from kaicheng.statute import load_calendar

TODAY = date(2026, 3, 2)
CALENDAR = load_calendar()
GOOD = Metadata(
    title="示例市人力资源和社会保障局关于做好就业补贴工作的通知",
    sort=Sort.POLICY,
    number="示人社发〔2026〕3号",
    index_number="11510000MB0000000X/2026-00003",
    issuers=("示例市人力资源和社会保障局",),
    made_on=date(2026, 2, 24),
    effective_on=date(2026, 3, 1),
    genre="通知",
    topic="劳动就业",
    attribute=Attribute.PROACTIVE,
    article_20="1",
    validity="effective",
)
INTERPRETATION = (
    "一、起草背景。二、目标任务。三、适用范围。四、执行标准。五、关键词诠释，补贴是指。六、新旧差异。七、咨询电话。"
    * 8
)


def found(**changes):
    return [
        (finding.rule, finding.severity, finding.where[0].ref)
        for finding in screen_metadata(replace(GOOD, **changes), today=TODAY, calendar=CALENDAR)
    ]


B, W, I = Severity.BLOCK, Severity.WARN, Severity.INFO  # noqa: E741


def test_nothing_is_said_of_good_metadata():
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": " "}, ("M18", B, "title")),
        ({"issuers": ()}, ("M18", B, "issuers")),
        ({"issuers": ("示例市局",)}, ("M18", W, "issuers.0")),
        ({"genre": ""}, ("M18", B, "genre")),
        ({"topic": ""}, ("M18", B, "topic")),
        ({"attribute": None}, ("M18", B, "attribute")),
        ({"article_20": ""}, ("M18", B, "article_20")),
        ({"number": ""}, ("M18", W, "number")),
        ({"made_on": date(2026, 3, 9)}, ("D01", B, "made_on")),
        ({"published_on": date(2026, 2, 1)}, ("D01", B, "published_on")),
        ({"effective_on": date(2026, 2, 1)}, ("D01", W, "effective_on")),
        ({"expires_on": date(2026, 2, 1)}, ("D01", B, "expires_on")),
        ({"repealed_on": date(2026, 2, 1)}, ("D01", B, "repealed_on")),
        ({"number": "示人社发[2026]3号"}, ("D02", B, "number")),
        ({"number": "示人社发〔2026〕03号"}, ("D02", B, "number")),
        ({"number": "示人社发2026-3"}, ("D02", B, "number")),
        ({"number": "示人社发〔2024〕3号"}, ("D02", B, "number")),
        ({"index_number": "2026-3"}, ("D03", W, "index_number")),
        ({"attribute": Attribute.ON_REQUEST}, ("D04", B, "attribute")),
        ({"attribute": Attribute.NOT_PUBLIC}, ("D04", B, "attribute")),
        ({"validity": ""}, ("M14", W, "validity")),
        ({"validity": "abolished"}, ("M14", W, "repealed_on")),
        ({"origin": None}, ("V16", B, "origin")),
        ({"origin": Origin.SUPERIOR}, ("V16", B, "origin_address")),
        ({"origin": Origin.INTERNET, "origin_address": "网上"}, ("V16", B, "origin_address")),
        ({"names_people": True}, ("V23", W, "expires_on")),
    ],
)
def test_what_is_missing_or_wrong(changes, expected):
    assert expected in found(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "国令第711号"},
        {"number": "示例市人力资源和社会保障局公告2026年第3号"},
        {"index_number": ""},
        {"index_number": "000013338/2026-00079"},
        {"origin": Origin.SUPERIOR, "origin_address": "https://www.example.gov.cn/a.html"},
        {"names_people": True, "expires_on": date(2026, 3, 10)},
        {"sort": Sort.OTHER, "number": "", "validity": ""},
    ],
)
def test_near_misses(changes):
    assert [entry for entry in found(**changes) if entry[1] is not I] == []


def test_the_number_of_the_old_year_in_january_is_a_question():
    assert ("D02", W, "number") in found(
        number="示人社发〔2025〕99号", made_on=date(2026, 1, 4), effective_on=None
    )


def test_a_notice_about_people_that_has_ended():
    assert ("V23", B, "expires_on") in found(
        names_people=True, expires_on=date(2026, 3, 1), effective_on=None
    )


def test_ended_but_marked_as_in_force():
    ended = {
        "made_on": date(2025, 1, 6),
        "effective_on": None,
        "repealed_on": date(2026, 1, 5),
        "number": "示人社发〔2025〕1号",
    }
    assert ("M14", W, "validity") in found(**ended)
    assert ("M14", W, "validity") not in found(**ended, validity="abolished")


def test_twenty_working_days():
    # Over the Spring Festival of 2026: 15 to 23 February are off, 14 and 28 are worked.
    made = date(2026, 1, 20)
    due = CALENDAR.workday_after(made, 20)
    late = [
        finding
        for finding in screen_metadata(
            replace(GOOD, made_on=made, published_on=due), today=due, calendar=CALENDAR
        )
        if finding.rule == "M19"
    ]
    assert late == []
    after = CALENDAR.workday_after(due, 2)
    (finding,) = [
        finding
        for finding in screen_metadata(
            replace(GOOD, made_on=made, effective_on=None), today=after, calendar=CALENDAR
        )
        if finding.rule == "M19"
    ]
    assert finding.severity is W
    assert finding.expected == str(due)
    assert "2 个工作日" in finding.message.zh
    (later,) = [
        one
        for one in screen_metadata(
            replace(GOOD, made_on=made, effective_on=None),
            today=CALENDAR.workday_after(due, 3),
            calendar=CALENDAR,
        )
        if one.rule == "M19"
    ]
    assert later.fingerprint == finding.fingerprint, "a verdict of yesterday is not asked for again today"
    assert ("M19", I, "published_on") in found(
        made_on=made, effective_on=None, late_reason="等待联合发文单位会签"
    )


def test_soon_due():
    made = CALENDAR.workday_after(date(2026, 1, 20), 0)
    due = CALENDAR.workday_after(made, 20)
    (finding,) = [
        finding
        for finding in screen_metadata(
            replace(GOOD, made_on=made, effective_on=None), today=due, calendar=CALENDAR
        )
        if finding.rule == "M19"
    ]
    assert finding.severity is I


def test_policy_and_interpretation():
    assert ("M12", I, "interpreted") in found(needs_interpretation=True)
    assert ("M12", W, "interpreted") in found(needs_interpretation=True, published_on=date(2026, 2, 24))
    assert [rule for rule, *_ in found(needs_interpretation=True, interpreted=True)] == []
    whole = {"sort": Sort.INTERPRETATION, "number": "", "interprets": True}
    assert found(**whole, body=INTERPRETATION) == []
    assert ("M12", W, "interprets") in found(**whole | {"interprets": False}, body=INTERPRETATION)
    thin = screen_metadata(
        replace(GOOD, **whole, body="一、起草背景。二、主要内容。"), today=TODAY, calendar=CALENDAR
    )
    assert [finding.rule for finding in thin] == ["M13", "M13"]
    assert "关键词诠释" in thin[0].message.zh and "背景" not in (thin[0].actual or "")


def test_attachments_must_be_opened():
    (finding,) = screen_attachments({"名单.xlsx": False, "通知.pdf": True})
    assert (finding.rule, finding.severity) == ("V18", B)
    assert "名单.xlsx" in finding.message.zh
