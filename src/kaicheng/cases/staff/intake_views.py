"""“我收到一份申请”: any channel, anybody on staff."""

from __future__ import annotations

import errno
import logging
import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kaicheng.agencies.models import Agency
from kaicheng.agencies.permissions import Standing
from kaicheng.agencies.staff.web import carried_out, context_of, person_of, staff, standing_of
from kaicheng.cases.actions.intake import RegisterRequest
from kaicheng.cases.models import ApplicantKind, Case, Draft, FileRole, Source
from kaicheng.cases.models.case import DeliveryWish, Form
from kaicheng.cases.similar import Similar, find_similar
from kaicheng.cases.staff.forms import ManyFiles, OneFile, a_day
from kaicheng.cases.staff.held_files import drop, files_of, held_by, hold, in_memory
from kaicheng.cases.staff.web import page
from kaicheng.statute import Channel, channels, day_text, deadline, load_calendar

logger = logging.getLogger(__name__)

EMAIL = "email"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
PERSONAL = (
    "name", "id_kind", "id_number", "legal_representative", "contact", "telephone", "email", "address",
    "postcode",
    "agent_name", "agent_id_number", "agent_authority",
)  # fmt: skip


def _channels() -> list[tuple[str, str]]:
    found = []
    for code, rule in channels().items():
        if code == Channel.ONLINE:
            found.append((EMAIL, _("电子邮件")))
            continue
        found.append((str(code), rule.name.zh))
    return found


class IntakeForm(forms.Form):
    """What is on the paper, how it came, and the proof of the day. No purpose is asked (Art. 29)."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    channel = forms.ChoiceField(label=gettext_lazy("怎么收到的"), choices=_channels)
    arrived_on = a_day(
        gettext_lazy("到达日期"),
        help_text=gettext_lazy("拿到申请、签收邮件、传真或者邮件到达的那一天，休息日也如实填写。"),
    )
    confirmed_on = a_day(
        gettext_lazy("与申请人确认的日期"),
        required=False,
        help_text=gettext_lazy(
            "平常信函、传真、电子邮件、口头和内部转来的填写：电话联系申请人确认的那一天。当面提交和签收邮件不用填。没有确认的，按到达日期计算。"
        ),
    )
    waybill = forms.CharField(
        label=gettext_lazy("邮件号码"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("挂号信、EMS的号码，便于查签收记录。"),
    )
    arrival_note = forms.CharField(
        label=gettext_lazy("收件情况"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("谁在哪里收到、哪个科室转来、怎样联系确认。"),
    )
    envelope = OneFile(
        label=gettext_lazy("信封照片"),
        required=False,
        help_text=gettext_lazy("邮戳和收件人要看得清。手机可以直接拍照。"),
    )
    papers = ManyFiles(
        label=gettext_lazy("申请书"),
        required=False,
        help_text=gettext_lazy("申请表、信件的照片、扫描件或者原文件。"),
    )
    identity = ManyFiles(
        label=gettext_lazy("身份证明、授权委托书"),
        required=False,
        help_text=gettext_lazy("加密保存，只有收件和公开工作人员能看。"),
    )
    applicant_kind = forms.ChoiceField(label=gettext_lazy("申请人类别"), choices=ApplicantKind.choices)
    name = forms.CharField(label=gettext_lazy("姓名或者名称"), max_length=120)
    id_kind = forms.CharField(label=gettext_lazy("证件名称"), required=False, max_length=40)
    id_number = forms.CharField(label=gettext_lazy("证件号码"), required=False, max_length=60)
    legal_representative = forms.CharField(
        label=gettext_lazy("法定代表人或者负责人"), required=False, max_length=60
    )
    contact = forms.CharField(label=gettext_lazy("联系人"), required=False, max_length=60)
    telephone = forms.CharField(label=gettext_lazy("联系电话"), required=False, max_length=60)
    email = forms.EmailField(label=gettext_lazy("电子邮箱"), required=False)
    address = forms.CharField(label=gettext_lazy("通信地址"), required=False, max_length=300)
    postcode = forms.CharField(label=gettext_lazy("邮政编码"), required=False, max_length=6)
    agent_name = forms.CharField(label=gettext_lazy("代理人"), required=False, max_length=60)
    agent_id_number = forms.CharField(label=gettext_lazy("代理人证件号码"), required=False, max_length=60)
    agent_authority = forms.CharField(label=gettext_lazy("代理权限"), required=False, max_length=200)
    wanted = forms.CharField(
        label=gettext_lazy("申请公开的内容"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("照申请人的原话写：名称、文号或者便于查询的其他特征。"),
    )
    items = forms.CharField(
        label=gettext_lazy("分成几项"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一份申请要几样信息的，每行写一项，每一项都要有答复。只有一项的不用填。"),
    )
    form = forms.ChoiceField(label=gettext_lazy("要什么形式"), choices=Form.choices, initial=Form.PAPER)
    delivery = forms.ChoiceField(
        label=gettext_lazy("怎样获取"), choices=DeliveryWish.choices, initial=DeliveryWish.POST
    )
    e_service = forms.BooleanField(label=gettext_lazy("申请人同意电子送达"), required=False)
    help_needed = forms.CharField(label=gettext_lazy("需要的帮助"), required=False, max_length=200)
    different = forms.BooleanField(label=gettext_lazy("已经核对，不是重复登记，仍要登记"), required=False)

    GROUPS = (
        (gettext_lazy("怎么收到的"), ("channel", "arrived_on", "confirmed_on", "waybill", "arrival_note",
        "envelope", "papers")),
        (gettext_lazy("要什么信息"), ("wanted", "items", "form", "delivery", "e_service", "help_needed")),
        (gettext_lazy("谁申请的"), ("applicant_kind", "name", "telephone", "address", "postcode", "email",
        "id_kind", "id_number", "identity")),
        (gettext_lazy("单位和代理人（有才填）"), ("legal_representative", "contact", "agent_name",
        "agent_id_number", "agent_authority")),
    )  # fmt: skip

    in_trouble = False

    def trouble(self, error: Exception) -> None:
        """The disk is full, or the database cannot be reached: nothing was registered. Raises any other."""
        if isinstance(error, OSError) and error.errno not in FULL:
            raise error
        logger.error("A request was not registered: %s", type(error).__name__, exc_info=error)
        self.in_trouble = True
        if isinstance(error, OSError):
            said = _(
                "服务器的存储空间满了，没有登记，也没有留下半份。填写的内容都在下面；请告诉系统管理员，腾出空间后再点“登记”。"
                "今天必须登记的，先去掉文件登记，文件以后在案卷里加入。"
            )
        else:
            said = _(
                "服务器暂时存不了数据，没有登记。填写的内容都在下面，请过几分钟再点“登记”，不会变成两份。"
            )
        self.add_error(None, said)

    def groups(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """The fields under their headings; the last group folds."""
        return [
            (str(title), [self[name] for name in names], number == len(self.GROUPS) - 1)
            for number, (title, names) in enumerate(self.GROUPS)
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        arrived, confirmed = given.get("arrived_on"), given.get("confirmed_on")
        if arrived and confirmed and confirmed < arrived:
            self.add_error("confirmed_on", _("确认日期早于到达日期，请核对。"))
        if given.get("channel") in (Channel.IN_PERSON, Channel.REGISTERED_POST):
            given["confirmed_on"] = None
        return given


@staff
@require_http_methods(["GET", "POST"])
@in_memory
def intake(request: HttpRequest) -> HttpResponseBase:
    """Write down a request that has arrived. What was typed and the files given stay whatever goes wrong."""
    standing, today = standing_of(request), timezone.localdate()
    agency = _agency(standing)
    start = {"key": secrets.token_hex(16), "arrived_on": today}
    form = IntakeForm(request.POST or None, request.FILES or None, initial=start)
    alike: list[Similar] = []
    draft: Draft | None = None
    if request.method == "POST":
        already = Case.objects.filter(key=request.POST.get("key", ""), agency=agency).first()
        if already is not None:
            return redirect("cases_registered", already.pk)
        form.is_valid()
        draft = _hold(request, agency, form)
        if form.is_valid():
            given = form.cleaned_data
            alike = find_similar(
                agency, given["wanted"], name=given["name"], id_number=given["id_number"],
                telephone=given["telephone"],
                today=today,
            )  # fmt: skip
            if any(one.identical for one in alike) and not given["different"]:
                form.add_error(
                    "different", _("同一申请人已有几乎一样的申请（见上方）。请先核对是不是同一份。")
                )
            elif _registered(_action(request, agency, given, draft), form):
                case = Case.objects.get(key=given["key"])
                messages.success(request, _("已登记，编号%(number)s。") % {"number": case.number})
                return redirect("cases_registered", case.pk)
    return page(
        request, "intake", _("我收到一份申请"), [], status=503 if form.in_trouble else 200,
        form=form, alike=alike, today=today, held=files_of(draft),
    )  # fmt: skip


def _hold(request: HttpRequest, agency: Agency, form: IntakeForm) -> Draft | None:
    """The files given this time and before, less those that are not wanted any more."""
    user, given = person_of(request), form.cleaned_data
    key = given.get("key")
    if not key:
        return None
    uploads = [(FileRole.ENVELOPE, given["envelope"])] if given.get("envelope") else []
    for name, role in (("papers", FileRole.REQUEST), ("identity", FileRole.IDENTITY)):
        uploads += [(role, upload) for upload in given.get(name) or []]
    try:
        draft = hold(agency, user, key, uploads, timezone.now())
    except ValidationError as error:
        form.add_error("papers", error)
        draft = held_by(user, key)
    except (OSError, OperationalError) as error:
        form.trouble(error)
        draft = held_by(user, key)
    drop(draft, request.POST.getlist("drop"))
    return draft


def _registered(action: RegisterRequest, form: IntakeForm) -> bool:
    try:
        return carried_out(action, form)
    except (OSError, OperationalError) as error:
        form.trouble(error)
        return False


def _agency(standing: Standing) -> Agency:
    for capacity in standing.held:
        if standing.may("cases.case.register", capacity.agency):
            return capacity.agency
    raise PermissionDenied(_("您的岗位不登记申请。请把申请交给本机关的公开工作机构。"))


def _action(
    request: HttpRequest, agency: Agency, given: dict[str, Any], draft: Draft | None
) -> RegisterRequest:
    by_mail = given["channel"] == EMAIL
    note = given["arrival_note"]
    return RegisterRequest(
        agency,
        source=Source.STAFF,
        channel=Channel.ONLINE if by_mail else Channel(given["channel"]),
        arrived_on=given["arrived_on"],
        confirmed_on=given["confirmed_on"],
        wanted=given["wanted"],
        items=given["items"].splitlines(),
        applicant_kind=given["applicant_kind"],
        applicant={name: given[name] for name in PERSONAL},
        key=given["key"],
        draft=draft,
        particulars={
            "waybill": given["waybill"],
            "arrival_note": "；".join(filter(None, (_("电子邮件") if by_mail else "", note)))[:300],
            "form": given["form"],
            "delivery": given["delivery"],
            "e_service": given["e_service"],
            "help_needed": given["help_needed"],
        },
        **context_of(request),
    )


@staff
@require_GET
def done(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Number, dates and what to do next; for whoever registered it, though they may not see the case
    itself."""
    case = get_object_or_404(Case.objects.select_related("agency", "applicant"), pk=pk)
    standing, user = standing_of(request), person_of(request)
    if case.registered_by_id != user.pk:
        standing.require("cases.case.view", case)
    calendar = load_calendar(case.agency.holiday_region or None)
    start = case.received_date or case.arrived_on
    asks = deadline("correction_notice", start, calendar)
    return page(
        request,
        "registered",
        _("已登记"),
        [],
        case=case,
        received=day_text(start).zh,
        due=day_text(case.due).zh if case.due else "",
        correction=day_text(asks.due).zh,
        confirm=channels()[Channel(case.channel)].confirmed and not _confirmed(case),
        mailed=bool(case.applicant.email) and (case.channel == Channel.ONLINE or case.e_service),
        may_view=standing.may("cases.case.view", case),
        may_handle=standing.may("cases.case.handle", case),
    )


def _confirmed(case: Case) -> bool:
    first = case.acts.filter(place=0).first()
    return bool(first and first.data.get("confirmed_on"))
