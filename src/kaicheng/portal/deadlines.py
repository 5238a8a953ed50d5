"""The deadline calculator: what is asked, and the answer laid out on month sheets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kaicheng.language import in_language
from kaicheng.statute import (
    CountedDay,
    DayKind,
    Deadline,
    Kind,
    Month,
    deadline,
    load_calendar,
    period,
    regions,
)
from kaicheng.statute.wording import day_text

OFFERED = list(Kind)[:11]
"""The periods that people ask for, as the command line offers them."""

_text = lazy(in_language, str)


def kind_choices() -> list[tuple[str, Any]]:
    return [(kind.value, _text(period(kind).name)) for kind in OFFERED]


def region_choices() -> list[tuple[str, Any]]:
    here = [(code, _text(region.name)) for code, region in regions().items()]
    return [("", gettext_lazy("全国（没有地方假日）")), *here]


class DeadlineForm(forms.Form):
    """Which period, from which day, where."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=gettext_lazy("哪个期限"), choices=kind_choices)
    start = forms.DateField(
        label=gettext_lazy("从哪一天起"),
        help_text=gettext_lazy("事情发生的那一天，例如收到申请的日期。这一天本身不计入。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": gettext_lazy("还差起算的日期。"),
            "invalid": gettext_lazy("这不是日期。请写成 2026-03-05 的样子。"),
        },
    )
    region = forms.ChoiceField(label=gettext_lazy("在哪里"), choices=region_choices, required=False)


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


@dataclass(frozen=True)
class Answer:
    """A deadline as the page shows it."""

    deadline: Deadline

    @property
    def name(self) -> str:
        return in_language(self.deadline.name)

    @property
    def due(self) -> str:
        return in_language(day_text(self.deadline.due))

    @property
    def start(self) -> str:
        return in_language(day_text(self.deadline.start))

    @property
    def set_going_by(self) -> str:
        return in_language(period(self.deadline.kind).start)

    @property
    def basis(self) -> str:
        return in_language(self.deadline.basis)

    @cached_property
    def sheets(self) -> list[Sheet]:
        return [self._sheet(month) for month in self.deadline.months]

    @cached_property
    def days(self) -> list[tuple[str, int | None, str]]:
        """Each day with its number and why it counts or does not."""
        return [
            (in_language(day_text(day.date)), day.number, in_language(day.why)) for day in self.deadline.days
        ]

    def _sheet(self, month: Month) -> Sheet:
        first = date(month.year, month.month, 1)
        monday = first - timedelta(days=first.weekday())
        weeks = tuple(
            tuple(
                self._square(monday + timedelta(days=7 * row + column), day, month)
                for column, day in enumerate(week)
            )
            for row, week in enumerate(month.weeks)
        )
        return Sheet(_("%(year)s年%(month)s月") % {"year": month.year, "month": month.month}, weeks)

    def _square(self, day: date, counted: CountedDay | None, month: Month) -> Square | None:
        if day.month != month.month:
            return None
        return Square(day, counted, self.deadline.start, self.deadline.due)


def answer(cleaned: dict[str, Any]) -> Answer:
    """The answer to a valid form. Raises StatuteError where the law or the calendar gives none."""
    calendar = load_calendar(cleaned["region"] or None)
    return Answer(deadline(cleaned["kind"], cleaned["start"], calendar))
