"""The pages of the workbench: the home 今日, and the notices."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaicheng import audience
from kaicheng.agencies import permissions
from kaicheng.agencies.models import Membership, User
from kaicheng.agencies.standing import capacities
from kaicheng.workbench import desk
from kaicheng.workbench.agenda import Agenda, Number
from kaicheng.workbench.models import Mail, Notice
from kaicheng.workbench.notices import mark_read, unread_count
from kaicheng.workbench.registry import bars_of

PER_PAGE = 50


@audience.staff
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is due, what waits for me, and the next act of each."""
    user, today = _person(request), timezone.localdate()
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
    mine = Notice.objects.filter(user=_person(request))
    context = {
        "page": Paginator(mine, PER_PAGE).get_page(request.GET.get("ye")),
        "unread": mine.unread().count(),
        "header_title": _("通知"),
        "breadcrumbs_items": _crumbs(_("通知")),
    }
    return render(request, "workbench/notices.html", context)


@audience.staff
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Mark one notice as read and go where it leads."""
    notice = get_object_or_404(Notice, pk=pk, user=_person(request))
    mark_read(Notice.objects.filter(pk=notice.pk), timezone.now())
    return redirect(notice.url or reverse("workbench_notices"))


@audience.staff
@require_POST
def read_all_notices(request: HttpRequest) -> HttpResponseRedirect:
    """Mark all notices of the person as read."""
    mark_read(Notice.objects.filter(user=_person(request)), timezone.now())
    return redirect("workbench_notices")


@audience.staff
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """What became of the letters, for whoever looks after the installation."""
    user, today = _person(request), timezone.localdate()
    if not permissions.may_somewhere(user, "workbench.mail.view", today):
        raise PermissionDenied
    posts = permissions.visible(user, "workbench.mail.view", Membership.objects.all(), today)
    letters = Mail.objects.filter(user__in=posts.values("user")).select_related("user")
    context = {
        "page": Paginator(letters, PER_PAGE).get_page(request.GET.get("ye")),
        "counts": [(state, letters.filter(state=state).count()) for state in Mail.State],
        "header_title": _("邮件发送"),
        "breadcrumbs_items": _crumbs(_("邮件发送")),
    }
    return render(request, "workbench/mail.html", context)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"url": reverse("wagtailadmin_home"), "label": _("今日")}, {"url": "", "label": label}]
