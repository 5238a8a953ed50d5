"""Telling people something within the pages."""

from __future__ import annotations

import datetime as dt

from django.db import models

from kaicheng.agencies.models import User
from kaicheng.workbench.models import Notice


def notify(user: User, kind: str, text: str, url: str, at: dt.datetime, *, key: str = "") -> Notice | None:
    """Leave a notice for ``user`` that leads to ``url``, a path of this site or nothing.

    With a ``key`` the person gets it once: ``None`` says that it is there already. Raises ValueError for an
    address outside this site. A text too long for a line is cut.
    """
    if url and (not url.startswith("/") or url.startswith("//") or "\\" in url):
        raise ValueError(f"a notice leads to a path of this site, not to {url!r}")
    longest = Notice._meta.get_field("text").max_length or 0
    if len(text) > longest:
        text = f"{text[: longest - 1]}…"
    said = {"kind": kind, "text": text, "url": url, "created_at": at}
    if not key:
        return Notice.objects.create(user=user, **said)
    notice, made = Notice.objects.get_or_create(user=user, key=key, defaults=said)
    return notice if made else None


def unread_count(user: User) -> int:
    """How many notices the person has not opened."""
    return Notice.objects.filter(user=user).unread().count()


def mark_read(notices: models.QuerySet[Notice], at: dt.datetime) -> int:
    """Mark notices as read; gives how many were not before."""
    return notices.filter(read_at__isnull=True).update(read_at=at)
