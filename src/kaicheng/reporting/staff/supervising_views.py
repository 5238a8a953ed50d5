"""The supervisor's pages: matrix, problems, one report, files from outside, sum, circular, roster."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kaicheng.agencies.models import Agency
from kaicheng.agencies.staff.web import PER_PAGE, carried_out, context_of, frame, staff, standing_of
from kaicheng.annual_report.by_hand import entered_cells
from kaicheng.annual_report.checks.rule import catalogue
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.writers import KINDS
from kaicheng.annual_report.writers import write as write_report
from kaicheng.annual_report.writers.consolidation import write as write_consolidation
from kaicheng.findings import Severity
from kaicheng.portal.findings_view import HEADINGS
from kaicheng.portal.report_duty import has_term
from kaicheng.portal.stored import from_text
from kaicheng.reporting.actions.supervise import (
    ConfirmKey,
    JudgeFinding,
    JudgeWhole,
    Remind,
    SendBack,
    SetSeason,
    TakeFiles,
)
from kaicheng.reporting.actions.unknown import AssignReport, RefuseReport
from kaicheng.reporting.models import HandIn, Intake, IntakeFile
from kaicheng.reporting.package import is_package, own_fingerprint
from kaicheng.reporting.site import site_findings
from kaicheng.reporting.staff.forms import IntakeForm, KeyForm, SeasonForm, SendBackForm
from kaicheng.reporting.staff.places import place_of
from kaicheng.reporting.staff.tables import tables_of
from kaicheng.reporting.supervising import adding_up
from kaicheng.reporting.supervising.adding_up import (
    Problem,
    added_up,
    disagreements,
    over_years,
    problems_of_all,
    ranking,
)
from kaicheng.reporting.supervising.intake import BadArchive, members
from kaicheng.reporting.supervising.matrix import DONE, Status, matrix_of
from kaicheng.reporting.supervising.receiving import holds
from kaicheng.reporting.supervising.rounds import rounds_of
from kaicheng.reporting.supervising.seals import seal_of
from kaicheng.reporting.supervising.units import reconcile, season_of, strangers, units_on
from kaicheng.reporting.whole import whole_of

SUPERVISE = "reporting.report.supervise"


def _over(request: HttpRequest, pk: int, year: int) -> Agency:
    """The supervising authority, and nothing of years of whose reports the law's day is not known here."""
    to = place_of(request, pk, year, SUPERVISE)
    if not has_term(year):
        raise Http404
    return to


def _headed(title: str, to: Agency, year: int) -> dict[str, Any]:
    way = [
        (reverse("reporting:home"), _("年度报告")),
        (
            reverse("reporting:matrix", args=[to.pk, year]),
            _("%(name)s %(year)s年报送情况") % {"name": to.short_name, "year": year},
        ),
    ]
    beside = [one for one in (year - 1, year + 1) if has_term(one) and one < timezone.localdate().year]
    return {**frame(title, way), "to": to, "year": year, "years_beside": beside}


@staff
@require_http_methods(["GET", "POST"])
def matrix(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """Every unit with where it stands."""
    to = _over(request, pk, year)
    found = matrix_of(to, year, timezone.localdate())
    if request.method == "POST":
        owing = [(unit.agency, unit.until) for unit in found.units if unit.agency and unit.status not in DONE]
        try:
            told = Remind(to, year, owing, **context_of(request)).execute()
            messages.success(request, _("已经催报，通知了%(n)s人。") % {"n": told})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(request.path)
    asked = request.GET.get("zt", "")
    units = [unit for unit in found.units if asked in ("", unit.status) or (asked == "yuqi" and unit.late)]
    context = {
        "matrix": found,
        "page": Paginator(units, PER_PAGE).get_page(request.GET.get("ye")),
        "asked": asked,
        "owing": sum(unit.agency is not None and unit.status not in DONE for unit in found.units),
        "statuses": Status,
        **_headed(_("%(name)s %(year)s年报送情况") % {"name": to.short_name, "year": year}, to, year),
    }
    return render(request, "reporting/matrix.html", context)


@staff
@require_http_methods(["GET", "POST"])
def problems(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """Every finding in what was handed in, worst first."""
    to = _over(request, pk, year)
    found = problems_of_all(to, year, matrix_of(to, year, timezone.localdate()))
    if request.method == "POST":
        return _judged_whole(request, to, year, found)
    asked, rule = request.GET.get("jb", ""), request.GET.get("gz", "")
    shown = [
        one for one in found if asked in ("", one.finding["severity"]) and rule in ("", one.finding["rule"])
    ]
    rules = sorted({one.finding["rule"] for one in found})
    context = {
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("ye")),
        "asked": asked,
        "rule": rule,
        "severities": [(one.value, HEADINGS[one]()) for one in Severity],
        "rules": [(one, catalogue()[one].title.zh) for one in rules],
        **_headed(_("问题清单"), to, year),
    }
    return render(request, "reporting/problems.html", context)


def _judged_whole(request: HttpRequest, to: Agency, year: int, found: list[Problem]) -> HttpResponseBase:
    """Keep what somebody has found of P05 or P06."""
    wanted = request.POST.get("fingerprint", "")
    one = next((one for one in found if not one.hand_in and one.finding["fingerprint"] == wanted), None)
    context = {**context_of(request), "reason": request.POST.get("reason", "")[:300]}
    try:
        if one is None:
            raise ValidationError(_("这个问题已经不在了，请刷新页面。"))
        upheld = request.POST.get("upheld") == "yes"
        JudgeWhole(to, year, one.unit, one.finding, upheld=upheld, **context).execute()
        messages.success(request, _("核实意见已经记下。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(request.get_full_path())


@staff
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One report as it was handed in, what is wrong with it, and sending it back."""
    row = get_object_or_404(HandIn.objects.select_related("to", "agency", "page", "intake_file"), pk=pk)
    standing_of(request).require(SUPERVISE, row)
    form = SendBackForm(request.POST or None)
    choices = [
        (one["fingerprint"], f"{one['rule']} {one['message']}") for one in row.findings if holds(row, one)
    ]
    form.fields["findings"].choices = choices  # type: ignore[attr-defined]
    key_form = KeyForm(request.POST if request.POST.get("act") == "key" else None)
    if key_form.is_bound:
        if key_form.is_valid():
            confirm = ConfirmKey(row, **key_form.cleaned_data, **context_of(request))
            if carried_out(confirm, key_form):
                messages.success(request, _("已经记下，以后这把密钥封印的报送包会直接标明。"))
                return redirect(request.path)
        form = SendBackForm()
        form.fields["findings"].choices = choices  # type: ignore[attr-defined]
    if request.POST.get("act") == "verdict":
        return _judged(request, row)
    if request.POST.get("act") in ("assign", "outside", "refuse"):
        return _settled(request, row)
    rounds = list(rounds_of(row.to, row.year, row.agency, row.unit))
    if request.method == "POST" and form.is_bound and form.is_valid():
        given = form.cleaned_data
        action = SendBack(
            row,
            findings=given["findings"],
            why=given["why"],
            mend_by=given["mend_by"],
            **context_of(request),
        )
        if carried_out(action, form):
            messages.success(request, _("已经退回，报送单位会收到通知。"))
            return redirect("reporting:matrix", row.to.pk, row.year)
    report = from_text(row.report_json)
    marks = {path: ("entered", str(_("手工填报"))) for path in entered_cells(report)}
    marks |= {
        path: (one["severity"], one["message"])
        for one in reversed(row.findings)
        if one["severity"] != Severity.INFO
        for path in one["cells"]
    }
    context = {
        "row": row,
        "units": _may_be(row),
        "findings": [(one, row.verdicts.get(one["fingerprint"])) for one in row.findings],
        "rounds": rounds,
        "newest": rounds[0].pk == row.pk,
        "seal": seal_of(row),
        "key_form": key_form,
        "stated": row.signatures,
        "on_site": site_findings(row.page) if row.page else [],
        "form": form,
        "tables": tables_of(report, marks),
        "chapters": [
            (chapter.heading, report.chapters.get(chapter.id, ""))
            for chapter in form_for(row.year).chapters
            if report.chapters.get(chapter.id)
        ],
        **_headed(row.unit, row.to, row.year),
    }
    return render(request, "reporting/hand_in.html", context)


def _may_be(row: HandIn) -> list[Agency]:
    """The units whose report it may be, where nobody knows whose it is."""
    unknown = row.agency_id is None and row.refused_at is None and strangers(row.to, row.year, [row])
    return units_on(row.to, row.year) if unknown else []


def _settled(request: HttpRequest, row: HandIn) -> HttpResponseBase:
    """Say whose report it is, or do not take it in."""
    act, context = request.POST["act"], context_of(request)
    number = request.POST.get("unit", "")
    try:
        if act == "refuse":
            RefuseReport(row, **{**context, "reason": request.POST.get("reason", "")}).execute()
            messages.success(request, _("已经记下不收，这份报告不计入汇总。"))
        else:
            units = {str(unit.pk): unit for unit in units_on(row.to, row.year)}
            if act == "assign" and number not in units:
                raise ValidationError(_("请选择单位。"))
            AssignReport(row, units[number] if act == "assign" else None, **context).execute()
            messages.success(request, _("已经认定，从现在起计入汇总。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(request.path)


def _judged(request: HttpRequest, row: HandIn) -> HttpResponseBase:
    """Keep what somebody has found of a finding."""
    context = {**context_of(request), "reason": request.POST.get("reason", "")[:300]}
    upheld = request.POST.get("upheld") == "yes"
    try:
        JudgeFinding(row, request.POST.get("fingerprint", ""), upheld=upheld, **context).execute()
        messages.success(request, _("核实意见已经记下，以后各次报送沿用。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(request.path)


@staff
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """Files of reports from outside, many at once."""
    to = _over(request, pk, year)
    form = IntakeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            files = [one for given in form.cleaned_data["reports"] for one in _unpacked(given)]
        except BadArchive as error:
            form.add_error("reports", str(error))
        else:
            action = TakeFiles(to, year, files, **context_of(request))
            if carried_out(action, form):
                return redirect("reporting:intake", action.intake.pk)
    context = {
        "form": form,
        "intakes": Intake.objects.filter(to=to, year=year)[:20],
        "fingerprint": own_fingerprint(),
        **_headed(_("接收报告"), to, year),
    }
    return render(request, "reporting/receive.html", context)


def _unpacked(given: Any) -> list[tuple[str, bytes]]:
    """The files in an archive, or the file itself; office files and packages are archives too."""
    data = given.read()
    name = str(given.name)
    if name.lower().endswith(".zip") and not is_package(data):
        return list(members(data))
    return [(name, data)]


@staff
@require_GET
def intake(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How far the reading of files is, and what became of each."""
    row = get_object_or_404(Intake.objects.select_related("to"), pk=pk)
    standing_of(request).require(SUPERVISE, row)
    files = row.files.select_related("hand_in")
    total = files.count()
    waiting = files.filter(state=IntakeFile.State.WAITING).count()
    context = {
        "intake": row,
        "total": total,
        "done": total - waiting,
        "waiting": waiting,
        "unreadable": files.filter(state=IntakeFile.State.UNREADABLE).count(),
        "page": Paginator(files, PER_PAGE).get_page(request.GET.get("ye")),
        **_headed(_("接收进度"), row.to, row.year),
    }
    response = render(request, "reporting/intake.html", context)
    if row.finished_at is None:
        response.headers["Refresh"] = "3"
    return response


@staff
@require_GET
def consolidated(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """The sum with its contributors, where it disagrees with the published whole, ranking, other years."""
    to = _over(request, pk, year)
    whole = whole_of(to, year)
    summed = whole.sum
    differing = disagreements(to, summed)
    marks = {path: ("entered", str(_("有单位手工填报"))) for path in whole.entered}
    marks |= {one.path: ("block", _("已公布的总报告填的是%s") % one.stated) for one in differing}
    asked = request.GET.get("ge", "")
    cells = summed.report.statutory_form.cells
    years, lines = over_years(to, year)
    compared, groups = adding_up.peers(summed, to)
    context = {
        "summed": summed,
        "handed": whole.handed,
        "elsewhere": whole.elsewhere,
        "unknown": whole.unknown,
        "apart": whole.apart() if whole.handed else [],
        "tables": tables_of(summed.report, marks),
        "differing": differing,
        "asked": cells[asked].name if asked in cells else "",
        "contributors": summed.contributors(asked) if asked in cells else [],
        "ranking": ranking(summed),
        "years": years,
        "lines": lines,
        "compared": compared,
        "groups": groups,
        "problems": list(summed.problems())[:PER_PAGE],
        **_headed(_("汇总"), to, year),
    }
    return render(request, "reporting/consolidated.html", context)


@staff
@require_GET
def download(request: HttpRequest, pk: int, year: int, kind: str) -> HttpResponseBase:
    """The sum as a file: a workbook or JSON with contributors, the form as a document."""
    to = _over(request, pk, year)
    if kind not in KINDS:
        raise Http404
    summed = added_up(to, year)
    data = (
        write_consolidation(summed, kind) if kind in ("xlsx", "json") else write_report(summed.report, kind)
    )
    return HttpResponse(
        data,
        content_type=KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="sum-{to.slug}-{year}.{kind}"'},
    )


@staff
@require_GET
def circular(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """The draft of the circular, counted by the ids of findings."""
    to = _over(request, pk, year)
    text = adding_up.circular(to, year, matrix_of(to, year, timezone.localdate()))
    if request.GET.get("xiazai"):
        return HttpResponse(
            "\ufeff" + text,
            content_type="text/plain; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="circular-{to.slug}-{year}.txt"'},
        )
    return render(request, "reporting/circular.html", {"text": text, **_headed(_("通报草稿"), to, year)})


@staff
@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """The days and the roster, and the roster against the units of this installation."""
    to = _over(request, pk, year)
    season = season_of(to, year)
    initial = {"hand_in_by": season.hand_in_by, "publish_by": season.publish_by}
    form = SeasonForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        action = SetSeason(
            to,
            year,
            hand_in_by=given["hand_in_by"],
            publish_by=given["publish_by"],
            roster=given["roster"],
            **context_of(request),
        )
        if carried_out(action, form):
            messages.success(request, _("已经保存。"))
            return redirect(request.path)
    units = units_on(to, year)
    context = {
        "form": form,
        "season": season,
        "units": units,
        "against": reconcile(season, units) if season.roster else None,
        **_headed(_("期限和名单"), to, year),
    }
    return render(request, "reporting/roster.html", context)
