"""Publishing in the CMS: addresses and menus."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from kaicheng.publishing import views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("xinxi/<int:pk>/wenjian/<str:digest>/", views.attachment, name="publishing_attachment")]
