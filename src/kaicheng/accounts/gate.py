"""What stands between a signed-in session and the staff side. Judged here, carried out by middleware."""

from __future__ import annotations

import datetime as dt
from enum import Enum

from django.conf import settings
from django.utils import timezone

from kaicheng.accounts import codes, passwords
from kaicheng.accounts.models import Credentials, SignedInSession
from kaicheng.accounts.people import needs_second_factor
from kaicheng.agencies.models import User


class Demand(Enum):
    """What has to be done first; the value is the name of the view where it is done."""

    CODE = "accounts:code"
    PASSWORD = "accounts:password"  # noqa: S105
    ENROL = "accounts:enrol"


class Over(Enum):
    """Why a session is over."""

    IDLE = "idle"
    TOO_LONG = "too long"

    @property
    def said(self) -> str:
        """As the trail has it."""
        return "长时间没有操作" if self is Over.IDLE else "登录时间到上限"


def limits() -> tuple[dt.timedelta, dt.timedelta]:
    """How long a session may go unused, and how long it may go on."""
    return (
        dt.timedelta(minutes=settings.KAICHENG_SESSION_IDLE_MINUTES),
        dt.timedelta(hours=settings.KAICHENG_SESSION_HOURS),
    )


def over(session: SignedInSession, now: dt.datetime) -> Over | None:
    """Whether a session has gone on too long, or nobody used it for too long."""
    idle, longest = limits()
    if now - session.seen_at >= idle:
        return Over.IDLE
    if now - session.started_at >= longest:
        return Over.TOO_LONG
    return None


def demand(user: User, session: SignedInSession, proved: bool, now: dt.datetime) -> Demand | None:
    """What ``user`` has to do first; ``proved`` says whether a code was given in this session."""
    if not proved and codes.confirmed(user) is not None:
        return Demand.CODE
    by_password = session.method == SignedInSession.Method.PASSWORD
    if by_password and passwords.why_change(user, now):
        return Demand.PASSWORD
    if not proved and enrolment_is_due(user, now):
        return Demand.ENROL
    return None


def enrolment_is_due(user: User, now: dt.datetime) -> bool:
    """Whether one-time codes are needed and the days of grace are over."""
    until = grace_until(user, now)
    return until is not None and until <= now


def grace_until(user: User, now: dt.datetime) -> dt.datetime | None:
    """Until when ``user`` may work without the one-time codes they need; None when they need none.

    The days are counted from when the need is first seen, and begin again when it was gone in between.
    """
    credentials, _made = Credentials.objects.get_or_create(user=user)
    needed = needs_second_factor(user, timezone.localdate(now))
    if not needed or credentials.second_factor_since is None:
        credentials.second_factor_since = now if needed else None
        credentials.save(update_fields=["second_factor_since"])
    if credentials.second_factor_since is None:
        return None
    return credentials.second_factor_since + dt.timedelta(days=settings.KAICHENG_SECOND_FACTOR_GRACE_DAYS)
