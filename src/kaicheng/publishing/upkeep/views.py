"""The list of tickets, and the columns with when they are due."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from kaicheng.agencies.models import Agency
from kaicheng.agencies.staff.web import PER_PAGE, carried_out, context_of, frame, number, staff, standing_of
from kaicheng.publishing.models import Ticket
from kaicheng.publishing.upkeep.actions import Dismiss
from kaicheng.publishing.upkeep.timeliness import timeliness

AGENCIES_PER_PAGE = 20
VIEW, HANDLE = "publishing.ticket.view", "publishing.ticket.handle"


class DismissForm(forms.Form):
    """Why nothing is wrong."""

    reason = forms.CharField(label=gettext_lazy("为什么不是问题"), max_length=300)


@staff
def tickets(request: HttpRequest) -> HttpResponseBase:
    """Tickets that the person may see, open ones first; ``?state=`` shows those that are closed."""
    standing = standing_of(request)
    state = request.GET.get("state", Ticket.State.OPEN)
    rows = standing.visible(VIEW, Ticket.objects.select_related("agency", "office"))
    unit = number(request.GET.get("unit"))
    if unit is not None:
        rows = rows.filter(agency=unit)
    if state in Ticket.State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("due", "pk"), PER_PAGE).get_page(request.GET.get("ye"))
    lines = [(one, one.state == Ticket.State.OPEN and standing.may(HANDLE, one)) for one in page]
    context = {
        "lines": lines,
        "page": page,
        "state": state,
        "unit": unit,
        "states": Ticket.State.choices,
        **frame(_("每日监测"), []),
    }
    return render(request, "publishing/tickets.html", context)


@staff
@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say why a ticket is about no fault."""
    ticket = get_object_or_404(Ticket.objects.select_related("agency", "office"), pk=pk)
    standing_of(request).require(HANDLE, ticket)
    form = DismissForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        action = Dismiss(ticket, **{**context_of(request), "reason": form.cleaned_data["reason"]})
        if carried_out(action, form):
            messages.success(request, _("已经记下。"))
            return redirect("publishing_tickets")
    return render(
        request, "publishing/dismiss.html", {"ticket": ticket, "form": form, **frame(ticket.title, [])}
    )


@staff
def columns(request: HttpRequest) -> HttpResponseBase:
    """Every column of the person's authorities with its last publication and its date, some authorities a
    page."""
    today = timezone.localdate()
    standing, having = standing_of(request), Agency.objects.filter(platform__isnull=False)
    own = standing.visible("publishing.document.view", having).values("pk")
    overseen = standing.visible(VIEW, having).values("pk")
    agencies = having.filter(Q(pk__in=own) | Q(pk__in=overseen)).order_by("path")
    page = Paginator(agencies, AGENCIES_PER_PAGE).get_page(request.GET.get("ye"))
    lines = [(one, one.overdue(today)) for one in timeliness(list(page))]
    context = {"lines": lines, "page": page, **frame(_("栏目更新"), [])}
    return render(request, "publishing/columns.html", context)
