"""Moving, merging and abolishing authorities. Nothing that happened before is rewritten."""

from __future__ import annotations

from typing import Any

from django.db import models

from kaicheng.agencies import events, holdings, permissions
from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.actions.office import end_rows
from kaicheng.agencies.models import Agency, Delegation, Membership, Office
from kaicheng.agencies.models.agency import Status
from kaicheng.agencies.roles import ADMINISTRATORS
from kaicheng.audit.recording import Entry, record

NO_BASIS = "请写明依据，例如批准文件的名称和文号。"


class MoveAgency(StaffAction[Agency]):
    """Put an authority, with everything below it, under another."""

    permission = "agencies.agency.move"

    def __init__(self, agency: Agency, parent: Agency, **context: Any) -> None:
        super().__init__(**context)
        self.agency, self.parent = agency, parent

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        required(self.reason, NO_BASIS, "reason")
        self.agency, self.parent = _fresh(self.agency), _fresh(self.parent)
        self.before = self.agency.get_parent()
        if self.by is not None:
            permissions.require(self.by, self.permission, self.parent, self.today)
        _still_there(self.agency, "调整")
        _still_there(self.parent, "作为上级")
        if self.parent.path.startswith(self.agency.path):
            refuse(f"“{self.parent}”就在“{self.agency}”之内，不能作为它的上级。", "parent")
        if self.before is not None and self.before.pk == self.parent.pk:
            refuse(f"“{self.agency}”现在就在“{self.parent}”之下，不用调整。", "parent")

    def perform(self) -> Agency:
        self.agency.move(self.parent, "last-child")
        self.agency = _fresh(self.agency)
        return self.agency

    def event(self) -> Entry:
        changes = {"parent": (self.before.name if self.before else None, self.parent.name)}
        return self.entry(events.AGENCY_MOVED, self.agency.chain, self.agency, changes=changes)


class MergeAgency(StaffAction[Agency]):
    """Merge an authority into another, which takes over its offices, the people in them and what is below.

    The merged authority stays where it was, as history; who works in the other reaches its records. Posts of
    the whole authority, such as its head, end.
    """

    permission = "agencies.agency.merge"

    def __init__(self, agency: Agency, into: Agency, **context: Any) -> None:
        super().__init__(**context)
        self.agency, self.into = agency, into

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        required(self.reason, NO_BASIS, "reason")
        self.agency, self.into = _fresh(self.agency), _fresh(self.into)
        if self.by is not None:
            permissions.require(self.by, self.permission, self.into, self.today)
        _still_there(self.agency, "合并")
        _still_there(self.into, "承接合并")
        if self.into.path.startswith(self.agency.path):
            refuse("承接的机关不能是被合并的机关自己或它的下级，请先调整隶属关系。", "into")
        _no_administrators(self, self.agency)
        self.offices = list(Office.objects.filter(agency=self.agency, valid_to__isnull=True))
        taken = set(
            Office.objects.filter(agency=self.into, valid_to__isnull=True).values_list("name", flat=True)
        )
        if clash := [office.name for office in self.offices if office.name in taken]:
            names = "、".join(f"“{name}”" for name in clash)
            refuse(f"两个机关都有{names}，请先给其中一个改名，再办理合并。")

    def perform(self) -> Agency:
        moved = [self._take_over(office) for office in self.offices]
        self.moved = sum(moved)
        self.ended = end_rows(
            Membership.objects.filter(agency=self.agency).open(self.today), self.at, self.today
        )
        for child in list(self.agency.get_children()):
            _fresh(child).move(_fresh(self.into), "last-child")
        Agency.objects.filter(supervising_department=self.agency).update(supervising_department=self.into)
        self.agency = _fresh(self.agency)
        _stop(self, self.agency, Status.MERGED, self.into)
        record(
            self.entry(events.AGENCY_RECEIVED, self.into.chain, self.into, facts={"merged": self.agency.name})
        )
        return self.agency

    def _take_over(self, office: Office) -> int:
        """A new office in the other authority with the same people; how many appointments it takes."""
        new = Office.objects.create(
            agency=self.into,
            name=office.name,
            kind=office.kind,
            code=office.code,
            order=office.order,
            valid_from=self.today,
        )
        held = Membership.objects.filter(office=office).open(self.today)
        posts = list(held)
        end_rows(held, self.at, self.today)
        for post in posts:
            successor = Membership.objects.create(
                user_id=post.user_id,
                agency=self.into,
                office=new,
                role=post.role,
                title=post.title,
                valid_from=max(self.today, post.valid_from or self.today),
                valid_to=post.valid_to,
                proposed_by_id=post.proposed_by_id,
                confirmed_by_id=post.confirmed_by_id,
                confirmed_at=post.confirmed_at,
            )
            for lent in Delegation.objects.filter(membership=post, revoked_at__isnull=True).not_over(
                self.today
            ):
                Delegation.objects.create(
                    membership=successor,
                    delegate_id=lent.delegate_id,
                    reason=lent.reason,
                    valid_from=max(self.today, lent.valid_from),
                    valid_to=lent.valid_to,
                )
        office.valid_to, office.successor = max(self.today, office.valid_from or self.today), new
        office.save(update_fields=["valid_to", "successor"])
        return len(posts)

    def event(self) -> Entry:
        facts = {
            "into": self.into.name,
            "offices": len(self.offices),
            "memberships": self.moved,
            "ended": self.ended,
        }
        changes = {"status": (str(Status.ACTIVE), str(Status.MERGED))}
        return self.entry(events.AGENCY_MERGED, self.agency.chain, self.agency, changes=changes, facts=facts)


class AbolishAgency(StaffAction[Agency]):
    """Abolish an authority: its offices close, its appointments end, its records stay."""

    permission = "agencies.agency.abolish"

    def __init__(self, agency: Agency, *, successor: Agency | None = None, **context: Any) -> None:
        super().__init__(**context)
        self.agency, self.successor = agency, successor

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        required(self.reason, NO_BASIS, "reason")
        self.agency = _fresh(self.agency)
        _still_there(self.agency, "撤销")
        _no_administrators(self, self.agency)
        below = self.agency.get_descendants().filter(status=Status.ACTIVE).first()
        if below is not None:
            refuse(f"下面还有在编的“{below}”，请先把它撤销、合并或调整到别处。")
        if self.successor is not None:
            self.successor = _fresh(self.successor)
            if self.by is not None:
                permissions.require(self.by, self.permission, self.successor, self.today)
            if self.successor.pk == self.agency.pk:
                refuse("承继机关不能是被撤销的机关自己。", "successor")
            _still_there(self.successor, "作为承继机关")
        else:
            for kind in holdings.registered():
                if kind.open_in and (count := kind.open_in(self.agency).count()):
                    refuse(f"还有{count}件{kind.label.zh}没有办结，请填写由哪个机关承继。", "successor")

    def perform(self) -> Agency:
        self.ended = end_rows(
            Membership.objects.filter(agency=self.agency).open(self.today), self.at, self.today
        )
        offices = Office.objects.filter(agency=self.agency, valid_to__isnull=True)
        self.offices = offices.filter(valid_from__gt=self.today).update(valid_to=models.F("valid_from"))
        self.offices += offices.update(valid_to=self.today)
        _stop(self, self.agency, Status.ABOLISHED, self.successor)
        return self.agency

    def event(self) -> Entry:
        facts = {
            "successor": self.successor.name if self.successor else "",
            "offices": self.offices,
            "ended": self.ended,
        }
        changes = {"status": (str(Status.ACTIVE), str(Status.ABOLISHED))}
        return self.entry(
            events.AGENCY_ABOLISHED, self.agency.chain, self.agency, changes=changes, facts=facts
        )


def _fresh(agency: Agency) -> Agency:
    """The authority as it stands: moving others changes paths."""
    return Agency.objects.get(pk=agency.pk)


def _still_there(agency: Agency, purpose: str) -> None:
    if not agency.active:
        refuse(f"“{agency}”{agency.get_status_display()}，不能{purpose}。")


def _no_administrators(action: StaffAction[Any], agency: Agency) -> None:
    """By no reform does anybody get rid of the other administrators: their posts end by ``End`` alone."""
    posts = Membership.objects.filter(agency=agency, role__in=ADMINISTRATORS).open(action.today)
    if action.by is not None and (held := posts.select_related("user", "agency").first()) is not None:
        refuse(
            f"{held.user.label}还是“{agency}”的{held.role_label}，请先终止管理员的任职，或改在上级机关任命。"
        )


def _stop(action: StaffAction[Any], agency: Agency, status: Status, successor: Agency | None) -> None:
    agency.status, agency.status_since, agency.successor = status, action.today, successor
    agency.save(update_fields=["status", "status_since", "successor"])
