"""Every sign-in, whichever way it came, gets its session row and its event. Receivers only; no rules here."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from kaicheng.accounts import sessions
from kaicheng.accounts.actions import EndSession
from kaicheng.accounts.failures import SIGN_IN_REFUSED, record_lock, record_refusal
from kaicheng.agencies.models import User


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_more: Any) -> None:
    sessions.begin(request, user, timezone.now())


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: User | None, **_more: Any) -> None:
    session = sessions.current(request)
    if session is not None:
        origin = sessions.origin(request)
        EndSession(session, why="本人退出", at=timezone.now(), origin=origin).execute()


@receiver(user_login_failed)
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:
    if request is not None and not getattr(request, "axes_locked_out", False):
        record_refusal(request, str(credentials.get("username") or ""), SIGN_IN_REFUSED, timezone.now())


@receiver(user_locked_out)
def _locked(request: HttpRequest, username: str, **_more: Any) -> None:
    # Sent for each attempt while the lock lasts; on record goes the one that closed it.
    failures = getattr(request, "axes_failures_since_start", 0)
    if failures == settings.AXES_FAILURE_LIMIT:
        record_lock(request, username or "", failures, timezone.now())


@receiver(pre_save, sender="socialaccount.SocialAccount")
def _keep_only_the_link(instance: Any, **_more: Any) -> None:
    # The provider sends a profile along; who is who is all that is needed here.
    instance.extra_data = {}
