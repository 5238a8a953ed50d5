"""The tree, given to visitors who read it as it was rendered; others get the live page at its address."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from kaicheng.portal import display
from kaicheng.portal.public.building import CURRENT
from kaicheng.portal.public.contents import PAGE
from kaicheng.portal.public.records import INLINE, OURS, TYPES

GetResponse = Callable[[HttpRequest], HttpResponseBase]

ATTACHMENT_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""Of files that somebody has uploaded: nothing in them runs, whatever they are."""


class PublicFilesMiddleware:
    """Answer from the tree what is in it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"} and not _prefers(request):
            path = find(request.path_info)
            if path is not None:
                try:
                    return _answer(request, path)
                except OSError:
                    pass  # taken away in this moment: the live page says so
        return self.get_response(request)


def find(address: str) -> Path | None:
    """The file for an address below the top of the site; never one outside the tree, nor a hidden one."""
    parts = address.removeprefix("/").split("/")
    if not parts[-1]:
        parts[-1] = PAGE
    if any(not part or part.startswith(".") or "\\" in part or "\0" in part for part in parts):
        return None
    root = Path(settings.KAICHENG_PUBLIC_ROOT) / CURRENT
    path = root.joinpath(*parts)
    try:
        if not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
            return None
    except (OSError, ValueError):
        return None
    return path


def headers_of(name: str) -> dict[str, str]:
    """Type and safety of a file by its ending."""
    ending = PurePosixPath(name).suffix.lstrip(".").lower()
    headers = {
        "Content-Type": TYPES.get(ending, "application/octet-stream"),
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if name == "feed.xml":
        headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    if ending == "html":
        if name.startswith("report."):
            headers["Content-Disposition"] = "attachment"
        headers["Vary"] = "Cookie"
    if ending not in OURS:
        headers["Content-Security-Policy"] = ATTACHMENT_POLICY
        if ending not in INLINE:
            headers["Content-Disposition"] = "attachment"
    return headers


def answer(data: bytes, name: str) -> HttpResponse:
    """A file that is made at this moment."""
    return HttpResponse(data, headers=headers_of(name))


def _answer(request: HttpRequest, path: Path) -> HttpResponseBase:
    file = path.open("rb")
    status = os.fstat(file.fileno())
    etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
    headers = headers_of(path.name) | {"ETag": etag, "Last-Modified": http_date(status.st_mtime)}
    if path.suffix == ".html":
        headers["Content-Language"] = "zh-Hans"
    known = get_conditional_response(request, etag, int(status.st_mtime))
    if known is not None:
        file.close()
        known.headers["Cache-Control"] = headers["Cache-Control"]
        return known
    response = FileResponse(file, content_type=headers.pop("Content-Type"))
    for name, value in headers.items():
        response.headers[name] = value
    if "Content-Disposition" not in headers:
        del response.headers["Content-Disposition"]
    return response


def _prefers(request: HttpRequest) -> bool:
    """Whether the visitor has chosen to read otherwise than the files are written."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
    known = language in dict(settings.LANGUAGES)
    large = display.Display.of(request) is not display.Display.STANDARD
    return large or (known and language != settings.LANGUAGE_CODE)
