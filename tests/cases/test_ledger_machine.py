"""Whatever people do and in whatever order: what stands in the ledger is lawful, and the case's copy is
what follows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import ENDS, RecordAct
from kaicheng.cases.ledger import acts_of, calendar_of, state_of
from kaicheng.cases.models import ActRow
from kaicheng.cases.passing import follow_time
from kaicheng.cases.proofs import missing
from kaicheng.statute import ACTS, InputError, UnlawfulAct, outcome_choices, outcomes, read_act, replay
from tests.agencies.factories import a_bureau
from tests.cases.factories import a_request, moment, on_paper, proven

START = dt.date(2026, 3, 2)
OUTCOMES = [code for code, _name in outcome_choices()]
NEEDED = {
    "correction_notice": {"limit_days": 15},
    "third_party_opinion": {"agrees": True},
    "agency_opinion": {"agrees": False},
    "extension": {"days": 10},
    "service": {"means": "post"},
}


class Handling(RuleBasedStateMachine):
    """An officer who knows no law, and days that pass."""

    def __init__(self) -> None:
        super().__init__()
        self.today = START
        self.written = 1

    @initialize()
    def arrives(self) -> None:
        self.bureau = a_bureau()
        self.officer = self.bureau.people[Role.DISCLOSURE_OFFICER]
        self.case = a_request(self.bureau, START)

    @rule(outcome=st.sampled_from(sorted(outcomes())))
    def proves(self, outcome: str) -> None:
        proven(self.bureau, self.case, outcome, self.today)
        on_paper(self.bureau, self.case, self.today)

    @rule(days=st.integers(0, 12))
    def days_pass(self, days: int) -> None:
        self.today += dt.timedelta(days=days)
        follow_time(moment(self.today))

    @rule(
        code=st.sampled_from(sorted(set(ACTS) - {"received", "strike", "continued"})),
        back=st.integers(0, 5),
        outcome=st.sampled_from(OUTCOMES),
        later=st.integers(-3, 40),
        place=st.integers(0, 6),
    )
    def records(self, code: str, back: int, outcome: str, later: int, place: int) -> None:
        data = dict(NEEDED.get(code, {}))
        if code == "answer":
            data["outcome"] = outcome
        elif code == "delay_notice":
            data["until"] = (self.today + dt.timedelta(days=later)).isoformat()
        elif code == "letter_served":
            data["letter"] = place
        self.attempt(code, self.today - dt.timedelta(days=back), data)

    @rule(place=st.integers(0, 6))
    def strikes(self, place: int) -> None:
        self.attempt("strike", self.today, {"act_index": place, "reason": "记错了"})

    def attempt(self, code: str, on: dt.date, data: dict[str, object]) -> None:
        before = acts_of(self.case)
        try:
            act = read_act({"act": code, "on": on.isoformat(), **data}, len(before))
            expected = replay((*before, act), calendar_of(self.case), self.today)
        except (UnlawfulAct, InputError) as refusal:
            with pytest.raises(ValidationError) as told:
                RecordAct(self.case, code, on, data, by=self.officer, at=moment(self.today)).execute()
            if isinstance(refusal, UnlawfulAct):
                assert refusal.message.zh in " ".join(told.value.messages)
            return
        if code in ENDS and missing(self.case, expected.outcome, code):
            with pytest.raises(ValidationError, match="还差证据"):
                RecordAct(self.case, code, on, data, by=self.officer, at=moment(self.today)).execute()
            return
        RecordAct(self.case, code, on, data, by=self.officer, at=moment(self.today)).execute()
        self.written += 1
        assert (self.case.phase, self.case.due, self.case.row) == (
            expected.phase,
            expected.due,
            expected.row or "",
        )

    @invariant()
    def ledger_is_whole(self) -> None:
        if hasattr(self, "case"):
            places = list(
                ActRow.objects.filter(case=self.case).order_by("place").values_list("place", flat=True)
            )
            assert places == list(range(self.written))

    @invariant()
    def copy_follows_from_the_ledger(self) -> None:
        if hasattr(self, "case"):
            self.case.refresh_from_db()
            state = state_of(self.case, self.today)
            assert (self.case.phase, self.case.outcome, self.case.due) == (
                state.phase,
                state.outcome or "",
                state.due,
            )


class TestHandling(TestCase, Handling.TestCase):
    """In one database transaction for each run."""


TestHandling.settings = settings(
    max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
