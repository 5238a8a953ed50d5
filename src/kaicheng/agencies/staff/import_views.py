"""What was imported together, looked at together and confirmed together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaicheng.agencies.actions.imported import confirm_import, confirmable, fingerprint
from kaicheng.agencies.actions.membership import Confirm
from kaicheng.agencies.models import Import, Membership
from kaicheng.agencies.permissions import Standing
from kaicheng.agencies.roles import ADMINISTRATORS, Role
from kaicheng.agencies.staff.web import PER_PAGE, context_of, page, staff, standing_of

VIEW = "agencies.membership.view"
SHOWN = 200
"""How many of what deserves a closer look are listed; the rest is counted."""


def waiting_imports(standing: Standing) -> list[tuple[Import, int]]:
    """The imports of which something waits, as far as the person sees it, with how much."""
    rows = standing.visible(VIEW, Membership.objects.pending().exclude(imported=None))
    counts = dict(rows.order_by().values_list("imported").annotate(Count("pk")))
    return [
        (made, counts[made.pk]) for made in Import.objects.filter(pk__in=counts).select_related("made_by")
    ]


@staff
@require_http_methods(["GET", "POST"])
def imported(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One import: how much waits, what deserves a closer look, everything; and one button for all of it."""
    standing = standing_of(request)
    made = get_object_or_404(Import.objects.select_related("made_by"), pk=pk)
    rows = standing.visible(VIEW, made.memberships.all())
    if not rows.exists():
        raise Http404
    if request.method == "POST":
        try:
            done = confirm_import(made, seen=request.POST.get("seen", ""), **context_of(request))
        except ValidationError as error:
            messages.error(request, "".join(error.messages))
            return redirect("organisation:import", pk)
        messages.success(request, _("已确认%(n)d项任职，即时生效。") % {"n": len(done)})
        return redirect("organisation:pending")
    related = ("user", "agency", "office")
    waiting = rows.filter(confirmed_at=None, ended_at=None)
    mine = confirmable(made, standing)
    ready = list(mine.only("pk", "valid_from", "valid_to"))
    order = ("agency__path", "office__order", "pk")
    shown = Paginator(waiting.select_related(*related).order_by(*order), PER_PAGE)
    way = [(reverse("organisation:pending"), _("待确认的任职"))]
    return page(
        request,
        "import",
        _("核对批量导入"),
        way,
        made=made,
        page=shown.get_page(request.GET.get("ye")),
        waiting=waiting.count(),
        people=waiting.aggregate(n=Count("user", distinct=True))["n"],
        confirmed=rows.exclude(confirmed_at=None).count(),
        declined=rows.filter(confirmed_at=None).exclude(ended_at=None).count(),
        roles=_by_role(waiting),
        **_closer(waiting),
        ready=len(ready),
        seen=fingerprint(ready),
        may_confirm=standing.may_somewhere(Confirm.permission),
    )


def _by_role(waiting: Any) -> list[tuple[str, int]]:
    counts = dict(waiting.order_by().values_list("role").annotate(Count("pk")))
    return [(role.short, counts[role]) for role in Role if role in counts]


def _closer(waiting: Any) -> dict[str, Any]:
    """What is more than a new person in an ordinary post: administrators, and whoever holds posts already."""
    today = timezone.localdate()
    held = Membership.objects.effective(today).filter(user__in=waiting.values("user"))
    already: dict[int, list[str]] = {}
    for post in held.select_related("user", "agency", "office"):
        where = " · ".join(filter(None, (post.agency.short_name, post.office and post.office.name)))
        already.setdefault(post.user_id, []).append(f"{where} · {post.title or post.role_short}")
    related = waiting.select_related("user", "agency", "office").order_by("agency__path", "pk")
    added = related.filter(user__in=held.values("user"))
    administrators = related.filter(role__in=ADMINISTRATORS)
    return {
        "administrators": administrators,
        "added": [(post, already.get(post.user_id, [])) for post in added[:SHOWN]],
        "added_count": added.count(),
    }
