"""Pages that only look ask once what the person may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from kaicheng.agencies.standing import look_once

GetResponse = Callable[[HttpRequest], HttpResponse]


class LookOnceMiddleware:
    """Stands before the gate, the first to ask. The answers live and die with the request's person."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if request.method in ("GET", "HEAD") and request.user.is_authenticated:
            look_once(request.user)
        return None
