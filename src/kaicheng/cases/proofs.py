"""What the file holds of what each outcome must be proved with (``statute.evidence()``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kaicheng.cases.given import given_files
from kaicheng.cases.models import ActRow, Case, PagePlan
from kaicheng.statute import outcomes
from kaicheng.statute.outcomes import Named

BY_ACT = {
    "correction_notice": "correction_notice",
    "corrected": "corrected_request",
    "reasons_notice": "reasons_letter",
    "third_party_opinion": "third_party_opinion",
    "third_party_lapsed": "third_party_opinion",
    "fee_notice": "fee_notice",
    "letter_served": "service_proof",
    "withdrawal": "withdrawal_statement",
}
"""Evidence that an act of the ledger is, or comes with."""

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


def held(case: Case) -> frozenset[str]:
    """The codes of all evidence on file."""
    found = {"request_text", *case.proofs.values_list("code", flat=True)}
    for row in standing_acts(ActRow.objects.filter(case=case)):
        if row.code in BY_ACT:
            found.add(BY_ACT[row.code])
        if row.data.get("served_on"):
            found.add("service_proof")
    last = case.searches.order_by("-on", "-pk").first()
    if last is not None and not last.found:  # a search that has found it proves the contrary
        found.add("search_record")
    for harm in case.harms.all():
        found.add("withholding_reasons")
        if harm.harm.strip():
            found.add("harm_assessment")
    if PagePlan.objects.filter(case=case, released__isnull=False).exists():
        found.add("redaction_record")
    if given_files(case).exists():
        found.add("information_provided")
    return frozenset(found)


def missing(case: Case, outcome: str | None, act: str = "") -> Sequence[Named]:
    """What must still be put on file before the case may end like this; ``act``, which is being recorded, is
    evidence itself where it says so."""
    if outcome is None:
        return ()
    on_file = held(case) | {BY_ACT.get(act, "")}
    return [named for named in outcomes()[outcome].evidence if named.code not in on_file]
