"""有效性: what follows for a day from a document's dates and from what happened to it."""

from __future__ import annotations

import datetime as dt

from kaicheng.publishing.kinds import Validity
from kaicheng.publishing.models import DocumentPage, PolicyEvent, PolicyEventKind

_BY_EVENT = {
    PolicyEventKind.ABOLISHED: Validity.ABOLISHED,
    PolicyEventKind.LAPSED: Validity.LAPSED,
    PolicyEventKind.AMENDED: Validity.AMENDED,
}


def validity_on(page: DocumentPage, day: dt.date) -> Validity:
    """Whether the document is in force on ``day``; repeal weighs most, then lapse, then amendment."""
    happened = set(
        PolicyEvent.objects.filter(document=page, on__lte=day, struck_at__isnull=True).values_list(
            "kind", flat=True
        )
    )
    for kind, validity in _BY_EVENT.items():
        if kind in happened and validity is not Validity.AMENDED:
            return validity
    if page.expiry_date and page.expiry_date <= day:
        return Validity.LAPSED
    if page.effective_date and page.effective_date > day:
        return Validity.NOT_YET
    return Validity.AMENDED if PolicyEventKind.AMENDED in happened else Validity.EFFECTIVE
