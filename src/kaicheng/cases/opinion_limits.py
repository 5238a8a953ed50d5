"""Until when whoever was consulted may be heard, and who spoke later than that."""

from __future__ import annotations

from django.utils import timezone

from kaicheng.cases.ledger import calendar_of
from kaicheng.cases.models import ActRow, Consultation, ConsultationKind
from kaicheng.cases.proofs import standing_acts
from kaicheng.statute import CalendarNotAvailable, Deadline, deadline


def limit_of(consultation: Consultation) -> Deadline:
    """The time to reply: from the day on which the letter was served, or else written."""
    act = consultation.letter_act
    assert act is not None  # noqa: S101  # asked for before
    rows = standing_acts(ActRow.objects.filter(case=consultation.case))
    receipts = [row for row in rows if row.code == "letter_served" and row.data.get("letter") == act.place]
    served = receipts[-1].on.isoformat() if receipts else act.data.get("served_on")
    kind = "consultation" if consultation.kind == ConsultationKind.THIRD_PARTY else "agency_opinion"
    start = type(act.on).fromisoformat(served) if served else act.on
    return deadline(kind, start, calendar_of(consultation.case))


def came_late(consultation: Consultation) -> bool:
    """Whether the opinion came when the time for it was over: after its last day, or after the answer, when
    no act of the ledger is it any more."""
    letter = consultation.letter_act
    if consultation.replied_at is None or letter is None:
        return False
    acts = standing_acts(ActRow.objects.filter(case=consultation.case))
    given = [
        row.on
        for row in acts
        if row.code == f"{consultation.kind}_opinion" and row.data.get("letter") == letter.place
    ]
    try:
        limit = limit_of(consultation).due
    except CalendarNotAvailable:
        return not given
    return (given[-1] if given else timezone.localdate(consultation.replied_at)) > limit or not given
