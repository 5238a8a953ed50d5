"""Forms of decisions and charges. They only gather; actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.forms import Day
from kaicheng.agencies.models import Agency, Office
from kaicheng.publishing.models import Decision, FeeYear, Overturned


class _ForAgency:
    """An authority to choose where there is more than one."""

    fields: dict[str, Any]

    def _limit_agencies(self, agencies: QuerySet[Agency]) -> None:
        field = self.fields["agency"]
        field.queryset, field.empty_label = agencies, None
        if agencies.count() == 1:
            field.widget, field.initial = forms.HiddenInput(), agencies.get()


class DecisionForm(_ForAgency, forms.ModelForm[Decision]):
    """The record of one decision."""

    decided_on = Day(label=_("决定日期"))
    valid_to = Day(label=_("有效期至"), required=False)

    class Meta:
        model = Decision
        fields = [
            "agency", "kind", "number", "name", "decided_on", "office", "party", "party_code", "valid_to",
            "content", "basis", "public",
        ]  # fmt: skip
        widgets = {"content": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limit_agencies(agencies)
        office: Any = self.fields["office"]
        office.queryset = Office.objects.filter(agency__in=agencies, valid_to__isnull=True)
        office.empty_label = _("不填")

    def validate_unique(self) -> None:
        """The action judges that, on what is stored by then."""

    def validate_constraints(self) -> None:
        """The action judges that, on what is stored by then."""


class FeeForm(_ForAgency, forms.ModelForm[FeeYear]):
    """What was charged in a year for one item."""

    class Meta:
        model = FeeYear
        fields = ["agency", "year", "item", "amount"]

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limit_agencies(agencies)

    def validate_unique(self) -> None:
        """The action judges that, on what is stored by then."""

    def validate_constraints(self) -> None:
        """The action judges that, on what is stored by then."""


class OverturnForm(forms.Form):
    """What became of a decision."""

    what = forms.ChoiceField(label=_("这件决定"), choices=Overturned)
    on = Day(label=_("哪一天"))
    basis = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("哪份复议决定、判决或者本机关决定。")
    )


class WithdrawForm(forms.Form):
    """Why a decision is taken from the public."""

    reason = forms.CharField(
        label=_("撤回的理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("理由会在原处公开，不要写个人信息。"),
    )


class StrikeForm(forms.Form):
    """Why a record is taken away."""

    reason = forms.CharField(label=_("登记错在哪里"), max_length=200)


class RecordsFileForm(forms.Form):
    """A filled-in template, and for whom."""

    agency = forms.ModelChoiceField(label=_("行政机关"), queryset=Agency.objects.none(), empty_label=None)
    file = forms.FileField(label=_("填好的表格（.xlsx 或 .csv）"))

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = agencies
        if agencies.count() == 1:
            field.widget, field.initial = forms.HiddenInput(), agencies.get()
