"""Whose data letters hold, who may open it, and how long it is kept."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q
from django.utils import timezone

from kaicheng.agencies import permissions
from kaicheng.cases.models import MailMessage
from kaicheng.privacy.registry import PersonalData, register


def _may_open(user: Any, row: Model) -> bool:
    return permissions.may(user, "cases.mail.handle", row, timezone.localdate())


register(
    PersonalData(
        model=MailMessage,
        category="applicant",
        fields=["sender_name", "sender", "subject"],
        files=["file"],
        due=lambda before: (
            MailMessage.objects.filter(decided_at__lt=before)
            .filter(Q(case__isnull=True) | Q(case__closed_on__lt=before.date()))
            .exclude(file="")
        ),
        may_open=_may_open,
        chain=lambda row: str(row.agency.chain),
    )
)
