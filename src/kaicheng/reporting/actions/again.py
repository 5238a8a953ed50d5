"""Handing a published report up again, where another authority supervises by now."""

from __future__ import annotations

from django.db import models

from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import Entry
from kaicheng.reporting import events
from kaicheng.reporting.handing_up import hand_to
from kaicheng.reporting.models import HandIn, ReportDraft
from kaicheng.reporting.tree import superior_of


def new_superior(draft: ReportDraft) -> Agency | None:
    """Who supervises now and has not received the published report; None where nobody else does."""
    if draft.page is None or not draft.page.live:
        return None
    last = _last(draft)
    superior = superior_of(draft.agency)
    return superior if superior is not None and (last is None or last.to_id != superior.pk) else None


def _last(draft: ReportDraft) -> HandIn | None:
    """The last round, whoever received it."""
    rows = HandIn.objects.filter(agency=draft.agency, year=draft.year, refused_at__isnull=True)
    return rows.select_related("to").order_by("handed_at", "pk").last()


class HandUpAgain(StaffAction[HandIn]):
    """Hand the published report to the authority that supervises now; the one before counts it no more."""

    permission = "portal.annual_report.draft"

    def __init__(self, draft: ReportDraft, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.draft = draft

    def subject(self) -> models.Model:
        return self.draft

    def validate(self) -> None:
        superior = new_superior(self.draft)
        if superior is None:
            refuse("报告还没有公布，或者已经报送给现在的主管机关，不用重新上报。")
        self.superior, self.before = superior, _last(self.draft)

    def perform(self) -> HandIn:
        assert self.draft.page is not None  # noqa: S101  # validate() has seen to it
        made = hand_to(self.superior, self.draft.page, self.at)
        if made is None:  # it came back to where it was once handed in: that round counts again
            made = HandIn.objects.filter(
                to=self.superior, agency=self.draft.agency, year=self.draft.year
            ).latest("round")
            made.handed_at = self.at
            made.save(update_fields=["handed_at"])
        return made

    def event(self) -> Entry:
        facts = {
            "year": self.draft.year,
            "to": self.superior.name,
            "before": self.before.to.name if self.before else "无",
        }
        return self.entry(events.HANDED_UP_AGAIN, self.draft.agency.chain, self.draft, facts=facts)
