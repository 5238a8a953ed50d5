"""Following a request by number and code, and what the applicant does there."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kaicheng.audit.recording import atomic
from kaicheng.cases.models import Case, CaseLetter, MessageKind
from kaicheng.cases.public import files, limits, receipt, web
from kaicheng.cases.public.acting import ApplicantAct, ChooseService, OpenFile, note_receipt, send_message
from kaicheng.cases.public.files import Given
from kaicheng.cases.public.following import Following
from kaicheng.cases.public.submission import APPLICANT
from kaicheng.privacy.fields import blind
from kaicheng.privacy.handing_over import HandOverPersonal

NOT_FOUND = gettext_lazy("编号或者查询码不对。请对照回执再填一次：编号像 2026-0012，查询码是8位字母和数字。")


def find(number: str, code: str) -> Case | None:
    """The case with that number and code: one query and one comparison whatever is wrong."""
    number = unicodedata.normalize("NFKC", number).replace("\0", "").strip()[:40]
    code = re.sub(r"[\s\-—－]", "", unicodedata.normalize("NFKC", code))[:40].upper()
    index = blind(Case, "code", code or "-")
    case = Case.objects.filter(code_index=index, number=number).select_related("agency").first()
    known = case.code_index if case is not None else "0" * len(index)
    return case if constant_time_compare(known, index) else None


@web.page("POST")
def follow(request: HttpRequest) -> HttpResponse:
    """Number and code. A wrong one gets the same answer as one that does not exist."""
    wrong = ""
    if request.method == "POST":
        if limits.too_often(request, "follow"):
            return web.too_often(request, "follow")
        case = find(request.POST.get("number", ""), request.POST.get("code", ""))
        if case is not None:
            web.let_follow(request, case)
            return redirect("requests:case", pk=case.pk)
        wrong = str(NOT_FOUND)
    context = {"wrong": wrong, "number": request.POST.get("number", "")[:40]}
    return render(request, "cases/public/follow.html", context, status=400 if wrong else 200)


@web.page("POST")
def leave(request: HttpRequest) -> HttpResponse:
    """On a computer that others use too."""
    if request.method == "POST":
        request.session.flush()
    return redirect("requests:follow")


@web.page()
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands, what happened, what may be done."""
    found = web.followed(request, pk)
    done = DONE.get(request.GET.get("hao", ""), "")
    context = {
        "case": found,
        "view": Following(found, timezone.localdate()),
        "others": web.going_on_as(found),
        "done": done,
    }
    return render(request, "cases/public/case.html", context)


@web.page()
def show_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, code, last day, and how it was counted."""
    found = web.followed(request, pk)
    view = Following(found, timezone.localdate(found.registered_at))
    return render(request, "cases/public/receipt.html", {"case": found, "view": view})


@web.page()
def receipt_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt as PDF."""
    found = web.followed(request, pk)
    return web.download(receipt.letter(found), f"回执{found.number}.pdf", "application/pdf")


@web.page()
def download(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A letter or a file that was given. That it was opened is on record before it is sent."""
    found = web.followed(request, pk)
    at, today = timezone.now(), timezone.localdate()
    row = Following(found, today).opens(file)
    if row is None:
        raise Http404
    if request.method == "GET":
        with atomic():  # that it was opened, and the time that runs from then, are on record both or neither
            OpenFile(row, at=at, origin=web.origin(request)).execute()
            for letter in CaseLetter.objects.filter(file=row).select_related("act_row", "case__agency"):
                note_receipt(letter, at, today, web.origin(request))
    with row.file.open() as content:
        return web.download(content.read(), row.name, row.media_type)


@web.page()
def personal(request: HttpRequest, pk: int) -> HttpResponse:
    """What is kept of the applicant (个人信息保护法第四十五条): to read, and to take along."""
    found = web.followed(request, pk)
    return render(request, "cases/public/personal.html", {"case": found, "kept": _kept(request, found)})


@web.page()
def personal_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file that other programs read."""
    found = web.followed(request, pk)
    text = json.dumps(_kept(request, found), ensure_ascii=False, indent=1)
    return web.download(text.encode(), f"个人信息{found.number}.json", "application/json")


def _kept(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Everything declared about the applicant; that it was handed over is on record."""
    return HandOverPersonal(
        case,
        chain=case.agency.chain,
        by=APPLICANT,
        at=timezone.now(),
        reason="申请人凭编号和查询码查阅、复制本人信息",
        origin=web.origin(request),
    ).execute()


# --- what the applicant does ------------------------------------------------------------------------------


class DeedForm(forms.Form):
    """A text, files, a choice: what of them a deed wants is in its description."""

    use_required_attribute = False
    score = forms.ChoiceField(
        choices=[
            ("5", gettext_lazy("非常满意")),
            ("4", gettext_lazy("满意")),
            ("3", gettext_lazy("基本满意")),
            ("2", gettext_lazy("不满意")),
            ("1", gettext_lazy("非常不满意")),
        ],
        widget=forms.RadioSelect,
        required=False,
        label=gettext_lazy("这次办理您满意吗？"),
    )
    text = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "max_length": gettext_lazy("太长了，最多%(limit_value)d个字。详细的材料可以作为附件。")
        },
    )

    def __init__(self, deed: Deed, *args: Any) -> None:
        super().__init__(*args)
        self.fields["text"].label, self.fields["text"].help_text = str(deed.text), str(deed.hint)
        if not deed.score:
            del self.fields["score"]
        if not deed.text:
            del self.fields["text"]


@dataclass(frozen=True)
class Deed:
    """Something the applicant can do from the page: what it asks for, when it is offered, and doing it."""

    title: Promise
    about: Promise
    button: Promise
    done: Promise
    may: Callable[[Following], bool]
    do: Callable[[HttpRequest, Case, dict[str, Any], list[Given]], object]
    text: Promise | str = ""
    hint: Promise | str = ""
    files: Promise | str = ""
    score: bool = False


def _context(request: HttpRequest) -> dict[str, Any]:
    return {"at": timezone.now(), "origin": web.origin(request)}


def _act(
    code: str, needs: Promise | None
) -> Callable[[HttpRequest, Case, dict[str, Any], list[Given]], object]:
    def do(request: HttpRequest, case: Case, given: dict[str, Any], files_given: list[Given]) -> object:
        if needs is not None and not given["text"].strip() and not files_given:
            raise ValidationError({"text": str(needs)})
        return ApplicantAct(
            case, code, timezone.localdate(), note=given["text"], files=files_given, **_context(request)
        ).execute()

    return do


def _message(kind: MessageKind) -> Callable[[HttpRequest, Case, dict[str, Any], list[Given]], object]:
    def do(request: HttpRequest, case: Case, given: dict[str, Any], files_given: list[Given]) -> object:
        score = int(given["score"]) if given.get("score") else None
        return send_message(
            case, kind, text=given.get("text", ""), score=score, files=files_given, **_context(request)
        )

    return do


def _service(request: HttpRequest, case: Case, _given: dict[str, Any], _files: list[Given]) -> object:
    return ChooseService(case, not case.e_service, **_context(request)).execute()


DEEDS: dict[str, Deed] = {
    "buzheng": Deed(
        title=gettext_lazy("补正申请"),
        about=gettext_lazy(
            "按补正告知书的要求补充。补正只有一次告知，请一次补全。收到补正之日起，答复期限重新计算。"
        ),
        button=gettext_lazy("提交补正"),
        done=gettext_lazy("已收到您的补正，答复期限从今天起重新计算。"),
        may=lambda view: view.may("corrected"),
        do=_act("corrected", gettext_lazy("还差一项：请写明补正的内容，或者附上材料。")),
        text=gettext_lazy("补正的内容"),
        hint=gettext_lazy("例如更准确的名称、文号、时间、地点。"),
        files=gettext_lazy("补正的材料（可不附）"),
    ),
    "liyou": Deed(
        title=gettext_lazy("说明理由"),
        about=gettext_lazy(
            "申请的数量、频次较多，需要您说明理由（条例第三十五条）。理由合理的，会继续办理。"
        ),
        button=gettext_lazy("提交理由"),
        done=gettext_lazy("已收到您说明的理由。"),
        may=lambda view: view.may("reasons_given"),
        do=_act("reasons_given", gettext_lazy("还差一项：请写明理由。")),
        text=gettext_lazy("理由"),
        files=gettext_lazy("有关的材料（可不附）"),
    ),
    "chehui": Deed(
        title=gettext_lazy("撤回申请"),
        about=gettext_lazy("撤回以后不再办理，也不再答复。以后需要的，可以重新申请。"),
        button=gettext_lazy("确定撤回"),
        done=gettext_lazy("申请已经撤回，不再办理。"),
        may=lambda view: view.may("withdrawal"),
        do=_act("withdrawal", None),
        text=gettext_lazy("撤回的原因（可不填）"),
    ),
    "songda": Deed(
        title=gettext_lazy("电子送达"),
        about=gettext_lazy(
            "同意以后，文书在这里给您，不再邮寄；您打开文书的时间会记录下来，作为送达的凭据。随时可以改回来。"
        ),
        button=gettext_lazy("确定更改"),
        done=gettext_lazy("送达方式已经更改。"),
        may=lambda view: not view.over,
        do=_service,
    ),
    "jiaofei": Deed(
        title=gettext_lazy("提交缴费凭证"),
        about=gettext_lazy("按收费通知书缴费以后，把凭证交上来。工作人员核对到账后，答复期限重新计算。"),
        button=gettext_lazy("提交凭证"),
        done=gettext_lazy("已收到缴费凭证，核对到账后会继续办理。"),
        may=lambda view: view.pays,
        do=_message(MessageKind.PAYMENT),
        text=gettext_lazy("说明（可不填）"),
        files=gettext_lazy("缴费凭证"),
    ),
    "gengzheng": Deed(
        title=gettext_lazy("更正与自己有关的信息"),
        about=gettext_lazy(
            "发现本机关提供的、与您自己有关的信息记录不准确，有证据的，可以要求更正。"
            "本机关有权更正的，审核属实后更正并告知您；不属于本机关的，会转送有权的机关或者告知您（条例第四十一条）。"
        ),
        button=gettext_lazy("提交更正要求"),
        done=gettext_lazy("已收到更正要求，审核后会告知您。"),
        may=lambda _view: True,
        do=_message(MessageKind.RECORD),
        text=gettext_lazy("哪一处不准确，应当是什么？"),
        files=gettext_lazy("证据材料"),
    ),
    "pingjia": Deed(
        title=gettext_lazy("评价这次办理"),
        about=gettext_lazy("您的评价会帮助我们改进。评价不影响办理结果，也不影响您申请复议、提起诉讼。"),
        button=gettext_lazy("提交评价"),
        done=gettext_lazy("谢谢您的评价。"),
        may=lambda view: view.may_rate,
        do=_message(MessageKind.RATING),
        text=gettext_lazy("想说的话（可不填）"),
        score=True,
    ),
}
DONE = {place: deed.done for place, deed in DEEDS.items()}


@web.page("POST")
def act(request: HttpRequest, pk: int, place: str) -> HttpResponse:
    """One deed on a page of its own. What was typed is there again whatever goes wrong."""
    found = web.followed(request, pk)
    deed = DEEDS.get(place)
    if deed is None:
        raise Http404(place)
    view = Following(found, timezone.localdate())
    form = DeedForm(deed, request.POST if request.method == "POST" else None)
    file_errors: list[str] = []
    status = 200
    if request.method == "POST":
        if limits.too_often(request, "upload"):
            return web.too_often(request, "upload")
        status = 400
        good, bad = files.look_at_all(request.FILES.getlist("files") if deed.files else [])
        file_errors = [message for error in bad for message in error.messages]
        if form.is_valid() and not file_errors:
            try:
                deed.do(request, found, form.cleaned_data, good)
            except ValidationError as error:
                file_errors += _spread(form, error)
            except (OSError, OperationalError) as error:
                form.add_error(None, web.why(error))
                status = 503
            else:
                return redirect(f"{reverse('requests:case', args=[pk])}?hao={place}")
    elif not deed.may(view):
        raise Http404(place)
    context = {
        "case": found,
        "deed": deed,
        "place": place,
        "form": form,
        "file_errors": file_errors,
        "accept": files.ACCEPT,
    }
    return render(request, "cases/public/deed.html", context, status=status)


def _spread(form: forms.Form, error: ValidationError) -> list[str]:
    """Put errors where they belong; those about files are given back."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return []
    about_files: list[str] = []
    for name, messages in error.message_dict.items():
        if name in form.fields:
            form.add_error(name, messages)
        elif name == "files":
            about_files += messages
        else:
            form.add_error(None, messages)
    return about_files
