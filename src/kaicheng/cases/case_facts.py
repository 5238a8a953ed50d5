"""What a letter can state without being told: everything that the case and the authority's profile already
say."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from django.urls import reverse

from kaicheng.agencies.models import Agency
from kaicheng.agencies.models.agency import Kind, Leading, Level
from kaicheng.cases.given import given_files, title_of
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import (
    ActRow,
    ApplicantKind,
    Case,
    CaseLetter,
    Consultation,
    ConsultationKind,
    FeeCharge,
    PagePlan,
)
from kaicheng.cases.proofs import held, standing_acts
from kaicheng.letters import (
    Authority,
    Contact,
    Facts,
    Given,
    Item,
    NoticeSent,
    Party,
    PartyKind,
    Search,
    Withheld,
)
from kaicheng.redaction import Summary, plan_from_json, summary
from kaicheng.statute import CaseState, Channel, Fee, fee_by_items, fee_by_pages
from kaicheng.workbench.letters import absolute

UNNAMED = "（申请人）"
"""Stands for a name in the facts that are kept with a letter: names are filled in when it is made."""

FORMS = {"paper": "纸质", "electronic": "电子文档", "disc": "光盘", "reading": "当场查阅、抄录"}


def authority_of(agency: Agency, on: dt.date) -> Authority:
    """The profile as letters of that day state it."""
    body = agency.reconsideration_body
    return Authority(
        name=agency.name_on(on),
        kind=_kind(agency),
        court=agency.court,
        own_government=body,
        higher_government=body,
        higher_department=agency.higher_department,
        higher_justice_department=agency.higher_department,
        office=agency.office,
        address=agency.address,
        postcode=agency.postcode,
        phone=agency.telephone,
        hours=agency.hours,
        website=agency.website,
        online_reconsideration=agency.online_reconsideration,
    )


def _kind(agency: Agency) -> str:
    """Its kind in the statute's table of remedies."""
    if agency.kind in (Kind.GOVERNMENT, Kind.TOWNSHIP):
        return "provincial_government" if agency.level == Level.PROVINCE else "local_government"
    if agency.leading:
        return {Leading.VERTICAL: "vertical_department", Leading.JUSTICE: "justice_department"}[
            Leading(agency.leading)
        ]
    return "state_council_department" if agency.level == Level.NATIONAL else "local_department"


def known(case: Case, on: dt.date) -> Facts:
    """The facts of a case on a day, without anybody's name."""
    state = state_of(case, on)
    search = case.searches.order_by("-on", "-pk").first()
    return Facts(
        authority=authority_of(case.agency, on),
        case_number=case.number,
        applicant=Party(name=UNNAMED, kind=_party_kind(case)),
        items=tuple(
            Item(
                text=item.text,
                outcome=item.outcome,
                variant=item.variant,
                reasons=item.note,
                detail=item.detail,
            )
            for item in case.items.order_by("number")
        )
        or (Item(case.wanted),),
        received_on=state.received_date or case.arrived_on,
        channel=Channel(case.channel),
        arrived_on=case.arrived_on,
        due_on=state.due,
        due_explained=state.basis.zh,
        corrected_on=_day_of(case, "corrected"),
        evidence=held(case),
        wanted_form=FORMS.get(case.form, ""),
        form=FORMS.get(case.form, ""),
        given=_given(case),
        withheld=_withheld(case),
        search=Search(
            search.on,
            f"{search.office.name}{search.searched_by}",
            search.where,
            search.keywords,
            search.result,
        )
        if search
        else None,
        notice=_notice(case, state),
        fee=_fee(case),
        fee_how=_fee_how(case),
        consulted_on=_day_of(case, "third_party_letter") or _day_of(case, "agency_letter"),
        handling_office=case.office.name if case.office else "",
        served_online=case.e_service,
    )


def with_names(facts: Facts, letter: CaseLetter, *, masked: bool = False) -> Facts:
    """The facts with the names that a letter states: opened for the letter alone, masked for a look at it."""

    def told(value: Any) -> str:
        return "" if not value else str(value) if masked else str(value.reveal())

    applicant = letter.case.applicant
    facts = replace(
        facts,
        applicant=replace(
            facts.applicant,
            name=told(applicant.name) or UNNAMED,
            address=told(applicant.address),
            id_number=told(applicant.id_number),
        ),
    )
    asked = consultation_of(letter)
    if asked is None:
        return facts
    name, phone, address = told(asked.name), told(asked.telephone), told(asked.address)
    facts = replace(facts, reply_address=absolute(reverse("requests:opinion", args=[asked.token.reveal()])))
    if asked.kind == ConsultationKind.AGENCY:
        return replace(
            facts, co_agency=Contact(name, address, phone), third_party_matter=asked.subject_matter
        )
    return replace(
        facts,
        third_party=Party(
            name, PartyKind.ORGANISATION if len(name) > 4 else PartyKind.PERSON, address, phone
        ),
        third_party_matter=asked.subject_matter,
        third_party_opinion=facts.third_party_opinion or asked.opinion,
    )


def consultation_of(letter: CaseLetter) -> Consultation | None:
    """The consultation that a letter belongs to."""
    whom, _, number = letter.addressee.partition(":")
    if whom != "consultation" or not number.isdigit():
        return None
    return Consultation.objects.filter(case=letter.case, pk=int(number)).first()


def _party_kind(case: Case) -> PartyKind:
    person = case.applicant_kind == ApplicantKind.NATURAL_PERSON
    return PartyKind.PERSON if person else PartyKind.ORGANISATION


def _day_of(case: Case, code: str) -> dt.date | None:
    rows = standing_acts(ActRow.objects.filter(case=case).order_by("place"))
    return next((row.on for row in reversed(rows) if row.code == code), None)


def _given(case: Case) -> tuple[Given, ...]:
    pages = {plan.released_id: plan for plan in PagePlan.objects.filter(case=case, released__isnull=False)}
    return tuple(
        Given(title_of(file), _pages_given(pages.get(file.pk)), file.digest) for file in given_files(case)
    )


def _pages_given(plan: PagePlan | None) -> int | None:
    if plan is None:
        return None
    register = stored_summary(plan)
    return len(register.given) + len(register.redacted)


def stored_summary(plan: PagePlan) -> Summary:
    """The register of a plan that is kept."""
    return summary(plan_from_json(json.loads(plan.plan)))


def _withheld(case: Case) -> tuple[Withheld, ...]:
    """What is held back: each reasoned ground, with the pages that the plans name for it. Reasons for the
    same pages, of several third parties say, stand together."""
    pages: dict[str, list[str]] = {}
    for plan in PagePlan.objects.filter(case=case, released__isnull=False).select_related("original"):
        for use in stored_summary(plan).grounds:
            where = [f"第{number}页的部分内容" for number in use.redacted] + [
                f"第{number}页" for number in use.withheld
            ]
            pages.setdefault(use.ground.code, []).append(
                f"《{plan.original.name.rpartition('.')[0]}》{'、'.join(where)}"
            )
    reasons: dict[tuple[str, str], list[str]] = {}
    for harm in case.harms.filter(struck_at=None).select_related("item"):
        what = "；".join(pages.get(harm.ground, [])) or (harm.item.text if harm.item else "相关内容")
        reasons.setdefault((what, harm.ground), []).append(
            harm.reasoning + (harm.harm and f"公开{harm.harm}")
        )
    return tuple(
        Withheld(
            what, ground, said[0] if len(said) == 1 else "".join(f"{one.rstrip('。')}。" for one in said)
        )
        for (what, ground), said in reasons.items()
    )


def _notice(case: Case, state: CaseState) -> NoticeSent | None:
    """The notice whose limit matters now: for correction, for reasons, or for payment."""
    clocks = {"correction_notice": "correction_limit", "fee_notice": "payment_due"}
    rows = standing_acts(ActRow.objects.filter(case=case).order_by("place").select_related("letter"))
    last = next((row for row in reversed(rows) if row.code in clocks), None)
    if last is None:
        return None
    letter = getattr(last, "letter", None)
    clock = state.clock(clocks[last.code])
    served = last.data.get("served_on") or next(
        (
            row.on.isoformat()
            for row in rows
            if row.code == "letter_served" and row.data.get("letter") == last.place
        ),
        None,
    )
    return NoticeSent(
        title={"correction_notice": "补正告知书", "fee_notice": "收费通知书"}[last.code],
        on=last.on,
        number=letter.number if letter else "",
        served_on=dt.date.fromisoformat(served) if served else None,
        limit_on=clock.ends if clock else None,
    )


def _charge(case: Case) -> FeeCharge | None:
    return case.fees.order_by("-pk").first()


def _fee(case: Case) -> Fee | None:
    charge = _charge(case)
    if charge is None:
        return None
    if charge.basis == "per_page":
        return fee_by_pages(charge.last, on=charge.decided_on)
    month = charge.month or charge.decided_on
    return fee_by_items(
        charge.last - charge.first + 1, earlier=charge.first - 1, month=(month.year, month.month)
    )


def _fee_how(case: Case) -> str:
    charge = _charge(case)
    return charge.how if charge else ""
