"""Single sign-on by OpenID Connect, through django-allauth. Off unless the operator names a provider.

It lets in people who have an account here, and makes none. The gate stands behind it like behind a password.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.accounts import sessions
from kaicheng.accounts.failures import SINGLE_SIGN_ON_REFUSED, UNKNOWN_PERSON, record_refusal
from kaicheng.accounts.models import SignedInSession
from kaicheng.agencies.models import User


def enabled() -> bool:
    """Whether a provider is set."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])


def not_completed(request: HttpRequest) -> HttpResponse:
    """Back to the sign-in page, with what to do now."""
    return _back(request, _("统一身份认证没有完成，请再试一次，或者用密码登录。"))


def _back(request: HttpRequest, text: str) -> HttpResponse:
    messages.error(request, text)
    return redirect("wagtailadmin_login")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers themselves, and nothing is said that our own pages do not say."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        record_refusal(request, user.get_username(), SINGLE_SIGN_ON_REFUSED, timezone.now())
        return _back(request, _("统一身份认证没有对应的账号，请联系本单位系统管理员。"))

    def add_message(self, *args: Any, **options: Any) -> None:
        """allauth's own messages are left out."""


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Finds the account by the claim that the settings name."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        setattr(request, sessions.METHOD, SignedInSession.Method.SINGLE_SIGN_ON)
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo") or claims.get("id_token") or claims
        name = str(claims.get(settings.KAICHENG_OIDC_CLAIM) or "")
        user = User.objects.filter(username=name, is_active=True).first() if name else None
        if user is None:
            record_refusal(request, name, UNKNOWN_PERSON, timezone.now())
            raise ImmediateHttpResponse(
                _back(request, _("统一身份认证没有对应的账号，请联系本单位系统管理员。"))
            )
        sociallogin.email_addresses = []
        sociallogin.connect(request, user)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_more: Any) -> None:
        record_refusal(request, "", SINGLE_SIGN_ON_REFUSED, timezone.now())
        raise ImmediateHttpResponse(not_completed(request))
