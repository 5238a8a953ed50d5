"""Whose data drafts and messages hold, and how long they are kept."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils import timezone

from kaicheng.agencies import permissions
from kaicheng.cases.models import ApplicantMessage, Draft, DraftFile
from kaicheng.privacy.registry import PersonalData, register


def _may_open(user: Any, row: Model) -> bool:
    return permissions.may(user, "cases.applicant.open", row, timezone.localdate())


permissions.place(ApplicantMessage, agency="case__agency", office="case__office", owner="case__handler")
register(
    PersonalData(
        model=Draft,
        category="unsent-request",
        fields=["answers", "code"],
        due=lambda before: Draft.objects.filter(saved_at__lt=before).exclude(code_index=""),
        chain=lambda row: str(row.agency.chain),
    )
)
register(
    PersonalData(
        model=DraftFile,
        category="unsent-request",
        fields=["name"],
        files=["file"],
        due=lambda before: DraftFile.objects.filter(draft__saved_at__lt=before, added_at__lt=before),
        chain=lambda row: str(row.draft.agency.chain),
        whole_rows=True,
    )
)
register(
    PersonalData(
        model=ApplicantMessage,
        category="applicant",
        fields=["text", "reply"],
        due=lambda before: ApplicantMessage.objects.filter(case__finished_on__lt=before.date()).exclude(
            text_index=""
        ),
        may_open=_may_open,
        chain=lambda row: str(row.case.agency.chain),
    )
)
