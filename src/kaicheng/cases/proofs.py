"""What the file holds of what each outcome must be proved with (``statute.evidence()``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import refuse
from kaicheng.cases.given import given_files
from kaicheng.cases.models import (
    ActRow,
    Case,
    CaseLetter,
    Consultation,
    ConsultationKind,
    Delivery,
    FileRole,
    Harm,
    Opening,
    PagePlan,
)
from kaicheng.findings import Text
from kaicheng.redaction import grounds, plan_from_json, summary
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

NOTICE = {"abandoned_correction": "correction_notice", "abandoned_fee": "fee_notice"}
"""Outcomes that rest on somebody's silence after a notice: its receipt has to be proved."""

SIGNED = Named("signed_answer", Text("已经签发的答复文书（扫描、拍照）", "the answer as it was signed"))
"""Needed where an answer is put on record that was not written and signed here."""

ON_PAPER = frozenset({"withdrawal_statement"})
"""Evidence that is the applicant's own writing: a note of the authority is none."""

SERVED = "service_proof"

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
    SERVED,
)
"""Evidence that somebody writes down or uploads; the rest follows from what is done in the case."""


def standing_acts(rows: Iterable[ActRow]) -> list[ActRow]:
    """The rows of the ledger that are not struck."""
    rows = list(rows)
    struck = {row.data.get("act_index") for row in rows if row.code == "strike"}
    return [row for row in rows if row.place not in struck and row.code != "strike"]


LETTERS = ("correction_notice", "reasons_notice", "fee_notice", "third_party_letter", "agency_letter")
"""Letters with a limit, which runs from their receipt."""


def letters_sent(case: Case) -> list[ActRow]:
    """The letters with a limit that stand in the ledger, in its order."""
    rows = standing_acts(ActRow.objects.filter(case=case).order_by("place"))
    return [row for row in rows if row.code in LETTERS]


def held(case: Case, outcome: str = "") -> frozenset[str]:
    """The codes of all evidence on file; for a refusal, reasons and harm of its own ground alone."""
    proofs = case.proofs.filter(Q(file=None) | Q(file__withdrawn_at=None))
    found = {"request_text", *proofs.exclude(code__in=ON_PAPER | {SERVED}).values_list("code", flat=True)}
    found.update(proofs.filter(code__in=ON_PAPER, file__isnull=False).values_list("code", flat=True))
    rows = standing_acts(ActRow.objects.filter(case=case))
    for row in rows:
        if row.code in BY_ACT:
            found.add(BY_ACT[row.code])
        if row.code == "withdrawal" and row.by_id is None:  # by the applicant's own hand, on line
            found.add("withdrawal_statement")
    if _service_proved(case, rows, outcome):
        found.add(SERVED)
    last = case.searches.order_by("-on", "-pk").first()
    if last is not None and not last.found:  # a search that has found it proves the contrary
        found.add("search_record")
    for harm in harms_for(case, outcome):
        if not unreasoned(case):
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
    harms = list(case.harms.filter(struck_at=None))
    return [one for one in harms if one.ground == outcome] if outcome in grounds() else harms


def unreasoned(case: Case) -> list[str]:
    """The grounds by which pages or parts of them are withheld in the copies to be given, and for which no
    reasons are on file: a letter that states the others only would not say why these are missing."""
    plans = PagePlan.objects.filter(case=case, released__in=given_files(case))
    used = {
        use.ground.code for plan in plans for use in summary(plan_from_json(json.loads(plan.plan))).grounds
    }
    return sorted(used - set(case.harms.filter(struck_at=None).values_list("ground", flat=True)))


def refuse_unreasoned(case: Case) -> None:
    """An answer says why anything is missing from what it gives."""
    if lacking := unreasoned(case):
        names = "、".join(grounds()[code].name.zh for code in lacking)
        refuse(
            _(
                "逐页处理时用了“%(names)s”，案卷里没有写明这样处理的理由。请先在“证据”里写明理由，或者改正逐页处理方案、重新生成公开件。"
            )
            % {"names": names}
        )


NOTICE_OF_DISCLOSURE = "L09_third_party_disclosure_notice"
GIVES = frozenset({"granted", "partial"})
"""Outcomes by which something is given out."""


def untold() -> QuerySet[Case]:
    """Requests in which more third parties do not agree, and have not been told in writing what is disclosed
    and why (Art. 32), than there are reasons to withhold a third party's part: one reason holds for one."""
    told = CaseLetter.objects.filter(
        case=OuterRef("case"),
        kind=NOTICE_OF_DISCLOSURE,
        live=True,
        addressee=Concat(Value("consultation:"), Cast(OuterRef("pk"), CharField())),
    )
    objected = Consultation.objects.filter(kind=ConsultationKind.THIRD_PARTY, agrees=False)
    reasons = Harm.objects.filter(ground="refused_third_party_rights", struck_at=None)
    counted = Case.objects.alias(
        objectors=_number_of(objected.filter(~Exists(told))), reasons=_number_of(reasons)
    )
    return counted.filter(objectors__gt=F("reasons"))


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(case=OuterRef("pk")).order_by().values("case").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def refuse_untold(case: Case, outcome: str) -> None:
    """What is disclosed against a third party's will is told to it first (Art. 32)."""
    if outcome in GIVES and untold().filter(pk=case.pk).exists():
        refuse(
            _(
                "第三方不同意公开。决定公开的，要把公开的内容和理由书面告知第三方（《政府信息公开条例》第三十二条）："
                "请先拟写、签发给第三方的《政府信息依申请公开告知书》，再答复申请人。不公开这部分的，请先写明不予公开的理由；"
                "几个第三方都不同意的，逐一写明或者告知，一条理由只对应一个第三方。"
            )
        )


def _service_proved(case: Case, rows: Sequence[ActRow], outcome: str) -> bool:
    """Whether the receipt of the very notice that the outcome rests on is on record, and proved: by the
    waybill of what was posted, by the applicant's opening it on line, or by a paper on file for it."""
    notices = {NOTICE[outcome]} if outcome in NOTICE else set(NOTICE.values())
    received = {row.data.get("letter") for row in rows if row.code == "letter_served"}
    served = [
        row for row in rows if row.code in notices and (row.place in received or row.data.get("served_on"))
    ]
    papers = case.proofs.filter(Q(file=None) | Q(file__withdrawn_at=None), code=SERVED, letter_act__in=served)
    opened = Opening.objects.filter(file=OuterRef("letter__file"))
    sent = Delivery.objects.filter(letter__act_row__in=served, reached_on__isnull=False, failed="")
    proved = ~Q(waybill="") | Q(proof__isnull=False, proof__withdrawn_at=None) | Exists(opened)
    return papers.exists() or sent.filter(proved).exists()


def signed_on_paper(case: Case) -> bool:
    """Whether a letter lies in the case that was not written and signed here."""
    ours = CaseLetter.objects.filter(Q(file=OuterRef("pk")) | Q(word_file=OuterRef("pk")))
    return case.files.filter(~Exists(ours), role=FileRole.LETTER, withdrawn_at=None).exists()


def missing(case: Case, outcome: str | None, act: str = "", *, by_hand: bool = True) -> Sequence[Named]:
    """What must still be put on file before the case may end like this; ``act``, which is being recorded, is
    evidence itself where it says so. ``by_hand``: somebody on staff writes it down; otherwise the applicant
    does it on line, which is a withdrawal in writing, or the last signature under a letter."""
    if outcome is None:
        return ()
    on_file = held(case, outcome) | {BY_ACT.get(act, "")}
    if act == "withdrawal" and not by_hand:
        on_file |= {"withdrawal_statement"}
    lacking = [named for named in outcomes()[outcome].evidence_for(act) if named.code not in on_file]
    written = act in ("answer", "transfer_notice") and by_hand
    if written and not signed_on_paper(case) and not _signed_here(case, act, outcome):
        lacking.append(SIGNED)
    return lacking


def _signed_here(case: Case, act: str, outcome: str) -> bool:
    """Whether an answer to this effect was signed here: what is recorded anew after a strike is its act."""
    letters = CaseLetter.objects.filter(case=case, act=act, live=True)
    return any(one.act_data.get("outcome", outcome) == outcome for one in letters)
