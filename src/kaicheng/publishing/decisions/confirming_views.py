"""What waits until somebody else has confirmed that it may go public: the list, and one source of it."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from kaicheng.agencies.models import Agency
from kaicheng.agencies.permissions import Denied, find
from kaicheng.agencies.staff.web import carried_out, context_of, frame, person_of, staff, standing_of
from kaicheng.publishing.decisions.confirming import (
    CONFIRM,
    ConfirmDecisions,
    ReturnDecisions,
    batches,
    digest_of,
    rows_of,
    waiting,
)
from kaicheng.publishing.models import Decision


class ReturnForm(forms.Form):
    """Why they go back; not needed to confirm them."""

    reason = forms.CharField(label=gettext_lazy("退回的理由"), max_length=200, required=False)


@staff
@require_GET
def to_confirm(request: HttpRequest) -> HttpResponseBase:
    """What waits for the person, by authority and source."""
    found = batches(waiting(_agencies(request), person_of(request)))
    context = {"batches": found, **frame(_("待确认公开的行政决定"), [_crumb()])}
    return render(request, "publishing/decisions/waiting.html", context)


@staff
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that have come from one source of an authority, and the two buttons."""
    agency = get_object_or_404(_agencies(request), pk=pk)
    source = request.GET.get("laiyuan", "").replace("\0", "")
    rows = waiting([agency], person_of(request)).select_related("office", "recorded_by")
    until = _moment(request.POST.get("until", "")) or _last(rows.filter(source=source))
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {**context_of(request), "seen": request.POST.get("seen", "")}
        action: ConfirmDecisions | ReturnDecisions = ConfirmDecisions(agency, source, until, **given)
        if request.POST.get("act") == "return":
            given["reason"] = form.cleaned_data["reason"]
            action = ReturnDecisions(agency, source, until, **given)
        if carried_out(action, form):
            messages.success(request, _("已经记下。"))
            return redirect("publishing_decisions_waiting")
    shown = rows_of(rows, source, until)
    context = {
        "agency": agency,
        "rows": shown,
        "seen": digest_of(shown),
        "until": until.isoformat(),
        "form": form,
        **frame(
            _("待确认公开：%s") % source,
            [_crumb(), (reverse("publishing_decisions_waiting"), _("待确认公开"))],
        ),
    }
    return render(request, "publishing/decisions/confirm.html", context)


def _agencies(request: HttpRequest) -> QuerySet[Agency]:
    standing = standing_of(request)
    if not standing.may_somewhere(CONFIRM):
        raise Denied(find(CONFIRM), elsewhere=False)
    return standing.visible(CONFIRM, Agency.objects.all())


def _last(rows: QuerySet[Decision]) -> dt.datetime:
    last = rows.order_by("-recorded_at").first()
    if last is None:
        raise Http404
    return last.recorded_at


def _moment(text: str) -> dt.datetime | None:
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _crumb() -> tuple[str, str]:
    return reverse("publishing_decisions"), _("行政决定")
