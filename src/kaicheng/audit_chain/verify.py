"""Reading a chain from its first event to its head and saying exactly where it was tampered with.

Memory stays flat however long the chain: what is kept is one event, the gaps met so far and at most
:data:`SUSPECTS` events that do not fit their hash.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kaicheng.audit_chain import rules
from kaicheng.audit_chain.digests import START, UnknownAlgorithm
from kaicheng.audit_chain.record import Record, Row, commitment
from kaicheng.findings import Finding

ERASED = "audit.personal.erased"
"""The action that records an erasure: within its ``ranges`` of numbers no personal values are left."""
SUSPECTS = 64
"""Events that do not fit their hash and are compared with one another, to tell moved from altered."""


class Head(NamedTuple):
    """How far a chain says it goes; ``seq`` 0 and ``hash`` START before its first event."""

    seq: int
    hash: str


class Anchor(NamedTuple):
    """A head that was noted outside the database on a day."""

    chain: str
    seq: int
    hash: str
    day: str


class Verifier:
    """Proves one chain. Feed it rows by number with :meth:`add`, then ask :meth:`finish`.

    Both yield findings. ``head`` may be moved on between two calls of :meth:`add`, for a chain that grows
    while it is read; None says that it has none. ``personal`` False leaves out what only the values kept
    apart can prove, for exports without them.
    """

    def __init__(
        self, chain: str, head: Head | None, anchors: Iterable[Anchor] = (), *, personal: bool = True
    ) -> None:
        self.chain = chain
        self.head = head
        self.events = 0
        self._personal = personal
        self._anchors: dict[int, list[Anchor]] = {}
        for anchor in anchors:
            if anchor.chain == chain:
                self._anchors.setdefault(anchor.seq, []).append(anchor)
        self._candidates: list[Row] = []
        self._last = Head(0, START)
        self._last_is_sound = True
        self._missing: list[tuple[int, int]] = []
        self._suspects: list[tuple[Record, str]] = []
        self._bare: list[tuple[int, int]] = []
        self._bare_goes_on = False
        self._erased: list[tuple[int, int]] = []

    @property
    def reached(self) -> int:
        """The highest number met so far."""
        return self._candidates[0].record.seq if self._candidates else self._last.seq

    def add(self, row: Row) -> Iterator[Finding]:
        """Take the next row."""
        self.events += 1
        record = row.record
        seq = record.seq
        beyond = not isinstance(seq, int) or seq < 1 or (self.head is not None and seq > self.head.seq)
        if beyond or record.chain != self.chain:
            yield rules.inserted(self.chain, seq, record.id)
            return
        current = self.reached
        if seq < current or (seq == current and not self._candidates):
            yield from self._settle(None)
            yield from self._late(row)
            return
        if seq > current and self._candidates:
            yield from self._settle(record.previous)
        self._candidates.append(row)

    def unreadable(self, seq: int) -> Iterator[Finding]:
        """Take a row of which no more than the number could be read."""
        self.events += 1
        yield from self._settle(None)
        if seq <= self._last.seq:
            yield rules.unreadable(self.chain, seq)
            return
        yield from self._gap(seq, linked=False)
        yield rules.unreadable(self.chain, seq)
        self._last, self._last_is_sound = Head(seq, ""), False

    def finish(self) -> Iterator[Finding]:
        """What only the end can tell."""
        yield from self._settle(self.head.hash if self.head else None)
        for start, end in self._missing:
            yield rules.removed(self.chain, start, end)
        yield from self._judge_suspects()
        last = self._last
        if self.head is None:
            yield rules.headless(self.chain)
        elif last.seq < self.head.seq:
            yield rules.truncated(self.chain, last.seq + 1, self.head.seq)
        elif self._last_is_sound and last.hash != self.head.hash:
            yield rules.replaced(self.chain, last.seq, self.head.hash, last.hash)
        if self.head is None or last.seq >= self.head.seq:
            cut = [anchor for seq in self._anchors if seq > last.seq for anchor in self._anchors[seq]]
            if cut:
                furthest = max(cut, key=lambda anchor: anchor.seq)
                yield rules.truncated(self.chain, last.seq + 1, furthest.seq, furthest.day)
        for start, end in _outside(self._bare, self._erased):
            yield rules.not_erased(self.chain, start, end)

    # --- one number of the chain ---------------------------------------------------------------------

    def _settle(self, known: str | None) -> Iterator[Finding]:
        """Accept the row at the current number; ``known`` is the hash by which what follows knows it."""
        if not self._candidates:
            return
        rows, self._candidates = self._candidates, []
        genuine = min(rows, key=lambda row: (row.hash != known, not _is_sound(row)))
        for row in rows:
            if row is not genuine:
                yield rules.inserted(self.chain, row.record.seq, row.record.id)
        yield from self._accept(genuine)

    def _accept(self, row: Row) -> Iterator[Finding]:
        record = row.record
        linked = record.previous == self._last.hash
        sound = False
        try:
            computed = record.hash()
        except UnknownAlgorithm:
            yield rules.unknown_algorithm(self.chain, record.seq, record.algorithm)
        else:
            sound = computed == row.hash
            if not sound:
                yield from self._suspect(record, row.hash)
        in_turn = record.seq == self._last.seq + 1
        yield from self._gap(record.seq, linked=sound and linked)
        if in_turn and sound and not linked and self._last_is_sound:
            # This event is as it was written, so the one before it is not what it was.
            yield rules.replaced(self.chain, max(1, self._last.seq), record.previous, self._last.hash)
        for anchor in self._anchors.get(record.seq, ()):
            if sound and row.hash != anchor.hash:
                yield rules.against_anchor(self.chain, record.seq, anchor.hash, row.hash, anchor.day)
        if sound:
            yield from self._check_personal(row)
            if record.action == ERASED:
                self._erased += _ranges(record.details)
        self._last, self._last_is_sound = Head(record.seq, row.hash), sound

    def _gap(self, seq: int, *, linked: bool) -> Iterator[Finding]:
        first, last = self._last.seq + 1, seq - 1
        if first > last:
            return
        if linked:
            yield rules.skipped(self.chain, first, last)
        else:
            self._missing.append((first, last))

    def _late(self, row: Row) -> Iterator[Finding]:
        """A row after one with a higher number, which only a file can have."""
        seq = row.record.seq
        for index, (first, last) in enumerate(self._missing):
            if first <= seq <= last:
                rest = [(first, seq - 1), (seq + 1, last)]
                self._missing[index : index + 1] = [span for span in rest if span[0] <= span[1]]
                yield rules.out_of_turn(self.chain, seq)
                if not _is_sound(row):
                    yield from self._suspect(row.record, row.hash)
                return
        yield rules.inserted(self.chain, seq, row.record.id)

    # --- what does not fit ---------------------------------------------------------------------------

    def _suspect(self, record: Record, stored: str) -> Iterator[Finding]:
        if len(self._suspects) < SUSPECTS:
            self._suspects.append((record, stored))
        else:
            yield rules.altered(self.chain, record.seq, stored, record.hash())

    def _judge_suspects(self) -> Iterator[Finding]:
        numbers = [record.seq for record, _ in self._suspects]
        for record, stored in self._suspects:
            was = next((seq for seq in numbers if record._replace(seq=seq).hash() == stored), None)
            if was is None:
                yield rules.altered(self.chain, record.seq, stored, record.hash())
            else:
                yield rules.moved(self.chain, record.seq, was)

    def _check_personal(self, row: Row) -> Iterator[Finding]:
        record = row.record
        if not self._personal:
            return
        if row.salt is None or row.values is None:
            if record.personal:
                first = self._bare.pop()[0] if self._bare_goes_on else record.seq
                self._bare.append((first, record.seq))
                self._bare_goes_on = True
            return
        self._bare_goes_on = False
        if record.personal != commitment(record.algorithm, row.salt, row.values):
            yield rules.personal_altered(self.chain, record.seq)


def _is_sound(row: Row) -> bool:
    try:
        return row.record.hash() == row.hash
    except UnknownAlgorithm:
        return False


def _ranges(details: str) -> list[tuple[int, int]]:
    """The ``ranges`` of an erasure; the event is as it was written, so its details are well formed."""
    return [(first, last) for first, last in json.loads(details)["facts"]["ranges"]]


def _outside(
    spans: Iterable[tuple[int, int]], allowed: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The parts of ``spans`` that no range of ``allowed`` covers, in order."""
    covers: list[tuple[int, int]] = []
    for first, last in sorted(allowed):
        if covers and first <= covers[-1][1] + 1:
            covers[-1] = (covers[-1][0], max(last, covers[-1][1]))
        else:
            covers.append((first, last))
    starts = [first for first, _ in covers]
    for first, last in spans:
        here = first
        for start, end in covers[max(0, bisect_right(starts, first) - 1) :]:
            if end < here:
                continue
            if start > last:
                break
            if start > here:
                yield here, start - 1
            here = end + 1
        if here <= last:
            yield here, last
