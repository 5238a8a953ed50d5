"""When something is due, and why: one kind of period from one day."""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kaicheng.findings import Text

from .calendar import WorkCalendar
from .counting import CountedDay, Month, count_calendar_days, count_workdays, months
from .periods import Kind, Period, PeriodRule, Unit, period
from .wording import fill, join

SCHEMA = "kaicheng/deadline/1"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a period with everything that explains it.

    ``nominal`` is the last day before any move off a day of rest; ``due`` the last day on which the
    thing may be done. ``provisional`` says that a notice not yet on record may change the answer, and
    ``basis`` tells on what it rests. ``days`` accounts for every day from ``start`` to ``due``.
    ``length`` and ``unit`` are those of the rule applied; ``calendar_version`` names the calendar used.
    """

    kind: Kind
    start: date
    nominal: date
    due: date
    length: int
    unit: Unit
    provisional: bool
    article: Text
    basis: Text
    days: tuple[CountedDay, ...]
    calendar_version: str

    @property
    def name(self) -> Text:
        """The name of the period: 答复期限."""
        return period(self.kind).name

    @property
    def counted(self) -> int:
        """How many days are counted."""
        return sum(day.counted for day in self.days)

    @property
    def months(self) -> tuple[Month, ...]:
        """The days on month sheets, for a wall calendar."""
        return months(self.days)

    def to_json(self) -> dict[str, Any]:
        """The object of the contract ``kaicheng/deadline/1``."""
        return {
            "schema": SCHEMA,
            "kind": self.kind.value,
            "from": self.start.isoformat(),
            "nominal": self.nominal.isoformat(),
            "due": self.due.isoformat(),
            "provisional": self.provisional,
            "article": self.article.zh,
            "article_en": self.article.en,
            "basis": self.basis.zh,
            "basis_en": self.basis.en,
            "calendar": self.calendar_version,
            "days": [day.to_json() for day in self.days],
        }


def add_months(start: date, count: int) -> date:
    """The day of the same number ``count`` months on; the last of the month where there is none
    (民法典第二百零二条)."""
    years, month = divmod(start.month - 1 + count, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, gregorian.monthrange(year, month + 1)[1]))


def _next_fixed(start: date, by: tuple[int, int]) -> date:
    this_year = date(start.year, *by)
    return this_year if start <= this_year else date(start.year + 1, *by)


def _end(rule: PeriodRule, start: date, length: int, calendar: WorkCalendar) -> tuple[date, date]:
    """The nominal and the real last day."""
    if rule.unit is Unit.WORKDAY:
        due = calendar.workday_after(start, length)
        return due, due
    if rule.by is not None:
        nominal = _next_fixed(start, rule.by)
        return nominal, nominal
    if rule.unit is Unit.SAME_DAY:
        return start, calendar.workday_from(start)
    nominal = (
        add_months(start, length) if rule.unit is Unit.MONTH else date.fromordinal(start.toordinal() + length)
    )
    return nominal, calendar.workday_from(nominal)


_START_WHY = Text(
    zh="{start}当日，不计入，次日起算", en="day of {start}: not counted, counting begins the next day"
)
_SAME_DAY = Text(zh="{start}当日办理", en="day of {start}: to be done the same day")
_SAME_DAY_OFF = Text(
    zh="{start}当日不是工作日，顺延至下一个工作日：{why}", en="{start} on a day of rest, moves on: {why}"
)
_MOVED_TO = Text(zh="顺延后的办理日", en="the day it has moved to")


def _days(
    rule: PeriodRule, named: Period, start: date, ends: tuple[date, date], calendar: WorkCalendar
) -> tuple[CountedDay, ...]:
    nominal, due = ends
    if rule.unit is Unit.SAME_DAY:
        if start == due:
            return (CountedDay(start, calendar.day(start).kind, 1, fill(_SAME_DAY, start=named.start)),)
        skipped = [
            CountedDay(day.date, day.kind, None, fill(_SAME_DAY_OFF, start=named.start, why=day.why))
            for day in calendar.days(start, due)
        ]
        return (*skipped[:-1], CountedDay(due, skipped[-1].kind, 1, _MOVED_TO))
    start_why = fill(_START_WHY, start=named.start)
    if rule.unit is Unit.WORKDAY:
        return count_workdays(calendar, start, due, start_why, {})
    return count_calendar_days(calendar, start, nominal, due, start_why)


def _basis(
    rule: PeriodRule, named: Period, ends: tuple[date, date], start: date, calendar: WorkCalendar
) -> Text:
    nominal, due = ends
    lengths = {
        Unit.WORKDAY: Text(zh="{n}个工作日", en="{n} working days"),
        Unit.DAY: Text(zh="{n}日", en="{n} days"),
        Unit.MONTH: Text(zh="{n}个月", en="{n} months"),
        Unit.SAME_DAY: Text(zh="当日", en="the same day"),
        Unit.FIXED: Text(zh="每年{m}月{d}日前（含当日）", en="by {m}-{d} each year, that day included"),
    }
    length = fill(lengths[rule.unit], n=rule.length, m=nominal.month, d=nominal.day)
    parts = [
        fill(
            Text(zh="{article}：{name}为{length}。", en="{article}: the {name} is {length}."),
            article=rule.article.cite,
            name=named.name,
            length=length,
        )
    ]
    if rule.unit is Unit.FIXED:
        last = calendar.workday_until(due)
        if last != due:
            parts.append(
                fill(
                    Text(
                        zh="这是法定日期，不因休息日顺延；{due}不是工作日，请在{last}前办妥。",
                        en="This is a date set by law and does not move: {due} is no working day, so have it "
                        "done by {last}.",
                    ),
                    due=due,
                    last=last,
                )
            )
        return join(parts)
    if nominal != due and rule.unit is Unit.SAME_DAY:
        parts.append(
            fill(
                Text(
                    zh="{nominal}不是工作日，顺延至{due}。",
                    en="{nominal} is no working day; the end moves to {due}.",
                ),
                nominal=nominal,
                due=due,
            )
        )
    elif nominal != due:
        parts.append(
            fill(
                Text(
                    zh="最后一日{nominal}不是工作日，顺延至{due}（《民法典》第二百零三条）。",
                    en="The last day, {nominal}, is no working day; the end moves to {due} "
                    "(Civil Code, Art. 203).",
                ),
                nominal=nominal,
                due=due,
            )
        )
    first = start if rule.unit is Unit.WORKDAY else nominal
    return join([*parts, calendar.basis(first, due)])


def deadline(kind: Kind | str, start: date, calendar: WorkCalendar, *, length: int | None = None) -> Deadline:
    """When the period of that kind that starts on ``start`` ends.

    Args:
        kind: a :class:`~kaicheng.statute.periods.Kind` or its value.
        start: the day of the event that sets it going; it is not counted itself.
        calendar: the working days to count by.
        length: a length set in the case itself, such as the time to correct that a notice gives;
            the rule's own where left out. Only for periods with a length.

    Raises:
        ValueError: no such kind, or a length for a fixed date.
        RuleNotInForce: no such rule on that day.
        CalendarNotAvailable: the calendar does not reach that far.
    """
    calendar.day(start)  # refuses a day outside the calendar before anything is counted from it
    named = period(Kind(kind))
    rule = named.on(start)
    if length is not None:
        if rule.by is not None or length < 0:
            raise ValueError("only a period counted in days or months takes a length, 0 or more")
        rule = replace(rule, length=length)
    ends = _end(rule, start, rule.length, calendar)
    # A period in working days rests on every day from its start; another one only on where its end falls.
    rests_on = start if rule.unit is Unit.WORKDAY else ends[0]
    return Deadline(
        kind=named.kind,
        start=start,
        nominal=ends[0],
        due=ends[1],
        length=rule.length,
        unit=rule.unit,
        provisional=rule.unit is not Unit.FIXED and bool(calendar.gaps(rests_on, ends[1])),
        article=rule.article.cite,
        basis=_basis(rule, named, ends, start, calendar),
        days=_days(rule, named, start, ends, calendar),
        calendar_version=calendar.version,
    )
