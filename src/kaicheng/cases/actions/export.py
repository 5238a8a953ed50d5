"""Taking the register out as a spreadsheet: on record."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet

from kaicheng.agencies.actions.base import StaffAction
from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.models import Case
from kaicheng.cases.spreadsheet import spreadsheet


class ExportRegister(StaffAction[bytes]):
    """The rows as XLSX. Permission on each row is with who gives the rows."""

    permission = "cases.case.view"

    def __init__(self, agency: Agency, rows: QuerySet[Case], query: str, **context: Any) -> None:
        super().__init__(**context)
        self.agency, self.rows, self.query = agency, rows, query

    def subject(self) -> models.Model:
        return self.rows.first() or Case(agency=self.agency)

    def perform(self) -> bytes:
        cases = list(self.rows)
        self.count = len(cases)
        return spreadsheet(cases)

    def event(self) -> Entry:
        facts = {"rows": self.count, "query": self.query[:200]}
        return self.entry(events.EXPORTED, self.agency.chain, self.agency, facts=facts)
