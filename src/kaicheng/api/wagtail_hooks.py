"""Tokens in the CMS: addresses and menu."""

from __future__ import annotations

from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from kaicheng.agencies.menu import PermittedMenuItem
from kaicheng.api import staff


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return staff.addresses()


@hooks.register("register_settings_menu_item")
def menu() -> MenuItem:
    return PermittedMenuItem(
        staff.PERMISSION,
        _("数据接口"),
        reverse_lazy("api_tokens"),
        name="api-tokens",
        icon_name="key",
        order=900,
    )
