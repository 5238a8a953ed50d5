"""The register, its export, and the filters that a person keeps."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaicheng.agencies.models import Agency, Office
from kaicheng.agencies.permissions import Standing
from kaicheng.agencies.staff.web import context_of, person_of, staff, standing_of
from kaicheng.cases.actions.export import ExportRegister
from kaicheng.cases.models import SavedView
from kaicheng.cases.register import DUE, FilterForm, filtered, visible_cases
from kaicheng.cases.spreadsheet import MEDIA_TYPE
from kaicheng.cases.staff.rows import rows_of
from kaicheng.cases.staff.web import page
from kaicheng.statute import WorkCalendar, load_calendar

PER_PAGE = 50


def own_agency(standing: Standing) -> Agency:
    """The authority in which the person sees requests. Raises PermissionDenied where there is none."""
    if not standing.may_somewhere("cases.case.view"):
        raise PermissionDenied(_("您的岗位看不到申请登记簿。收到申请的，请到“我收到一份申请”登记。"))
    return standing.held[0].agency


def calendar_of_person(standing: Standing) -> WorkCalendar:
    """The work calendar of the person's authority."""
    return load_calendar(own_agency(standing).holiday_region or None)


def offices_of(standing: Standing) -> QuerySet[Office]:
    """Offices of the authorities in which the person stands."""
    ids = {one.agency.pk for one in standing.held}
    return Office.objects.filter(agency__in=ids, valid_to__isnull=True).order_by("agency", "pk")


@staff
@require_GET
def register(request: HttpRequest) -> HttpResponseBase:
    """Every request that the person may see, filtered and sorted."""
    standing, today = standing_of(request), timezone.localdate()
    calendar = calendar_of_person(standing)
    form = FilterForm(request.GET, offices=offices_of(standing))
    found = filtered(form, standing, today, calendar)
    shown = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("ye"))
    kept = request.GET.copy()
    kept.pop("ye", None)
    return page(
        request,
        "register",
        _("登记簿"),
        [],
        form=form,
        page=shown,
        rows=rows_of(shown.object_list, today, calendar),
        narrowed=found.narrowed,
        empty=not found.narrowed and not visible_cases(standing).exists(),
        kept=kept.urlencode(),
        quick=[(value, label, f"?due={value}") for value, label in DUE],
        asked=request.GET.get("due", ""),
        views=SavedView.objects.filter(user=person_of(request)),
        may_register=standing.may_somewhere("cases.case.register"),
    )


@staff
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The same rows as a spreadsheet; on record."""
    standing, today = standing_of(request), timezone.localdate()
    form = FilterForm(request.GET, offices=offices_of(standing))
    found = filtered(form, standing, today, calendar_of_person(standing))
    data = ExportRegister(
        own_agency(standing), found.rows, request.GET.urlencode(), **context_of(request)
    ).execute()
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="register-{today.isoformat()}.xlsx"'
    return response


@staff
@require_POST
def save_view(request: HttpRequest) -> HttpResponseBase:
    """Keep the filters under a name."""
    name, query = request.POST.get("name", "").strip()[:40], request.POST.get("query", "")[:500]
    query = QueryDict(query).urlencode()
    if not name:
        messages.error(request, _("请给这组筛选起个名字。"))
    else:
        SavedView.objects.update_or_create(user=person_of(request), name=name, defaults={"query": query})
        messages.success(request, _("已保存常用筛选“%(name)s”，只有您自己看得到。") % {"name": name})
    return redirect(f"{reverse('cases_register')}?{query}")


@staff
@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Forget one."""
    get_object_or_404(SavedView, pk=pk, user=person_of(request)).delete()
    messages.success(request, _("已删除这组常用筛选，申请没有变化。"))
    return redirect("cases_register")
