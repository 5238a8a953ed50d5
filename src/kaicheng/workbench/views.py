"""The pages of the workbench: the home 今日, and the notices."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaicheng import audience
from kaicheng.agencies.models import User
from kaicheng.agencies.standing import capacities
from kaicheng.workbench import desk
from kaicheng.workbench.agenda import Agenda, Number
from kaicheng.workbench.models import Notice
from kaicheng.workbench.notices import mark_read, unread_count
from kaicheng.workbench.registry import bars_of

PER_PAGE = 50


@audience.staff
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is due, what waits for me, and the next act of each."""
    user, today = person_of(request), timezone.localdate()
    agenda = Agenda.of(user, today)
    asked = request.GET.get("kan", "")
    number = Number(asked) if asked in Number.values else None
    lines = agenda.only(number)
    context = {
        "agenda": agenda,
        "number": number,
        "numbers": [(one, agenda.numbers[one]) for one in Number],
        "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("ye")),
        "drafts": desk.drafts_of(user),
        "bars": bars_of(user, today),
        "unread": unread_count(user),
        "posts": capacities(user, today),
        "may_begin_a_page": desk.may_begin_a_page(user),
    }
    return render(request, "workbench/home.html", context)


@audience.staff
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """All notices of the person, newest first."""
    mine = Notice.objects.filter(user=person_of(request))
    context = {
        "page": Paginator(mine, PER_PAGE).get_page(request.GET.get("ye")),
        "unread": mine.unread().count(),
        "header_title": _("通知"),
        "breadcrumbs_items": crumbs(_("通知")),
    }
    return render(request, "workbench/notices.html", context)


@audience.staff
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Mark one notice as read and go where it leads."""
    notice = get_object_or_404(Notice, pk=pk, user=person_of(request))
    mark_read(Notice.objects.filter(pk=notice.pk), timezone.now())
    return redirect(notice.url or reverse("workbench_notices"))


@audience.staff
@require_POST
def read_all_notices(request: HttpRequest) -> HttpResponseRedirect:
    """Mark all notices of the person as read."""
    mark_read(Notice.objects.filter(user=person_of(request)), timezone.now())
    return redirect("workbench_notices")


def person_of(request: HttpRequest) -> User:
    """Who asks; the CMS's guard has let in nobody without an account."""
    return cast(User, request.user)


def crumbs(label: str) -> list[dict[str, str]]:
    """The way from the home to a page of the workbench."""
    return [{"url": reverse("wagtailadmin_home"), "label": _("今日")}, {"url": "", "label": label}]
