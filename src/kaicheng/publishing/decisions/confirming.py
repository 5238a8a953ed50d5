"""Decisions go public when a second person has confirmed them: by form, by spreadsheet, by interface alike.

One confirmation takes all that has come from one source and that somebody else, or another system, has
recorded. Whoever confirms has seen the rows: their digest is confirmed, and told in the trail.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import models
from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, plain, refuse, required
from kaicheng.agencies.models import Agency, User
from kaicheng.audit.recording import Entry
from kaicheng.audit_chain.canonical import canonical
from kaicheng.publishing import events
from kaicheng.publishing.decisions import showing
from kaicheng.publishing.decisions.judging import FIELDS
from kaicheng.publishing.models import Decision

CONFIRM = "publishing.decision.confirm"
SAID = ("kind", "number", *FIELDS)
"""What the public reads of a decision, and whether it may."""
SAID_OF_WITHDRAWN = ("kind", "number", "name", "decided_on", "public")
"""What it still reads of one that was withdrawn, beside the reason (行政处罚法 Art. 48(2))."""
AT_ONCE = 2000
"""Rows that are confirmed in one go, the oldest first."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What waits of one source: how many rows, the earliest decision, the last record."""

    agency: Agency
    source: str
    count: int
    first: dt.date
    until: dt.datetime


def awaits(decision: Decision, before: Decision | None, by: User | None) -> None:
    """With other words than those on record, a decision waits until somebody else has confirmed them."""
    said = SAID_OF_WITHDRAWN if before is not None and before.withdrawn_on is not None else SAID
    if before is not None and all(getattr(before, name) == getattr(decision, name) for name in said):
        return
    decision.recorded_by, decision.returned = by, ""
    decision.confirmed_at = decision.confirmed_by = None


def waiting(agencies: Iterable[Agency] | QuerySet[Agency], user: User) -> QuerySet[Decision]:
    """What waits for ``user``: nothing that they have recorded themselves."""
    rows = Decision.objects.filter(agency__in=agencies, public=True, confirmed_at=None, returned="")
    return rows.exclude(recorded_by=user).order_by("pk")


def batches(rows: QuerySet[Decision]) -> list[Batch]:
    """The rows that wait, by authority and source."""
    found = rows.order_by("agency", "source").values_list("agency", "source")
    counted = list(found.annotate(Count("pk"), Min("decided_on"), Max("recorded_at")))
    agencies = Agency.objects.in_bulk({row[0] for row in counted})
    return [Batch(agencies[agency], *rest) for agency, *rest in counted]


def digest_of(rows: Iterable[Decision]) -> str:
    """SHA-256 over what the public will read of these, one a line."""
    total = hashlib.sha256()
    for one in rows:
        said = {name: plain(getattr(one, name)) for name in SAID}
        total.update(f"{canonical({'id': one.pk, **said})}\n".encode())
    return total.hexdigest()


class _OfBatch(StaffAction[int]):
    """What somebody says of a batch; ``seen`` is the digest of the rows that they were shown."""

    permission = CONFIRM

    def __init__(self, agency: Agency, source: str, until: dt.datetime, *, seen: str, **context: object):
        super().__init__(**context)  # type: ignore[arg-type]
        self.agency, self.source, self.until, self.seen = agency, source, until, seen

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        if self.by is None:
            refuse(_("公开行政决定要由人确认。"))
        self.rows = rows_of(waiting([self.agency], self.by).select_for_update(), self.source, self.until)
        if not self.rows:
            refuse(_("没有等您确认的，请刷新页面。自己登记的要由别人确认。"))
        if self.seen != digest_of(self.rows):
            refuse(_("您看到的内容和现在的不一样，请刷新页面，看过最新内容再确认。"))

    def _update(self, **fields: object) -> int:
        showing.announce_all(self.agency, self.at)
        return Decision.objects.filter(pk__in=[one.pk for one in self.rows]).update(**fields)


class ConfirmDecisions(_OfBatch):
    """Say that these may go public."""

    def perform(self) -> int:
        return self._update(confirmed_at=self.at, confirmed_by=self.by)

    def event(self) -> Entry:
        facts = {"count": len(self.rows), "digest": self.seen[:12]}
        entry = self.entry(
            events.DECISIONS_CONFIRMED, self.agency.chain, self.agency, facts=facts, label=self.source
        )
        return replace(entry, content_hash=self.seen)


class ReturnDecisions(_OfBatch):
    """Send these back to be corrected, with the reason. Nothing of them was public."""

    def validate(self) -> None:
        self.reason = required(self.reason, _("请写明退回的理由。"), "reason")[:200]
        super().validate()

    def perform(self) -> int:
        return self._update(returned=self.reason)

    def event(self) -> Entry:
        facts = {"count": len(self.rows)}
        return self.entry(
            events.DECISIONS_RETURNED, self.agency.chain, self.agency, facts=facts, label=self.source
        )


def rows_of(rows: QuerySet[Decision], source: str, until: dt.datetime) -> Sequence[Decision]:
    """The rows of one confirmation: what has come from there up to that moment."""
    return list(rows.filter(source=source, recorded_at__lte=until)[:AT_ONCE])
