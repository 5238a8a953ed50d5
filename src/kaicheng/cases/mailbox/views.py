"""Letters in the mailbox: what they say, and what becomes of them."""

from __future__ import annotations

import hashlib
import re
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
    IN_ORIGINAL,
    DismissLetter,
    FileLetter,
    RegisterLetter,
    letter_of,
    original,
    usable,
)
from kaicheng.cases.mailbox.letter import Letter
from kaicheng.cases.mailbox.settling import SettleLetter, deeds_of
from kaicheng.cases.models import (
    ApplicantKind,
    Case,
    CaseFile,
    FileRole,
    MailboxStatus,
    MailMessage,
    MailState,
)
from kaicheng.cases.similar import find_similar
from kaicheng.cases.staff.file_views import served
from kaicheng.cases.staff.forms import a_day, text
from kaicheng.cases.staff.web import page, to_case

ATTACHED_AS = (
    FileRole.REQUEST, FileRole.ATTACHMENT, FileRole.CORRECTION, FileRole.OPINION, FileRole.PROOF,
    FileRole.IDENTITY, FileRole.AUTHORISATION,
)  # fmt: skip
STAYS = "stays"
_ROLE = "role_"


class AttachmentsForm(forms.Form):
    """What each attachment is, so that identity papers are seen by intake alone."""

    def __init__(self, attached: dict[int, tuple[str, bytes]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, (name, _data) in attached.items():
            self.fields[f"{_ROLE}{place}"] = forms.ChoiceField(
                label=_("附件“%(name)s”的用途") % {"name": name},
                choices=[
                    ("", _("请打开看过再选")),
                    *((str(role), role.label) for role in ATTACHED_AS),
                    (STAYS, _("不单独入卷，只留在邮件原件里")),
                ],
                help_text=_("身份证明、授权委托书只有收件和公开工作人员能看，请单独选出来。"),
            )

    def roles(self) -> dict[int, str]:
        """By the places of the attachments."""
        return {
            int(name.removeprefix(_ROLE)): IN_ORIGINAL if given == STAYS else given
            for name, given in self.cleaned_data.items()
            if name.startswith(_ROLE)
        }


class RegisterForm(AttachmentsForm):
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


class FileForm(AttachmentsForm):
    """Something for a request that is there."""

    number = forms.CharField(label=gettext_lazy("申请编号"), max_length=40)


class DismissForm(forms.Form):
    """No request at all."""

    note = forms.CharField(label=gettext_lazy("是什么，为什么不是申请"), max_length=300)


class SettleForm(forms.Form):
    """What a letter means for the request in whose file it lies."""

    deed = forms.ChoiceField(label=gettext_lazy("来信是什么"), widget=forms.RadioSelect)
    note = text(
        gettext_lazy("来信的要点"), required=False,
        help_text=gettext_lazy("补正了什么、说明了什么理由、不同意公开的理由；没有要登记的，写明怎样处理。"),
    )  # fmt: skip
    paid_on = a_day(
        gettext_lazy("缴费的日期"),
        required=False,
        help_text=gettext_lazy("只有缴费凭证才填，按凭证上的日期。"),
    )

    def __init__(self, row: MailMessage, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deeds = list(deeds_of(case, row))
        self.fields["deed"].choices = deeds  # type: ignore[attr-defined]
        if not any(deed.startswith("paid:") for deed, _label in deeds):
            del self.fields["paid_on"]


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
    attached, refused = usable(read)
    deed = request.POST.get("deed", "")
    asked: dict[str, Any] = {
        one: request.POST if deed == one else None for one in ("register", "file", "dismiss")
    }
    given: dict[str, Any] = {
        "register": RegisterForm(attached, asked["register"], initial=_start(row, read)),
        "file": FileForm(attached, asked["file"], initial={"number": _number_in(row, read)}),
        "dismiss": DismissForm(asked["dismiss"]),
    }
    if request.method == "POST" and deed in given and given[deed].is_valid():
        action = _action(request, row, deed, given[deed])
        if carried_out(action, given[deed]):
            messages.success(request, _("已处理：%(said)s。") % {"said": action.said})
            return _onward(request, action.message)
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
        refused=refused,
        forms=given,
        deed=deed or "register",
        alike=alike,
        waiting=row.state == MailState.WAITING,
        settles=_settles(request, row),
    )


def _onward(request: HttpRequest, row: MailMessage) -> HttpResponseBase:
    """Where to go when it is decided: who handles the request says at once what the letter means for it."""
    if row.state == MailState.REGISTERED and row.case:
        return redirect("cases_registered", row.case.pk)
    if _settles(request, row):
        return redirect("cases_letter_settle", row.pk)
    return redirect("cases_mail")


def _settles(request: HttpRequest, row: MailMessage) -> bool:
    """Whether it is this person's to say what the letter means for its request, and nobody has."""
    return (
        row.state == MailState.FILED
        and not row.note
        and row.case is not None
        and standing_of(request).may("cases.case.handle", row.case)
    )


@staff
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What a letter means for the request in whose file it lies."""
    row = _message(request, pk)
    case = row.case
    if case is None or not _settles(request, row):
        return redirect("cases_letter_in", pk)
    form = SettleForm(row, case, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        action = SettleLetter(
            row, given["deed"], note=given["note"], paid_on=given.get("paid_on"), **context_of(request)
        )
        if carried_out(action, form):
            messages.success(request, _("已处理：%(said)s。") % {"said": action.said})
            return redirect("cases_case", case.pk)
    digest = hashlib.sha256(original(row)).hexdigest()
    return page(
        request,
        "mailbox/settle",
        _("来信是什么"),
        to_case(case),
        case=case,
        row=row,
        letter=letter_of(row),
        form=form,
        files=CaseFile.objects.filter(made_from__digest=digest, case=case),
    )


def _number_in(row: MailMessage, read: Letter) -> str:
    """The number of a request that the letter names in its subject, if there is one."""
    for number in re.findall(r"\d{4}-\d{3,}", read.subject)[:3]:
        if Case.objects.filter(agency=row.agency, number=number).exists():
            return str(number)
    return ""


def _start(row: MailMessage, read: Letter) -> dict[str, Any]:
    wanted = read.text if read.subject in read.text else "\n".join(filter(None, (read.subject, read.text)))
    return {"wanted": wanted[:4000], "name": read.sender_name[:120], "email": read.sender}


def _action(
    request: HttpRequest, row: MailMessage, deed: str, form: Any
) -> RegisterLetter | FileLetter | DismissLetter:
    context, given = context_of(request), form.cleaned_data
    if deed == "dismiss":
        return DismissLetter(row, given["note"], **context)
    if deed == "file":
        return FileLetter(row, given["number"], roles=form.roles(), **context)
    applicant = {name: given[name] for name in ("name", "id_number", "telephone", "email", "address")}
    return RegisterLetter(
        row,
        wanted=given["wanted"],
        items=given["items"].splitlines(),
        applicant_kind=given["applicant_kind"],
        applicant=applicant,
        roles=form.roles(),
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
