"""The page on which an answered request becomes a draft for everybody (Art. 44 of the Regulation)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kaicheng.agencies.staff.web import carried_out, context_of, staff
from kaicheng.cases.models import Case
from kaicheng.cases.staff.web import case_of, form_page
from kaicheng.portal.answered import DraftAnswered
from kaicheng.publishing.models import ColumnPage


class AnsweredForm(forms.Form):
    """Under what title, in which column."""

    title = forms.CharField(
        label=gettext_lazy("标题"),
        max_length=200,
        help_text=gettext_lazy("说明公开的是什么信息，不写是谁申请的。"),
    )
    column = forms.ModelChoiceField(label=gettext_lazy("栏目"), queryset=ColumnPage.objects.none())

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = ColumnPage.objects.filter(agency=case.agency).order_by("path")
        self.fields["column"].queryset = columns  # type: ignore[attr-defined]


@staff
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make the draft; it goes through three signatures like everything else."""
    case = case_of(request, pk, "cases.case.handle")
    form = AnsweredForm(case, request.POST or None, initial={"title": case.wanted[:60]})
    if request.method == "POST" and form.is_valid():
        action = DraftAnswered(
            case, form.cleaned_data["column"], form.cleaned_data["title"], **context_of(request)
        )
        if carried_out(action, form):
            messages.success(request, _("已整理成草稿，去掉了申请人的信息。请核对后送审。"))
            if action.left_out:
                names = "、".join(action.left_out)
                messages.warning(request, _("下列文件可能含有不能公开的内容，没有带过去：%s") % names)
            return redirect("wagtailadmin_pages:edit", action.page.pk)
    return form_page(
        request,
        _("整理成主动公开信息"),
        case,
        form,
        button=_("整理成草稿"),
        article=_(
            "条例第四十四条：多个申请人就相同政府信息提出公开申请，且该信息属于可以公开的，可以纳入主动公开的范围。"
        ),
        note=_("申请人告诉我们的姓名、电话等会自动去掉，其他个人信息自动遮盖；草稿要经过三审才会公开。"),
    )
