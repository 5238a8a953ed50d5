"""Writing to the trail: in the transaction of the change itself, and chained at its very end.

::

    with atomic():
        office.name = name
        office.save()
        record(Entry(type=OFFICE_RENAMED, chain=..., actor=..., target=..., at=..., changes=...))

Events are gathered while the block runs. When its outermost level ends, the heads of the chains concerned
are locked, the events are numbered, hashed and inserted, and the transaction commits. So writers of one
authority wait for each other only while a few rows are inserted, and authorities never wait for each other.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from asgiref.local import Local
from django.conf import settings
from django.db import connection, models, transaction

from kaicheng.audit.models import Event, Personal
from kaicheng.audit.registry import EventType, require
from kaicheng.audit_chain.canonical import NotCanonical, canonical, check
from kaicheng.audit_chain.digests import START
from kaicheng.audit_chain.record import Record, commitment, moment, sealed
from kaicheng.audit_chain.verify import Head as Reached

_state = Local()  # of one thread or task, as Django's connections are
_LENGTHS = {
    column.name: column.max_length
    for column in Event._meta.concrete_fields
    if column.name in Record._fields and column.max_length
}


class NotInTransaction(RuntimeError):
    """An event was recorded outside :func:`atomic`, where it could be kept without its change."""


class Unguarded(RuntimeError):
    """The triggers are gone that move heads and keep the trail append-only."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account, the office and post held at the time, and the person's own name.

    The name is a personal value, kept apart and erasable. The system itself has no id.
    """

    id: str
    post: str
    name: str = ""


SYSTEM = Actor(id="", post="")


@dataclass(frozen=True, slots=True)
class Origin:
    """From where: the client's address (a personal value) and the id of the web request."""

    address: str = ""
    request: str = ""


NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class Target:
    """On what: the object's type and id, and what it was called at the time."""

    type: str
    id: str
    label: str

    @classmethod
    def of(cls, instance: models.Model, label: str | None = None) -> Target:
        """The target that a stored object is."""
        return cls(instance._meta.label_lower, str(instance.pk), str(instance) if label is None else label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event to be recorded. Names in ``changes``, ``facts`` and ``personal`` are those its type declares.

    ``chain`` is the stable name of the authority's chain. ``changes`` maps a field to (before, after).
    """

    type: EventType
    chain: str
    actor: Actor
    target: Target
    at: dt.datetime
    origin: Origin = NOWHERE
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    content_hash: str = ""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The ``changes`` between two states of an object: what differs, field by field."""
    names = [*before, *(name for name in after if name not in before)]
    pairs = {name: (before.get(name), after.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


@contextmanager
def atomic() -> Iterator[None]:
    """A database transaction whose events are chained as its last step. May be nested.

    Put it outermost: inside a plain ``transaction.atomic()`` the chain stays locked until that ends.
    """
    if getattr(_state, "gathered", None) is not None:
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        gathered: list[_Pending] = []
        _state.gathered = gathered
        try:
            yield
            if not connection.needs_rollback:
                _write(gathered)
        finally:
            _state.gathered = None


def record(entry: Entry) -> str:
    """Have ``entry`` written when the surrounding :func:`atomic` ends; gives the event's id now.

    Raises :class:`NotInTransaction` outside one, UnregisteredEvent for a type nobody registered, and
    ValueError for what the type does not declare, a time without zone, or a value the trail cannot hold.
    """
    gathered: list[_Pending] | None = getattr(_state, "gathered", None)
    if gathered is None:
        raise NotInTransaction(
            f"{entry.type.name}: record events inside recording.atomic(), together with the change they tell"
        )
    pending = _prepare(entry)
    # Django forgets the callbacks of a savepoint that is rolled back: that is how _write knows which events
    # belong to changes that no longer exist.
    transaction.on_commit(pending)
    gathered.append(pending)
    return pending.record.id


@dataclass(eq=False, slots=True)
class _Pending:
    """An event that lacks only its place in the chain."""

    record: Record
    at: dt.datetime
    salt: str
    content: str

    def __call__(self) -> None:
        """Nothing is left to do after the commit."""


def _prepare(entry: Entry) -> _Pending:
    kind = entry.type
    require(kind)
    if entry.at.tzinfo is None:
        raise ValueError(f"{kind.name}: the time {entry.at} has no time zone")
    at = entry.at.astimezone(dt.UTC)
    algorithm = settings.KAICHENG_AUDIT_ALGORITHM
    salt = secrets.token_hex(16)
    changes = _changes(entry, algorithm, salt)
    _only(kind, "facts", entry.facts, kind.facts)
    _only(kind, "personal", entry.personal, kind.personal)
    own = {"actor_name": entry.actor.name, "address": entry.origin.address, **entry.personal}
    personal = {name: value for name, value in own.items() if value}
    keeps_salt = bool(personal) or bool(kind.sensitive & entry.changes.keys())
    details = {name: value for name, value in (("changes", changes), ("facts", entry.facts)) if value}
    try:
        check(details, "details")
        check(personal, "personal")
        content = canonical(personal)
        made = Record(
            id=_identity(at),
            chain=entry.chain,
            seq=0,
            at=moment(at),
            action=kind.name,
            actor=entry.actor.id,
            actor_post=entry.actor.post,
            object_type=entry.target.type,
            object_id=entry.target.id,
            object_label=entry.target.label,
            request=entry.origin.request,
            reason=entry.reason,
            content_hash=entry.content_hash,
            details=canonical(details),
            personal=commitment(algorithm, salt, content) if keeps_salt else "",
            algorithm=algorithm,
            previous="",
        )
        for name, value in zip(Record._fields, made, strict=True):
            check(value, name)
    except NotCanonical as error:
        raise NotCanonical(f"{kind.name}: {error}") from error
    _check_lengths(made)
    return _Pending(made, at, salt if keeps_salt else "", content)


def _changes(entry: Entry, algorithm: str, salt: str) -> dict[str, list[Any]]:
    kind = entry.type
    _only(kind, "changes", entry.changes, kind.fields | kind.sensitive)
    return {
        name: [
            value
            if value is None or name not in kind.sensitive
            else _seal(algorithm, salt, name, side, value)
            for side, value in zip(("before", "after"), pair, strict=True)
        ]
        for name, pair in entry.changes.items()
    }


def _seal(algorithm: str, salt: str, name: str, side: str, value: Any) -> dict[str, str]:
    check(value, name)
    return {"digest": sealed(algorithm, salt, name, side, value)}


def _only(kind: EventType, group: str, given: Mapping[str, Any], declared: frozenset[str]) -> None:
    stray = given.keys() - declared
    if stray:
        raise ValueError(
            f"{kind.name}: {group} holds {sorted(stray)}, which the type of event does not declare"
        )


def _check_lengths(made: Record) -> None:
    if not made.chain:
        raise ValueError(f"{made.action}: the chain has no name")
    for name, longest in _LENGTHS.items():
        if len(getattr(made, name)) > longest:
            raise ValueError(f"{made.action}: {name} is longer than {longest} characters")


def _identity(at: dt.datetime) -> str:
    """A UUID of version 7: by time, so that indexes grow at their end."""
    milliseconds = int(at.timestamp() * 1000) & (2**48 - 1)
    chance = secrets.randbits(74)
    return f"{milliseconds << 80 | 7 << 76 | (chance >> 62) << 64 | 2 << 62 | chance & (2**62 - 1):032x}"


# --- the end of the transaction -------------------------------------------------------------------------


def _write(gathered: list[_Pending]) -> None:
    alive = {id(callback) for _, callback, *_ in connection.run_on_commit}
    by_chain: dict[str, list[_Pending]] = {}
    for pending in gathered:
        if id(pending) in alive:
            by_chain.setdefault(pending.record.chain, []).append(pending)
    kept = [
        (pending.record.id, pending.salt, pending.content)
        for events in by_chain.values()
        for pending in events
        if pending.salt
    ]
    _insert(_PERSONAL, kept)  # before anything is locked; the reference is checked at the end
    # In one order, so that two transactions over the same chains cannot wait for each other in a ring.
    for chain in sorted(by_chain):
        _extend(chain, by_chain[chain])


def _extend(chain: str, events: list[_Pending]) -> None:
    head = _head(chain, lock=True) or _begin(chain)
    rows = []
    for pending in events:
        record = pending.record._replace(seq=head.seq + 1, previous=head.hash)
        head = Reached(record.seq, record.hash())
        values = record._asdict() | {"at": connection.ops.adapt_datetimefield_value(pending.at)}
        rows.append((*values.values(), head.hash))
    _insert(_EVENT, rows)  # and a trigger moves the head
    if _head(chain) != head:
        raise Unguarded("审计记录的数据库触发器缺失，不能记录：请执行 manage.py audit_guard 并查明原因。")


# Plain SQL: these statements run in every transaction that changes something, while others wait for the head,
# and Django takes longer to compile them than the database to execute them.


def _head(chain: str, *, lock: bool = False) -> Reached | None:
    """The chain's head; with ``lock`` ours until the transaction ends."""
    # On SQLite a transaction that writes is alone from its beginning.
    wait = " FOR UPDATE" if lock and connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD + wait, [chain])
        found = cursor.fetchone()
    return Reached(*found) if found else None


def _begin(chain: str) -> Reached:
    """The head of a new chain, ours. Of two that begin one at once, the second waits here for the first."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW_HEAD, [chain, START])
    head = _head(chain, lock=True)
    if head is None:
        raise Unguarded(f"没有写入审计链“{chain}”的链头。")
    return head


def _insert(statement: tuple[str, int], rows: list[tuple[Any, ...]]) -> None:
    opening, width = statement
    values = f"({', '.join(['%s'] * width)})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            cursor.execute(
                opening + ", ".join([values] * len(some)), [value for row in some for value in row]
            )


def _opening(model: type[models.Model], names: Iterable[str]) -> tuple[str, int]:
    """The beginning of an INSERT of these fields, and how many they are."""
    known = {column.name: str(column.column) for column in model._meta.concrete_fields}
    columns = [known[name] for name in names]
    return f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ", len(columns)  # noqa: S608


_NEW_HEAD = "INSERT INTO audit_head (chain, seq, hash) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING"
_HEAD = "SELECT seq, hash FROM audit_head WHERE chain = %s"
_EVENT = _opening(
    Event, ["personal_digest" if name == "personal" else name for name in (*Record._fields, "hash")]
)
_PERSONAL = _opening(Personal, ["event", "salt", "content"])
_AT_ONCE = 50
"""Rows in one statement: SQLite takes no more than 999 values."""
