"""Time passes without anybody acting: a consultation's silence ends, and lists must say so."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from kaicheng.cases.ledger import refresh, state_of
from kaicheng.cases.models import Case
from kaicheng.statute import CLOCK_STOPPED_PHASES
from kaicheng.workbench.schedule import periodic


@periodic("cases.phases", every=dt.timedelta(hours=1))
def follow_time(at: dt.datetime) -> int:
    """Bring the copies for lists up to the day; gives how many had changed.

    Nothing happens to the cases by it: what they are follows from their ledgers and the day.
    """
    changed, today = 0, timezone.localdate(at)
    waiting = Case.objects.filter(phase__in=list(CLOCK_STOPPED_PHASES)).select_related("agency")
    for case in waiting.order_by("pk").iterator():
        state = state_of(case, today)
        if str(state.phase) != case.phase:
            refresh(case, state)
            changed += 1
    return changed
