"""From a cell to the records that it counts, as lines that somebody may read.

Applicants are never named here, and what somebody asked for only where the person sees requests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from kaicheng.agencies.models import Agency
from kaicheng.agencies.permissions import Standing
from kaicheng.annual_report.form import form_for
from kaicheng.cases.models import Case, Dispute
from kaicheng.publishing.models import Decision, DocumentPage, FeeYear, PolicyEvent
from kaicheng.reporting.bindings import ELSEWHERE, bindings
from kaicheng.reporting.scope import Scope

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One record: what to call it, its day, and particulars; ``url`` opens it where there is a page."""

    title: str
    day: dt.date | None
    about: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Drill:
    """What a cell counts. ``hidden`` records are counted but not for this person to see."""

    path: str
    name: str
    page: Page[Any]
    lines: tuple[Line, ...]
    count: int
    hidden: int
    by_agency: tuple[tuple[Agency, int], ...]


def drill(scope: Scope, path: str, standing: Standing, number: str | None) -> Drill:
    """The records of the cell ``path``, page ``number`` of them. KeyError when no records are behind it."""
    rows = bindings(scope.period.end.year)[path].rows(scope)
    return drill_into(scope, path, form_for(scope.period.end.year).cells[path].name, rows, standing, number)


def drill_into(
    scope: Scope, path: str, name: str, rows: QuerySet[Any], standing: Standing, number: str | None
) -> Drill:
    """The records ``rows`` that the number ``path``, called ``name``, counts."""
    shown = _visible(rows, standing, scope)
    count, pages = rows.count(), Paginator(shown, PER_PAGE)
    found = pages.get_page(number)
    describe = _DESCRIBED[rows.model]
    return Drill(
        path,
        name,
        found,
        tuple(describe(one) for one in found),
        count,
        count - pages.count,
        _by_agency(rows) if scope.subtree else (),
    )


def _visible(rows: QuerySet[Any], standing: Standing, scope: Scope) -> QuerySet[Any]:
    """Those that the person may see; in the order of their days."""
    model = rows.model
    if model is Case:
        return standing.visible("cases.case.view", rows.select_related("office")).order_by(
            "received_date", "pk"
        )
    if model is PolicyEvent:
        rows = rows.select_related("document").order_by("on", "pk")
        return standing.visible("publishing.document.view", rows)
    if model is DocumentPage:
        return standing.visible("publishing.document.view", rows.order_by("created_date", "pk"))
    allowed = standing.visible("reporting.figures.view", Agency.objects.all())
    rows = rows.filter(agency__in=allowed) if scope.subtree else rows
    order = {Decision: ("decided_on", "pk"), Dispute: ("filed_on", "pk"), FeeYear: ("year", "item")}[model]
    return rows.order_by(*order)


def _by_agency(rows: QuerySet[Any]) -> tuple[tuple[Agency, int], ...]:
    """How much each authority of the sub-tree adds, the most first."""
    of = "document__agency" if rows.model is PolicyEvent else "agency"
    what = Sum("amount") if rows.model is FeeYear else Count("pk")
    found = dict(rows.order_by().values_list(of).annotate(what))
    agencies = Agency.objects.in_bulk(found)
    pairs = [(agencies[pk], count) for pk, count in found.items()]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0].path)))


def _case(case: Case) -> Line:
    about = [str(case.get_applicant_kind_display())]
    if case.finished_on:
        rows = {row.id: row.label for row in form_for(case.finished_on.year).requests.rows}
        result = ELSEWHERE if not case.counted else case.row
        about.append(
            _("%(day)s办理完毕：%(row)s")
            % {"day": case.finished_on.isoformat(), "row": rows.get(result, result)}
        )
    else:
        about.append(_("尚未办结"))
    if case.office:
        about.append(case.office.name)
    return Line(case.number, case.received_date, tuple(about), reverse("cases_case", args=[case.pk]))


def _event(event: PolicyEvent) -> Line:
    document = event.document
    about = (str(event.get_kind_display()), document.document_number)
    return Line(document.title, event.on, _given(about), _edit(document.pk))


def _document(document: DocumentPage) -> Line:
    about = (document.document_number, str(document.get_validity_display()))
    return Line(document.title, document.created_date, _given(about), _edit(document.pk))


def _decision(decision: Decision) -> Line:
    about = (decision.name, str(_("公开")) if decision.public else str(_("依法不公开")))
    return Line(decision.number, decision.decided_on, about)


def _fee(fee: FeeYear) -> Line:
    return Line(fee.item, None, _given((_("%(n)s元") % {"n": fee.amount}, fee.source)))


def _dispute(dispute: Dispute) -> Line:
    ended = dispute.get_outcome_display() if dispute.decided_on else _("尚未审结")
    about = (str(dispute.get_kind_display()), dispute.body, str(ended))
    return Line(dispute.number or dispute.body, dispute.filed_on, about)


def _given(about: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in about if one)


def _edit(pk: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])


_DESCRIBED: dict[Any, Callable[[Any], Line]] = {
    Case: _case,
    PolicyEvent: _event,
    DocumentPage: _document,
    Decision: _decision,
    FeeYear: _fee,
    Dispute: _dispute,
}
