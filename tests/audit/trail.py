"""A small invented bureau that writes to its trail, for the tests of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from kaicheng.audit import registry
from kaicheng.audit.models import Event
from kaicheng.audit.recording import Actor, Entry, Origin, Target, atomic, record

NINE = dt.datetime(2026, 3, 5, 1, 12, tzinfo=dt.UTC)  # 09:12 in Xichang
OFFICER = Actor(id="7", post="局办公室负责人", name="局办公室甲")
DESK = Origin(address="10.1.2.3", request="req-1")
BUREAU, TOWN = "agency:1", "agency:2"


def type_of_event(name: str, **declared: Any) -> registry.EventType:
    """Registered, unless an earlier test did so already."""
    return registry.find(name) or registry.register(name, **declared)


RENAMED = type_of_event(
    "tests.office.renamed",
    zh="将“{before[name]}”改名为“{after[name]}”",
    en="renamed “{before[name]}” to “{after[name]}”",
    fields=["name"],
)
APPLICANT_CHANGED = type_of_event(
    "tests.applicant.changed",
    zh="更正了申请人{personal[applicant]}的证件号码",
    en="corrected the identity number of {personal[applicant]}",
    sensitive=["id_number"],
    personal=["applicant"],
)
SIGNED = type_of_event(
    "tests.document.signed", zh="签发《{label}》", en="signed “{label}”", facts=["level", "urgent"]
)


def renamed(old: str = "办公室", new: str = "综合科", **other: Any) -> Entry:
    given: dict[str, Any] = {
        "type": RENAMED,
        "chain": BUREAU,
        "actor": OFFICER,
        "target": Target("agencies.office", "12", new),
        "at": NINE,
        "origin": DESK,
        "changes": {"name": (old, new)},
        "reason": "机构改革",
    }
    return Entry(**(given | other))


def applicant_changed(**other: Any) -> Entry:
    given: dict[str, Any] = {
        "type": APPLICANT_CHANGED,
        "changes": {"id_number": ("513401199001011234", "513401199001011235")},
        "personal": {"applicant": "申请人甲"},
        "target": Target("cases.request", "3", "2026年第3号申请"),
    }
    return renamed(**(given | other))


def write(*entries: Entry) -> list[str]:
    """Each entry in a transaction of its own; their ids."""
    ids = []
    for entry in entries:
        with atomic():
            ids.append(record(entry))
    return ids


def a_day(chain: str = BUREAU, events: int = 6) -> list[Event]:
    """Some events of several kinds on one chain."""
    for number in range(events):
        make = applicant_changed if number % 3 == 2 else renamed
        write(make(chain=chain, at=NINE + dt.timedelta(minutes=number), reason=f"第{number + 1}次"))
    return list(Event.objects.filter(chain=chain).order_by("seq"))


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in here is rolled back, DDL too."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
