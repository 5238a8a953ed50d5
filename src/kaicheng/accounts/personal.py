"""The personal data of accounts: what staff may have handed to them, and when it goes."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from kaicheng.accounts.models import SignedInSession
from kaicheng.agencies.models import User
from kaicheng.privacy.registry import PersonalData, register


def _sessions_over(before: dt.datetime) -> QuerySet[SignedInSession]:
    return SignedInSession.objects.filter(
        Q(ended_at__lt=before) | Q(ended_at__isnull=True, seen_at__lt=before)
    )


def _people_gone(before: dt.datetime) -> QuerySet[User]:
    named = ~Q(first_name="") | ~Q(last_name="") | ~Q(email="")
    idle = Q(last_login__lt=before) | Q(last_login__isnull=True, date_joined__lt=before)
    return User.objects.filter(named & idle, is_active=False)


register(
    PersonalData(
        model=SignedInSession,
        category="sign-in",
        fields=["address"],
        also=["method", "device", "started_at", "seen_at", "ended_at"],
        due=_sessions_over,
        of=lambda user: SignedInSession.objects.filter(user=user),
        whole_rows=True,
    )
)
register(
    PersonalData(
        model=User,
        category="former-staff",
        fields=["first_name", "last_name", "email"],
        also=["username", "date_joined", "last_login"],
        due=_people_gone,
        of=lambda user: User.objects.filter(pk=user.pk),
    )
)
