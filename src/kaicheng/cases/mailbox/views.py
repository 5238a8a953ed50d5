"""Letters in the mailbox: what they say, and what becomes of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kaicheng.agencies.staff.web import PER_PAGE, Crumb, carried_out, context_of, staff, standing_of
from kaicheng.cases.mailbox.actions import (
    DismissLetter,
    FileLetter,
    RegisterLetter,
    letter_of,
    original,
    usable,
)
from kaicheng.cases.mailbox.letter import Letter
from kaicheng.cases.models import ApplicantKind, FileRole, MailboxStatus, MailMessage, MailState
from kaicheng.cases.similar import find_similar
from kaicheng.cases.staff.file_views import served
from kaicheng.cases.staff.forms import a_day
from kaicheng.cases.staff.web import page

FILED_AS = (FileRole.CORRECTION, FileRole.OPINION, FileRole.ATTACHMENT, FileRole.PROOF)


class RegisterForm(forms.Form):
    """The letter as a request; what it says is put in, a person corrects it."""

    wanted = forms.CharField(
        label=gettext_lazy("申请公开的内容"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("照申请人的原话写，去掉问候和签名。"),
    )  # fmt: skip
    items = forms.CharField(
        label=gettext_lazy("分成几项"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("要几样信息的，每行写一项。只有一项的不用填。"),
    )  # fmt: skip
    applicant_kind = forms.ChoiceField(label=gettext_lazy("申请人类别"), choices=ApplicantKind.choices)
    name = forms.CharField(label=gettext_lazy("姓名或者名称"), max_length=120)
    id_number = forms.CharField(label=gettext_lazy("证件号码"), required=False, max_length=60)
    telephone = forms.CharField(label=gettext_lazy("联系电话"), required=False, max_length=60)
    email = forms.EmailField(label=gettext_lazy("电子邮箱"), required=False)
    address = forms.CharField(label=gettext_lazy("通信地址"), required=False, max_length=300)
    confirmed_on = a_day(
        gettext_lazy("与申请人确认的日期"), required=False,
        help_text=gettext_lazy("电话或者回信确认收到的那一天。没有确认的，按邮件到达日期计算。"),
    )  # fmt: skip


class FileForm(forms.Form):
    """Something for a request that is there."""

    number = forms.CharField(label=gettext_lazy("申请编号"), max_length=40)
    role = forms.ChoiceField(
        label=gettext_lazy("附件的用途"), choices=[(str(one), one.label) for one in FILED_AS]
    )


class DismissForm(forms.Form):
    """No request at all."""

    note = forms.CharField(label=gettext_lazy("是什么，为什么不是申请"), max_length=300)


@staff
@require_GET
def inbox(request: HttpRequest) -> HttpResponseBase:
    """Letters that wait, the oldest first; those decided on besides."""
    standing, asked = standing_of(request), request.GET.get("zhuangtai", MailState.WAITING)
    if not standing.may_somewhere("cases.mail.handle"):
        raise PermissionDenied(_("申请邮箱由登记人员和公开工作人员处理。"))
    rows = standing.visible("cases.mail.handle", MailMessage.objects.select_related("case"))
    state = asked if asked in MailState.values else MailState.WAITING
    order = "arrived_at" if state == MailState.WAITING else "-arrived_at"
    shown = Paginator(rows.filter(state=state).order_by(order, "pk"), PER_PAGE).get_page(
        request.GET.get("ye")
    )
    agencies = {one.agency.pk for one in standing.held}
    return page(
        request,
        "mailbox/inbox",
        _("邮箱来信"),
        [],
        page=shown,
        states=MailState.choices,
        asked=state,
        kept=f"zhuangtai={state}",
        boxes=MailboxStatus.objects.filter(agency__in=agencies),
    )


def _message(request: HttpRequest, pk: int) -> MailMessage:
    found: MailMessage = get_object_or_404(
        MailMessage.objects.select_related("agency", "case", "decided_by"), pk=pk
    )
    standing_of(request).require("cases.mail.handle", found)
    return found


@staff
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One letter, and the three things that may become of it."""
    row = _message(request, pk)
    read = letter_of(row)
    deed = request.POST.get("deed", "")
    given: dict[str, Any] = {
        "register": RegisterForm(request.POST if deed == "register" else None, initial=_start(row, read)),
        "file": FileForm(request.POST if deed == "file" else None),
        "dismiss": DismissForm(request.POST if deed == "dismiss" else None),
    }
    if request.method == "POST" and deed in given and given[deed].is_valid():
        action = _action(request, row, deed, given[deed].cleaned_data)
        if carried_out(action, given[deed]):
            messages.success(request, _("已处理：%(said)s。") % {"said": action.said})
            done = action.message.case
            return (
                redirect("cases_registered", done.pk)
                if deed == "register" and done
                else redirect("cases_mail")
            )
    alike = []
    if row.state == MailState.WAITING:
        alike = find_similar(row.agency, read.text[:4000], name=read.sender_name, today=timezone.localdate())
    way: list[Crumb] = [(reverse("cases_mail"), _("邮箱来信"))]
    return page(
        request,
        "mailbox/letter",
        read.subject or _("没有主题的来信"),
        way,
        row=row,
        letter=read,
        refused=usable(read)[1],
        forms=given,
        deed=deed or "register",
        alike=alike,
        waiting=row.state == MailState.WAITING,
    )


def _start(row: MailMessage, read: Letter) -> dict[str, Any]:
    wanted = read.text if read.subject in read.text else "\n".join(filter(None, (read.subject, read.text)))
    return {"wanted": wanted[:4000], "name": read.sender_name[:120], "email": read.sender}


def _action(
    request: HttpRequest, row: MailMessage, deed: str, given: dict[str, Any]
) -> RegisterLetter | FileLetter | DismissLetter:
    context = context_of(request)
    if deed == "dismiss":
        return DismissLetter(row, given["note"], **context)
    if deed == "file":
        return FileLetter(row, given["number"], role=given["role"], **context)
    applicant = {name: given[name] for name in ("name", "id_number", "telephone", "email", "address")}
    return RegisterLetter(
        row,
        wanted=given["wanted"],
        items=given["items"].splitlines(),
        applicant_kind=given["applicant_kind"],
        applicant=applicant,
        confirmed_on=given["confirmed_on"],
        **context,
    )


@staff
@require_GET
def download(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponseBase:
    """The letter in the original, or one of its attachments; saved, never run in the browser."""
    row = _message(request, pk)
    if number is None:
        data = original(row)
        if not data:
            raise Http404
        return served(data, f"{row.pk}.eml", "message/rfc822")
    attached = letter_of(row).attachments
    if number >= len(attached):
        raise Http404
    name, data = attached[number]
    return served(data, name, "application/octet-stream")
