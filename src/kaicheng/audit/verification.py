"""Proving the chains of this installation's database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from kaicheng.audit import guards
from kaicheng.audit.models import Event, Head
from kaicheng.audit_chain import rules
from kaicheng.audit_chain.record import Record, Row, moment
from kaicheng.audit_chain.verify import Anchor, Verifier
from kaicheng.audit_chain.verify import Head as Reached
from kaicheng.findings import Finding

_ROUNDS = 3
"""How often to follow a chain that grew while it was read; what comes later is for the next verification."""
_COLUMNS = ["personal_digest" if name == "personal" else name for name in Record._fields]
_COLUMNS += ["hash", "personal__salt", "personal__content"]
_AT = _COLUMNS.index("at")
_SEQ = _COLUMNS.index("seq")


def verify_all(anchors: Iterable[Anchor] = (), chains: Iterable[str] = ()) -> Iterator[Verifier | Finding]:
    """Prove every chain (or those named): its findings, then its Verifier, one chain after another.

    A chain known only to an anchor is proved too, and found wanting. Missing triggers come last.
    """
    anchors = tuple(anchors)
    for chain in list(chains) or _chains(anchors):
        verifier = Verifier(chain, _head(chain), anchors)
        yield from verify(chain, verifier=verifier)
        yield verifier
    for name in guards.missing(connection):
        yield rules.unguarded(name)


def verify(
    chain: str, anchors: Iterable[Anchor] = (), *, verifier: Verifier | None = None
) -> Iterator[Finding]:
    """Prove one chain; yields what is wrong with it, naming the event. Takes no lock and little memory."""
    verifier = verifier or Verifier(chain, _head(chain), anchors)
    after = 0
    for _ in range(_ROUNDS):
        head = verifier.head
        events = Event.objects.filter(chain=chain, seq__gt=after)
        yield from _feed(verifier, events if head is None else events.filter(seq__lte=head.seq))
        now = _head(chain)
        if head is None or now is None or now.seq <= head.seq:
            break
        after, verifier.head = head.seq, now
    # One statement, so that an event being written now is seen with its head or not at all.
    reached = Head.objects.filter(chain=chain).values("seq")
    yield from _feed(verifier, Event.objects.filter(chain=chain, seq__gt=Subquery(reached)))
    yield from verifier.finish()


def rows(events: QuerySet[Event]) -> Iterator[Row]:
    """Events as rows by number, streamed."""
    for columns in events.order_by("seq").values_list(*_COLUMNS).iterator(chunk_size=2000):
        yield _row(columns)


def _row(columns: tuple[Any, ...]) -> Row:
    """Raises ValueError for a value of a type that we never write; SQLite keeps anything in any column."""
    values = list(columns)
    if isinstance(values[_AT], dt.datetime):
        values[_AT] = moment(values[_AT])
    *fields, hash_, salt, content = values
    for index, value in enumerate(fields):
        if not isinstance(value, int if index == _SEQ else str):
            raise ValueError(f"{_COLUMNS[index]} is a {type(value).__name__}")
    if not (isinstance(hash_, str) and isinstance(salt, str | None) and isinstance(content, str | None)):
        raise ValueError("a hash or a personal value is no text")
    return Row(Record(*fields), hash_, salt, content)


def _feed(verifier: Verifier, events: QuerySet[Event]) -> Iterator[Finding]:
    after = 0
    while True:
        try:
            for row in rows(events.filter(seq__gt=after)):
                yield from verifier.add(row)
                after = row.record.seq
            return
        except (ValueError, DatabaseError):
            # Somewhere among the next rows stands a value that cannot be read: step up to it one by one.
            pass
        stopped = False
        while not stopped:
            rest = events.filter(seq__gt=after).order_by("seq")
            seq = rest.values_list("seq", flat=True).first()
            if seq is None:
                return
            if not isinstance(seq, int):
                yield rules.unreadable(verifier.chain, seq)
                return  # SQLite sorts what is no number behind all numbers
            try:
                found = [_row(columns) for columns in rest.filter(seq=seq).values_list(*_COLUMNS)]
            except (ValueError, DatabaseError):
                yield from verifier.unreadable(seq)
                stopped = True
            else:
                for row in found:
                    yield from verifier.add(row)
            after = seq


def _head(chain: str) -> Reached | None:
    found = Head.objects.filter(chain=chain).values_list("seq", "hash").first()
    return Reached(*found) if found else None


def _chains(anchors: Iterable[Anchor]) -> list[str]:
    """Every chain that has a head, an event or an anchor."""
    known = set(Head.objects.values_list("chain", flat=True))
    headless = Event.objects.filter(~Exists(Head.objects.filter(chain=OuterRef("chain"))))
    known.update(headless.values_list("chain", flat=True).distinct())
    return sorted(known | {anchor.chain for anchor in anchors})
