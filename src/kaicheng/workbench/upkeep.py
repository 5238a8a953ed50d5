"""Periodic jobs of the pieces below, which know of no timetable: sessions, the trail, personal data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

from kaicheng.accounts.tidying import end_sessions_over
from kaicheng.audit.exports import heads_path, write_heads
from kaicheng.audit.recording import SYSTEM
from kaicheng.privacy import retention
from kaicheng.workbench.schedule import periodic


@periodic("sessions", every=dt.timedelta(minutes=10))
def end_sessions(at: dt.datetime) -> None:
    """End the sessions that are over."""
    end_sessions_over(at)


@periodic("audit_heads", every=dt.timedelta(days=1))
def keep_audit_heads(at: dt.datetime) -> None:
    """Write the heads of the trail, once a day: what is there was true then, and is not written over."""
    folder = Path(settings.KAICHENG_AUDIT_HEADS)
    if not heads_path(folder, at).exists():
        write_heads(folder, at)


@periodic("personal_purge", every=dt.timedelta(days=1))
def erase_personal_data(at: dt.datetime) -> None:
    """Erase the personal data whose period is over, where the period is the law's or was decided here."""
    for category in retention.categories():
        if not category.decided_by_authority or category.id in settings.KAICHENG_RETENTION:
            retention.erase_due(SYSTEM, at, category.id)
