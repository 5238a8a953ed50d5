"""Setting up, changing and closing offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models

from kaicheng.agencies import events
from kaicheng.agencies.actions.base import StaffAction, plain, refuse, required
from kaicheng.agencies.models import Agency, Membership, Office
from kaicheng.audit.recording import Entry, differences

NO_NAME = "请填写科室或下属单位的名称。"


class CreateOffice(StaffAction[Office]):
    """A new office of an authority."""

    permission = "agencies.office.create"

    def __init__(
        self,
        agency: Agency,
        name: str,
        *,
        since: dt.date | None = None,
        particulars: Mapping[str, Any] | None = None,
        **context: Any,
    ) -> None:
        super().__init__(**context)
        self.agency = agency
        self.office = Office(agency=agency, name=name.strip(), valid_from=since, **(particulars or {}))

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        required(self.office.name, NO_NAME, "name")
        if not self.agency.active:
            refuse(f"“{self.agency}”已经撤销或合并，不能再设科室。")
        self.office.full_clean()

    def perform(self) -> Office:
        self.office.save()
        return self.office

    def event(self) -> Entry:
        facts = {"kind": self.office.kind, "handles_disclosure": self.office.handles_disclosure}
        return self.entry(events.OFFICE_CREATED, self.agency.chain, self.office, facts=facts)


class ChangeOffice(StaffAction[Office]):
    """Rename an office or change its kind, code, order or part in disclosure."""

    permission = "agencies.office.change"

    def __init__(self, office: Office, particulars: Mapping[str, Any], **context: Any) -> None:
        super().__init__(**context)
        self.office, self.particulars = office, dict(particulars)
        stray = self.particulars.keys() - set(events.OFFICE)
        if stray:
            raise TypeError(f"not particulars of an office: {sorted(stray)}")

    def subject(self) -> models.Model:
        return self.office

    def validate(self) -> None:
        self.stored = Office.objects.select_related("agency").get(pk=self.office.pk)
        if self.stored.valid_to is not None:
            refuse(f"“{self.stored}”已经撤销，不能再修改。")
        self.before = {name: plain(getattr(self.stored, name)) for name in self.particulars}
        for name, value in self.particulars.items():
            setattr(self.stored, name, value.strip() if isinstance(value, str) else value)
        required(self.stored.name, NO_NAME, "name")
        self.stored.full_clean()

    def perform(self) -> Office:
        self.stored.save(update_fields=list(self.particulars))
        for name in self.particulars:
            setattr(self.office, name, getattr(self.stored, name))
        return self.office

    def event(self) -> Entry:
        after = {name: plain(getattr(self.office, name)) for name in self.particulars}
        changes = differences(self.before, after)
        chain = self.stored.agency.chain
        if changes.keys() == {"name"}:
            return self.entry(events.OFFICE_RENAMED, chain, self.office, changes=changes)
        labels = [str(Office._meta.get_field(name).verbose_name) for name in changes]  # type: ignore[union-attr]
        return self.entry(events.OFFICE_CHANGED, chain, self.office, changes=changes, facts={"what": labels})


class CloseOffice(StaffAction[Office]):
    """Close an office. What it held is reached by the office that takes over; its appointments end."""

    permission = "agencies.office.close"

    def __init__(self, office: Office, *, successor: Office | None, **context: Any) -> None:
        super().__init__(**context)
        self.office, self.successor = office, successor

    def subject(self) -> models.Model:
        return self.office

    def validate(self) -> None:
        if self.office.valid_to is not None:
            refuse(f"“{self.office}”已经撤销了。")
        if self.successor is None:
            others = Office.objects.filter(agency=self.office.agency_id, valid_to__isnull=True)
            if others.exclude(pk=self.office.pk).exists():
                refuse("请选择由哪个科室承接它的工作，这样原有的记录才有人接着办。", "successor")
        elif self.successor.agency_id != self.office.agency_id:
            refuse("承接工作的科室应属于同一个机关。", "successor")
        elif self.successor.pk == self.office.pk or self.successor.valid_to is not None:
            refuse("承接工作的应是另一个没有撤销的科室。", "successor")

    def perform(self) -> Office:
        self.ended = Membership.objects.filter(office=self.office).open(self.today)
        self.count = end_rows(self.ended, self.at, self.today)
        self.office.valid_to = max(self.today, self.office.valid_from or self.today)
        self.office.successor = self.successor
        self.office.save(update_fields=["valid_to", "successor"])
        return self.office

    def event(self) -> Entry:
        facts = {"successor": self.successor.name if self.successor else "", "ended": self.count}
        return self.entry(events.OFFICE_CLOSED, self.office.agency.chain, self.office, facts=facts)


def end_rows(rows: models.QuerySet[Membership], at: dt.datetime, today: dt.date) -> int:
    """End appointments now; how many they were. One that has not begun ends on its first day, unused."""
    future = rows.filter(valid_from__gt=today)
    begun = rows.exclude(valid_from__gt=today)
    return future.update(ended_at=at, valid_to=models.F("valid_from")) + begun.update(
        ended_at=at, valid_to=today
    )
