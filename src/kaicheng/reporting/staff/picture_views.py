"""The year in pictures, while it is being written and after."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kaicheng.agencies.staff.web import staff
from kaicheng.annual_report.by_hand import with_notes
from kaicheng.annual_report.pictures import pictures_of
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text
from kaicheng.reporting.facts import by_column, reply_days
from kaicheng.reporting.staff.places import headed, place_of, scope_of
from kaicheng.reporting.tally import tally
from kaicheng.reporting.whole import whole_of


@staff
@require_GET
def pictures(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """The pictures of a year as counted now; ``?csv=flow`` is the table behind one of them."""
    agency = place_of(request, pk, year)
    scope = scope_of(request, agency, year)
    pages = AnnualReportPage.objects.filter(agency=agency, live=True).exclude(year=year)
    earlier = [from_text(page.report_json) for page in pages.filter(year__lt=year).order_by("-year")[:5]]
    report, told_of = tally(scope).report(), scope
    if not scope.subtree and scope.whole_year:  # as the report will have it: with what the units handed in
        whole = whole_of(agency, year)
        report = with_notes(replace(report, figures=whole.figures), whole.entered)
        told_of = replace(scope, subtree=not whole.alone)
    columns = [(row.title, row.count) for row in by_column(told_of)]
    found = pictures_of(report, earlier, columns, reply_days(told_of))
    if wanted := request.GET.get("csv"):
        picture = next((one for one in found if one.id == wanted), None)
        if picture is None:
            raise Http404
        name = f"{agency.slug}-{year}-{picture.id}.csv"
        return HttpResponse(
            picture.csv,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    context = {"pictures": found, **headed(_("图解"), agency, year)}
    return render(request, "reporting/pictures.html", context)
