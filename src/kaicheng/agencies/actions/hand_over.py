"""工作移交: when somebody leaves an authority, a successor receives everything, in one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

from kaicheng.agencies import events, holdings
from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.actions.membership import Appoint
from kaicheng.agencies.actions.office import end_rows
from kaicheng.agencies.models import Agency, Delegation, Membership, User
from kaicheng.agencies.roles import ADMINISTRATORS
from kaicheng.agencies.standing import with_predecessors
from kaicheng.audit.recording import Entry


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What changed hands: appointments proposed for the successor, and how many of each holding."""

    memberships: list[Membership]
    holdings: dict[str, int]
    delegations: int


class HandOver(StaffAction[HandedOver]):
    """End what ``leaver`` holds in ``agency`` and give it to ``successor``.

    Things held move at once, those of authorities merged into it too, and also when the posts ended before.
    Posts are proposed for the successor and count when confirmed, as every appointment does; posts the
    successor already has are not doubled.
    """

    permission = "agencies.membership.hand_over"

    def __init__(self, leaver: User, successor: User, agency: Agency, **context: Any) -> None:
        super().__init__(**context)
        self.leaver, self.successor, self.agency = leaver, successor, agency

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        required(self.reason, "请写明移交的原因，例如“调离”“退休”。", "reason")
        if self.leaver.pk == self.successor.pk:
            refuse("接手的人不能是离开的人自己。", "successor")
        if not self.successor.is_active:
            refuse(f"账号“{self.successor.label}”已经停用，不能接手。", "successor")
        people = sorted((self.leaver.pk, self.successor.pk))
        list(User.objects.select_for_update().filter(pk__in=people).order_by("pk"))
        of_successor = Membership.objects.filter(user=self.successor, role__in=ADMINISTRATORS)
        if of_successor.open(self.today).exists():
            refuse(f"{self.successor.label}是管理员，不兼业务岗位，不能接手。", "successor")
        self.posts = list(
            Membership.objects.filter(user=self.leaver, agency=self.agency)
            .open(self.today)
            .select_related("agency", "office")
        )
        if any(post.role in ADMINISTRATORS for post in self.posts):
            refuse(f"{self.leaver.label}是管理员，请先由另一位管理员任命接替的人，再终止原任职。", "leaver")
        merged = with_predecessors(Agency, {self.agency.pk})
        self.agencies = list(Agency.objects.filter(pk__in=merged).order_by("pk"))
        if not self.posts and not any(
            kind.count(self.leaver, agency) for kind in holdings.registered() for agency in self.agencies
        ):
            refuse(f"{self.leaver.label}在“{self.agency}”没有任职，也没有要移交的工作。", "leaver")

    def perform(self) -> HandedOver:
        moved = {
            kind.label.zh: sum(
                kind.hand_over(self.leaver, agency, self.successor) for agency in self.agencies
            )
            for kind in holdings.registered()
        }
        lent = Delegation.objects.filter(revoked_at__isnull=True).not_over(self.today)
        lent = lent.filter(
            models.Q(membership__in=self.posts)
            | models.Q(delegate=self.leaver, membership__agency=self.agency)
        )
        delegations = lent.update(revoked_at=self.at)
        end_rows(Membership.objects.filter(pk__in=[post.pk for post in self.posts]), self.at, self.today)
        self.result = HandedOver(self._propose(), moved, delegations)
        return self.result

    def _propose(self) -> list[Membership]:
        held = {
            (post.role, post.office_id)
            for post in Membership.objects.filter(user=self.successor, agency=self.agency).open(self.today)
        }
        return [
            Appoint(
                self.successor,
                post.role,
                self.agency,
                office=post.office,
                title=post.title,
                valid_to=post.valid_to,
                by=self.by,
                at=self.at,
                reason=self.reason,
                origin=self.origin,
            ).execute()
            for post in self.posts
            if (post.role, post.office_id) not in held
        ]

    def event(self) -> Entry:
        moved = [f"{label}{count}件" for label, count in self.result.holdings.items() if count]
        return self.entry(
            events.HANDED_OVER,
            self.agency.chain,
            self.leaver,
            label=f"账号{self.leaver.pk}",
            facts={
                "memberships": len(self.posts),
                "delegations": self.result.delegations,
                "holdings": moved,
                "leaver": str(self.leaver.pk),
                "successor": str(self.successor.pk),
            },
            personal={"leaver": self.leaver.label, "successor": self.successor.label},
        )
