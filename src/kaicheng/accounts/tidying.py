"""Sessions that nobody came back to: ended on record, and their rows at the server dropped."""

from __future__ import annotations

import datetime as dt

from django.core.management import call_command
from django.db.models import Q

from kaicheng.accounts import gate
from kaicheng.accounts.actions import EndSession
from kaicheng.accounts.models import SignedInSession
from kaicheng.audit.recording import SYSTEM


def end_sessions_over(now: dt.datetime) -> int:
    """End what the gate would end at the next request; gives how many. Then drop Django's expired rows."""
    idle, longest = gate.limits()
    rows = SignedInSession.objects.going_on().filter(
        Q(seen_at__lte=now - idle) | Q(started_at__lte=now - longest)
    )
    ended = 0
    for session in rows.select_related("user").order_by("pk"):
        why = gate.over(session, now)
        if why is not None:
            EndSession(session, why=why.said, at=now, by=SYSTEM).execute()
            ended += 1
    call_command("clearsessions", verbosity=0)
    return ended
