"""Each kind of period: its last day, what it rests on, and every day on the way."""

from __future__ import annotations

from datetime import date

import pytest

from kaicheng.statute import (
    CalendarNotAvailable,
    DayKind,
    Kind,
    RuleNotInForce,
    Unit,
    WorkCalendar,
    deadline,
    period,
)
from kaicheng.statute.deadlines import add_months

from .cases import day


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2025-06-30", 6, "2025-12-30"),
        ("2025-07-15", 6, "2026-01-15"),
        ("2025-12-31", 1, "2026-01-31"),
        ("2025-03-28", 6, "2025-09-28"),
        ("2025-06-15", 0, "2025-06-15"),
        ("2025-06-15", 18, "2026-12-15"),
    ],
)
def test_months_end_on_the_day_of_the_same_number(start: str, count: int, end: str) -> None:
    assert add_months(day(start), count) == day(end)


@pytest.mark.parametrize(
    ("kind", "start", "nominal", "due"),
    [
        ("answer", "2026-01-30", "2026-03-05", "2026-03-05"),
        ("correction_notice", "2026-01-30", "2026-02-10", "2026-02-10"),
        ("consultation", "2026-01-30", "2026-02-27", "2026-02-27"),
        ("payment", "2026-03-20", "2026-04-20", "2026-04-20"),
        ("publication", "2025-12-30", "2026-01-28", "2026-01-28"),
        ("reconsideration", "2024-12-09", "2025-02-07", "2025-02-07"),
        ("reconsideration", "2025-12-20", "2026-02-18", "2026-02-24"),
        ("litigation", "2025-08-31", "2026-02-28", "2026-02-28"),
        ("litigation_after_reconsideration", "2025-09-18", "2025-10-03", "2025-10-09"),
        ("report", "2025-03-05", "2026-01-31", "2026-01-31"),
        ("report", "2026-01-31", "2026-01-31", "2026-01-31"),
        ("report", "2026-02-01", "2027-01-31", "2027-01-31"),
        ("government_report", "2026-02-01", "2026-03-31", "2026-03-31"),
        ("message_simple", "2026-03-05", "2026-03-05", "2026-03-05"),
        ("message_simple", "2026-03-07", "2026-03-07", "2026-03-09"),
        ("message_complex", "2026-03-05", "2026-03-10", "2026-03-10"),
    ],
)
def test_the_last_day_of_each_kind(
    kind: str, start: str, nominal: str, due: str, national: WorkCalendar
) -> None:
    found = deadline(kind, day(start), national)
    assert (found.start, found.nominal, found.due) == (day(start), day(nominal), day(due))
    assert found.provisional is False
    assert found.calendar_version == national.version
    assert found.kind == kind
    assert found.name == period(Kind(kind)).name


def test_every_day_of_a_period_in_working_days(national: WorkCalendar) -> None:
    found = deadline(Kind.ANSWER, day("2026-01-30"), national)
    assert (found.length, found.unit, found.counted) == (20, Unit.WORKDAY, 20)
    assert len(found.days) == 35
    first, second, third = found.days[:3]
    assert (first.date, first.number) == (day("2026-01-30"), None)
    assert first.why.zh == "收到申请当日，不计入，次日起算"
    assert first.why.en == "day of receipt of the request: not counted, counting begins the next day"
    assert (second.kind, second.counted, second.why.zh) == (DayKind.WEEKEND, False, "周六，休息日")
    assert third.date == day("2026-02-01")
    by_date = {each.date: each for each in found.days}
    assert by_date[day("2026-02-14")].number == 11
    assert by_date[day("2026-02-14")].why.zh == "春节调休上班（国办发明电〔2025〕7号）"
    assert by_date[day("2026-03-05")].number == 20
    assert not any(each.suspended for each in found.days)


def test_every_day_of_a_period_in_calendar_days(national: WorkCalendar) -> None:
    found = deadline("litigation_after_reconsideration", day("2025-09-18"), national)
    assert found.counted == found.length == 15
    numbers = {each.date: each.number for each in found.days}
    assert numbers[day("2025-09-18")] is None
    assert numbers[day("2025-09-20")] == 2  # a Saturday counts
    assert numbers[day("2025-10-03")] == 15
    assert numbers[day("2025-10-04")] is None
    assert numbers[day("2025-10-09")] is None
    first = found.days[0]
    assert (first.kind, first.why.zh) == (DayKind.WORKDAY, "收到复议决定书当日，不计入，次日起算")
    by_date = {each.date: each for each in found.days}
    assert by_date[day("2025-09-20")].why.zh == "周六，休息日"
    assert by_date[day("2025-09-20")].kind is DayKind.WEEKEND
    assert by_date[day("2025-10-04")].kind is DayKind.STATUTORY_HOLIDAY
    moved = found.days[-1].why
    assert moved.zh == "期间最后一日2025年10月3日（周五）不是工作日，顺延：工作日"
    assert moved.en == "the last day, Fri 3 October 2025, is not a working day, so the end moves: working day"
    assert found.days[-2].why.zh.endswith("顺延：国庆节放假（国办发明电〔2024〕12号）")


def test_a_message_is_answered_the_same_day_or_the_next_working_day(national: WorkCalendar) -> None:
    (only,) = deadline("message_simple", day("2026-03-05"), national).days
    assert only.date == day("2026-03-05")
    assert (only.number, only.kind, only.why.zh) == (1, DayKind.WORKDAY, "收到留言当日办理")
    holiday = deadline("message_simple", day("2026-02-22"), national)
    assert [each.number for each in holiday.days] == [None, None, 1]
    assert [each.date.day for each in holiday.days] == [22, 23, 24]
    assert (
        holiday.days[0].why.zh
        == "收到留言当日不是工作日，顺延至下一个工作日：春节放假（国办发明电〔2025〕7号）"
    )
    assert holiday.days[-1].why.zh == "顺延后的办理日"
    assert holiday.days[-1].kind is DayKind.WORKDAY
    assert holiday.basis.zh == (
        "本机关留言答复办理惯例：简单留言答复期限为当日。"
        "2026年2月22日（周日）不是工作日，顺延至2026年2月24日（周二）。工作日依据：国办发明电〔2025〕7号。"
    )
    assert (
        ". Sun 22 February 2026 is no working day; the end moves to Tue 24 February 2026. W"
        in holiday.basis.en
    )
    assert "民法典" not in holiday.basis.zh
    assert "the end moves to Tue 24 February 2026." in holiday.basis.en


# --- what it rests on ------------------------------------------------------------------------------------


def test_the_basis_names_rule_and_notices(national: WorkCalendar) -> None:
    found = deadline("answer", day("2025-12-12"), national)
    assert found.article.zh == "《政府信息公开条例》第三十三条第二款"
    assert found.basis.zh == (
        "《政府信息公开条例》第三十三条第二款：答复期限为20个工作日。"
        "工作日依据：国办发明电〔2024〕12号；国办发明电〔2025〕7号。"
    )
    assert found.basis.en.startswith(
        "Regulation on Open Government Information, Art. 33(2): the answer period is 20 working days. "
    )


@pytest.mark.parametrize(
    ("kind", "zh", "en"),
    [
        ("reconsideration", "申请行政复议期限为60日。", "is 60 days."),
        ("litigation", "直接起诉期限为6个月。", "is 6 months."),
        ("message_simple", "简单留言答复期限为当日。", "is the same day."),
        ("report", "部门年度报告期限为每年1月31日前（含当日）。", "is by 1-31 each year, that day included."),
    ],
)
def test_each_unit_has_its_words(kind: str, zh: str, en: str, national: WorkCalendar) -> None:
    basis = deadline(kind, day("2026-03-05"), national).basis
    assert zh in basis.zh
    assert en in basis.en


def test_a_move_off_a_day_of_rest_is_explained(national: WorkCalendar) -> None:
    basis = deadline("litigation_after_reconsideration", day("2026-02-03"), national).basis
    assert basis.zh == (
        "《行政诉讼法》第四十五条：复议后起诉期限为15日。"
        "最后一日2026年2月18日（周三）不是工作日，顺延至2026年2月24日（周二）（《民法典》第二百零三条）。"
        "工作日依据：国办发明电〔2025〕7号。"
    )
    assert ". The last day, Wed 18 February 2026, is no working day; the end moves to" in basis.en
    assert "Tue 24 February 2026 (Civil Code, Art. 203). Working days" in basis.en
    assert "顺延" not in deadline("litigation", day("2025-08-31"), national).basis.zh


def test_a_period_in_calendar_days_rests_on_where_it_ends_only(national: WorkCalendar) -> None:
    basis = deadline("reconsideration", day("2025-12-20"), national).basis.zh
    assert "〔2025〕7号" in basis and "〔2024〕12号" not in basis


def test_a_date_set_by_law_does_not_move(national: WorkCalendar) -> None:
    found = deadline("report", day("2026-11-01"), national)
    assert found.due == day("2027-01-31")
    assert not national.is_workday(found.due)
    assert found.basis.zh.endswith(
        "这是法定日期，不因休息日顺延；2027年1月31日（周日）不是工作日，请在2027年1月29日（周五）前办妥。"
    )
    assert " This is a date set by law and does not move: Sun" in found.basis.en
    assert found.basis.en.endswith(
        "Sun 31 January 2027 is no working day, so have it done by Fri 29 January 2027."
    )
    assert "不因休息日顺延" not in deadline("government_report", day("2026-02-01"), national).basis.zh
    assert found.unit is Unit.FIXED and found.length == 0


def test_past_the_last_notice_the_answer_is_provisional_and_says_so(national: WorkCalendar) -> None:
    found = deadline("answer", day("2026-12-15"), national)
    assert found.provisional
    assert "2027年的放假通知尚未收录" in found.basis.zh
    assert deadline("answer", day("2026-12-02"), national).provisional is False
    assert deadline("answer", day("2026-12-02"), national).due == day("2026-12-30")
    assert deadline("answer", day("2026-12-04"), national).provisional is True


def test_a_period_in_calendar_days_is_provisional_only_where_its_end_is_not_known(
    national: WorkCalendar,
) -> None:
    assert deadline("reconsideration", day("2026-11-01"), national).provisional is False
    assert deadline("reconsideration", day("2026-11-02"), national).provisional is True


def test_an_unknown_local_holiday_makes_it_provisional(
    liangshan: WorkCalendar, national: WorkCalendar
) -> None:
    found = deadline("answer", day("2026-11-02"), liangshan)
    assert found.provisional
    assert "凉山彝族自治州2026年彝族年的放假安排未收录" in found.basis.zh
    assert deadline("answer", day("2026-11-02"), national).provisional is False
    assert deadline("answer", day("2026-03-02"), liangshan).provisional is False
    # received in the season of 火把节 and due after it: the days between are in doubt all the same
    assert deadline("answer", day("2026-08-20"), liangshan).due == day("2026-09-17")
    assert deadline("answer", day("2026-08-20"), liangshan).provisional
    # a period in calendar days is in doubt only where it ends: not for having begun in the season of 火把节
    assert deadline("reconsideration", day("2026-08-20"), liangshan).provisional is False
    # a last day in the season of 彝族年, moved to a day after it
    moved = deadline("reconsideration", day("2026-10-06"), liangshan)
    assert (moved.nominal, moved.due, moved.provisional) == (day("2026-12-05"), day("2026-12-07"), True)


# --- rules over time, limits -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "before", "since"),
    [
        ("answer", "2019-05-14", "2019年5月15日"),
        ("payment", "2020-12-31", "2021年1月1日"),
        ("litigation", "2015-04-30", "2015年5月1日"),
        ("respondent_reply_summary", "2023-12-31", "2024年1月1日"),
    ],
)
def test_before_a_rule_was_in_force_there_is_no_answer(
    kind: str, before: str, since: str, national: WorkCalendar
) -> None:
    with pytest.raises(RuleNotInForce, match=f"自{since}.*起施行") as caught:
        deadline(kind, day(before), national)
    assert caught.value.day == day(before)
    assert caught.value.message.en.startswith("No rule for the ")
    deadline(kind, date.fromordinal(day(before).toordinal() + 1), national)


def test_a_day_before_the_law_is_told_since_when_there_is_one(national: WorkCalendar) -> None:
    with pytest.raises(RuleNotInForce) as caught:
        deadline("answer", day("2019-05-14"), national)
    assert str(caught.value) == (
        "2019年5月14日（周二）没有可适用的“答复期限”规则：本软件所载规则自2019年5月15日（周三）起施行。"
        "请核对日期；更早的事项适用当时的规定，只录入、不计算。"
    )
    assert caught.value.message.en == (
        "No rule for the answer period on Tue 14 May 2019: the first one here is in force from "
        "Wed 15 May 2019. Was the date mistyped? Older matters follow the rules of their time; they are "
        "recorded, not computed."
    )


def test_the_article_is_that_of_the_law_of_the_day(national: WorkCalendar) -> None:
    old = deadline("reconsideration", day("2023-12-31"), national)
    new = deadline("reconsideration", day("2024-01-01"), national)
    assert old.article.zh == "《行政复议法》（2023年修订前）第九条第一款"
    assert new.article.zh == "《行政复议法》第二十条第一款"
    assert old.length == new.length == 60


def test_a_length_set_in_the_case_itself(national: WorkCalendar) -> None:
    found = deadline("correction_limit", day("2026-03-02"), national, length=5)
    assert (found.due, found.length, found.counted) == (day("2026-03-09"), 5, 5)
    assert "补正期限为5个工作日" in found.basis.zh
    assert deadline("correction_limit", day("2026-03-02"), national, length=0).due == day("2026-03-02")
    for kind, length in (("report", 3), ("answer", -1)):
        with pytest.raises(
            ValueError, match=r"^only a period counted in days or months takes a length, 0 or more$"
        ):
            deadline(kind, day("2026-03-02"), national, length=length)


def test_no_such_kind(national: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="is not a valid Kind"):
        deadline("birthday", day("2026-03-02"), national)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("start", ["2003-12-31", "9999-12-31"])
def test_outside_the_calendar_there_is_no_answer(kind: Kind, start: str, national: WorkCalendar) -> None:
    with pytest.raises(CalendarNotAvailable):
        deadline(kind, day(start), national)


# --- shown -----------------------------------------------------------------------------------------------


def test_the_contract(national: WorkCalendar) -> None:
    found = deadline("message_complex", day("2026-03-06"), national).to_json()
    assert list(found) == [
        "schema", "kind", "from", "nominal", "due", "provisional", "article", "article_en",
        "basis", "basis_en", "calendar", "days",
    ]  # fmt: skip
    assert found["schema"] == "kaicheng/deadline/1"
    assert (found["from"], found["nominal"], found["due"]) == ("2026-03-06", "2026-03-11", "2026-03-11")
    assert found["kind"] == "message_complex"
    assert found["article"] == "本机关留言答复办理惯例"
    assert found["article_en"] == "the agency's own practice for replies to messages"
    assert found["provisional"] is False
    assert found["basis"].startswith("本机关留言答复办理惯例：复杂留言答复期限为3个工作日。")
    assert found["basis_en"].startswith("the agency's own practice")
    assert found["calendar"] == national.version
    assert found["days"][0] == {
        "date": "2026-03-06",
        "weekday": "周五",
        "kind": "workday",
        "counted": False,
        "number": None,
        "suspended": False,
        "why": "收到留言当日，不计入，次日起算",
        "why_en": "day of receipt of the message: not counted, counting begins the next day",
    }
    assert found["days"][-1]["number"] == 3


def test_the_days_stand_on_month_sheets(national: WorkCalendar) -> None:
    sheets = deadline("answer", day("2026-01-30"), national).months
    assert [(sheet.year, sheet.month, len(sheet.weeks)) for sheet in sheets] == [
        (2026, 1, 5),
        (2026, 2, 5),
        (2026, 3, 6),
    ]
    february = sheets[1]
    assert [each.number if each else None for each in february.weeks[1]] == [1, 2, 3, 4, 5, None, None]
    assert [each.date.day if each else None for each in february.weeks[0]] == [None] * 6 + [1]
    placed = [each for sheet in sheets for week in sheet.weeks for each in week if each]
    assert tuple(placed) == deadline("answer", day("2026-01-30"), national).days
    # a sheet whose last day is a Monday has a week for it
    august = deadline("answer", day("2026-08-20"), national).months[0]
    assert [each.date.day if each else None for each in august.weeks[-1]] == [31] + [None] * 6
    assert all(len(week) == 7 for sheet in sheets for week in sheet.weeks)
    assert all(
        each is None or each.date.weekday() == place
        for week in february.weeks
        for place, each in enumerate(week)
    )
