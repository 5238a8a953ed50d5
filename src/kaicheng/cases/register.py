"""The register: filters as they stand in the address line, and the rows that a person may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Office
from kaicheng.agencies.permissions import Standing
from kaicheng.cases.actions.archive import archivable
from kaicheng.cases.models import Applicant, ApplicantKind, Case
from kaicheng.privacy.fields import blind
from kaicheng.statute import OPEN_PHASES, Phase, WorkCalendar, channels, outcomes

DUE = [
    ("overdue", _("已逾期")),
    ("today", _("今天到期")),
    ("soon", _("5个工作日内到期")),
    ("open", _("在办")),
    ("waiting", _("等待申请人或者第三方")),
    ("done", _("已办结")),
]
SORTS = {
    "due": ("due", "received_date", "pk"),
    "-received": ("-received_date", "-pk"),
    "received": ("received_date", "pk"),
    "number": ("number",),
    "-number": ("-number",),
}
WAITING = (
    Phase.AWAITING_CORRECTION,
    Phase.AWAITING_PAYMENT,
    Phase.CONSULTING_THIRD_PARTY,
    Phase.CONSULTING_AGENCY,
)
SOON_DAYS = 5


class FilterForm(forms.Form):
    """Every filter of the register; all may be left out."""

    q = forms.CharField(label=_("编号、内容或者申请人"), required=False, max_length=100)
    due = forms.ChoiceField(label=_("期限"), required=False, choices=[("", _("全部")), *DUE])
    phase = forms.ChoiceField(
        label=_("阶段"),
        required=False,
        choices=[("", _("全部"))] + [(str(one), one.label.zh) for one in Phase if one is not Phase.DRAFT],
    )
    channel = forms.ChoiceField(
        label=_("渠道"),
        required=False,
        choices=[("", _("全部"))] + [(str(code), rule.name.zh) for code, rule in channels().items()],
    )
    kind = forms.ChoiceField(
        label=_("申请人类别"), required=False, choices=[("", _("全部")), *ApplicantKind.choices]
    )
    office = forms.ModelChoiceField(
        label=_("科室"), required=False, queryset=Office.objects.none(), empty_label=_("全部")
    )
    outcome = forms.ChoiceField(
        label=_("结果"),
        required=False,
        choices=[("", _("全部"))] + [(code, one.name.zh) for code, one in outcomes().items()],
    )
    archive = forms.ChoiceField(
        label=_("归档"),
        required=False,
        choices=[("", _("全部")), ("no", _("办结未归档")), ("yes", _("已归档"))],
    )
    since = forms.DateField(
        label=_("收到日期从"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    sort = forms.ChoiceField(
        label=_("排列"),
        required=False,
        choices=[
            ("due", _("期限近的在前")),
            ("-received", _("新收到的在前")),
            ("received", _("早收到的在前")),
            ("-number", _("编号大的在前")),
            ("number", _("编号小的在前")),
        ],
    )

    def __init__(self, data: Mapping[str, Any], *, offices: QuerySet[Office]) -> None:
        super().__init__(data)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Filtered:
    """The rows, and whether anything narrows them."""

    rows: QuerySet[Case]
    narrowed: bool


def visible_cases(standing: Standing) -> QuerySet[Case]:
    """Every case that the person may see."""
    return standing.visible("cases.case.view", Case.objects.all())


def duties(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Those that are answered in their own right: not joined to another, not split into parts."""
    return rows.filter(joined_to__isnull=True, parts__isnull=True)


def filtered(form: FilterForm, standing: Standing, today: dt.date, calendar: WorkCalendar) -> Filtered:
    """The register through the filters. What is not understood narrows nothing."""
    form.is_valid()
    given = {name: value for name, value in form.cleaned_data.items() if value}
    rows = visible_cases(standing)
    if given.get("q"):
        rows = rows.filter(_found(given["q"].strip()))
    for name, field in (("phase", "phase"), ("channel", "channel"), ("kind", "applicant_kind"), ("office",
    "office"),
                        ("outcome", "outcome")):  # fmt: skip
        if name in given:
            rows = rows.filter(**{field: given[name]})
    if "archive" in given:
        rows = archivable(rows) if given["archive"] == "no" else rows.filter(archived_on__isnull=False)
    if "since" in given:
        rows = rows.filter(received_date__gte=given["since"])
    if "until" in given:
        rows = rows.filter(received_date__lte=given["until"])
    if "due" in given:
        rows = _by_due(rows, given["due"], today, calendar)
    narrowed = bool(set(given) - {"sort"})
    sort = given.get("sort") or (
        "due" if given.get("due") in ("overdue", "today", "soon", "open") else "-received"
    )
    ordered = rows.order_by(*SORTS[sort])
    return Filtered(ordered.select_related("office", "handler", "applicant", "joined_to"), narrowed)


def _found(text: str) -> Q:
    name = blind(Applicant, "name", text)
    phone = blind(Applicant, "telephone", text)
    found = Q(number__icontains=text) | Q(wanted__icontains=text) | Q(letters__number=text) | Q(waybill=text)
    by_person = Q(applicant__name_index=name) | Q(applicant__telephone_index=phone) if name else Q()
    return Q(pk__in=Case.objects.filter(found | by_person).values("pk"))


def _by_due(rows: QuerySet[Case], due: str, today: dt.date, calendar: WorkCalendar) -> QuerySet[Case]:
    if due == "done":
        return rows.filter(phase__in=[Phase.DELIVERED, Phase.CLOSED, Phase.ANSWERED])
    still = duties(rows.filter(phase__in=list(OPEN_PHASES)))
    if due == "waiting":
        return still.filter(phase__in=WAITING)
    if due == "overdue":
        return still.filter(due__lt=today)
    if due == "today":
        return still.filter(due=today)
    if due == "soon":
        return still.filter(due__gte=today, due__lte=calendar.workday_after(today, SOON_DAYS))
    return still
