"""A person's own data, handed over on request (个人信息保护法第四十五条)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model

from kaicheng.audit.actions import Action
from kaicheng.audit.recording import NOWHERE, Actor, Entry, Origin, Target
from kaicheng.privacy import registry
from kaicheng.privacy.events import EXPORTED
from kaicheng.privacy.fields import Confidential
from kaicheng.privacy.registry import PersonalData
from kaicheng.privacy.retention import category

SCHEMA = "kaicheng/personal-data/1"


class HandOverPersonal(Action[dict[str, Any]]):
    """Everything declared about ``person``, a user or what else somebody is known by, as data for JSON.

    ``reason`` says who asked.
    """

    def __init__(
        self, person: Any, *, chain: str, by: Actor, at: dt.datetime, reason: str, origin: Origin = NOWHERE
    ) -> None:
        self.person, self.chain, self.by, self.at = person, chain, by, at
        self.reason, self.origin = reason, origin
        self._count = 0

    def perform(self) -> dict[str, Any]:
        groups = [_group(data, self.person) for data in registry.declared() if _concerns(data, self.person)]
        self._count = sum(len(group["records"]) for group in groups)
        return {"schema": SCHEMA, "generated_at": self.at.isoformat(), "data": groups}

    def event(self) -> Entry:
        called = getattr(self.person, "get_username", self.person.__str__)()
        return Entry(
            type=EXPORTED,
            chain=self.chain,
            actor=self.by,
            target=Target(self.person._meta.label_lower, str(self.person.pk), called),
            at=self.at,
            origin=self.origin,
            facts={"count": self._count},
            reason=self.reason,
        )


def _concerns(data: PersonalData, person: Any) -> bool:
    return data.of is not None and isinstance(person, data.about or get_user_model())


def _group(data: PersonalData, person: Any) -> dict[str, Any]:
    entry = category(data.category)
    assert data.of is not None  # noqa: S101  # asked for above
    return {
        "what": str(data.model._meta.verbose_name),
        "category": entry.title.zh,
        "kept_days": entry.days,
        "kept_from": entry.begins.zh,
        "basis": entry.basis.zh,
        "records": [_record(data, row) for row in data.of(person).order_by("pk")],
    }


def _record(data: PersonalData, row: Model) -> dict[str, Any]:
    return {
        str(row._meta.get_field(name).verbose_name): _plain(getattr(row, name))  # type: ignore[union-attr]
        for name in [*data.fields, *data.also]
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Confidential):
        return value.reveal()
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float)) else str(value)
