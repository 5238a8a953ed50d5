"""What stands beside the ledger about an act goes when the act is struck, and comes back with it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import refuse
from kaicheng.cases.models import ActRow, Case, CaseLetter, Consultation

OPINIONS = {"third_party_opinion": "third_party", "agency_opinion": "agency"}
CONSULTATIONS = ("third_party_letter", "agency_letter")


def refuse_strike(case: Case, row: ActRow | None) -> None:
    """A split cannot be struck: the parts are requests of their own by now."""
    if row is not None and row.code == "continued" and case.joined_to_id is None:
        refuse(_("申请已经拆分，各部分已分别编号办理，不能划去。"))


def undo(case: Case, row: ActRow) -> str:
    """Bring back to what it was before what an act has changed besides the ledger; gives the words that would
    be lost with it, for the record."""
    lost = ""
    if row.code == "fee_paid":
        case.fees.filter(paid_on=row.on).update(paid_on=None)
    elif row.code == "continued":
        case.joined_to, case.counted = None, True
        case.save(update_fields=["joined_to", "counted"])
    elif row.code in OPINIONS:
        answered = case.consultations.filter(kind=OPINIONS[row.code], replied_at__isnull=False)
        if "letter" in row.data:
            answered = answered.filter(letter_act__place=row.data["letter"])
        lost = "；".join(answered.exclude(opinion="").values_list("opinion", flat=True))
        answered.update(agrees=None, opinion="", replied_at=None)
    return lost


def take_up(row: ActRow) -> None:
    """An act that somebody records anew after a strike belongs to the letter whose act it was: one of this
    request, or one about many. A letter that is being signed brings its own act (``by`` None)."""
    if row.by_id is None:
        return
    rows = ActRow.objects.filter(case=row.case)
    struck = {one.data.get("act_index") for one in rows.filter(code="strike")}
    shared = rows.filter(code=row.code, place__in=struck, shared_letter__isnull=False).order_by("-place")
    if (last := shared.first()) is not None:
        ActRow.objects.filter(pk=row.pk).update(shared_letter=last.shared_letter_id)
        return
    letters = CaseLetter.objects.filter(case=row.case, live=True, act=row.code, act_row__place__in=struck)
    if len(found := list(letters[:2])) != 1:
        return
    (letter,) = found
    if letter.act_data.get("outcome") != row.data.get("outcome"):  # an answer to another effect is not its
        return
    if row.code in CONSULTATIONS:
        Consultation.objects.filter(letter_act=letter.act_row).update(letter_act=row)
    CaseLetter.objects.filter(pk=letter.pk).update(act_row=row)
