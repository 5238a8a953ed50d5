"""What changes of a case that are no acts of the law have in common: the case, locked, and one kind of
event."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db import models

from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.models import Case
from kaicheng.statute import END_PHASES, Phase

Result = TypeVar("Result")


class CaseAction(StaffAction[Result]):
    """A change of a case by who handles it. ``said`` is filled by what performs it."""

    permission: ClassVar[str] = "cases.case.handle"
    open_only: ClassVar[bool] = False

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
        if self.open_only and Phase(self.case.phase) in END_PHASES:
            refuse("这份申请已经办结，不能再这样处理。")

    def event(self) -> Entry:
        return self.entry(
            events.HANDLED, self.case.agency.chain, self.case, facts={"what": self.said, **self.facts}
        )
