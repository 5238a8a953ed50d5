"""The daily look: faults become tickets, and tickets whose fault is gone close themselves."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Iterable

from django.utils import timezone

from kaicheng.agencies.models import Agency
from kaicheng.agencies.models.agency import Status
from kaicheng.audit.recording import atomic
from kaicheng.publishing.models import Ticket
from kaicheng.publishing.upkeep.rules import MEND_WITHIN_DAYS, RULES, UNFINISHED, Fault, waiting_agencies
from kaicheng.statute import load_calendar
from kaicheng.workbench.schedule import periodic

logger = logging.getLogger(__name__)


@periodic("upkeep", every=dt.timedelta(days=1))
def look_everywhere(at: dt.datetime) -> None:
    """Look at every authority's platform. One that fails does not keep the others from being looked at."""
    agencies = Agency.objects.filter(status=Status.ACTIVE, platform__isnull=False)
    failed = 0
    for agency in agencies.iterator():
        try:
            look_at(agency, at)
        except Exception:
            failed += 1
            logger.exception("the daily look at authority %s failed", agency.pk)
    if failed:
        raise RuntimeError(f"the daily look failed for {failed} authorities")


def look_for_unfinished(at: dt.datetime) -> None:
    """Tickets for what could not be brought outside, as soon as it is known; they close once it could."""
    told = Ticket.objects.filter(rule=UNFINISHED).exclude(state=Ticket.State.MENDED)
    agencies = {*waiting_agencies(), *told.values_list("agency", flat=True)}
    for agency in Agency.objects.filter(pk__in=agencies):
        look_at(agency, at, (UNFINISHED,))


def look_at(agency: Agency, at: dt.datetime, rules: Collection[str] = ()) -> int:
    """Look at one platform, by these rules or by all; how many faults are open now."""
    today = timezone.localdate(at)
    faults = [fault for name in rules or RULES for fault in RULES[name](agency, today)]
    with atomic():
        return _keep(agency, faults, rules, at, today)


def _keep(
    agency: Agency, faults: Iterable[Fault], rules: Collection[str], at: dt.datetime, today: dt.date
) -> int:
    rows = Ticket.objects.filter(agency=agency, **({"rule__in": rules} if rules else {}))
    known = {(one.rule, one.place): one for one in rows.exclude(state=Ticket.State.MENDED)}
    within = load_calendar(agency.holiday_region or None).workday_after(today, MEND_WITHIN_DAYS)
    seen = set()
    for fault in faults:
        seen.add((fault.rule, fault.place))
        ticket = known.get((fault.rule, fault.place))
        if ticket is None:
            ticket = Ticket(
                agency=agency, rule=fault.rule, place=fault.place, found_at=at, due=fault.due or within
            )
        elif ticket.state == Ticket.State.DISMISSED and ticket.message != fault.message[:500]:
            # What was said to be none was another fault at this place.
            ticket.state, ticket.reason, ticket.by, ticket.closed_at = Ticket.State.OPEN, "", None, None
            ticket.found_at, ticket.due = at, fault.due or within
        ticket.title, ticket.message, ticket.url = fault.title[:300], fault.message[:500], fault.url[:300]
        ticket.office, ticket.blocks, ticket.seen_at = fault.office, fault.blocks, at
        ticket.save()
    gone = [one.pk for key, one in known.items() if key not in seen]
    Ticket.objects.filter(pk__in=gone).update(state=Ticket.State.MENDED, closed_at=at)
    return Ticket.objects.filter(agency=agency, state=Ticket.State.OPEN).count()
