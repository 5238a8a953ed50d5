"""A piece of work on somebody's desk: until when, what, from whom, and the one next act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kaicheng.findings import Text
from kaicheng.statute import Deadline, WorkCalendar

SOON = 3
"""Within how many working days something counts as due soon."""


class Urgency(StrEnum):
    """How near the end of a period is."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Due:
    """A legal date. ``target`` is the day to have it done by where the date itself is no working day."""

    on: date
    calendar: WorkCalendar
    article: Text
    basis: Text
    provisional: bool = False

    @classmethod
    def of(cls, deadline: Deadline, calendar: WorkCalendar) -> Due:
        """The end of a period of the law."""
        return cls(deadline.due, calendar, deadline.article, deadline.basis, deadline.provisional)

    @property
    def target(self) -> date:
        """The last working day on which it can be done: the date itself, or the last one before it."""
        return self.calendar.workday_until(self.on)

    def workdays_left(self, today: date) -> int:
        """Working days after today up to the target; negative once the date has passed."""
        if today > self.on:
            return -self.calendar.workdays_between(self.on, today)
        return max(self.calendar.workdays_between(today, self.target), 0)

    def urgency(self, today: date) -> Urgency:
        """Whether it is overdue, due today, due soon, or later."""
        if today > self.on:
            return Urgency.OVERDUE
        left = self.workdays_left(today)
        if left == 0:
            return Urgency.TODAY
        return Urgency.SOON if left <= SOON else Urgency.LATER


@dataclass(frozen=True, slots=True)
class Act:
    """The one thing to do next, as the words and address of a button."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One line on the staff home, for one person.

    ``key`` names the matter for good (``annual-report:12:2025``): reminders of it are sent once.
    ``from_whom`` is the office, authority or applicant it comes from; ``state`` where it stands, in words.
    Whoever may act but is not asked to leaves all three flags false.
    """

    key: str
    kind: str
    title: str
    act: Act
    from_whom: str = ""
    state: str = ""
    due: Due | None = None
    waits_for_me: bool = False
    returned_to_me: bool = False
    mine: bool = False
    agency: str = ""
    office: str = ""
