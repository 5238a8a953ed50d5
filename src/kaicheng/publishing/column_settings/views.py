"""栏目设置: every column with its office, basis, period and next date; and what may be done with each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from kaicheng.agencies.models import Agency
from kaicheng.agencies.permissions import Denied, find
from kaicheng.agencies.staff.web import carried_out, context_of, frame, staff, standing_of
from kaicheng.publishing.column_settings.actions import AddColumn, ChangeColumn, CloseColumn, PutBefore
from kaicheng.publishing.column_settings.forms import CloseForm, ColumnForm, NewColumnForm, columns_in_use
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage
from kaicheng.publishing.upkeep.timeliness import timeliness

MANAGE = "publishing.column.manage"


@staff
@require_GET
def settings(request: HttpRequest) -> HttpResponseBase:
    """The columns of the person's authority, in the order of its platform."""
    agencies = _agencies(request)
    wanted = request.GET.get("jigou", "")
    agency = next((one for one in agencies if str(one.pk) == wanted), agencies[0])
    today = timezone.localdate()
    known = {one.column.pk: one for one in timeliness([agency])}
    columns = list(columns_in_use(agency).select_related("office"))
    lines = []
    for place, column in enumerate(columns):
        time = known.get(column.pk)
        above = _beside(columns[:place][::-1], column)
        below = _beside(columns[place + 1 :], column)
        overdue = time is not None and time.overdue(today)
        lines.append((column, time, overdue, column.depth - columns[0].depth, above, below))
    closed = ColumnPage.objects.filter(agency=agency, closed_on__isnull=False).select_related("successor")
    context = {
        "lines": lines,
        "closed": closed.order_by("-closed_on", "pk"),
        "agency": agency,
        "agencies": agencies,
        "own": Column.OWN,
        **frame(_("栏目设置"), []),
    }
    return render(request, "publishing/columns/settings.html", context)


@staff
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, agency: int) -> HttpResponseBase:
    """Open a column of the authority's own."""
    place = get_object_or_404(Agency, pk=agency, platform__isnull=False)
    standing_of(request).require(MANAGE, place)
    form = NewColumnForm(request.POST or None, agency=place, initial={"update_days": 183})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        parent, slug = given.pop("parent"), given.pop("slug")
        if carried_out(AddColumn(parent, given, slug=slug, **context_of(request)), form):
            messages.success(request, _("栏目已经开设，可以往里写信息了。"))
            return redirect(_back(place))
    return _form(request, form, _("开设本机关栏目"), _("开设"), place)


@staff
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change what is set of a column."""
    column = _column(request, pk)
    own = column.kind == Column.OWN
    initial = {name: getattr(column, name) for name in ColumnForm.base_fields}
    form = ColumnForm(request.POST or None, agency=column.agency, own=own, initial=initial)
    if request.method == "POST" and form.is_valid():
        action = ChangeColumn(column, form.cleaned_data, **context_of(request))
        if carried_out(action, form):
            messages.success(request, _("已经保存，公开页面随后更新。"))
            return redirect(_back(column.agency))
    note = "" if own else _("法定栏目的名称和依据全国统一，不能改。")
    return _form(request, form, str(column.label), _("保存"), column.agency, note=note)


@staff
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close a column of the authority's own."""
    column = _column(request, pk)
    form = CloseForm(request.POST or None, column=column)
    if request.method == "POST" and form.is_valid():
        context = {**context_of(request), "reason": form.cleaned_data["reason"]}
        if carried_out(CloseColumn(column, form.cleaned_data["successor"], **context), form):
            messages.success(request, _("栏目已经停用。"))
            return redirect(_back(column.agency))
    title = _("停用栏目“%(title)s”") % {"title": column.title}
    return _form(request, form, title, _("停用"), column.agency)


@staff
@require_POST
def put_before(request: HttpRequest, pk: int, before: int) -> HttpResponseBase:
    """Put a column before another beside it."""
    column, other = _column(request, pk), _column(request, before)
    try:
        PutBefore(column, other, **context_of(request)).execute()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_back(column.agency))


def _agencies(request: HttpRequest) -> list[Agency]:
    having = Agency.objects.filter(platform__isnull=False).order_by("path")
    found = list(standing_of(request).visible(MANAGE, having))
    if not found:
        raise Denied(find(MANAGE), elsewhere=False)
    return found


def _column(request: HttpRequest, pk: int) -> ColumnPage:
    column = get_object_or_404(ColumnPage.objects.select_related("agency"), pk=pk)
    standing_of(request).require(MANAGE, column)
    return column


def _beside(columns: list[ColumnPage], column: ColumnPage) -> ColumnPage | None:
    """The nearest of these that stands beside ``column`` and is the authority's own, as it is."""
    if column.kind != Column.OWN:
        return None
    same = (one for one in columns if one.depth == column.depth and one.path[:-4] == column.path[:-4])
    return next((one for one in same if one.kind == Column.OWN), None)


def _back(agency: Agency) -> str:
    return f"{reverse('publishing_column_settings')}?jigou={agency.pk}"


def _form(
    request: HttpRequest, form: Any, title: str, button: str, agency: Agency, *, note: str = ""
) -> HttpResponseBase:
    context = {
        "form": form,
        "button": button,
        "note": note,
        "back": _back(agency),
        **frame(title, [(_back(agency), _("栏目设置"))]),
    }
    return render(request, "organisation/act.html", context)
