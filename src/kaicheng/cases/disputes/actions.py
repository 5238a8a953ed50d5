"""Recording reconsiderations and suits, and what comes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies import permissions
from kaicheng.agencies.actions.base import StaffAction, plain, refuse, required
from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import Entry, differences
from kaicheng.cases.actions.parts import AnswerAgain
from kaicheng.cases.disputes import events
from kaicheng.cases.disputes.events import FIELDS
from kaicheng.cases.ledger import refresh, state_of
from kaicheng.cases.models import Case, Dispute, DisputeKind, DisputeOutcome


class _Disputing(StaffAction[Dispute]):
    """What recording and changing have in common: the rules, and the answer that is ordered."""

    permission: ClassVar[str] = "cases.dispute.record"
    dispute: Dispute
    before: Mapping[str, Any]

    def subject(self) -> models.Model:
        return self.dispute

    def validate(self) -> None:
        one = self.dispute
        one.body = required(one.body, _("请写复议机关或者人民法院的名称。"), "body")
        self._in_order()
        if one.case is not None and one.case.agency_id != one.agency_id:
            refuse(_("这份申请不是本机关的，请核对编号。"), "case")
        if one.follows is not None:
            if one.kind != DisputeKind.LITIGATION_AFTER:
                refuse(_("只有复议后起诉的，才填先前的复议。"), "follows")
            if one.follows.agency_id != one.agency_id or one.follows.kind != DisputeKind.RECONSIDERATION:
                refuse(_("先前的复议不在本机关的登记里，请核对。"), "follows")
        if bool(one.decided_on) != bool(one.outcome):
            refuse(_("结果和作出决定、裁判的日期要一起填写。"), "outcome")
        if one.orders_answer_by is not None:
            self._order()

    def _in_order(self) -> None:
        one, days = self.dispute, (
            ("copy_received_on", "filed_on", _("收到副本的日期早于受理、立案的日期，请核对。")),
            ("replied_on", "copy_received_on", _("提交答复的日期早于收到副本的日期，请核对。")),
            ("heard_on", "filed_on", _("听证、开庭的日期早于受理、立案的日期，请核对。")),
            ("decided_on", "filed_on", _("作出决定、裁判的日期早于受理、立案的日期，请核对。")),
            ("decision_received_on", "decided_on", _("收到决定、裁判的日期早于作出的日期，请核对。")),
        )  # fmt: skip
        for name in ("filed_on", "copy_received_on", "replied_on", "decided_on", "decision_received_on"):
            day = getattr(one, name)
            if day is not None and day > self.today:
                refuse(_("这个日期在今天之后，请核对。"), name)
        for name, earlier, message in days:
            later, first = getattr(one, name), getattr(one, earlier)
            if later is not None and first is not None and later < first:
                refuse(message, name)
        if one.replied_on is not None and one.copy_received_on is None:
            refuse(_("先填收到副本的日期，答复期限从这一天起算。"), "copy_received_on")
        if one.decision_received_on is not None and one.decided_on is None:
            refuse(_("请填写作出决定、裁判的日期。"), "decided_on")

    def _order(self) -> None:
        one = self.dispute
        if one.outcome != DisputeOutcome.CORRECTED:
            refuse(_("责令重新答复的，结果应当是“结果纠正”。"), "outcome")
        if one.decision_received_on is None:
            refuse(_("请填写收到决定、裁判的日期，重新答复从这一天开始。"), "decision_received_on")
        if one.case is None:
            refuse(_("请填写申请编号，才能另立重新答复。"), "case")
        if one.orders_answer_by is not None and one.orders_answer_by < one.decision_received_on:
            refuse(_("重新答复的期限早于收到决定的日期，请核对。"), "orders_answer_by")

    def _answer_again(self) -> str:
        """Make the case that the order asks for, or move its last day. Gives its number."""
        one = self.dispute
        if one.orders_answer_by is None or one.case is None or one.decision_received_on is None:
            return ""
        if one.again is None and one.case.answered_on is None and one.case.closed_on is None:
            return self._answer_at_last(one.case, one.orders_answer_by)
        if one.again is None:
            one.again = AnswerAgain(
                one.case,
                decided_on=one.decision_received_on,
                answer_by=one.orders_answer_by,
                by=self.by,
                at=self.at,
                origin=self.origin,
            ).execute()
            one.save(update_fields=["again"])
            return one.again.number
        return self._answer_at_last(one.again, one.orders_answer_by)

    def _answer_at_last(self, case: Case, by: dt.date) -> str:
        """Nothing was answered yet, or the last day is another: the day of the order counts."""
        if case.answer_due == by:
            return case.number
        if self.by is not None:
            permissions.require(self.by, "cases.case.handle", case, self.today)
        case.answer_due = by
        case.save(update_fields=["answer_due"])
        refresh(case, state_of(case, self.today))
        return case.number


class RecordDispute(_Disputing):
    """Write down a reconsideration or a suit about ``case``, or about what was to be published by itself."""

    def __init__(self, agency: Agency, values: Mapping[str, Any], **context: Any) -> None:
        super().__init__(**context)
        self.dispute = Dispute(agency=agency, recorded_at=self.at, **_known(values))
        self.before = {}

    def subject(self) -> models.Model:
        return self.dispute.case or self.dispute.agency

    def validate(self) -> None:
        super().validate()
        one = self.dispute
        twice = Dispute.objects.filter(agency=one.agency, number=one.number, body=one.body)
        if one.number and twice.exists():
            refuse(_("这个案号已经登记过，请打开原来的登记修改。"), "number")

    def perform(self) -> Dispute:
        self.dispute.save()
        self._answer_again()
        return self.dispute

    def event(self) -> Entry:
        one = self.dispute
        changes = {
            name: (None, value) for name, value in _values(one).items() if value not in (None, "", False)
        }
        facts = {
            "kind": str(one.get_kind_display()),
            "body": one.body,
            "case": one.case.number if one.case else "—",
        }
        return self.entry(events.RECORDED, one.agency.chain, one, changes=changes, facts=facts)


class ChangeDispute(_Disputing):
    """Write down what has happened since: reply, hearing, decision. Only what differs is recorded."""

    def __init__(self, dispute: Dispute, values: Mapping[str, Any], **context: Any) -> None:
        super().__init__(**context)
        self.dispute, self.values = dispute, _known(values)

    def validate(self) -> None:
        # Locked, so that of two who change at once the second judges by what the first has done.
        Dispute.objects.select_for_update().get(pk=self.dispute.pk)
        self.dispute = Dispute.objects.select_related("agency", "case", "follows", "again").get(
            pk=self.dispute.pk
        )
        self.before = _values(self.dispute)
        for name, value in self.values.items():
            setattr(self.dispute, name, value)
        super().validate()
        if self.dispute.again is not None and self.dispute.orders_answer_by is None:
            refuse(_("已经另立重新答复，期限不能去掉。"), "orders_answer_by")

    def perform(self) -> Dispute:
        self.dispute.save()
        self.again = self._answer_again()
        return self.dispute

    def event(self) -> Entry:
        one = self.dispute
        changes = differences(self.before, _values(one))
        what = "、".join(_named(name) for name in changes) or _("没有变化")
        return self.entry(
            events.CHANGED, one.agency.chain, one, changes=changes, facts={"what": what, "again": self.again}
        )


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}


def _named(field: str) -> str:
    return str(getattr(Dispute._meta.get_field(field), "verbose_name", field))


def _values(dispute: Dispute) -> dict[str, Any]:
    return {name: plain(getattr(dispute, name)) for name in FIELDS}
