"""代审: letting a colleague act in a post during an absence, and taking it back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models

from kaicheng.agencies import events
from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Delegation, Membership, User
from kaicheng.agencies.roles import DELEGABLE, Role
from kaicheng.audit.recording import Entry

LONGEST = dt.timedelta(days=92)
"""Longer than an absence: that would be an appointment, which the security administrator confirms."""


class Delegate(StaffAction[Delegation]):
    """Let a colleague of the same authority act in a post from one day to another."""

    permission = "agencies.delegation.grant"

    def __init__(
        self, membership: Membership, to: User, *, valid_from: dt.date, valid_to: dt.date, **context: Any
    ) -> None:
        super().__init__(**context)
        self.membership, self.to = membership, to
        self.days = valid_from, valid_to

    def subject(self) -> models.Model:
        return self.membership

    def validate(self) -> None:
        required(self.reason, "请写明代审的事由，例如“外出学习”。", "reason")
        self.membership = Membership.objects.select_for_update().get(pk=self.membership.pk)
        post, (first, last) = self.membership, self.days
        role = Role(post.role)
        if role not in DELEGABLE:
            refuse(f"{role.label}的工作不能由别人代办，请重新任命。")
        if not Membership.objects.effective(self.today).filter(pk=post.pk).exists():
            refuse("这项任职还没有生效或者已经终止，不能委托代审。")
        if first < self.today:
            refuse("起始日期不能早于今天。", "valid_from")
        if last < first:
            refuse("截止日期早于起始日期，请改正其中一个。", "valid_to")
        if last - first > LONGEST:
            refuse(f"代审最长{LONGEST.days}天，时间更长的请办理正式任职。", "valid_to")
        if post.valid_to is not None and last > post.valid_to:
            refuse(f"任职到{post.valid_to}为止，代审不能更晚。", "valid_to")
        self._check_delegate()
        overlapping = Delegation.objects.filter(
            membership=post, revoked_at__isnull=True, valid_from__lte=last, valid_to__gte=first
        ).first()
        if overlapping is not None:
            refuse(
                f"{overlapping.valid_from}至{overlapping.valid_to}已经委托{overlapping.delegate.label}代审，"
                "请先撤回，或错开日期。"
            )

    def _check_delegate(self) -> None:
        if self.to.pk == self.membership.user_id:
            refuse("代审人不能是本人，请选一位同事。", "to")
        colleagues = Membership.objects.effective(self.today).filter(agency=self.membership.agency_id)
        if not self.to.is_active or not colleagues.filter(user=self.to, role__in=DELEGABLE).exists():
            refuse(
                f"{self.to.label}在“{self.membership.agency}”没有业务岗位，不能代审。请选本机关的同事。", "to"
            )

    def perform(self) -> Delegation:
        self.delegation = Delegation.objects.create(
            membership=self.membership,
            delegate=self.to,
            valid_from=self.days[0],
            valid_to=self.days[1],
            reason=self.reason,
        )
        return self.delegation

    def event(self) -> Entry:
        facts = {"valid_from": self.days[0].isoformat(), "valid_to": self.days[1].isoformat()}
        return _tell(self, self.delegation, events.DELEGATED, facts)


class Revoke(StaffAction[Delegation]):
    """Take a delegation back, at once."""

    permission = "agencies.delegation.revoke"

    def __init__(self, delegation: Delegation, **context: Any) -> None:
        super().__init__(**context)
        self.delegation = delegation

    def subject(self) -> models.Model:
        return self.delegation

    def validate(self) -> None:
        self.delegation = Delegation.objects.select_for_update().get(pk=self.delegation.pk)
        if self.delegation.revoked_at is not None:
            refuse("这项代审已经撤回了。")

    def perform(self) -> Delegation:
        self.delegation.revoked_at = self.at
        self.delegation.save(update_fields=["revoked_at"])
        return self.delegation

    def event(self) -> Entry:
        return _tell(self, self.delegation, events.DELEGATION_REVOKED)


def _tell(
    action: StaffAction[Any], delegation: Delegation, kind: Any, facts: dict[str, Any] | None = None
) -> Entry:
    membership = delegation.membership
    return action.entry(
        kind,
        membership.agency.chain,
        delegation,
        label=membership.post,
        facts={"delegate": str(delegation.delegate_id), **(facts or {})},
        personal={"delegate": delegation.delegate.label},
    )
