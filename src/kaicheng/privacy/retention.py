"""How long each category of personal data is kept, what is over, and erasing it.

Erasing blanks the declared columns and files, or removes the rows, and takes the personal values out of the
audit events about them. The events themselves stay, and the chain still verifies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import yaml
from django.conf import settings
from django.db.models import Model, QuerySet

from kaicheng.audit import queries
from kaicheng.audit.actions import Action
from kaicheng.audit.erasure import ErasePersonal
from kaicheng.audit.recording import Actor, Entry, Target, atomic
from kaicheng.findings import Text
from kaicheng.privacy import registry
from kaicheng.privacy.events import ERASED
from kaicheng.privacy.registry import PersonalData

BATCH = 200


@dataclass(frozen=True)
class Category:
    """One line of the schedule."""

    id: str
    title: Text
    begins: Text
    days: int
    basis: Text
    least_days: int
    decided_by_authority: bool


@dataclass(frozen=True)
class Preview:
    """What erasing would take away of one model."""

    data: PersonalData
    category: Category
    before: dt.datetime
    count: int


class BadSchedule(ValueError):
    """A category that nobody knows, or a period below the legal minimum."""


@cache
def _file() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        files("kaicheng.privacy").joinpath("data/retention.yaml").read_text("utf-8")
    )
    return loaded


def categories() -> list[Category]:
    """The schedule, with the periods of this installation's settings. Raises :class:`BadSchedule`."""
    own: dict[str, int] = settings.KAICHENG_RETENTION
    if strange := own.keys() - _file().keys():
        raise BadSchedule(f"KAICHENG_RETENTION 中没有这样的类别：{'、'.join(sorted(strange))}。")
    found = []
    for name, entry in _file().items():
        days = own.get(name, entry["days"])
        least = entry.get("least_days", 1)
        if days < least:
            raise BadSchedule(
                f"KAICHENG_RETENTION：{entry['title']['zh']}至少保留{least}天，不能设为{days}天。"
            )
        found.append(
            Category(
                name,
                Text(**entry["title"]),
                Text(**entry["begins"]),
                days,
                Text(**entry["basis"]),
                least,
                entry["decided_by_authority"],
            )
        )
    return found


def category(name: str) -> Category:
    """The line called ``name``. Raises :class:`BadSchedule`."""
    for entry in categories():
        if entry.id == name:
            return entry
    raise BadSchedule(f"保管期限表中没有“{name}”这一类。")


def preview(now: dt.datetime) -> list[Preview]:
    """What is over now, model by model, those with nothing included."""
    found = []
    for data in registry.declared():
        entry = category(data.category)
        before = now - dt.timedelta(days=entry.days)
        found.append(Preview(data, entry, before, data.due(before).count()))
    return found


def erase_due(by: Actor, now: dt.datetime, only: str | None = None) -> int:
    """Erase what is over now, batch by batch; gives how many rows. A kill loses at most the batch at hand."""
    total = 0
    for item in preview(now):
        if only is None or item.category.id == only:
            total += sum(_Erase(item, chain, rows, by=by, at=now).execute() for chain, rows in _batches(item))
    return total


def _batches(item: Preview) -> Iterator[tuple[str, list[Model]]]:
    """Rows that are over, some of one chain at a time; each batch is gone when the next is asked for."""
    last: Any = None
    while True:
        rows = item.data.due(item.before).order_by("pk")
        some = list(rows.filter(pk__gt=last)[:BATCH] if last is not None else rows[:BATCH])
        if not some:
            return
        last = some[-1].pk
        for chain, group in groupby(sorted(some, key=item.data.chain), key=item.data.chain):
            yield chain, list(group)


class _Erase(Action[int]):
    """Erase some rows of one chain."""

    def __init__(self, item: Preview, chain: str, rows: list[Model], *, by: Actor, at: dt.datetime) -> None:
        self.item, self.chain, self.rows, self.by, self.at = item, chain, rows, by, at
        self.basis = item.category.basis.zh

    def perform(self) -> int:
        model = self.item.data.model
        chosen: QuerySet[Any] = model._base_manager.filter(pk__in=[row.pk for row in self.rows])
        _blank_events(self.chain, model, self.rows, self.by, self.at, self.basis)
        for row in self.rows:
            _remove_files(row, self.item.data.files)
        if self.item.data.whole_rows:
            chosen.delete()
        else:
            data = self.item.data
            blank: dict[str, Any] = dict.fromkeys([*data.fields, *data.files, *_indexes(data)], "")
            chosen.update(**blank, **({data.erased: self.at} if data.erased else {}))
        return len(self.rows)

    def event(self) -> Entry:
        label = str(self.item.data.model._meta.verbose_name)
        return Entry(
            type=ERASED,
            chain=self.chain,
            actor=self.by,
            target=Target(self.item.data.model._meta.label_lower, "", label),
            at=self.at,
            facts={
                "category": self.item.category.title.zh,
                "count": len(self.rows),
                "before": self.item.before.isoformat(),
            },
            reason=self.basis,
        )


def _blank_events(
    chain: str, model: type[Model], rows: Iterable[Model], by: Actor, at: dt.datetime, basis: str
) -> None:
    about = queries.events(chains=[chain], object_type=model._meta.label_lower).filter(
        object_id__in=[str(row.pk) for row in rows], personal__isnull=False
    )
    if about.exists():
        with atomic():
            ErasePersonal(chain, about, by=by, at=at, reason=basis).execute()


def _remove_files(row: Model, names: Iterable[str]) -> None:
    for name in names:
        if file := getattr(row, name):
            file.delete(save=False)


def _indexes(data: PersonalData) -> list[str]:
    """The blind indexes beside the columns that are blanked."""
    return [
        field.name
        for field in data.model._meta.local_concrete_fields
        if getattr(field, "of", None) in data.fields
    ]
