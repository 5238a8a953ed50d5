"""Reports of years before the system: what there is, reading another one in, confirming it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kaicheng.agencies.models import Agency
from kaicheng.agencies.staff.web import carried_out, context_of, frame, staff, standing_of
from kaicheng.annual_report.checks import check
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text
from kaicheng.publishing.models.document import Mark
from kaicheng.reporting.actions.earlier import ConfirmEarlier, ReadEarlier
from kaicheng.reporting.staff.forms import EarlierForm
from kaicheng.reporting.staff.places import VIEW
from kaicheng.reporting.staff.tables import tables_of

DRAFT = "portal.annual_report.draft"
CONFIRM = "reporting.earlier.confirm"


@staff
@require_http_methods(["GET", "POST"])
def earlier(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The authority's reports by year, and reading in one of before the system."""
    agency = get_object_or_404(Agency, pk=pk)
    standing = standing_of(request)
    standing.require(VIEW, agency)
    form = EarlierForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        action = ReadEarlier(
            agency, form.cleaned_data["report"], form.cleaned_data["url"], **context_of(request)
        )
        if carried_out(action, form):
            assert action.page is not None  # noqa: S101  # made by the action
            messages.success(request, _("已经读入，还要科室负责人或者分管领导对照原件确认。"))
            return redirect("reporting:earlier-report", action.page.pk)
    pages = AnnualReportPage.objects.filter(agency=agency).order_by("-year")
    context = {
        "agency": agency,
        "pages": [one for one in pages if one.live or _waits(one)],
        "form": form if standing.may(DRAFT, agency) else None,
        **frame(_("%(name)s历年报告") % {"name": agency.short_name}, _way()),
    }
    return render(request, "reporting/earlier.html", context)


@staff
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A report as it was read, to compare with the original and confirm."""
    page = _page(request, pk)
    if request.method == "POST":
        try:
            ConfirmEarlier(page, seen=request.POST.get("seen", ""), **context_of(request)).execute()
            messages.success(request, _("已经确认，和历年报告一起公开。"))
            return redirect("reporting:earlier", page.agency_id)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.path)
    found = from_text(page.report_json)
    may_confirm = standing_of(request).may(CONFIRM, page.agency) and page.owner_id != request.user.pk
    context: dict[str, Any] = {
        "page": page,
        "notes": found.notes,
        "found": [one for one in check(found) if one.cells],
        "tables": tables_of(found, {}),
        "chapters": [
            (chapter.heading, found.chapters.get(chapter.id, ""))
            for chapter in found.statutory_form.chapters
            if found.chapters.get(chapter.id)
        ],
        "confirms": _waits(page) and may_confirm,
        "waits": _waits(page),
        **frame(page.title, [*_way(), (reverse("reporting:earlier", args=[page.agency_id]), _("历年报告"))]),
    }
    return render(request, "reporting/earlier_report.html", context)


@staff
@require_GET
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that a report was read from."""
    page = _page(request, pk)
    if not page.source_file:
        raise Http404
    return FileResponse(page.source_file.open("rb"), as_attachment=True, filename=page.source_name)


def _page(request: HttpRequest, pk: int) -> AnnualReportPage:
    """A report that was read in, for whoever may see the authority's reports."""
    rows = AnnualReportPage.objects.select_related("agency")
    page: AnnualReportPage = get_object_or_404(rows, pk=pk, mark=Mark.BEFORE)
    standing_of(request).require(VIEW, page.agency)
    return page


def _waits(page: AnnualReportPage) -> bool:
    """Whether somebody has to confirm it."""
    return not page.live and page.mark == Mark.BEFORE and bool(page.source_digest)


def _way() -> list[tuple[str, str]]:
    return [(reverse("reporting:home"), _("年度报告"))]
