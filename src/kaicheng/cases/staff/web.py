"""What the pages about requests share: the way to them, the case asked for, one template for every form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaicheng.agencies.staff.web import Crumb, frame, standing_of
from kaicheng.cases.models import Case


def to_register() -> list[Crumb]:
    """The way to the register."""
    return [(reverse("cases_register"), _("登记簿"))]


def to_case(case: Case) -> list[Crumb]:
    """The way to one case."""
    return [*to_register(), (reverse("cases_case", args=[case.pk]), case.number)]


def case_of(request: HttpRequest, pk: int, permission: str = "cases.case.view") -> Case:
    """The case, if the person may; 404 across authorities."""
    found: Case = get_object_or_404(
        Case.objects.select_related(
            "agency", "office", "handler", "applicant", "joined_to", "split_from", "again_from"
        ),
        pk=pk,
    )
    standing_of(request).require(permission, found)
    return found


def page(
    request: HttpRequest, template: str, title: str, crumbs: list[Crumb], *, status: int = 200, **context: Any
) -> HttpResponse:
    """A rendered page with its head."""
    return render(request, f"cases/{template}.html", {**context, **frame(title, crumbs)}, status=status)


def form_page(
    request: HttpRequest,
    title: str,
    case: Case,
    form: Any,
    *,
    button: str,
    note: str = "",
    article: str = "",
    **context: Any,
) -> HttpResponse:
    """A page with one form about a case."""
    return page(
        request,
        "form",
        title,
        to_case(case),
        case=case,
        form=form,
        button=button,
        note=note,
        article=article,
        back=reverse("cases_case", args=[case.pk]),
        **context,
    )
