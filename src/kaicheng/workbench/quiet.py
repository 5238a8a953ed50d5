"""Hours and days in which nobody is sent mail. Pure: the moment and the calendar come in as arguments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kaicheng.statute import WorkCalendar


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of day to another, over midnight too; none where they are equal.

    ``rest_days`` says that mail may come on days of rest as well.
    """

    start: dt.time
    end: dt.time
    rest_days: bool = False

    def covers(self, time: dt.time) -> bool:
        """Whether that time of day is quiet."""
        if self.start <= self.end:
            return self.start <= time < self.end
        return time >= self.start or time < self.end

    def over(self, at: dt.datetime, calendar: WorkCalendar) -> dt.datetime:
        """The first moment from ``at``, in its own time zone, at which mail may be sent."""
        if not self.rest_days and not calendar.is_workday(at.date()):
            at = dt.datetime.combine(calendar.workday_from(at.date()), dt.time(), at.tzinfo)
        if not self.covers(at.time()):
            return at
        day = at.date()
        if self.start > self.end and at.time() >= self.start:
            day += dt.timedelta(days=1)
        return self.over(dt.datetime.combine(day, self.end, at.tzinfo), calendar)
