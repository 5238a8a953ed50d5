"""Erasing personal values from the trail: the chain still verifies, and says that it was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Max, QuerySet

from kaicheng.audit.actions import Action
from kaicheng.audit.events import PERSONAL_ERASED
from kaicheng.audit.models import Event, Personal
from kaicheng.audit.recording import NOWHERE, Actor, Entry, Origin, Target

_AT_ONCE = 500  # values in one statement


class ErasePersonal(Action[int]):
    """Delete what is kept apart of the events given, all of one chain; gives how many had something.

    ``events`` is any selection of events (``queries.events(...)``); those without personal values are passed
    over. ``reason`` is the basis: a rule of the retention schedule, or a person's request.
    """

    def __init__(
        self,
        chain: str,
        events: QuerySet[Event],
        *,
        by: Actor,
        at: dt.datetime,
        reason: str,
        origin: Origin = NOWHERE,
    ) -> None:
        self.chain, self.events = chain, events
        self.by, self.at, self.reason, self.origin = by, at, reason, origin
        self._count = 0
        self._ranges: list[tuple[int, int]] = []

    def check(self) -> None:
        if not self.reason.strip():
            raise ValueError("请写明清除个人信息的依据。 Say on what basis personal values are erased.")

    def perform(self) -> int:
        last = Event.objects.filter(chain=self.chain).aggregate(last=Max("seq"))["last"] or 0
        kept = Personal.objects.filter(event__chain=self.chain, event__seq__lte=last).order_by("event__seq")
        chosen = kept.filter(event__in=self.events.order_by().values("id"))
        found = dict(chosen.values_list("event_id", "event__seq"))
        identities = list(found)
        for start in range(0, len(identities), _AT_ONCE):
            some = identities[start : start + _AT_ONCE]
            QuerySet(Personal).filter(event_id__in=some)._raw_delete(DEFAULT_DB_ALIAS)
        left = kept.values_list("event__seq", flat=True).iterator()
        self._ranges = list(emptied(list(found.values()), left, last))
        self._count = len(found)
        return self._count

    def event(self) -> Entry:
        return Entry(
            type=PERSONAL_ERASED,
            chain=self.chain,
            actor=self.by,
            target=Target("audit.chain", self.chain, self.chain),
            at=self.at,
            origin=self.origin,
            facts={"count": self._count, "ranges": [list(span) for span in self._ranges]},
            reason=self.reason,
        )


def emptied(erased: list[int], left: Iterable[int], last: int) -> Iterator[tuple[int, int]]:
    """The ranges of 1 to ``last`` that hold an erased number and reach to the nearest numbers left.

    Both are ascending. Reaching that far keeps the ranges few, however many events were erased, and lets
    those of several erasures meet.
    """
    start = index = 0
    for wall in chain(left, [last + 1]):
        if index < len(erased) and erased[index] < wall:
            yield start + 1, wall - 1
            while index < len(erased) and erased[index] < wall:
                index += 1
        start = wall
