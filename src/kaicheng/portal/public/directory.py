"""政府信息公开目录 (Art. 12 of the Regulation): index number, name, summary and dates of all that is public.

It stands below 法定主动公开内容 and writes itself: a first page with the columns and months, and a page for
every month, so that one publication rewrites two pages, however much the authority has published.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from kaicheng.portal.public.edition import Edition
from kaicheng.portal.public.records import Record
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage, DocumentPage

FIRST = "mulu.html"
PREFIX = "mulu"
_FILE = re.compile(rf"{PREFIX}-(\d{{4}}-\d\d)\.(html|csv)")
_HEADINGS = ("索引号", "名称", "发文字号", "内容概述", "生成日期", "公开日期", "栏目", "网址")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of publication."""

    month: str
    """``2026-03``."""
    count: int

    @property
    def name(self) -> str:
        """The file of its page."""
        return f"{PREFIX}-{self.month}.html"

    @property
    def table_name(self) -> str:
        """The file of the same as CSV."""
        return f"{PREFIX}-{self.month}.csv"

    @property
    def number(self) -> int:
        """The month in its year."""
        return int(self.month[5:])


@dataclass(frozen=True, slots=True)
class Facet:
    """A column with what it holds."""

    column: ColumnPage
    count: int
    latest: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the directory."""

    record: Record
    column: ColumnPage | None


class Directory:
    """The directory of an authority, on its column of what is disclosed by law."""

    def __init__(self, column: ColumnPage, edition: Edition) -> None:
        self.column, self.edition = column, edition

    @property
    def exists(self) -> bool:
        """Whether the column is the one that has it."""
        return self.column.kind == Column.PROACTIVE

    def names(self) -> list[str]:
        """The files beside the column's page."""
        if not self.exists:
            return []
        return [FIRST, *(name for one in self._months for name in (one.name, one.table_name))]

    @cached_property
    def years(self) -> list[tuple[int, list[Month]]]:
        """The months of every year, the last year and month first."""
        found: dict[int, list[Month]] = {}
        for one in self._months:
            found.setdefault(int(one.month[:4]), []).append(one)
        return list(found.items())

    @cached_property
    def facets(self) -> list[Facet]:
        """Every column below with how many documents of its own it holds, in the order of the platform."""
        counts = Counter(above for above, _path, _month, _day in self._rows)
        latest: dict[str, str] = {}
        for above, _path, _month, day in self._rows:
            latest[above] = max(day, latest.get(above, ""))
        return [
            Facet(one, counts[one.url_path], latest.get(one.url_path, ""))
            for one in self._columns.values()
            if one.closed_on is None or counts[one.url_path]
        ]

    @property
    def count(self) -> int:
        """How much there is in all."""
        return len(self._rows)

    def month(self, name: str) -> tuple[Month, list[Entry]] | None:
        """The month whose page or table has that name, the newest first; None when there is none."""
        matched = _FILE.fullmatch(name)
        month = next((one for one in self._months if matched and one.month == matched[1]), None)
        if month is None:
            return None
        found = [
            Entry(record, self._columns.get(above))
            for above, path, one, _day in self._rows
            if one == month.month
            for record in self.edition.records([path])
        ]
        return month, found[::-1]

    @cached_property
    def _months(self) -> list[Month]:
        counts = Counter(month for _above, _path, month, _day in self._rows)
        return [Month(one, counts[one]) for one in sorted(counts, reverse=True)]

    @cached_property
    def _columns(self) -> dict[str, ColumnPage]:
        below = ColumnPage.objects.live().descendant_of(self.column, inclusive=True).order_by("path")
        return {one.url_path: one for one in below}

    @cached_property
    def _rows(self) -> list[tuple[str, str, str, str]]:
        """The column, the address, the month and the day of every document with a record, oldest first."""
        documents = DocumentPage.objects.live().descendant_of(self.column)
        rows = documents.filter(published_date__isnull=False).order_by("published_date", "pk")
        return [
            (_parent(path), path, f"{day:%Y-%m}", day.isoformat())
            for path, day in rows.values_list("url_path", "published_date")
            if day is not None
            and (folder := self.edition.folder(path)) is not None
            and self.edition.catalogue.has(folder)
        ]


def directory_of(column: ColumnPage, edition: Edition) -> Directory:
    """The directory on a column, worked out once for an edition."""
    found: Directory = edition.frame.directories.setdefault(column.pk, Directory(column, edition))
    return found


def table(entries: Iterable[Entry], edition: Edition) -> bytes:
    """Lines of the directory as CSV."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    for one in entries:
        record = one.record
        values = [
            record.index_number,
            record.title,
            record.document_number,
            record.summary,
            record.created_date or "",
            record.published_date or "",
            one.column.title if one.column else "",
            edition.full_url(record.url),
        ]
        writer.writerow([f"'{value}" if value[:1] in tuple("=+-@\t") else value for value in values])
    return text.getvalue().encode()


def month_of(record: Record) -> str:
    """The month in which a document stands; empty when it stands in none."""
    return (record.published_date or "")[:7]


def concerns_month(name: str) -> str | None:
    """The month whose file has that name; None for every other file."""
    matched = _FILE.fullmatch(name)
    return matched[1] if matched else None


def _parent(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"
