"""Where decisions are shown: the column of their item of Art. 20, which is written anew alone."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from kaicheng.agencies.models import Agency
from kaicheng.publishing import outlets
from kaicheng.publishing.columns import Column, Item
from kaicheng.publishing.models import ColumnPage, Decision, DecisionKind

ITEMS = {
    DecisionKind.LICENCE: Item.ART20_05,
    DecisionKind.PENALTY: Item.ART20_06,
    DecisionKind.COERCION: Item.ART20_06,
}
_MARK = "#jueding"
"""What stands behind the address of a column of which only the decisions have changed."""


def announce(decision: Decision, at: dt.datetime) -> None:
    """Say that the list with this decision is to be written anew."""
    _announce(columns_of(decision), at)


def columns_of(decision: Decision) -> QuerySet[ColumnPage]:
    """The columns that show decisions of this kind of its authority."""
    return _columns(decision.agency, {ITEMS[DecisionKind(decision.kind)]})


def announce_all(agency: Agency, at: dt.datetime) -> None:
    """Say that all lists of an authority's decisions are to be written anew."""
    _announce(_columns(agency, set(ITEMS.values())), at)


def kinds_in(column: ColumnPage) -> list[DecisionKind]:
    """The kinds of decision that a column shows."""
    if column.kind != Column.ITEM:
        return []
    return [kind for kind, item in ITEMS.items() if item == column.item]


def public_in(column: ColumnPage) -> QuerySet[Decision]:
    """What a column shows, newest first: what was confirmed; of what was withdrawn that it was, and why."""
    shown = Decision.objects.filter(agency=column.agency_id, kind__in=kinds_in(column), public=True)
    return shown.exclude(confirmed_at=None).order_by("-decided_on", "-pk")


def concerns_decisions_alone(path: str) -> bool:
    """Whether what was announced with that path is a column's list of decisions, and nothing else."""
    return path.endswith(_MARK)


def _columns(agency: Agency, items: set[Item]) -> QuerySet[ColumnPage]:
    found: QuerySet[ColumnPage] = ColumnPage.objects.live().filter(agency=agency)
    return found.filter(kind=Column.ITEM, item__in=items)


def _announce(columns: QuerySet[ColumnPage], at: dt.datetime) -> None:
    for column in columns:
        outlets.announce(column, at, path=f"{column.url_path}{_MARK}")
