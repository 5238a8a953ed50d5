"""In which capacities somebody stands on a day: own posts, and posts of colleagues by delegation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from kaicheng.agencies.models import Agency, Delegation, Membership, Office, User
from kaicheng.agencies.roles import DELEGABLE, Role
from kaicheng.audit.recording import Actor

Somebody = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Capacity:
    """One post in which ``user`` may act: an own one, or that of another by delegation."""

    user: User
    membership: Membership
    delegation: Delegation | None = None

    @property
    def role(self) -> Role:
        return Role(self.membership.role)

    @property
    def agency(self) -> Agency:
        return self.membership.agency

    @property
    def office(self) -> Office | None:
        return self.membership.office

    @property
    def post(self) -> str:
        """The post as records name it: authority, post, and whether somebody stands in for its holder."""
        post, agency = self.membership.post, self.agency.short_name
        named = post if post.startswith(agency) else f"{agency}{post}"
        return f"{named}（代审）" if self.delegation else named

    @property
    def place(self) -> str:
        """Authority, office and post, for whoever asks where they stand."""
        post = self.membership.title or self.membership.role_short
        office = self.office.name if self.office else ""
        return " · ".join(filter(None, (self.agency.short_name, office, post)))

    @property
    def actor(self) -> Actor:
        """Who acts, for the audit trail."""
        return Actor(id=str(self.user.pk), post=self.post, name=self.user.get_full_name())


_LOOKED_UP = "_capacities_looked_up"


def look_once(user: User) -> None:
    """From here on the capacities of this very object are looked up once for each day, not once a question.

    For a request that only looks: its person lives as long as it does. What changes something judges anew.
    """
    setattr(user, _LOOKED_UP, {})


def only_looks(user: Somebody) -> bool:
    """Whether this very object belongs to a request that only looks, by :func:`look_once`."""
    return getattr(user, _LOOKED_UP, None) is not None


def capacities(user: Somebody, on: dt.date) -> tuple[Capacity, ...]:
    """Every capacity of ``user`` on that day, own posts first. Being a superuser gives none."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    known: dict[dt.date, tuple[Capacity, ...]] | None = getattr(user, _LOOKED_UP, None)
    if known is None:
        return _looked_up(user, on)
    if on not in known:
        known[on] = _looked_up(user, on)
    return known[on]


def _looked_up(user: User, on: dt.date) -> tuple[Capacity, ...]:
    own = Membership.objects.effective(on).filter(user=user).select_related("user", "agency", "office")
    lent = (
        Delegation.objects.effective(on)
        .filter(delegate=user, membership__role__in=DELEGABLE)
        .select_related("membership__user", "membership__agency", "membership__office")
    )
    return (
        *(Capacity(user, membership) for membership in own),
        *(Capacity(user, delegation.membership, delegation) for delegation in lent),
    )


def acting_for(user: Somebody, role: Role, office: Office | None, on: dt.date) -> Capacity | None:
    """The capacity in which ``user`` acts in ``role`` for ``office`` on that day: the own post before a
    delegation, None when neither is there. Without an office, the role in any authority is meant.

    Whether the same person has signed before is for the one who asks to judge, by ``Capacity.user``.
    """
    wanted = {office.pk for office in succession(office)} if office else None
    return next(
        (
            capacity
            for capacity in capacities(user, on)
            if capacity.role is role
            and (wanted is None or (capacity.office is not None and capacity.office.pk in wanted))
        ),
        None,
    )


def acting(role: Role, place: Office | Agency, on: dt.date) -> list[Capacity]:
    """Everybody who acts in ``role`` for an office or authority on that day, holders before delegates."""
    if isinstance(place, Office):
        held = Membership.objects.filter(office__in=[office.pk for office in succession(place)])
    else:
        held = Membership.objects.filter(agency__in=[agency.pk for agency in succession(place)])
    held = held.effective(on).filter(role=role, user__is_active=True)
    posts = list(held.select_related("user", "agency", "office").order_by("pk"))
    lent = Delegation.objects.effective(on).filter(membership__in=posts, delegate__is_active=True)
    lent = lent.select_related("delegate", "membership__user", "membership__agency", "membership__office")
    found = [Capacity(membership.user, membership) for membership in posts]
    if role in DELEGABLE:
        found += [Capacity(delegation.delegate, delegation.membership, delegation) for delegation in lent]
    return found


Merging = TypeVar("Merging", Agency, Office)


def succession(start: Merging) -> list[Merging]:
    """An authority or office and those that took over from it, in order."""
    found = [start]
    while (following := found[-1].successor) is not None and following not in found:
        found.append(following)
    return found


def with_predecessors(model: type[Merging], ids: Iterable[int]) -> set[int]:
    """The ids given and those of all that were merged into them, directly or by steps."""
    found = set(ids)
    fresh = set(found)
    rows: models.QuerySet[Merging] = models.QuerySet(model)
    while fresh:
        fresh = set(rows.filter(successor__in=fresh).values_list("pk", flat=True)) - found
        found |= fresh
    return found
