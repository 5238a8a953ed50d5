"""The API described on a page, made from its own OpenAPI; and what is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from kaicheng import audience
from kaicheng.api.site import api, failure


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[tuple[str, str], ...]
    needs_token: bool


@audience.public
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """A plain page without anything from elsewhere."""
    return render(request, "api/documentation.html", {"operations": _operations(), "tool": "api"})


@audience.public
@csrf_exempt
def missing(request: HttpRequest) -> HttpResponse:
    """For every address below ``/api/v1/`` that is none."""
    return failure(request, 404, "not_found", "没有这个接口，见 /api/v1/。")


def _operations() -> list[Operation]:
    schema: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")
    return [
        Operation(
            method.upper(),
            path,
            operation.get("summary", ""),
            operation.get("description", ""),
            tuple((one["name"], _told(one)) for one in operation.get("parameters", [])),
            bool(operation.get("security")),
        )
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def _told(parameter: dict[str, Any]) -> str:
    """What a parameter is, and what it may be."""
    schema = parameter.get("schema", {})
    kinds = [schema, *schema.get("anyOf", [])]
    values = [str(value) for kind in kinds for value in kind.get("enum", [])]
    return "　".join(
        filter(None, [parameter.get("description") or schema.get("description", ""), "、".join(values)])
    )
