"""When the action under way is made: what it leads to bears its day, however deep below it that is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_at: ContextVar[dt.datetime | None] = ContextVar("when the action under way is made", default=None)


@contextmanager
def acting(at: dt.datetime | None) -> Iterator[None]:
    """Mark the block as part of an action that is made at ``at``; None keeps that of the one around it."""
    token = _at.set(at or _at.get())
    try:
        yield
    finally:
        _at.reset(token)


def now() -> dt.datetime:
    """The moment of the action under way; outside of one, that of the clock."""
    return _at.get() or timezone.now()


def today() -> dt.date:
    """The day of :func:`now`."""
    return timezone.localdate(now())
