"""What sign-in asks of the organisation: how records name somebody, and who needs a second factor."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from kaicheng.agencies.models import User
from kaicheng.agencies.standing import capacities
from kaicheng.audit.recording import Actor, Target
from kaicheng.privacy.registry import INSTALLATION


def actor_of(user: User, at: dt.datetime) -> Actor:
    """The person in the first of their posts."""
    held = capacities(user, timezone.localdate(at))
    return held[0].actor if held else Actor(id=str(user.pk), post="", name=user.get_full_name())


def chain_of(user: User, at: dt.datetime) -> str:
    """The audit chain of the authority of the first of their posts; the installation's without one."""
    held = capacities(user, timezone.localdate(at))
    return held[0].agency.chain if held else INSTALLATION


def account(user: User) -> Target:
    """The account as records name it: its number, for its name may be the person's."""
    return Target.of(user, label=f"账号{user.pk}")


def needs_second_factor(user: User, on: dt.date) -> bool:
    """Whether the posts of ``user`` on that day, lent ones included, ask for one-time codes."""
    if user.is_superuser:
        return True
    wanted = set(settings.KAICHENG_SECOND_FACTOR_ROLES)
    return any(capacity.role in wanted for capacity in capacities(user, on))
