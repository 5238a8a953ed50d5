"""People, delegations, and the one page on which every act is carried out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Max, Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaicheng.agencies.actions.account import IssueAddresses
from kaicheng.agencies.actions.membership import Confirm
from kaicheng.agencies.loading.first_sign_in import address
from kaicheng.agencies.models import Agency, Delegation, Membership
from kaicheng.agencies.roles import Role
from kaicheng.agencies.staff.acts import DELEGATION_ACTS, MEMBERSHIP_ACTS, SUBJECTS
from kaicheng.agencies.staff.agency_views import to_agency
from kaicheng.agencies.staff.import_views import waiting_imports
from kaicheng.agencies.staff.web import (
    PER_PAGE,
    Crumb,
    carried_out,
    context_of,
    number,
    page,
    person_of,
    staff,
    standing_of,
)
from kaicheng.audit.recording import atomic


@staff
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, subject: str, pk: int, name: str) -> HttpResponseBase:
    """Ask what an act needs to know, and do it."""
    if subject not in SUBJECTS or name not in SUBJECTS[subject][1]:
        raise Http404
    model, acts = SUBJECTS[subject]
    chosen = acts[name]
    standing = standing_of(request)
    thing = get_object_or_404(model, pk=pk)
    standing.require(chosen.permission, thing)
    form = chosen.form(request.POST if request.method == "POST" else None, thing, standing)
    back = _home_of(thing)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(chosen.action(thing, form.cleaned_data, context_of(request)), form)
    ):
        messages.success(request, str(chosen.done))
        return redirect(back)
    return page(
        request,
        "act",
        str(chosen.title),
        _way_to(thing),
        form=form,
        about=str(thing),
        note=chosen.note,
        button=chosen.button,
        back=back,
    )


@staff
@require_GET
def people(request: HttpRequest) -> HttpResponseBase:
    """Appointments, found by authority, role and name; or the last ones of people who have left."""
    standing, today = standing_of(request), timezone.localdate()
    gone = request.GET.get("lizhi") == "1"
    listed = _last_of_leavers(today) if gone else Membership.objects.open(today)
    rows = standing.visible("agencies.membership.view", listed)
    rows = rows.select_related("user", "agency", "office").order_by("agency__path", "office__order", "pk")
    asked, role = request.GET.get("q", "").strip(), request.GET.get("juese", "")
    where = number(request.GET.get("jigou"))
    if asked:
        rows = rows.filter(
            Q(user__username__icontains=asked)
            | Q(user__first_name__icontains=asked)
            | Q(title__icontains=asked)
        )
    if role in Role.values:
        rows = rows.filter(role=role)
    if where is not None:
        rows = rows.filter(agency=where)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("ye"))
    me = person_of(request).pk
    lines = [
        (
            post,
            [MEMBERSHIP_ACTS[name] for name in _names(post, gone) if _may(standing, name, post)],
            not gone
            and not post.user.has_usable_password()
            and standing.may(IssueAddresses.permission, post),
            not gone
            and post.user_id != me
            and post.user.is_active
            and standing.may("agencies.account.rescue", post),
        )
        for post in shown
    ]
    return page(
        request,
        "people",
        _("人员任职"),
        [],
        page=shown,
        lines=lines,
        asked=asked,
        role=role,
        where=where or "",
        gone=gone,
        roles=Role.choices,
    )


@staff
@never_cache
@require_POST
def first_address(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The address at which one person sets the first password, shown to be handed over."""
    post = get_object_or_404(Membership.objects.select_related("user", "agency"), pk=pk)
    try:
        IssueAddresses([post.user], agency=post.agency, **context_of(request)).execute()
    except ValidationError as error:
        messages.info(request, "".join(error.messages))
        return redirect("organisation:people")
    way = [(reverse("organisation:people"), _("人员任职"))]
    return page(request, "address", _("首次登录网址"), way, person=post.user, address=address(post.user))


@staff
@require_GET
def pending(request: HttpRequest) -> HttpResponseBase:
    """Appointments that wait for the security administrator: imports as a whole, and single ones."""
    standing = standing_of(request)
    single = Membership.objects.pending().filter(imported=None)
    rows = standing.visible("agencies.membership.view", single)
    rows = rows.select_related("user", "agency", "office", "proposed_by").order_by("pk")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("ye"))
    return page(
        request,
        "pending",
        _("待确认的任职"),
        [],
        page=shown,
        imports=waiting_imports(standing),
        may_confirm=standing.may_somewhere("agencies.membership.confirm"),
    )


@staff
@require_POST
def confirm_many(request: HttpRequest) -> HttpResponseBase:
    """Confirm the appointments that were ticked: all of them, or none."""
    chosen = [pk for pk in map(number, request.POST.getlist("renzhi")) if pk is not None]
    rows = list(Membership.objects.filter(pk__in=chosen).select_related("user", "agency", "office"))
    try:
        with atomic():
            for post in rows:
                Confirm(post, **context_of(request)).execute()
    except ValidationError as error:
        messages.error(request, _("没有确认：%(why)s") % {"why": "".join(error.messages)})
    else:
        messages.success(request, _("已确认%(n)d项任职，即时生效。") % {"n": len(rows)})
    return redirect("organisation:pending")


@staff
@require_GET
def delegations(request: HttpRequest) -> HttpResponseBase:
    """Delegations now and to come, and the person's own posts that can be delegated."""
    standing, today = standing_of(request), timezone.localdate()
    going_on = Delegation.objects.not_over(today).filter(revoked_at__isnull=True)
    rows = standing.visible("agencies.delegation.view", going_on)
    related = ("membership__user", "membership__agency", "membership__office", "delegate")
    shown = Paginator(rows.select_related(*related), PER_PAGE).get_page(request.GET.get("ye"))
    revoke = DELEGATION_ACTS["chehui"]
    posts = Membership.objects.effective(today).filter(user=person_of(request))
    own = [post for post in posts.select_related("agency", "office") if _may(standing, "daishen", post)]
    return page(
        request,
        "delegations",
        _("代审"),
        [],
        page=shown,
        lines=[(lent, standing.may(revoke.permission, lent)) for lent in shown],
        own=own,
        today=today,
    )


def _last_of_leavers(today: dt.date) -> Any:
    """Of everybody who has no post any more, the last they had."""
    working = Membership.objects.open(today)
    over = Membership.objects.filter(confirmed_at__isnull=False).exclude(user__in=working.values("user"))
    return Membership.objects.filter(pk__in=over.order_by().values("user").annotate(n=Max("pk")).values("n"))


def _names(post: Membership, gone: bool) -> tuple[str, ...]:
    """What may be done with an appointment, or with the account of somebody who has left."""
    if gone:
        return ("tingyong",) if post.user.is_active else ("qiyong",)
    return ("zhongzhi", "daishen") if post.confirmed else ()


def _may(standing: Any, name: str, post: Membership) -> bool:
    return bool(standing.may(MEMBERSHIP_ACTS[name].permission, post))


def _home_of(thing: Any) -> str:
    """The page from which an act was chosen."""
    if isinstance(thing, Membership):
        if not thing.confirmed and thing.imported_id is not None:
            return reverse("organisation:import", args=[thing.imported_id])
        return reverse("organisation:people" if thing.confirmed else "organisation:pending")
    if isinstance(thing, Delegation):
        return reverse("organisation:delegations")
    return reverse("organisation:agency", args=[thing.pk if isinstance(thing, Agency) else thing.agency_id])


def _way_to(thing: Any) -> list[Crumb]:
    if isinstance(thing, Membership):
        return [(reverse("organisation:people"), _("人员任职"))]
    if isinstance(thing, Delegation):
        return [(reverse("organisation:delegations"), _("代审"))]
    return to_agency(thing if isinstance(thing, Agency) else thing.agency)
