"""Working days: what each is and why, how far the calendar reaches, and what it says of the unknown."""

from __future__ import annotations

import runpy
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import chinese_calendar
import pytest

from kaicheng.statute import (
    BadValue,
    CalendarNotAvailable,
    DayKind,
    Notice,
    WorkCalendar,
    load_calendar,
    regions,
)
from kaicheng.statute.notices import national_notices

ROOT = Path(__file__).parents[2]


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


# --- the data --------------------------------------------------------------------------------------------


def test_every_day_agrees_with_the_maintained_package(national: WorkCalendar) -> None:
    for day in every_day(national.first, national.last):
        assert national.is_workday(day) is chinese_calendar.is_workday(day), day
        off, name = chinese_calendar.get_holiday_detail(day)
        if off and name:
            assert national.day(day).kind is DayKind.STATUTORY_HOLIDAY
        elif name:
            assert national.day(day).kind is DayKind.MAKEUP_WORKDAY


def test_the_files_are_what_the_script_writes(tmp_path: Path) -> None:
    script = runpy.run_path(str(ROOT / "scripts/seed-work-calendar"))
    script["main"](tmp_path)
    written = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    shipped = {file.name: file.read_text(encoding="utf-8") for file in script["FOLDER"].iterdir()}
    assert written == shipped


@pytest.mark.parametrize(("year", "count"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, count: int, national: WorkCalendar) -> None:
    assert national.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_a_notice_that_changed_a_year_already_begun_is_named_beside_the_first(national: WorkCalendar) -> None:
    assert "国办发明电〔2018〕15号、国办发明电〔2019〕3号" in national.day(date(2019, 5, 2)).why.zh


def test_a_notice_whose_number_is_not_known_is_not_given_one(national: WorkCalendar) -> None:
    day = national.day(date(2004, 1, 22))
    assert day.why.zh == "春节放假（2004年国务院办公厅放假通知）"
    assert day.why.en == "day off for the Spring Festival (the State Council notice for 2004)"


# --- what a day is ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "kind", "zh", "en"),
    [
        ("2026-03-05", DayKind.WORKDAY, "工作日", "working day"),
        ("2026-03-07", DayKind.WEEKEND, "周六，休息日", "weekend"),
        ("2026-03-08", DayKind.WEEKEND, "周日，休息日", "weekend"),
        (
            "2026-02-18",
            DayKind.STATUTORY_HOLIDAY,
            "春节放假（国办发明电〔2025〕7号）",
            "day off for the Spring Festival (国办发明电〔2025〕7号)",
        ),
        (
            "2026-02-28",
            DayKind.MAKEUP_WORKDAY,
            "春节调休上班（国办发明电〔2025〕7号）",
            "make-up working day for the Spring Festival (国办发明电〔2025〕7号)",
        ),
        (
            "2028-05-02",
            DayKind.STATUTORY_HOLIDAY,
            "劳动节放假（《全国年节及纪念日放假办法》第二条）",
            "day off for Labour Day (Decree on National Festivals and Memorial Days, Art. 2)",
        ),
        (
            "2028-05-03",
            DayKind.WORKDAY,
            "暂按工作日计（放假通知尚未公布）",
            "taken as a working day (no holiday notice given yet)",
        ),
    ],
)
def test_a_day_says_what_it_is_and_why(
    day: str, kind: DayKind, zh: str, en: str, national: WorkCalendar
) -> None:
    found = national.day(date.fromisoformat(day))
    assert (found.kind, found.why.zh, found.why.en) == (kind, zh, en)
    assert found.is_workday is kind.is_workday
    assert found.provisional is (found.date.year > 2026)


def test_days_run_from_one_to_the_other_both_included(national: WorkCalendar) -> None:
    days = [day.date for day in national.days(date(2026, 2, 27), date(2026, 3, 2))]
    assert days == every_day(date(2026, 2, 27), date(2026, 3, 2))
    assert list(national.days(date(2026, 3, 2), date(2026, 3, 1))) == []


# --- how far it reaches ----------------------------------------------------------------------------------


def test_it_knows_what_it_covers(national: WorkCalendar) -> None:
    assert (national.first, national.last) == (date(2004, 1, 1), date(2026, 12, 31))
    assert national.covers(date(2004, 1, 1)) and national.covers(date(2026, 12, 31))
    assert not national.covers(date(2003, 12, 31)) and not national.covers(date(2027, 1, 1))


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2037, 1, 1), date(9999, 12, 31)])
def test_it_refuses_days_of_which_nothing_is_known(day: date, national: WorkCalendar) -> None:
    for ask in (national.is_workday, national.day, national.workday_from, national.workday_until):
        with pytest.raises(CalendarNotAvailable, match=r"没有.*的工作日历") as caught:
            ask(day)
        assert caught.value.day == day
        assert caught.value.message.en.endswith("Was the date mistyped?")


def test_a_mistyped_year_is_told_how_far_the_calendar_reaches(national: WorkCalendar) -> None:
    with pytest.raises(CalendarNotAvailable) as caught:
        national.day(date(2062, 3, 5))
    assert caught.value.message.zh == (
        "没有2062年3月5日（周日）的工作日历：已有的安排从2004年1月1日（周四）起，"
        "暂算最远到2036年12月31日（周三）。请核对日期。"
    )
    assert caught.value.message.en == (
        "There is no work calendar for Sun 5 March 2062: it begins on Thu 1 January 2004 and reaches, "
        "provisionally, Wed 31 December 2036. Was the date mistyped?"
    )


def test_it_refuses_to_count_past_its_end(national: WorkCalendar) -> None:
    with pytest.raises(CalendarNotAvailable) as caught:
        national.workday_after(national.horizon, 1)
    assert caught.value.day == date(2037, 1, 1)
    with pytest.raises(CalendarNotAvailable) as caught:
        national.workday_until(national.first)
    assert caught.value.day == date(2003, 12, 31)
    assert national.workday_until(date(2004, 1, 2)) == date(2004, 1, 2)
    assert national.workday_until(national.horizon) == national.horizon  # a Wednesday
    last = national.workday_until(national.horizon)
    assert national.workday_after(last - timedelta(days=1), 1) == last


def test_counting_zero_days_stays_where_it_is(national: WorkCalendar) -> None:
    assert national.workday_after(date(2026, 2, 18), 0) == date(2026, 2, 18)
    assert national.workday_after(national.horizon, 0) == national.horizon


def test_counting_backwards_is_asked_for_otherwise(national: WorkCalendar) -> None:
    with pytest.raises(ValueError, match=r"^counting goes forward: n must not be negative$"):
        national.workday_after(date(2026, 2, 18), -1)


def test_the_nearest_working_day(national: WorkCalendar) -> None:
    assert national.workday_from(date(2026, 2, 18)) == date(2026, 2, 24)
    assert national.workday_until(date(2026, 2, 18)) == date(2026, 2, 14)
    assert (
        national.workday_from(date(2026, 2, 28))
        == national.workday_until(date(2026, 2, 28))
        == date(2026, 2, 28)
    )


def test_nothing_is_missing_within_the_notices(national: WorkCalendar) -> None:
    assert national.gaps(date(2025, 1, 1), date(2026, 12, 31)) == []
    basis = national.basis(date(2024, 12, 1), date(2025, 1, 5))
    assert basis.zh == "工作日依据：国办发明电〔2023〕7号；国办发明电〔2024〕12号。"
    assert basis.en == "Working days rest on: 国办发明电〔2023〕7号; 国办发明电〔2024〕12号."


def test_past_the_last_notice_it_says_on_what_it_rests(national: WorkCalendar) -> None:
    (gap,) = national.gaps(date(2026, 12, 20), date(2027, 1, 1))
    assert gap.zh == (
        "2027年的放假通知尚未收录，暂按周一至周五为工作日、"
        "《全国年节及纪念日放假办法》第二条定日放假的节日为休息日计算；通知公布后应当重算。"
    )
    assert gap.en == (
        "No holiday notice for 2027 is on record: Monday to Friday are taken as working days, less the "
        "festivals fixed by Decree on National Festivals and Memorial Days, Art. 2. Work it out again when "
        "the notice is given."
    )
    assert national.gaps(date(2026, 12, 20), date(2028, 1, 1))[0].zh.startswith("2027–2028年")
    assert national.gaps(date(2028, 1, 3), date(2028, 1, 9))[0].zh.startswith("2028年")
    assert national.basis(date(2028, 1, 3), date(2028, 1, 9)).zh.startswith("2028年")


def test_which_days_the_law_fixes_changed_in_2025() -> None:
    """Before 2025 only 1 May was fixed; from 2025 also 2 May."""
    early = WorkCalendar([notice for notice in national_notices() if notice.year <= 2023])
    assert early.day(date(2024, 5, 1)).kind is DayKind.STATUTORY_HOLIDAY
    assert early.day(date(2024, 5, 2)).kind is DayKind.WORKDAY
    assert early.day(date(2025, 5, 2)).kind is DayKind.STATUTORY_HOLIDAY
    assert WorkCalendar(national_notices()[:1]).day(date(2013, 1, 1)).kind is DayKind.WORKDAY


# --- local holidays --------------------------------------------------------------------------------------


def test_local_holidays_lie_over_the_national_ones(liangshan: WorkCalendar, national: WorkCalendar) -> None:
    torch, makeup = date(2024, 7, 30), date(2024, 7, 27)
    assert national.day(torch).kind is DayKind.WORKDAY
    assert liangshan.day(torch).kind is DayKind.LOCAL_HOLIDAY
    assert liangshan.day(torch).why.zh == "火把节放假（凉府办函〔2023〕112号）"
    assert liangshan.day(makeup).why.zh == "火把节调休上班（凉府办函〔2023〕112号）"
    # 7 October 2023 was a make-up day in the whole country, and Prefecture Day off in Liangshan
    assert national.is_workday(date(2023, 10, 7))
    assert liangshan.day(date(2023, 10, 7)).name == "州庆"
    assert not liangshan.is_workday(date(2023, 10, 7))


def test_a_place_rests_on_the_national_notice_and_its_own(liangshan: WorkCalendar) -> None:
    basis = liangshan.basis(date(2024, 3, 1), date(2024, 3, 31))
    assert basis.zh == "工作日依据：国办发明电〔2023〕7号；凉府办函〔2023〕112号。"


def test_a_local_notice_without_a_number_is_named_as_such(liangshan: WorkCalendar) -> None:
    assert liangshan.day(date(2025, 11, 20)).why.zh == "彝族年放假（2025年当地放假通知）"
    assert (
        liangshan.day(date(2025, 11, 20)).why.en
        == "day off for the Yi New Year (the local holiday notice for 2025)"
    )


def test_unknown_local_holidays_are_told_not_guessed(liangshan: WorkCalendar) -> None:
    (gap,) = liangshan.gaps(date(2025, 7, 10), date(2025, 8, 7))
    assert gap.zh == "凉山彝族自治州2025年火把节的放假安排未收录，没有计入；收录后应当重算。"
    assert gap.en == (
        "The days off for Torch Festival 2025 in Liangshan Yi Autonomous Prefecture are not on record and "
        "are not counted in. Work it out again when they are."
    )
    assert liangshan.gaps(date(2025, 11, 1), date(2025, 12, 31)) == []
    assert [gap.zh[:13] for gap in liangshan.gaps(date(2026, 11, 20), date(2026, 11, 20))] == [
        "凉山彝族自治州2026年彝"
    ]
    assert liangshan.is_workday(date(2026, 11, 20))


def test_what_is_unknown_of_the_country_and_of_the_place_is_both_told(liangshan: WorkCalendar) -> None:
    told = [gap.zh for gap in liangshan.gaps(date(2027, 7, 1), date(2027, 7, 31))]
    assert [sentence[:9] for sentence in told] == ["2027年的放假通", "凉山彝族自治州20"]


@pytest.mark.parametrize(
    ("start", "end", "known"),
    [
        ("2026-03-01", "2026-06-30", True),
        ("2026-03-01", "2026-07-01", False),
        ("2026-08-31", "2026-09-01", False),
        ("2026-09-01", "2026-09-19", True),
        ("2024-07-01", "2024-12-05", True),
    ],
)
def test_outside_the_season_of_a_festival_nothing_is_in_doubt(
    start: str, end: str, known: bool, liangshan: WorkCalendar
) -> None:
    assert (liangshan.gaps(date.fromisoformat(start), date.fromisoformat(end)) == []) is known


def test_no_such_region() -> None:
    with pytest.raises(
        BadValue, match="没有“atlantis”的地方节假日；可用的地区：liangshan（凉山彝族自治州）"
    ) as caught:
        load_calendar("atlantis")
    assert caught.value.message.en == "No local holidays are on record for 'atlantis'; regions: liangshan."
    assert regions()["liangshan"].basis.zh == "《凉山彝族自治州自治条例》第七十八条"


# --- new notices -----------------------------------------------------------------------------------------


def test_a_notice_that_changes_a_year_already_begun(national: WorkCalendar) -> None:
    """As in January 2020, when the Spring Festival was made longer."""
    change = Notice(
        2026, "国办发明电〔2026〕99号", off=((date(2026, 2, 24), "春节"),), work=((date(2026, 3, 1), "春节"),)
    )
    changed = national.with_notice(change)
    assert changed.workday_after(date(2026, 1, 30), 20) == date(2026, 3, 5)
    assert changed.workday_after(date(2026, 2, 14), 1) == date(2026, 2, 25)
    assert changed.day(date(2026, 3, 1)).kind is DayKind.MAKEUP_WORKDAY
    assert "国办发明电〔2026〕99号" in changed.basis(date(2026, 2, 1), date(2026, 3, 1)).zh
    assert national.is_workday(date(2026, 2, 24))
    assert changed.version != national.version
    assert changed.last == national.last


def test_a_festival_without_an_english_name_keeps_its_own(national: WorkCalendar) -> None:
    day = date(2026, 9, 3)
    once = national.with_notice(Notice(2026, "国办发明电〔2026〕99号", off=((day, "某纪念日"),), work=()))
    assert once.day(day).why.zh == "某纪念日放假（国办发明电〔2026〕99号）"
    assert once.day(day).why.en == "day off for 某纪念日 (国办发明电〔2026〕99号)"


def test_the_notice_of_the_next_year_extends_the_calendar(national: WorkCalendar) -> None:
    notice = Notice(
        2027, "国办发明电〔2026〕7号", off=((date(2027, 1, 1), "元旦"),), work=((date(2026, 12, 27), "元旦"),)
    )
    longer = national.with_notice(notice)
    assert longer.last == date(2027, 12, 31)
    assert longer.is_workday(date(2026, 12, 27))
    assert longer.gaps(date(2026, 12, 20), date(2027, 1, 31)) == []


def test_a_longer_calendar_keeps_its_region_and_its_changes(liangshan: WorkCalendar) -> None:
    change = Notice(2026, None, off=((date(2026, 2, 24), "春节"),), work=())
    longer = liangshan.with_notice(change).with_notice(Notice(2027, None, off=(), work=()))
    assert longer.region is liangshan.region
    assert longer.changes == (change,)
    assert not longer.is_workday(date(2026, 2, 24))
    assert not longer.is_workday(date(2024, 7, 30))


def test_a_local_notice_answers_for_its_year(liangshan: WorkCalendar) -> None:
    notice = Notice(2026, "凉府办函〔2025〕1号", off=((date(2026, 11, 20), "彝族年"),), work=(), local=True)
    told = liangshan.with_notice(notice)
    assert told.day(date(2026, 11, 20)).kind is DayKind.LOCAL_HOLIDAY
    assert told.gaps(date(2026, 7, 1), date(2026, 12, 1)) == []
    assert told.gaps(date(2025, 7, 1), date(2025, 8, 1)) != []
    national_change = Notice(2026, None, off=((date(2026, 11, 20), "彝族年"),), work=())
    assert liangshan.with_notice(national_change).gaps(date(2026, 11, 1), date(2026, 11, 30)) != []


def test_a_local_notice_for_a_year_to_come_does_not_extend_the_calendar(liangshan: WorkCalendar) -> None:
    notice = Notice(2027, None, off=((date(2027, 11, 22), "彝族年"),), work=(), local=True)
    told = liangshan.with_notice(notice)
    assert told.last == liangshan.last
    assert told.day(date(2027, 11, 22)).kind is DayKind.LOCAL_HOLIDAY


def test_the_version_tells_calendars_apart_that_count_differently(
    national: WorkCalendar, liangshan: WorkCalendar
) -> None:
    assert national.version == WorkCalendar(national_notices()).version
    assert national.version.startswith("2026-")
    assert len(national.version) == len("2026-") + 12
    assert national.version != liangshan.version
    assert repr(national) == f"<WorkCalendar {national.version}>"
    assert repr(liangshan) == f"<WorkCalendar {liangshan.version} liangshan>"


def test_a_calendar_that_all_share_cannot_be_changed_by_one(national: WorkCalendar) -> None:
    with pytest.raises(AttributeError, match=r"^last is set: a calendar never changes, with_notice makes"):
        national.last = date(2030, 12, 31)
    assert load_calendar().last == date(2026, 12, 31)


def test_a_calendar_has_no_holes() -> None:
    notices = national_notices()
    assert all(later.year == earlier.year + 1 for earlier, later in pairwise(notices))
    with pytest.raises(ValueError, match=r"^a calendar needs the notices of one year after the other$"):
        WorkCalendar([])
    with pytest.raises(ValueError, match=r"^a calendar needs the notices of one year after the other$"):
        WorkCalendar([notices[0], notices[2]])
    with pytest.raises(ValueError, match=r"^a calendar needs the notices of one year after the other$"):
        WorkCalendar([notices[1], notices[0]])
