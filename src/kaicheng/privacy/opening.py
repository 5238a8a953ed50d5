"""Opening a personal value: by whom needs it, for a reason, on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from kaicheng.audit.actions import Action
from kaicheng.audit.recording import NOWHERE, Actor, Entry, Origin, Target
from kaicheng.privacy import registry
from kaicheng.privacy.events import OPENED
from kaicheng.privacy.fields import EncryptedTextField

LONGEST_REASON = 200


def may_open(user: Any, instance: Model) -> bool:
    """Whether the declared rule lets this user open personal values of ``instance``."""
    return bool(user.is_active and registry.of_model(type(instance)).may_open(user, instance))


class OpenPersonal(Action[str]):
    """Give the value of ``field`` of ``instance``. The event names field and reason, not the value."""

    def __init__(
        self,
        instance: Model,
        field: str,
        *,
        user: Any,
        by: Actor,
        reason: str,
        at: dt.datetime,
        origin: Origin = NOWHERE,
    ) -> None:
        self.instance, self.field, self.user = instance, field, user
        self.by, self.reason, self.at, self.origin = by, reason.strip(), at, origin
        self.data = registry.of_model(type(instance))

    def check(self) -> None:
        if self.field not in self.data.fields:
            raise LookupError(f"{self.instance._meta.label}.{self.field} is no declared personal value")
        if not may_open(self.user, self.instance):
            raise PermissionDenied(_("您的岗位不需要查看这项个人信息。"))
        if not self.reason:
            raise ValidationError(_("请写明查看的事由，例如“电话告知补正”。"))
        if len(self.reason) > LONGEST_REASON:
            raise ValidationError(_("事由太长了，请写在200字以内。"))

    def perform(self) -> str:
        value = getattr(self.instance, self.field)
        return value.reveal() if value is not None else ""

    def event(self) -> Entry:
        field = self.instance._meta.get_field(self.field)
        assert isinstance(field, EncryptedTextField)  # noqa: S101  # the system check sees to it
        return Entry(
            type=OPENED,
            chain=self.data.chain(self.instance),
            actor=self.by,
            # The label of a person's record would be the person's name.
            target=Target.of(self.instance, label=_kind(self.instance)),
            at=self.at,
            origin=self.origin,
            facts={"field": self.field, "title": str(field.verbose_name)},
            reason=self.reason,
        )


def _kind(instance: Model) -> str:
    return f"{instance._meta.verbose_name} {instance.pk}"
