"""Chains made without a database, for the tests of the format."""

from __future__ import annotations

from collections.abc import Iterable

from kaicheng.audit_chain.canonical import canonical
from kaicheng.audit_chain.digests import START
from kaicheng.audit_chain.record import Record, Row, commitment
from kaicheng.audit_chain.verify import Anchor, Head, Verifier

CHAIN = "agency:1"


def made(length: int, algorithm: str = "sm3", chain: str = CHAIN) -> list[Row]:
    """A sound chain; every third event has personal values."""
    rows: list[Row] = []
    previous = START
    for seq in range(1, length + 1):
        salt, values = f"{seq:032x}", canonical({"actor_name": f"经办人{seq}"})
        personal = seq % 3 == 0
        record = Record(
            id=f"{seq:032x}",
            chain=chain,
            seq=seq,
            at=f"2026-03-05T01:12:{seq % 60:02}.000000Z",
            action="agencies.office.renamed",
            actor=str(seq % 4),
            actor_post="局办公室负责人",
            object_type="agencies.office",
            object_id="12",
            object_label="综合科",
            request=f"req-{seq}",
            reason="机构改革",
            content_hash="",
            details=canonical({"changes": {"name": [f"办公室{seq}", "综合科"]}}),
            personal=commitment(algorithm, salt, values) if personal else "",
            algorithm=algorithm,
            previous=previous,
        )
        previous = record.hash()
        rows.append(Row(record, previous, salt if personal else None, values if personal else None))
    return rows


def head_of(rows: list[Row]) -> Head:
    return Head(rows[-1].record.seq, rows[-1].hash) if rows else Head(0, START)


def rehashed(rows: list[Row], start: int) -> list[Row]:
    """The rows with everything from index ``start`` chained anew, as one with full control would."""
    previous = rows[start - 1].hash if start else START
    done = rows[:start]
    for row in rows[start:]:
        record = row.record._replace(previous=previous)
        previous = record.hash()
        done.append(row._replace(record=record, hash=previous))
    return done


def found(rows: Iterable[Row], head: Head | None, anchors: Iterable[Anchor] = ()) -> list[tuple[str, str]]:
    """(rule, place) of each finding."""
    verifier = Verifier(CHAIN, head, anchors)
    findings = [finding for row in rows for finding in verifier.add(row)]
    findings += verifier.finish()
    return [(finding.rule, finding.where[0].ref) for finding in findings]
