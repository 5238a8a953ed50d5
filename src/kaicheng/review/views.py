"""The pages of reviewers: what waits, one submission, the authority's chains."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from kaicheng.agencies.models import Agency
from kaicheng.agencies.staff.web import carried_out, context_of, frame, person_of, staff, standing_of
from kaicheng.findings import Finding, Severity, worst_first
from kaicheng.review import kinds
from kaicheng.review.actions.judge import Judge, SetChain
from kaicheng.review.actions.sign import GiveBack, Sign, TakeBack
from kaicheng.review.chains import chain_for
from kaicheng.review.comparison import compare, last_public, last_reviewed
from kaicheng.review.forms import USUAL_REASONS, ChainForm, ReturnForm, SignForm
from kaicheng.review.models import Opening, ReviewChain, Submission, Verdict
from kaicheng.review.people import barred_from_signing, capacity_at, subject_of
from kaicheng.review.progress import steps_of
from kaicheng.review.verdicts import unsettled, verdicts_on
from kaicheng.review.work import to_sign


@staff
def waiting(request: HttpRequest) -> HttpResponseBase:
    """Everything that waits for the person's signature, the nearest date first."""
    items = sorted(
        to_sign(person_of(request), timezone.localdate()),
        key=lambda item: item.due.on if item.due else timezone.localdate(),
    )
    agencies = standing_of(request).visible("review.chain.set", Agency.objects.all())
    return render(
        request, "review/waiting.html", {"items": items, "agencies": agencies, **frame(_("等我签批"), [])}
    )


@staff
@require_http_methods(["GET", "POST"])
def submission(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One submission: what changed, what the checks say, the files, and the acts that the person may do."""
    rows = Submission.objects.select_related(
        "agency", "office", "by", "revision", "state__current_task_state"
    )
    found = get_object_or_404(rows, pk=pk)
    standing_of(request).require("review.submission.view", found)
    page = _Page(request, found)
    if request.method == "POST":
        done = page.act()
        if done is not None:
            return done
    return render(request, "review/submission.html", page.context())


class _Page:
    """The page of one submission, for one person."""

    def __init__(self, request: HttpRequest, found: Submission) -> None:
        self.request, self.submission = request, found
        self.user, self.today = person_of(request), timezone.localdate()
        self.version = found.revision.as_object()
        self.open = found.state.status == "in_progress" and found.voided_at is None
        task = found.state.current_task_state
        self.level = task.task.specific.level if self.open and task else ""
        capacity = capacity_at(self.user, self.level, found, self.today) if self.level else None
        self.signs = capacity is not None and self.user.pk not in barred_from_signing(found)
        self.sign_form = SignForm(initial={"seen": found.content_hash})
        self.return_form = ReturnForm()

    def act(self) -> HttpResponseBase | None:
        """Carry out what was posted; None when it was refused and the page is to say why."""
        given = self.request.POST.get("act", "")
        if given == "sign":
            return self._sign()
        if given == "return":
            return self._return()
        if given == "take-back":
            TakeBack(self.submission, **context_of(self.request)).execute()
            messages.success(self.request, _("已经撤回，可以继续修改。"))
            return redirect(subject_of(self.submission).review_edit_url)
        if given == "verdicts":
            self.sign_form = SignForm(self.request.POST)
            if not self._judge():
                return None
            messages.success(self.request, _("核实意见已经记下。"))
            return redirect(self.request.path)
        raise PermissionDenied(_("页面上没有这个操作，请刷新后再试。"))

    def _sign(self) -> HttpResponseBase | None:
        self.sign_form = SignForm(self.request.POST)
        if not self.sign_form.is_valid() or not self._judge():
            return None
        given = self.sign_form.cleaned_data
        action = Sign(
            self.submission, seen=given["seen"], comment=given["comment"], **context_of(self.request)
        )
        if not carried_out(action, self.sign_form):
            return None
        rest = [level for level in self.submission.levels if level not in self._signed()]
        done = _("已经签批，内容已向社会公开。") if self.version.goes_public else _("已经签发，文书已编号。")
        messages.success(self.request, _("已经签批，转下一级。") if rest else done)
        return self._next()

    def _return(self) -> HttpResponseBase | None:
        self.return_form = ReturnForm(self.request.POST)
        if not self.return_form.is_valid():
            return None
        given = self.return_form.cleaned_data
        action = GiveBack(
            self.submission, reasons=given["reasons"], comment=given["words"], **context_of(self.request)
        )
        if not carried_out(action, self.return_form):
            return None
        messages.success(self.request, _("已经退回，撰稿人会收到通知。"))
        return self._next()

    def _judge(self) -> bool:
        """Keep the verdicts that were chosen; False when one lacks its reason, as the form says then."""
        self.sign_form.is_valid()
        for finding, _said in unsettled(subject_of(self.submission), self.version.review_findings()):
            chosen, reason = self._given(finding)
            if not chosen:
                continue
            action = Judge(
                subject_of(self.submission),
                finding,
                upheld=chosen == "yes",
                excused=chosen == "excused",
                **{**context_of(self.request), "reason": reason},
            )
            if not carried_out(action, self.sign_form):
                return False
        return True

    def _given(self, finding: Finding, before: Verdict | None = None) -> tuple[str, str]:
        """What was chosen and written about a finding; at first the reason of who wrote the text."""
        given = self.request.POST
        chosen = given.get(f"verdict-{finding.fingerprint}", "")
        reason = given.get(f"reason-{finding.fingerprint}", before.reason if before else "")
        return chosen, reason[:300]

    def _signed(self) -> set[str]:
        return set(self.submission.signatures.values_list("level", flat=True))

    def _next(self) -> HttpResponseBase:
        """The next thing that waits for the person, else the first page."""
        following = next(iter(to_sign(self.user, self.today)), None)
        return redirect(following.act.url if following else reverse("wagtailadmin_home"))

    def context(self) -> dict[str, Any]:
        since = self.request.GET.get("since", "public")
        reviewed = last_reviewed(self.submission, self.user)
        base = reviewed if since == "review" and reviewed else last_public(self.submission)
        opened = set(Opening.objects.filter(user=self.user).values_list("digest", flat=True))
        verdicts = verdicts_on(subject_of(self.submission))
        findings = worst_first(self.version.review_findings())
        left = unsettled(subject_of(self.submission), findings) if self.signs else []
        asked = {one.fingerprint: self._given(one, verdicts.get(one.fingerprint)) for one, _said in left}
        return {
            "submission": self.submission,
            "kind": kinds.name_of(self.submission.kind),
            "steps": steps_of(self.submission, self.today),
            "comparison": compare(self.version, base),
            "since": since if reviewed else "public",
            "reviewed": reviewed,
            "files": [(file, file.digest in opened) for file in self.version.review_files()],
            "findings": [
                (one, verdicts.get(known), one.severity is Severity.BLOCK, asked.get(known))
                for one in findings
                for known in [one.fingerprint]
            ],
            "asked": asked,
            "usual_reasons": USUAL_REASONS,
            "signs": self.signs,
            "open": self.open,
            "may_take_back": self.open and self.submission.by_id == self.user.pk,
            "returned": getattr(self.submission, "returned", None),
            "edit_url": subject_of(self.submission).review_edit_url,
            "sign_form": self.sign_form,
            "return_form": self.return_form,
            **frame(self.submission.title, []),
        }


@staff
@require_http_methods(["GET", "POST"])
def chains(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The levels of review of an authority, kind by kind."""
    agency = get_object_or_404(Agency, pk=pk)
    standing_of(request).require("review.chain.set", agency)
    form = ChainForm(request.POST or None, kinds=kinds.registered(), agency=agency)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        action = SetChain(
            agency,
            given["kind"],
            given["levels"],
            days=given["days"],
            urgent_days=given["urgent_days"],
            **context_of(request),
        )
        if carried_out(action, form):
            messages.success(request, _("审核环节已经改好，从下一次送审起执行；正在审核的不受影响。"))
            return redirect(request.path)
    rows = [
        (kinds.name_of(row.kind) if row.kind else "", row)
        for row in ReviewChain.objects.filter(agency=agency)
    ]
    general = chain_for(agency, "")
    context = {"agency": agency, "rows": rows, "general": general, "form": form, **frame(_("审核环节"), [])}
    return render(request, "review/chains.html", context)
