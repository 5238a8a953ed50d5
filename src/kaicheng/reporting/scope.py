"""Over which authorities and days something is counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from kaicheng.agencies.models import Agency
from kaicheng.agencies.standing import with_predecessors
from kaicheng.annual_report.model import Period


@dataclass(frozen=True, slots=True)
class Scope:
    """One authority with those merged into it, or everything below it too; from one day to another."""

    agency: Agency
    period: Period
    subtree: bool = False

    @classmethod
    def year(cls, agency: Agency, year: int, *, subtree: bool = False) -> Scope:
        """A calendar year, as the annual report counts."""
        return cls(agency, Period(dt.date(year, 1, 1), dt.date(year, 12, 31)), subtree)

    def within(self, path: str = "agency") -> Q:
        """The rows of the authorities in scope; ``path`` is the lookup path to the authority."""
        below = Q(**{f"{path}__path__startswith": self.agency.path}) if self.subtree else Q()
        merged = with_predecessors(Agency, {self.agency.pk})
        own = Q(**{f"{path}__in": merged})
        return below | own if self.subtree and len(merged) > 1 else (below if self.subtree else own)
