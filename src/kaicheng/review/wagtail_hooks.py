"""The review pages in the CMS: addresses and menu."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from kaicheng.agencies.menu import PermittedMenuItem
from kaicheng.review import views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("shenhe/", views.waiting, name="review_waiting"),
        path("shenhe/<int:pk>/", views.submission, name="review_submission"),
        path("shenhe/huanjie/<int:pk>/", views.chains, name="review_chains"),
    ]


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("review/review.css"))


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    return PermittedMenuItem(
        "review.submission.view",
        gettext_lazy("审核签批"),
        reverse_lazy("review_waiting"),
        name="review",
        icon_name="check",
        order=20,
    )
