"""Over which authorities and days something is counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q

from kaicheng.agencies.models import Agency
from kaicheng.agencies.models.agency import Kind
from kaicheng.annual_report.model import Period
from kaicheng.reporting.tree import covered_by, merged_by, strays

FIRST, LAST = 2008, 2100
"""Years that a report can be on: the Regulation has been in force since 1 May 2008."""


@dataclass(frozen=True)
class Scope:
    """One authority with those merged into it by the last day and the bodies that act in its name, or
    everything below it too; from one day to another. ``only`` narrows it to some of them.

    What was merged later had a report of its own on the period: no closed year takes anything of it.
    """

    agency: Agency
    period: Period
    subtree: bool = False
    only: frozenset[int] | None = None

    @classmethod
    def year(cls, agency: Agency, year: int, *, subtree: bool = False) -> Scope:
        """A calendar year, as the annual report counts."""
        return cls(agency, Period(dt.date(year, 1, 1), dt.date(year, 12, 31)), subtree)

    @property
    def whole_year(self) -> int | None:
        """The calendar year that this is, if it is one."""
        start, end = self.period.start, self.period.end
        year = start.year
        return year if (start, end) == (dt.date(year, 1, 1), dt.date(year, 12, 31)) else None

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year that lie in it as a whole; none, where the first is the later one."""
        start, end = self.period.start, self.period.end
        first = start.year + (0 if (start.month, start.day) == (1, 1) else 1)
        return first, end.year - (0 if (end.month, end.day) == (12, 31) else 1)

    @cached_property
    def agencies(self) -> frozenset[int]:
        """The authority, those merged into it, and the bodies that act in its name; looked up once."""
        if self.only is not None:
            return self.only
        end = self.period.end
        return frozenset(merged_by({self.agency.pk, *covered_by(self.agency, end)}, end))

    @cached_property
    def _strays(self) -> tuple[frozenset[int], frozenset[int]]:
        """Those outside a sub-tree that were merged into something within by then, and the reverse."""
        return strays(self.agency, self.period.end)

    def within(self, path: str = "agency") -> Q:
        """The rows of the authorities in scope; ``path`` is the lookup path to the authority."""
        if not self.subtree or self.only is not None:
            return Q(**{f"{path}__in": self.agencies})
        # Public enterprises have rules of their own (Art. 55): nobody's report counts them.
        below = Q(**{f"{path}__path__startswith": self.agency.path})
        below &= ~Q(**{f"{path}__kind": Kind.PUBLIC_SERVICE})
        joined, left = self._strays
        below &= ~Q(**{f"{path}__in": left}) if left else Q()
        return below | Q(**{f"{path}__in": joined}) if joined else below

    def narrowed(self, agencies: frozenset[int]) -> Scope:
        """The same days, of these authorities alone."""
        return replace(self, only=agencies)
