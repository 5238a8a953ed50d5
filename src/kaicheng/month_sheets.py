"""Counted days laid out on month sheets, for the calculator and for every page that explains a last day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kaicheng.language import in_language
from kaicheng.statute import CountedDay, DayKind, Month
from kaicheng.statute.wording import day_text


@dataclass(frozen=True)
class Square:
    """A day on a month sheet. ``day`` is ``None`` where the count does not reach."""

    on: date
    day: CountedDay | None
    start: date
    due: date

    @property
    def classes(self) -> str:
        if self.day is None:
            return "outside"
        names = ["counted" if self.day.counted else "skipped", self.day.kind.value.replace("_", "-")]
        return " ".join(
            [
                *names,
                *(["paused"] if self.day.suspended else []),
                *(["start"] if self.on == self.start else []),
                *(["due"] if self.on == self.due else []),
            ]
        )

    @property
    def make_up(self) -> bool:
        return self.day is not None and self.day.kind is DayKind.MAKEUP_WORKDAY

    @property
    def label(self) -> str:
        """What is written under the date."""
        if self.day is None:
            return ""
        if self.day.number is not None:
            return _("第%(n)s天") % {"n": self.day.number}
        if self.on == self.start:
            return pgettext("起算日", "起")
        if self.day.suspended:
            return pgettext("暂停计算", "停")
        names = {
            DayKind.WEEKEND: pgettext("周末", "休"),
            DayKind.STATUTORY_HOLIDAY: pgettext("法定节假日", "假"),
            DayKind.LOCAL_HOLIDAY: pgettext("地方假日", "地方假"),
        }
        return names.get(self.day.kind, pgettext("不计入的工作日", "不计"))


@dataclass(frozen=True)
class Sheet:
    """A month with its weeks; ``None`` fills the days of other months."""

    title: str
    weeks: tuple[tuple[Square | None, ...], ...]


def sheets(months: Iterable[Month], start: date, due: date) -> list[Sheet]:
    """The months of a count that begins after ``start`` and ends with ``due``."""
    return [_sheet(month, start, due) for month in months]


def day_list(days: Iterable[CountedDay]) -> list[tuple[str, int | None, str]]:
    """Each day with its number and why it counts or does not."""
    return [(in_language(day_text(day.date)), day.number, in_language(day.why)) for day in days]


def _sheet(month: Month, start: date, due: date) -> Sheet:
    first = date(month.year, month.month, 1)
    monday = first - timedelta(days=first.weekday())
    weeks = tuple(
        tuple(
            _square(monday + timedelta(days=7 * row + column), day, month, start, due)
            for column, day in enumerate(week)
        )
        for row, week in enumerate(month.weeks)
    )
    return Sheet(_("%(year)s年%(month)s月") % {"year": month.year, "month": month.month}, weeks)


def _square(on: date, counted: CountedDay | None, month: Month, start: date, due: date) -> Square | None:
    return Square(on, counted, start, due) if on.month == month.month else None
