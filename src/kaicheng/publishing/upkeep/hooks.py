"""The pages of the daily look in the CMS."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from kaicheng.agencies.menu import PermittedMenuItem
from kaicheng.publishing.upkeep import views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("jiance/", views.tickets, name="publishing_tickets"),
        path("jiance/<int:pk>/", views.dismiss, name="publishing_dismiss"),
        path("jiance/lanmu/", views.columns, name="publishing_columns"),
    ]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    return PermittedMenuItem(
        "publishing.ticket.view",
        _("每日监测"),
        reverse_lazy("publishing_tickets"),
        name="tickets",
        icon_name="warning",
        order=25,
    )
