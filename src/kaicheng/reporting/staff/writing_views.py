"""The writer's pages: the report as six tasks, its figures and what each counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaicheng.agencies.models import Agency
from kaicheng.agencies.models.agency import Status
from kaicheng.agencies.staff.web import carried_out, context_of, frame, number, staff, standing_of
from kaicheng.annual_report.numbers import canonical
from kaicheng.findings import Finding, Kind, Severity
from kaicheng.reporting import package
from kaicheng.reporting.actions.again import HandUpAgain, new_superior
from kaicheng.reporting.actions.draft import (
    BeginDraft,
    LeavePublished,
    RecordFacts,
    SendReport,
    WriteSection,
)
from kaicheng.reporting.actions.entered import EnterFigure, SignFigure, SignFigures, WithdrawFigure, enterable
from kaicheng.reporting.drill import drill, drill_into
from kaicheng.reporting.entered import entered_in
from kaicheng.reporting.facts import RECORDED, Fact, records_of
from kaicheng.reporting.models import EnteredFigure, HandIn, ReportDraft
from kaicheng.reporting.models.draft import PROSE, Section
from kaicheng.reporting.moved import decision_on, fingerprint_of
from kaicheng.reporting.references import labels, readable
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.site import site_findings
from kaicheng.reporting.staff.forms import EnterForm, FactsForm, PeriodForm, SectionForm, SendForm
from kaicheng.reporting.staff.places import VIEW, asked_of, headed, place_of, scope_of
from kaicheng.reporting.staff.tables import tables_of
from kaicheng.reporting.tally import Tally, figure_of, tally
from kaicheng.reporting.told import SUMMED
from kaicheng.reporting.tree import supervising
from kaicheng.reporting.whole import whole_of
from kaicheng.reporting.writing import Work, differences
from kaicheng.review.actions.judge import Judge
from kaicheng.review.progress import steps_of
from kaicheng.review.verdicts import verdicts_on
from kaicheng.review.voiding import open_submission

DRAFT = "portal.annual_report.draft"
SIGN = "reporting.figure.sign"
ENTER = "reporting.figure.enter"


@staff
@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    """Whose reports the person writes, sees and supervises."""
    standing, today = standing_of(request), timezone.localdate()
    active = Agency.objects.filter(status=Status.ACTIVE, acts_in_own_name=True)
    writing = standing.visible(DRAFT, active)
    looking = standing.visible("reporting.figures.view", active).exclude(pk__in=writing)
    above = supervising(standing.visible("reporting.report.supervise", active))
    drafts = ReportDraft.objects.filter(agency__in=writing).select_related("agency", "page")
    context = {
        "year": today.year - 1,
        "this_year": today.year,
        "writing": writing.order_by("path"),
        "looking": looking.order_by("path")[:50],
        "above": above[:50],
        "drafts": drafts[:50],
        **frame(_("年度报告"), []),
    }
    return render(request, "reporting/home.html", context)


@staff
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """The six tasks, how far each is, what the checks say, and what is to be done next."""
    agency = place_of(request, pk, year)
    found = ReportDraft.objects.filter(agency=agency, year=year).select_related("agency", "page").first()
    writes = standing_of(request).may(DRAFT, agency)
    if request.method == "POST":
        return _act(request, agency, year, found)
    if found is None:
        return render(
            request,
            "reporting/not_begun.html",
            {"writes": writes, "year": year, "agency": agency, **frame(_title(agency, year), [])},
        )
    return render(request, "reporting/draft.html", _of_draft(request, found, writes))


def _title(agency: Agency, year: int) -> str:
    return _("%(name)s %(year)s年度报告") % {"name": agency.short_name, "year": year}


def _of_draft(request: HttpRequest, found: ReportDraft, writes: bool) -> dict[str, Any]:
    assert found.page is not None  # noqa: S101  # made with the draft
    work = Work(found, timezone.localdate())
    submission = open_submission(found.page)
    rows = HandIn.objects.filter(agency=found.agency, year=found.year, refused_at__isnull=True)
    handed = rows.order_by("-handed_at", "-pk").first()
    verdicts, moved = verdicts_on(found.page), differences(work)
    return {
        "draft": found,
        "agency": found.agency,
        "year": found.year,
        "writes": writes and submission is None,
        "tasks": [_task(work, section) for section in Section],
        "findings": [(one, verdicts.get(one.fingerprint)) for one in work.findings],
        "submission": submission,
        "steps": steps_of(submission, timezone.localdate()) if submission else [],
        "facts_form": FactsForm(initial=found.recorded),
        "send_form": SendForm(),
        "handed": handed,
        "superior": new_superior(found),
        "differences": moved,
        "left": decision_on(found.page, moved),
        "seen": fingerprint_of(moved),
        "whole": work.whole,
        "apart": [] if work.whole.alone else work.whole.apart(),
        "on_site": site_findings(found.page),
        **frame(_title(found.agency, found.year), [(reverse("reporting:home"), _("年度报告"))]),
    }


def _task(work: Work, section: Section) -> dict[str, Any]:
    """One of the six: where it is written, whether it is ticked, what stands against it."""
    own = [one for one in work.findings if _is_about(one, section)]
    return {
        "section": section,
        "prose": section in PROSE,
        "done": section in work.draft.done,
        "blocking": sum(one.severity is Severity.BLOCK for one in own),
        "warnings": sum(one.severity is Severity.WARN for one in own),
    }


def _is_about(finding: Finding, section: str) -> bool:
    """Whether a finding points into a chapter: its text, or the table that stands there."""
    for place in finding.where:
        if place.kind is Kind.CELL and place.ref.partition(".")[0] == section:
            return True
        if place.kind in (Kind.SENTENCE, Kind.PART) and place.ref == section:
            return True
    return False


def _act(request: HttpRequest, agency: Agency, year: int, found: ReportDraft | None) -> HttpResponseBase:
    act, context = request.POST.get("act", ""), context_of(request)
    try:
        if act == "begin":
            BeginDraft(agency, year, **context).execute()
            messages.success(request, _("已经按本年记录备好各部分的初稿，请逐部分核对、修改。"))
        elif found is None:
            raise Http404
        elif act == "facts":
            form = FactsForm(request.POST)
            if not form.is_valid():
                messages.error(request, _("请填0以上的整数。"))
            else:
                RecordFacts(found, form.cleaned_data, **context).execute()
                messages.success(request, _("已经记下，正文里引用的数字随之更新。"))
        elif act == "send":
            SendReport(found, correction=request.POST.get("correction", ""), **context).execute()
            messages.success(request, _("已经定稿送审，数字从现在起固定。"))
        elif act == "verdict":
            _judge(request, found)
        elif act == "leave":
            reason = request.POST.get("reason", "")
            LeavePublished(
                found, seen=request.POST.get("seen", ""), **{**context, "reason": reason}
            ).execute()
            messages.success(request, _("已经记下不更正的理由；数据再有变动，会再请您核对。"))
        elif act == "again":
            HandUpAgain(found, **context).execute()
            messages.success(request, _("已经重新上报。"))
        else:
            messages.error(request, _("页面上没有这个操作，请刷新后再试。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("reporting:draft", agency.pk, year)


def _judge(request: HttpRequest, found: ReportDraft) -> None:
    assert found.page is not None  # noqa: S101  # made with the draft
    standing_of(request).require(DRAFT, found)
    wanted = request.POST.get("fingerprint", "")
    work = Work(found, timezone.localdate())
    finding = next((one for one in work.findings if one.fingerprint == wanted), None)
    if finding is None:
        messages.error(request, _("这个问题已经不在了，请刷新页面。"))
        return
    chosen, reason = request.POST.get("upheld", ""), request.POST.get("reason", "")[:300]
    context = {**context_of(request), "reason": reason}
    Judge(found.page, finding, upheld=chosen == "yes", excused=chosen == "excused", **context).execute()
    messages.success(request, _("核实意见已经记下。"))


@staff
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, pk: int, year: int, name: str) -> HttpResponseBase:
    """One task: a chapter to write beside last year's, or a table to look through."""
    agency = place_of(request, pk, year)
    found = ReportDraft.objects.filter(agency=agency, year=year).select_related("agency", "page").first()
    if found is None or name not in Section.values or found.page is None:
        raise Http404
    may_write = standing_of(request).may(DRAFT, agency) and open_submission(found.page) is None
    prose = name in PROSE
    work = Work(found, timezone.localdate())
    initial = {
        "text": readable(found.chapters.get(name, ""), work.facts) if prose else "",
        "done": name in found.done,
        "version": found.version,
    }
    form = SectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        action = WriteSection(
            found,
            name,
            given["text"] if prose else None,
            done=given["done"],
            version=given["version"],
            **context_of(request),
        )
        if carried_out(action, form):
            messages.success(request, _("已经保存。"))
            following = _following(name) if given["done"] else name
            if following:
                return redirect("reporting:section", agency.pk, year, following)
            return redirect("reporting:draft", agency.pk, year)
    called = labels(work.facts)
    context = {
        "draft": found,
        "section": Section(name),
        "prose": prose,
        "may_write": may_write,
        "form": form,
        **_checked(work, name),
        "facts": [
            (fact, called[fact.name], _behind(work, fact))
            for fact in work.facts.values()
            if fact.name not in work.form.cells
        ],
        "example": called["requests.new_received.total"],
        "last_year": (work.previous.chapters.get(name, "") if work.previous else ""),
        "tables": [table for table in tables_of(work.report, _marks(work.whole.entered)) if table.id == name],
        **headed(str(Section(name).label), agency, year),
    }
    return render(request, "reporting/section.html", context)


def _following(name: str) -> str:
    """The next task, nothing after the last."""
    order = Section.values
    place = order.index(name) + 1
    return order[place] if place < len(order) else ""


def _checked(work: Work, name: str) -> dict[str, Any]:
    """How the chapter reads with its numbers, and what stands against it."""
    assert work.draft.page is not None  # noqa: S101  # made with the draft
    verdicts = verdicts_on(work.draft.page)
    return {
        "reads": work.report.chapters.get(name, ""),
        "used": [(fact, _behind(work, fact)) for fact in work.resolved(name).used] if name in PROSE else [],
        "findings": [(one, verdicts.get(one.fingerprint)) for one in work.findings if _is_about(one, name)],
    }


def _behind(work: Work, fact: Fact) -> str:
    """Where one sees what a number counts; nothing for what the writer has put in."""
    if fact.name in RECORDED:
        return ""
    page = "cell" if fact.name in work.form.cells else "fact"
    return reverse(f"reporting:{page}", args=[work.draft.agency_id, work.draft.year, fact.name])


@staff
@require_POST
def checked(request: HttpRequest, pk: int, year: int, name: str) -> HttpResponseBase:
    """What the checks say of a text that is just being written. Nothing is saved."""
    agency = place_of(request, pk, year)
    found = ReportDraft.objects.filter(agency=agency, year=year).select_related("agency", "page").first()
    if found is None or name not in PROSE:
        raise Http404
    form = SectionForm(request.POST)
    if form.is_valid():
        found.chapters = {**found.chapters, name: form.cleaned_data["text"].replace("\r", "")}
    work = Work(found, timezone.localdate())
    return render(request, "reporting/checked.html", {"draft": found, **_checked(work, name)})


# --- figures ----------------------------------------------------------------------------------------------


def _marks(entered: frozenset[str]) -> dict[str, tuple[str, str]]:
    return dict.fromkeys(entered, ("entered", str(_("手工填报"))))


def _moved(found: Tally, agency: Agency, year: int) -> dict[str, tuple[str, str]]:
    """The cells that the published report states otherwise than what there is now."""
    if found.scope.subtree or found.scope.whole_year != year:
        return {}
    row = ReportDraft.objects.filter(agency=agency, year=year, page__live=True).select_related("page").first()
    if row is None:
        return {}
    said = _("公布的是%(stated)s，现在是%(now)s")
    return {
        one.path: ("differs", said % {"stated": one.published, "now": one.now})
        for one in differences(Work(row, timezone.localdate()))
        if one.cell
    }


@staff
@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """The three tables as counted now; every figure opens onto what it counts."""
    agency = place_of(request, pk, year)
    scope = scope_of(request, agency, year)
    standing = standing_of(request)
    if request.method == "POST":
        return _sign_all(request, agency)
    found, entered = tally(scope), list(entered_in(scope))
    moved = _moved(found, agency, year)
    context = {
        "moved": len(moved),
        "may_enter": not scope.subtree and standing.may(ENTER, agency),
        "to_sign": [
            one
            for one in entered
            if one.agency == agency
            and not one.signed
            and one.by_id != request.user.pk
            and standing.may(SIGN, one)
        ],
        "tables": tables_of(found.report(), {**_marks(found.entered), **moved}),
        "scope": scope,
        "asked": asked_of(request),
        "other_days": scope.period != Scope.year(agency, year).period,
        "period_form": _period_form(request, scope),
        "subtree": scope.subtree,
        "may_widen": agency.numchild and standing.may("reporting.report.supervise", agency),
        "entered": entered,
        **headed(_("三张表的数据"), agency, year),
    }
    return render(request, "reporting/figures.html", context)


@staff
@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, pk: int, year: int, path: str) -> HttpResponseBase:
    """What one cell counts, and where it can be put in by hand."""
    agency = place_of(request, pk, year)
    scope, standing = scope_of(request, agency, year), standing_of(request)
    try:
        found = drill(scope, path, standing, request.GET.get("ye"))
    except KeyError:
        raise Http404 from None
    other_days = scope.period != Scope.year(agency, year).period
    enters = not scope.subtree and not other_days and standing.may(ENTER, agency)
    if request.method == "POST" and request.POST.get("act") in ("sign", "withdraw"):
        return _settle(request, scope, path)
    form = EnterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        action = EnterFigure(
            agency,
            year,
            path,
            given["value"],
            source_name=given["source_name"],
            source=given["source"],
            **{**context_of(request), "reason": given["reason"]},
        )
        if carried_out(action, form):
            messages.success(request, _("已经填报，表格里会标明；还要科室负责人或者分管领导签字。"))
            return redirect(request.get_full_path())
    figure, by_hand = figure_of(scope, path)
    adds_up = not scope.subtree and not other_days and HandIn.objects.filter(to=agency, year=year).exists()
    whole = whole_of(agency, year) if adds_up else None
    together = whole is not None and not whole.alone
    context = {
        "parts": whole.sum.contributors(path) if whole and together else [],
        "whole_figure": whole.sum.report.text_of(path) if whole and together else "",
        "drill": found,
        "page": found.page,
        "figure": canonical(figure),
        "by_hand": by_hand,
        "entered": [
            (one, not one.signed and one.by_id != request.user.pk and standing.may(SIGN, one))
            for one in entered_in(scope)
            if one.cell == path
        ],
        "may_withdraw": {one.pk for one in entered_in(scope) if standing.may(ENTER, one)},
        "enters": enters and path in enterable(year),
        "form": form,
        "scope": scope,
        "asked": asked_of(request),
        "other_days": other_days,
        "subtree": scope.subtree,
        **headed(found.name, agency, year),
    }
    return render(request, "reporting/cell.html", context)


@staff
@require_GET
def fact(request: HttpRequest, pk: int, year: int, name: str) -> HttpResponseBase:
    """What a number of the text counts: its records, where the person may see them."""
    agency = place_of(request, pk, year)
    row = ReportDraft.objects.filter(agency=agency, year=year).select_related("agency", "page").first()
    work = Work(row or ReportDraft(agency=agency, year=year), timezone.localdate())
    if name not in work.facts:
        raise Http404
    told, scope = work.facts[name], work.scope if name in SUMMED else work.told_of
    standing = standing_of(request)
    if scope.subtree and not standing.may("reporting.report.supervise", agency):
        scope = work.scope
    try:
        rows = records_of(scope, name)
    except KeyError:
        raise Http404 from None
    found = drill_into(scope, name, told.label, rows, standing, request.GET.get("ye"))
    context = {
        "drill": replace(found, by_agency=()),
        "page": found.page,
        "figure": f"{told.value}{told.unit}",
        "source": told.source,
        "scope": scope,
        "subtree": scope.subtree,
        **headed(told.label, agency, year),
    }
    return render(request, "reporting/cell.html", context)


def _period_form(request: HttpRequest, scope: Scope) -> PeriodForm:
    """The days on the screen; what was asked wrongly, with what is wrong."""
    asked = request.GET.keys() & {"cong", "dao"}
    days = {"cong": scope.period.start, "dao": scope.period.end}
    return PeriodForm(request.GET) if asked else PeriodForm(initial=days)


def _sign_all(request: HttpRequest, agency: Agency) -> HttpResponseBase:
    """Sign every figure that was on the screen."""
    pairs = [one.partition(":") for one in request.POST.getlist("seen")]
    seen = {pk: digest for given, _colon, digest in pairs if (pk := number(given)) is not None}
    try:
        SignFigures(agency, seen, **context_of(request)).execute()
        messages.success(request, _("已经签字。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(request.get_full_path())


def _settle(request: HttpRequest, scope: Scope, path: str) -> HttpResponseBase:
    """Sign the figure that stands in the cell, or take it back."""
    row = get_object_or_404(entered_in(scope), pk=number(request.POST.get("row")), cell=path)
    try:
        if request.POST.get("act") == "withdraw":
            context = {**context_of(request), "reason": request.POST.get("reason", "")[:300]}
            WithdrawFigure(row, **context).execute()
            messages.success(request, _("已经撤回，这一格恢复按记录统计。"))
        else:
            SignFigure(row, seen=request.POST.get("seen", ""), **context_of(request)).execute()
            messages.success(request, _("已经签字。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(request.get_full_path())


@staff
@require_GET
def source(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that a figure put in by hand was taken from."""
    row = get_object_or_404(EnteredFigure.objects.select_related("agency"), pk=pk)
    standing_of(request).require(VIEW, row)
    if not row.source:
        raise Http404
    name = str(row.source.name).rpartition("/")[2]
    return FileResponse(row.source.open("rb"), as_attachment=True, filename=name)


@staff
@require_GET
def packed(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """The published report as a signed package, to hand in to another installation."""
    agency = place_of(request, pk, year, DRAFT)
    found = (
        ReportDraft.objects.filter(agency=agency, year=year, page__live=True).select_related("page").first()
    )
    if found is None or found.page is None:
        raise Http404
    data = package.pack(found.page, timezone.now())
    return HttpResponse(
        data,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="report-{agency.slug}-{year}.zip"'},
    )
