"""The deadline calculator: what is asked, and the answer laid out on month sheets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from kaicheng import month_sheets
from kaicheng.language import in_language
from kaicheng.statute import Deadline, Kind, deadline, load_calendar, period, regions
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
    def sheets(self) -> list[month_sheets.Sheet]:
        return month_sheets.sheets(self.deadline.months, self.deadline.start, self.deadline.due)

    @cached_property
    def days(self) -> list[tuple[str, int | None, str]]:
        """Each day with its number and why it counts or does not."""
        return month_sheets.day_list(self.deadline.days)


def answer(cleaned: dict[str, Any]) -> Answer:
    """The answer to a valid form. Raises StatuteError where the law or the calendar gives none."""
    calendar = load_calendar(cleaned["region"] or None)
    return Answer(deadline(cleaned["kind"], cleaned["start"], calendar))
