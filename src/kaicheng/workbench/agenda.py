"""The staff home of one person on one day: five numbers, and one list sorted by legal deadline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import User
from kaicheng.language import in_language
from kaicheng.workbench.items import Due, Urgency, WorkItem
from kaicheng.workbench.registry import collect
from kaicheng.workbench.wording import time_left


class Number(models.TextChoices):
    """What the home counts. The value stands in the address of the list that shows just those."""

    OVERDUE = "yuqi", _("逾期")
    TODAY = "jintian", _("今日到期")
    SOON = "jiangzhi", _("3个工作日内")
    REVIEW = "daishen", _("待我审")
    RETURNED = "tuihui", _("退回给我")


@dataclass(frozen=True, slots=True)
class Line:
    """An item as the list shows it."""

    item: WorkItem
    today: date

    @property
    def due(self) -> Due | None:
        return self.item.due

    @property
    def urgency(self) -> str:
        """How near its date is; empty where it has none."""
        return self.due.urgency(self.today).value if self.due else ""

    @property
    def left(self) -> str:
        """The time left in words."""
        return time_left(self.due, self.today) if self.due else ""

    @property
    def article(self) -> str:
        """The article that sets the date."""
        return in_language(self.due.article) if self.due else ""

    @property
    def basis(self) -> str:
        """How the date comes about, in a sentence."""
        return in_language(self.due.basis) if self.due else ""

    @property
    def target(self) -> date | None:
        """The day to have it done by, where that is not the legal date itself and not over."""
        if self.due is None or not self.today <= self.due.target < self.due.on:
            return None
        return self.due.target

    @property
    def place(self) -> tuple[date, bool, str]:
        """Where it stands in the list: by legal date, then what waits for me, then by key."""
        return (self.due.on if self.due else date.max, not self.item.waits_for_me, self.item.key)


def _urgent(urgency: Urgency) -> Callable[[Line], bool]:
    return lambda line: line.urgency == urgency.value


TESTS: dict[Number, Callable[[Line], bool]] = {
    Number.OVERDUE: _urgent(Urgency.OVERDUE),
    Number.TODAY: _urgent(Urgency.TODAY),
    Number.SOON: _urgent(Urgency.SOON),
    Number.REVIEW: lambda line: line.item.waits_for_me,
    Number.RETURNED: lambda line: line.item.returned_to_me,
}


@dataclass(frozen=True)
class Agenda:
    """What lies on somebody's desk today."""

    today: date
    lines: Sequence[Line]
    failed: Sequence[str] = field(default=())

    @classmethod
    def of(cls, user: User, today: date) -> Agenda:
        """Ask every source and sort what it gives."""
        collected = collect(user, today)
        lines = sorted((Line(item, today) for item in collected.items), key=lambda line: line.place)
        return cls(today, lines, collected.failed)

    @cached_property
    def numbers(self) -> dict[Number, int]:
        """The five numbers."""
        return {number: sum(map(test, self.lines)) for number, test in TESTS.items()}

    def only(self, number: Number | None) -> list[Line]:
        """The lines behind a number; all of them without one."""
        return [line for line in self.lines if number is None or TESTS[number](line)]
