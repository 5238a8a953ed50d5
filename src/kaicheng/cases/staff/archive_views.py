"""The files of a year for the archive: which are complete, what the others lack, and the list for the box."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kaicheng.agencies.permissions import Standing
from kaicheng.agencies.staff.web import context_of, staff, standing_of
from kaicheng.cases.actions.archive import ArchiveCase, archivable, lacking, proposed
from kaicheng.cases.actions.export import ExportRegister
from kaicheng.cases.models import Case
from kaicheng.cases.spreadsheet import MEDIA_TYPE, archive_list
from kaicheng.cases.staff.register_views import own_agency
from kaicheng.cases.staff.web import page, to_register
from kaicheng.statute import outcomes

AT_ONCE = 100
"""Files that are looked through on one page and archived with one button."""


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("nian", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else _last_year()


def _last_year() -> int:
    return timezone.localdate().year - 1


def _of_year(standing: Standing, year: int) -> QuerySet[Case]:
    rows = standing.visible("cases.case.archive", Case.objects.all())
    return rows.filter(finished_on__year=year, agency=own_agency(standing))


@staff
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest) -> HttpResponseBase:
    """The finished files of a year; those that are complete go into the archive together."""
    standing, year = standing_of(request), _year(request)
    standing.require("cases.case.archive", own_agency(standing))
    rows = _of_year(standing, year)
    waiting = archivable(rows).select_related("agency").order_by("number")
    if request.method == "POST":
        chosen = [int(one) for one in request.POST.getlist("case") if one.isascii() and one.isdigit()][
            :AT_ONCE
        ]
        _archive(request, list(waiting.filter(pk__in=chosen)), request.POST.get("place", ""))
        return redirect(f"{reverse('cases_archive')}?nian={year}")
    kept = dict(Case._meta.get_field("archived_for").flatchoices)
    names_of = {code: one.name.zh for code, one in outcomes().items()}
    return page(
        request, "archive", _("%(year)s年归档") % {"year": year}, to_register(),
        year=year, years=[_last_year() + 1 - n for n in range(5)],
        lines=[
            (case, names_of.get(case.outcome, "—"), kept[proposed(case)], lacking(case))
            for case in waiting[:AT_ONCE]
        ],
        left=max(0, waiting.count() - AT_ONCE),
        done=rows.filter(archived_on__isnull=False).count(),
    )  # fmt: skip


def _archive(request: HttpRequest, cases: list[Case], place: str) -> None:
    """Each by itself: one that lacks something does not keep the others waiting."""
    done, refused = 0, []
    for case in cases:
        try:
            ArchiveCase(case, place=place, **context_of(request)).execute()
            done += 1
        except ValidationError as error:
            refused.append(f"{case.number}：{''.join(error.messages)}")
    if done:
        messages.success(request, _("已归档%(done)s件。") % {"done": done})
    if refused:
        messages.warning(
            request, _("%(count)s件没有归档。") % {"count": len(refused)} + "；".join(refused[:5])
        )
    if not cases:
        messages.error(request, _("请至少选择一件。"))


@staff
@require_GET
def box_list(request: HttpRequest) -> HttpResponseBase:
    """The list that goes into the box (归档文件目录), as a spreadsheet; on record."""
    standing, year = standing_of(request), _year(request)
    standing.require("cases.case.archive", own_agency(standing))
    rows = _of_year(standing, year).filter(archived_on__isnull=False).order_by("archived_for", "number")
    data = ExportRegister(
        own_agency(standing), rows.select_related("agency"), f"归档文件目录{year}", archive_list,
        **context_of(request),
    ).execute()  # fmt: skip
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="archive-{year}.xlsx"'
    return response
