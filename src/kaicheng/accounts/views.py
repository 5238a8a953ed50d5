"""The pages of one's own account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as mark_proved

from kaicheng import audience
from kaicheng.accounts import codes, gate, passwords, sessions
from kaicheng.accounts.actions import ChangePassword, EnableCodes, EndSession, RemoveCodes, RenewRecovery
from kaicheng.accounts.forms import CodeForm, NewPasswordForm
from kaicheng.accounts.models import CodeDevice
from kaicheng.accounts.people import needs_second_factor
from kaicheng.accounts.proving import prove
from kaicheng.agencies.models import User

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """A page of one's own account: for whoever is signed in, and never kept by a cache."""
    wrapped = never_cache(login_required(view))
    return audience.signed_in(wrapped)


@own
def security(request: HttpRequest) -> HttpResponse:
    """How the account stands: password, one-time codes, sessions."""
    user, now = _user(request), timezone.now()
    device, current = codes.confirmed(user), sessions.current(request)
    context = {
        "days_left": passwords.days_left(user, now),
        "has_password": user.has_usable_password(),
        "ages": settings.KAICHENG_PASSWORD_DAYS,
        "device": device,
        "needed": needs_second_factor(user, timezone.localdate(now)),
        "grace_until": None if device else gate.grace_until(user, now),
        "recovery_left": user.recovery_codes.count(),
        "sessions": user.signed_in_sessions.going_on(),
        "current": current,
    }
    return render(request, "accounts/security.html", context)


@own
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """A new password, wanted or demanded."""
    user, now = _user(request), timezone.now()
    why = passwords.why_change(user, now)
    form = NewPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = request.session.session_key or ""
        chosen = form.cleaned_data["new_password1"]
        ChangePassword(user, chosen, at=now, keep=key, origin=sessions.origin(request)).execute()
        update_session_auth_hash(request, user)
        messages.success(request, _("密码已修改。其他设备上的登录已全部结束。"))
        return redirect(_next(request))
    context = {
        "form": form,
        "why": why,
        "rules": password_validators_help_texts(),
        "next": _next(request),
    }
    return render(request, "accounts/password.html", context)


@own
def code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in."""
    user = _user(request)
    device = codes.confirmed(user)
    if device is None or sessions.proved(request):
        return redirect(_next(request))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = prove(request, user, device, form.cleaned_data["code"], timezone.now())
        if not problem:
            return redirect(_next(request))
        form.add_error("code", problem)
    return render(request, "accounts/code.html", {"form": form, "next": _next(request)})


@own
def enrol(request: HttpRequest) -> HttpResponse:
    """Setting up an authenticator app: scan, type one code, keep the recovery codes."""
    user, now = _user(request), timezone.now()
    device = codes.begun(user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = prove(request, user, device, form.cleaned_data["code"], now, recovery=False)
        if not problem:
            fresh = EnableCodes(user, at=now, origin=sessions.origin(request)).execute()
            mark_proved(request, CodeDevice.objects.get(user=user, confirmed=True))
            return _show_recovery(request, fresh, _next(request))
        form.add_error("code", problem)
    context = {
        "form": form,
        "picture": mark_safe(_picture(codes.address(device))),  # noqa: S308  # of our own making
        "secret": " ".join(device.secret[start : start + 4] for start in range(0, len(device.secret), 4)),
        "demanded": gate.enrolment_is_due(user, now) and not sessions.proved(request),
        "next": _next(request),
    }
    return render(request, "accounts/enrol.html", context)


@own
@require_POST
def renew_recovery(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown this once."""
    user = _user(request)
    if codes.confirmed(user) is None:
        raise Http404
    fresh = RenewRecovery(user, at=timezone.now(), origin=sessions.origin(request)).execute()
    return _show_recovery(request, fresh, reverse("accounts:security"))


@own
@require_POST
def remove_codes(request: HttpRequest) -> HttpResponse:
    """Switch one-time codes off, where the posts ask for none."""
    user, now = _user(request), timezone.now()
    if needs_second_factor(user, timezone.localdate(now)):
        messages.error(request, _("您的岗位必须使用动态口令，不能停用。换手机的，请选“换一部手机”。"))
    else:
        RemoveCodes(user, at=now, reason="本人停用", origin=sessions.origin(request)).execute()
        messages.success(request, _("动态口令已停用。"))
    return redirect("accounts:security")


@own
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of one's own sessions."""
    user = _user(request)
    session = get_object_or_404(user.signed_in_sessions.going_on(), pk=session_id)
    EndSession(session, why="本人结束", at=timezone.now(), origin=sessions.origin(request)).execute()
    messages.success(request, _("已结束这次登录，那台设备要重新登录才能使用。"))
    return redirect("accounts:security")


@own
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End every session of one's own but this."""
    user, current = _user(request), sessions.current(request)
    others = user.signed_in_sessions.going_on()
    for session in others.exclude(pk=current.pk) if current else others:
        EndSession(session, why="本人结束", at=timezone.now(), origin=sessions.origin(request)).execute()
    messages.success(request, _("其他设备上的登录已全部结束。"))
    return redirect("accounts:security")


def _user(request: HttpRequest) -> User:
    """The person behind the request, who is signed in here."""
    user: Any = request.user
    found: User = user
    return found


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: an address of this site, else the staff side's first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("wagtailadmin_home")


def _picture(text: str) -> str:
    """A QR code as SVG without a style, so that the policy need not allow any."""
    return segno.make(text, error="m").svg_inline(
        scale=4, border=4, light="#fff", title=_("动态口令二维码"), svgclass="qr", lineclass=None
    )


def _show_recovery(request: HttpRequest, fresh: list[str], onward: str) -> HttpResponse:
    return render(request, "accounts/recovery.html", {"codes": fresh, "next": onward})
