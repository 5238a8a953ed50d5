"""Which files an applicant is given."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kaicheng.cases.models import Case, CaseFile, FileRole, PagePlan


def given_files(case: Case) -> QuerySet[CaseFile]:
    """The copies made by the plans that stand, and files that were to be given as they are.

    A copy made by an earlier plan stays on file and is never given: the later plan covered what it shows.
    """
    standing = PagePlan.objects.filter(case=case, released__isnull=False).values("released")
    files = CaseFile.objects.filter(case=case, role=FileRole.RELEASED)
    return files.filter(Q(made_from__isnull=True) | Q(pk__in=standing))
