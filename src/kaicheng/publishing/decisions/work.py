"""What decisions put on desks: published penalties that no longer stand, until they are withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies import permissions
from kaicheng.agencies.models import User
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
        kind=DecisionKind.PENALTY, public=True, withdrawn_on__isnull=True, overturned_on__isnull=False
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
