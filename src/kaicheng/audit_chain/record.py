"""One event as it is hashed, and the commitments to what is kept apart from it."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from kaicheng.audit_chain.canonical import canonical
from kaicheng.audit_chain.digests import digest

SCHEMA = "kaicheng/audit-event/1"


class Record(NamedTuple):
    """Everything about an event that its hash covers, in the types in which it is hashed."""

    id: str
    """32 hexadecimal digits, unique over all chains."""
    chain: str
    seq: int
    """1 for the first event of the chain, and so on without gaps."""
    at: str
    """UTC with six decimals of the second: ``2026-03-05T01:12:00.000000Z``."""
    action: str
    actor: str
    """The account's id; empty for the system itself."""
    actor_post: str
    """Office and post at the time."""
    object_type: str
    object_id: str
    object_label: str
    request: str
    """The id of the web request, to find it in the server's logs; empty outside one."""
    reason: str
    content_hash: str
    """Of what was signed, with the algorithm before it (``sm3:…``); empty for other events."""
    details: str
    """A JSON object in canonical form: ``changes`` (field → [before, after]) and ``facts``."""
    personal: str
    """The commitment to personal values kept apart; empty when there are none."""
    algorithm: str
    previous: str
    """The hash of the event before this one in the chain."""

    def text(self) -> str:
        """The canonical JSON that is hashed.

        ``details`` is canonical already and put in as it stands, so that a changed space in the database
        is found like a changed word.
        """
        before = {
            "action": self.action,
            "actor": self.actor,
            "actor_post": self.actor_post,
            "algorithm": self.algorithm,
            "at": self.at,
            "chain": self.chain,
            "content_hash": self.content_hash,
        }
        after = {
            "id": self.id,
            "object_id": self.object_id,
            "object_label": self.object_label,
            "object_type": self.object_type,
            "personal": self.personal,
            "previous": self.previous,
            "reason": self.reason,
            "request": self.request,
            "schema": SCHEMA,
            "seq": self.seq,
        }
        return f'{canonical(before)[:-1]},"details":{self.details},{canonical(after)[1:]}'

    def hash(self) -> str:
        """The event's own hash. Raises UnknownAlgorithm."""
        return digest(self.algorithm, self.text())


class Row(NamedTuple):
    """An event as it was found in a database or an export."""

    record: Record
    hash: str
    salt: str | None = None
    """Of the personal values; None where they are not there."""
    values: str | None = None
    """The personal values as canonical JSON; None where they are not there."""


def moment(at: dt.datetime) -> str:
    """The hashed form of an aware datetime."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def commitment(algorithm: str, salt: str, values: str) -> str:
    """What an event holds of personal values kept apart; ``values`` in canonical form."""
    return digest(algorithm, f'{{"salt":{canonical(salt)},"values":{values}}}')


def sealed(algorithm: str, salt: str, field: str, side: str, value: Any) -> str:
    """What an event holds of a sensitive field's value; ``side`` is ``before`` or ``after``."""
    return digest(algorithm, canonical({"field": field, "salt": salt, "side": side, "value": value}))
