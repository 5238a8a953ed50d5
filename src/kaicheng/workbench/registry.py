"""Where work comes from. An app registers a source once; the home, digests and reminders ask them all.

::

    @register("annual_report", _("年度报告"))
    def reports_due(user: User, today: date) -> Iterable[WorkItem]: ...

A source gives only what ``user`` may see and act on, by the permissions of ``agencies``, in a number of
queries that does not grow with the number of items.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils.functional import Promise

from kaicheng.agencies.models import User
from kaicheng.workbench.items import WorkItem

logger = logging.getLogger(__name__)

Source = Callable[[User, date], Iterable[WorkItem]]
Found = TypeVar("Found", bound=Source)


@dataclass(frozen=True, slots=True)
class Bar:
    """How far an office is with what it has to submit: ``done`` of ``wanted``, 0 where nothing is asked."""

    label: str
    done: int
    wanted: int
    url: str

    @property
    def shown(self) -> int:
        """The length of the bar out of ``wanted``, which more than enough does not exceed."""
        return min(self.done, self.wanted)


BarSource = Callable[[User, date], Iterable[Bar]]
FoundBar = TypeVar("FoundBar", bound=BarSource)


@dataclass(frozen=True, slots=True)
class Registered:
    """A source with its name for people."""

    kind: str
    label: str | Promise
    items: Source


_sources: dict[str, Registered] = {}
_bars: list[BarSource] = []


def register(kind: str, label: str | Promise) -> Callable[[Found], Found]:
    """Register a source of work items under a kind of its own. Raises ValueError when the kind is taken."""

    def decorator(source: Found) -> Found:
        if kind in _sources:
            raise ValueError(f"work items of kind {kind!r} already come from {_sources[kind].items}")
        _sources[kind] = Registered(kind, label, source)
        return source

    return decorator


def register_bar(source: FoundBar) -> FoundBar:
    """Register a source of submission bars, shown beside the list."""
    _bars.append(source)
    return source


def unregister_bar(source: BarSource) -> None:
    """Forget a source of bars."""
    _bars.remove(source)


def sources() -> list[Registered]:
    """All sources, in the order of their registration."""
    return list(_sources.values())


def bars_of(user: User, today: date) -> list[Bar]:
    """The submission bars of the person's offices."""
    return [bar for source in _bars for bar in source(user, today)]


@dataclass(frozen=True, slots=True)
class Collected:
    """The items of all sources, and the labels of sources that failed."""

    items: list[WorkItem]
    failed: list[str]


def collect(user: User, today: date) -> Collected:
    """Ask every source. One that fails is named and logged; it does not take the others along."""
    items: list[WorkItem] = []
    failed: list[str] = []
    for source in sources():
        try:
            items += source.items(user, today)
        except Exception:
            logger.exception("The source of work items %r failed for user %s", source.kind, user.pk)
            failed.append(str(source.label))
    return Collected(items, failed)
