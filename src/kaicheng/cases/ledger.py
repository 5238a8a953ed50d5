"""From the rows of the ledger to the state of a case, and the copy of it that lists are made from."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from functools import cache
from typing import Any

from kaicheng.cases.models import ActRow, Case
from kaicheng.statute import Act, CaseState, WorkCalendar, load_calendar, read_acts, replay


@cache
def calendar_in(region: str) -> WorkCalendar:
    """The work calendar of a place; without a name, that of the whole country."""
    return load_calendar(region or None)


def calendar_of(case: Case) -> WorkCalendar:
    """The work calendar of the authority's place."""
    return calendar_in(case.agency.holiday_region)


def acts_of(case: Case) -> tuple[Act, ...]:
    """What happened, as it was written down."""
    return read_acts([row.item for row in ActRow.objects.filter(case=case).order_by("place")])


def state_of(case: Case, today: dt.date) -> CaseState:
    """Everything that follows from the ledger on ``today``; what a day has come to speak against since it was
    recorded is in ``doubtful``, and can be looked at and struck."""
    acts, calendar = acts_of(case), calendar_of(case)
    return replay(acts, calendar, today, ordered=case.answer_due, ignore_later=True, recorded=True)


COPIED = (
    "phase",
    "received_date",
    "due",
    "provisional",
    "basis",
    "outcome",
    "row",
    "answered_on",
    "served_on",
    "closed_on",
    "finished_on",
    "late",
    "calendar_version",
)


def finished_on(state: CaseState) -> dt.date | None:
    """The day that table 3 counts by: of closing, or of the answer's service; never before receipt.

    Telling the applicant afterwards that a request was closed does not move it into another year.
    """
    ended = state.closed_on or (state.served_on if state.answered_on else None)
    return max(ended, state.received_date or ended) if ended else None


def refresh(case: Case, state: CaseState) -> None:
    """Bring the case's copy up to what its ledger says, and store it."""
    case.phase = str(state.phase)
    case.received_date = state.received_date
    case.due = state.due
    case.provisional = state.provisional
    case.basis = _plain(asdict(state.answer_basis)) if state.answer_basis else None
    case.outcome = state.outcome or ""
    case.row = state.row or ""
    case.answered_on = state.answered_on
    case.served_on = state.served_on
    case.closed_on = state.closed_on
    case.finished_on = finished_on(state)
    case.late = bool(state.late)
    case.calendar_version = state.calendar_version
    case.save(update_fields=COPIED)


def _plain(value: Any) -> Any:
    """Days as text, for a JSON column."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value
