"""The receipt as mail and PDF: number, code, day of receipt, last day and how it was counted."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import Case, Source
from kaicheng.letters import Authority, Facts, Item, Party, PartyKind, compose, to_pdf
from kaicheng.statute import Channel, day_text
from kaicheng.workbench import mail
from kaicheng.workbench.letters import absolute

KIND = "cases.receipt"


def letter(case: Case) -> bytes:
    """The receipt as PDF/A, always the same bytes for the same case once its receipt is confirmed.

    It tells of the day on which the request was written down, or was confirmed with the applicant after that.
    """
    day = timezone.localdate(case.registered_at)
    confirmed = case.acts.filter(code="confirmed").order_by("-place").first()
    day = max(day, confirmed.on) if confirmed is not None else day
    state = state_of(case, day)
    agency, person = case.agency, case.applicant
    facts = Facts(
        authority=Authority(
            name=agency.name_on(day),
            kind="",
            office=agency.office,
            address=agency.address or agency.name,
            postcode=agency.postcode,
            phone=agency.telephone or _("（尚未登记）"),
            hours=agency.hours,
            website=agency.website,
        ),
        case_number=case.number,
        applicant=Party(
            name=person.name.reveal(),
            kind=PartyKind.PERSON if case.applicant_kind == "natural_person" else PartyKind.ORGANISATION,
        ),
        items=tuple(Item(item.text) for item in case.items.all()),
        received_on=state.received_date or case.arrived_on,
        arrived_on=case.arrived_on,
        channel=Channel(case.channel),
        due_on=state.due,
        due_explained=state.basis.zh,
        served_online=case.source == Source.PORTAL,
    )
    follow = _("您可以凭申请编号%(number)s和查询码%(code)s，在%(where)s查看办理进度。") % {
        "number": case.number,
        "code": case.code.reveal(),
        "where": absolute(reverse("requests:follow")),
    }
    return to_pdf(compose("L02_receipt", facts, on=day, edits={"follow": follow}))


def post(case: Case, at: dt.datetime) -> None:
    """Have the receipt mailed, to whoever gave an address."""
    if case.applicant.email:
        subject = _("已收到您的政府信息公开申请（%(number)s）") % {"number": case.number}
        mail.write_about(KIND, str(case.pk), subject, at)


@mail.filled_in(KIND)
def fill(reference: str) -> mail.Filled | None:
    """Whom the mail goes to and what it says: looked up when it is sent, kept nowhere in clear."""
    case = Case.objects.select_related("agency", "applicant").get(pk=int(reference))
    address = case.applicant.email.reveal()
    if not address:
        return None
    body = _(
        "%(name)s：\n\n"
        "%(agency)s已收到您的政府信息公开申请。\n\n"
        "申请编号：%(number)s\n查询码：%(code)s\n收到日期：%(received)s\n答复期限：%(due)s\n\n"
        "查进度、补正、下载答复：%(follow)s\n\n"
        "查询码只有您知道，请不要转给别人。正式的回执见附件。\n"
    ) % {
        "name": case.applicant.name.reveal(),
        "agency": case.agency.name,
        "number": case.number,
        "code": case.code.reveal(),
        "received": day_text(case.received_date).zh if case.received_date else "",
        "due": day_text(case.due).zh if case.due else "",
        "follow": absolute(reverse("requests:follow")),
    }
    return mail.Filled(address, body, ((f"回执{case.number}.pdf", letter(case), "application/pdf"),))
