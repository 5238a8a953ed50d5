"""What the tests of the law share: the calendars."""

from __future__ import annotations

import pytest

from kaicheng.statute import WorkCalendar, load_calendar


@pytest.fixture(scope="session")
def national() -> WorkCalendar:
    return load_calendar()


@pytest.fixture(scope="session")
def liangshan() -> WorkCalendar:
    return load_calendar("liangshan")
