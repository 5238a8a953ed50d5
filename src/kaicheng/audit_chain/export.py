"""The export: a file of JSON lines that proves itself.

For each chain a header, then its events by number::

    {"schema":"kaicheng/audit-export/1","chain":"…","head":{"seq":2,"hash":"…"},"personal":false}
    {"action":"…", …, "seq":1, "hash":"…"}
    {"action":"…", …, "seq":2, "hash":"…"}

An event's line is the object that is hashed, with its ``hash`` and, where the header says so, its
``personal_values`` and their ``salt`` beside it.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from kaicheng.audit_chain.canonical import canonical
from kaicheng.audit_chain.record import SCHEMA as EVENT_SCHEMA
from kaicheng.audit_chain.record import Record, Row
from kaicheng.audit_chain.verify import Anchor, Head, Verifier
from kaicheng.findings import Finding, Text

SCHEMA = "kaicheng/audit-export/1"
_NUMBERS = {"seq"}
_LONGEST = 16 * 1024 * 1024


class NotAnExport(ValueError):
    """The file is no export of the audit trail; ``message`` says so in both languages."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def header(chain: str, head: Head, *, personal: bool) -> str:
    """The line that opens a chain."""
    opening = {"schema": SCHEMA, "chain": chain, "head": head._asdict(), "personal": personal}
    return json.dumps(opening, ensure_ascii=False, separators=(",", ":")) + "\n"


def line(row: Row, *, personal: bool) -> str:
    """The line of one event."""
    kept = ""
    if personal and row.salt is not None and row.values is not None:
        kept = f',"salt":{canonical(row.salt)},"personal_values":{row.values}'
    return f'{row.record.text()[:-1]},"hash":{canonical(row.hash)}{kept}}}\n'


def verify_export(
    lines: Iterable[str], anchors: Iterable[Anchor] = (), chains: Iterable[str] = ()
) -> Iterator[Verifier | Finding]:
    """Prove every chain in a file, or those named: its findings, then its :class:`Verifier`, chain by chain.

    Raises :class:`NotAnExport` where the file is of another kind or lacks a chain that was named. A line that
    cannot be read is a finding.
    """
    anchors = tuple(anchors)
    wanted, met = set(chains), set[str]()
    for opening, found in _sections(lines):
        verifier = _open(opening, anchors)
        if wanted and verifier.chain not in wanted:
            deque(found, maxlen=0)
            continue
        met.add(verifier.chain)
        for value in found:
            row = _row(value)
            yield from verifier.unreadable(_number(value, verifier)) if row is None else verifier.add(row)
        yield from verifier.finish()
        yield verifier
    lost = wanted - met
    if lost:
        names = "、".join(sorted(lost))
        raise NotAnExport(Text(f"文件中没有审计链：{names}。", f"the file does not hold the chain {names}."))


def _sections(
    lines: Iterable[str],
) -> Iterator[tuple[dict[str, Any], Iterator[dict[str, Any] | None]]]:
    """Each header of the file with the lines below it, None where one is no JSON object."""
    values = (_object(text) for text in lines)
    opening = next(values, None)
    if opening is None or opening.get("schema") != SCHEMA:
        raise NotAnExport(
            Text(
                f"不是审计记录导出文件：首行应含“{SCHEMA}”。",
                f"not an export of the audit trail: it would begin with {SCHEMA}.",
            )
        )
    upcoming: list[dict[str, Any]] = [opening]

    def below() -> Iterator[dict[str, Any] | None]:
        for value in values:
            if value is not None and value.get("schema") == SCHEMA:
                upcoming.append(value)
                return
            yield value

    while upcoming:
        yield upcoming.pop(), below()


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _open(value: dict[str, Any], anchors: tuple[Anchor, ...]) -> Verifier:
    try:
        chain, head = value["chain"], Head(value["head"]["seq"], value["head"]["hash"])
        plain = isinstance(chain, str) and isinstance(head.hash, str) and type(head.seq) is int
    except (KeyError, TypeError):
        plain = False
    if not plain:
        raise NotAnExport(Text("一条链的开头缺少链名或链头。", "a header lacks its chain or its head."))
    return Verifier(chain, head, anchors, personal=value.get("personal") is True)


def _row(value: dict[str, Any] | None) -> Row | None:
    """The event of a line; None where a value is missing, superfluous or of another type."""
    if value is None:
        return None
    rest = dict(value)
    try:
        schema, stored = rest.pop("schema"), rest.pop("hash")
        salt, values = rest.pop("salt", None), rest.pop("personal_values", None)
        details = canonical(rest.pop("details"))
        record = Record(**rest, details=details)
        kept = None if values is None else canonical(values)
        f"{record.text()}{stored}{salt}{kept}".encode()  # half a surrogate pair is no text
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    typed = all(
        type(item) is (int if name in _NUMBERS else str)
        for name, item in zip(Record._fields, record, strict=True)
    )
    if not typed or schema != EVENT_SCHEMA or not isinstance(stored, str) or not isinstance(salt, str | None):
        return None
    return Row(record, stored, salt, kept)


def _number(value: dict[str, Any] | None, verifier: Verifier) -> int:
    """The number of an event whose line cannot be read: its own, else the next one."""
    seq = (value or {}).get("seq")
    return seq if type(seq) is int and seq > verifier.reached else verifier.reached + 1
