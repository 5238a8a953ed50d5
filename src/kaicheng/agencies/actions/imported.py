"""Confirming the appointments of one import in one act, with an event for each of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import models

from kaicheng.agencies.actions.base import refuse
from kaicheng.agencies.actions.membership import Confirm
from kaicheng.agencies.models import Import, Membership, User
from kaicheng.agencies.permissions import Standing
from kaicheng.audit.recording import NOWHERE, Origin, atomic, record

BATCH = 1000


def confirmable(made: Import, standing: Standing) -> models.QuerySet[Membership]:
    """What of an import waits and may be confirmed by the person: neither their own nor proposed by them."""
    waiting = standing.visible(Confirm.permission, Membership.objects.pending().filter(imported=made))
    return waiting.exclude(user=standing.user.pk).exclude(proposed_by=standing.user.pk).order_by("pk")


def fingerprint(rows: Iterable[Membership]) -> str:
    """What tells one list of appointments from another: who confirms it has seen this one."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.pk} {row.valid_from} {row.valid_to}\n".encode())
    return digest.hexdigest()


def confirm_import(
    made: Import, *, seen: str, by: User, at: dt.datetime, origin: Origin = NOWHERE
) -> list[Membership]:
    """Confirm all that :func:`confirmable` gives, or nothing. ``seen`` is the fingerprint of what was shown.

    Raises Denied for who may confirm none, and ValidationError when the list has changed since.
    """
    with atomic():
        made = Import.objects.select_for_update().get(pk=made.pk)
        standing = Standing(by, Confirm(Membership(), by=by, at=at).today)
        rows = confirmable(made, standing).select_related("user", "agency", "office")
        posts = list(rows.select_for_update(of=("self",)))
        if not posts:
            for post in made.memberships.all()[:1]:
                standing.require(Confirm.permission, post)
            refuse("这次导入没有等您确认的任职了。")
        if fingerprint(posts) != seen:
            refuse("核对以后名单有变化，一项都没有确认。请重新核对。")
        for start in range(0, len(posts), BATCH):
            some = Membership.objects.filter(pk__in=[post.pk for post in posts[start : start + BATCH]])
            some.update(confirmed_at=at, confirmed_by=by)
        for post in posts:
            one = Confirm(post, by=by, at=at, origin=origin)
            one.capacity = standing.require(Confirm.permission, post)
            record(one.event())
    return posts
