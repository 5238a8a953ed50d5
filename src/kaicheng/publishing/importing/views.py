"""原网站导入: upload, mapping with what the first records give, start, progress, and what came of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from kaicheng.agencies.loading.kept import drop, keep, kept
from kaicheng.agencies.models import Agency
from kaicheng.agencies.permissions import Denied, find
from kaicheng.agencies.staff.web import (
    PER_PAGE,
    carried_out,
    context_of,
    frame,
    person_of,
    staff,
    standing_of,
)
from kaicheng.handed_in import clean_name, scanned
from kaicheng.publishing.importing.batches import preparers_of
from kaicheng.publishing.importing.forms import MappingForm, ReturnForm, SourceForm, names_in
from kaicheng.publishing.importing.handed_in import opened
from kaicheng.publishing.importing.looking import Look, look
from kaicheng.publishing.importing.mapping import SourceMapping
from kaicheng.publishing.importing.reading import UnreadableSource
from kaicheng.publishing.importing.running import (
    CONFIRM,
    ConfirmImport,
    ReturnImport,
    StartImport,
    address_of,
    columns_to_fill,
)
from kaicheng.publishing.models import HomePage, ImportBatch

IMPORT = "publishing.import"


@staff
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponseBase:
    """What was imported and what is being imported; and a file for another import."""
    standing = standing_of(request)
    if not standing.may_somewhere(IMPORT) and not standing.may_somewhere(CONFIRM):
        raise Denied(find(IMPORT), elsewhere=False)
    agencies = standing.visible(IMPORT, Agency.objects.filter(platform__isnull=False))
    form = SourceForm(request.POST or None, request.FILES or None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        try:
            digest, name = _taken(request, form.cleaned_data["file"])
        except ValidationError as error:
            form.add_error("file", error)
        else:
            where = reverse("publishing_import_mapping", args=[form.cleaned_data["agency"].pk, digest])
            request.session[f"import-{digest}"] = name
            return redirect(where)
    batches = ImportBatch.objects.select_related("agency", "by")
    rows = standing.visible(IMPORT, batches) | standing.visible(CONFIRM, batches)
    context = {
        "form": form if agencies.exists() else None,
        "page": Paginator(rows.order_by("-begun_at", "-pk"), PER_PAGE).get_page(request.GET.get("ye")),
        "largest": settings.KAICHENG_UPLOAD_MAX_BYTES // 1024**2,
        **frame(_("原网站导入"), []),
    }
    return render(request, "publishing/importing/list.html", context)


@staff
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, agency: int, digest: str) -> HttpResponseBase:
    """How the upload is read, what the first records give, and the button that starts it."""
    place = get_object_or_404(Agency, pk=agency, platform__isnull=False)
    standing_of(request).require(IMPORT, place)
    data = kept(person_of(request), digest)
    if data is None:
        raise Http404
    name = request.session.get(f"import-{digest}", "导入.csv")
    places = _places(place)
    known = frozenset(address for address, _title in places)
    try:
        posted = request.POST.dict() if request.method == "POST" else None
        seen = _look(data, name, SourceMapping(names=names_in(posted or {}), until=timezone.localdate()))
        form = MappingForm(posted, names=seen.names, columns=seen.columns, places=places)
        given = form.cleaned_data if form.is_valid() else None
        said = form.mapping(given or form.initial_values())
        seen = _look(
            data, name, SourceMapping(said.column, said.names, said.columns, known, timezone.localdate())
        )
    except UnreadableSource as error:
        messages.error(request, str(error))
        return redirect("publishing_imports")
    if given is not None and request.POST.get("act") == "start":
        try:
            batch = StartImport(place, data, name, said, **context_of(request)).execute()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("publishing_imports")
        drop(person_of(request), digest)
        messages.success(
            request, _("正在后台逐条检查，可以离开这一页。检查完由分管领导或者主要负责人确认，再公开。")
        )
        return redirect("publishing_import", batch.pk)
    context = {"form": form, "look": seen, "name": name, **frame(_("核对怎么导入"), [_crumb()])}
    return render(request, "publishing/importing/mapping.html", context)


@staff
@require_http_methods(["GET", "POST"])
def imported(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One import: what may be imported and what not, and why; for whoever confirms it the two buttons."""
    batch, may_confirm = _batch(request, pk)
    checked = batch.prepared_at is not None
    waits = bool(checked and batch.count and not batch.confirmed_at and not batch.failure)
    own = str(person_of(request).pk) in preparers_of(batch)
    form = ReturnForm(request.POST or None) if waits and may_confirm and not own else None
    if request.method == "POST":
        if form is None:
            raise Denied(find(CONFIRM), elsewhere=False)
        form.is_valid()
        given = {**context_of(request), "seen": request.POST.get("seen", "")}
        action: ConfirmImport | ReturnImport = ConfirmImport(batch, **given)
        if request.POST.get("act") == "return":
            action = ReturnImport(batch, **{**given, "reason": form.cleaned_data.get("reason", "")})
        if carried_out(action, form):
            messages.success(request, _("已经记下。"))
            return redirect("publishing_import", batch.pk)
    rows = batch.documents.order_by("-published_date", "-pk")
    context = {
        "batch": batch,
        "form": form,
        "waits": waits,
        "working": not (
            batch.finished_at or batch.failure or waits or (batch.prepared_at and not batch.count)
        ),
        "page": Paginator(rows if batch.finished_at else rows.none(), PER_PAGE).get_page(
            request.GET.get("ye")
        ),
        **frame(batch.source, [_crumb()]),
    }
    return render(request, "publishing/importing/batch.html", context)


@staff
@require_GET
def source(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that was handed in, for whoever confirms it."""
    batch, _may_confirm = _batch(request, pk)
    if not batch.file:
        raise Http404
    return FileResponse(batch.file.open("rb"), as_attachment=True, filename=batch.source)


def _batch(request: HttpRequest, pk: int) -> tuple[ImportBatch, bool]:
    """An import that the person may prepare or confirm; whether they may confirm it."""
    batch = get_object_or_404(ImportBatch.objects.select_related("agency", "by", "confirmed_by"), pk=pk)
    standing = standing_of(request)
    may_confirm = standing.may(CONFIRM, batch)
    if not may_confirm:
        standing.require(IMPORT, batch)
    return batch, may_confirm


def _taken(request: HttpRequest, file: Any) -> tuple[str, str]:
    """The upload's digest and name, once it is known to be small enough and clean."""
    most = settings.KAICHENG_UPLOAD_MAX_BYTES
    if file.size > most:
        raise ValidationError(
            _("文件超过%(n)sMB。请分成几个文件，或者请运维人员用命令导入。") % {"n": most // 1024**2}
        )
    data = file.read()
    scanned(data)
    name = clean_name(file.name)
    try:
        with opened(data, name) as records:
            next(iter(records), None)
    except UnreadableSource as error:
        raise ValidationError(str(error)) from error
    return keep(person_of(request), data), name


def _look(data: bytes, name: str, said: SourceMapping) -> Look:
    with opened(data, name) as records:
        return look(records, said)


def _places(agency: Agency) -> list[tuple[str, str]]:
    home = HomePage.objects.get(agency=agency)
    return [(address_of(column, home), str(column.label)) for column in columns_to_fill(agency)]


def _crumb() -> tuple[str, str]:
    return reverse("publishing_imports"), _("原网站导入")
