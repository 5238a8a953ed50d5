"""Whose data a case holds, who may open it, and how long it is kept."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q
from django.utils import timezone

from kaicheng.agencies import permissions
from kaicheng.cases.models import Applicant, Case, CaseFile, Consultation
from kaicheng.cases.models.files import RESTRICTED
from kaicheng.privacy.registry import PersonalData, register


def _may_open(user: Any, row: Model) -> bool:
    return permissions.may(user, "cases.applicant.open", row, timezone.localdate())


def _chain(row: Any) -> str:
    return str(row.case.agency.chain)


register(
    PersonalData(
        model=Applicant,
        category="applicant",
        fields=[
            "name",
            "id_number",
            "legal_representative",
            "contact",
            "telephone",
            "email",
            "address",
            "agent_name",
            "agent_id_number",
        ],
        due=lambda before: Applicant.objects.filter(
            case__finished_on__lt=before.date(), erased_at__isnull=True
        ).exclude(case__disputes__decided_on__isnull=True, case__disputes__isnull=False),
        about=Case,
        of=lambda case: Applicant.objects.filter(case=case),
        may_open=_may_open,
        chain=_chain,
        erased="erased_at",
    )
)
register(
    PersonalData(
        model=Consultation,
        category="applicant",
        fields=["name", "telephone", "email", "address"],
        due=lambda before: Consultation.objects.filter(
            case__finished_on__lt=before.date(), erased_at__isnull=True
        ),
        may_open=_may_open,
        chain=_chain,
        erased="erased_at",
    )
)
register(
    PersonalData(
        model=CaseFile,
        category="applicant",
        files=["file"],
        # a letter goes with the identity papers that were attached to it
        due=lambda before: CaseFile.objects.filter(
            Q(role__in=RESTRICTED)
            | Q(pk__in=CaseFile.objects.filter(role__in=RESTRICTED).values("made_from")),
            case__finished_on__lt=before.date(),
        ).exclude(file=""),
        may_open=_may_open,
        chain=_chain,
    )
)
