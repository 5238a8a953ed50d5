"""Erasing personal values from the trail: the chain still verifies, and says that it was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from kaicheng.audit.actions import Action
from kaicheng.audit.events import PERSONAL_ERASED
from kaicheng.audit.models import Event, Personal
from kaicheng.audit.recording import NOWHERE, Actor, Entry, Origin, Target


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
        self._numbers: list[int] = []

    def check(self) -> None:
        if not self.reason.strip():
            raise ValueError("请写明清除个人信息的依据。 Say on what basis personal values are erased.")

    def perform(self) -> int:
        kept = Personal.objects.filter(event__chain=self.chain, event__in=self.events.order_by().values("id"))
        found = dict(kept.order_by("event__seq").values_list("event_id", "event__seq"))
        self._numbers = list(found.values())
        identities = list(found)
        for start in range(0, len(identities), 500):
            QuerySet(Personal).filter(event_id__in=identities[start : start + 500])._raw_delete("default")
        return len(found)

    def event(self) -> Entry:
        return Entry(
            type=PERSONAL_ERASED,
            chain=self.chain,
            actor=self.by,
            target=Target("audit.chain", self.chain, self.chain),
            at=self.at,
            origin=self.origin,
            facts={"count": len(self._numbers), "ranges": [list(span) for span in ranges(self._numbers)]},
            reason=self.reason,
        )


def ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as (first, last) of each unbroken run."""
    first = last = None
    for number in numbers:
        if first is None or last is None:
            first = last = number
        elif number == last + 1:
            last = number
        else:
            yield first, last
            first = last = number
    if first is not None and last is not None:
        yield first, last
