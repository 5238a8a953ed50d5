"""Which remedies, to whom, by when, and in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kaicheng.findings import Text
from kaicheng.statute import (
    BadValue,
    Kind,
    RemedyRule,
    RuleNotInForce,
    WorkCalendar,
    conventions,
    omission_remedies,
    outcomes,
    remedies,
    remedy_table,
)

from .cases import day

NOW, BEFORE = day("2025-07-01"), day("2023-12-31")


def test_a_refusal_goes_to_reconsideration_first(national: WorkCalendar) -> None:
    found = remedies("refused_state_secret", "local_department", NOW, served_on=NOW, calendar=national)
    assert found.reconsideration_first
    assert found.article.zh == "《行政复议法》第二十三条第一款第（四）项"
    reconsideration, suit = found.ways
    assert reconsideration.kind is Kind.RECONSIDERATION
    assert [body.zh for body in reconsideration.to] == ["本级人民政府"]
    assert (reconsideration.within.zh, reconsideration.within.en) == ("60日", "60 days")
    assert reconsideration.article.zh == "《行政复议法》第二十条第一款"
    assert reconsideration.deadline is not None
    assert (reconsideration.deadline.nominal, reconsideration.deadline.due) == (
        day("2025-08-30"),
        day("2025-09-01"),
    )
    assert suit.kind is Kind.LITIGATION_AFTER_RECONSIDERATION
    assert suit.within.zh == "15日"
    assert suit.to[0].zh == "有管辖权的人民法院"
    assert suit.deadline is None  # it runs from a decision that does not exist yet
    assert found.paragraph.zh == (
        "如对本答复不服，应当先自收到本答复之日起60日内向本级人民政府申请行政复议；"
        "对行政复议决定仍不服的，可以自收到行政复议决定书之日起15日内向有管辖权的人民法院提起行政诉讼。"
    )
    assert "you must first apply to the people's government of the same level" in found.paragraph.en


def test_what_cannot_be_provided_may_be_sued_at_once(national: WorkCalendar) -> None:
    found = remedies("not_held", "local_department", NOW, served_on=NOW, calendar=national)
    assert not found.reconsideration_first
    assert found.article.zh == "《行政复议法》第二十四条第一款"
    suit = found.ways[1]
    assert suit.kind is Kind.LITIGATION
    assert suit.within == Text(zh="6个月", en="6 months")
    assert suit.deadline is not None
    assert (suit.deadline.nominal, suit.deadline.due) == (day("2026-01-01"), day("2026-01-04"))
    assert found.paragraph.zh == (
        "如对本答复不服，可以自收到本答复之日起60日内向本级人民政府申请行政复议，"
        "或者自收到本答复之日起6个月内向有管辖权的人民法院提起行政诉讼。"
    )


def test_before_2024_every_answer_left_a_choice_of_two_bodies() -> None:
    found = remedies("refused_state_secret", "local_department", BEFORE)
    assert not found.reconsideration_first
    assert [body.zh for body in found.ways[0].to] == ["本级人民政府", "上一级主管部门"]
    assert "向本级人民政府或者上一级主管部门申请行政复议" in found.paragraph.zh
    assert " or the next higher competent department" in found.paragraph.en
    assert found.ways[0].article.zh == "《行政复议法》（2023年修订前）第九条第一款"
    assert found.ways[0].deadline is None
    assert remedies("refused_state_secret", "local_department", day("2024-01-01")).reconsideration_first


@pytest.mark.parametrize("code", list(outcomes()))
def test_every_outcome_has_its_variant(code: str) -> None:
    found = remedies(code, "local_department", NOW)
    rule = outcomes()[code].remedy
    assert found.reconsideration_first is (rule is RemedyRule.FIRST)
    assert bool(found.ways) is bool(found.paragraph.zh) is (rule is not RemedyRule.BY_CASE)


@pytest.mark.parametrize(
    ("agency", "now", "before"),
    [
        ("local_department", ["本级人民政府"], ["本级人民政府", "上一级主管部门"]),
        ("local_government", ["上一级人民政府"], ["上一级人民政府"]),
        ("provincial_government", ["本机关"], ["本机关"]),
        ("state_council_department", ["本机关"], ["本机关"]),
        ("vertical_department", ["上一级主管部门"], ["上一级主管部门"]),
        (
            "justice_department",
            ["本级人民政府", "上一级司法行政部门"],
            ["本级人民政府", "上一级司法行政部门"],
        ),
    ],
)
def test_to_whom_by_kind_of_agency(agency: str, now: list[str], before: list[str]) -> None:
    assert [body.zh for body in remedies("granted", agency, NOW).ways[0].to] == now
    assert [body.zh for body in remedies("granted", agency, BEFORE).ways[0].to] == before


def test_every_kind_of_agency_is_tried() -> None:
    assert len(remedy_table().agencies) == 6


def test_a_partial_answer_speaks_of_what_is_withheld() -> None:
    found = remedies("partial", "local_department", NOW)
    assert found.reconsideration_first
    assert found.paragraph.zh.startswith("如对本答复中不予公开的部分不服，应当先")
    named = remedies("partial", "local_department", NOW, withheld_under=["refused_third_party_rights"])
    assert named.reconsideration_first
    mixed = ["refused_administrative_inquiry", "refused_state_secret"]
    assert remedies("partial", "local_department", NOW, withheld_under=mixed).reconsideration_first
    inquiry = remedies("partial", "local_department", NOW, withheld_under=["refused_administrative_inquiry"])
    assert not inquiry.reconsideration_first


def test_points_left_open_by_the_law_are_settings() -> None:
    strict = replace(conventions(), inquiry_remedy=RemedyRule.FIRST, omission_remedy=RemedyRule.FIRST)
    assert not remedies("refused_administrative_inquiry", "local_department", NOW).reconsideration_first
    assert remedies(
        "refused_administrative_inquiry", "local_department", NOW, settings=strict
    ).reconsideration_first
    assert omission_remedies(NOW, "local_department", settings=strict).reconsideration_first
    assert not omission_remedies(BEFORE, "local_department", settings=strict).reconsideration_first


def test_a_third_party_always_has_the_choice() -> None:
    assert not remedies(
        "refused_state_secret", "local_department", NOW, third_party=True
    ).reconsideration_first


def test_real_names_are_printed_where_given() -> None:
    found = remedies(
        "granted", "local_department", NOW,
        bodies=[Text("西昌市人民政府", "Xichang government")], court=Text("西昌市人民法院", "Xichang court"),
        online_channel=Text("掌上复议", "the reconsideration app"),
    )  # fmt: skip
    assert "向西昌市人民政府申请行政复议" in found.paragraph.zh
    assert "向西昌市人民法院提起行政诉讼" in found.paragraph.zh
    assert found.paragraph.zh.endswith("本答复通过互联网送达，可以通过掌上复议在线申请行政复议。")
    assert found.ways[1].to[0].en == "Xichang court"
    assert found.reconsideration_first is False
    assert found.article.zh == "《行政复议法》第二十四条第一款"


def test_no_answer_in_time(national: WorkCalendar) -> None:
    found = omission_remedies(NOW, "local_department", calendar=national)
    assert found.article.zh.endswith("第二条第二款")
    assert found.paragraph.zh == (
        "逾期未答复的，可以自答复期限届满之日起60日内向本级人民政府申请行政复议，"
        "或者自答复期限届满之日起6个月内向有管辖权的人民法院提起行政诉讼。"
    )
    assert [way.deadline.due if way.deadline else None for way in found.ways] == [
        day("2025-09-01"),
        day("2026-01-04"),
    ]
    earlier = omission_remedies(day("2025-05-31"), "local_department", court=Text("某法院", "some court"))
    assert earlier.article.zh.endswith("第六十六条")
    assert "某法院" in earlier.paragraph.zh
    assert earlier.ways[0].deadline is None


def test_the_last_day_needs_both_the_service_and_a_calendar(national: WorkCalendar) -> None:
    assert remedies("granted", "local_department", NOW, served_on=NOW).ways[0].deadline is None
    assert remedies("granted", "local_department", NOW, calendar=national).ways[0].deadline is None


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(BadValue, match="没有这种处理结果：maybe；可以是：granted, already_public") as caught:
        remedies("maybe", "local_department", NOW)
    assert caught.value.message.en.startswith("no such outcome: maybe; one of: granted, already_public")
    with pytest.raises(BadValue, match="没有这种处理结果：maybe"):
        remedies("partial", "local_department", NOW, withheld_under=["maybe"])
    with pytest.raises(BadValue, match="没有这种机关类型：club；可以是：local_department") as caught:
        remedies("granted", "club", NOW)
    assert caught.value.message.en.startswith("no such kind of agency: club; one of: local_department")
    with pytest.raises(
        RuleNotInForce, match=r"没有2019年5月14日（周二）的救济途径规则.*自2019年5月15日"
    ) as early:
        remedies("granted", "local_department", day("2019-05-14"))
    assert early.value.day == day("2019-05-14")
    assert early.value.message.zh == (
        "没有2019年5月14日（周二）的救济途径规则：本软件所载规则自2019年5月15日（周三）起。请核对文书日期。"
    )
    assert early.value.message.en == (
        "No remedies are on record for Tue 14 May 2019: they begin on Wed 15 May 2019. "
        "Is the letter's date right?"
    )
    assert remedies("granted", "local_department", day("2019-05-15")).ways
