"""Whatever lawful work two years bring: the form adds up, and equals a recount from a diary."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kaicheng.annual_report.checks import check
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.numbers import Figure
from kaicheng.reporting.bindings import FEES, bindings
from kaicheng.reporting.facts import facts_of
from kaicheng.reporting.records_checks import check_records
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import tally
from tests.publishing.factories import a_publisher
from tests.reporting.lawful_years import (
    CHARGES,
    DECISIONS,
    PLANS,
    POLICIES,
    YEARS,
    Asked,
    Diary,
    Plan,
    Policy,
    Worker,
    standing,
)

TODAY = dt.date(2026, 3, 1)

ROWS = {
    "granted": "granted",
    "already_public": "granted",
    "partial": "partially_granted",
    "refused_state_secret": "refused_state_secret",
    "refused_forbidden_by_law": "refused_forbidden_by_law",
    "refused_endangers_security_stability": "refused_endangers_security_stability",
    "refused_third_party_rights": "refused_third_party_rights",
    "refused_internal_affairs": "refused_internal_affairs",
    "refused_process_information": "refused_process_information",
    "refused_enforcement_case_file": "refused_enforcement_case_file",
    "refused_administrative_inquiry": "refused_administrative_inquiry",
    "not_held": "unavailable_not_held",
    "needs_creation": "unavailable_needs_creation",
    "still_unclear": "unavailable_still_unclear",
    "petition_complaint": "not_processed_petition",
    "repeated": "not_processed_repeated",
    "public_publication": "not_processed_publication",
    "excessive_repeat_requests": "not_processed_excessive",
    "confirm_or_reissue": "not_processed_confirm_reissue",
    "other": "other_other",
}
"""Row of table three by the outcome of an answer, as the form's own words sort them."""
CLOSED = {
    "withdrawal": "other_other",
    "correction_lapsed": "other_correction_overdue",
    "fee_lapsed": "other_fee_unpaid",
}
"""Row by the act that closes a request without an answer."""
DOCUMENTS = {"rules": "rules", "normative": "normative_documents"}
DECIDED = {"licence": "licensing", "penalty": "penalty", "coercion": "coercion"}


# --- the recount: plain Python over the diary -------------------------------------------------------------


def recount(diary: Diary, year: int) -> dict[str, Figure]:
    """Every cell that is not zero, by its path."""
    start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    counts: Counter[str] = Counter()
    for asked in diary.requests:
        for row in rows_of(asked, start, end):
            counts[f"requests.{row}.{asked.kind}"] += 1
            counts[f"requests.{row}.total"] += 1
    for document in diary.documents:
        path, made, ended = f"proactive.{DOCUMENTS[document['kind']]}", document["made"], document["ended"]
        counts[f"{path}.issued_this_year"] += start <= made <= end
        counts[f"{path}.abolished_this_year"] += ended is not None and start <= ended <= end
        counts[f"{path}.in_force"] += made <= end and (ended is None or ended > end)
    for kind, day in diary.decisions:
        counts[f"proactive.{DECIDED[kind]}_decisions"] += start <= day <= end
    for dispute in diary.disputes:
        if column := column_of(dispute, start, end):
            counts[f"remedies.{dispute['kind']}.{column}"] += 1
            counts[f"remedies.{dispute['kind']}.total"] += 1
    found: dict[str, Figure] = {path: count for path, count in counts.items() if count}
    charged = sum((amount for of, amount in diary.charges if of == year), start=Decimal(0))
    if charged:
        found[FEES] = charged / 10_000
    return found


def rows_of(asked: Asked, start: dt.date, end: dt.date) -> list[str]:
    """The rows of table three in which a request stands in a year."""
    received, answered, ended, row = dt.date.max, "", None, ""
    for act in standing(asked):
        if act.code in ("received", "confirmed"):
            received = act.on
        elif act.code in ("answer", "transfer_notice"):
            answered = ROWS[act.data["outcome"]] if act.code == "answer" else "unavailable_not_held"
        elif act.code in CLOSED:
            ended, row = act.on, CLOSED[act.code]
        elif act.code == "service" and answered:
            ended, row = act.on, answered
    if asked.until is not None:
        if asked.until.year <= received.year:
            return []
        ended, row = asked.until, "other_other"
    if asked.since is not None and asked.since.year > received.year:
        received = asked.since
    # What was withdrawn before its receipt was confirmed ends on the day of receipt.
    ended = max(ended, received) if ended else None
    if received > end or (ended is not None and ended < start):
        return []
    first = "new_received" if received >= start else "carried_over"
    return [first, row, "handled_total"] if ended and ended <= end else [first, "carried_forward"]


def day_of(asked: Asked, code: str, year: int) -> bool:
    """Whether an act stands in the ledger of a request in a year."""
    return any(act.code == code and act.on.year == year for act in standing(asked))


def column_of(dispute: dict[str, Any], start: dt.date, end: dt.date) -> str:
    """The column of table four in which a dispute stands in a year."""
    decided = dispute["decided"]
    if decided is not None and start <= decided <= end:
        return str(dispute["outcome"])
    return "pending" if dispute["filed"] <= end and (decided is None or decided > end) else ""


# --- the property -----------------------------------------------------------------------------------------


class TwoYears(TestCase):
    """In one database transaction for each example."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.publisher = a_publisher()

    def hold(
        self,
        plans: list[Plan],
        policies: list[Policy],
        decisions: list[tuple[str, dt.date, bool]],
        charges: dict[tuple[int, str], Decimal],
    ) -> None:
        worker = Worker(self.publisher)
        for plan in sorted(plans, key=lambda one: one.arrives):
            worker.handle(plan)
        for number, policy in enumerate(policies, 1):
            worker.issue(policy, number)
        worker.decide(decisions)
        worker.charged(charges)
        tallies = {year: tally(Scope.year(self.publisher.agency, year)) for year in YEARS}
        for year, found in tallies.items():
            figures, report = found.figures, found.report()
            assert {path: figure for path, figure in figures.items() if figure} == recount(worker.diary, year)
            form = form_for(year)
            assert set(figures) == set(form.cells) - {
                path for path in form.cells if path.startswith("requests.other_total.")
            }
            for equation in form.equations(set()):
                left = sum(figures.get(path, 0) for path in equation.left)
                assert left == sum(figures.get(path, 0) for path in equation.right), equation
            said = [*check(report), *check_records(report, found, TODAY)]
            assert not [one for one in said if one.rule in SUMS], said
            for path, figure in figures.items():
                if figure and path != FEES:
                    assert bindings(year)[path].rows(found.scope).count() == figure, path
            self._charges(worker.diary, found)
        before, after = (tallies[year].figures for year in YEARS)
        for column in form_for(YEARS[0]).requests.columns:
            carried = before[f"requests.carried_forward.{column.id}"]
            assert carried == after[f"requests.carried_over.{column.id}"]

    def _charges(self, diary: Diary, found: Any) -> None:
        """Part six: what applicants were charged for their requests, and what they paid."""
        facts, year = facts_of(found.scope, found.figures, {}), found.year
        asked, paid = (
            [fee["amount"] for fee in diary.fees if day_of(fee["of"], code, year)]
            for code in ("fee_notice", "fee_paid")
        )
        said = [facts[name].value for name in ("fee_notices", "fee_amount", "fee_paid")]
        assert said == [len(asked), sum(asked), sum(paid)]


SUMS = {"T301", "T302", "T303", "T304", "T306", "T307", "T311", "T401", "T402", "T403"}
SOME = {"decisions": st.lists(DECISIONS, max_size=8), "charges": CHARGES}


class TestTwoYears(TwoYears):
    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,  # the same years in every run; the slow ones are others each time
    )
    @given(plans=st.lists(PLANS, min_size=6, max_size=14), policies=st.lists(POLICIES, max_size=1), **SOME)
    def test_tally__adds_up_and_equals_a_recount(self, plans, policies, decisions, charges):
        self.hold(plans, policies, decisions, charges)


@pytest.mark.slow
class TestManyYears(TwoYears):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(plans=st.lists(PLANS, min_size=10, max_size=25), policies=st.lists(POLICIES, max_size=4), **SOME)
    def test_tally__adds_up_and_equals_a_recount(self, plans, policies, decisions, charges):
        self.hold(plans, policies, decisions, charges)
