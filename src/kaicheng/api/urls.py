"""Addresses of the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, include, path, re_path

from kaicheng import audience
from kaicheng.api import docs, reading, writing
from kaicheng.api.site import api

api.add_router("", reading.router)
api.add_router("", writing.router)


def _views(patterns: list[Any]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one


_patterns, _app, _namespace = api.urls
for _one in _views(_patterns):
    audience.public(_one.callback)  # writing asks for a token itself

urlpatterns = [
    path("api/v1/", docs.documentation, name="api-documentation"),
    path("api/v1/", include((_patterns, _app), namespace=_namespace)),
    re_path(r"^api/v1/.*$", docs.missing),
]
