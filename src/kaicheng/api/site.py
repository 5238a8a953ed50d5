"""The API itself: one shape for errors, validators for what is unchanged, open to pages of other sites."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from kaicheng.api.models import Token, digest_of
from kaicheng.portal.live import limits


class Often(BaseThrottle):
    """So many requests a minute from one address."""

    def allow_request(self, request: HttpRequest) -> bool:
        return not limits.too_often(request, "api", settings.KAICHENG_API_PER_MINUTE)

    def wait(self) -> float:
        return limits.WINDOW


class TokenAuth(HttpBearer):
    """``Authorization: Bearer kc1_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        return (
            Token.objects.select_related("agency")
            .filter(digest=digest_of(token), revoked_at__isnull=True)
            .first()
        )


class Api(NinjaAPI):
    """Answers with an ETag, and with 304 to whoever has the same already."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        return opened(request, response)


def opened(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What every answer to a reader has: an ETag, and leave for pages of other sites to read it."""
    if request.method in {"GET", "HEAD"}:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        if response.status_code == 200:
            etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            response.headers["ETag"] = etag
            response.headers["Cache-Control"] = "no-cache"
            found = get_conditional_response(request, etag=etag, response=response)
            if found is not None and found is not response:
                found.headers["Access-Control-Allow-Origin"] = "*"
                return found
    return response


api = Api(
    title="开诚 · 政府信息公开数据接口",
    version="1",
    description="读公开的信息不需要令牌。出错时的形状都一样，见 Failure。",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    throttle=[Often()],
)


def failure(
    request: HttpRequest, status: int, code: str, message: str, details: list[dict[str, str]] | None = None
) -> HttpResponse:
    """An error in the one shape."""
    data = {"error": {"code": code, "message": message, "details": details or []}}
    return api.create_response(request, data, status=status)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    details = [
        {"where": ".".join(str(part) for part in one["loc"]), "message": str(one["msg"])}
        for one in error.errors
    ]
    return failure(request, 422, "invalid", "请求里有的内容不对，见 details。", details)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return failure(request, 404, "not_found", "没有这项内容，或者没有公开。")


@api.exception_handler(AuthenticationError)
def _unauthorized(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = failure(request, 401, "unauthorized", "没有令牌，令牌不对，或者已经停用。")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(AuthorizationError)
def _forbidden(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
    return failure(request, 403, "forbidden", "这个令牌不能办这件事。")


@api.exception_handler(Throttled)
def _often(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = failure(request, 429, "too_often", "请求太频繁了。请一分钟后再试。")
    response.headers["Retry-After"] = str(limits.WINDOW)
    return response


@api.exception_handler(HttpError)
def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:
        foreign = str(error).isascii()  # what the framework says of a body that it cannot read
        message = "请求不是 JSON，或者不完整。" if foreign else str(error)
        return failure(request, 400, "malformed", message)
    return failure(request, error.status_code, "refused", str(error))
