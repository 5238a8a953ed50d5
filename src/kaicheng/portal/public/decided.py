"""Decisions of a column (Art. 20 items 5 and 6 of the Regulation): a page for every fifty of a year, and CSV.

Pages are counted from the oldest, as those of documents. What was withdrawn stays with its number, the day
and the reason, and without whom it was about (行政处罚法 Art. 48(2)).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from kaicheng.portal.public.listing import Year
from kaicheng.publishing.decisions.showing import kinds_in, public_in
from kaicheng.publishing.models import ColumnPage, Decision

PER_PAGE = 50
PREFIX = "jueding-"
_PAGE = re.compile(rf"{PREFIX}(\d{{4}})-(\d+)\.html")
_TABLE = re.compile(rf"{PREFIX}(\d{{4}})\.csv")
_HEADINGS = (
    "kind_name", "number", "name", "party", "party_code", "decided_on", "valid_to", "content", "basis",
    "overturned_name", "overturned_on", "withdrawn_on", "withdrawn_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """One page of a year, newest first."""

    year: int
    decisions: tuple[Decision, ...]
    newer: str
    older: str


class Decided:
    """The decisions that a column shows."""

    def __init__(self, column: ColumnPage) -> None:
        self.column = column

    @cached_property
    def years(self) -> list[Year]:
        """The years in which there are some, the last one first."""
        if not kinds_in(self.column):
            return []
        counts = Counter(day.year for day in public_in(self.column).values_list("decided_on", flat=True))
        return [Year(year, counts[year], PER_PAGE, PREFIX) for year in sorted(counts, reverse=True)]

    def names(self) -> list[str]:
        """The files beside the column's page."""
        return [name for one in self.years for name in (one.table_name, *one.names)]

    def page(self, name: str) -> DecisionsPage | None:
        """What stands on the page of that name; None when there is none."""
        matched = _PAGE.fullmatch(name)
        year = self._year(int(matched[1])) if matched else None
        if matched is None or year is None or not year.name(number := int(matched[2])):
            return None
        some = self._oldest_first(year.year)[(number - 1) * PER_PAGE : number * PER_PAGE]
        return DecisionsPage(
            year.year,
            tuple(reversed(some)),
            newer=year.name(number + 1),
            older=year.name(number - 1),
        )

    def table(self, name: str) -> bytes | None:
        """A year as CSV; None when there is none of that name."""
        matched = _TABLE.fullmatch(name)
        year = self._year(int(matched[1])) if matched else None
        if year is None:
            return None
        text = io.StringIO()
        text.write("\ufeff")
        writer = csv.writer(text)
        writer.writerow(_HEADINGS)
        for one in self._oldest_first(year.year):
            values = [str(one.get_kind_display()), *(_shown(one, name) for name in _HEADINGS[1:])]
            writer.writerow([f"'{value}" if value[:1] in tuple("=+-@\t") else value for value in values])
        return text.getvalue().encode()

    def _year(self, year: int) -> Year | None:
        return next((one for one in self.years if one.year == year), None)

    def _oldest_first(self, year: int) -> list[Decision]:
        return list(reversed(public_in(self.column).filter(decided_on__year=year)))


_GONE = frozenset({"party", "party_code", "valid_to", "content", "basis", "overturned_name", "overturned_on"})
"""What is not told any more of a decision that was withdrawn."""


def _shown(decision: Decision, name: str) -> str:
    if name in _GONE and decision.withdrawn_on is not None:
        return ""
    value = decision.get_overturned_display() if name == "overturned_name" else getattr(decision, name)
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
