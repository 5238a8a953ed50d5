"""The answer while sign-in is locked: the sign-in page with what to do, and nothing about the account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kaicheng.accounts.forms import SignInForm


def locked(request: HttpRequest, _response: HttpResponse | None, _credentials: Any) -> HttpResponse:
    """The answer of django-axes."""
    form = SignInForm(request)
    message = _(
        "从这里登录失败的次数太多，已暂停%(minutes)d分钟。请到时再试；忘记密码的，请联系本单位安全管理员。"
    ) % {"minutes": settings.AXES_COOLOFF_TIME.total_seconds() // 60}
    return render(request, "wagtailadmin/login.html", {"form": form, "locked": message}, status=429)
