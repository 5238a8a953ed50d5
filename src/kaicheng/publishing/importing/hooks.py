"""The pages of imports in the CMS."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from kaicheng.publishing.importing import views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("yuanwangzhan/", views.imports, name="publishing_imports"),
        path("yuanwangzhan/<int:pk>/", views.imported, name="publishing_import"),
        path("yuanwangzhan/<int:pk>/wenjian/", views.source, name="publishing_import_source"),
        path("yuanwangzhan/<int:agency>/<str:digest>/", views.mapping, name="publishing_import_mapping"),
    ]
