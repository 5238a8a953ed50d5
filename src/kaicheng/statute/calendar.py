"""Which days are working days, why, and counting them.

A :class:`WorkCalendar` is built once from notices and never changes; a new notice makes a new calendar.
The n-th working day after a day is a lookup: for each day the calendar keeps how many working days there
are up to it, and it keeps the list of all working days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from kaicheng.findings import Text

from .citation import in_force_on
from .errors import BadValue, CalendarNotAvailable
from .notices import Notice, Region, festival_names, fixed_holidays, national_notices, regions
from .wording import fill, join, weekday

HORIZON_YEARS = 10
"""How far past the last announced year a provisional answer is still given."""

_SATURDAY = 5


class DayKind(StrEnum):
    """What a day is."""

    WORKDAY = "workday"
    MAKEUP_WORKDAY = "makeup_workday"
    WEEKEND = "weekend"
    STATUTORY_HOLIDAY = "statutory_holiday"
    LOCAL_HOLIDAY = "local_holiday"

    @property
    def is_workday(self) -> bool:
        """Whether it counts as a working day."""
        return self in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar: what it is, the festival's name if there is one, and why, in a sentence.

    ``provisional`` is true where no notice covers the day.
    """

    date: date
    kind: DayKind
    name: str | None
    why: Text
    provisional: bool

    @property
    def is_workday(self) -> bool:
        """Whether it counts as a working day."""
        return self.kind.is_workday


class WorkCalendar:
    """Working days from the first announced year to :data:`HORIZON_YEARS` after the last.

    Args:
        notices: the State Council's notices, one a year, without a gap.
        region: a place with holidays of its own, laid over them.
        changes: later notices that change some days of years already announced; the last one wins.

    Raises:
        ValueError: no notice, or a year missing between two.
    """

    def __init__(
        self, notices: Sequence[Notice], region: Region | None = None, changes: Sequence[Notice] = ()
    ) -> None:
        years = [notice.year for notice in notices]
        if not years or years != list(range(years[0], years[0] + len(years))):
            raise ValueError("a calendar needs the notices of one year after the other")
        self.notices = tuple(notices)
        self.region = region
        self.changes = tuple(changes)
        self.first = date(years[0], 1, 1)
        """The first day that it knows."""
        self.last = date(years[-1], 12, 31)
        """The last day of the last announced year; days after it are provisional."""
        self.horizon = date(years[-1] + HORIZON_YEARS, 12, 31)
        self._special: dict[date, tuple[DayKind, str, Notice]] = {}
        for notice in (*self.notices, *(region.notices if region else ()), *self.changes):
            holiday = DayKind.LOCAL_HOLIDAY if notice.local else DayKind.STATUTORY_HOLIDAY
            for day, name in notice.off:
                self._special[day] = (holiday, name, notice)
            for day, name in notice.work:
                self._special[day] = (DayKind.MAKEUP_WORKDAY, name, notice)
        self._counts, self._workdays = self._index()

    def __setattr__(self, name: str, value: Any) -> None:
        if name in vars(self):
            raise AttributeError(f"{name} is set: a calendar never changes, with_notice makes a new one")
        super().__setattr__(name, value)

    def _index(self) -> tuple[list[int], list[date]]:
        counts: list[int] = []
        workdays: list[date] = []
        day = self.first
        while day <= self.horizon:
            if self._kind(day)[0].is_workday:
                workdays.append(day)
            counts.append(len(workdays))
            day += timedelta(days=1)
        return counts, workdays

    def _kind(self, day: date) -> tuple[DayKind, str | None]:
        special = self._special.get(day)
        if special:
            return special[0], special[1]
        if not self.covers(day):
            rule = in_force_on(fixed_holidays()[1], day)
            name = dict(rule.days).get((day.month, day.day)) if rule else None
            if name:
                return DayKind.STATUTORY_HOLIDAY, name
        return (DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WORKDAY), None

    def _at(self, day: date) -> int:
        """The place of the day in the index."""
        if not self.first <= day <= self.horizon:
            raise CalendarNotAvailable(
                day,
                fill(
                    Text(
                        zh="没有{day}的工作日历：已有的安排从{first}起，暂算最远到{horizon}。请核对日期。",
                        en="There is no work calendar for {day}: it begins on {first} and reaches, "
                        "provisionally, {horizon}. Was the date mistyped?",
                    ),
                    day=day,
                    first=self.first,
                    horizon=self.horizon,
                ),
            )
        return (day - self.first).days

    # --- one day -----------------------------------------------------------------------------------

    def covers(self, day: date) -> bool:
        """Whether a notice covers the day; local festivals are looked at by :meth:`gaps`."""
        return self.first <= day <= self.last

    def is_workday(self, day: date) -> bool:
        """Whether it is a working day.

        Raises:
            CalendarNotAvailable: outside ``first`` to ``horizon``.
        """
        self._at(day)
        return self._kind(day)[0].is_workday

    def day(self, day: date) -> Day:
        """What the day is and why.

        Raises:
            CalendarNotAvailable: outside ``first`` to ``horizon``.
        """
        self._at(day)
        kind, name = self._kind(day)
        return Day(day, kind, name, self._why(day, kind, name), not self.covers(day))

    def _why(self, day: date, kind: DayKind, name: str | None) -> Text:
        if name is not None:
            source = self._special[day][2].label if day in self._special else fixed_holidays()[0].cite
            english = festival_names().get(name, name)
            if kind is DayKind.MAKEUP_WORKDAY:
                return Text(
                    zh=f"{name}调休上班（{source.zh}）", en=f"make-up working day for {english} ({source.en})"
                )
            return Text(zh=f"{name}放假（{source.zh}）", en=f"day off for {english} ({source.en})")
        if kind is DayKind.WEEKEND:
            return Text(zh=f"{weekday(day).zh}，休息日", en="weekend")
        if self.covers(day):
            return Text(zh="工作日", en="working day")
        return Text(
            zh="暂按工作日计（放假通知尚未公布）", en="taken as a working day (no holiday notice given yet)"
        )

    def days(self, start: date, end: date) -> Iterator[Day]:
        """The days from ``start`` to ``end``, both included."""
        for offset in range((end - start).days + 1):
            yield self.day(start + timedelta(days=offset))

    # --- counting ----------------------------------------------------------------------------------

    def workday_after(self, start: date, n: int) -> date:
        """The n-th working day strictly after ``start``; ``start`` itself for 0.

        Raises:
            ValueError: ``n`` is negative.
            CalendarNotAvailable: ``start`` or the answer lies outside the calendar.
        """
        if n < 0:
            raise ValueError("counting goes forward: n must not be negative")
        place = self._counts[self._at(start)] + n - 1
        if n == 0:
            return start
        if place >= len(self._workdays):
            self._at(self.horizon + timedelta(days=1))
        return self._workdays[place]

    def workdays_between(self, a: date, b: date) -> int:
        """How many working days d have a < d <= b; negative, counted the other way, where b is before a.

        Raises:
            CalendarNotAvailable: one of them lies outside the calendar.
        """
        return self._counts[self._at(b)] - self._counts[self._at(a)]

    def workday_from(self, day: date) -> date:
        """The day itself if it is a working day, else the next one (民法典第二百零三条)."""
        return day if self.is_workday(day) else self.workday_after(day, 1)

    def workday_until(self, day: date) -> date:
        """The day itself if it is a working day, else the last one before it.

        Raises:
            CalendarNotAvailable: there is none in the calendar.
        """
        place = self._counts[self._at(day)] - 1
        if place < 0:
            self._at(self.first - timedelta(days=1))
        return self._workdays[place]

    # --- what it rests on --------------------------------------------------------------------------

    def gaps(self, start: date, end: date) -> list[Text]:
        """What is not known of the days from ``start`` to ``end``, one sentence each; empty if all is."""
        found: list[Text] = []
        if end > self.last:
            first = max(start.year, self.last.year + 1)
            years = str(first) if first == end.year else f"{first}–{end.year}"
            found.append(
                Text(
                    zh=f"{years}年的放假通知尚未收录，暂按周一至周五为工作日、"
                    f"{fixed_holidays()[0].cite.zh}定日放假的节日为休息日计算；通知公布后应当重算。",
                    en=f"No holiday notice for {years} is on record: Monday to Friday are taken as working "
                    f"days, less the festivals fixed by {fixed_holidays()[0].cite.en}. Work it out again "
                    "when the notice is given.",
                )
            )
        if self.region:
            answered = {notice.year for notice in self.changes if notice.local}
            found += [
                Text(
                    zh=f"{self.region.name.zh}{year}年{festival.name}的放假安排未收录，没有计入；收录后应当重算。",
                    en=f"The days off for {festival.name_en} {year} in {self.region.name.en} are not on "
                    "record and are not counted in. Work it out again when they are.",
                )
                for year, festival in self.region.gaps(start, end)
                if year not in answered
            ]
        return found

    def basis(self, start: date, end: date) -> Text:
        """On which notices the days from ``start`` to ``end`` rest, and what is missing."""
        years = range(start.year, end.year + 1)
        labels = [
            notice.label
            for notice in (*self.notices, *(self.region.notices if self.region else ()), *self.changes)
            if notice.year in years
        ]
        sentences = self.gaps(start, end)
        if labels:
            known = Text(
                zh=f"工作日依据：{'；'.join(label.zh for label in labels)}。",
                en=f"Working days rest on: {'; '.join(label.en for label in labels)}.",
            )
            sentences = [known, *sentences]
        return join(sentences)

    @cached_property
    def version(self) -> str:
        """The last announced year and a digest of all days, equal exactly for calendars that count alike:
        ``2026-3f9c…``. A case keeps it to say which calendar was used."""
        lines = [f"{self.first}/{self.last}/{self.region.code if self.region else ''}"]
        lines += [f"{day} {kind} {name}" for day, (kind, name, _) in sorted(self._special.items())]
        return f"{self.last.year}-{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:12]}"

    def with_notice(self, notice: Notice) -> WorkCalendar:
        """A new calendar in which a later notice changes some days.

        A notice for the year after the last one extends the calendar by that year; a local one is laid
        over it and answers for all festivals of its year.
        """
        if not notice.local and notice.year == self.last.year + 1:
            return WorkCalendar((*self.notices, notice), self.region, self.changes)
        return WorkCalendar(self.notices, self.region, (*self.changes, notice))

    def __repr__(self) -> str:
        return f"<WorkCalendar {self.version}{' ' + self.region.code if self.region else ''}>"


@cache
def load_calendar(region: str | None = None) -> WorkCalendar:
    """The calendar of the notices on record, with the local holidays of ``region`` if one is named.

    Raises:
        BadValue: no local holidays are on record under that name; the message lists those that are.
    """
    if region is not None and region not in regions():
        known = "、".join(f"{code}（{place.name.zh}）" for code, place in regions().items())
        raise BadValue(
            Text(
                zh=f"没有“{region}”的地方节假日；可用的地区：{known}。",
                en=f"No local holidays are on record for {region!r}; regions: {', '.join(regions())}.",
            )
        )
    return WorkCalendar(national_notices(), regions()[region] if region else None)
