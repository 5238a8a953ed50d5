"""Recording decisions and charges, saying what became of them, and taking them from the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, plain, refuse, required
from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import Entry
from kaicheng.publishing import events
from kaicheng.publishing.decisions import showing
from kaicheng.publishing.decisions.confirming import awaits
from kaicheng.publishing.decisions.judging import Wrong, leaks_in, wrong_with, wrong_with_fee
from kaicheng.publishing.models import Decision, FeeYear, Overturned

BY_HAND = "人工登记"
AT_ONCE = 500
_TOLD = ("number", "name", "decided_on", "valid_to", "office", "public")


class _Recording(StaffAction[Any]):
    permission = "publishing.decision.record"


class SaveDecision(_Recording):
    """Record a decision, or change the record of one; ``decision`` holds the new values, not stored yet.

    What is to be public waits for somebody else's confirmation.
    """

    def __init__(self, decision: Decision, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.decision = decision

    def subject(self) -> models.Model:
        return self.decision

    def validate(self) -> None:
        self.before = (
            Decision.objects.select_for_update().get(pk=self.decision.pk) if self.decision.pk else None
        )
        if self.before is not None and self.before.agency_id != self.decision.agency_id:
            refuse(_("不能改到别的机关名下。"))
        if self.decision.office is not None and self.decision.office.agency_id != self.decision.agency_id:
            refuse(_("请选择本机关的科室。"), "office")
        self.decision.recorded_at = self.at
        self.decision.source = self.decision.source or BY_HAND
        awaits(self.decision, self.before, self.by)
        _refuse_what_is(wrong_with(self.decision))

    def perform(self) -> Decision:
        self.decision.save()
        showing.announce(self.decision, self.at)
        return self.decision

    def event(self) -> Entry:
        decision, before = self.decision, self.before
        facts = {"kind": str(decision.get_kind_display()), "name": decision.name}
        if before is None:
            return self.entry(events.DECISION_RECORDED, decision.agency.chain, decision, facts=facts)
        pairs = {name: (plain(getattr(before, name)), plain(getattr(decision, name))) for name in _TOLD}
        changes = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        del facts["name"]
        return self.entry(
            events.DECISION_CHANGED, decision.agency.chain, decision, changes=changes, facts=facts
        )


class _OfDecision(StaffAction[Decision]):
    permission = "publishing.decision.record"

    def __init__(self, decision: Decision, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.decision = decision

    def subject(self) -> models.Model:
        return self.decision

    @property
    def kind(self) -> str:
        return str(self.decision.get_kind_display())


class Overturn(_OfDecision):
    """Record that a decision was altered, revoked, found unlawful or void.

    A penalty that is public must then be withdrawn within three working days (行政处罚法 Arts 48, 85).
    """

    def __init__(
        self, decision: Decision, what: Overturned, on: dt.date, *, basis: str, **context: object
    ) -> None:
        super().__init__(decision, **context)
        self.what, self.on, self.basis = Overturned(what), on, basis

    def validate(self) -> None:
        self.decision = Decision.objects.select_for_update().get(pk=self.decision.pk)
        self.basis = required(self.basis, _("请写明依据：哪份复议决定、判决或者本机关决定。"), "basis")[:200]
        if self.on < self.decision.decided_on:
            refuse(_("日期早于决定日期，请核对。"), "on")
        if self.on > self.today:
            refuse(_("日期还没有到，请核对。"), "on")
        _refuse_what_is(leaks_in(self.basis, "basis"))  # it stands on the public page

    def perform(self) -> Decision:
        self.decision.overturned, self.decision.overturned_on = self.what, self.on
        self.decision.overturned_by = self.basis
        self.decision.save(update_fields=["overturned", "overturned_on", "overturned_by"])
        showing.announce(self.decision, self.at)
        return self.decision

    def event(self) -> Entry:
        facts = {
            "kind": self.kind,
            "what": str(self.what.label),
            "on": self.on.isoformat(),
            "basis": self.basis,
        }
        return self.entry(events.DECISION_OVERTURNED, self.decision.agency.chain, self.decision, facts=facts)


class WithdrawDecision(_OfDecision):
    """Take a decision from the public; the reason is published in its place (行政处罚法 Art. 48(2))."""

    def validate(self) -> None:
        self.decision = Decision.objects.select_for_update().get(pk=self.decision.pk)
        self.reason = required(self.reason, _("请写明撤回的理由，理由会公开。"), "reason")[:200]
        if not self.decision.is_shown:
            refuse(_("这件决定现在没有公开，不用撤回。"))
        self.decision.withdrawn_on, self.decision.withdrawn_reason = self.today, self.reason
        _refuse_what_is(leaks_in(self.reason, "reason"))

    def perform(self) -> Decision:
        self.decision.save(update_fields=["withdrawn_on", "withdrawn_reason"])
        showing.announce(self.decision, self.at)
        return self.decision

    def event(self) -> Entry:
        facts = {"kind": self.kind}
        return self.entry(events.DECISION_WITHDRAWN, self.decision.agency.chain, self.decision, facts=facts)


class StrikeDecision(_OfDecision):
    """Take away a record that was a mistake: it counts no more. The trail keeps what it said."""

    def validate(self) -> None:
        required(self.reason, _("请写明登记错在哪里。"), "reason")

    def perform(self) -> Decision:
        showing.announce(self.decision, self.at)
        Decision.objects.filter(pk=self.decision.pk).delete()
        return self.decision

    def event(self) -> Entry:
        facts = {
            "kind": self.kind,
            "name": self.decision.name,
            "decided_on": self.decision.decided_on.isoformat(),
        }
        return self.entry(events.DECISION_STRUCK, self.decision.agency.chain, self.decision, facts=facts)


class SaveFee(_Recording):
    """Record what was charged in a year for one item, or change the record."""

    def __init__(self, fee: FeeYear, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.fee = fee

    def subject(self) -> models.Model:
        return self.fee

    def validate(self) -> None:
        self.fee.recorded_at, self.fee.source = self.at, self.fee.source or BY_HAND
        _refuse_what_is(wrong_with_fee(self.fee))

    def perform(self) -> FeeYear:
        self.fee.save()
        return self.fee

    def event(self) -> Entry:
        return self.entry(events.FEES_RECORDED, self.fee.agency.chain, self.fee, **_about(self.fee))


class StrikeFee(_Recording):
    """Take away a charge that was recorded by mistake."""

    def __init__(self, fee: FeeYear, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.fee = fee

    def subject(self) -> models.Model:
        return self.fee

    def validate(self) -> None:
        required(self.reason, _("请写明登记错在哪里。"), "reason")

    def perform(self) -> FeeYear:
        FeeYear.objects.filter(pk=self.fee.pk).delete()
        return self.fee

    def event(self) -> Entry:
        return self.entry(events.FEES_STRUCK, self.fee.agency.chain, self.fee, **_about(self.fee))


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of a spreadsheet were new or changed something."""

    decisions: int
    fees: int


class LoadRecords(_Recording):
    """Record all the rows of a spreadsheet, whose dry run found nothing wrong, or none of them.

    What is to be public waits for somebody else's confirmation.
    """

    def __init__(
        self,
        agency: Agency,
        decisions: Sequence[Decision],
        fees: Sequence[FeeYear],
        *,
        file: str,
        digest: str = "",
        **context: object,
    ) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.agency, self.decisions, self.fees = agency, decisions, fees
        self.file, self.digest = file[:200], digest

    def subject(self) -> models.Model:
        return self.agency

    def perform(self) -> Loaded:
        before = Decision.objects.in_bulk([one.pk for one in self.decisions if one.pk is not None])
        for decision in self.decisions:
            decision.source, decision.recorded_at = self.file, self.at
            awaits(decision, before.get(decision.pk), self.by)
        for fee in self.fees:
            fee.source, fee.recorded_at = self.file, self.at
        _store(Decision, self.decisions)
        _store(FeeYear, self.fees)
        showing.announce_all(self.agency, self.at)
        return Loaded(len(self.decisions), len(self.fees))

    def event(self) -> Entry:
        facts = {"decisions": len(self.decisions), "fees": len(self.fees), "digest": self.digest}
        return self.entry(events.RECORDS_LOADED, self.agency.chain, self.agency, facts=facts, label=self.file)


def _store(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    manager = model._default_manager
    manager.bulk_create([row for row in rows if row.pk is None], AT_ONCE)
    fields = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    manager.bulk_update([row for row in rows if row.pk is not None], fields, AT_ONCE)


def _about(fee: FeeYear) -> dict[str, Any]:
    facts: Mapping[str, str] = {"year": str(fee.year), "amount": f"{fee.amount:.2f}"}
    return {"facts": facts, "label": fee.item}


def _refuse_what_is(wrong: Sequence[Wrong]) -> None:
    if not wrong:
        return
    by_field: dict[str, list[str]] = {}
    for name, message in wrong:
        by_field.setdefault(name or "__all__", []).append(message)
    raise ValidationError(by_field)
