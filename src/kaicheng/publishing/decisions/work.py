"""What decisions put on desks: what waits to be confirmed, what was returned, what must be withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies import permissions
from kaicheng.agencies.models import Agency, User
from kaicheng.publishing.decisions.confirming import CONFIRM, batches, waiting
from kaicheng.publishing.models import Decision, DecisionKind
from kaicheng.statute import deadline, load_calendar
from kaicheng.statute.periods import Kind
from kaicheng.workbench.items import Act, Due, WorkItem
from kaicheng.workbench.registry import register

RECORD = "publishing.decision.record"
SHOWN = 100


@register("decision", gettext_lazy("待撤回的处罚决定"))
def to_withdraw(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Penalties that stand no longer as the public still sees them (行政处罚法 Art. 48(2))."""
    rows = Decision.objects.filter(
        kind=DecisionKind.PENALTY,
        public=True,
        confirmed_at__isnull=False,
        withdrawn_on__isnull=True,
        overturned_on__isnull=False,
    ).exclude(overturned="")
    visible = permissions.visible(user, RECORD, rows.select_related("agency", "office"), today)
    for decision in visible.order_by("overturned_on", "pk")[:SHOWN]:
        assert decision.overturned_on is not None  # noqa: S101  # by the filter
        calendar = load_calendar(decision.agency.holiday_region or None)
        due = deadline(Kind.PENALTY_WITHDRAWAL, decision.overturned_on, calendar)
        yield WorkItem(
            key=f"decision:{decision.pk}",
            kind="decision",
            title=_("撤回处罚决定“%(number)s”的公开") % {"number": decision.number},
            act=Act(_("撤回"), reverse("publishing_decision_withdraw", args=[decision.pk])),
            state=_("%(day)s%(what)s")
            % {"day": decision.overturned_on, "what": decision.get_overturned_display()},
            due=Due.of(due, calendar),
            mine=True,
            agency=decision.agency.short_name,
            office=decision.office.name if decision.office else "",
        )


@register("confirm-decisions", gettext_lazy("待确认公开的行政决定"))
def to_confirm(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Decisions that others have recorded: public within 20 working days of the first (Art. 26)."""
    agencies = permissions.visible(user, CONFIRM, Agency.objects.all(), today)
    for batch in batches(waiting(agencies, user)):
        calendar = load_calendar(batch.agency.holiday_region or None)
        address = reverse("publishing_decisions_confirm", args=[batch.agency.pk])
        yield WorkItem(
            key=f"confirm-decisions:{batch.agency.pk}:{batch.source}",
            kind="confirm-decisions",
            title=_("确认公开“%(source)s”的%(n)s件行政决定") % {"source": batch.source, "n": batch.count},
            act=Act(_("看过后确认"), f"{address}?{urlencode({'laiyuan': batch.source})}"),
            from_whom=batch.source,
            state=_("已经登记，等确认"),
            due=Due.of(deadline(Kind.PUBLICATION, batch.first, calendar), calendar),
            waits_for_me=True,
            agency=batch.agency.short_name,
        )


@register("returned-decisions", gettext_lazy("被退回的行政决定"))
def returned(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Decisions that whoever was to confirm them has sent back: to who recorded them, else to all who may."""
    rows = Decision.objects.filter(public=True, confirmed_at=None, withdrawn_on=None).exclude(returned="")
    rows = rows.filter(Q(recorded_by=user) | Q(recorded_by=None)).select_related("agency", "office")
    for decision in permissions.visible(user, RECORD, rows, today).order_by("pk")[:SHOWN]:
        calendar = load_calendar(decision.agency.holiday_region or None)
        yield WorkItem(
            key=f"returned-decision:{decision.pk}",
            kind="returned-decisions",
            title=_("改正行政决定“%(number)s”的登记") % {"number": decision.number},
            act=Act(_("改正"), reverse("publishing_decision", args=[decision.pk])),
            state=_("被退回：%(reason)s") % {"reason": decision.returned},
            due=Due.of(deadline(Kind.PUBLICATION, decision.decided_on, calendar), calendar),
            mine=True,
            agency=decision.agency.short_name,
            office=decision.office.name if decision.office else "",
        )
