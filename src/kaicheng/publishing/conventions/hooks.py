"""The page of conventions in the CMS."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from kaicheng.publishing.conventions import views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("tuomin/", views.conventions, name="publishing_conventions")]
