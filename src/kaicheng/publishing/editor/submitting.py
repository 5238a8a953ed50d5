"""The page before review: what the checks say, who signs next, one button."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from kaicheng.agencies.staff.web import context_of, frame, staff, standing_of
from kaicheng.agencies.standing import acting
from kaicheng.findings import Finding, Kind, Severity, blocks
from kaicheng.publishing.actions.masked import MakeMaskedCopy
from kaicheng.publishing.checking import leaks
from kaicheng.publishing.editor.begin import mine_crumb
from kaicheng.publishing.models import DocumentPage
from kaicheng.review.actions.judge import Judge
from kaicheng.review.actions.submit import Submit
from kaicheng.review.chains import chain_for
from kaicheng.review.levels import in_office, label
from kaicheng.review.people import editors
from kaicheng.review.verdicts import verdicts_on
from kaicheng.review.voiding import open_submission

WAITING = "P01"
_PARTICULARS = frozenset(
    [
        "number",
        "issuers",
        "made_on",
        "effective_on",
        "expires_on",
        "genre",
        "topic",
        "attribute",
        "article_20",
    ]
)
"""What the metadata checks call the fields that stand on the second page of the form."""


@staff
@require_http_methods(["GET", "POST"])
def submitting(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a document for review, make a masked copy of it, or say why a warning does not hold."""
    page = get_object_or_404(DocumentPage, pk=pk)
    standing_of(request).require("publishing.document.draft", page)
    under_way = open_submission(page)
    if under_way is not None:
        return redirect("review_submission", under_way.pk)
    version: DocumentPage = page.get_latest_revision_as_object()
    if request.method == "POST":
        done = _act(request, page, version)
        if done is not None:
            return done
    return render(request, "publishing/submit.html", _context(request, page, version))


def _act(request: HttpRequest, page: DocumentPage, version: DocumentPage) -> HttpResponseBase | None:
    given = request.POST.get("act", "")
    try:
        if given == "submit":
            submission = Submit(page, **context_of(request)).execute()
            messages.success(request, _("已经送审，签批情况可以在这里看。"))
            return redirect("review_submission", submission.pk)
        if given == "mask":
            made = MakeMaskedCopy(page, **context_of(request)).execute()
            messages.success(
                request,
                _("脱敏稿已经生成，遮挡了%(n)s处。请通读一遍再送审；原件只有本科室能看。")
                % {"n": made.places},
            )
            if made.left_out:
                names = "、".join(made.left_out)
                messages.warning(
                    request,
                    _("这些附件不能自动脱敏，没有带过来：%(names)s。请处理后另行上传。") % {"names": names},
                )
            return redirect("publishing_submit", made.page.pk)
        if given == "verdict":
            _judge(request, page, version)
            return redirect(request.path)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None
    raise PermissionDenied(_("页面上没有这个操作，请刷新后再试。"))


def _judge(request: HttpRequest, page: DocumentPage, version: DocumentPage) -> None:
    wanted = request.POST.get("fingerprint", "")
    finding = next((one for one in version.review_findings() if one.fingerprint == wanted), None)
    if finding is None:
        raise ValidationError(_("这个问题已经不在了，请刷新页面。"))
    reason = request.POST.get("reason", "")[:300]
    Judge(page, finding, upheld=False, **{**context_of(request), "reason": reason}).execute()
    messages.success(request, _("理由已经记下，审核的人能看到。"))


def _context(request: HttpRequest, page: DocumentPage, version: DocumentPage) -> dict[str, Any]:
    findings = version.review_findings()
    verdicts = verdicts_on(page)
    rows = [(one, verdicts.get(one.fingerprint), _places(one)) for one in findings]
    return {
        "page": page,
        "version": version,
        "blocking": [row for row in rows if row[0].severity is Severity.BLOCK],
        "warnings": [row for row in rows if row[0].severity is Severity.WARN],
        "hints": [row for row in rows if row[0].severity is Severity.INFO],
        "waiting": any(one.rule == WAITING for one in findings),
        "may_submit": not blocks(findings),
        "may_mask": leaks(findings) and not page.restricted and page.first_published_at is None,
        "original": page.masked_from,
        "steps": _steps(page, version),
        "body": version.review_html(),
        **frame(_("送审"), [mine_crumb()]),
    }


def _places(finding: Finding) -> str:
    """Where a finding points, in words."""
    told = [
        f"{place.ref}：“{place.quote}”" if place.ref else f"“{place.quote}”"
        for place in finding.where
        if place.quote
    ]
    if any(place.kind is Kind.PART and place.ref in _PARTICULARS for place in finding.where):
        told.append(_("在“信息要素”一页填写"))
    return "；".join(dict.fromkeys(told))


def _steps(page: DocumentPage, version: DocumentPage) -> list[tuple[str, str]]:
    """Every level with the posts that may sign it."""
    today = timezone.localdate()
    barred = editors(page.latest_revision) if page.latest_revision else set()
    steps = []
    for level in chain_for(page.agency, version.review_kind).levels:
        place = version.office if in_office(level) else page.agency
        who = [one.post for one in acting(level, place, today) if one.user.pk not in barred] if place else []
        steps.append((label(level), "、".join(dict.fromkeys(who)) or _("目前没有人，请系统管理员安排")))
    return steps
