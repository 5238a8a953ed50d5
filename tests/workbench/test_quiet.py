"""When nobody is sent mail."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.workbench.quiet import Quiet
from tests.workbench.desks import CALENDAR, SHANGHAI, at

NIGHT = Quiet(dt.time(20), dt.time(8))


@pytest.mark.parametrize(
    ("now", "free"),
    [
        (at(2026, 3, 4, 9), at(2026, 3, 4, 9)),
        (at(2026, 3, 4, 7, 59), at(2026, 3, 4, 8)),
        (at(2026, 3, 4, 21), at(2026, 3, 5, 8)),
        (at(2026, 3, 6, 20), at(2026, 3, 9, 8)),  # Friday evening: Monday
        (at(2026, 3, 7, 12), at(2026, 3, 9, 8)),  # Saturday
        (at(2026, 2, 28, 12), at(2026, 2, 28, 12)),  # a Saturday that is worked
    ],
)
def test_over__is_the_next_moment_that_disturbs_nobody(now, free):
    assert NIGHT.over(now, CALENDAR) == free


def test_rest_days__may_be_allowed():
    assert Quiet(dt.time(20), dt.time(8), rest_days=True).over(at(2026, 3, 7, 12), CALENDAR) == at(
        2026, 3, 7, 12
    )


@given(
    st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2026, 12, 1), timezones=st.just(SHANGHAI)),
    st.times(),
    st.times(),
    st.booleans(),
)
def test_over__never_goes_back_and_is_never_quiet(now, start, end, rest_days):
    quiet = Quiet(start, end, rest_days)
    free = quiet.over(now, CALENDAR)
    assert free >= now
    assert not quiet.covers(free.time())
    assert rest_days or CALENDAR.is_workday(free.date())
    assert quiet.over(free, CALENDAR) == free
