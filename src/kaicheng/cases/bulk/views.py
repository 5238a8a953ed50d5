"""Applicants with many requests, and one applicant's requests together."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kaicheng.agencies.staff.web import Crumb, carried_out, context_of, staff, standing_of
from kaicheng.cases.bulk.actions import BY_LETTER, TOGETHER, ActTogether
from kaicheng.cases.bulk.groups import AT_LEAST, by_month, groups, of_the_same
from kaicheng.cases.models import Case, CaseLetter, FeeCharge
from kaicheng.cases.staff.forms import a_day, text
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
    letter = forms.ModelChoiceField(
        label=gettext_lazy("签发的文书"),
        queryset=CaseLetter.objects.none(),
        required=False,
        empty_label=gettext_lazy("—"),
        help_text=gettext_lazy(
            "要求说明理由、告知延迟答复、不予处理的，先在其中一件申请里拟写一份文书，写明全部申请的编号，三级签发、送达一次；"
            "在这里选它，其他申请随它一并登记，每件案卷各存一份，送达也一并登记。"
        ),
    )
    on = a_day(gettext_lazy("收到理由说明的日期"), help_text=gettext_lazy("文书的日期以落款为准，不用填。"))
    history = text(
        gettext_lazy("数量、频次和间隔"),
        required=False,
        help_text=gettext_lazy(
            "要求说明理由、不予处理时必填：多少天内申请多少件、内容是否重复、为什么明显超过合理范围。写入每一件的证据。"
        ),
    )

    def __init__(self, mine: QuerySet[Case], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signed = CaseLetter.objects.filter(case__in=mine, live=True, act__in=BY_LETTER)
        letters = self.fields["letter"]
        letters.queryset = signed.select_related("case").order_by("-pk")  # type: ignore[attr-defined]
        letters.label_from_instance = lambda one: f"{one.number} {one.review_title}"  # type: ignore[attr-defined]


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
    form = TogetherForm(mine, request.POST or None, initial={"on": today})
    chosen = {int(one) for one in request.POST.getlist("case") if one.isdigit()}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        action = ActTogether(
            lead, sorted(chosen), given["code"], on=given["on"], history=given["history"],
            letter=given["letter"] if given["code"] in BY_LETTER else None, **context_of(request),
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
        numbers="、".join(row.number for row in shown.object_list),
        months=by_month(mine),
        charged=_charged(mine),
        recent=mine.filter(counted=True, arrived_on__gt=today - dt.timedelta(days=30)).count(),
    )


def _charged(cases: Any) -> Any:
    """Yuan decided on and not, and paid."""
    fees = FeeCharge.objects.filter(case__in=cases)
    paid = fees.filter(paid_on__isnull=False)
    return fees.aggregate(sum=Sum("amount"))["sum"] or 0, paid.aggregate(sum=Sum("amount"))["sum"] or 0
