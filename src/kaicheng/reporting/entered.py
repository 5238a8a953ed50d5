"""Figures put in by hand, as far as a scope has any, and the records in whose place each stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from kaicheng.reporting.models import EnteredFigure
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tree import covered_by, merged_by


def entered_in(scope: Scope) -> QuerySet[EnteredFigure]:
    """The figures put in for the year of the scope, authority by authority; none for other periods: a
    figure of a year cannot be divided."""
    rows = EnteredFigure.objects.filter(scope.within(), year=scope.whole_year or 0, withdrawn_at__isnull=True)
    return rows.select_related("agency").order_by("agency", "cell")


@dataclass(frozen=True, slots=True)
class InPlace:
    """A figure put in by hand, and the authorities whose records it stands for."""

    entered: EnteredFigure
    stands_for: frozenset[int]


def in_place(scope: Scope) -> Iterator[InPlace]:
    """Each signed figure once: what an authority has put in stands for its own records, the bodies that act
    in its name, and those that had been merged into it by then, whose own figures it takes the place of."""
    rows = [row for row in entered_in(scope) if row.signed]
    stand = {row.pk: _stands_for(row, scope.period.end) for row in rows}
    for row in rows:
        if not any(
            other.cell == row.cell and other.pk != row.pk and row.agency_id in stand[other.pk]
            for other in rows
        ):
            yield InPlace(row, stand[row.pk])


def _stands_for(row: EnteredFigure, end: dt.date) -> frozenset[int]:
    own = {row.agency_id, *covered_by(row.agency, end)}
    return frozenset(merged_by(own, min(timezone.localdate(row.at), end)))
