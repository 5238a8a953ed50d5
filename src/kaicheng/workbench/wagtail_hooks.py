"""The workbench's place in the CMS: addresses, menu, icons, colours."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from kaicheng.agencies.menu import PermittedMenuItem
from kaicheng.workbench import closed, mail_views, views
from kaicheng.workbench.account import MailRulesPanel
from kaicheng.workbench.notices import unread_count

ICONS = ("bell", "today")
# Of no use to staff: help that leads to pages of the CMS's makers, and a report on its own upkeep.
HIDDEN = frozenset({"help", "page-types-usage"})


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("tongzhi/", views.notices, name="workbench_notices"),
        path("tongzhi/<int:pk>/", views.open_notice, name="workbench_open_notice"),
        path("tongzhi/quanbu-yidu/", views.read_all_notices, name="workbench_read_all"),
        path("youjian/", mail_views.mail, name="workbench_mail"),
        path("tixing/", mail_views.agencies, name="workbench_agencies"),
        path("tixing/<int:pk>/", mail_views.rules, name="workbench_rules"),
    ]


class NoticesMenuItem(MenuItem):
    """The bell, with how many notices are unread."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        unread = unread_count(request.user)  # type: ignore[arg-type]
        label = _("通知（%(n)s）") % {"n": unread} if unread else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name)


@hooks.register("register_admin_menu_item")
def today() -> MenuItem:
    home = reverse_lazy("wagtailadmin_home")
    return MenuItem(gettext_lazy("今日"), home, name="today", icon_name="workbench-today", order=0)


@hooks.register("register_admin_menu_item")
def notices() -> MenuItem:
    return NoticesMenuItem(
        gettext_lazy("通知"),
        reverse_lazy("workbench_notices"),
        name="notices",
        icon_name="workbench-bell",
        order=1,
    )


@hooks.register("register_settings_menu_item")
def mail() -> MenuItem:
    return PermittedMenuItem(
        "workbench.mail.view",
        gettext_lazy("邮件发送"),
        reverse_lazy("workbench_mail"),
        name="mail",
        icon_name="mail",
        order=900,
    )


@hooks.register("register_settings_menu_item")
def mail_of_agencies() -> MenuItem:
    return PermittedMenuItem(
        "workbench.rules.change",
        gettext_lazy("邮件提醒"),
        reverse_lazy("workbench_agencies"),
        name="mail-rules",
        icon_name="time",
        order=890,
    )


@hooks.register("construct_settings_menu")
@hooks.register("construct_search")
def leave_out_closed(_request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in closed.MENU]


@hooks.register("construct_main_menu")
@hooks.register("construct_reports_menu")
def leave_out(request: HttpRequest, items: list[MenuItem]) -> None:
    hidden = HIDDEN if views.person_of(request).is_superuser else HIDDEN | {"reports"}
    items[:] = [item for item in items if item.name not in hidden]


@hooks.register("register_icons")
def icons(known: list[str]) -> list[str]:
    return [*known, *(f"workbench/icons/{name}.svg" for name in ICONS)]


@hooks.register("register_account_settings_panel")
def mail_rules(request: HttpRequest, user: Any, profile: Any) -> MailRulesPanel:
    return MailRulesPanel(request, user, profile)


@hooks.register("insert_global_admin_css")
def colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("workbench/staff.css"))
