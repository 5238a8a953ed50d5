"""行政决定 and 年度收费: the lists, the forms, and what may be done with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from kaicheng.agencies.actions.base import StaffAction
from kaicheng.agencies.models import Agency, Office
from kaicheng.agencies.permissions import Denied, Standing, find
from kaicheng.agencies.staff.web import PER_PAGE, carried_out, context_of, frame, staff, standing_of
from kaicheng.publishing.decisions import actions, showing
from kaicheng.publishing.decisions.confirming import CONFIRM
from kaicheng.publishing.decisions.forms import DecisionForm, FeeForm, OverturnForm, StrikeForm, WithdrawForm
from kaicheng.publishing.editor.afterwards import say_withdrawn
from kaicheng.publishing.models import Decision, DecisionKind, FeeYear, Overturned

VIEW, RECORD = "publishing.decision.view", "publishing.decision.record"
SHOWN = {
    "public": "公开",
    "waiting": "待确认公开",
    "private": "不公开",
    "due": "待撤回公开",
    "withdrawn": "已撤回公开",
}
_SHOWN = {
    "public": Q(public=True, withdrawn_on__isnull=True, confirmed_at__isnull=False),
    "waiting": Q(public=True, withdrawn_on__isnull=True, confirmed_at__isnull=True),
    "private": Q(public=False),
    "due": Q(public=True, withdrawn_on__isnull=True, confirmed_at__isnull=False, kind=DecisionKind.PENALTY)
    & ~Q(overturned=""),
    "withdrawn": Q(withdrawn_on__isnull=False),
}


@staff
@require_GET
def decisions(request: HttpRequest) -> HttpResponseBase:
    """The decisions of the person's authorities, by kind, year, office and what the public sees."""
    standing = _seeing(request)
    every = standing.visible(VIEW, Decision.objects.all())
    query = request.GET
    rows = every.select_related("agency", "office")
    if query.get("zhonglei") in DecisionKind.values:
        rows = rows.filter(kind=query["zhonglei"])
    if (year := _number(query.get("nian"))) and 1900 < year < 10_000:
        rows = rows.filter(decided_on__year=year)
    if office := _number(query.get("keshi")):
        rows = rows.filter(office=office)
    if query.get("gongkai") in _SHOWN:
        rows = rows.filter(_SHOWN[query["gongkai"]])
    if words := query.get("q", "").replace("\0", "").strip()[:100]:
        rows = rows.filter(Q(number__icontains=words) | Q(name__icontains=words) | Q(party__icontains=words))
    page = Paginator(rows.order_by("-decided_on", "-pk"), PER_PAGE).get_page(query.get("ye"))
    agencies = {one.membership.agency_id for one in standing.held}
    years = every.annotate(year=ExtractYear("decided_on")).order_by("-year").values_list("year", flat=True)
    context = {
        "page": page,
        "kinds": DecisionKind.choices,
        "years": list(years.distinct()),
        "offices": Office.objects.filter(agency__in=agencies).order_by("agency", "order", "pk"),
        "shown": SHOWN.items(),
        "several": len(agencies) > 1,
        "may_record": standing.may_somewhere(RECORD),
        "may_confirm": standing.may_somewhere(CONFIRM),
        **frame(_("行政决定"), []),
    }
    return render(request, "publishing/decisions/list.html", context)


@staff
@require_GET
def fees(request: HttpRequest) -> HttpResponseBase:
    """The charges of the person's authorities by year, with their sums."""
    standing = _seeing(request)
    rows = standing.visible(VIEW, FeeYear.objects.select_related("agency"))
    if year := _number(request.GET.get("nian")):
        rows = rows.filter(year=min(year, 9999))
    page = Paginator(rows.order_by("-year", "item", "pk"), PER_PAGE).get_page(request.GET.get("ye"))
    sums = rows.order_by("-year").values_list("year").annotate(Sum("amount"))
    context = {
        "page": page,
        "sums": [(year, amount, amount / 10_000) for year, amount in sums],
        "may_record": standing.may_somewhere(RECORD),
        **frame(_("年度收费"), [_crumb()]),
    }
    return render(request, "publishing/decisions/fees.html", context)


@staff
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponseBase:
    """Record one decision."""
    form = DecisionForm(request.POST or None, agencies=recorded_for(request))
    return _saved(
        request, form, lambda row: actions.SaveDecision(row, **context_of(request)), _("登记一件行政决定")
    )


@staff
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change the record of a decision; what else may be done with it stands beside the form."""
    decision = get_object_or_404(Decision, pk=pk)
    standing_of(request).require(RECORD, decision)
    form = DecisionForm(
        request.POST or None, instance=decision, agencies=Agency.objects.filter(pk=decision.agency_id)
    )
    return _saved(
        request,
        form,
        lambda row: actions.SaveDecision(row, **context_of(request)),
        decision.number,
        decision=get_object_or_404(Decision, pk=pk),
    )


@staff
@require_http_methods(["GET", "POST"])
def add_fee(request: HttpRequest) -> HttpResponseBase:
    """Record a charge."""
    year = timezone.localdate().year
    form = FeeForm(request.POST or None, agencies=recorded_for(request), initial={"year": year})
    return _saved(request, form, lambda row: actions.SaveFee(row, **context_of(request)), _("登记年度收费"))


@staff
@require_http_methods(["GET", "POST"])
def change_fee(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a charge."""
    fee = get_object_or_404(FeeYear, pk=pk)
    standing_of(request).require(RECORD, fee)
    form = FeeForm(request.POST or None, instance=fee, agencies=Agency.objects.filter(pk=fee.agency_id))
    return _saved(request, form, lambda row: actions.SaveFee(row, **context_of(request)), str(fee), fee=fee)


@staff
@require_http_methods(["GET", "POST"])
def overturn(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Record that a decision was altered, revoked, found unlawful or void."""
    decision = _decision(request, pk)
    form = OverturnForm(request.POST or None, initial={"on": timezone.localdate()})

    def act(given: dict[str, Any]) -> StaffAction[Any]:
        return actions.Overturn(
            decision, Overturned(given["what"]), given["on"], basis=given["basis"], **context_of(request)
        )

    def onward(done: Decision) -> HttpResponseBase:
        if done.must_be_withdrawn:
            messages.warning(request, _("已经登记。这件处罚决定还公开着，请接着撤回。"))
            return redirect("publishing_decision_withdraw", done.pk)
        messages.success(request, _("已经登记。"))
        return redirect("publishing_decisions")

    note = _(
        "公开的行政处罚决定被变更、撤销、确认违法或者无效的，三个工作日内撤回公开并说明理由（行政处罚法第四十八条、第八十五条）。"
    )
    title = _("“%(number)s”后来怎样") % {"number": decision.number}
    return _acted(request, form, act, onward, title=title, button=_("登记"), note=note)


@staff
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a decision from the public, with a reason that is published."""
    decision = _decision(request, pk)
    initial = ""
    if decision.overturned and decision.overturned_on:
        day = decision.overturned_on
        initial = f"该决定于{day.year}年{day.month}月{day.day}日{decision.get_overturned_display()}。"
    form = WithdrawForm(request.POST or None, initial={"reason": initial})

    def act(given: dict[str, Any]) -> StaffAction[Any]:
        return actions.WithdrawDecision(decision, **{**context_of(request), "reason": given["reason"]})

    def onward(done: Decision) -> HttpResponseBase:
        columns = showing.columns_of(done).values_list("pk", flat=True)
        say_withdrawn(request, columns, _("已经撤回公开，理由在原处公开。"))
        return redirect("publishing_decisions")

    title = _("撤回“%(number)s”的公开") % {"number": decision.number}
    note = _("网站上只留文号、事项名称、撤回日期和理由；登记保留，仍计入年报。")
    return _acted(request, form, act, onward, title=title, button=_("撤回公开"), note=note)


@staff
@require_http_methods(["GET", "POST"])
def strike(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take away a record that was a mistake."""
    decision = _decision(request, pk)
    title = _("删去“%(number)s”的登记") % {"number": decision.number}
    return _struck(
        request,
        lambda given: actions.StrikeDecision(decision, **{**context_of(request), "reason": given["reason"]}),
        "publishing_decisions",
        title,
    )


@staff
@require_http_methods(["GET", "POST"])
def strike_fee(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take away a charge that was recorded by mistake."""
    fee = get_object_or_404(FeeYear, pk=pk)
    standing_of(request).require(RECORD, fee)
    return _struck(
        request,
        lambda given: actions.StrikeFee(fee, **{**context_of(request), "reason": given["reason"]}),
        "publishing_fees",
        _("删去“%(fee)s”的登记") % {"fee": fee},
    )


def recorded_for(request: HttpRequest) -> QuerySet[Agency]:
    """The authorities for which the person records. Raises Denied where there is none."""
    standing = standing_of(request)
    if not standing.may_somewhere(RECORD):
        raise Denied(find(RECORD), elsewhere=False)
    return standing.visible(RECORD, Agency.objects.filter(status="active"))


def _seeing(request: HttpRequest) -> Standing:
    standing = standing_of(request)
    if not standing.may_somewhere(VIEW):
        raise Denied(find(VIEW), elsewhere=False)
    return standing


def _decision(request: HttpRequest, pk: int) -> Decision:
    decision = get_object_or_404(Decision, pk=pk)
    standing_of(request).require(RECORD, decision)
    return decision


def _saved(
    request: HttpRequest,
    form: forms.ModelForm[Any],
    action: Callable[[Any], StaffAction[Any]],
    title: str,
    **more: Any,
) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid() and carried_out(action(form.save(commit=False)), form):
        waits = isinstance(form, DecisionForm) and form.instance.waits
        done = _("已经登记，由分管领导或者主要负责人确认后公开。") if waits else _("已经登记。")
        messages.success(request, done)
        return redirect("publishing_fees" if isinstance(form, FeeForm) else "publishing_decisions")
    context = {"form": form, "button": _("保存"), **more, **frame(title, [_crumb()])}
    return render(request, "publishing/decisions/form.html", context)


def _struck(
    request: HttpRequest,
    action: Callable[[dict[str, Any]], StaffAction[Any]],
    after: str,
    title: str,
) -> HttpResponseBase:
    def onward(_done: Any) -> HttpResponseBase:
        messages.success(request, _("已经删去，不再计数；审计记录里留有原来的内容。"))
        return redirect(after)

    note = _("只删登记错误的。决定后来被撤销的，登记“后来怎样”，不要删。")
    return _acted(
        request, StrikeForm(request.POST or None), action, onward, title=title, button=_("删去"), note=note
    )


def _acted(
    request: HttpRequest,
    form: forms.Form,
    action: Callable[[dict[str, Any]], StaffAction[Any]],
    onward: Callable[[Any], HttpResponseBase],
    **shown: Any,
) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid():
        acting = action(form.cleaned_data)
        if carried_out(acting, form):
            return onward(getattr(acting, "decision", None))
    context = {"form": form, **shown, **frame(shown["title"], [_crumb()])}
    return render(request, "publishing/decisions/form.html", context)


def _crumb() -> tuple[str, str]:
    return reverse("publishing_decisions"), _("行政决定")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
