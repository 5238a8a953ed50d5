"""A due date told day by day: each day between start and end is counted or skipped, and why."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from kaicheng.findings import Text

from .calendar import DayKind, WorkCalendar
from .wording import fill, weekday


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of a count.

    ``number`` is its place among the counted days, from 1, and ``None`` for a day that is skipped.
    ``kind`` is what the calendar says of it, ``why`` why it is counted or skipped, in a sentence.
    ``suspended`` is true for a working day that is skipped because the clock stands still.
    """

    date: date
    kind: DayKind
    number: int | None
    why: Text
    suspended: bool = False

    @property
    def counted(self) -> bool:
        """Whether it counts."""
        return self.number is not None

    def to_json(self) -> dict[str, Any]:
        """The object that stands in ``days`` of the command line's contract."""
        return {
            "date": self.date.isoformat(),
            "weekday": weekday(self.date).zh,
            "kind": self.kind.value,
            "counted": self.counted,
            "number": self.number,
            "suspended": self.suspended,
            "why": self.why.zh,
            "why_en": self.why.en,
        }


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a count for a wall calendar: ``weeks`` run Monday to Sunday, ``None`` for days that are
    outside the count or the month."""

    year: int
    month: int
    weeks: tuple[tuple[CountedDay | None, ...], ...]


def count_workdays(
    calendar: WorkCalendar, start: date, due: date, start_why: Text, suspended: Mapping[date, Text]
) -> tuple[CountedDay, ...]:
    """Account for every day from ``start`` to ``due``, both included.

    ``start`` itself is never counted (民法典第二百零一条); ``suspended`` tells which working days stand
    still and why.
    """
    days = [CountedDay(start, calendar.day(start).kind, None, start_why)]
    number = 0
    for day in calendar.days(start + timedelta(days=1), due):
        if day.is_workday and day.date in suspended:
            days.append(CountedDay(day.date, day.kind, None, suspended[day.date], suspended=True))
        elif day.is_workday:
            number += 1
            days.append(CountedDay(day.date, day.kind, number, day.why))
        else:
            days.append(CountedDay(day.date, day.kind, None, day.why))
    return tuple(days)


def count_calendar_days(
    calendar: WorkCalendar, start: date, nominal: date, due: date, start_why: Text
) -> tuple[CountedDay, ...]:
    """As :func:`count_workdays` for a period in days or months: every day to ``nominal`` counts, those
    after it to ``due`` only wait for a working day."""
    days = [CountedDay(start, calendar.day(start).kind, None, start_why)]
    moved = Text(
        zh="期间最后一日{day}不是工作日，顺延：{why}",
        en="the last day, {day}, is not a working day, so the end moves: {why}",
    )
    for number, day in enumerate(calendar.days(start + timedelta(days=1), due), start=1):
        if day.date <= nominal:
            days.append(CountedDay(day.date, day.kind, number, day.why))
        else:
            days.append(CountedDay(day.date, day.kind, None, fill(moved, day=nominal, why=day.why)))
    return tuple(days)


def months(days: Collection[CountedDay]) -> tuple[Month, ...]:
    """The days laid out on month sheets, in order."""
    sheets = []
    for (year, month), group in groupby(days, key=lambda day: (day.date.year, day.date.month)):
        by_date = {day.date: day for day in group}
        first = date(year, month, 1)
        monday = first - timedelta(days=first.weekday())
        weeks: list[tuple[CountedDay | None, ...]] = []
        last = date(year, month, monthrange(year, month)[1])
        while monday <= last:
            weeks.append(tuple(by_date.get(monday + timedelta(days=offset)) for offset in range(7)))
            monday += timedelta(days=7)
        sheets.append(Month(year, month, tuple(weeks)))
    return tuple(sheets)
