"""Appointing people to posts, confirming and ending appointments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models

from kaicheng.agencies import events
from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.actions.office import end_rows
from kaicheng.agencies.models import Agency, Membership, Office, User
from kaicheng.agencies.roles import ADMINISTRATORS, OFFICE_ROLES, Role, conflict
from kaicheng.audit.recording import Entry
from kaicheng.audit.registry import EventType


def problem_of(role: Role, name: str, in_office: bool, held: Iterable[str]) -> tuple[str, str] | None:
    """What forbids to appoint somebody who holds these roles, and in which field it lies."""
    if role in OFFICE_ROLES and not in_office:
        return f"{role.label}要写明在哪个科室。", "office"
    if role in ADMINISTRATORS and in_office:
        return f"{role.label}管的是整个机关，不选科室。", "office"
    other = conflict(role, held)
    if other is not None:
        return (
            f"{name}现任{other.label}，不能同时担任{role.label}："
            "系统、安全、审计三个管理员由不同的人担任，也不兼业务岗位。请先终止原任职，或另选人员。",
            "role",
        )
    return None


def beside(made: Membership, today: dt.date) -> models.QuerySet[Membership]:
    """What its holder has besides: posts held today or later, and whatever lies in the same days as it."""
    begins = min(filter(None, (made.valid_from, today)), default=today)
    return Membership.objects.filter(user=made.user).open(begins)


class Appoint(StaffAction[Membership]):
    """Appoint somebody to a post. It counts once the security administrator confirms it.

    What the installation itself appoints (``by=None``) counts at once: that is how the first administrators
    come to be.
    """

    permission = "agencies.membership.appoint"

    def __init__(
        self,
        user: User,
        role: Role | str,
        agency: Agency,
        *,
        office: Office | None = None,
        title: str = "",
        valid_from: dt.date | None = None,
        valid_to: dt.date | None = None,
        **context: Any,
    ) -> None:
        super().__init__(**context)
        self.user = user
        self.membership = Membership(
            user=user,
            role=Role(role),
            agency=agency,
            office=office,
            title=title.strip(),
            valid_from=valid_from or self.today,
            valid_to=valid_to,
            proposed_by=self.by,
        )

    def subject(self) -> models.Model:
        return self.membership.agency

    def validate(self) -> None:
        made = self.membership
        role, office = Role(made.role), made.office
        # Two appointments of one person wait for each other here, so that neither misses the other.
        User.objects.select_for_update().get(pk=self.user.pk)
        if not made.agency.active:
            refuse(f"“{made.agency}”已经撤销或合并，不能再任命人员。")
        if not self.user.is_active:
            refuse(f"账号“{self.user.label}”已经停用，请先启用。", "user")
        if office is not None and office.agency_id != made.agency_id:
            refuse(f"“{office}”不是“{made.agency}”的科室，请重新选择。", "office")
        if office is not None and office.valid_to is not None:
            refuse(f"“{office}”已经撤销，不能再任命人员。", "office")
        if self.by is not None and self.by.pk == self.user.pk:
            refuse("不能给自己安排任职，请由另一位系统管理员办理。", "user")
        made.duty = ""
        made.full_clean(exclude={"duty"}, validate_constraints=False)
        made.validate_days()
        held = list(beside(made, self.today))
        problem = problem_of(role, self.user.label, office is not None, (one.role for one in held))
        if problem is not None:
            refuse(*problem)
        same = next(
            (
                one
                for one in held
                if (one.role, one.agency_id, one.office_id) == (role, made.agency_id, made.office_id)
                and one.overlaps(made.valid_from, made.valid_to)
            ),
            None,
        )
        if same is not None and same.valid_to is not None:
            refuse(
                f"{self.user.label}的这项任职到{same.valid_to}为止。要延长的，请从次日起安排一项新的。",
                "valid_from",
            )
        if same is not None:
            refuse(f"{self.user.label}已经有这项任职，不用重复安排。", "role")

    def perform(self) -> Membership:
        if self.by is None:
            self.membership.confirmed_at = self.at
        self.membership.save()
        return self.membership

    def event(self) -> Entry:
        made = self.membership
        kind = events.MEMBERSHIP_APPOINTED if made.confirmed else events.MEMBERSHIP_PROPOSED
        facts = {
            "office": made.office.name if made.office else "",
            "valid_from": made.valid_from.isoformat() if made.valid_from else "",
            "valid_to": made.valid_to.isoformat() if made.valid_to else "",
        }
        return _tell(self, kind, made, facts)


class Confirm(StaffAction[Membership]):
    """The security administrator's word on a proposed appointment; without it nobody gains anything."""

    permission = "agencies.membership.confirm"
    agreed = True

    def __init__(self, membership: Membership, **context: Any) -> None:
        super().__init__(**context)
        self.membership = membership

    def subject(self) -> models.Model:
        return self.membership

    def validate(self) -> None:
        self.membership = Membership.objects.select_for_update().get(pk=self.membership.pk)
        if self.membership.confirmed or self.membership.ended_at is not None:
            refuse("这项任职已经处理过了，不用再确认。")
        if self.by is not None and self.by.pk in (self.membership.user_id, self.membership.proposed_by_id):
            refuse("确认人不能是提出人，也不能是任职人本人。")

    def perform(self) -> Membership:
        self.membership.confirmed_at, self.membership.confirmed_by = self.at, self.by
        self.membership.save(update_fields=["confirmed_at", "confirmed_by", "duty"])
        return self.membership

    def event(self) -> Entry:
        return _tell(self, events.MEMBERSHIP_CONFIRMED, self.membership)


class Decline(Confirm):
    """The security administrator does not agree to a proposed appointment."""

    def validate(self) -> None:
        required(self.reason, "请写明不同意的理由，提出人会看到。", "reason")
        super().validate()

    def perform(self) -> Membership:
        end_rows(Membership.objects.filter(pk=self.membership.pk), self.at, self.today)
        self.membership.refresh_from_db()
        return self.membership

    def event(self) -> Entry:
        return _tell(self, events.MEMBERSHIP_DECLINED, self.membership)


class End(StaffAction[Membership]):
    """End an appointment, at once or on a later day, but not later than was confirmed.

    The three administrators watch each other: nobody ends the own appointment as administrator, the
    security administrator ends those of the other two, and the last one stays until another is there.
    """

    permission = "agencies.membership.end"

    def __init__(self, membership: Membership, *, last_day: dt.date | None = None, **context: Any) -> None:
        super().__init__(**context)
        self.membership, self.last_day = membership, last_day or self.today
        self.at_once = last_day is None

    def subject(self) -> models.Model:
        return self.membership

    def validate(self) -> None:
        self.membership = Membership.objects.select_for_update().get(pk=self.membership.pk)
        if self.membership.ended_at is not None:
            refuse("这项任职已经终止了。")
        if self.last_day < self.today:
            refuse("截止日期不能早于今天：已经办过的事不能变成无权办理。", "last_day")
        first, last = self.membership.valid_from, self.membership.valid_to
        if first and self.last_day < first and not self.at_once:
            refuse("截止日期早于任职开始的日期；还没有开始的任职，不填日期就是取消。", "last_day")
        if last and self.last_day > last:
            refuse(f"任职本来到{last}为止，不能在这里延长，请从次日起任命。", "last_day")
        role = Role(self.membership.role)
        if role in ADMINISTRATORS:
            self._check_administrator(role)

    def _check_administrator(self, role: Role) -> None:
        acting = self.capacity.role if self.capacity else None
        if self.by is not None and self.by.pk == self.membership.user_id:
            refuse("不能终止自己的管理员任职，请由另一位管理员办理。")
        if acting is Role.SYSTEM_ADMINISTRATOR and role is not Role.SECURITY_ADMINISTRATOR:
            refuse(f"{role.label}的任职由安全管理员终止。")
        others = Membership.objects.effective(self.today).filter(role=role, user__is_active=True)
        if not others.exclude(pk=self.membership.pk).exists():
            refuse(f"这是最后一位{role.label}，请先任命并确认接替的人。")

    def perform(self) -> Membership:
        if self.last_day == self.today:
            end_rows(Membership.objects.filter(pk=self.membership.pk), self.at, self.today)
            self.membership.refresh_from_db()
        else:
            self.membership.valid_to = self.last_day
            self.membership.save(update_fields=["valid_to"])
        return self.membership

    def event(self) -> Entry:
        facts = {"last_day": self.last_day.isoformat()}
        return _tell(self, events.MEMBERSHIP_ENDED, self.membership, facts)


def _tell(
    action: StaffAction[Any], kind: EventType, membership: Membership, facts: dict[str, Any] | None = None
) -> Entry:
    """An event about an appointment, with its role in words and its holder's name kept apart."""
    return action.entry(
        kind,
        membership.agency.chain,
        membership,
        label=membership.post,
        facts={"role": membership.role_label, "user": str(membership.user_id), **(facts or {})},
        personal={"holder": membership.user.label},
    )
