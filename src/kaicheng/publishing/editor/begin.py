"""写一条信息: where it goes, what it is, for whom; then the editor."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kaicheng.agencies.models import Office
from kaicheng.agencies.staff.web import frame, person_of, staff, standing_of
from kaicheng.publishing.columns import Column
from kaicheng.publishing.drafting import LastTime, agency_of_writer, columns_for, last_time, offices_of
from kaicheng.publishing.kinds import Kind
from kaicheng.publishing.models import ColumnPage


class ColumnField(forms.ModelChoiceField):
    """Columns by their titles, those under a statutory entry behind its name."""

    def label_from_instance(self, column: ColumnPage) -> str:
        return f"{column.label}（{column.agency.short_name}）" if self.several else str(column.label)

    several = False


class BeginForm(forms.Form):
    """What decides how the editor opens."""

    column = ColumnField(
        label=gettext_lazy("放在哪个栏目"), queryset=ColumnPage.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(label=gettext_lazy("信息类型"), choices=Kind.choices)
    office = forms.ModelChoiceField(
        label=gettext_lazy("责任科室"),
        queryset=Office.objects.none(),
        empty_label=None,
        help_text=gettext_lazy("由这个科室的负责人和分管领导审核。"),
    )

    def __init__(self, *args: object, offices: list[Office], before: LastTime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        columns = columns_for(offices).select_related("agency")
        column, office = self.fields["column"], self.fields["office"]
        column.queryset = columns  # type: ignore[attr-defined]
        column.several = len({one.agency_id for one in offices}) > 1  # type: ignore[attr-defined]
        office.queryset = Office.objects.filter(pk__in=[one.pk for one in offices])  # type: ignore[attr-defined]
        office.initial = before.office or offices[0].pk
        if len(offices) == 1:
            office.widget = forms.HiddenInput()
        own = columns.filter(office__in=offices).values_list("pk", flat=True).first()
        column.initial = (
            before.column or own or columns.exclude(kind=Column.GUIDE).values_list("pk", flat=True).first()
        )
        self.fields["kind"].initial = before.kind

    def clean(self) -> dict[str, object]:
        given: dict[str, object] = super().clean() or {}
        column, office = given.get("column"), given.get("office")
        if (
            isinstance(column, ColumnPage)
            and isinstance(office, Office)
            and column.agency_id != office.agency_id
        ):
            self.add_error("office", _("这个科室不属于栏目所在的机关，请重新选择。"))
        return given


@staff
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponseBase:
    """Choose the column, kind and office, with last time's choice given."""
    standing = standing_of(request)
    agency_of_writer(standing)
    offices = offices_of(standing)
    form = BeginForm(request.POST or None, offices=offices, before=last_time(person_of(request)))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        address = reverse("wagtailadmin_pages:add", args=["publishing", "documentpage", given["column"].pk])
        return redirect(f"{address}?{urlencode({'kind': given['kind'], 'office': given['office'].pk})}")
    return render(request, "publishing/begin.html", {"form": form, **frame(_("写一条信息"), [mine_crumb()])})


def mine_crumb() -> tuple[str, str]:
    """The way back to the list."""
    return reverse("publishing_mine"), _("我的信息")
