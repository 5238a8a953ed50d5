"""What a corrected edition of a public document changes in what is counted of it by years.

A record is never changed: the former is struck with its reason, and another takes its place. Tables of years
follow it; those of closed years differ then from what was published, and the pages of the report show that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kaicheng.audit.recording import Actor, Entry, Target, record
from kaicheng.publishing import events
from kaicheng.publishing.kinds import COUNTED, POLICIES, Kind
from kaicheng.publishing.models import DocumentPage, PolicyEvent, PolicyEventKind


@dataclass(frozen=True, slots=True)
class Before:
    """What the edition said that was public before, on which records rest."""

    kind: str
    expiry_date: dt.date | None


def before(pk: int) -> Before | None:
    """What is public now; None for what never was."""
    row = DocumentPage.objects.filter(pk=pk, index_number__isnull=False).values("kind", "expiry_date").first()
    return Before(**row) if row else None


def follow(page: DocumentPage, was: Before, actor: Actor, at: dt.datetime, today: dt.date) -> None:
    """Have the records of ``page`` say what its new edition says."""
    for former, day in _moved(page, was, today):
        if former is not None:
            former.struck_at, former.struck_reason = at, _("文件更正后重新登记")
            former.save(update_fields=["struck_at", "struck_reason"])
        kind = PolicyEventKind(former.kind) if former else PolicyEventKind.ISSUED
        if day is not None:
            basis = former.basis if former else ""
            PolicyEvent.objects.create(document=page, kind=kind, on=day, basis=basis, recorded_at=at)
        facts = {
            "what": str(kind.label),
            "before": f"{Kind(was.kind).label} {former.on}" if former else str(_("不计")),
            "after": f"{Kind(page.kind).label} {day}" if day else str(_("不计")),
        }
        record(
            Entry(
                type=events.RECORD_CORRECTED,
                chain=page.agency.chain,
                actor=actor,
                target=Target.of(page, page.title),
                at=at,
                facts=facts,
            )
        )


def _moved(
    page: DocumentPage, was: Before, today: dt.date
) -> Iterator[tuple[PolicyEvent | None, dt.date | None]]:
    """Records that are no longer right, each with the day that is right now; None where there is none."""
    standing = {one.kind: one for one in page.events.filter(struck_at__isnull=True)}
    issued = standing.get(PolicyEventKind.ISSUED)
    made = (page.created_date or page.published_date) if page.kind in COUNTED else None
    if (issued.on if issued else None) != made or (issued is not None and page.kind != was.kind):
        yield issued, made
    lapsed = standing.get(PolicyEventKind.LAPSED)
    # One that somebody has recorded on another day does not rest on the period of validity.
    if lapsed is not None and lapsed.on == was.expiry_date != page.expiry_date:
        over = page.expiry_date is not None and page.expiry_date <= today and page.kind in POLICIES
        yield lapsed, page.expiry_date if over else None
