"""What the tests of the law share: tables read anew, and the calendars."""

from __future__ import annotations

import sys

import pytest

from kaicheng.statute import WorkCalendar, load_calendar


@pytest.fixture(scope="session", autouse=True)
def tables_read_anew() -> None:
    """Forget what was read before this run, so that the readers of data files are always under test.

    Mutation testing forks from a process that has read them all: without this a broken reader goes unseen.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("kaicheng.statute"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


@pytest.fixture(scope="session")
def national() -> WorkCalendar:
    return load_calendar()


@pytest.fixture(scope="session")
def liangshan() -> WorkCalendar:
    return load_calendar("liangshan")
