"""List, record, and everything about one reconsideration or suit."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaicheng.agencies.models import Agency
from kaicheng.agencies.permissions import Standing
from kaicheng.agencies.staff.web import PER_PAGE, Crumb, carried_out, context_of, staff, standing_of
from kaicheng.audit.models import Event
from kaicheng.cases.actions.evidence import AddFile
from kaicheng.cases.disputes.actions import ChangeDispute, RecordDispute
from kaicheng.cases.disputes.forms import DisputeForm, MaterialForm
from kaicheng.cases.disputes.limits import reply_limit, stage, stages
from kaicheng.cases.letter_kinds import replied_to
from kaicheng.cases.models import Case, Dispute, FileRole
from kaicheng.cases.staff.web import page
from kaicheng.statute import load_calendar
from kaicheng.workbench.items import Due

STATES = {"pending": {"decided_on__isnull": True}, "decided": {"decided_on__isnull": False}}


def _to_list() -> list[Crumb]:
    return [(reverse("cases_disputes"), _("复议和诉讼"))]


@staff
@require_GET
def register(request: HttpRequest) -> HttpResponseBase:
    """All that the person may see, the newest first."""
    standing, asked = standing_of(request), request.GET.get("zhuangtai", "")
    if not standing.may_somewhere("cases.case.view"):
        raise PermissionDenied(_("您的岗位看不到复议和诉讼。"))
    rows = standing.visible("cases.case.view", Dispute.objects.all()).filter(**STATES.get(asked, {}))
    rows = rows.select_related("case", "agency", "again").order_by("-filed_on", "-pk")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("ye"))
    return page(
        request,
        "disputes/list",
        _("复议和诉讼"),
        [],
        page=shown,
        rows=[(one, stage(one), _left(one)) for one in shown.object_list],
        asked=asked,
        kept=f"zhuangtai={asked}" if asked in STATES else "",
        may_record=standing.may_somewhere("cases.dispute.record"),
    )


def _left(one: Dispute) -> tuple[str, str]:
    """How long we have for our reply, in words with their tone; nothing where no reply is owed."""
    if one.replied_on is not None or one.decided_on is not None:
        return "", ""
    calendar = load_calendar(one.agency.holiday_region or None)
    limit = reply_limit(one, calendar)
    if limit is None:
        return _("先登记收到副本的日期"), "soon"
    left = Due.of(limit, calendar).workdays_left(timezone.localdate())
    if left < 0:
        return _("答复已逾期，应于%(due)s前提交") % {"due": limit.due.isoformat()}, "late"
    return _("%(due)s前提交，还有%(left)s个工作日") % {
        "due": limit.due.isoformat(),
        "left": left,
    }, "late" if left <= 2 else "calm"


@staff
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponseBase:
    """Write one down."""
    standing = standing_of(request)
    agency = _agency(standing)
    form = DisputeForm(agency, request.POST or None, initial={"case": request.GET.get("shenqing", "")})
    if request.method == "POST" and form.is_valid():
        action = RecordDispute(agency, form.cleaned_data, **context_of(request))
        if carried_out(action, form):
            messages.success(request, _("已登记。答复和举证期限已经列入“今日”。"))
            return redirect("cases_dispute", action.dispute.pk)
    return page(
        request, "disputes/edit", _("登记复议、诉讼"), _to_list(), form=form, back=reverse("cases_disputes")
    )


def _agency(standing: Standing) -> Agency:
    for capacity in standing.held:
        if standing.may("cases.dispute.record", capacity.agency):
            return capacity.agency
    raise PermissionDenied(_("复议和诉讼由公开工作人员登记。"))


def _dispute(request: HttpRequest, pk: int, permission: str) -> Dispute:
    rows = Dispute.objects.select_related("agency", "case", "follows", "again")
    found: Dispute = get_object_or_404(rows, pk=pk)
    standing_of(request).require(permission, found)
    return found


@staff
@require_GET
def dispute(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stages, limits with their source, papers, what came of it, and who recorded what."""
    one, standing = _dispute(request, pk, "cases.case.view"), standing_of(request)
    limit = reply_limit(one, load_calendar(one.agency.holiday_region or None))
    papers = one.case.files.filter(role=FileRole.DISPUTE) if one.case else []
    return page(
        request,
        "disputes/dispute",
        str(one),
        _to_list(),
        dispute=one,
        stages=stages(one),
        limit=limit,
        left=_left(one),
        late=bool(limit and one.replied_on and one.replied_on > limit.due),
        papers=papers,
        form=MaterialForm() if one.case else None,
        may_record=standing.may("cases.dispute.record", one),
        may_reply=bool(one.case and replied_to(one.case).filter(pk=one.pk).exists()),
        may_bundle=bool(one.case and standing.may("cases.bundle.make", one.case)),
        ledger=Event.objects.filter(object_type="cases.dispute", object_id=str(one.pk)).order_by("-seq")[
            :100
        ],
    )


@staff
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write down what has happened since."""
    one = _dispute(request, pk, "cases.dispute.record")
    form = DisputeForm(one.agency, request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        action = ChangeDispute(one, form.cleaned_data, **context_of(request))
        if carried_out(action, form):
            said = _("已保存。")
            if action.again:
                said = _("已保存。重新答复由%(number)s办理，期限按决定、判决计算。") % {
                    "number": action.again
                }
            messages.success(request, said)
            return redirect("cases_dispute", pk)
    way = [*_to_list(), (reverse("cases_dispute", args=[pk]), str(one))]
    return page(
        request, "disputes/edit", _("更新进展"), way, form=form, back=reverse("cases_dispute", args=[pk])
    )


@staff
@require_POST
def add_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Keep a paper in the file of the case."""
    one = _dispute(request, pk, "cases.dispute.record")
    case: Case | None = one.case
    form = MaterialForm(request.POST, request.FILES)
    if case is None:
        messages.error(request, _("这项复议、诉讼没有对应的申请，材料请放进本机关的诉讼档案。"))
    elif form.is_valid() and carried_out(
        AddFile(case, FileRole.DISPUTE, form.cleaned_data["file"], **context_of(request)), form
    ):
        messages.success(request, _("材料已加密存入申请的案卷。"))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("cases_dispute", pk)
