"""All requests of one applicant, by blind index, and what they come to month by month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth

from kaicheng.agencies.models import Agency
from kaicheng.agencies.permissions import Standing
from kaicheng.cases.models import Applicant, Case
from kaicheng.cases.same_applicant import same_applicant
from kaicheng.statute import OPEN_PHASES, Fee, RuleNotInForce, fee_by_items

AT_LEAST = 3
"""So many requests of one applicant make a group worth a line."""
MOST_GROUPS = 100


@dataclass(frozen=True, slots=True)
class Group:
    """One applicant: ``lead`` is the latest request, which stands for the others."""

    lead: Case
    count: int
    open: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class MonthOfGroup:
    """Requests and items received in one calendar month; ``fee`` is what they would come to by item.

    A fee is a decision, never automatic (国办函〔2020〕109号); None where no rule is in force.
    """

    month: dt.date
    requests: int
    items: int
    fee: Fee | None


def groups(standing: Standing, agency: Agency) -> list[Group]:
    """The applicants with the most requests, in two queries."""
    seen = standing.visible("cases.case.handle", Case.objects.filter(agency=agency, counted=True))
    lines = list(
        seen.exclude(applicant__name_index="")
        .order_by()
        .values("applicant__name_index")
        .annotate(
            count=Count("pk"),
            open=Count("pk", filter=Q(phase__in=list(OPEN_PHASES))),
            first=Min("arrived_on"),
            last=Max("arrived_on"),
            lead=Max("pk"),
        )
        .filter(count__gte=AT_LEAST)
        .order_by("-open", "-count")[:MOST_GROUPS]
    )
    leads = Case.objects.select_related("applicant").in_bulk([line["lead"] for line in lines])
    return [
        Group(leads[line["lead"]], line["count"], line["open"], line["first"], line["last"]) for line in lines
    ]


def of_the_same(case: Case) -> QuerySet[Case]:
    """The requests of the same applicant to the same authority; namesakes stay apart as in joining."""
    mine = case.applicant
    named = Applicant.objects.filter(case__agency=case.agency, name_index=mine.name_index)
    same = {one.case_id for one in named if same_applicant(mine, one)} if mine.name_index else set()
    return Case.objects.filter(pk__in={case.pk, *same})


def by_month(cases: QuerySet[Case]) -> list[MonthOfGroup]:
    """The months, the latest first, in one query."""
    lines = (
        cases.filter(counted=True)
        .order_by()
        .annotate(month=TruncMonth(Coalesce("received_date", "arrived_on")))
        .values("month")
        .annotate(requests=Count("pk", distinct=True), matters=Count("items"))
        .order_by("-month")
    )
    return [
        MonthOfGroup(line["month"], line["requests"], items, _fee(items, line["month"]))
        for line in lines
        for items in [max(line["matters"], line["requests"])]
    ]


def _fee(items: int, month: dt.date) -> Fee | None:
    try:
        return fee_by_items(items, month=(month.year, month.month))
    except RuleNotInForce:
        return None
