"""Addresses of subscribers: those who never confirmed are forgotten, the others when they unsubscribe."""

from __future__ import annotations

from kaicheng.portal.live.models import Subscription
from kaicheng.privacy.registry import PersonalData, register

register(
    PersonalData(
        model=Subscription,
        category="subscriber",
        fields=["address"],
        due=lambda before: Subscription.objects.filter(confirmed_at__isnull=True, asked_at__lt=before),
        whole_rows=True,
    )
)
