"""脱敏约定和词表: the page on which the disclosure office sets them."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from kaicheng.agencies.models import Agency
from kaicheng.agencies.permissions import Denied, find
from kaicheng.agencies.staff.web import carried_out, context_of, frame, staff, standing_of
from kaicheng.publishing.checking.known import rules_of
from kaicheng.publishing.conventions.actions import LISTS, SetScreeningRules
from kaicheng.publishing.conventions.forms import ScreeningForm

MANAGE = "publishing.screening.manage"


@staff
@require_http_methods(["GET", "POST"])
def conventions(request: HttpRequest) -> HttpResponseBase:
    """The table of masking and the lists of the person's authority."""
    agencies = list(standing_of(request).visible(MANAGE, Agency.objects.order_by("path")))
    if not agencies:
        raise Denied(find(MANAGE), elsewhere=False)
    wanted = request.GET.get("jigou", "")
    agency = next((one for one in agencies if str(one.pk) == wanted), agencies[0])
    form = ScreeningForm(request.POST or None, rules=rules_of(agency))
    if request.method == "POST" and form.is_valid():
        lists = {name: form.cleaned_data[name] for name in LISTS}
        if carried_out(SetScreeningRules(agency, form.masking(), lists, **context_of(request)), form):
            messages.success(request, _("已经保存。今后的检查和脱敏稿按这个来。"))
            return redirect(f"{reverse('publishing_conventions')}?jigou={agency.pk}")
    context = {"form": form, "agency": agency, "agencies": agencies, **frame(_("脱敏约定和词表"), [])}
    return render(request, "publishing/conventions.html", context)
