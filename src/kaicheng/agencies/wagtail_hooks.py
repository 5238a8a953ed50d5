"""The organisation's place in the CMS: addresses, menu, style."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from kaicheng.agencies.menu import PermittedMenuItem

_PAGES = [
    ("agencies.agency.view", _("机关、科室"), "agencies", "home"),
    ("agencies.membership.view", _("人员任职"), "people", "group"),
    ("agencies.membership.confirm", _("待确认的任职"), "pending", "check"),
    ("agencies.delegation.view", _("代审"), "delegations", "user"),
    ("agencies.setup.load", _("批量导入"), "load", "upload"),
    ("audit.trail.view", _("审计记录"), "trail", "history"),
]


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("jigou/", include("kaicheng.agencies.staff.urls"))]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    items = [
        PermittedMenuItem(
            permission, label, reverse_lazy(f"organisation:{name}"), name=f"organisation-{name}",
            icon_name=icon, order=order,
        )
        for order, (permission, label, name, icon) in enumerate(_PAGES)
    ]  # fmt: skip
    return SubmenuMenuItem(
        _("机构人员"), Menu(items=items), name="organisation", icon_name="group", order=800
    )


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("organisation/organisation.css"))
