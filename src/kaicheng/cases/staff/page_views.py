"""Deciding on each page of a record: pictures of the pages, boxes by mouse, by keyboard or by finding
words."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kaicheng.agencies.staff.web import context_of, staff
from kaicheng.cases.actions.release import Release, SavePlan, made_by
from kaicheng.cases.models import Case, CaseFile, FileRole, PagePlan
from kaicheng.cases.staff.web import case_of, page, to_case
from kaicheng.redaction import (
    GIVEN,
    Box,
    Plan,
    RedactionError,
    find,
    grounds,
    pages_of,
    plan_from_json,
    plan_to_json,
    redacted,
    summary,
    withheld,
)

MOST_CHARACTERS = 100


def _original(request: HttpRequest, pk: int, file: int) -> tuple[Case, CaseFile, bytes]:
    case = case_of(request, pk, "cases.case.handle")
    row = get_object_or_404(CaseFile, pk=file, case=case, role=FileRole.ORIGINAL)
    with row.file.open() as stored:
        return case, row, stored.read()


@staff
@require_http_methods(["GET", "POST"])
def pages(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """All pages with their decisions. Without scripts the boxes are typed in as numbers."""
    case, original, data = _original(request, pk, file)
    kept = PagePlan.objects.filter(original=original).select_related("released").first()
    if request.method == "POST":
        done = _posted(request, original, data)
        if done is not None:
            return done
    try:
        views = pages_of(data, previews=False)
    except RedactionError as error:
        messages.error(request, error.message.zh)
        return redirect("cases_case", pk)
    plan = plan_from_json(json.loads(kept.plan)) if kept else Plan(tuple(GIVEN for _view in views))
    shown = request.POST.get("plan") or json.dumps(plan_to_json(plan), ensure_ascii=False)
    return page(
        request,
        "pages",
        _("逐页处理：%(name)s") % {"name": original.name},
        to_case(case),
        case=case,
        original=original,
        kept=kept,
        plan=shown,
        views=[
            {
                "number": view.number,
                "width": view.width,
                "height": view.height,
                "decision": decided.decision,
                "grounds": decided.grounds,
            }
            for view, decided in zip(views, plan.pages, strict=False)
        ],
        grounds=[
            (code, f"{one.article.cite.zh}：{one.name.zh.partition('，')[0]}")
            for code, one in grounds().items()
        ],
        summary=summary(plan) if kept else None,
    )


def _decided_by_hand(given: QueryDict, before: Plan, data: bytes) -> Plan:
    """The plan as the controls say that stand there without scripts: a decision for each page, and words that
    go wherever they stand. Boxes that were drawn before stay on pages that are still redacted."""
    pages = list(before.pages)
    for place, decided in enumerate(pages):
        decision, ground = given.get(f"decision_{place + 1}"), given.get(f"ground_{place + 1}", "")
        if decision == "give":
            pages[place] = GIVEN
        elif decision == "withhold":
            pages[place] = withheld(ground) if ground else decided
    ground = given.get("words_ground", "")
    for words in filter(None, (line.strip() for line in given.get("words", "").splitlines())):
        if not ground:
            raise ValidationError(_("请先选择遮盖文字的依据。"))
        places = find(data, words[:MOST_CHARACTERS])
        if not places:
            raise ValidationError(_("没有找到“%(words)s”，没有保存。") % {"words": words})
        for one in places:
            boxes = pages[one.page - 1].boxes + tuple(Box.on(area, ground) for area in one.areas)
            pages[one.page - 1] = redacted(*dict.fromkeys(boxes))
    return Plan(tuple(pages))


def _posted(request: HttpRequest, original: CaseFile, data: bytes) -> HttpResponseBase | None:
    """Save the plan; make the copy where that is asked for. None where it was refused."""
    try:
        plan = plan_from_json(json.loads(request.POST.get("plan", "")))
        if "by_hand" in request.POST:
            plan = _decided_by_hand(request.POST, plan, data)
        row = SavePlan(original, plan, **context_of(request)).execute()
        if request.POST.get("act") != "release":
            messages.success(request, _("方案已保存：%(summary)s") % {"summary": summary(plan).sentence})
            return redirect(request.path)
        made = made_by(row, timezone.localdate())
        Release(row, made, **context_of(request)).execute()
    except json.JSONDecodeError:
        messages.error(request, _("没有收到完整的方案，请刷新页面再试。"))
    except RedactionError as error:
        messages.error(request, error.message.zh)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("公开件已生成并核验：遮盖的内容在文件里已经找不到。"))
        return redirect(request.path)
    return None


@staff
@require_GET
def picture(request: HttpRequest, pk: int, file: int, number: int) -> HttpResponseBase:
    """One page as it is displayed."""
    _case, _row, data = _original(request, pk, file)
    try:
        view = next(iter(pages_of(data, numbers=[number])), None)
    except RedactionError as error:
        raise Http404(error.message.zh) from error
    if view is None:
        raise Http404
    response = HttpResponse(view.png, content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response


@staff
@require_GET
def search(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """Where a text stands: page and boxes, as fractions of the page."""
    _case, _row, data = _original(request, pk, file)
    wanted = request.GET.get("q", "").strip()[:MOST_CHARACTERS]
    if not wanted:
        return JsonResponse({"found": []})
    try:
        places = find(data, wanted)
    except RedactionError as error:
        return JsonResponse({"error": error.message.zh}, status=400)
    found: list[dict[str, Any]] = [
        {"page": one.page, "areas": [[a.left, a.top, a.right, a.bottom] for a in one.areas]} for one in places
    ]
    return JsonResponse({"found": found})
