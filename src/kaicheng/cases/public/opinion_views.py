"""The page of a third party, or of a co-producing agency: what is asked, and the reply."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from kaicheng import month_sheets
from kaicheng.cases.actions.late_opinion import take_opinion
from kaicheng.cases.models import Consultation, ConsultationKind
from kaicheng.cases.opinion_limits import came_late, limit_of
from kaicheng.cases.public import files, limits, web
from kaicheng.language import in_language
from kaicheng.privacy.fields import blind
from kaicheng.statute import Deadline, day_text


class OpinionForm(forms.Form):
    """Agree or object; who objects gives reasons."""

    use_required_attribute = False
    agrees = forms.ChoiceField(
        label=gettext_lazy("您同意公开吗？"),
        choices=[("yes", gettext_lazy("同意公开")), ("no", gettext_lazy("不同意公开"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("还差一项：请选择同意还是不同意公开。")},
    )
    opinion = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy(
            "不同意的请写明理由，例如哪些内容属于商业秘密或者个人隐私、公开会造成什么损害。"
            "只有一部分不同意的，写明是哪一部分。"
        ),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": gettext_lazy("太长了，最多%(limit_value)d个字。")},
    )


@web.page("POST")
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the letter has the address. The applicant is not named here."""
    if limits.too_often(request, "reply"):
        return web.too_often(request, "reply")
    consultation = (
        Consultation.objects.filter(token_index=blind(Consultation, "token", token))
        .select_related("case__agency", "letter_act")
        .first()
    )
    if consultation is None or consultation.letter_act is None:
        raise Http404
    web.frame(request, consultation.case.agency)
    today = timezone.localdate()
    limit = limit_of(consultation)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    file_errors: list[str] = []
    status = 200
    if request.method == "POST" and consultation.replied_at is None:
        status = 400
        good, bad = files.look_at_all(request.FILES.getlist("files"))
        file_errors = [message for error in bad for message in error.messages]
        if form.is_valid() and not file_errors:
            try:
                take_opinion(
                    consultation,
                    agrees=form.cleaned_data["agrees"] == "yes",
                    opinion=form.cleaned_data["opinion"],
                    files=[(given.name, given.data) for given in good],
                    on=today,
                    by=None,
                    at=timezone.now(),
                    origin=web.origin(request),
                ).execute()
            except ValidationError as error:
                form.add_error(None if not hasattr(error, "error_dict") else "opinion", error.messages)
            except (OSError, OperationalError) as error:
                form.add_error(None, web.why(error))
                status = 503
            else:
                return redirect(request.path)
    context = {
        "consultation": consultation,
        "agency": consultation.case.agency,
        "third_party": consultation.kind == ConsultationKind.THIRD_PARTY,
        "form": form,
        "file_errors": file_errors,
        "accept": files.ACCEPT,
        "late": today > limit.due,
        "came_late": came_late(consultation),
        **explained(limit),
    }
    return render(request, "cases/public/opinion.html", context, status=status)


def explained(limit: Deadline) -> dict[str, Any]:
    """The last day in words, and the month sheets that explain it."""
    return {
        "limit": in_language(day_text(limit.due)),
        "counted": limit.counted,
        "basis": in_language(limit.basis),
        "sheets": month_sheets.sheets(limit.months, limit.start, limit.due),
        "days": month_sheets.day_list(limit.days),
    }
