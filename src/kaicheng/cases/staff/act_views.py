"""Writing acts into the ledger, and everything else that is done to a case by a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kaicheng.agencies.actions.base import StaffAction
from kaicheng.agencies.staff.web import carried_out, carried_out_by, context_of, staff
from kaicheng.audit.recording import atomic
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.evidence import AddFile, AddProof
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import ActRow, Case, FileRole
from kaicheng.cases.proofs import LETTERS, SERVED
from kaicheng.cases.staff.forms import OneFile, a_day, text
from kaicheng.cases.staff.tasks import TASKS
from kaicheng.cases.staff.web import case_of, form_page
from kaicheng.statute import Step, act_words, means_rules, outcomes

HIDDEN_ACTS = frozenset(
    {"received", "strike", "fee_paid", "third_party_opinion", "agency_opinion", "continued"}
)
"""Acts with a page of their own."""

BY_LETTER = frozenset(
    {
        "correction_notice", "reasons_notice", "extension", "third_party_letter", "agency_letter",
        "fee_notice", "answer",
        "transfer_notice", "delay_notice", "correction_lapsed", "fee_lapsed",
    }
)  # fmt: skip
"""Acts that are a letter: written, signed by three, and then recorded by themselves."""


PAPERS = ("paper", "receipt", "statement")
"""Files of an act's form, kept with the case and not in the ledger."""

ENDED = frozenset(
    {
        "correction_notice_after_expiry",
        "delay_after_expiry",
        "extension_after_expiry",
        "fee_notice_after_expiry",
    }
)
"""Why an act may not happen today that may have happened in time, and is put on record late."""


class ActForm(forms.Form):
    """The day of an act with what its type needs besides."""

    on = a_day(gettext_lazy("发生日期"), help_text=gettext_lazy("事情发生的那一天，不是现在登记的日期。"))

    def __init__(self, step: Step, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = step.act
        add = _PARTICULARS.get(step.act)
        if add is not None:
            add(self, step, case)
        if step.act in BY_LETTER:
            self.fields["paper"] = OneFile(
                label=_("线下发出的文书"),
                required=step.act in ("answer", "transfer_notice"),
                help_text=_("已经盖章发出的那一份，扫描或者拍照附上，案卷里才完整。"),
            )
        if step.act in BY_LETTER or step.act in ("service", "letter_served"):
            self.fields["receipt"] = OneFile(
                label=_("送达凭证"), required=False, help_text=_("交邮单、签收单、送达回证的照片。")
            )
        if step.act == "withdrawal":
            self.fields["statement"] = OneFile(
                label=_("申请人的撤回材料"), help_text=_("申请人签名的撤回书、来信或者邮件。")
            )
        self.fields["note"] = text(_("备注"), required=False, rows=2)

    def papers(self, case: Case, context: dict[str, Any]) -> list[StaffAction[Any]]:
        """What puts the papers that came with it on file."""
        given = self.cleaned_data
        found: list[StaffAction[Any]] = [
            AddFile(case, role, given[name], **context)
            for name, role in (("paper", FileRole.LETTER), ("receipt", FileRole.PROOF))
            if given.get(name) and not (name == "receipt" and self.proves)
        ]
        if given.get("statement"):
            said = _("申请人撤回申请的书面材料。")
            found.append(AddProof(case, "withdrawal_statement", said, file=given["statement"], **context))
        return found

    @property
    def proves(self) -> bool:
        """Whether the receipt proves when a letter with a limit was received."""
        return self.code in (*LETTERS, "letter_served")

    def receipt(self, case: Case, context: dict[str, Any]) -> list[StaffAction[Any]]:
        """What binds the receipt to its letter, once that is in the ledger."""
        if not (self.proves and self.cleaned_data.get("receipt")):
            return []
        place = self.cleaned_data.get("letter")
        letter = int(place) if place else ActRow.objects.filter(case=case).count()
        file = self.cleaned_data["receipt"]
        return [AddProof(case, SERVED, _("送达凭证。"), file=file, letter=letter, **context)]

    def particulars(self) -> dict[str, Any]:
        """What the ledger keeps."""
        given: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if name in ("on", "note", *PAPERS) or value in (None, ""):
                continue
            if isinstance(value, dt.date):
                value = value.isoformat()
            given[name] = int(value) if name in ("letter", "days", "limit_days") else value
        return given


def _served(form: ActForm, step: Step, case: Case) -> None:
    form.fields["served_on"] = a_day(
        _("对方收到的日期"), required=False, help_text=_("还不知道的先不填，送达后再登记。")
    )


def _limit(form: ActForm, step: Step, case: Case) -> None:
    _served(form, step, case)
    form.fields["limit_days"] = forms.IntegerField(
        label=_("给对方的工作日数"), required=False, min_value=1, max_value=60
    )


def _outcome(form: ActForm, step: Step, case: Case) -> None:
    choices = [(code, outcomes()[code].name.zh) for code in step.outcomes]
    form.fields["outcome"] = forms.ChoiceField(label=_("处理结果"), choices=[("", _("请选择")), *choices])


def _days(form: ActForm, step: Step, case: Case) -> None:
    form.fields["days"] = forms.IntegerField(label=_("延长几个工作日"), min_value=1, max_value=20)


def _until(form: ActForm, step: Step, case: Case) -> None:
    form.fields["until"] = a_day(_("延迟到哪一天"))


def _means(form: ActForm, step: Step, case: Case) -> None:
    choices = [(str(code), rule.name.zh) for code, rule in means_rules().items() if rule.allowed]
    form.fields["means"] = forms.ChoiceField(label=_("送达方式"), choices=choices)


def _letter(form: ActForm, step: Step, case: Case) -> None:
    rows = ActRow.objects.filter(case=case, place__in=step.letters)
    choices = [(str(row.place), f"{act_words()[row.code].name.zh}（{row.on.isoformat()}）") for row in rows]
    form.fields["letter"] = forms.ChoiceField(label=_("哪一份文书"), choices=choices)


_PARTICULARS = {
    "correction_notice": _limit,
    "reasons_notice": _limit,
    "third_party_letter": _served,
    "agency_letter": _served,
    "fee_notice": _served,
    "answer": _outcome,
    "extension": _days,
    "delay_notice": _until,
    "service": _means,
    "letter_served": _letter,
}


class StrikeForm(forms.Form):
    """Why an entry is mistaken."""

    reason = text(gettext_lazy("哪里记错了"), rows=2)


@staff
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, code: str) -> HttpResponseBase:
    """Write down an act that the law permits today; a forbidden one says why."""
    case = case_of(request, pk, "cases.case.handle")
    if code == "strike":
        return _strike(request, case)
    if code not in act_words() or code == "continued":
        raise Http404
    state = state_of(case, timezone.localdate())
    step = next((one for one in (*state.permitted, *state.refused) if one.act == code), None)
    if step is None or (step.code is not None and step.code not in ENDED):
        said = f"{step.explanation.zh}（{step.article.zh}）" if step else _("现在不能这样处理。")
        messages.error(request, said)
        return redirect("cases_case", pk)
    start = {} if step.code else {"on": timezone.localdate()}
    form = ActForm(step, case, request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        context = context_of(request)
        action = RecordAct(
            case,
            code,
            form.cleaned_data["on"],
            form.particulars(),
            note=form.cleaned_data["note"],
            **context,
        )
        if carried_out_by(
            _all_or_nothing([*form.papers(case, context), action, *form.receipt(case, context)]), form
        ):
            messages.success(request, _("已登记：%(name)s。期限已经重新计算。") % {"name": step.name.zh})
            return redirect("cases_case", pk)
    note = ""
    if code in BY_LETTER:
        note = _("这一步通常由文书办理，签发后自动登记。线下已经发出文书的，才在这里补登记。")
    return form_page(
        request,
        step.name.zh,
        case,
        form,
        button=_("登记"),
        note=note,
        article=f"{step.article.zh}：{step.explanation.zh}",
    )


def _all_or_nothing(actions: Sequence[StaffAction[Any]]) -> Callable[[], None]:
    """The papers first, since they may be what the act is proved with."""

    def change() -> None:
        with atomic():
            for action in actions:
                action.execute()

    return change


def _strike(request: HttpRequest, case: Case) -> HttpResponseBase:
    place = request.GET.get("place", "")
    row = ActRow.objects.filter(case=case, place=int(place)).first() if place.isdigit() else None
    if row is None or row.code == "continued":
        raise Http404
    form = StrikeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {"act_index": row.place, "reason": form.cleaned_data["reason"]}
        if carried_out(RecordAct(case, "strike", timezone.localdate(), data, **context_of(request)), form):
            messages.success(request, _("已撤销这项误记，原记录保留可查，期限已经重新计算。"))
            return redirect("cases_case", case.pk)
    name = act_words()[row.code].name.zh
    words = act_words()["strike"]
    return form_page(
        request,
        _("撤销误记：%(name)s（%(on)s）") % {"name": name, "on": row.on.isoformat()},
        case,
        form,
        button=_("撤销"),
        article=words.may.zh,
    )


@staff
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, pk: int, name: str, row: int | None = None) -> HttpResponseBase:
    """Anything else that is done to a case: asking an office, evidence, files, fees, joining, splitting."""
    found = TASKS.get(name)
    if found is None:
        raise Http404
    case = case_of(request, pk, found.permission)
    target = found.target(case, row) if found.target else case
    if target is None:
        raise Http404
    form = found.form(case, target, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given, context = form.cleaned_data, context_of(request)
        if carried_out_by(lambda: found.action(case, target, given, context).execute(), form):
            messages.success(request, str(found.done))
            return redirect("cases_case", pk)
    return form_page(request, str(found.title), case, form, button=str(found.button), note=str(found.note))
