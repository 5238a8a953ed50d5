"""Taking the register out as a spreadsheet: on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.db.models import QuerySet

from kaicheng.agencies.actions.base import StaffAction
from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.models import Case
from kaicheng.cases.spreadsheet import spreadsheet

Sheet = Callable[[Iterable[Case], dt.date], bytes]


class ExportRegister(StaffAction[bytes]):
    """The rows as XLSX. Permission on each row is with who gives the rows."""

    permission = "cases.case.view"

    def __init__(
        self, agency: Agency, rows: QuerySet[Case], query: str, sheet: Sheet = spreadsheet, **context: Any
    ) -> None:
        super().__init__(**context)
        self.agency, self.rows, self.query, self.sheet = agency, rows, query, sheet

    def subject(self) -> models.Model:
        return self.rows.first() or Case(agency=self.agency)

    def perform(self) -> bytes:
        cases = list(self.rows)
        self.count = len(cases)
        return self.sheet(cases, self.today)

    def event(self) -> Entry:
        facts = {"rows": self.count, "query": self.query[:200]}
        return self.entry(events.EXPORTED, self.agency.chain, self.agency, facts=facts)
