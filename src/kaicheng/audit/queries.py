"""Reading the trail for screens: by object, person, action and time, a page at a time."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kaicheng.audit.models import Event


class BadCursor(ValueError):
    """A cursor that no page gave out."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, newest first; ``next`` is the cursor of the page after, None on the last."""

    events: list[Event]
    next: str | None


def events(
    *,
    chains: Iterable[str] | None = None,
    object_type: str | None = None,
    object_id: str | None = None,
    actor: str | None = None,
    action: str | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> QuerySet[Event]:
    """Events that fit everything given, with their personal values, in no order yet.

    ``action`` ending in a dot takes every action below it (``agencies.office.``); ``until`` is excluded.
    """
    found = Event.objects.select_related("personal")
    if chains is not None:
        found = found.filter(chain__in=list(chains))
    exact = {
        "object_type": object_type,
        "object_id": object_id,
        "actor": actor,
        "at__gte": since,
        "at__lt": until,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if action is not None:
        found = found.filter(**{"action__startswith" if action.endswith(".") else "action": action})
    return found


def page(found: QuerySet[Event], cursor: str | None = None, size: int = 50) -> Page:
    """One page of events, newest first. What is appended meanwhile moves no later page.

    Raises :class:`BadCursor`.
    """
    if cursor is not None:
        at, identity = _decode(cursor)
        found = found.filter(Q(at__lt=at) | Q(at=at, id__lt=identity))
    rows = list(found.order_by("-at", "-id")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _encode(rows[-1]) if more else None)


def _encode(event: Event) -> str:
    return base64.urlsafe_b64encode(f"{event.at.astimezone(dt.UTC).isoformat()} {event.id}".encode()).decode()


def _decode(cursor: str) -> tuple[dt.datetime, str]:
    try:
        at, identity = base64.urlsafe_b64decode(cursor.encode("ascii")).decode().split(" ")
        moment = dt.datetime.fromisoformat(at)
    except (ValueError, binascii.Error) as error:
        raise BadCursor("the cursor is none that a page of events gave out") from error
    if moment.tzinfo is None or "\x00" in identity:
        raise BadCursor("the cursor is none that a page of events gave out")
    return moment, identity
