"""A holiday notice in the middle of the year: the due dates of a million open cases, worked out again.

The yardstick is the straightforward way: go forward day by day and ask of each whether it is a working
day. Both are run on the same few thousand cases and give the same dates, which is checked.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta

from benchmarks.measure import in_turn, row, seconds
from kaicheng.statute import AnswerBasis, Notice, WorkCalendar, load_calendar, rederive

CASES = 1_000_000
SAMPLE = 5_000
ONE_DAY = timedelta(days=1)


def open_cases(count: int) -> list[AnswerBasis]:
    """Cases received in 2026: one in five consults someone, one in four is extended."""
    source = random.Random(20260101)
    cases = []
    for _ in range(count):
        base = date(2026, 1, 1) + timedelta(days=source.randrange(240))
        length = 20 + (source.randrange(1, 21) if source.random() < 0.25 else 0)
        spans: tuple[tuple[date, date | None, date, int], ...] = ()
        if source.random() < 0.2:
            issued = base + timedelta(days=source.randrange(1, 20))
            answered = issued + timedelta(days=source.randrange(1, 25)) if source.random() < 0.5 else None
            spans = ((issued, answered, issued, 15),)
        cases.append(AnswerBasis(base, length, spans))
    return cases


def day_by_day(cases: Iterable[AnswerBasis], calendar: WorkCalendar) -> list[date]:
    """The yardstick: no lookup, one day after the other."""

    def after(day: date, count: int) -> date:
        while count:
            day += ONE_DAY
            count -= calendar.is_workday(day)
        return day

    dues = []
    for case in cases:
        still = set()
        for start, answered, runs_from, days in case.spans:
            limit = after(runs_from, days)
            day, end = start, limit if answered is None else min(answered, limit)
            while day < end:
                day += ONE_DAY
                if calendar.is_workday(day):
                    still.add(day)
        dues.append(after(case.base, case.length + len(still)))
    return dues


def run() -> None:
    """Print one row for each measurement."""
    national = load_calendar()
    notice = Notice(2026, None, off=((date(2026, 2, 24), "春节"),), work=((date(2026, 3, 1), "春节"),))
    changed = national.with_notice(notice)
    cases = open_cases(CASES)
    sample = cases[:SAMPLE]
    assert rederive(sample, changed) == day_by_day(sample, changed)
    row("a calendar with one more notice", f"{seconds(lambda: national.with_notice(notice)):.3f} s")
    fast, slow = in_turn(lambda: rederive(sample, changed), lambda: day_by_day(sample, changed), runs=3)
    row(f"{SAMPLE:,} due dates", f"{fast:.4f} s", "day by day", slow / fast)
    whole = seconds(lambda: rederive(cases, changed))
    row(f"{CASES:,} due dates", f"{whole:.2f} s", "goal: under 5 s on one core")
