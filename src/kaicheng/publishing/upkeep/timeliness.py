"""When a column is next due, from what was published in it and below it last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Length, Substr
from django.utils import timezone
from wagtail.models import Page

from kaicheng.agencies import events
from kaicheng.agencies.models import Agency, Office
from kaicheng.audit.models import Event
from kaicheng.publishing.columns import Column
from kaicheng.publishing.decisions.showing import kinds_in
from kaicheng.publishing.models import ColumnPage, Decision, DocumentPage

LOOKED_AFTER = (Column.GUIDE, Column.RULES, Column.PROACTIVE, Column.ITEM, Column.OWN)
"""Columns that live from documents, and the guide, which is as fresh as the particulars it is written from;
the reports and the requests have rules of their own."""
SOON = dt.timedelta(days=7)
_PARTICULARS = [
    one.name
    for one in (events.AGENCY_CREATED, events.AGENCY_CHANGED, events.AGENCY_RENAMED, events.AGENCY_MOVED)
]


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

    def due_soon(self, today: dt.date) -> bool:
        """Whether its period ends within the next days."""
        return self.due is not None and not self.empty and today <= self.due <= today + SOON

    def overdue(self, today: dt.date) -> bool:
        """Whether its period has passed."""
        return self.due is not None and today > self.due


def timeliness(agencies: QuerySet[Agency] | Iterable[Agency]) -> list[Timeliness]:
    """Every column of these authorities that is looked after, in few queries, however many there are."""
    columns = list(
        ColumnPage.objects.filter(agency__in=agencies, kind__in=LOOKED_AFTER, live=True, closed_on=None)
        .select_related("agency", "office")
        .order_by("path")
    )
    # Counted where they lie: a supervisor's units may have a hundred thousand documents.
    published = (
        DocumentPage.objects.filter(agency__in=agencies, live=True, published_date__isnull=False)
        .annotate(folder=Substr("path", 1, Length("path") - Page.steplen))
        .order_by()
        .values_list("folder")
        .annotate(Count("pk"), Max("published_date"))
    )
    in_charge = {
        office.agency_id: office
        for office in Office.objects.filter(
            agency__in=agencies, handles_disclosure=True, valid_to__isnull=True
        )
    }
    by_folder: dict[str, tuple[int, dt.date]] = {}
    for folder, number, day in published:
        for end in range(len(folder), 0, -Page.steplen):
            count, last = by_folder.get(folder[:end], (0, day))
            by_folder[folder[:end]] = (count + number, max(last, day))
    decided = _decided(agencies)
    kept = _particulars(agencies)
    found = []
    for column in columns:
        count, latest = by_folder.get(column.path, (0, None))
        for kind in kinds_in(column):
            more, day = decided.get((column.agency_id, kind), (0, None))
            count, latest = count + more, max(filter(None, (latest, day)), default=None)
        if column.kind == Column.GUIDE:
            latest = max(filter(None, (latest, kept.get(column.agency_id))), default=latest)
            count += 1  # it writes itself; what it lacks is another rule
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


def _particulars(agencies: QuerySet[Agency] | Iterable[Agency]) -> dict[int, dt.date]:
    """When the particulars of each authority, which its guide is written from, were changed last."""
    keys = {str(one.pk): one.pk for one in agencies}
    told = Event.objects.filter(object_type=Agency._meta.label_lower, object_id__in=list(keys))
    rows = told.filter(action__in=_PARTICULARS).order_by().values_list("object_id").annotate(Max("at"))
    return {keys[key]: timezone.localdate(at) for key, at in rows}


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
