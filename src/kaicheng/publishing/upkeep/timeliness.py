"""When a column is next due, from what was published in it and below it last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from kaicheng.agencies.models import Agency, Office
from kaicheng.publishing.columns import Column
from kaicheng.publishing.decisions.showing import kinds_in
from kaicheng.publishing.models import ColumnPage, Decision, DocumentPage

LOOKED_AFTER = (Column.PROACTIVE, Column.ITEM, Column.OWN)
"""Columns that live from documents; the guide, the reports and the requests have rules of their own."""


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How a column stands on a day: ``due`` is the last day on which it is not stale."""

    column: ColumnPage
    office: Office | None
    count: int
    last: dt.date | None
    due: dt.date | None

    @property
    def empty(self) -> bool:
        """Whether nothing was ever published in it, and nobody has said why."""
        return self.count == 0 and not self.column.empty_note

    def overdue(self, today: dt.date) -> bool:
        """Whether its period has passed."""
        return self.due is not None and today > self.due


def timeliness(agencies: QuerySet[Agency] | Iterable[Agency]) -> list[Timeliness]:
    """Every column of these authorities that is looked after, in four queries."""
    columns = list(
        ColumnPage.objects.filter(agency__in=agencies, kind__in=LOOKED_AFTER, live=True, closed_on=None)
        .select_related("agency", "office")
        .order_by("path")
    )
    published = list(
        DocumentPage.objects.filter(agency__in=agencies, live=True, published_date__isnull=False)
        .order_by("path")
        .values_list("path", "published_date")
    )
    in_charge = {
        office.agency_id: office
        for office in Office.objects.filter(
            agency__in=agencies, handles_disclosure=True, valid_to__isnull=True
        )
    }
    by_folder: dict[str, tuple[int, dt.date]] = {}
    for path, day in published:
        if day is None:
            continue
        for end in range(len(path) - 4, 0, -4):
            count, last = by_folder.get(path[:end], (0, day))
            by_folder[path[:end]] = (count + 1, max(last, day))
    decided = _decided(agencies)
    found = []
    for column in columns:
        count, latest = by_folder.get(column.path, (0, None))
        for kind in kinds_in(column):
            more, day = decided.get((column.agency_id, kind), (0, None))
            count, latest = count + more, max(filter(None, (latest, day)), default=None)
        begun = latest or column.since
        days = column.update_days
        found.append(
            Timeliness(
                column,
                column.office or in_charge.get(column.agency_id),
                count,
                latest,
                begun + dt.timedelta(days=days) if begun and days else None,
            )
        )
    return found


def _decided(
    agencies: QuerySet[Agency] | Iterable[Agency],
) -> dict[tuple[int, str], tuple[int, dt.date | None]]:
    """Public decisions by authority and kind: how many, and when one went public last."""
    shown = Decision.objects.filter(agency__in=agencies, public=True, confirmed_at__isnull=False)
    rows = shown.values_list("agency", "kind").order_by()
    return {
        (agency, kind): (count, timezone.localdate(last))
        for agency, kind, count, last in rows.annotate(Count("pk"), Max("confirmed_at"))
    }
