"""Requests in the CMS: addresses, menu, style."""

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
    ("cases.case.register", _("我收到一份申请"), "cases_intake", "plus"),
    ("cases.case.view", _("登记簿"), "cases_register", "list-ul"),
    ("cases.case.view", _("办理看板"), "cases_board", "table"),
    ("cases.case.view", _("期限月历"), "cases_calendar", "calendar"),
    ("cases.case.view", _("科室负荷"), "cases_load", "group"),
    ("cases.case.handle", _("同一申请人"), "cases_groups", "user"),
    ("cases.case.archive", _("归档"), "cases_archive", "folder-open-1"),
    ("cases.mail.handle", _("邮箱来信"), "cases_mail", "mail"),
    ("cases.case.view", _("复议和诉讼"), "cases_disputes", "warning"),
]


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [
        path("shenqing/fuyi/", include("kaicheng.cases.disputes.urls")),
        path("shenqing/anjuan/", include("kaicheng.cases.bundle.urls")),
        path("shenqing/youxiang/", include("kaicheng.cases.mailbox.urls")),
        path("shenqing/tongyi/", include("kaicheng.cases.bulk.urls")),
        path("shenqing/", include("kaicheng.cases.staff.urls")),
    ]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    items = [
        PermittedMenuItem(
            permission, label, reverse_lazy(name), name=name.replace("_", "-"), icon_name=icon, order=order
        )
        for order, (permission, label, name, icon) in enumerate(_PAGES)
    ]
    return SubmenuMenuItem(_("依申请公开"), Menu(items=items), name="cases", icon_name="mail", order=30)


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cases/cases.css"))
