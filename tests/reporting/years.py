"""Random years of records, and a recount of them by walking through them one by one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from random import Random

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.form import form_for
from kaicheng.cases.models import ApplicantKind, Case, Dispute
from kaicheng.publishing.models import Decision, FeeYear

ROWS = [row for row in form_for(2024).requests.result_rows if row != "other_total"]


def some_day(chance: Random, first: int = 2022, last: int = 2025) -> dt.date:
    start = dt.date(first, 1, 1)
    return start + dt.timedelta(days=chance.randrange((dt.date(last, 12, 31) - start).days + 1))


def records(agency: Agency, chance: Random, count: int = 60) -> None:
    """Requests, decisions, charges and disputes on random days of some years."""
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for number in range(count):
        received = some_day(chance)
        finished = received + dt.timedelta(days=chance.randrange(90)) if chance.random() < 0.8 else None
        Case.objects.create(
            agency=agency,
            number=f"T-{number}",
            source="staff",
            channel="in_person",
            applicant_kind=chance.choice(ApplicantKind.values),
            wanted="统计数据",
            arrived_on=received,
            registered_at=now,
            received_date=received,
            finished_on=finished,
            row=chance.choice(ROWS) if finished else "",
            phase="closed" if finished else "in_review",
            counted=chance.random() < 0.9,
        )
        Decision.objects.create(
            agency=agency,
            kind=chance.choice(["licence", "penalty", "coercion"]),
            number=f"D-{number}",
            name="事项",
            decided_on=some_day(chance),
            recorded_at=now,
        )
        filed = some_day(chance)
        decided = filed + dt.timedelta(days=chance.randrange(200)) if chance.random() < 0.7 else None
        Dispute.objects.create(
            agency=agency,
            kind=chance.choice(["reconsideration", "litigation_direct", "litigation_after_reconsideration"]),
            body="西昌市人民政府",
            filed_on=filed,
            decided_on=decided,
            outcome=chance.choice(["upheld", "corrected", "other"]) if decided else "",
            recorded_at=now,
        )
    for year in range(2022, 2026):
        FeeYear.objects.create(
            agency=agency,
            year=year,
            item="考试费",
            amount=Decimal(chance.randrange(10**8)) / 100,
            recorded_at=now,
        )


def recount(agency: Agency, year: int) -> dict[str, int]:
    """Table three by hand: one request after the other. What does not count by itself any more counted until
    a day of a later year."""
    counts: Counter[str] = Counter()
    start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    for case in Case.objects.filter(agency=agency):
        if case.received_date > end:
            continue
        if not case.counted and (
            case.finished_on is None or case.finished_on.year == case.received_date.year
        ):
            continue
        if case.finished_on is not None and case.finished_on < start:
            continue
        where = ["new_received" if case.received_date >= start else "carried_over"]
        if case.finished_on is not None and case.finished_on <= end:
            where += [case.row if case.counted else "other_other", "handled_total"]
        else:
            where += ["carried_forward"]
        for row in where:
            counts[f"requests.{row}.{case.applicant_kind}"] += 1
            counts[f"requests.{row}.total"] += 1
    return dict(counts)
