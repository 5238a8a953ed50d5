"""Views of the public site that are not pages of the CMS: reading preferences and 年报校核."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from kaicheng import audience
from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.readers import read
from kaicheng.language import in_language
from kaicheng.portal import deadlines, display, limits, uploads
from kaicheng.portal.forms import CheckForm
from kaicheng.portal.public import contents, serving
from kaicheng.portal.public.edition import edition_of
from kaicheng.portal.report_view import ReportView
from kaicheng.portal.samples import SAMPLES
from kaicheng.statute import StatuteError


@audience.public
@require_safe
def public_file(request: HttpRequest, folder: str, name: str) -> HttpResponse:
    """A file beside a page: a page of a list, a feed, data, an attachment; when it is not in the tree."""
    edition = edition_of(request)
    page = edition.page(folder) if edition else None
    if edition is None or page is None or name == contents.PAGE:
        raise Http404(name)
    request.about = page  # type: ignore[attr-defined]
    data = contents.content(page, name, edition, request)
    if data is None:
        raise Http404(name)
    return serving.answer(data, name)


@audience.public
@csrf_exempt  # harmless: all that can be forged is the language and the size of type
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember language or display in a cookie and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        _remember(request, response, settings.LANGUAGE_COOKIE_NAME, language)
    chosen = request.POST.get("display")
    if chosen in set(display.Display):
        _remember(request, response, display.COOKIE, chosen)
    return response


def _remember(request: HttpRequest, response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie,
        value,
        max_age=display.COOKIE_AGE,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )


def guarded(view: Any) -> Any:
    """Refuse what is too large or comes too often before the form is read, then check its token."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def guard(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            if uploads.too_large(request, files=2):
                limit = settings.KAICHENG_CHECK_MAX_BYTES // 1024**2
                return _refused(
                    request, 413, _("文件太大，没有读取。每个文件不超过 %(limit)s MB。") % {"limit": limit}
                )
            if limits.too_often(request):
                return _refused(request, 429, _("校核得太频繁了。请一分钟后再试。"))
            uploads.keep_in_memory(request)
        response: HttpResponse = protected(request)
        return response

    return guard


@audience.public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def check_report(request: HttpRequest) -> HttpResponse:
    """The form, and what was found in the report that was sent with it. Nothing is kept."""
    if request.method != "POST":
        return _form(request, CheckForm())
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, 400)
    try:
        with limits.a_place():
            report = _read(form, "report" if form.cleaned_data["report"] else "text")
            previous = _read(form, "previous") if form.cleaned_data["previous"] else None
            if report is None or form.errors:
                return _form(request, form, 422)
            view = ReportView.of(report, previous)
    except limits.Busy:
        return _refused(request, 503, _("正在校核的报告较多。请一分钟后再试。"))
    name = getattr(form.cleaned_data["report"], "name", "")
    return _result(request, view, name)


@audience.public
@require_GET
def check_sample(request: HttpRequest, name: str) -> HttpResponse:
    """The result for a report that comes with the site, for whoever wants to see one first."""
    if name not in SAMPLES:
        raise Http404(name)
    sample = SAMPLES[name]
    return _result(request, sample.view(), str(sample.title), sample)


@audience.public
@require_GET
def calculate_deadline(request: HttpRequest) -> HttpResponse:
    """When a period of the law ends, each day accounted for. The address holds the question."""
    if not request.GET:
        return render(request, "pages/deadline.html", {"form": deadlines.DeadlineForm()})
    form = deadlines.DeadlineForm(request.GET)
    answer, status = None, 400
    if form.is_valid():
        try:
            answer, status = deadlines.answer(form.cleaned_data), 200
        except StatuteError as error:
            form.add_error("start", in_language(error.message))
            status = 422
    return render(request, "pages/deadline.html", {"form": form, "answer": answer}, status=status)


def _read(form: CheckForm, field: str) -> AnnualReport | None:
    """The report in a field of the form; what is wrong with it becomes the field's error."""
    given: UploadedFile[Any] | str = form.cleaned_data[field]
    data, name = (given.encode(), "paste.txt") if isinstance(given, str) else (given.read(), given.name or "")
    try:
        return read(data, name, isolated=True)
    except ReadError as error:
        form.add_error(field, in_language(error.message))
        return None


def _form(request: HttpRequest, form: CheckForm, status: int = 200) -> HttpResponse:
    limit = settings.KAICHENG_CHECK_MAX_BYTES // 1024**2
    return render(
        request, "pages/check.html", {"form": form, "samples": SAMPLES, "limit": limit}, status=status
    )


def _refused(request: HttpRequest, status: int, message: str) -> HttpResponse:
    form = CheckForm(data={})
    form.errors.clear()
    form.add_error(None, message)
    response = _form(request, form, status)
    if status in {429, 503}:
        response.headers["Retry-After"] = str(limits.WINDOW_SECONDS)
    return response


def _result(request: HttpRequest, view: ReportView, name: str, sample: object = None) -> HttpResponse:
    context = {"view": view, "name": name, "sample": sample}
    return render(request, "pages/check_result.html", context)
