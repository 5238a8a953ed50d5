"""Putting a figure in by hand, on record."""

from __future__ import annotations

import hashlib
from decimal import Decimal, InvalidOperation

from django.core.files.uploadedfile import UploadedFile
from django.db import models

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency
from kaicheng.annual_report.form import form_for
from kaicheng.audit.recording import Entry
from kaicheng.reporting import events
from kaicheng.reporting.models import EnteredFigure


class EnterFigure(StaffAction[EnteredFigure]):
    """Say what a cell comes to where the work is kept elsewhere. Totals cannot be entered: they follow."""

    permission = "reporting.figure.enter"

    def __init__(
        self,
        agency: Agency,
        year: int,
        cell: str,
        value: Decimal | int | str,
        *,
        source_name: str,
        source: UploadedFile | None = None,
        **context: object,
    ) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.agency, self.year, self.cell = agency, year, cell
        self.given, self.source_name, self.source = value, source_name.strip(), source

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        cells = form_for(self.year).cells
        if self.cell not in cells:
            refuse(f"表格里没有“{self.cell}”这一格。", "cell")
        if self.cell.endswith(".total") or ".handled_total." in self.cell:
            refuse("合计由系统相加，不用填。", "cell")
        try:
            self.value = Decimal(str(self.given).strip())
        except InvalidOperation:
            refuse(f"“{self.given}”不是数字。", "value")
        if not self.value.is_finite() or self.value < 0:
            refuse("数字不能小于0。", "value")
        if not cells[self.cell].decimal and self.value != self.value.to_integral_value():
            refuse("这一格只能填整数。", "value")
        required(self.reason, "请写明为什么手工填报。", "reason")
        required(self.source_name, "请写明数据来源。", "source_name")

    def perform(self) -> EnteredFigure:
        row = EnteredFigure.objects.filter(agency=self.agency, year=self.year, cell=self.cell).first()
        self.before = str(row.figure) if row else None
        row = row or EnteredFigure(agency=self.agency, year=self.year, cell=self.cell)
        row.value, row.reason, row.source_name = self.value, self.reason, self.source_name
        row.by, row.post, row.at = self.by, self.capacity.post if self.capacity else "", self.at
        if self.source is not None:
            row.source_digest = hashlib.sha256(self.source.read()).hexdigest()
            self.source.seek(0)
            row.source.save(self.source.name or "source", self.source, save=False)
        row.save()
        self.row = row
        return row

    def event(self) -> Entry:
        return self.entry(
            events.FIGURE_ENTERED,
            self.agency.chain,
            self.row,
            changes={"value": (self.before, str(self.row.figure))},
            facts={"year": self.year, "cell": self.cell, "source": self.source_name},
            label=form_for(self.year).cells[self.cell].name,
        )
