"""Lists that do not shift: a column's newest on its own page, every year by pages counted from the oldest.

A document that is published goes to the end of its year's last page, so that one publication rewrites the
column, that page and the one before it, however much the column holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.public.edition import Edition
from kaicheng.portal.public.records import Record
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage, DocumentPage, HomePage

PER_PAGE = 20
LATEST = 10
"""On the first page of an authority."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a column: how much of one sort, on how many pages; ``prefix`` begins its files' names."""

    year: int
    count: int
    per_page: int
    prefix: str = ""

    @property
    def pages(self) -> int:
        return (self.count + self.per_page - 1) // self.per_page

    def name(self, number: int) -> str:
        """The file of a page, from 1; empty when there is none of that number."""
        return f"{self.prefix}{self.year}-{number}.html" if 1 <= number <= self.pages else ""

    @property
    def names(self) -> list[str]:
        """The files of all its pages."""
        return [self.name(number + 1) for number in range(self.pages)]

    @property
    def newest_name(self) -> str:
        """The file of its last page, which holds the newest."""
        return self.name(self.pages)

    @property
    def table_name(self) -> str:
        """The file of the whole year as CSV."""
        return f"{self.prefix}{self.year}.csv"


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a year, newest first."""

    year: int
    number: int
    records: tuple[Record, ...]
    newer: str
    older: str


def in_order(documents: QuerySet[DocumentPage]) -> QuerySet[DocumentPage]:
    """Newest first; two of one day in the order in which they were made."""
    return documents.order_by("-published_date", "-pk")


class Listing:
    """What a column lists: its own documents by years, and the newest of all below it."""

    def __init__(self, column: ColumnPage, edition: Edition) -> None:
        self.column, self.edition = column, edition

    @cached_property
    def newest(self) -> list[Record]:
        """The newest here and in the columns below."""
        return newest(DocumentPage.objects.live().descendant_of(self.column), self.edition, PER_PAGE)

    @cached_property
    def years(self) -> list[Year]:
        """The years of its own documents, the last one first."""
        return [Year(year, len(rows), PER_PAGE) for year, rows in sorted(self._by_year.items(), reverse=True)]

    def year(self, year: int) -> list[Record]:
        """All of a year, oldest first."""
        return list(self.edition.records(path for path, _day in self._by_year.get(year, ())))

    def names_since(self, day: dt.date) -> list[str]:
        """The pages of the day's year on which something of that day or later is, and the one before them,
        which leads to them."""
        rows = self._by_year.get(day.year, [])
        before = sum(one < day for _path, one in rows)
        return Year(day.year, len(rows), PER_PAGE).names[max(before // PER_PAGE - 1, 0) :]

    def page(self, year: int, number: int) -> ListPage | None:
        """The page ``number`` of a year, from 1; None when there is none."""
        paths = [path for path, _day in self._by_year.get(year, ())]
        whole = Year(year, len(paths), PER_PAGE)
        if not whole.name(number):
            return None
        some = list(self.edition.records(paths[(number - 1) * PER_PAGE : number * PER_PAGE]))
        return ListPage(
            year,
            number,
            tuple(reversed(some)),
            newer=whole.name(number + 1),
            older=whole.name(number - 1),
        )

    @cached_property
    def _by_year(self) -> dict[int, list[tuple[str, dt.date]]]:
        """Addresses and days of its own documents that have a record, oldest first."""
        own = DocumentPage.objects.live().child_of(self.column).filter(published_date__isnull=False)
        rows = own.order_by("published_date", "pk").values_list("url_path", "published_date")
        found: dict[int, list[tuple[str, dt.date]]] = {}
        for path, day in rows:
            folder = self.edition.folder(path)
            if day is not None and folder is not None and self.edition.catalogue.has(folder):
                found.setdefault(day.year, []).append((path, day))
        return found


def listing_of(column: ColumnPage, edition: Edition) -> Listing:
    """What a column lists, worked out once for an edition."""
    found: Listing = edition.frame.listings.setdefault(column.pk, Listing(column, edition))
    return found


def newest(documents: QuerySet[DocumentPage], edition: Edition, count: int) -> list[Record]:
    """The first ``count`` that have a record."""
    paths: Iterator[str] = (
        in_order(documents).values_list("url_path", flat=True).iterator(chunk_size=count * 3)
    )
    found = []
    for record in edition.records(paths):
        found.append(record)
        if len(found) == count:
            break
    return found


def newest_of(home: HomePage, edition: Edition, count: int = LATEST) -> list[Record]:
    """An authority's newest."""
    return newest(DocumentPage.objects.live().filter(agency=home.agency), edition, count)


def reports_of(home: HomePage) -> list[AnnualReportPage]:
    """An authority's annual reports that are rightly public, the latest first."""
    found: list[AnnualReportPage] = []
    for column in ColumnPage.objects.live().filter(agency=home.agency, kind=Column.REPORTS):
        found += AnnualReportPage.objects.live().child_of(column)
    return sorted(filter(is_public_report, found), key=lambda report: report.year, reverse=True)


def is_public_report(report: AnnualReportPage) -> bool:
    """Whether a report may be shown."""
    return bool(report.live and report.rightly_public)


def authorities_below(home: HomePage) -> QuerySet[HomePage]:
    """The platforms that stand directly under this one."""
    return HomePage.objects.live().child_of(home).select_related("agency").order_by("path")
