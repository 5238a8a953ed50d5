"""What the CMS's lists ask again for every line, found out once for a request that only looks."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from kaicheng.agencies.models import User
from kaicheng.agencies.permissions import Standing
from kaicheng.agencies.standing import only_looks

_FOUND = "_publishing_found"


def found_by(user: User | AnonymousUser) -> dict[Any, Any]:
    """What is kept for the request of this person; nothing when the request changes something."""
    if not only_looks(user):
        return {}
    if not hasattr(user, _FOUND):
        setattr(user, _FOUND, {})
    kept: dict[Any, Any] = getattr(user, _FOUND)
    return kept


def standing_of(user: User | AnonymousUser) -> Standing:
    """The person's standing today."""
    kept = found_by(user)
    if "standing" not in kept:
        kept["standing"] = Standing(user, timezone.localdate())
    found: Standing = kept["standing"]
    return found


def share(page: models.Model, user: User | AnonymousUser, *names: str) -> None:
    """Let a page have its authority, office and author from another line of the list."""
    kept = found_by(user)
    for name in names:
        pk = getattr(page, f"{name}_id", None)
        if pk is None:
            continue
        if (name, pk) in kept:
            setattr(page, name, kept[name, pk])
        else:
            kept[name, pk] = getattr(page, name)
