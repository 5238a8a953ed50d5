"""The cells of the statutory form bound to what they count: one table for the tally and for opening a cell.

Counting rules that no source settles are conventions, named here:

- Year of a request: when it was received (row one), and when it was finished (its result): the day of service
  for an answer, the day of closing for what was closed without one. Unfinished at the end of the year is
  carried forward; so carried over equals the year before's carried forward by construction.
- A request that was joined to another or split into parts in the year of its receipt is not counted, its
  parts are. In a later year it has been carried forward already: it stays counted up to that day and ends
  there under 其他处理 3.其他, and its parts are received on that day. So no closed year changes, and what is
  carried over is what was carried forward.
- A request that answers again by order is not counted.
- Lapsed by its own term counts as abolished in that year.
- Disputes: by the day of the decision; without one by the end of the year, pending, each year anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractYear

from kaicheng.annual_report.form import Form, form_for
from kaicheng.cases.models import Case, Dispute
from kaicheng.publishing.kinds import Kind
from kaicheng.publishing.models import (
    Decision,
    DecisionKind,
    DocumentPage,
    FeeYear,
    PolicyEvent,
    PolicyEventKind,
)
from kaicheng.reporting.scope import Scope

ENDED = (PolicyEventKind.ABOLISHED, PolicyEventKind.LAPSED)
DOCUMENTS = {"rules": Kind.RULES, "normative_documents": Kind.NORMATIVE}
DECISIONS = {
    "licensing_decisions": DecisionKind.LICENCE,
    "penalty_decisions": DecisionKind.PENALTY,
    "coercion_decisions": DecisionKind.COERCION,
}
FEES = "proactive.administrative_fees_wan_yuan"

ELSEWHERE = "other_other"
"""The row in which a request ends that was carried forward before it was joined to another or split."""
_LATER_YEAR = Q(finished_on__year__gt=ExtractYear("received_date"))

Rows = Callable[[Scope], QuerySet[Model]]


@dataclass(frozen=True, slots=True)
class Binding:
    """What one cell counts: ``rows`` gives the records, one for each counted (or summed, for fees)."""

    path: str
    rows: Rows


# --- the conditions, each said once ---------------------------------------------------------------------


def received_in(scope: Scope) -> Q:
    """Requests received in the period."""
    return Q(came__range=(scope.period.start, scope.period.end))


def open_before(scope: Scope) -> Q:
    """Requests received before the period and not finished before it."""
    start = scope.period.start
    return Q(came__lt=start) & (Q(finished_on__isnull=True) | Q(finished_on__gte=start))


def open_after(scope: Scope) -> Q:
    """Requests received by the end of the period and not finished by then."""
    end = scope.period.end
    return Q(came__lte=end) & (Q(finished_on__isnull=True) | Q(finished_on__gt=end))


def finished_in(scope: Scope) -> Q:
    """Requests finished in the period."""
    return Q(finished_on__range=(scope.period.start, scope.period.end))


def requests(scope: Scope) -> QuerySet[Any]:
    """Every request that table three may count: ``came`` is the day from which on, ``result`` the row of its
    end."""
    of = Case.objects.filter(pk=OuterRef("split_from"))
    split = of.filter(_LATER_YEAR).values("finished_on")[:1]
    return Case.objects.filter(
        scope.within(),
        Q(counted=True) | Q(counted=False, again_from__isnull=True) & _LATER_YEAR,
        received_date__isnull=False,
    ).annotate(
        came=Choice(
            When(split_from__isnull=True, then=F("received_date")),
            default=Coalesce(Subquery(split), F("received_date")),
        ),
        result=Choice(When(counted=False, then=Value(ELSEWHERE)), default=F("row")),
    )


def policy_events(scope: Scope) -> QuerySet[PolicyEvent]:
    """What happened to the documents that table two counts; struck records do not count."""
    return PolicyEvent.objects.filter(
        scope.within("document__agency"), document__kind__in=DOCUMENTS.values(), struck_at__isnull=True
    )


def in_force(scope: Scope, kind: Kind) -> QuerySet[DocumentPage]:
    """Documents issued by the last day of the period and not abolished or lapsed by then."""
    of = PolicyEvent.objects.filter(document=OuterRef("pk"), struck_at__isnull=True, on__lte=scope.period.end)
    return DocumentPage.objects.filter(
        scope.within(), Exists(of.filter(kind=PolicyEventKind.ISSUED)), kind=kind
    ).exclude(Exists(of.filter(kind__in=ENDED)))


def decided(scope: Scope) -> Q:
    """Disputes decided in the period."""
    return Q(decided_on__range=(scope.period.start, scope.period.end))


def pending(scope: Scope) -> Q:
    """Disputes begun by the last day of the period and not decided by then."""
    end = scope.period.end
    return Q(filed_on__lte=end) & (Q(decided_on__isnull=True) | Q(decided_on__gt=end))


# --- the table ------------------------------------------------------------------------------------------


@cache
def bindings(year: int) -> Mapping[str, Binding]:
    """Every cell of the form of that year that is counted from records, by its path; totals included."""
    form = form_for(year)
    made = [*_proactive(), *_requests(form), *_remedies(form)]
    # Table two of 2019 counts other things than ours: it is read from old reports, not counted.
    return {binding.path: binding for binding in made if binding.path in form.cells}


def _proactive() -> list[Binding]:
    made = []
    for row, kind in DOCUMENTS.items():
        made += [
            Binding(f"proactive.{row}.issued_this_year", _events(kind, (PolicyEventKind.ISSUED,))),
            Binding(f"proactive.{row}.abolished_this_year", _events(kind, ENDED)),
            Binding(f"proactive.{row}.in_force", _in_force(kind)),
        ]
    made += [Binding(f"proactive.{row}", _decisions(kind)) for row, kind in DECISIONS.items()]
    return [*made, Binding(FEES, _fees)]


def _events(kind: Kind, what: tuple[PolicyEventKind, ...]) -> Rows:
    return lambda scope: policy_events(scope).filter(
        document__kind=kind, kind__in=what, on__range=(scope.period.start, scope.period.end)
    )


def _in_force(kind: Kind) -> Rows:
    return lambda scope: in_force(scope, kind)


def _decisions(kind: DecisionKind) -> Rows:
    return lambda scope: Decision.objects.filter(
        scope.within(), kind=kind, decided_on__range=(scope.period.start, scope.period.end)
    )


def _fees(scope: Scope) -> QuerySet[FeeYear]:
    return FeeYear.objects.filter(scope.within(), year__range=scope.years)


def _requests(form: Form) -> list[Binding]:
    rows: dict[str, Callable[[Scope], Q]] = {
        "new_received": received_in,
        "carried_over": open_before,
        "carried_forward": open_after,
        "handled_total": finished_in,
    }
    single = {row.id: row.instead_of for row in form.requests.rows if row.instead_of}
    for result in form.requests.result_rows:
        rows[result] = _result(*single.get(result, (result,)))
    unprinted = form.requests.omitted or tuple(single)
    columns = [column.id for column in form.requests.columns]
    return [
        Binding(f"requests.{row}.{column}", _asked(condition, column))
        for row, condition in rows.items()
        for column in columns
        if row not in unprinted
    ]


def _result(*names: str) -> Callable[[Scope], Q]:
    return lambda scope: finished_in(scope) & Q(result__in=names)


def _asked(condition: Callable[[Scope], Q], column: str) -> Rows:
    def rows(scope: Scope) -> QuerySet[Any]:
        found = requests(scope).filter(condition(scope))
        return found if column == "total" else found.filter(applicant_kind=column)

    return rows


def _remedies(form: Form) -> list[Binding]:
    return [
        Binding(f"remedies.{group.id}.{column.id}", _disputes(group.id, column.id))
        for group in form.remedies.groups
        for column in form.remedies.columns
    ]


def _disputes(kind: str, column: str) -> Rows:
    def rows(scope: Scope) -> QuerySet[Dispute]:
        condition = {
            "pending": pending(scope),
            "total": decided(scope) | pending(scope),
        }.get(column, decided(scope) & Q(outcome=column))
        return Dispute.objects.filter(scope.within(), condition, kind=kind)

    return rows
