"""What every page about a report has: its authority and year, the way to it, and who may see it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from kaicheng.agencies.models import Agency
from kaicheng.agencies.staff.web import Crumb, frame, standing_of
from kaicheng.annual_report.model import Period
from kaicheng.reporting.scope import FIRST, LAST, Scope
from kaicheng.reporting.staff.forms import PeriodForm

VIEW = "reporting.figures.view"


def place_of(request: HttpRequest, pk: int, year: int, permission: str = VIEW) -> Agency:
    """The authority, where the person may do ``permission`` there; nothing is told of other authorities."""
    agency = get_object_or_404(Agency, pk=pk)
    standing_of(request).require(permission, agency)
    check_year(year)
    return agency


def check_year(year: int) -> None:
    """Nothing is at the address of a year on which there is no report."""
    if not FIRST <= year <= LAST:
        raise Http404


def scope_of(request: HttpRequest, agency: Agency, year: int) -> Scope:
    """The authority's year, or the days ``?cong=…&dao=…``; ``?xiaji=1`` takes in everything below it, for
    who may see that."""
    subtree = request.GET.get("xiaji") == "1"
    if subtree:
        standing_of(request).require("reporting.report.supervise", agency)
    form = PeriodForm(request.GET if request.GET.keys() & {"cong", "dao"} else None)
    if form.is_bound and form.is_valid():
        return Scope(agency, Period(form.cleaned_data["cong"], form.cleaned_data["dao"]), subtree)
    return Scope.year(agency, year, subtree=subtree)


def asked_of(request: HttpRequest) -> str:
    """What a link to a cell keeps of the page's address."""
    kept = {name: request.GET[name] for name in ("xiaji", "cong", "dao") if request.GET.get(name)}
    return f"?{urlencode(kept)}" if kept else ""


def crumbs(agency: Agency, year: int) -> list[Crumb]:
    """The way to the report."""
    return [
        (reverse("reporting:home"), _("年度报告")),
        (
            reverse("reporting:draft", args=[agency.pk, year]),
            _("%(name)s %(year)s年") % {"name": agency.short_name, "year": year},
        ),
    ]


def headed(title: str, agency: Agency, year: int) -> dict[str, Any]:
    """Title and way of a page below the report."""
    return {**frame(title, crumbs(agency, year)), "agency": agency, "year": year}
