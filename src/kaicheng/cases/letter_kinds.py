"""Which letters a case may have now, what each has to be told, and the act that each is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from kaicheng.cases.models import ActRow, Case, Dispute, DisputeKind, MessageKind
from kaicheng.cases.proofs import standing_acts
from kaicheng.letters import Template, templates
from kaicheng.statute import CaseState, Step

ASKED = {
    "L02_receipt": (),
    "L03_correction_notice": ("points", "guidance", "correction_days"),
    "L04_reasons_notice": ("request_history", "reasons_days"),
    "L05_extension_notice": ("extension_days", "extension_reason"),
    "L06_third_party_letter": ("consultation",),
    "L08_consultation_notice": ("consulted_kind",),
    "L09_third_party_disclosure_notice": ("consultation", "override", "disclosed", "reasons"),
    "L10_agency_letter": ("consultation",),
    "L12_fee_notice": ("request_history",),
    "L13_answer_granted": ("obtain", "reasons"),
    "L14_answer_already_public": ("published_title", "published_where", "published_on", "published_address"),
    "L15_answer_partial": ("reasons", "obtain"),
    "L16_answer_refused": ("outcome", "reasons", "forbidding_provision"),
    "L17_answer_not_held": ("not_held", "reasons", "responsible_name", "responsible_address",
    "responsible_phone"),
    "L18_answer_needs_creation": ("reasons",),
    "L19_answer_unclear": ("reasons",),
    "L20_answer_not_processed": (
        "outcome", "reasons", "earlier_title", "earlier_on", "earlier_number", "obtain", "request_history",
        "proper_channel",
    ),
    "L21_closed_abandoned": (),
    "L22_inquiry_redirect": ("inquiry_matter", "inquiry_rule", "proper_channel", "reasons"),
    "L23_correction_of_record": (
        "record_what", "record_claim", "record_found", "record_result", "record_corrected_on",
        "responsible_name", "responsible_address", "responsible_phone", "transferred_on",
    ),
    "L24_withdrawal": ("withdrawal_on", "withdrawal_how"),
    "L26_not_government_information": ("reasons",),
    "L27_transfer_notice": (
        "reasons", "responsible_name", "responsible_address", "responsible_phone", "transferred_on",
    ),
    "L28_reconsideration_reply": ("dispute", "contested", "account", "view", "plea", "exhibits"),
    "L29_delay_notice": ("applicant_reasons", "delay_until"),
    "L30_answer_items": ("overall",),
}  # fmt: skip
"""The facts that a letter is told, beyond what the case says; in the order of the form."""

CONFIRMS = frozenset(
    {"L02_receipt", "L08_consultation_notice", "L09_third_party_disclosure_notice", "L24_withdrawal"}
)
"""Letters that tell of something that has happened: signing them is no act of its own."""

AFTER = {
    "L08_consultation_notice": ("third_party_letter", "agency_letter"),
    "L09_third_party_disclosure_notice": ("third_party_opinion", "third_party_lapsed"),
    "L24_withdrawal": ("withdrawal",),
    "L02_receipt": ("received",),
}

UPON: dict[str, Callable[[Case], bool]] = {
    "L23_correction_of_record": lambda case: case.messages.filter(kind=MessageKind.RECORD).exists(),
    "L28_reconsideration_reply": lambda case: replied_to(case).exists(),
}
"""Letters that are no part of the procedure, and what calls for them."""


def replied_to(case: Case) -> QuerySet[Dispute]:
    """The reconsiderations in which we still have to be heard."""
    return Dispute.objects.filter(
        case=case, kind=DisputeKind.RECONSIDERATION, decided_on__isnull=True, copy_received_on__isnull=False
    )


VARIANT = {
    "L26_not_government_information": "not_government_information",
    "L27_transfer_notice": "other_agency",
}
OUTCOME = {
    "L26_not_government_information": "other",
    "L27_transfer_notice": "not_held",
    "L24_withdrawal": "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A letter that may be written now: its template, the step that permits it, the outcomes that it may
    state."""

    template: Template
    step: Step | None
    outcomes: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Its code."""
        return self.template.kind


def choices(case: Case, state: CaseState) -> list[Choice]:
    """The letters that fit the case today: those whose act the law permits, and those that tell of an act."""
    steps = {step.act: step for step in state.permitted}
    happened = {row.code for row in standing_acts(ActRow.objects.filter(case=case))}
    found = []
    for kind in ASKED:
        template = templates()[kind][-1]
        if kind in CONFIRMS:
            if happened & set(AFTER[kind]):
                found.append(Choice(template, None, ()))
            continue
        if kind in UPON:
            if UPON[kind](case):
                found.append(Choice(template, None, ()))
            continue
        step = next((steps[act] for act in template.acts if act in steps), None)
        if step is None:
            continue
        outcomes = tuple(code for code in template.outcomes if code in step.outcomes)
        if step.act == "answer" and template.outcomes and not outcomes:
            continue
        if kind == "L30_answer_items" and case.items.count() < 2:
            continue
        found.append(Choice(template, step, outcomes))
    return found
