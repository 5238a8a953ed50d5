"""What other cases a case has the file of: the request that it was split from or answers anew, and requests
that were joined to it.

What was handed in, and everything up to there, lies with the other case and belongs to this one too.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Case as CaseWhen
from django.db.models import QuerySet, When
from django.utils.translation import gettext as _

from kaicheng.cases.models import (
    ActRow,
    Case,
    CaseFile,
    Consultation,
    Harm,
    Item,
    Proof,
    SearchRecord,
)


def ancestors(case: Case) -> list[Case]:
    """The cases that this one goes on from, the nearest first."""
    found = []
    earlier = case.split_from or case.again_from
    while earlier is not None:
        found.append(earlier)
        earlier = earlier.split_from or earlier.again_from
    return found


def gathered(case: Case) -> list[Case]:
    """The other cases whose files it has: what it goes on from, the first one first, then what was joined."""
    return [*reversed(ancestors(case)), *case.joined.order_by("pk")]


def all_files(case: Case) -> QuerySet[CaseFile]:
    """The files of the case and of the others that belong to it, its own first."""
    files = CaseFile.objects.filter(case__in=[case, *gathered(case)])
    return files.order_by(CaseWhen(When(case=case, then=0), default=1), "case_id", "pk")


def called(other: Case, case: Case) -> str:
    """How the file of ``case`` names another case that belongs to it; empty for itself."""
    if other.pk == case.pk:
        return ""
    if other.joined_to_id == case.pk:
        return _("并入的申请%(number)s") % {"number": other.number}
    return _("原申请%(number)s") % {"number": other.number}


def hand_down(whole: Case, item: Item, part: Case, acts: Mapping[int, ActRow]) -> None:
    """Give a part what was put on file for the whole, or for its item: searches, reasons, other evidence, and
    who was asked. ``acts`` are the part's own rows by place; files stay where they lie.
    """
    for search in whole.searches.all():
        _again(search, case=part)
    for harm in whole.harms.filter(struck_at=None):
        if harm.item_id in (None, item.pk):
            _again(harm, case=part, item=None)
    for proof in whole.proofs.all():
        _again(proof, case=part, letter_act=acts.get(proof.letter_act.place) if proof.letter_act else None)
    for asked in whole.consultations.select_related("letter_act"):
        letter = acts.get(asked.letter_act.place) if asked.letter_act else None
        Consultation.objects.create(
            case=part,
            kind=asked.kind,
            name=asked.name.reveal(),
            telephone=asked.telephone.reveal() if asked.telephone else "",
            email=asked.email.reveal() if asked.email else "",
            address=asked.address.reveal() if asked.address else "",
            subject_matter=asked.subject_matter,
            letter_act=letter,
            agrees=asked.agrees,
            opinion=asked.opinion,
            replied_at=asked.replied_at,
            created_at=asked.created_at,
        )


def _again(row: SearchRecord | Harm | Proof, **changed: object) -> None:
    """The same row for another case, with who wrote it and when."""
    row.pk = None
    row._state.adding = True
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
