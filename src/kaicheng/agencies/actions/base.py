"""What every change of the organisation has in common: who may, when, why, and the event that tells it."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from kaicheng.agencies import permissions
from kaicheng.agencies.models import User
from kaicheng.agencies.standing import Capacity
from kaicheng.audit.actions import Action
from kaicheng.audit.recording import NOWHERE, SYSTEM, Actor, Entry, Origin, Target
from kaicheng.audit.registry import EventType

Result = TypeVar("Result")


class StaffAction(Action[Result]):
    """A change that somebody on staff makes, permitted by ``permission`` on what :meth:`subject` gives.

    ``by`` is the person; None is the installation itself: a command at the server's shell, a scheduled job.
    """

    permission: ClassVar[str]

    def __init__(
        self,
        *,
        by: User | None,
        at: dt.datetime | None = None,
        reason: str = "",
        origin: Origin = NOWHERE,
    ) -> None:
        self.by, self.origin = by, origin
        self.reason = reason.replace("\0", "").strip()  # no database keeps a zero byte in a text
        self.at = at or timezone.now()
        self.today = timezone.localdate(self.at)
        self.capacity: Capacity | None = None

    @abstractmethod
    def subject(self) -> models.Model:
        """On what the permission is needed: the thing changed, or where a new one is made."""

    def check(self) -> None:
        if self.by is not None:
            self.capacity = permissions.require(self.by, self.permission, self.subject(), self.today)
        self.validate()

    def validate(self) -> None:
        """Raise ValidationError for what the rules forbid, whoever asks."""

    @property
    def actor(self) -> Actor:
        """Who acts, for the trail."""
        return self.capacity.actor if self.capacity else SYSTEM

    def entry(
        self,
        kind: EventType,
        chain: str,
        target: models.Model,
        *,
        changes: Mapping[str, tuple[Any, Any]] | None = None,
        facts: Mapping[str, Any] | None = None,
        personal: Mapping[str, str] | None = None,
        label: str | None = None,
    ) -> Entry:
        """The event with what every one of this action's events shares."""
        return Entry(
            type=kind,
            chain=chain,
            actor=self.actor,
            target=Target.of(target, label),
            at=self.at,
            origin=self.origin,
            changes=changes or {},
            facts=facts or {},
            personal=personal or {},
            reason=self.reason,
        )


def refuse(message: str, field: str | None = None) -> NoReturn:
    """Say what is wrong; ``field`` is where."""
    raise ValidationError({field: message} if field else message)


def required(value: str, message: str, field: str) -> str:
    """The text without blanks around it. Raises ValidationError when nothing is left."""
    value = value.strip()
    if not value:
        refuse(message, field)
    return value


def plain(value: Any) -> Any:
    """A field's value as the trail keeps it."""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int)) else str(value)
