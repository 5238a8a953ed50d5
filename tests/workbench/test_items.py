"""How near a legal date is, and how that is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.statute import deadline, load_calendar
from kaicheng.workbench.items import Due, Urgency
from kaicheng.workbench.wording import time_left
from tests.workbench.desks import due

THURSDAY = date(2026, 3, 5)
SATURDAY_31_JANUARY = date(2026, 1, 31)  # 30 January is a working day


@pytest.mark.parametrize(
    ("on", "today", "urgency", "words"),
    [
        (THURSDAY, date(2026, 3, 6), Urgency.OVERDUE, "已逾期 1 个工作日"),
        (THURSDAY, date(2026, 3, 10), Urgency.OVERDUE, "已逾期 3 个工作日"),
        (date(2026, 3, 6), date(2026, 3, 7), Urgency.OVERDUE, "已逾期"),
        (THURSDAY, THURSDAY, Urgency.TODAY, "今天到期"),
        (THURSDAY, date(2026, 3, 2), Urgency.SOON, "还有 3 个工作日"),
        (THURSDAY, date(2026, 2, 27), Urgency.LATER, "还有 5 个工作日"),
        (SATURDAY_31_JANUARY, date(2026, 1, 29), Urgency.SOON, "还有 1 个工作日"),
        (SATURDAY_31_JANUARY, date(2026, 1, 30), Urgency.TODAY, "今天是到期前最后一个工作日"),
        (SATURDAY_31_JANUARY, SATURDAY_31_JANUARY, Urgency.TODAY, "今天到期"),
        (date(2027, 1, 31), date(2027, 1, 30), Urgency.TODAY, "到期前没有工作日了"),
    ],
)
def test_time_left__is_said_in_working_days(on, today, urgency, words):
    assert due(on).urgency(today) is urgency
    assert time_left(due(on), today) == words


def test_target__is_the_last_working_day_before_a_date_that_does_not_move():
    calendar = load_calendar()
    report = Due.of(deadline("report", date(2026, 1, 1), calendar), calendar)
    assert report.on == SATURDAY_31_JANUARY
    assert report.target == date(2026, 1, 30)
    assert "第四十九条" in report.article.zh


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(-400, 400))
def test_urgency__grows_as_days_go_by(on, distance):
    ranks = [Urgency.LATER, Urgency.SOON, Urgency.TODAY, Urgency.OVERDUE]
    today = on + timedelta(days=distance)
    now, next_day = (ranks.index(due(on).urgency(day)) for day in (today, today + timedelta(days=1)))
    assert now <= next_day
    assert (due(on).urgency(today) is Urgency.OVERDUE) == (today > on)
