"""Histories of cases: lawful ones, grown by picking from what is permitted, and random ones."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from kaicheng.statute import ACTS, Act, CaseState, Channel, Means, Step, load_calendar, outcomes, replay
from kaicheng.statute.acts import LetterServed, Strike

CALENDAR = load_calendar()
SOAK = os.environ.get("STATUTE_EXAMPLES")
QUICK = settings(max_examples=int(SOAK or 60), deadline=None, derandomize=SOAK is None)
"""The same examples each time, so that a red test stays red until it is mended.

``STATUTE_EXAMPLES=5000 pytest tests/statute/test_properties.py`` looks further, at new ones each time.
"""

FIRST, LAST = date(2019, 5, 15), date(2026, 1, 31)
ALLOWED_MEANS = [means for means in Means if means is not Means.COURIER]


def particulars(draw: Any, step: Step, today: date, state: CaseState) -> dict[str, Any]:
    """What an act needs beyond its day, chosen lawfully."""
    served = st.sampled_from([None, today])
    match step.act:
        case "received":
            return {"channel": draw(st.sampled_from(Channel))}
        case "correction_notice" | "reasons_notice":
            return {"served_on": draw(served), "limit_days": draw(st.none() | st.integers(1, 25))}
        case "third_party_letter" | "agency_letter" | "fee_notice":
            return {"served_on": draw(served)}
        case "third_party_opinion" | "agency_opinion":
            return {"agrees": draw(st.booleans())}
        case "delay_notice":
            assert state.due is not None
            return {"until": state.due + timedelta(days=draw(st.integers(1, 40)))}
        case "extension":
            return {"days": draw(st.integers(1, 20))}
        case "answer":
            return {"outcome": draw(st.sampled_from(step.outcomes))}
        case "service":
            return {"means": draw(st.sampled_from(ALLOWED_MEANS))}
        case "letter_served":
            return {"letter": draw(st.sampled_from(step.letters))}
        case "continued":
            return {"cases": "2026-0001"}
    return {}


@st.composite
def lawful_histories(draw: Any, most: int = 9) -> tuple[list[Act], date]:
    """A lawful record in the order in which it happened, and a day on or after its last act."""
    today = draw(st.dates(FIRST, LAST))
    record: list[Act] = []
    for _ in range(draw(st.integers(0, most))):
        state = replay(record, CALENDAR, today)
        steps = [step for step in state.permitted if step.act != "strike"]
        if not steps:
            break
        step = draw(st.sampled_from(steps))
        record.append(ACTS[step.act](today, **particulars(draw, step, today, state)))
        today += timedelta(days=draw(st.sampled_from([0, 0, 1, 2, 3, 7, 15, 31])))
    return record, today


days = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@st.composite
def random_acts(draw: Any) -> Act:
    """Any act on any day, lawful or not."""
    kind = draw(st.sampled_from(list(ACTS.values())))
    values: dict[str, Any] = {}
    for field in fields(kind):
        choice = {
            "date": days,
            "date | None": st.none() | days,
            "int": st.integers(0, 30),
            "int | None": st.none() | st.integers(0, 30),
            "bool": st.booleans(),
            "str": st.sampled_from(list(outcomes())),
            "Channel": st.sampled_from(Channel),
            "Means": st.sampled_from(Means),
        }[str(field.type)]
        values[field.name] = draw(choice)
    return kind(**values)


def moved(act: Act, places: dict[int, int]) -> Act:
    """The act with its references following the acts to their new places."""
    if isinstance(act, LetterServed):
        return replace(act, letter=places[act.letter])
    if isinstance(act, Strike):
        return replace(act, act_index=places[act.act_index])
    return act


def essence(state: CaseState) -> tuple[Any, ...]:
    """A state without places in the record and without what is said of strikes."""
    return (
        state.phase,
        state.received_date,
        state.base,
        state.due,
        state.days_left,
        state.suspended_workdays,
        state.extension_days,
        state.outcome,
        state.row,
        state.days,
        state.answer_basis,
        [(step.act, step.code, step.outcomes, step.late) for step in state.permitted + state.refused],
        [(late.act, late.on, late.limit) for late in state.late],
        [(clock.code, clock.started, clock.ends, clock.status, clock.why) for clock in state.clocks],
    )
