"""Putting a figure in by hand, on record."""

from __future__ import annotations

import hashlib
from decimal import Decimal, InvalidOperation

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency
from kaicheng.annual_report.form import form_for
from kaicheng.audit.recording import Entry
from kaicheng.handed_in import clean_name, scanned
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
        self.known = EnteredFigure.objects.filter(agency=self.agency, year=self.year, cell=self.cell).first()
        if self.source is None and not (self.known and self.known.source):
            refuse("请上传来源文件：台账、报表或者系统导出的截图，供签字人核对。", "source")

    def perform(self) -> EnteredFigure:
        row = self.known
        self.before = str(row.figure) if row else None
        row = row or EnteredFigure(agency=self.agency, year=self.year, cell=self.cell)
        row.value, row.reason, row.source_name = self.value, self.reason, self.source_name
        row.by, row.post, row.at = self.by, self.capacity.post if self.capacity else "", self.at
        row.signed_by, row.signed_post, row.signed_at, row.signed_hash = None, "", None, ""
        if self.source is not None:
            data = self.source.read()
            scanned(data)
            row.source_digest = hashlib.sha256(data).hexdigest()
            row.source.save(clean_name(self.source.name or "", "来源"), ContentFile(data), save=False)
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


class SignFigure(StaffAction[EnteredFigure]):
    """Sign a figure that a colleague has put in; ``seen`` is the hash of what was on the screen."""

    permission = "reporting.figure.sign"

    def __init__(self, row: EnteredFigure, *, seen: str, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.row, self.seen = row, seen

    def subject(self) -> models.Model:
        return self.row

    def validate(self) -> None:
        self.row = EnteredFigure.objects.select_for_update(of=("self",)).get(pk=self.row.pk)
        if self.row.signed:
            refuse("这个数字已经有人签字了。")
        if self.seen != self.row.content_hash:
            refuse("您看过以后，这个数字或者它的理由、来源又改过。请刷新页面重新核对。")
        if self.by is not None and self.by.pk == self.row.by_id:
            refuse("自己填报的数字，要由科室负责人或者分管领导签字。")

    def perform(self) -> EnteredFigure:
        self.row.signed_by, self.row.signed_at = self.by, self.at
        self.row.signed_post = self.capacity.post if self.capacity else ""
        self.row.signed_hash = self.row.content_hash
        self.row.save(update_fields=["signed_by", "signed_post", "signed_at", "signed_hash"])
        return self.row

    def event(self) -> Entry:
        return self.entry(
            events.FIGURE_SIGNED,
            self.row.agency.chain,
            self.row,
            facts={"year": self.row.year, "cell": self.row.cell, "value": str(self.row.figure)},
            label=form_for(self.row.year).cells[self.row.cell].name,
        )
