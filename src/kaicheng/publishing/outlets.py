"""Where public pages go: files, the search index, feeds. Each is told what changed once it is certain.

::

    @outlets.register
    def files(pages: Collection[Changed]) -> None: ...

    with atomic():
        ...
        outlets.announce(page, at)

:func:`announce` writes what is to be done in the transaction of the change; when it commits, every outlet
does it before the caller goes on, so that a withdrawal is complete when its action returns. What a crash or a
full disk has kept from happening is still on the list, and :func:`catch_up` does it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction
from wagtail.models import Page

from kaicheng.publishing.models.outgoing import Outgoing


@dataclass(frozen=True, slots=True)
class Changed:
    """A page that has changed, and its ``url_path`` before."""

    page: int
    path: str


Outlet = Callable[[Collection[Changed]], None]
_outlets: list[Outlet] = []
AT_ONCE = 500


def register(outlet: Outlet) -> Outlet:
    """Have ``outlet`` told of changes. Doing the same again must be harmless; it raises when it could not."""
    _outlets.append(outlet)
    return outlet


def announce(page: Page, at: dt.datetime, *, path: str = "") -> None:
    """Say that a page has changed, within the transaction that changes it."""
    Outgoing.objects.create(page=page.pk, path=path or page.url_path, at=at)
    transaction.on_commit(catch_up, robust=True)


def catch_up() -> int:
    """Bring outside whatever is on the list; how many pages that were. Raises what an outlet raises."""
    done = 0
    while waiting := list(Outgoing.objects.order_by("pk")[:AT_ONCE]):
        changed = list(dict.fromkeys(Changed(one.page, one.path) for one in waiting))
        for outlet in _outlets:
            outlet(changed)
        Outgoing.objects.filter(pk__in=[one.pk for one in waiting]).delete()
        done += len(changed)
    return done
