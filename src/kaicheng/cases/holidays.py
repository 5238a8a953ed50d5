"""When the State Council's holiday notice changes, the due dates of all open cases move with it.

Who answers for them, who has them in hand and who asked are told in the transaction that moves the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction
from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.roles import Role
from kaicheng.agencies.standing import acting
from kaicheng.audit.models import Event
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.ledger import calendar_in, refresh, state_of
from kaicheng.cases.models import Case
from kaicheng.statute import (
    OPEN_PHASES,
    AnswerBasis,
    CalendarNotAvailable,
    Channel,
    WorkCalendar,
    day_text,
    rederive,
)
from kaicheng.workbench import mail
from kaicheng.workbench.letters import absolute
from kaicheng.workbench.models import Mail
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
        self.case = Case.objects.select_for_update().get(pk=self.case.pk)
        self.before = self.case.due
        refresh(self.case, state_of(self.case, self.today))
        if self.case.due != self.before:  # with the change itself, so that nobody is left untold
            _tell_staff(self.case, self.before, self.at)
            _tell_applicant(self.case, self.before, self.at)
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
    """Bring every open case to the calendar in force, and tell those concerned; gives how many days moved.

    Cases counted by this very calendar are passed over, so the work is done once for a change and bears
    being done twice.
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
        for batch in _batches(stale.iterator(BATCH)):
            for case, due in _derived(batch, calendar):
                before = case.due
                if due == before and not case.provisional:
                    Case.objects.filter(pk=case.pk).update(calendar_version=calendar.version)
                    continue
                case = MoveDue(case, by=None, at=at).execute()
                moved += case.due != before
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


def _tell_staff(case: Case, before: dt.date | None, at: dt.datetime) -> None:
    """One notice for a change of the calendar to each who answers for the authority's requests, however many
    moved; and for each request to whoever has it in hand besides."""
    words = {"number": case.number, "due": case.due, "before": before or _("未定")}
    key = f"due-dates:{case.agency_id}:{case.calendar_version}"
    text = _("放假安排有变化，申请的答复期限已重新计算，例如%(number)s由%(before)s改为%(due)s。") % words
    officers: dict[int, User] = {
        one.user.pk: one.user for one in acting(Role.DISCLOSURE_OFFICER, case.agency, at.date())
    }
    for user in officers.values():
        notify(user, "cases", text, reverse("cases_register") + "?due=open", at, key=key)
    if case.handler is not None and case.handler.pk not in officers:
        text = _("放假安排有变化，申请%(number)s的答复期限由%(before)s改为%(due)s。") % words
        url = reverse("cases_case", args=[case.pk])
        notify(case.handler, "cases", text, url, at, key=f"{key}:{case.pk}")


# --- applicants --------------------------------------------------------------------------------------

KIND = "cases.due_moved"


@dataclass(frozen=True, slots=True)
class Moved:
    """A last day that the applicant was told of, and that moved with the holidays."""

    on: dt.date
    before: dt.date
    after: dt.date


def moves_of(case: Case) -> list[Moved]:
    """How often that happened, the newest first."""
    day = dt.date.fromisoformat
    rows = Event.objects.filter(
        action=events.RECOUNTED.name, object_type="cases.case", object_id=str(case.pk)
    ).order_by("-seq")
    return [
        Moved(timezone.localdate(row.at), day(row.facts["before"]), day(row.facts["after"]))
        for row in rows
        if "" not in (row.facts["before"], row.facts["after"]) and row.facts["before"] != row.facts["after"]
    ]


def _tell_applicant(case: Case, before: dt.date | None, at: dt.datetime) -> None:
    """A mail to whoever gave an address and was told of another day; one for all requests from it."""
    applicant = case.applicant
    on_line = case.channel == Channel.ONLINE or case.e_service
    if before is None or case.due is None or not applicant.email or not on_line:
        return
    reference = f"{case.agency_id}:{applicant.email_index}:{case.calendar_version}"
    waiting = Mail.objects.filter(kind=KIND, body=reference, state=Mail.State.WAITING)
    if not waiting.exists():
        mail.write_about(KIND, reference, _("放假安排有变化，您的政府信息公开申请的答复期限有变动"), at)


@mail.filled_in(KIND)
def fill(reference: str) -> mail.Filled | None:
    """The open requests of one mailbox whose last day moved with one calendar."""
    agency, mailbox, version = reference.split(":", 2)
    rows = Case.objects.filter(
        agency=int(agency),
        applicant__email_index=mailbox,
        calendar_version=version,
        phase__in=list(OPEN_PHASES),
    ).select_related("agency", "applicant")
    lines, address = [], ""
    for case in rows.order_by("pk"):
        moves = moves_of(case)
        if moves and moves[0].after == case.due:
            address = address or case.applicant.email.reveal()
            lines.append(
                _("申请%(number)s：由%(before)s改为%(due)s")
                % {
                    "number": case.number,
                    "before": day_text(moves[0].before).zh,
                    "due": day_text(moves[0].after).zh,
                }
            )
    if not address:
        return None
    body = _(
        "您好：\n\n"
        "放假安排有变化，工作日随之变动，%(agency)s对您的政府信息公开申请的答复期限已重新计算：\n\n"
        "%(lines)s\n\n"
        "期限怎样算出来的，可以凭申请编号和查询码在这里查看：%(follow)s\n"
    ) % {
        "agency": rows[0].agency.name,
        "lines": "\n".join(lines),
        "follow": absolute(reverse("requests:follow")),
    }
    return mail.Filled(address, body)


def _batches(rows: Iterable[Case]) -> Iterator[list[Case]]:
    found = iter(rows)
    while batch := list(islice(found, BATCH)):
        yield batch
