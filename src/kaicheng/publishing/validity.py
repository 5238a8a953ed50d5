"""有效性: what follows for a day from a document's dates and from what happened to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from kaicheng.publishing.kinds import Validity
from kaicheng.publishing.models import DocumentPage, PolicyEvent, PolicyEventKind


def validity_on(page: DocumentPage, day: dt.date) -> Validity:
    """Whether the document is in force on ``day``."""
    happened = PolicyEvent.objects.filter(document=page, on__lte=day, struck_at__isnull=True)
    return validity_of(page, happened.values_list("kind", flat=True), day)


def validity_of(page: DocumentPage, happened: Iterable[str], day: dt.date) -> Validity:
    """The same from the kinds of events up to ``day``: repeal weighs most, then lapse, then amendment."""
    events = set(happened)
    if PolicyEventKind.ABOLISHED in events:
        return Validity.ABOLISHED
    if PolicyEventKind.LAPSED in events or (page.expiry_date and page.expiry_date <= day):
        return Validity.LAPSED
    if page.effective_date and page.effective_date > day:
        return Validity.NOT_YET
    return Validity.AMENDED if PolicyEventKind.AMENDED in events else Validity.EFFECTIVE


def record_lapse(page: DocumentPage, at: dt.datetime, day: dt.date) -> None:
    """The record that a policy document's period of validity is over by ``day``, unless it ended before."""
    if not page.is_policy or page.expiry_date is None or page.expiry_date > day:
        return
    ended = PolicyEvent.objects.filter(
        document=page, kind__in=(PolicyEventKind.ABOLISHED, PolicyEventKind.LAPSED), struck_at=None
    )
    if not ended.exists():
        PolicyEvent.objects.create(
            document=page,
            kind=PolicyEventKind.LAPSED,
            on=page.expiry_date,
            basis=_("有效期届满"),
            recorded_at=at,
        )
