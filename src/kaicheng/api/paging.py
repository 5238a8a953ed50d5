"""Pages by cursor: a place in the order, so that what is published meanwhile moves nothing."""

from __future__ import annotations

import base64
import binascii
import datetime as dt

from django.db.models import Q
from ninja.errors import HttpError

NOT_OURS = "cursor 不对。请沿 next 给的网址翻页。"


def cursor_of(day: dt.date, pk: int) -> str:
    """The place of a document in the order of days, then of keys, the newest first."""
    return base64.urlsafe_b64encode(f"{day.isoformat()}.{pk}".encode()).decode().rstrip("=")


def after(cursor: str) -> Q:
    """What comes after that place. Raises HttpError for a cursor that is not ours."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        day, _dot, pk = text.partition(".")
        at, number = dt.date.fromisoformat(day), int(pk)
    except (ValueError, binascii.Error):
        raise HttpError(400, NOT_OURS) from None
    if not 0 < number < 2**63:
        raise HttpError(400, NOT_OURS)
    return Q(published_date__lt=at) | Q(published_date=at, pk__lt=number)
