"""Letters on screen: which may be written, the draft with its preview and checks, signing, delivery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kaicheng.agencies.staff.web import carried_out, context_of, staff, standing_of
from kaicheng.cases.actions.deliver import ON_LINE, Deliver, MarkReached
from kaicheng.cases.actions.letters import SaveLetter
from kaicheng.cases.ledger import state_of
from kaicheng.cases.letter_form import LetterForm
from kaicheng.cases.letter_kinds import choices
from kaicheng.cases.letter_text import findings_of, html_of
from kaicheng.cases.models import Case, CaseLetter, Delivery
from kaicheng.cases.models.letters import template_of
from kaicheng.cases.staff.forms import OneFile, a_day
from kaicheng.cases.staff.web import case_of, form_page, page, to_case
from kaicheng.cases.unopened import PATIENCE
from kaicheng.findings import worst_first
from kaicheng.review.actions.submit import Submit
from kaicheng.review.models import Submission
from kaicheng.statute import Means, means_rules


@staff
@require_GET
def choose(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The letters that the law permits now, and those that confirm what has happened."""
    case = case_of(request, pk, "cases.case.handle")
    found = choices(case, state_of(case, timezone.localdate()))
    answers = [one for one in found if one.step and one.step.act in ("answer", "transfer_notice")]
    steps = [one for one in found if one.step and one not in answers]
    rest = [one for one in found if one.step is None]
    return page(
        request, "letters", _("拟写文书"), to_case(case), case=case,
        groups=[(_("答复"), answers), (_("办理中的告知"), steps), (_("确认和说明"), rest)],
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """A new letter."""
    case = case_of(request, pk, "cases.case.handle")
    choice = next(
        (one for one in choices(case, state_of(case, timezone.localdate())) if one.kind == kind), None
    )
    if choice is None:
        messages.error(request, _("现在不能发这种文书。能发的列在下面。"))
        return redirect("cases_letters", pk)
    form = LetterForm(case, choice, request.POST or None)
    if request.method == "POST" and form.is_valid():
        action = form.action(None, context_of(request))
        if action is not None and carried_out(action, form):
            assert action.letter is not None  # noqa: S101  # carried out
            return redirect("cases_letter", pk, action.letter.pk)
    return page(
        request,
        "letter_form",
        choice.template.name.zh,
        to_case(case),
        case=case,
        form=form,
        choice=choice,
        letter=None,
    )


@staff
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: int, letter: int) -> HttpResponseBase:
    """A letter: its text, what the checks say, going on with it, sending it for signatures."""
    case = case_of(request, pk)
    found = get_object_or_404(
        CaseLetter.objects.select_related("case__agency", "file", "word_file"), pk=letter, case=case
    )
    standing = standing_of(request)
    handles = standing.may("cases.case.handle", case)
    submission = (
        Submission.objects.filter(
            revision__object_id=str(found.pk), kind=found.review_kind, voided_at__isnull=True
        )
        .select_related("state", "returned")
        .order_by("-pk")
        .first()
    )
    under_way = bool(submission and submission.state.status == "in_progress")
    form = None
    if handles and not found.live:
        form = _form_of(case, found, request)
        if request.method == "POST":
            done = _posted(request, found, form)
            if done is not None:
                return done
    return page(
        request,
        "letter",
        template_of(found).name.zh,
        to_case(case),
        case=case,
        letter=found,
        form=form,
        html=html_of(found),
        findings=[] if found.live else worst_first(findings_of(found)),
        submission=submission,
        under_way=under_way,
        handles=handles,
        opens=standing.may("cases.applicant.open", case),
        deliveries=[(one, means_rules()[Means(one.means)].name.zh) for one in found.deliveries.all()],
    )


def _form_of(case: Case, found: CaseLetter, request: HttpRequest) -> LetterForm | None:
    choice = next(
        (one for one in choices(case, state_of(case, timezone.localdate())) if one.kind == found.kind), None
    )
    if choice is None:
        return None
    given = request.POST if request.method == "POST" and request.POST.get("act") == "save" else None
    return LetterForm(case, choice, given, letter=found)


def _posted(request: HttpRequest, found: CaseLetter, form: LetterForm | None) -> HttpResponseBase | None:
    if request.POST.get("act") == "submit":
        try:
            Submit(found, **context_of(request)).execute()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("已送审。三级签字以后自动编号、生成文件、登记办理结果。"))
        return redirect(request.path)
    if form is None:
        messages.error(request, _("案件情况已经变化，这份文书不能再改，请另拟。"))
        return redirect(request.path)
    if form.is_valid():
        action: SaveLetter | None = form.action(found, context_of(request))
        if action is not None and carried_out(action, form):
            messages.success(request, _("已保存，右边是最新的样子。"))
            return redirect(request.path)
    return None


class DeliverForm(forms.Form):
    """By what means, when, with what proof."""

    means = forms.ChoiceField(
        label=gettext_lazy("送达方式"),
        choices=lambda: [
            (str(code), f"{rule.name.zh}（以{rule.day.zh}为准）")
            for code, rule in means_rules().items()
            if rule.allowed
        ],
    )
    sent_on = a_day(gettext_lazy("发出日期"))
    reached_on = a_day(
        gettext_lazy("送达日期"),
        required=False,
        help_text=gettext_lazy(
            "当面送达的必填。邮寄的，查到签收后再登记。网上送达的不用填：补正、说明理由、收费的告知书，以申请人打开之日为准。"
        ),
    )
    waybill = forms.CharField(label=gettext_lazy("邮件号码"), required=False, max_length=60)
    proof = OneFile(
        label=gettext_lazy("凭证"), required=False, help_text=gettext_lazy("交邮单、签收单、送达回证的照片。")
    )


@staff
@require_http_methods(["GET", "POST"])
def deliver(request: HttpRequest, pk: int, letter: int) -> HttpResponseBase:
    """Record that a letter was sent."""
    case = case_of(request, pk, "cases.case.handle")
    found = get_object_or_404(CaseLetter, pk=letter, case=case)
    if not found.live:
        raise Http404
    start = {"sent_on": timezone.localdate(), "means": "online" if case.e_service else "ems"}
    form = DeliverForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        action = Deliver(found, given.pop("means"), **given, **context_of(request))
        if carried_out(action, form):
            messages.success(request, _sent(action))
            return redirect("cases_case", pk)
    title = _("登记送达：%(name)s") % {"name": template_of(found).name.zh}
    article = _(
        "国办公开办函〔2016〕235号：邮寄的以交邮之日为准，应当由邮政企业寄递；当面送达的以签收之日为准。"
        "网上送达以进入申请人指定系统之日为准，须经申请人同意。"
    )
    return form_page(request, title, case, form, button=_("登记送达"), article=article)


def _sent(action: Deliver) -> str:
    """What happens now."""
    if action.means not in ON_LINE or action.letter.addressee != "applicant":
        return _("送达已登记。")
    if not action.case.applicant.email:
        return _("送达已登记。申请人没有留邮箱，请打电话告诉申请人到网上查阅。")
    return _("送达已登记，已发邮件通知申请人上网查阅。%(days)s个工作日没有打开的，会列入您的待办。") % {
        "days": PATIENCE
    }


class ReachedForm(forms.Form):
    """It arrived, or it came back."""

    reached_on = a_day(gettext_lazy("送达日期"), required=False)
    failed = forms.CharField(label=gettext_lazy("没有送到的原因"), required=False, max_length=200)
    proof = OneFile(label=gettext_lazy("凭证"), required=False)


@staff
@require_http_methods(["GET", "POST"])
def reached(request: HttpRequest, pk: int, delivery: int) -> HttpResponseBase:
    """Record that what was sent has arrived."""
    case = case_of(request, pk, "cases.case.handle")
    row = get_object_or_404(Delivery.objects.select_related("letter__case"), pk=delivery, letter__case=case)
    form = ReachedForm(request.POST or None, request.FILES or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(MarkReached(row, **form.cleaned_data, **context_of(request)), form)
    ):
        messages.success(request, _("签收情况已登记。"))
        return redirect("cases_case", pk)
    return form_page(request, _("登记签收"), case, form, button=_("登记"))
