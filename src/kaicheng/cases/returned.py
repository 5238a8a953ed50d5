"""Letters that came back: nobody has them, so no time runs against anybody, and they go another way."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from kaicheng.cases.models import ActRow, Case, CaseLetter, Delivery
from kaicheng.cases.proofs import standing_acts

SILENCE = {
    "correction_lapsed": ("correction_notice", "corrected"),
    "fee_lapsed": ("fee_notice", "fee_paid"),
    "third_party_lapsed": ("third_party_letter", "third_party_opinion"),
    "agency_lapsed": ("agency_letter", "agency_opinion"),
    "excessive_repeat_requests": ("reasons_notice", "reasons_given"),
}
"""Acts, and an outcome, that rest on somebody's silence: on which letter, and the act that breaks it."""


def came_back() -> QuerySet[CaseLetter]:
    """Signed letters of which every delivery failed."""
    sent = Delivery.objects.filter(letter=OuterRef("pk"))
    return CaseLetter.objects.filter(
        Exists(sent.exclude(failed="")), ~Exists(sent.filter(failed="")), live=True
    )


def unreached(case: Case, code: str, place: int | None = None) -> CaseLetter | None:
    """A letter that came back although an act or outcome of this code holds silence against its addressee.

    ``place`` is that of the letter in the ledger, where the act names it.
    """
    if code not in SILENCE:
        return None
    letter, reply = SILENCE[code]
    rows = standing_acts(ActRow.objects.filter(case=case).order_by("place"))
    if sum(row.code == reply for row in rows) >= sum(row.code == letter for row in rows):
        return None
    asked = {row.pk for row in rows if row.code == letter and place in (None, row.place)}
    return came_back().filter(Q(act_row__in=asked) | Q(shared_acts__in=asked)).order_by("pk").first()
