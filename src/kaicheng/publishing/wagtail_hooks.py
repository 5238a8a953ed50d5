"""Publishing in the CMS: addresses and menus."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from kaicheng.agencies.menu import PermittedMenuItem
from kaicheng.agencies.permissions import Standing
from kaicheng.publishing import views
from kaicheng.publishing.column_settings import hooks as column_settings  # noqa: F401
from kaicheng.publishing.conventions import hooks as conventions  # noqa: F401
from kaicheng.publishing.decisions import hooks as decisions  # noqa: F401
from kaicheng.publishing.editor import afterwards, begin, cms, mine, submitting  # noqa: F401
from kaicheng.publishing.editor import views as editor
from kaicheng.publishing.importing import hooks as importing  # noqa: F401
from kaicheng.publishing.page_policy import documents_seen
from kaicheng.publishing.upkeep import hooks as upkeep  # noqa: F401


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("xinxi/", mine.mine, name="publishing_mine"),
        path("xinxi/xie/", begin.begin, name="publishing_begin"),
        path("xinxi/<int:pk>/wenjian/<str:digest>/", views.attachment, name="publishing_attachment"),
        path("xinxi/<int:pk>/chexia/", afterwards.withdraw, name="publishing_withdraw"),
        path("xinxi/<int:pk>/xiaoli/", afterwards.validity, name="publishing_validity"),
        path("xinxi/zhantie/", editor.paste, name="publishing_paste"),
        path("xinxi/zhuanhuan/", editor.convert, name="publishing_convert"),
        path("xinxi/tupian/", editor.upload_picture, name="publishing_picture_upload"),
        path("xinxi/tupian/<str:short>/", editor.picture, name="publishing_picture"),
        path("songshen/<int:pk>/", submitting.submitting, name="publishing_submit"),
    ]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    items = [
        PermittedMenuItem(
            "publishing.document.draft", _("写一条信息"), reverse_lazy("publishing_begin"),
            name="publishing-begin", icon_name="edit", order=0,
        ),
        PermittedMenuItem(
            "publishing.document.view", _("我的信息"), reverse_lazy("publishing_mine"),
            name="publishing-mine", icon_name="list-ul", order=1,
        ),
        PermittedMenuItem(
            "publishing.decision.view", _("行政决定、收费"), reverse_lazy("publishing_decisions"),
            name="publishing-decisions", icon_name="form", order=2,
        ),
        PermittedMenuItem(
            "publishing.column.manage", _("栏目设置"), reverse_lazy("publishing_column_settings"),
            name="publishing-columns", icon_name="folder-open-inverse", order=3,
        ),
        PermittedMenuItem(
            "publishing.screening.manage", _("脱敏约定和词表"), reverse_lazy("publishing_conventions"),
            name="publishing-conventions", icon_name="view", order=4,
        ),
        PermittedMenuItem(
            "publishing.import", _("原网站导入"), reverse_lazy("publishing_imports"),
            name="publishing-imports", icon_name="download", order=5,
        ),
    ]  # fmt: skip
    return SubmenuMenuItem(
        _("信息发布"), Menu(items=items), name="publishing", icon_name="doc-full", order=10
    )


@hooks.register("construct_page_chooser_queryset")
def choosable(pages: Any, request: HttpRequest) -> Any:
    """Pages to choose from: what is public, and drafts that the person may see."""
    user: Any = request.user
    mine = documents_seen(Standing(user, timezone.localdate()))
    return pages.filter(Q(live=True) | Q(depth=1) | Q(pk__in=mine.values("pk")))
