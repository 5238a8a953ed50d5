"""What applicants have sent, opened and answered."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kaicheng.agencies.staff.web import carried_out, context_of, staff
from kaicheng.cases.actions.messages import AnswerMessage, OpenMessage
from kaicheng.cases.models import ApplicantMessage, MessageKind
from kaicheng.cases.staff.forms import text
from kaicheng.cases.staff.web import case_of, page, to_case


class ReplyForm(forms.Form):
    """What the applicant will read."""

    reply = text(
        gettext_lazy("答复"),
        help_text=gettext_lazy("申请人在查进度的页面上看到。要盖章的，另发文书。"),
    )


@staff
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, pk: int, message: int) -> HttpResponseBase:
    """One message. It is shown once somebody has opened it, which is on record."""
    case = case_of(request, pk, "cases.case.handle")
    found = get_object_or_404(ApplicantMessage.objects.prefetch_related("files"), pk=message, case=case)
    answering = request.method == "POST" and request.POST.get("act") == "answer"
    form = ReplyForm(request.POST if answering else None)
    if request.method == "POST" and not answering:
        OpenMessage(found, **context_of(request)).execute()
        return redirect(request.path)
    if answering and form.is_valid():
        action = AnswerMessage(found, form.cleaned_data["reply"], **context_of(request))
        if carried_out(action, form):
            messages.success(request, _("已答复，申请人在查进度时会看到。"))
            return redirect(request.path)
    charge = case.fees.filter(paid_on__isnull=True).order_by("-pk").first()
    return page(
        request,
        "message",
        _("申请人来信"),
        to_case(case),
        case=case,
        message=found,
        said=found.text.reveal() if found.read_at and found.text else "",
        replied=found.said_back,
        form=form,
        charge=charge if found.kind == MessageKind.PAYMENT and case.phase == "awaiting_payment" else None,
        corrects=found.kind == MessageKind.RECORD,
    )
