"""What every answer passes through: the language of the visitor's choice, and security headers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from kaicheng.portal import starters

GetResponse = Callable[[HttpRequest], HttpResponse]

PUBLIC_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
# The CMS previews pages of ours in a frame, and shows pictures that it has just been given.
STAFF_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ]
)
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
)


class SecurityHeadersMiddleware:
    """A Content-Security-Policy without exceptions for the public, and one for the CMS."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.staff_prefix = _staff_prefix()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # No address of ours holds a NUL, and PostgreSQL takes none in a query.
        response = HttpResponseNotFound() if "\0" in request.path else self.get_response(request)
        staff = request.path_info.startswith(self.staff_prefix)
        response.headers.setdefault("Content-Security-Policy", _policy(response) if staff else PUBLIC_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if staff:
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _staff_prefix() -> str:
    """Where the staff side begins, without the path that the whole installation may stand under."""
    return "/" + reverse("wagtailadmin_home").removeprefix(get_script_prefix())


def _policy(response: HttpResponse) -> str:
    """The policy of a page of the CMS."""
    page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
    return starters.allow(STAFF_POLICY, response.content) if page else STAFF_POLICY


class LanguageMiddleware:
    """Chinese, unless the visitor has chosen otherwise; on the staff side always.

    Unlike Django's own middleware this one does not look at the browser's languages: an authority's
    site greets everyone in the language of its documents.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.staff_prefix = _staff_prefix()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen in dict(settings.LANGUAGES) and not request.path_info.startswith(self.staff_prefix)
        language = chosen if known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.to_locale(language).replace("_", "-"))
        patch_vary_headers(response, ["Cookie"])
        return response
