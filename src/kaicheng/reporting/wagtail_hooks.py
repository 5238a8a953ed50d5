"""The reports' place in the CMS: addresses, menu, style."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from kaicheng.agencies.menu import PermittedMenuItem


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("nianbao/", include("kaicheng.reporting.staff.urls"))]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    return PermittedMenuItem(
        "reporting.figures.view",
        _("年度报告"),
        reverse_lazy("reporting:home"),
        name="annual-reports",
        icon_name="doc-full",
        order=40,
    )


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("reporting/reporting.css"))
