"""When the State Council's holiday notice changes, the due dates of all open cases move with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction
from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.roles import Role
from kaicheng.agencies.standing import acting
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.ledger import calendar_in, refresh, state_of
from kaicheng.cases.models import Case
from kaicheng.statute import OPEN_PHASES, AnswerBasis, CalendarNotAvailable, WorkCalendar, rederive
from kaicheng.workbench.notices import notify
from kaicheng.workbench.schedule import periodic

BATCH = 2000


class MoveDue(StaffAction[Case]):
    """Count one case anew, on record. The calendar is what has changed, nobody has acted."""

    permission = "cases.case.handle"

    def __init__(self, case: Case, **context: Any) -> None:
        super().__init__(**context)
        self.case = case

    def subject(self) -> Case:
        return self.case

    def perform(self) -> Case:
        self.case = Case.objects.select_for_update().select_related("agency").get(pk=self.case.pk)
        self.before = self.case.due
        refresh(self.case, state_of(self.case, self.today))
        return self.case

    def event(self) -> Entry:
        facts = {
            "before": self.before.isoformat() if self.before else "",
            "after": self.case.due.isoformat() if self.case.due else "",
            "calendar": self.case.calendar_version,
        }
        return self.entry(events.RECOUNTED, self.case.agency.chain, self.case, facts=facts)


@periodic("cases.due-dates", every=dt.timedelta(hours=1))
def follow_calendar(at: dt.datetime) -> int:
    """Bring every open case to the calendar in force; gives how many due dates moved, and tells who handles
    them.

    Cases counted by this very calendar are passed over, so the work is done once for a change and bears
    being done
    twice.
    """
    moved = 0
    regions = Agency.objects.filter(cases__phase__in=list(OPEN_PHASES)).values_list(
        "holiday_region", flat=True
    )
    for region in sorted(set(regions)):
        calendar = calendar_in(region)
        open_cases = Case.objects.filter(agency__holiday_region=region, phase__in=list(OPEN_PHASES))
        stale = (
            open_cases.exclude(calendar_version=calendar.version)
            .order_by("agency", "pk")
            .select_related("agency")
        )
        told: dict[int, list[tuple[Case, dt.date | None]]] = {}
        for batch in _batches(stale.iterator(BATCH)):
            for case, due in _derived(batch, calendar):
                before = case.due
                if due == before and not case.provisional:
                    Case.objects.filter(pk=case.pk).update(calendar_version=calendar.version)
                    continue
                case = MoveDue(case, by=None, at=at).execute()
                if case.due != before:
                    moved += 1
                    told.setdefault(case.agency_id, []).append((case, before))
        for cases in told.values():
            _tell(cases, calendar, at)
    return moved


def _derived(cases: list[Case], calendar: WorkCalendar) -> Iterator[tuple[Case, dt.date | None]]:
    """Each case with its last day under the calendar; None where it cannot be derived from the facts kept."""
    known = [case for case in cases if case.basis and case.answer_due is None]
    try:
        days = rederive([basis_of(case.basis or {}) for case in known], calendar)
        dues = {case.pk: day for case, day in zip(known, days, strict=True)}
    except CalendarNotAvailable:
        dues = {}
    for case in cases:
        yield case, dues.get(case.pk, None if case in known else case.due)


def basis_of(kept: Mapping[str, Any]) -> AnswerBasis:
    """The facts from which a due date follows, as :func:`kaicheng.cases.ledger.refresh` keeps them."""
    day = dt.date.fromisoformat

    def maybe(text: str | None) -> dt.date | None:
        return day(text) if text else None

    return AnswerBasis(
        day(kept["base"]),
        int(kept["length"]),
        tuple((day(a), maybe(b), day(c), int(n)) for a, b, c, n in kept["spans"]),
        maybe(kept.get("not_before")),
    )


def _tell(cases: list[tuple[Case, dt.date | None]], calendar: WorkCalendar, at: dt.datetime) -> None:
    """One notice for each who handles requests of the authority, however many cases moved."""
    first, before = cases[0]
    agency = first.agency
    words = {"count": len(cases), "number": first.number, "due": first.due, "before": before}
    if len(cases) == 1:
        text = _("放假安排有变化，申请%(number)s的答复期限由%(before)s改为%(due)s。") % words
        url = reverse("cases_case", args=[first.pk])
    else:
        text = (
            _("放假安排有变化，%(count)s件申请的答复期限已重新计算，例如%(number)s由%(before)s改为%(due)s。")
            % words
        )
        url = reverse("cases_register") + "?due=open"
    people: dict[int, User] = {
        one.user.pk: one.user for one in acting(Role.DISCLOSURE_OFFICER, agency, at.date())
    }
    for user in people.values():
        notify(user, "cases", text, url, at, key=f"due-dates:{agency.pk}:{calendar.version}:{first.pk}")


def _batches(rows: Iterable[Case]) -> Iterator[list[Case]]:
    found = iter(rows)
    while batch := list(islice(found, BATCH)):
        yield batch
