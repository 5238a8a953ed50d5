"""Decisions and charges from a spreadsheet: template, dry run, then everything in one action."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from kaicheng.agencies.loading import UnreadableFile, csv_template, read_files, xlsx_template
from kaicheng.agencies.loading.kept import drop, keep, kept
from kaicheng.agencies.models import Agency
from kaicheng.agencies.staff.web import context_of, frame, person_of, staff
from kaicheng.handed_in import clean_name
from kaicheng.publishing.decisions.actions import LoadRecords
from kaicheng.publishing.decisions.forms import RecordsFileForm
from kaicheng.publishing.decisions.sheets import SHEETS, Planned, planned
from kaicheng.publishing.decisions.views import recorded_for

LARGEST = 10 * 1024 * 1024
SHOWN = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff
@require_http_methods(["GET", "POST"])
def loading(request: HttpRequest) -> HttpResponseBase:
    """Choose a file and see what it would record. Nothing is recorded here."""
    form = RecordsFileForm(request.POST or None, request.FILES or None, agencies=recorded_for(request))
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        given: Any = form.cleaned_data["file"]
        data = given.read(LARGEST + 1)
        name = clean_name(given.name)
        try:
            if len(data) > LARGEST:
                raise UnreadableFile(_("文件超过 10 MB，请分成几个文件导入。"))
            filled = read_files([(name, data)], SHEETS)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            agency = form.cleaned_data["agency"]
            plan = planned(filled, agency, timezone.localdate())
            more = {"agency": agency, "name": name, "digest": keep(person_of(request), data)}
            return _shown(request, form, plan, **more)
    return _shown(request, form, None)


@staff
@require_POST
def carry_out(request: HttpRequest) -> HttpResponseBase:
    """Record the file whose dry run was clean; it is judged again, for much may have happened since."""
    agency = get_object_or_404(recorded_for(request), pk=_number(request.POST.get("agency", "")))
    digest, name = request.POST.get("digest", ""), clean_name(request.POST.get("name", ""))
    data = kept(person_of(request), digest)
    if data is None:
        raise Http404
    context = context_of(request)
    plan = planned(read_files([(name, data)], SHEETS), agency, timezone.localdate(context["at"]))
    if plan.problems:
        form = RecordsFileForm(agencies=Agency.objects.filter(pk=agency.pk))
        return _shown(request, form, plan, agency=agency, name=name, digest=digest)
    done = LoadRecords(agency, plan.decisions, plan.fees, file=name, digest=digest, **context).execute()
    drop(person_of(request), digest)
    messages.success(
        request,
        _(
            "已经导入：行政决定%(decisions)s件，年度收费%(fees)s项。要公开的，由分管领导或者主要负责人确认后公开。"
        )
        % {"decisions": done.decisions, "fees": done.fees},
    )
    return redirect("publishing_decisions" if done.decisions or not done.fees else "publishing_fees")


@staff
@require_GET
def template(request: HttpRequest, name: str) -> HttpResponseBase:
    """The form to fill in."""
    recorded_for(request)
    if name == "xlsx":
        response = HttpResponse(xlsx_template(SHEETS), content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="jueding-shoufei.xlsx"'
        return response
    if not name.isdecimal() or int(name) >= len(SHEETS):
        raise Http404
    response = HttpResponse(csv_template(SHEETS[int(name)].name, SHEETS), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="jueding-shoufei-{int(name)}.csv"'
    return response


def _shown(
    request: HttpRequest, form: RecordsFileForm, plan: Planned | None, **more: Any
) -> HttpResponseBase:
    context = {
        "form": form,
        "sheets": SHEETS,
        "plan": plan,
        "problems": plan.problems[:SHOWN] if plan else [],
        **more,
        **frame(_("导入行政决定和年度收费"), [(reverse("publishing_decisions"), _("行政决定"))]),
    }
    return render(request, "publishing/decisions/load.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
