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

from kaicheng.publishing.models.document import DocumentPage
from kaicheng.publishing.models.outgoing import Outgoing
from kaicheng.publishing.models.platform import ColumnPage, HomePage


@dataclass(frozen=True, slots=True)
class Changed:
    """A page that has changed, and its ``url_path`` before."""

    page: int
    path: str


Outlet = Callable[[Collection[Changed]], None]
_outlets: list[Outlet] = []
AT_ONCE = 500
SMALL = 50
"""Documents of a platform that is written anew while somebody waits."""


def register(outlet: Outlet) -> Outlet:
    """Have ``outlet`` told of changes. Doing the same again must be harmless; it raises when it could not."""
    _outlets.append(outlet)
    return outlet


def announce(page: Page, at: dt.datetime, *, path: str = "") -> None:
    """Say that a page has changed, within the transaction that changes it."""
    Outgoing.objects.create(page=page.pk, path=path or page.url_path, at=at)
    transaction.on_commit(_catch_up_now, robust=True)


def announce_platform(page: HomePage | ColumnPage, at: dt.datetime, *, path: str = "") -> None:
    """Say that something has changed which all pages of a platform show.

    A small platform is written anew at once; a large one by the worker, within about a minute.
    """
    if DocumentPage.objects.filter(agency=page.agency).count() <= SMALL:
        announce(page, at, path=path)
    else:
        Outgoing.objects.create(page=page.pk, path=path or page.url_path, at=at, later=True)


def _catch_up_now() -> None:
    catch_up(later=False)


def catch_up(*, later: bool = True) -> int:
    """Bring outside what is on the list; how many pages that were. Raises what an outlet raises.

    Without what is left for ``later`` nobody waits long.
    """
    rows = Outgoing.objects.order_by("pk")
    done = 0
    while waiting := list((rows if later else rows.filter(later=False))[:AT_ONCE]):
        changed = list(dict.fromkeys(Changed(one.page, one.path) for one in waiting))
        for outlet in _outlets:
            outlet(changed)
        Outgoing.objects.filter(pk__in=[one.pk for one in waiting]).delete()
        done += len(changed)
    return done
