"""Sessions with their devices: beginning them, finding the one at hand, noticing their use."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kaicheng.accounts import events
from kaicheng.accounts.models import SignedInSession
from kaicheng.accounts.notices import is_new, said, tell_by_mail
from kaicheng.accounts.people import account, actor_of, chain_of
from kaicheng.agencies.models import User
from kaicheng.audit.recording import Entry, Origin, atomic, record
from kaicheng.visitors import client_address, device

ID = "kaicheng_session"
METHOD = "kaicheng_sign_in_method"
"""Set on the request by whoever proved the person otherwise than by password."""
# Records are in Chinese, whatever language the person reads.
_METHODS = {
    SignedInSession.Method.PASSWORD: "密码",
    SignedInSession.Method.SINGLE_SIGN_ON: "统一身份认证",
}
_NOTICED_EVERY = dt.timedelta(minutes=1)


def origin(request: HttpRequest) -> Origin:
    """From where a request comes, for the audit trail."""
    return Origin(address=client_address(request))


def begin(request: HttpRequest, user: User, now: dt.datetime) -> SignedInSession:
    """A session row for a sign-in that just succeeded, with its event and its notices."""
    method = getattr(request, METHOD, SignedInSession.Method.PASSWORD)
    key = request.session.session_key
    with atomic():
        # Signing in again without having signed out keeps Django's session and begins one of ours.
        SignedInSession.objects.filter(key=key).update(key=None, ended_at=now)
        session = SignedInSession.objects.create(
            user=user,
            key=key,
            method=method,
            device=device(request),
            address=client_address(request),
            started_at=now,
            seen_at=now,
        )
        record(
            Entry(
                type=events.SIGNED_IN,
                chain=chain_of(user, now),
                actor=actor_of(user, now),
                target=account(user),
                at=now,
                origin=origin(request),
                facts={"method": _METHODS[method], "device": session.device},
            )
        )
    request.session[ID] = session.pk
    _tell(request, session)
    return session


def current(request: HttpRequest) -> SignedInSession | None:
    """The row of the session at hand; None when it has none or was ended."""
    if not hasattr(request, "session") or SESSION_KEY not in request.session:
        return None
    number = request.session.get(ID)
    if number is None:
        return None
    rows = SignedInSession.objects.going_on().select_related("user")
    return rows.filter(pk=number, user_id=request.session[SESSION_KEY]).first()


def proved(request: HttpRequest) -> bool:
    """Whether a one-time code was given in this session; django-otp's middleware knows."""
    user: Any = request.user
    return bool(user.is_verified())


def notice(request: HttpRequest, session: SignedInSession, now: dt.datetime) -> None:
    """Remember that the session is in use: every minute, not every request."""
    key = request.session.session_key
    if now - session.seen_at >= _NOTICED_EVERY or session.key != key:
        SignedInSession.objects.going_on().filter(pk=session.pk).update(seen_at=now, key=key)


def _tell(request: HttpRequest, session: SignedInSession) -> None:
    last = session.user.signed_in_sessions.exclude(pk=session.pk).order_by("-started_at").first()
    if last is not None:
        text = _("上次登录：%(when)s。不是您本人登录的，请到“账号安全”结束会话并修改密码。")
        messages.info(request, text % {"when": said(last)}, fail_silently=True)
    wanted = settings.KAICHENG_SIGN_IN_MAIL
    if session.user.email and (wanted == "always" or (wanted == "new" and is_new(session))):
        transaction.on_commit(lambda: tell_by_mail.enqueue(session.pk))
