"""The form of a reconsideration or suit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies.models import Agency
from kaicheng.cases.disputes.events import FIELDS
from kaicheng.cases.models import Case, Dispute, DisputeKind
from kaicheng.cases.staff.forms import OneFile

_DAYS = frozenset(
    {
        "filed_on", "copy_received_on", "replied_on", "heard_on", "decided_on", "decision_received_on",
        "orders_answer_by",
    }
)  # fmt: skip
_HINTS = {
    "body": gettext_lazy("照文书上的名称写全。"),
    "copy_received_on": gettext_lazy("收到申请书、起诉状副本的那一天，答复和举证期限从次日起算。"),
    "summary_procedure": gettext_lazy("复议通知写明适用简易程序的勾选，答复期限为5个工作日。"),
    "outcome": gettext_lazy(
        "按年度报告表四填：维持原行为的选“结果维持”，撤销、变更、确认违法、责令履行的选“结果纠正”，其余选“其他结果”。"
    ),
    "orders_answer_by": gettext_lazy(
        "决定、判决责令重新答复的，填写最后一天，系统另立一份重新答复。没有的不填。"
    ),
}


class DisputeForm(forms.ModelForm[Dispute]):
    """Everything that is known today; the rest is filled in as it happens."""

    case = forms.CharField(
        label=gettext_lazy("申请编号"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("针对哪一份申请。与主动公开有关、没有申请的不填。"),
    )

    class Meta:
        model = Dispute
        fields = FIELDS
        widgets = {
            **{name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in _DAYS},
            "summary": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = _HINTS

    GROUPS = (
        (gettext_lazy("谁受理的"), ("case", "kind", "body", "number", "filed_on", "follows")),
        (gettext_lazy("我方答复"), ("copy_received_on", "summary_procedure", "replied_on", "heard_on")),
        (gettext_lazy("结果"), ("decided_on", "decision_received_on", "outcome", "orders_answer_by", "summary")),  # noqa: E501
    )  # fmt: skip

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        earlier = Dispute.objects.filter(agency=agency, kind=DisputeKind.RECONSIDERATION)
        follows: Any = self.fields["follows"]
        follows.queryset = earlier.exclude(pk=self.instance.pk)
        follows.empty_label = _("没有经过复议")
        if self.instance.case is not None:
            self.initial["case"] = self.instance.case.number

    def clean_case(self) -> Case | None:
        number = self.cleaned_data["case"].strip()
        if not number:
            return None
        found = Case.objects.filter(agency=self.agency, number=number).first()
        if found is None:
            raise forms.ValidationError(_("登记簿里没有编号%(number)s的申请，请核对。") % {"number": number})
        return found

    def _post_clean(self) -> None:
        """Nothing is put into the row here: the action does, and judges."""

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(str(title), [self[name] for name in names]) for title, names in self.GROUPS]


class MaterialForm(forms.Form):
    """A paper of the dispute: application, complaint, our reply, evidence list, decision."""

    file = OneFile(label=gettext_lazy("复议、诉讼材料"))
