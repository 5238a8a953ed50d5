"""Screens of the CMS that go around our acts: closed to everybody, superusers included.

People, posts and rights are changed under 机构人员, where each change is on record;
who signs what is settled by the authority, not by moving the CMS's workflows. Screens that go around no act
of ours stay open to the CMS's superusers: 站点 (host names), 集合 (folders of files), 重定向 (old addresses).
"""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, re_path, resolve, reverse
from django.utils.translation import gettext as _

from kaicheng import audience
from kaicheng.workbench.views import person_of

CLOSED = re.compile(
    r"(users|groups|workflows|bulk/(agencies|auth)/\w+)/.*"
    r"|pages/\d+/move/\d+/confirm/|pages/workflow/confirm_cancellation/.*"  # show drafts of other authorities
    r"|(documents|images)/chooser/chosen/[^/]*[^/\d][^/]*/|failwhale/"  # end in a traceback
    r"|editing-sessions/ping/\w+/\w+/[^/]*[^/\d][^/]*/.*"
)
"""Addresses below the staff prefix."""
SUPERUSERS_ONLY = re.compile(r"reports/.*|api/main/(documents|images)/.*")
"""Lists of everything in the installation, whosever it is."""
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


@audience.staff
def superusers_only(request: HttpRequest, *_parts: Any, **_named: Any) -> HttpResponseBase:
    """The CMS's own screen for its superusers, closed to everybody else."""
    if not person_of(request).is_superuser:
        return closed(request)
    path = "/" + request.path.removeprefix(reverse("wagtailadmin_home"))
    view, args, named = resolve(path, urlconf="wagtail.admin.urls")
    answer: HttpResponseBase = view(request, *args, **named)
    return answer


def addresses(guarded: Any) -> list[URLPattern]:
    """What stands before the CMS's own addresses, behind its own guard."""
    return [
        re_path(f"^(?:{CLOSED.pattern})$", guarded(closed)),
        re_path(f"^(?:{SUPERUSERS_ONLY.pattern})$", guarded(superusers_only)),
    ]
