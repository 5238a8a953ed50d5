"""Files of a case, served by permission; forms that are printed and signed by hand."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from kaicheng.agencies.staff.web import context_of, person_of, staff, standing_of
from kaicheng.cases.actions.intake import GiveReceipt
from kaicheng.cases.case_facts import known
from kaicheng.cases.file_access import permission_for
from kaicheng.cases.lineage import all_files
from kaicheng.cases.models import (
    Assignment,
    Case,
    Consultation,
    ConsultationKind,
    Delivery,
)
from kaicheng.cases.models.letters import template_of
from kaicheng.cases.staff.web import case_of
from kaicheng.letters import Assist, Contact, Facts, LetterError, Party, Service, compose, to_pdf
from kaicheng.statute import Means, StatuteError

SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a browser shows without running anything in it; the rest is saved."""
BY_HAND = {"dengjibiao": "L01_registration_form"}


@staff
@require_GET
def download(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file of the case or of one that it goes on from, to whoever may open its kind."""
    case = case_of(request, pk)
    row = get_object_or_404(all_files(case), pk=file)
    standing_of(request).require(permission_for(row), case)
    if row.scan == "infected":
        raise PermissionDenied(_("这个文件里发现过病毒，不能下载。"))
    with row.file.open() as stored:
        return served(stored.read(), row.name, row.media_type)


def served(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A file that is kept nowhere on the way."""
    shown = media_type in SHOWN
    response = HttpResponse(data, content_type=media_type if shown else "application/octet-stream")
    kind = "inline" if shown else "attachment"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{iri_to_uri(name).replace('/', '_')}"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@staff
@require_GET
def form(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The registration form, filled in, to print."""
    case = case_of(request, pk, "cases.case.handle")
    code = BY_HAND.get(kind)
    if code is None:
        return redirect("cases_case", pk)
    return _printed(request, case, code, _named(case, known(case, timezone.localdate())), _("登记表"))


@staff
@require_POST
def receipt(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The receipt with number and code, to hand over or to post: made anew each time, kept nowhere."""
    case = get_object_or_404(Case.objects.select_related("agency", "applicant"), pk=pk)
    standing, user = standing_of(request), person_of(request)
    if case.registered_by_id != user.pk:
        standing.require("cases.applicant.open", case)
    try:
        paper = GiveReceipt(case, **context_of(request)).execute()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("cases_registered", pk)
    return served(paper, f"{case.number}接收回执.pdf", "application/pdf")


@staff
@require_GET
def delivery_record(request: HttpRequest, pk: int, delivery: int) -> HttpResponseBase:
    """送达回证 of one delivery, to be signed."""
    case = case_of(request, pk, "cases.case.handle")
    row = get_object_or_404(Delivery.objects.select_related("letter"), pk=delivery, letter__case=case)
    address = case.applicant.address.reveal() if case.applicant.address else ""
    if row.means in (Means.ONLINE, Means.ELECTRONIC) and case.applicant.email:
        address = case.applicant.email.reveal()
    service = Service(
        letters=(f"{template_of(row.letter).name.zh}（{row.letter.number}）",),
        means=Means(row.means),
        on=row.reached_on or row.sent_on,
        address=address or _("当面"),
        waybill=row.waybill,
    )
    facts = replace(_named(case, known(case, timezone.localdate())), service=service)
    return _printed(request, case, "L25_delivery_record", facts, _("送达回证"))


@staff
@require_GET
def opinion_form(request: HttpRequest, pk: int, consultation: int) -> HttpResponseBase:
    """征求意见确认函, to go with the letter to whoever is asked."""
    case = case_of(request, pk, "cases.case.handle")
    row = get_object_or_404(Consultation, pk=consultation, case=case)
    name, facts = row.name.reveal(), known(case, timezone.localdate())
    if row.kind == ConsultationKind.AGENCY:
        facts = replace(facts, co_agency=Contact(name))
    else:
        facts = replace(facts, third_party=Party(name))
    return _printed(request, case, "L07_opinion_form", facts, _("征求意见确认函"))


@staff
@require_GET
def assist_letter(request: HttpRequest, pk: int, assignment: int) -> HttpResponseBase:
    """协办函 to an office: signed by the disclosure office, and without the applicant's name."""
    case = case_of(request, pk, "cases.case.handle")
    row = get_object_or_404(Assignment.objects.select_related("office"), pk=assignment, case=case)
    facts = replace(known(case, timezone.localdate()), assist=Assist(row.office.name, row.task, row.due))
    return _printed(request, case, "L11_assist_letter", facts, _("协办函"))


def _named(case: Case, facts: Facts) -> Facts:
    return replace(facts, applicant=replace(facts.applicant, name=case.applicant.name.reveal()))


def _printed(request: HttpRequest, case: Case, kind: str, facts: Facts, name: str) -> HttpResponseBase:
    try:
        data = to_pdf(compose(kind, facts, on=timezone.localdate()))
    except (LetterError, StatuteError) as error:
        messages.error(request, error.message.zh)
        return redirect("cases_case", case.pk)
    return served(data, f"{case.number}{name}.pdf", "application/pdf")
