"""What a visitor asks of the search: read from an address and written into one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from kaicheng.retrieval import FACETS, Filters, Query, Sort

SIZE = 20
LONGEST = 200
"""Characters of a text that are kept."""
_MOST_VALUES = 10
_MOST_CURSORS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: text, filters and order, and how far one has turned its pages.

    ``trail`` are the cursors that led here through a list of the newest: so pages do not shift while
    documents are published, neither forward nor back.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort | None = None
    number: int = 1
    trail: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: QueryDict) -> Asked:
        """What the address says; what it says wrongly is passed over."""
        years = tuple(
            int(one) for one in _values(data, "year") if one.isascii() and one.isdigit() and len(one) == 4
        )
        filters = Filters(
            authority=_values(data, "authority"),
            column=_values(data, "column"),
            kind=_values(data, "kind"),
            year=years,
            validity=_values(data, "validity"),
            since=_day(data.get("since", "")),
            until=_day(data.get("until", "")),
        )
        text = " ".join(data.get("q", "").replace("\0", " ").split())[:LONGEST]
        sort = next((one for one in Sort if one == data.get("sort")), None)
        page = data.get("page", "")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
        trail = tuple(filter(None, data.get("after", "").split(".")))[:_MOST_CURSORS]
        return cls(text, filters, sort, max(number, 1), trail)

    @property
    def order(self) -> Sort:
        """The order asked for; without words the newest come first."""
        if not self.text:
            return Sort.NEWEST
        return self.sort or Sort.RELEVANCE

    @property
    def narrowed(self) -> bool:
        """Whether it is narrowed down to anything."""
        return self.filters != Filters()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return not self.text and not self.narrowed

    def query(self, size: int = SIZE) -> Query:
        """For the index."""
        cursor = self.trail[-1] if self.trail and self.order is Sort.NEWEST else ""
        return Query(self.text, self.filters, self.order, self.number, cursor, size)

    # --- other searches from here -----------------------------------------------------------------------

    def first_page(self) -> Asked:
        return replace(self, number=1, trail=())

    def sorted_by(self, sort: Sort) -> Asked:
        return replace(self.first_page(), sort=sort)

    def saying(self, text: str) -> Asked:
        return replace(self.first_page(), text=text)

    def anything(self) -> Asked:
        """Without filters."""
        return replace(self.first_page(), filters=Filters())

    def between(self, since: dt.date | None, until: dt.date | None) -> Asked:
        """Published on these days, both included."""
        return replace(self.first_page(), filters=replace(self.filters, since=since, until=until))

    def choosing(self, name: str, value: str | int | None) -> Asked:
        """With one value of a facet; None for any."""
        chosen = {name: () if value is None else (value,)}
        return replace(self.first_page(), filters=replace(self.filters, **chosen))  # type: ignore[arg-type]

    def next_page(self, cursor: str) -> Asked:
        if self.order is Sort.NEWEST and len(self.trail) < _MOST_CURSORS:
            return replace(self, number=self.number + 1, trail=(*self.trail, cursor))
        return replace(self, number=self.number + 1, trail=())

    def previous_page(self) -> Asked:
        return replace(self, number=max(self.number - 1, 1), trail=self.trail[:-1])

    # --- as an address ----------------------------------------------------------------------------------

    def parameters(self) -> str:
        """The same search, always written in the same way."""
        data = QueryDict(mutable=True)
        given: dict[str, Any] = {"q": [self.text] if self.text else []}
        given |= {name: [str(value) for value in self.filters.values(name)] for name in FACETS}
        given["since"] = [self.filters.since.isoformat()] if self.filters.since else []
        given["until"] = [self.filters.until.isoformat()] if self.filters.until else []
        given["sort"] = [self.sort.value] if self.sort else []
        given["page"] = [str(self.number)] if self.number > 1 else []
        given["after"] = [".".join(self.trail)] if self.trail else []
        for name, values in given.items():
            data.setlist(name, values)
        return data.urlencode()

    @property
    def address(self) -> str:
        """Of the page that answers it."""
        return f"{reverse('live:search')}?{self.parameters()}"

    @property
    def feed(self) -> str:
        """Of the feed that goes on answering it."""
        return f"{reverse('live:feed')}?{self.first_page().parameters()}"

    @property
    def subscription(self) -> str:
        """Of the page where one subscribes to it by mail."""
        return f"{reverse('live:subscribe')}?{self.first_page().parameters()}"


def _values(data: QueryDict, name: str) -> tuple[str, ...]:
    given = (value.strip().replace("\0", "")[:LONGEST] for value in data.getlist(name)[:_MOST_VALUES])
    return tuple(dict.fromkeys(filter(None, given)))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
