"""The gate: a session that is over ends; who has something to do first is led there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.accounts import gate, sessions
from kaicheng.accounts.actions import EndSession

GetResponse = Callable[[HttpRequest], HttpResponse]

# What a page needs to be drawn, and the way out.
ALWAYS_OPEN = frozenset(
    {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}
)
# Requests that pages send by themselves are no sign that somebody is there.
BY_THEMSELVES = frozenset({"wagtailadmin_editing_sessions"})


class GateMiddleware:
    """Stands behind authentication, so that no way of signing in leads around it.

    Away from the staff side, who has not passed the gate is a visitor like any other.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.staff_prefix = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        match = request.resolver_match
        assert match is not None  # noqa: S101  # a view was found
        now = timezone.now()
        session = sessions.current(request)
        ended = gate.over(session, now) if session else None
        if session is None or ended is not None:
            return self._end(request, session, ended)
        if not BY_THEMSELVES & set(match.namespaces):
            sessions.notice(request, session, now)
        if match.view_name in ALWAYS_OPEN:
            return None
        demand = gate.demand(request.user, session, sessions.proved(request), now)
        if demand is None or match.view_name == demand.value:
            return None
        if not request.path.startswith(self.staff_prefix):
            request.user = AnonymousUser()
            return None
        return HttpResponseRedirect(f"{reverse(demand.value)}?{urlencode({'next': request.get_full_path()})}")

    def _end(self, request: HttpRequest, session: Any, why: gate.Over | None) -> HttpResponse | None:
        told = {
            gate.Over.IDLE: _("您有一段时间没有操作，为了安全已经退出。请重新登录。"),
            gate.Over.TOO_LONG: _("本次登录时间已到上限，请重新登录。"),
            None: _("这次登录已经结束，请重新登录。"),
        }[why]
        if session is not None and why is not None:
            EndSession(session, why=why.said, at=timezone.now()).execute()
        logout(request)
        match = request.resolver_match
        if not request.path.startswith(self.staff_prefix) or (match and match.view_name in ALWAYS_OPEN):
            return None
        messages.warning(request, told)
        return HttpResponseRedirect(
            f"{reverse('wagtailadmin_login')}?{urlencode({'next': request.get_full_path()})}"
        )
