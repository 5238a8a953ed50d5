"""批量导入: the template, the dry run, the import, and the first sign-in addresses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaicheng.agencies.actions.account import IssueAddresses
from kaicheng.agencies.forms import LoadForm
from kaicheng.agencies.loading import (
    UnreadableFile,
    csv_template,
    load,
    make_plan,
    read_files,
    xlsx_template,
)
from kaicheng.agencies.loading.first_sign_in import sheet
from kaicheng.agencies.loading.kept import drop, keep, kept
from kaicheng.agencies.loading.plan import PERMISSION
from kaicheng.agencies.loading.sheets import SHEETS
from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.staff.web import context_of, page, person_of, staff, standing_of

LARGEST = 20 * 1024 * 1024
SHOWN = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SESSION = "organisation_loaded"


@staff
@require_http_methods(["GET", "POST"])
def loading(request: HttpRequest) -> HttpResponseBase:
    """Choose a file and see what it would do. Nothing is loaded here."""
    _require(request)
    form = LoadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"sheets": SHEETS, "loaded": request.session.get(SESSION)}
    if request.method == "POST" and form.is_valid():
        given: Any = form.cleaned_data["file"]
        data = given.read(LARGEST + 1)
        try:
            if len(data) > LARGEST:
                raise UnreadableFile(_("文件超过 20 MB，请分成几个文件导入。"))
            filled = read_files([(given.name, data)])
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            plan = make_plan(filled, by=person_of(request), today=timezone.localdate())
            context |= {"plan": plan, "problems": plan.problems[:SHOWN], "name": given.name}
            if not plan.problems:
                context["digest"] = keep(person_of(request), data)
    return page(request, "load", _("批量导入"), [], form=form, **context)


@staff
@require_POST
def carry_out(request: HttpRequest) -> HttpResponseBase:
    """Load the file whose dry run was clean; it is judged again, for much may have happened since."""
    _require(request)
    digest = request.POST.get("digest", "")
    data = kept(person_of(request), digest)
    if data is None:
        messages.info(request, _("这份表格已经导入，或者核对以后放得太久了。需要时请重新选择文件。"))
        return redirect("organisation:load")
    context = context_of(request)
    name = request.POST.get("name", "")[:200]
    plan = make_plan(
        read_files([(name, data)]), by=person_of(request), today=timezone.localdate(context["at"])
    )
    if plan.problems:
        return page(
            request,
            "load",
            _("批量导入"),
            [],
            form=LoadForm(),
            plan=plan,
            problems=plan.problems,
            sheets=SHEETS,
        )
    try:
        made = load(plan, file=name, data=data, **context)
    except IntegrityError:  # the same was set up between the plan and now: somebody clicked twice
        messages.info(request, _("刚才已经有人导入了同样的内容，这一次没有再导入。请重新核对。"))
        return redirect("organisation:load")
    drop(person_of(request), digest)
    request.session[SESSION] = {
        "users": [made.users[0].pk, made.users[-1].pk] if made.users else [],
        "where": made.memberships[0].agency.pk if made.memberships else None,
        "agencies": len(made.agencies),
        "offices": len(made.offices),
        "people": len(made.users),
        "memberships": len(made.memberships),
    }
    return redirect("organisation:load")


@staff
@require_GET
def template(request: HttpRequest, name: str) -> HttpResponseBase:
    """The form to fill in."""
    _require(request)
    if name == "xlsx":
        response = HttpResponse(xlsx_template(), content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="jigou-renyuan.xlsx"'
        return response
    if not name.isdecimal() or int(name) >= len(SHEETS):
        raise Http404
    response = HttpResponse(csv_template(SHEETS[int(name)].name), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="jigou-renyuan-{name}.csv"'
    return response


@staff
@require_POST
def first_addresses(request: HttpRequest) -> HttpResponseBase:
    """The first sign-in addresses of the accounts just made that nobody has used."""
    _require(request)
    numbers = (request.session.get(SESSION) or {}).get("users") or []
    if not numbers:
        raise Http404
    users = User.objects.filter(pk__range=numbers, last_login__isnull=True).order_by("pk")
    agency = get_object_or_404(Agency, pk=request.session[SESSION]["where"])
    try:
        fresh = IssueAddresses(users, agency=agency, **context_of(request)).execute()
    except ValidationError as error:
        messages.info(request, "".join(error.messages))
        return redirect("organisation:load")
    response = StreamingHttpResponse(sheet(fresh), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="shouci-denglu.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _require(request: HttpRequest) -> None:
    standing = standing_of(request)
    if not standing.may_somewhere(PERMISSION):
        standing.require(PERMISSION, standing.held[0].agency if standing.held else Agency(path="0"))
