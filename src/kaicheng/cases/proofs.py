"""What the file holds of what each outcome must be proved with (``statute.evidence()``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q

from kaicheng.cases.given import given_files
from kaicheng.cases.lineage import all_files
from kaicheng.cases.models import ActRow, Case, Delivery, FileRole, Harm, Opening, PagePlan
from kaicheng.redaction import grounds
from kaicheng.statute import outcomes
from kaicheng.statute.outcomes import Named

BY_ACT = {
    "correction_notice": "correction_notice",
    "corrected": "corrected_request",
    "reasons_notice": "reasons_letter",
    "third_party_opinion": "third_party_opinion",
    "third_party_lapsed": "third_party_opinion",
    "fee_notice": "fee_notice",
}
"""Evidence that an act of the ledger is, or comes with."""

ON_PAPER = frozenset({"withdrawal_statement"})
"""Evidence that is the applicant's own writing: a note of the authority is none."""

BY_HAND = (
    "disclosure_review",
    "information_provided",
    "publication_proof",
    "secrecy_review",
    "forbidding_provision",
    "harm_assessment",
    "special_rule_check",
    "inquiry_procedure",
    "earlier_answer",
    "reasons_letter",
    "request_history",
    "withdrawal_statement",
    "service_proof",
)
"""Evidence that somebody writes down or uploads; the rest follows from what is done in the case."""


def standing_acts(rows: Iterable[ActRow]) -> list[ActRow]:
    """The rows of the ledger that are not struck."""
    rows = list(rows)
    struck = {row.data.get("act_index") for row in rows if row.code == "strike"}
    return [row for row in rows if row.place not in struck and row.code != "strike"]


def held(case: Case, outcome: str = "") -> frozenset[str]:
    """The codes of all evidence on file; for a refusal, reasons and harm of its own ground alone."""
    proofs = case.proofs.filter(Q(file=None) | Q(file__withdrawn_at=None))
    found = {"request_text", *proofs.exclude(code__in=ON_PAPER).values_list("code", flat=True)}
    found.update(proofs.filter(code__in=ON_PAPER, file__isnull=False).values_list("code", flat=True))
    rows = standing_acts(ActRow.objects.filter(case=case))
    for row in rows:
        if row.code in BY_ACT:
            found.add(BY_ACT[row.code])
        if row.code == "withdrawal" and row.by_id is None:  # by the applicant's own hand, on line
            found.add("withdrawal_statement")
    if _service_proved(case, rows):
        found.add("service_proof")
    last = case.searches.order_by("-on", "-pk").first()
    if last is not None and not last.found:  # a search that has found it proves the contrary
        found.add("search_record")
    for harm in harms_for(case, outcome):
        found.add("withholding_reasons")
        if harm.harm.strip():
            found.add("harm_assessment")
    if PagePlan.objects.filter(case=case, released__isnull=False).exists():
        found.add("redaction_record")
    if given_files(case).exists():
        found.add("information_provided")
    return frozenset(found)


def harms_for(case: Case, outcome: str) -> list[Harm]:
    """The reasons that bear an outcome: those of its own ground, where it is a refusal."""
    harms = list(case.harms.all())
    return [one for one in harms if one.ground == outcome] if outcome in grounds() else harms


def _service_proved(case: Case, rows: Iterable[ActRow]) -> bool:
    """Whether a letter's receipt is on record, and proved: by the waybill of what was posted, by the
    applicant's opening it on line, or by a paper on file."""
    served = [row for row in rows if row.code == "letter_served" or row.data.get("served_on")]
    if not served:
        return False
    if all_files(case).filter(role=FileRole.PROOF, withdrawn_at=None).exists():
        return True
    opened = Opening.objects.filter(file=OuterRef("letter__file"))
    sent = Delivery.objects.filter(
        letter__act_row__case=case, letter__act_row__place__in=[row.data.get("letter") for row in served],
        reached_on__isnull=False, failed="",
    )  # fmt: skip
    return sent.filter(~Q(waybill="") | Exists(opened)).exists()


def missing(case: Case, outcome: str | None, act: str = "", *, by_applicant: bool = False) -> Sequence[Named]:
    """What must still be put on file before the case may end like this; ``act``, which is being recorded, is
    evidence itself where it says so, a withdrawal where the applicant does it on line (``by_applicant``)."""
    if outcome is None:
        return ()
    on_file = held(case, outcome) | {BY_ACT.get(act, "")}
    if act == "withdrawal" and by_applicant:
        on_file |= {"withdrawal_statement"}
    return [named for named in outcomes()[outcome].evidence_for(act) if named.code not in on_file]
