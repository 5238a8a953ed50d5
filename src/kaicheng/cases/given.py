"""Which files an applicant is given."""

from __future__ import annotations

import json

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from kaicheng.cases.models import ActRow, Case, CaseFile, CaseLetter, FileRole, PagePlan
from kaicheng.letters import facts_from_json


def given_files(case: Case) -> QuerySet[CaseFile]:
    """The copies made by the plans that stand, and files that were to be given as they are: what an answer
    signed now would give.

    A copy made by an earlier plan stays on file and is never given: the later plan covered what it shows.
    """
    standing = PagePlan.objects.filter(case=case, released__isnull=False).values("released")
    files = CaseFile.objects.filter(case=case, role=FileRole.RELEASED, withdrawn_at=None)
    return files.filter(Q(made_from__isnull=True) | Q(pk__in=standing))


def signed_for(case: Case) -> list[CaseFile]:
    """What the applicant gets: of those files, the ones that the signed answer names. One that came after the
    signatures is not among them. An answer that was signed on paper names none here: of its files those are
    given that a leader has confirmed."""
    answer = _signed_here().filter(case=case).order_by("-pk").first()
    if answer is None:
        return list(given_files(case).filter(confirmed_at__isnull=False))
    files = list(given_files(case))
    named = facts_from_json(json.loads(answer.facts)).given
    digests = {one.digest for one in named if one.digest}
    titles = {one.title for one in named if not one.digest}  # letters from before digests were kept
    return [one for one in files if one.digest in digests or title_of(one) in titles]


def to_confirm() -> QuerySet[CaseFile]:
    """Files to be given with answers that were signed on paper, which no leader has confirmed yet."""
    signed_here = _signed_here().filter(case=OuterRef("case"))
    standing = PagePlan.objects.filter(released__isnull=False).values("released")
    files = CaseFile.objects.filter(
        ~Exists(signed_here),
        role=FileRole.RELEASED,
        withdrawn_at=None,
        confirmed_at=None,
        case__answered_on__isnull=False,
    )
    return files.filter(Q(made_from__isnull=True) | Q(pk__in=standing))


def _signed_here() -> QuerySet[CaseLetter]:
    """Signed answers that count: one whose act was struck gives nothing, whatever it names."""
    strikes = ActRow.objects.filter(case=OuterRef("case"), code="strike").annotate(
        struck=Cast(KeyTextTransform("act_index", "data"), IntegerField())
    )
    struck = strikes.filter(struck=OuterRef("act_row__place"))
    return CaseLetter.objects.filter(~Exists(struck), act="answer", live=True)


def title_of(file: CaseFile) -> str:
    """What letters call it."""
    return file.name.rpartition(".")[0] or file.name
