"""allauth's views of OpenID Connect, declared as ours, and the addresses it leads back to."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from kaicheng import audience
from kaicheng.accounts import single_sign_on


@audience.public
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the provider."""
    _only_when_enabled()
    response: HttpResponse = views.login(request, provider_id)
    return response


@audience.public
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    _only_when_enabled()
    response: HttpResponse = views.callback(request, provider_id)
    return response


@audience.public
def cancelled(request: HttpRequest) -> HttpResponse:
    """Called off at the provider: the sign-in page says so."""
    return single_sign_on.not_completed(request)


@audience.public
def back_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where allauth sends who has to sign in."""
    return redirect("wagtailadmin_login")


def _only_when_enabled() -> None:
    if not single_sign_on.enabled():
        raise Http404("单点登录没有启用")
