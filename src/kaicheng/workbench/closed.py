"""Screens of the CMS that go around our acts: closed to everybody, superusers included.

People, posts and rights are changed under 机构人员, where each change is on record;
who signs what is settled by the authority, not by moving the CMS's workflows. Screens that go around no act
of ours stay open to the CMS's superusers: 站点 (host names), 集合 (folders of files), 重定向 (old addresses).
"""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, re_path, reverse
from django.utils.translation import gettext as _

from kaicheng import audience

CLOSED = re.compile(r"(users|groups|workflows|bulk/(agencies|auth)/\w+)/.*")
"""Addresses below the staff prefix."""
MENU = frozenset({"users", "groups", "workflows", "workflow-tasks"})
"""Their entries in the CMS's menu of settings."""


@audience.staff
def closed(request: HttpRequest, *_parts: Any, **_named: Any) -> HttpResponse:
    """Says where the same is done."""
    context = {
        "header_title": _("这里不办理"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("今日")},
            {"url": "", "label": _("这里不办理")},
        ],
    }
    return render(request, "workbench/closed.html", context, status=403)


def addresses(guarded: Any) -> list[URLPattern]:
    """What stands before the CMS's own addresses, behind its own guard."""
    return [re_path(f"^{CLOSED.pattern}$", guarded(closed))]
