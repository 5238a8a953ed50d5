"""Where public pages go: files, the search index, feeds. Each is told what changed once it is certain.

::

    @outlets.register(_("公开页面"))
    def files(pages: Collection[Changed]) -> None: ...

    with atomic():
        ...
        outlets.announce(page, at)

:func:`announce` writes what is to be done in the transaction of the change; when it commits, every outlet
does it before the caller goes on, so that a withdrawal is complete when its action returns. What may not be
public any more goes first. What an outlet could not do stays on the list with the reason, keeps nothing else
waiting, and is tried again by the worker every minute; :func:`unfinished` says what is left.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from wagtail.models import Page

from kaicheng.publishing.models.document import DocumentPage
from kaicheng.publishing.models.outgoing import Outgoing
from kaicheng.publishing.models.platform import ColumnPage, HomePage

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Changed:
    """A page that has changed, and its ``url_path`` before."""

    page: int
    path: str


Outlet = Callable[[Collection[Changed]], None]
_outlets: dict[str, tuple[str | Promise, Outlet]] = {}
AT_ONCE = 500
DOWN = 3
SMALL = 50
"""Documents of a platform that is written anew while somebody waits."""


class NotOutside(RuntimeError):
    """Some of what is on the list could not be brought outside; the rest was."""


def register(name: str, label: str | Promise) -> Callable[[Outlet], Outlet]:
    """Have an outlet told of changes; ``label`` is what readers find there, as staff are told.

    Doing the same again must be harmless; it raises when it could not.
    """

    def decorator(outlet: Outlet) -> Outlet:
        _outlets[name] = (label, outlet)
        return outlet

    return decorator


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


def unfinished(pages: Iterable[int]) -> list[str]:
    """Where one of these pages still stands as it was before, in words; empty when all is done."""
    rows = list(Outgoing.objects.filter(page__in=list(pages), later=False))
    waiting = {name for row in rows for name in (row.errors or _outlets)}
    return [str(label) for name, (label, _outlet) in _outlets.items() if name in waiting]


def _catch_up_now() -> None:
    try:
        catch_up(later=False)
    except NotOutside:  # logged, row by row; whoever acted is told by `unfinished`
        return


def catch_up(*, later: bool = True) -> int:
    """Bring outside what is on the list; how many pages that were.

    Without what is left for ``later`` nobody waits long: nor is what has failed before tried again then.
    Raises :class:`NotOutside` in the end when something is left.
    """
    done = 0
    failed: set[int] = set()
    while waiting := _next(failed, later=later):
        failed |= _bring(waiting)
        done += len({(one.page, one.path) for one in waiting if one.pk not in failed})
    if failed:
        raise NotOutside(f"{len(failed)} changes could not be brought outside")
    return done


def _next(failed: Collection[int], *, later: bool) -> list[Outgoing]:
    """What is to be done next: first whatever takes something away, then the rest in its order."""
    rows = Outgoing.objects.exclude(pk__in=failed).order_by("pk")
    if not later:
        rows = rows.filter(later=False, errors={})
    gone = rows.exclude(page__in=Page.objects.live().values("pk"))
    return list(gone[:AT_ONCE]) or list(rows[:AT_ONCE])


def _bring(rows: list[Outgoing]) -> set[int]:
    """Have every outlet do these; the ids of those that are left, with the reasons written down."""
    left: dict[int, dict[str, str]] = {}
    for name, (_label, outlet) in _outlets.items():
        for pk, error in _failures(name, outlet, rows):
            left.setdefault(pk, {})[name] = error
    for pk, errors in left.items():
        Outgoing.objects.filter(pk=pk).update(errors=errors)
    Outgoing.objects.filter(pk__in=[one.pk for one in rows if one.pk not in left]).delete()
    return set(left)


def _failures(name: str, outlet: Outlet, rows: list[Outgoing]) -> Iterator[tuple[int, str]]:
    """What one outlet could not do: all in one go, or else one by one, so that a bad row is left alone.

    An outlet that fails ``DOWN`` times running is down: the rest is not tried now.
    """
    fresh = [one for one in rows if not one.errors]
    alone = [one for one in rows if name in one.errors]
    if fresh and _error_of(name, outlet, fresh):
        alone = fresh + alone
    running, error = 0, ""
    for one in alone:
        if running < DOWN:
            error = _error_of(name, outlet, [one])
            running = running + 1 if error else 0
        if error:
            yield one.pk, error


def _error_of(name: str, outlet: Outlet, rows: list[Outgoing]) -> str:
    try:
        outlet(list(dict.fromkeys(Changed(one.page, one.path) for one in rows)))
    except Exception as error:
        logger.exception("the outlet %s has failed for %s changes", name, len(rows))
        return _said(error)[:500]
    return ""


def _said(error: Exception) -> str:
    if isinstance(error, ExceptionGroup):
        return "; ".join(_said(one) for one in error.exceptions)
    return f"{type(error).__name__}: {error}"
