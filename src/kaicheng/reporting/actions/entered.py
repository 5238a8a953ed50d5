"""Putting figures in by hand, on record: one, or the many of a table; signing them; taking one back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency
from kaicheng.annual_report.form import form_for
from kaicheng.audit.recording import Entry
from kaicheng.handed_in import clean_name, scanned
from kaicheng.reporting import events
from kaicheng.reporting.bindings import bindings
from kaicheng.reporting.models import EnteredFigure

Value = Decimal | int | str


def enterable(year: int) -> list[str]:
    """The cells that can be put in by hand: those that are counted, but for sums, which follow."""
    return [path for path in bindings(year) if not path.endswith(".total") and ".handled_total." not in path]


class _Entering:
    """What both ways of putting figures in have in common: what may stand in a cell, and how it is kept."""

    agency: Agency
    year: int
    source: UploadedFile | None
    source_name: str
    stored: str = ""

    def number(self, cell: str, given: Value, where: str) -> Decimal:
        """The value as a number that the cell can hold; ``where`` is the field to complain at."""
        cells = form_for(self.year).cells
        if cell not in cells:
            refuse(f"表格里没有“{cell}”这一格。", "cell")
        name = cells[cell].name
        if cell not in bindings(self.year):
            refuse(f"{name}不在这一年的格式里，不用填。", "cell")
        if cell not in enterable(self.year):
            refuse(f"{name}：合计由系统相加，不用填。", "cell")
        try:
            value = Decimal(str(given).strip())
        except InvalidOperation:
            refuse(f"{name}：“{given}”不是数字。", where)
        if not value.is_finite() or value < 0:
            refuse(f"{name}：数字不能小于0。", where)
        if not cells[cell].decimal and value != value.to_integral_value():
            refuse(f"{name}：这一格只能填整数。", where)
        if value >= 10**10 or value != round(value, 6):
            refuse(f"{name}：数字太大，或者小数太长，请核对。", where)
        return value

    def known(self, cells: Iterable[str]) -> dict[str, EnteredFigure]:
        """The figures put in already, by cell."""
        rows = EnteredFigure.objects.select_for_update().filter(
            agency=self.agency, year=self.year, cell__in=list(cells), withdrawn_at__isnull=True
        )
        return {row.cell: row for row in rows}

    def given_source(self) -> tuple[bytes, str]:
        """The source file, looked through, and its digest; nothing where none was given."""
        if self.source is None:
            return b"", ""
        data = self.source.read()
        scanned(data)
        return data, hashlib.sha256(data).hexdigest()

    def keep(
        self, action: StaffAction[Any], row: EnteredFigure, value: Decimal, source: tuple[bytes, str]
    ) -> EnteredFigure:
        """Save one figure as it stands now; whatever was signed before has to be signed again."""
        row.value, row.reason, row.source_name = value, action.reason, self.source_name
        row.by, row.post, row.at = action.by, action.capacity.post if action.capacity else "", action.at
        row.signed_by, row.signed_post, row.signed_at, row.signed_hash = None, "", None, ""
        data, digest = source
        if self.source is not None:
            row.source_digest = digest
            if self.stored:  # one file for all figures of a table
                row.source.name = self.stored
            else:
                row.source.save(clean_name(self.source.name or "", "来源"), ContentFile(data), save=False)
                self.stored = str(row.source.name)
        row.save()
        return row


class EnterFigure(_Entering, StaffAction[EnteredFigure]):
    """Say what a cell comes to where the work is kept elsewhere. Totals cannot be entered: they follow."""

    permission = "reporting.figure.enter"

    def __init__(
        self,
        agency: Agency,
        year: int,
        cell: str,
        value: Value,
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
        self.value = self.number(self.cell, self.given, "value")
        required(self.reason, "请写明为什么手工填报。", "reason")
        required(self.source_name, "请写明数据来源。", "source_name")
        self.before = self.known([self.cell]).get(self.cell)
        if self.source is None and not (self.before and self.before.source):
            refuse("请上传来源文件：台账、报表或者系统导出的截图，供签字人核对。", "source")

    def perform(self) -> EnteredFigure:
        self.was = str(self.before.figure) if self.before else None
        row = self.before or EnteredFigure(agency=self.agency, year=self.year, cell=self.cell)
        self.row = self.keep(self, row, self.value, self.given_source())
        return self.row

    def event(self) -> Entry:
        return self.entry(
            events.FIGURE_ENTERED,
            self.agency.chain,
            self.row,
            changes={"value": (self.was, str(self.row.figure))},
            facts={"year": self.year, "cell": self.cell, "source": self.source_name},
            label=self.row.cell_name,
        )


class EnterFigures(_Entering, StaffAction[list[EnteredFigure]]):
    """Put in the figures of a table at once: one source, one reason, all of them or none."""

    permission = "reporting.figure.enter"

    def __init__(
        self,
        agency: Agency,
        year: int,
        figures: Sequence[tuple[str, Value]],
        *,
        source_name: str,
        source: UploadedFile,
        **context: object,
    ) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.agency, self.year, self.figures = agency, year, figures
        self.source_name, self.source = source_name.strip(), source

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        if not self.figures:
            refuse("表里没有填数字。", "table")
        self.values = {cell: self.number(cell, given, "table") for cell, given in self.figures}
        if len(self.values) != len(self.figures):
            refuse("表里有的格填了两次，请只留一个数字。", "table")
        required(self.reason, "请写明为什么手工填报。", "reason")
        required(self.source_name, "请写明数据来源。", "source_name")

    def perform(self) -> list[EnteredFigure]:
        known, source = self.known(self.values), self.given_source()
        self.rows = [
            self.keep(
                self,
                known.get(cell) or EnteredFigure(agency=self.agency, year=self.year, cell=cell),
                value,
                source,
            )
            for cell, value in self.values.items()
        ]
        return self.rows

    def event(self) -> Entry:
        said = "；".join(f"{row.cell_name}{row.figure}" for row in self.rows)
        facts = {"year": self.year, "count": len(self.rows), "said": said, "source": self.source_name}
        return self.entry(
            events.FIGURES_ENTERED, self.agency.chain, self.agency, facts=facts, label=str(self.year)
        )


class WithdrawFigure(StaffAction[EnteredFigure]):
    """Take a figure back: from now on the cell is counted from the records again."""

    permission = "reporting.figure.enter"

    def __init__(self, row: EnteredFigure, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.row = row

    def subject(self) -> models.Model:
        return self.row

    def validate(self) -> None:
        self.row = EnteredFigure.objects.select_for_update(of=("self",)).get(pk=self.row.pk)
        if self.row.withdrawn_at is not None:
            refuse("这个数字已经撤回了。")
        required(self.reason, "请写明为什么撤回。", "reason")

    def perform(self) -> EnteredFigure:
        self.row.withdrawn_at, self.row.withdrawn_by = self.at, self.by
        self.row.withdrawn_why = self.reason[:300]
        self.row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        return self.row

    def event(self) -> Entry:
        facts = {"year": self.row.year, "cell": self.row.cell, "value": str(self.row.figure)}
        chain = self.row.agency.chain
        return self.entry(events.FIGURE_WITHDRAWN, chain, self.row, facts=facts, label=self.row.cell_name)


class SignFigures(StaffAction[list[EnteredFigure]]):
    """Sign figures that a colleague has put in; ``seen`` are the hashes of what was on the screen, by row."""

    permission = "reporting.figure.sign"

    def __init__(self, agency: Agency, seen: dict[int, str], **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.agency, self.seen = agency, seen

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        rows = EnteredFigure.objects.select_for_update(of=("self",)).select_related("agency")
        self.rows = list(rows.filter(agency=self.agency, pk__in=self.seen, withdrawn_at__isnull=True))
        if not self.seen or len(self.rows) != len(self.seen):
            refuse("有的数字已经撤回，或者没有选。请刷新页面重新核对。")
        for row in self.rows:
            if row.signed:
                refuse(f"{row.cell_name}已经有人签字了。")
            if self.seen[row.pk] != row.content_hash:
                refuse(f"您看过以后，{row.cell_name}的数字或者它的理由、来源又改过。请刷新页面重新核对。")
            if self.by is not None and self.by.pk == row.by_id:
                refuse("自己填报的数字，要由科室负责人或者分管领导签字。")

    def perform(self) -> list[EnteredFigure]:
        for row in self.rows:
            row.signed_by, row.signed_at = self.by, self.at
            row.signed_post = self.capacity.post if self.capacity else ""
            row.signed_hash = row.content_hash
            row.save(update_fields=["signed_by", "signed_post", "signed_at", "signed_hash"])
        return self.rows

    def event(self) -> Entry:
        said = "；".join(f"{row.cell_name}{row.figure}" for row in self.rows)
        facts = {"year": self.rows[0].year, "count": len(self.rows), "said": said}
        return self.entry(
            events.FIGURES_SIGNED, self.agency.chain, self.agency, facts=facts, label=str(self.rows[0].year)
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
        if self.row.withdrawn_at is not None:
            refuse("这个数字已经撤回了。")
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
