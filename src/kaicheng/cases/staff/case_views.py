"""The case screen: clock, lawful steps, thread, items, parties, evidence, files, letters, deliveries,
fees."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kaicheng.agencies.permissions import Standing
from kaicheng.agencies.staff.web import carried_out_by, context_of, staff, standing_of
from kaicheng.audit.models import Event
from kaicheng.audit.recording import atomic
from kaicheng.cases.actions.assign import Report
from kaicheng.cases.actions.deliver import in_time
from kaicheng.cases.actions.evidence import AddSearch
from kaicheng.cases.clock_words import clock_of
from kaicheng.cases.file_access import may_open
from kaicheng.cases.given import to_confirm
from kaicheng.cases.ledger import state_of
from kaicheng.cases.letter_kinds import choices
from kaicheng.cases.lineage import all_files, called
from kaicheng.cases.lying import in_the_way, lying
from kaicheng.cases.models import (
    ActRow,
    Assignment,
    Case,
    CaseFile,
    CaseLetter,
    Delivery,
    MailMessage,
    MailState,
)
from kaicheng.cases.models.letters import template_of
from kaicheng.cases.opinion_limits import came_late
from kaicheng.cases.proofs import held
from kaicheng.cases.similar import similar_to
from kaicheng.cases.staff.act_views import BY_LETTER, ENDED, HIDDEN_ACTS
from kaicheng.cases.staff.forms import OneFile, a_day, text
from kaicheng.cases.staff.offers import offered
from kaicheng.cases.staff.tasks import tasks_for
from kaicheng.cases.staff.web import case_of, page, to_case, to_register
from kaicheng.cases.triage import Hint, hints_of
from kaicheng.redaction import grounds
from kaicheng.review.models import Submission
from kaicheng.statute import (
    OPEN_PHASES,
    CaseState,
    Channel,
    Means,
    Step,
    act_words,
    channels,
    day_text,
    evidence,
    means_rules,
    outcomes,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the thread: what happened, by whom, when it was written down; ``struck`` is why it counts
    no more."""

    row: ActRow
    name: str
    said: str
    day: str
    struck: str
    late: str
    may_strike: bool


@staff
@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything about one request on one page."""
    found, today = case_of(request, pk), timezone.localdate()
    standing = standing_of(request)
    state = state_of(found, today)
    handles = standing.may("cases.case.handle", found)
    words = clock_of(found, state)
    return page(
        request,
        "case",
        _("申请%(number)s") % {"number": found.number},
        to_register(),
        case=found,
        state=state,
        clock=words,
        share=round(100 * words.number / words.length) if words.length else 0,
        steps=_steps(found, state) if handles and found.archived_on is None else [],
        lying=lying(found) if handles and found.archived_on is None else [],
        refused=[(step, step.code in ENDED) for step in state.refused if step.act not in HIDDEN_ACTS]
        if handles
        else [],
        handles=handles,
        hints=_hints(found, state) if handles else [],
        assists=standing.may("cases.case.assist", found),
        opens=standing.may("cases.applicant.open", found),
        tasks=tasks_for(found, state) if handles else [],
        thread=_thread(found, state, handles),
        channel=channels()[Channel(found.channel)].name.zh,
        items=[
            (item, outcomes()[item.outcome].name.zh if item.outcome else "") for item in found.items.all()
        ],
        searches=found.searches.select_related("office", "statement"),
        harms=[
            (harm, grounds()[harm.ground])
            for harm in found.harms.select_related("item", "struck_by")
            if harm.ground in grounds()
        ],
        proofs=[
            (proof, evidence()[proof.code].name.zh)
            for proof in found.proofs.select_related("file", "earlier")
            if proof.code in evidence()
        ],
        needs=_needs(found, state),
        to_confirm=set(to_confirm().filter(case=found).values_list("pk", flat=True))
        if standing.may("cases.released.confirm", found) and found.archived_on is None
        else set(),
        files=_files(found, standing),
        letters=_letters(found, state),
        consultations=[
            (one, came_late(one)) for one in found.consultations.select_related("letter_act", "case__agency")
        ],
        assignments=found.assignments.select_related("office", "reported_by"),
        fees=found.fees.all(),
        messages_in=found.messages.all(),
        mails_in=MailMessage.objects.filter(case=found, state=MailState.FILED) if handles else [],
        offers=offered(found, state, standing),
        similar=similar_to(found, today),
        ledger=Event.objects.filter(object_type="cases.case", object_id=str(found.pk)).order_by("-seq")[:200],
    )


def _steps(case: Case, state: CaseState) -> list[tuple[Step, bool]]:
    """The acts that the law permits, and whether each is done by a letter; no lapse while something that came
    in lies unread."""
    return [
        (step, step.act in BY_LETTER)
        for step in state.permitted
        if step.act not in HIDDEN_ACTS and in_the_way(case, step.act) is None
    ]


def _hints(case: Case, state: CaseState) -> list[tuple[Hint, str]]:
    """What else the request may be, while it is not answered; with the letter for it, if it may be sent."""
    if state.phase not in OPEN_PHASES:
        return []
    found = hints_of(case)
    names = {one.kind: one.template.name.zh for one in choices(case, state)} if found else {}
    return [(hint, names.get(hint.kind.letter, "")) for hint in found]


def _thread(case: Case, state: CaseState, handles: bool) -> list[Entry]:
    rows = list(ActRow.objects.filter(case=case).select_related("by").order_by("-place"))
    why = {row.data.get("act_index"): row.data.get("reason", "") for row in rows if row.code == "strike"}
    late = {one.act_index: one.message.zh for one in state.late}
    for doubt in state.doubtful:
        late[doubt.act_index] = _(
            "按现在登记的日期，这一条不能成立：%(why)s（%(article)s）需要据此继续办理的，先撤销这一条，补登记送达以后，期限确已届满的再登记。"
        ) % {"why": doubt.message.zh, "article": doubt.article.zh}
    return [
        Entry(
            row,
            act_words()[row.code].name.zh,
            _particulars(row),
            day_text(row.on).zh,
            str(why.get(row.place, "")) if row.place in state.struck else "",
            late.get(row.place, ""),
            handles and row.code not in ("strike", "received", "continued") and row.place not in state.struck,
        )
        for row in rows
    ]


def _particulars(row: ActRow) -> str:
    data, said = row.data, []
    if "outcome" in data and data["outcome"] in outcomes():
        said.append(outcomes()[data["outcome"]].name.zh)
    if "channel" in data:
        said.append(channels()[Channel(data["channel"])].name.zh)
    if "means" in data:
        said.append(means_rules()[data["means"]].name.zh)
    if "cases" in data:
        said.append(data["cases"])
    for key, words in (
        ("days", _("延长%s个工作日")),
        ("until", _("至%s")),
        ("confirmed_on", _("%s与申请人确认")),
        ("served_on", _("%s送达")),
        ("limit_days", _("期限%s个工作日")),
        ("reason", _("原因：%s")),
    ):
        if data.get(key):
            said.append(words % data[key])
    if "agrees" in data:
        said.append(_("同意公开") if data["agrees"] else _("不同意公开"))
    return "，".join(said)


def _needs(case: Case, state: CaseState) -> list[tuple[str, bool]]:
    """What the outcome that the case heads for must be proved with, and whether it is there."""
    codes = {item.outcome for item in case.items.all() if item.outcome} | {
        harm.ground for harm in case.harms.filter(struck_at=None)
    }
    if state.outcome:
        codes = {state.outcome}
    wanted: dict[str, tuple[str, bool]] = {}
    for code in sorted(codes):
        on_file = held(case, code)
        for named in outcomes()[code].evidence if code in outcomes() else ():
            there = named.code in on_file and wanted.get(named.code, ("", True))[1]
            wanted[named.code] = (named.name.zh, there)
    return list(wanted.values())


def _files(case: Case, standing: Standing) -> list[tuple[CaseFile, bool, bool, str]]:
    """Each file, of the other cases that belong to it too, whether the person may open it, whether it can
    still be worked on here (its pages decided on, or taken out), and from which other case it is."""
    return [
        (
            file,
            may_open(standing, file, case),
            file.case_id == case.pk and file.withdrawn_at is None,
            called(file.case, case),
        )
        for file in all_files(case).select_related("made_from", "case")
    ]


def _letters(case: Case, state: CaseState) -> list[dict[str, Any]]:
    found = []
    for letter in (
        CaseLetter.objects.filter(case=case)
        .select_related("file", "word_file")
        .prefetch_related("deliveries")
    ):
        submission = (
            Submission.objects.filter(revision__object_id=str(letter.pk), kind=letter.review_kind)
            .select_related("state")
            .order_by("-pk")
            .first()
        )
        found.append(
            {
                "letter": letter,
                "name": template_of(letter).name.zh,
                "submission": submission,
                "under_way": bool(
                    submission and submission.voided_at is None and submission.state.status == "in_progress"
                ),
                "returned": bool(
                    submission and submission.voided_at is None and submission.state.status == "needs_changes"
                ),
                "deliveries": [_delivery(one, state.due) for one in letter.deliveries.all()],
            }
        )
    return found


def _delivery(one: Delivery, due: dt.date | None) -> tuple[Delivery, str, bool | None]:
    return one, means_rules()[Means(one.means)].name.zh, in_time(one, due)


@staff
@require_GET
def explained(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How the last day came about: the story, and every day with why it counts."""
    found = case_of(request, pk)
    state = state_of(found, timezone.localdate())
    return page(
        request,
        "explained",
        _("期限怎么算出来的"),
        to_case(found),
        case=found,
        state=state,
        clock=clock_of(found, state),
        months=state.months,
    )


class ReportForm(forms.Form):
    """What the office found: the search as a court would ask for it, and an opinion."""

    on = a_day(gettext_lazy("检索日期"))
    searched_by = forms.CharField(label=gettext_lazy("检索人"), max_length=100)
    where = forms.CharField(
        label=gettext_lazy("检索范围"),
        max_length=300,
        help_text=gettext_lazy("例如档案室2018—2024年文书档案、办公系统收发文。"),
    )
    keywords = forms.CharField(
        label=gettext_lazy("检索关键词"),
        max_length=300,
        help_text=gettext_lazy("也试一试旧名称、文号和同义词。"),
    )
    found = forms.BooleanField(label=gettext_lazy("找到了所申请的信息"), required=False)
    result = text(gettext_lazy("检索结果"))
    report = text(
        gettext_lazy("科室意见"), help_text=gettext_lazy("能不能公开，哪些部分不能，事实和依据是什么。")
    )
    statement = OneFile(label=gettext_lazy("盖章的科室说明"), required=False)


@staff
@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What an office is asked, and its report. It sees what is asked for, not who asks."""
    asked = get_object_or_404(Assignment.objects.select_related("case__agency", "office"), pk=pk)
    standing_of(request).require("cases.case.assist", asked)
    form = ReportForm(request.POST or None, request.FILES or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        search = AddSearch(
            asked.case, office=asked.office, searched_by=given["searched_by"], on=given["on"],
            where=given["where"],
            keywords=given["keywords"], result=given["result"], found=given["found"],
            statement=given["statement"],
            assignment=asked, **context_of(request),
        )  # fmt: skip
        report = Report(asked, given["report"], **context_of(request))
        if carried_out_both(search, report, form):
            messages.success(request, _("已反馈给公开工作机构，检索记录存入案卷。"))
            return redirect("cases_assignment", pk)
    return page(request, "assignment", _("交办事项"), [], asked=asked, form=form, today=timezone.localdate())


def carried_out_both(search: AddSearch, report: Report, form: forms.Form) -> bool:
    """Both or neither."""

    def both() -> None:
        with atomic():
            search.execute()
            report.execute()

    return carried_out_by(both, form)
