"""Where a case comes from: the request that it was split from, or that it answers anew.

What was handed in, and everything up to there, lies with the earlier case and belongs to the later one too.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

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


def all_files(case: Case) -> QuerySet[CaseFile]:
    """The files of the case and of those that it goes on from, its own first."""
    return CaseFile.objects.filter(case__in=[case, *ancestors(case)]).order_by("-case_id", "pk")


def hand_down(whole: Case, item: Item, part: Case, acts: Mapping[int, ActRow]) -> None:
    """Give a part what was put on file for the whole, or for its item: searches, reasons, other evidence, and
    who was asked. ``acts`` are the part's own rows by place; files stay where they lie.
    """
    for search in whole.searches.all():
        _again(search, case=part)
    for harm in whole.harms.all():
        if harm.item_id in (None, item.pk):
            _again(harm, case=part, item=None)
    for proof in whole.proofs.all():
        _again(proof, case=part)
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
