"""Where the CMS shows our pages: in the menu, for everyone."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from kaicheng.accounts import rescue_views


@hooks.register("insert_global_admin_js")
def choosers() -> str:
    """What the templates of our date and time fields rely on."""
    return format_html('<script src="{}"></script>', static("accounts/choosers.js"))


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Pages about colleagues, behind the CMS's guard; those on oneself are in ``urls``."""
    return [path("zhanghu/qiuzhu/<int:pk>/", rescue_views.help_to_sign_in, name="account_rescue")]


@hooks.register("register_settings_menu_item")
def security_page() -> MenuItem:
    """One's own password, codes and sessions."""
    return MenuItem(
        _("账号安全"), reverse("accounts:security"), name="account-security", icon_name="lock", order=10
    )
