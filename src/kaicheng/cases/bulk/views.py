"""Applicants with many requests, and one applicant's requests together."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kaicheng.agencies.staff.web import Crumb, carried_out, context_of, staff, standing_of
from kaicheng.cases.bulk.actions import OUTCOME, TOGETHER, ActTogether
from kaicheng.cases.bulk.groups import AT_LEAST, by_month, groups, of_the_same
from kaicheng.cases.models import FeeCharge
from kaicheng.cases.staff.forms import OneFile, a_day, text
from kaicheng.cases.staff.register_views import calendar_of_person, own_agency
from kaicheng.cases.staff.rows import rows_of
from kaicheng.cases.staff.web import case_of, page
from kaicheng.statute import OPEN_PHASES, act_words

SHOWN = 500
"""On one page: as many as may be chosen at once."""


class TogetherForm(forms.Form):
    """What is done to all that are ticked."""

    code = forms.ChoiceField(
        label=gettext_lazy("一并登记"),
        choices=lambda: [(code, act_words()[code].name.zh) for code in TOGETHER],
    )
    on = a_day(gettext_lazy("发生日期"), help_text=gettext_lazy("文书发出、理由说明收到的那一天。"))
    until = a_day(
        gettext_lazy("延迟到哪一天"), required=False, help_text=gettext_lazy("只有告知延迟答复时填写。")
    )
    limit_days = forms.IntegerField(
        label=gettext_lazy("说明理由的工作日数"), required=False, min_value=1, max_value=60,
        help_text=gettext_lazy("只有要求说明理由时填写，不填按7个工作日。"),
    )  # fmt: skip
    history = text(
        gettext_lazy("数量、频次和间隔"),
        required=False,
        help_text=gettext_lazy(
            "要求说明理由、不予处理时必填：多少天内申请多少件、内容是否重复、为什么明显超过合理范围。写入每一件的证据。"
        ),
    )
    note = forms.CharField(label=gettext_lazy("文号"), required=False, max_length=100)
    letter = OneFile(
        label=gettext_lazy("文书"),
        required=False,
        help_text=gettext_lazy("一份文书写明所列的全部申请，每件案卷各存一份。"),
    )

    def particulars(self) -> dict[str, Any]:
        """What the ledger keeps of the act."""
        given, code = self.cleaned_data, self.cleaned_data["code"]
        if code == "answer":
            return {"outcome": OUTCOME}
        if code == "delay_notice" and given["until"]:
            return {"until": given["until"].isoformat()}
        if code == "reasons_notice" and given["limit_days"]:
            return {"limit_days": given["limit_days"]}
        return {}


def _way() -> list[Crumb]:
    return [(reverse("cases_groups"), _("同一申请人"))]


@staff
@require_GET
def several(request: HttpRequest) -> HttpResponseBase:
    """Applicants with the most requests."""
    standing = standing_of(request)
    if not standing.may_somewhere("cases.case.handle"):
        raise PermissionDenied(_("这里由公开工作人员使用。"))
    found = groups(standing, own_agency(standing))
    return page(request, "bulk/groups", _("同一申请人"), [], groups=found, least=AT_LEAST)


@staff
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every request of the applicant of one case: months, fees, and one act for those that are ticked."""
    lead, standing, today = (
        case_of(request, pk, "cases.case.handle"),
        standing_of(request),
        timezone.localdate(),
    )
    mine = standing.visible("cases.case.handle", of_the_same(lead))
    only_open = request.GET.get("zhi") == "zaiban"
    form = TogetherForm(request.POST or None, request.FILES or None, initial={"on": today})
    chosen = {int(one) for one in request.POST.getlist("case") if one.isdigit()}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        action = ActTogether(
            lead, sorted(chosen), given["code"], given["on"], form.particulars(),
            note=given["note"], history=given["history"], letter=given["letter"], **context_of(request),
        )  # fmt: skip
        if carried_out(action, form):
            said = _("已为%(count)s件申请登记：%(name)s。") % {
                "count": len(chosen),
                "name": act_words()[given["code"]].name.zh,
            }
            messages.success(request, said)
            return redirect("cases_group", pk)
    rows = mine.filter(phase__in=list(OPEN_PHASES)) if only_open else mine
    ordered = rows.select_related("office", "handler", "applicant", "joined_to").order_by(
        "-arrived_on", "-pk"
    )
    shown = Paginator(ordered, SHOWN).get_page(request.GET.get("ye"))
    return page(
        request,
        "bulk/group",
        _("%(name)s的申请") % {"name": lead.applicant.name},
        _way(),
        lead=lead,
        page=shown,
        rows=rows_of(shown.object_list, today, calendar_of_person(standing)),
        chosen=chosen,
        form=form,
        only_open=only_open,
        kept="zhi=zaiban" if only_open else "",
        months=by_month(mine),
        charged=_charged(mine),
        recent=mine.filter(counted=True, arrived_on__gt=today - dt.timedelta(days=30)).count(),
    )


def _charged(cases: Any) -> Any:
    """Yuan decided on and not, and paid."""
    fees = FeeCharge.objects.filter(case__in=cases)
    paid = fees.filter(paid_on__isnull=False)
    return fees.aggregate(sum=Sum("amount"))["sum"] or 0, paid.aggregate(sum=Sum("amount"))["sum"] or 0
