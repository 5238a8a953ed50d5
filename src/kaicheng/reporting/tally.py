"""Tables two, three and four counted from the records, for any authority and period, in few queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case as Choice
from django.db.models import Count, F, Q, Sum, Value, When

from kaicheng.annual_report.by_hand import ENTERED
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import Figure
from kaicheng.cases.models import Dispute
from kaicheng.publishing.models import Decision, PolicyEventKind
from kaicheng.reporting import bindings
from kaicheng.reporting.entered import entered_in, in_place
from kaicheng.reporting.scope import Scope

WAN = Decimal(10_000)
CENTS_OF_WAN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of the form by cell path; ``entered`` are those that somebody has put in by hand, and
    ``counted`` is what the records alone come to."""

    scope: Scope
    figures: Mapping[str, Figure]
    entered: frozenset[str]
    counted: Mapping[str, Figure]

    @property
    def year(self) -> int:
        return self.scope.period.end.year

    def report(self) -> AnnualReport:
        """The figures as a report without text: the contract ``kaicheng/annual-report/1``."""
        form = form_for(self.year)
        period, year = self.scope.period, self.scope.whole_year
        name = self.scope.agency.name_on(period.end)
        title = f"{name}{period.start.isoformat()}至{period.end.isoformat()}政府信息公开工作数据"
        return AnnualReport(
            form=form.edition,
            title=form.title.format(agency=name, year=year) if year else title,
            agency=name,
            year=year,
            period=self.scope.period,
            headings={chapter.id: chapter.heading for chapter in form.chapters},
            figures=self.figures,
            provenance=dict.fromkeys(sorted(self.entered), ENTERED),
        )


def tally(scope: Scope) -> Tally:
    """Count everything. Figures put in by hand take the place of what is counted, and totals follow."""
    records = counted(scope)
    figures, by_hand = dict(records), list(in_place(scope))
    for one in by_hand:
        cell = one.entered.cell
        figures[cell] = figures[cell] - recorded(scope.narrowed(one.stands_for), cell) + one.entered.figure
    if by_hand:
        add_up(figures, scope)
    return Tally(scope, figures, frozenset(one.entered.cell for one in by_hand), records)


def figure_of(scope: Scope, cell: str) -> tuple[Figure, bool]:
    """What one cell comes to, and whether it is put in by hand; the whole form is counted only where
    something is put in by hand, on which its totals rest."""
    if entered_in(scope).exists():
        found = tally(scope)
        return found.figures.get(cell, 0), cell in found.entered
    return recorded(scope, cell), False


def recorded(scope: Scope, cell: str) -> Figure:
    """What the records come to in one cell."""
    rows = bindings.bindings(scope.period.end.year)[cell].rows(scope)
    if cell == bindings.FEES:
        return wan_yuan(rows.aggregate(total=Sum("amount"))["total"] or Decimal(0))
    return rows.count()


def counted(scope: Scope) -> dict[str, Figure]:
    """What the records come to, without anything put in by hand."""
    found = {**_proactive(scope), **_requests(scope), **_remedies(scope)}
    countable = bindings.bindings(scope.period.end.year)
    return {path: figure for path, figure in found.items() if path in countable}


def _proactive(scope: Scope) -> dict[str, Figure]:
    inside = (scope.period.start, scope.period.end)
    found: dict[str, Figure] = {}
    happened = (
        bindings.policy_events(scope)
        .filter(on__range=inside)
        .values_list("document__kind", "kind")
        .annotate(count=Count("pk"))
        .order_by()
    )
    events: Counter[tuple[str, str]] = Counter()
    for kind, event, count in happened:
        events[kind, event] += count
    for row, kind in bindings.DOCUMENTS.items():
        found[f"proactive.{row}.issued_this_year"] = events[kind, PolicyEventKind.ISSUED]
        found[f"proactive.{row}.abolished_this_year"] = sum(events[kind, one] for one in bindings.ENDED)
        found[f"proactive.{row}.in_force"] = bindings.in_force(scope, kind).count()
    decisions = dict(
        Decision.objects.filter(scope.within(), decided_on__range=inside)
        .values_list("kind")
        .annotate(Count("pk"))
        .order_by()
    )
    for row, decision in bindings.DECISIONS.items():
        found[f"proactive.{row}"] = decisions.get(decision, 0)
    first, last = scope.years
    if bindings.FEES in bindings.bindings(scope.period.end.year) and first <= last:
        # Charges are kept by the year: of a part of one there is nothing to say.
        found[bindings.FEES] = recorded(scope, bindings.FEES)
    return found


def wan_yuan(yuan: Decimal) -> Figure:
    """Yuan as the form prints them: in 10,000 yuan, two decimals at least, no more than the amount has."""
    amount = yuan / WAN
    if amount == 0:
        return 0
    exact = amount.normalize()
    exponent = exact.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return exact if places > 2 else amount.quantize(CENTS_OF_WAN)


def _requests(scope: Scope) -> dict[str, Figure]:
    form = form_for(scope.period.end.year)
    columns = [column.id for column in form.requests.columns if column.id != "total"]
    results = [row for row in form.requests.result_rows if row != "other_total"]
    counts: Counter[tuple[str, str]] = Counter()
    # One pass over what may matter: a request that was finished before the period does not.
    asked = bindings.requests(scope).filter(
        Q(came__lte=scope.period.end) & (Q(finished_on__isnull=True) | Q(finished_on__gte=scope.period.start))
    )
    said = asked.values_list(
        "applicant_kind",
        Choice(When(bindings.finished_in(scope), then=F("result")), default=Value("")),
        Choice(When(bindings.received_in(scope), then=Value(1)), default=Value(0)),
    ).annotate(count=Count("pk"))
    for column, row, new, count in said.order_by():
        counts["new_received" if new else "carried_over", column] += count
        if row:
            counts[row, column] += count
            counts["handled_total", column] += count
        else:
            counts["carried_forward", column] += count
    for one in form.requests.rows:
        for column in columns if one.instead_of else ():
            counts[one.id, column] = sum(counts[name, column] for name in one.instead_of)
    results += [one.id for one in form.requests.rows if one.instead_of]
    names = ["new_received", "carried_over", *results, "handled_total", "carried_forward"]
    found: dict[str, Figure] = {}
    for name in names:
        for column in columns:
            found[f"requests.{name}.{column}"] = counts[name, column]
        found[f"requests.{name}.total"] = sum(counts[name, column] for column in columns)
    return found


def _remedies(scope: Scope) -> dict[str, Figure]:
    form = form_for(scope.period.end.year)
    counts: Counter[tuple[str, str]] = Counter()
    said = (
        Dispute.objects.filter(scope.within(), bindings.decided(scope) | bindings.pending(scope))
        .values_list(
            "kind", Choice(When(bindings.decided(scope), then=F("outcome")), default=Value("pending"))
        )
        .annotate(count=Count("pk"))
        .order_by()
    )
    for kind, outcome, count in said:
        counts[kind, outcome] += count
    found: dict[str, Figure] = {}
    for group in form.remedies.groups:
        states = [column.id for column in form.remedies.columns if column.id != "total"]
        for state in states:
            found[f"remedies.{group.id}.{state}"] = counts[group.id, state]
        found[f"remedies.{group.id}.total"] = sum(counts[group.id, state] for state in states)
    return found


def add_up(figures: dict[str, Figure], scope: Scope) -> None:
    """The totals of the form anew."""
    for equation in form_for(scope.period.end.year).equations(set(figures)):
        if len(equation.right) == 1:
            figures[equation.right[0]] = sum((figures.get(path, 0) for path in equation.left), start=0)
