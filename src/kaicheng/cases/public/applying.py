"""Applying: the way page by page or as one long form, files, checking what was answered, sending."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.agencies.models import Agency
from kaicheng.agencies.models.agency import Status
from kaicheng.cases.models import Draft, FileRole
from kaicheng.cases.public import drafts, files, limits, web
from kaicheng.cases.public.challenge import new_challenge, read_challenge
from kaicheng.cases.public.paper_form import blank
from kaicheng.cases.public.questions import Question, Step, Steps, unfinished
from kaicheng.cases.public.submission import looks_sent_before, missing, send
from kaicheng.screening.files.sniff import DOCX
from kaicheng.statute import period
from kaicheng.statute.periods import Kind

ROLES = (FileRole.IDENTITY, FileRole.AUTHORISATION, FileRole.ATTACHMENT)
"""For what an applicant gives files."""
_LONGEST_ID = 16


@web.page()
def authorities(request: HttpRequest) -> HttpResponse:
    """Which authority to ask; straight on where there is only one."""
    found = list(Agency.objects.filter(status=Status.ACTIVE, platform__isnull=False).order_by("path")[:2000])
    if len(found) == 1:
        return redirect("requests:start", slug=found[0].slug)
    wanted = " ".join(request.GET.get("ming", "").split())[:60]
    shown = [agency for agency in found if wanted in agency.name] if wanted else found
    context = {"agencies": shown[:200], "more": len(shown) > 200, "wanted": wanted}
    return render(request, "cases/public/authorities.html", context)


@web.page("POST")
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """What one should know before; whoever has begun goes on, or begins anew."""
    agency = web.authority(request, slug)
    draft = drafts.find(request, agency)
    drafts.suggest(request, request.GET.get("content", ""))
    if request.method == "POST":
        if draft is not None:
            drafts.forget(request, agency)
        return redirect("requests:step", slug=slug, place=Steps.all[0].slug)
    today = timezone.localdate()
    context = {
        "agency": agency,
        "draft": draft,
        "sought": drafts.suggested(request),
        "answer_days": period(Kind.ANSWER).on(today).length,
        "extension_days": period(Kind.EXTENSION).on(today).length,
    }
    return render(request, "cases/public/start.html", context)


@web.page()
def paper_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for those who post their request or bring it."""
    agency = web.authority(request, slug)
    name = f"{agency.name}政府信息公开申请表.docx"
    return web.download(blank(agency), name, DOCX)


@web.page()
def tasks(request: HttpRequest, slug: str) -> HttpResponse:
    """All steps with how far they are, in any order."""
    agency = web.authority(request, slug)
    draft = drafts.find(request, agency)
    if draft is not None and draft.case is not None:
        return _sent(request, draft)
    answers = drafts.answers_of(draft)
    rows = [
        (step, not _untouched(step, answers, draft), not unfinished(answers, step))
        for step in Steps.asked(answers)
    ]
    done = all(complete for step, _touched, complete in rows)
    context = {"agency": agency, "draft": draft, "rows": rows, "done": done}
    return render(request, "cases/public/tasks.html", context)


@web.page("POST")
def step(request: HttpRequest, slug: str, place: str) -> HttpResponse:
    """One question. What was typed is on the page again whatever goes wrong."""
    agency = web.authority(request, slug)
    here = Steps.find(place)
    if here is None:
        raise Http404(place)
    draft = drafts.find(request, agency)
    if draft is not None and draft.case is not None:
        return _sent(request, draft)
    if here.form is None:
        return _files(request, agency, here, draft)
    known = drafts.answers_of(draft)
    if sought := drafts.suggested(request):
        known.setdefault("wanted", sought)
    form = here.form(request.POST if request.method == "POST" else None, known=known)
    status = 200
    if request.method == "POST":
        if draft is None and limits.too_often(request, "begin"):
            return web.too_often(request, "begin")
        status = 400
        if form.is_valid():
            try:
                draft = draft or drafts.begin(request, agency, timezone.now())
                drafts.keep(draft, form.cleaned_data, timezone.now())
            except OperationalError as error:
                form.add_error(None, web.why(error))
                status = 503
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(_next(request, agency, here, drafts.answers_of(draft)))
    context = {"agency": agency, "draft": draft, "form": form, **_place(here, known)}
    return render(request, "cases/public/step.html", context, status=status)


@dataclass
class FilesGiven:
    """What was given at once for the purposes, and what is wrong with some of it."""

    errors: list[tuple[str, str]]
    kept: int = 0


@web.page("POST")
def long_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything on one page, for who prefers it."""
    agency = web.authority(request, slug)
    draft = drafts.find(request, agency)
    if draft is not None and draft.case is not None:
        return _sent(request, draft)
    known = drafts.answers_of(draft)
    if sought := drafts.suggested(request):
        known.setdefault("wanted", sought)
    steps = [one for one in Steps.all if one.form is not None]
    forms: list[tuple[Step, Question]] = []
    given = FilesGiven([])
    status = 200
    if request.method == "POST":
        if limits.too_often(request, "begin" if draft is None else "upload"):
            return web.too_often(request, "begin")
        draft = draft or drafts.begin(request, agency, timezone.now())
        merged = dict(known)
        for one in steps:
            form = cast(type[Question], one.form)(request.POST, known=merged)
            if form.is_valid():
                merged |= form.cleaned_data
            forms.append((one, form))
        drafts.keep(draft, merged, timezone.now())
        given = _take(request, draft)
        if not given.errors and all(form.is_valid() for _one, form in forms):
            return redirect("requests:check", slug=slug)
        status = 400
    else:
        forms = [(one, cast(type[Question], one.form)(known=known)) for one in steps]
    context = {
        "agency": agency,
        "draft": draft,
        "forms": forms,
        "wrong": given.errors or any(form.errors for _one, form in forms),
        "file_errors": given.errors,
        **_file_context(draft, agent=True),
    }
    return render(request, "cases/public/long.html", context, status=status)


@web.page("POST")
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """All answers once more, and sending. What is acknowledged is on the disk."""
    agency = web.authority(request, slug)
    draft = drafts.find(request, agency)
    if draft is None:
        return redirect("requests:start", slug=slug)
    if draft.case is not None:
        return _sent(request, draft)
    answers = drafts.answers_of(draft)
    problem, status, wait = "", 200, 0
    challenge = new_challenge(draft)
    if request.method == "POST":
        now = time.time()
        returned = read_challenge(draft, request.POST.get("challenge", ""), now)
        solved = returned is not None and returned.solved_by(request.POST.get("proof", ""))
        wait = 0 if solved or returned is None else returned.wait(now)
        what = "send" if solved else "send_unproved"
        if returned is None:
            problem, status = _("这一页放得太久了。请核对后再点一次“提交申请”。"), 400
        elif wait:
            challenge, status = returned, 400
            problem = _("为防止机器自动提交，请再等%(seconds)s秒，然后点一次“提交申请”。填的都还在。") % {
                "seconds": wait
            }
        elif missing(draft):
            problem, status = _("还没有填完，请先补齐标出的几项。"), 400
        elif limits.too_often(request, what):
            return web.too_often(request, what)
        else:
            try:
                send(draft, timezone.now(), web.origin(request))
            except ValidationError as error:
                problem, status = "；".join(error.messages), 400
            except OperationalError as error:
                problem, status, challenge = web.why(error), 503, returned
            else:
                draft.refresh_from_db()
                return _sent(request, draft)
    rows = [
        (one, one.form(known=answers) if one.form else None, unfinished(answers, one))
        for one in Steps.asked(answers)
    ]
    context = {
        "agency": agency,
        "draft": draft,
        "rows": rows,
        "given": list(draft.files.all()),
        "complete": not any(incomplete for _one, _form, incomplete in rows),
        "challenge": challenge,
        "problem": problem,
        "wait": wait or challenge.wait(time.time()),
        "before": looks_sent_before(draft),
    }
    return render(request, "cases/public/check.html", context, status=status)


@web.page("POST")
def resume(request: HttpRequest) -> HttpResponse:
    """Write on, by the code."""
    wrong = ""
    if request.method == "POST":
        if limits.too_often(request, "resume"):
            return web.too_often(request, "resume")
        draft = drafts.by_code(request.POST.get("code", "")[:60])
        if draft is not None and draft.case is None:
            drafts.remember(request, draft)
            return redirect("requests:tasks", slug=draft.agency.slug)
        wrong = _(
            "没有找到用这个续填码保存的申请。请核对；没有提交的申请只保存15天，已经提交的请到“查进度”。"
        )
    context = {"wrong": wrong, "code": request.POST.get("code", "")[:60]}
    return render(request, "cases/public/resume.html", context, status=400 if wrong else 200)


# --- files ----------------------------------------------------------------------------------------------


def _files(request: HttpRequest, agency: Agency, here: Step, draft: Draft | None) -> HttpResponse:
    """Giving files and taking them back."""
    answers = drafts.answers_of(draft)
    given = FilesGiven([])
    if request.method == "POST":
        if limits.too_often(request, "upload"):
            return web.too_often(request, "upload")
        draft = draft or drafts.begin(request, agency, timezone.now())
        if dropped := request.POST.get("drop", ""):
            drafts.drop_file(draft, int(dropped) if dropped.isdecimal() and len(dropped) < _LONGEST_ID else 0)
            return redirect(request.get_full_path())
        given = _take(request, draft)
        if not given.errors:
            if "more" in request.POST:
                return redirect(request.get_full_path())
            return redirect(_next(request, agency, here, answers))
    context = {
        "agency": agency,
        "draft": draft,
        "file_errors": given.errors,
        **_file_context(draft, agent=answers.get("through_agent") == "yes"),
        **_place(here, answers),
    }
    return render(request, "cases/public/files.html", context, status=400 if given.errors else 200)


def _take(request: HttpRequest, draft: Draft) -> FilesGiven:
    """Keep what is good of the files in a form, and say what is wrong with the rest."""
    result = FilesGiven([])
    for role in ROLES:
        good, bad = files.look_at_all(request.FILES.getlist(role.value))
        result.errors += [(role.value, message) for error in bad for message in error.messages]
        try:
            drafts.keep_files(draft, good, role.value, timezone.now())
            result.kept += len(good)
        except ValidationError as error:
            result.errors += [(role.value, message) for message in error.messages]
        except OSError as error:
            result.errors.append((role.value, web.why(error)))
    return result


def _file_context(draft: Draft | None, *, agent: bool) -> dict[str, Any]:
    hints = {
        FileRole.IDENTITY: _(
            "身份证件的照片或者扫描件。可以先不附，需要时会请您补正。加密保存，只有收件人员能看。"
        ),
        FileRole.AUTHORISATION: _("授权委托书的照片或者扫描件。"),
        FileRole.ATTACHMENT: _("能帮助找到信息的材料。没有就不用附。"),
    }
    return {
        "roles": [
            (
                role.value,
                role.label,
                hints[role],
                [one for one in draft.files.all() if one.role == role] if draft else [],
            )
            for role in ROLES
            if agent or role is not FileRole.AUTHORISATION
        ],
        "accept": files.ACCEPT,
    }


# --- the way --------------------------------------------------------------------------------------------


def _next(request: HttpRequest, agency: Agency, here: Step, answers: Mapping[str, Any]) -> str:
    """Where to go from a step that is done: back to the check, where one came from, or on."""
    asked = Steps.asked(answers)
    place = next((index for index, one in enumerate(asked) if one.slug == here.slug), len(asked))
    if "hedui" in request.GET or place + 1 >= len(asked):
        return reverse("requests:check", args=[agency.slug])
    return reverse("requests:step", args=[agency.slug, asked[place + 1].slug])


def _place(here: Step, answers: Mapping[str, Any]) -> dict[str, Any]:
    """第几步，共几步: checking is the last one."""
    asked = Steps.asked(answers)
    slugs = [one.slug for one in asked]
    index = slugs.index(here.slug) if here.slug in slugs else 0
    return {
        "step": here,
        "number": index + 1,
        "total": len(asked) + 1,
        "previous": asked[index - 1] if index else None,
    }


def _untouched(here: Step, answers: Mapping[str, Any], draft: Draft | None) -> bool:
    if here.form is None:
        return draft is None or not draft.files.exists()
    return not any(name in answers for name in here.form.base_fields)


def _sent(request: HttpRequest, draft: Draft) -> HttpResponse:
    """To the receipt of what was sent."""
    assert draft.case is not None  # noqa: S101  # asked by the callers
    web.let_follow(request, draft.case)
    return redirect("requests:receipt", pk=draft.case.pk)
