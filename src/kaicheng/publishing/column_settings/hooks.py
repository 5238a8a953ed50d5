"""The page of columns in the CMS, which has no other way to change one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.models import Page

from kaicheng.publishing.column_settings import views
from kaicheng.publishing.models import ColumnPage


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("lanmu/", views.settings, name="publishing_column_settings"),
        path("lanmu/kaishe/<int:agency>/", views.add, name="publishing_column_add"),
        path("lanmu/<int:pk>/", views.change, name="publishing_column"),
        path("lanmu/<int:pk>/tingyong/", views.close, name="publishing_column_close"),
        path("lanmu/<int:pk>/cixu/<int:before>/", views.put_before, name="publishing_column_before"),
    ]


@hooks.register("before_edit_page")
def on_its_own_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A column is changed where its settings are: the CMS would keep a draft that nobody publishes."""
    if isinstance(page.specific, ColumnPage):
        return redirect("publishing_column", page.pk)
    return None
