"""Addresses of the review pages in the CMS."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from kaicheng.review import views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("shenhe/<int:pk>/", views.submission, name="review_submission")]
