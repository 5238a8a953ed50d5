"""What changes of a case that are no acts of the law have in common: the case, locked, and one kind of
event."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.models import Case
from kaicheng.statute import END_PHASES, Phase

Result = TypeVar("Result")


def refuse_archived(case: Case) -> None:
    """What is archived is read, not changed."""
    if case.archived_on is not None:
        refuse(
            _("申请%(number)s已于%(day)s归档，只能查阅。要补充、更正的，先退回整理。")
            % {"number": case.number, "day": case.archived_on.isoformat()}
        )


class CaseAction(StaffAction[Result]):
    """A change of a case by who handles it. ``said`` is filled by what performs it."""

    permission: ClassVar[str] = "cases.case.handle"
    open_only: ClassVar[bool] = False
    archived_too: ClassVar[bool] = False

    def __init__(self, case: Case, **context: Any) -> None:
        super().__init__(**context)
        self.case = case
        self.said = ""
        self.facts: dict[str, str] = {}

    def subject(self) -> models.Model:
        return self.case

    def check(self) -> None:
        """Two who act at once on one case follow each other."""
        self.case = Case.objects.select_for_update().get(pk=self.case.pk)
        super().check()
        if not self.archived_too:
            refuse_archived(self.case)
        if self.open_only and Phase(self.case.phase) in END_PHASES:
            refuse("这份申请已经办结，不能再这样处理。")

    def event(self) -> Entry:
        return self.entry(
            events.HANDLED, self.case.agency.chain, self.case, facts={"what": self.said, **self.facts}
        )
