"""The spreadsheet of decisions and charges: its columns, and what its rows would record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from kaicheng.agencies.loading.cells import choice_in, day_in, not_a_choice, not_a_day
from kaicheng.agencies.loading.problems import Problem
from kaicheng.agencies.loading.reading import Filled, Row
from kaicheng.agencies.loading.sheets import NO, YES, Column, Sheet
from kaicheng.agencies.models import Agency, Office
from kaicheng.publishing.decisions.judging import Wrong, wrong_with, wrong_with_fee
from kaicheng.publishing.models import Decision, DecisionKind, FeeYear

DAY = "写成 2026-03-05"
DECISIONS = Sheet(
    "行政决定",
    (
        Column(
            "种类",
            "kind",
            "从下拉表里选",
            required=True,
            choices=tuple(str(one.label) for one in DecisionKind),
        ),
        Column("决定书文号", "number", "同一种类里不能重复；已有的文号会更新原来的登记", required=True),
        Column("事项名称", "name", "例如：劳务派遣经营许可", required=True),
        Column("行政相对人", "party", "自然人的姓名隐去部分，例如：张*"),
        Column("统一社会信用代码", "party_code", "只填法人和其他组织的"),
        Column("承办科室", "office", "科室的名称"),
        Column("决定日期", "decided_on", DAY, required=True),
        Column("有效期至", "valid_to", DAY),
        Column("决定内容", "content", ""),
        Column("依据", "basis", "法律、法规、规章的条款"),
        Column("公开", "public", "不填就是公开", choices=(YES, NO)),
    ),
)
FEES = Sheet(
    "年度收费",
    (
        Column("年度", "year", "四位数字，例如：2026", required=True),
        Column("收费项目", "item", "与收费目录清单一致", required=True),
        Column("收费金额（元）", "amount", "以元为单位；年报里的万元由系统换算", required=True),
    ),
)
SHEETS = (DECISIONS, FEES)
MOST_ROWS = 5_000
"""Rows of one spreadsheet: they are checked while somebody waits."""


@dataclass(slots=True)
class Planned:
    """What a spreadsheet would record; ``problems`` must be empty for it to be recorded."""

    problems: list[Problem] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    fees: list[FeeYear] = field(default_factory=list)
    unchanged: int = 0
    """How many rows say what is recorded already."""

    @property
    def new(self) -> int:
        return sum(one.pk is None for one in (*self.decisions, *self.fees))

    @property
    def changed(self) -> int:
        return len(self.decisions) + len(self.fees) - self.new


def planned(filled: Filled, agency: Agency, today: dt.date) -> Planned:
    """What the rows would record for ``agency``, and all that stands against it. Nothing is written."""
    return _Planner(agency, today, Planned(list(filled.problems))).make(filled)


class _Planner:
    def __init__(self, agency: Agency, today: dt.date, plan: Planned) -> None:
        self.agency, self.today, self.plan = agency, today, plan
        self.offices = {office.name: office for office in Office.objects.filter(agency=agency)}

    def make(self, filled: Filled) -> Planned:
        decisions, fees = filled.rows[DECISIONS.name], filled.rows[FEES.name]
        if len(decisions) + len(fees) > MOST_ROWS:
            message = f"一共{len(decisions) + len(fees)}行，超过{MOST_ROWS}行，请分成几个文件导入。"
            self.plan.problems.append(Problem(DECISIONS.name, 0, "", message))
            return self.plan
        numbers = {row["number"] for row in decisions}
        known = Decision.objects.filter(agency=self.agency)
        self.known = {(one.kind, one.number): one for one in known.iterator() if one.number in numbers}
        self.fees = {(one.year, one.item): one for one in FeeYear.objects.filter(agency=self.agency)}
        seen: dict[tuple[object, ...], int] = {}
        for row in decisions:
            self._decision(row, seen)
        for row in fees:
            self._fee(row, seen)
        return self.plan

    def _decision(self, row: Row, seen: dict[tuple[object, ...], int]) -> None:
        kind = choice_in(row["kind"], DecisionKind)
        if kind is None:
            self._wrong(DECISIONS, row, [("kind", not_a_choice(row["kind"], DecisionKind))])
            return
        if not self._once(DECISIONS, row, (kind, row["number"]), seen):
            return
        there = self.known.get((kind, row["number"]))
        made = Decision(agency=self.agency, kind=kind, number=row["number"])
        if there is not None:
            made = Decision(
                **{one.attname: getattr(there, one.attname) for one in Decision._meta.concrete_fields}
            )
        wrong: list[Wrong] = []
        for name in ("name", "party", "party_code", "content", "basis"):
            setattr(made, name, row[name])
        made.public = row["public"] != NO
        if row["public"] not in ("", YES, NO):
            wrong.append(("public", f"“{row['public']}”应写“{YES}”或“{NO}”。"))
        if row["office"] and row["office"] not in self.offices:
            wrong.append(("office", f"本机关没有叫“{row['office']}”的科室，请核对名称。"))
        made.office = self.offices.get(row["office"])
        for name in ("decided_on", "valid_to"):
            day = day_in(row[name])
            if row[name] and day is None:
                wrong.append((name, not_a_day(row[name])))
            setattr(made, name, day)
        if made.decided_on is not None and made.decided_on > self.today:
            wrong.append(("decided_on", "日期还没有到，请核对。"))
        made.recorded_at = there.recorded_at if there else _NEVER
        wrong += wrong_with(made, known={name for name, _message in wrong}, alone=False)
        if wrong:
            self._wrong(DECISIONS, row, wrong)
        elif there is not None and _same(there, made):
            self.plan.unchanged += 1
        else:
            self.plan.decisions.append(made)

    def _fee(self, row: Row, seen: dict[tuple[object, ...], int]) -> None:
        if not row["year"].isdecimal() or not 2004 <= int(row["year"]) <= self.today.year:
            message = f"“{row['year']}”不是年度，请写四位数字，例如{self.today.year}。"
            self._wrong(FEES, row, [("year", message)])
            return
        year = int(row["year"])
        if not self._once(FEES, row, (year, row["item"]), seen):
            return
        try:
            amount = Decimal(row["amount"].replace(",", "").replace("，", ""))
        except InvalidOperation:
            self._wrong(FEES, row, [("amount", f"“{row['amount']}”不是金额，请只写数字，以元为单位。")])
            return
        there = self.fees.get((year, row["item"]))
        made = FeeYear(
            pk=there.pk if there else None,
            agency=self.agency,
            year=year,
            item=row["item"],
            amount=amount,
            recorded_at=_NEVER,
        )
        wrong = wrong_with_fee(made, alone=False)
        if wrong:
            self._wrong(FEES, row, wrong)
        elif there is not None and there.amount == amount:
            self.plan.unchanged += 1
        else:
            self.plan.fees.append(made)

    def _once(
        self, sheet: Sheet, row: Row, key: tuple[object, ...], seen: dict[tuple[object, ...], int]
    ) -> bool:
        if key in seen:
            name = sheet.columns[1].field
            self._wrong(sheet, row, [(name, f"和第{seen[key]}行重复，请删去一行。")])
            return False
        seen[key] = row.number
        return True

    def _wrong(self, sheet: Sheet, row: Row, wrong: Iterable[Wrong]) -> None:
        headings = {column.field: column.heading for column in sheet.columns}
        self.plan.problems += [
            Problem(sheet.name, row.number, headings.get(name, ""), message) for name, message in wrong
        ]


_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def _same(there: Decision, made: Decision) -> bool:
    return all(
        getattr(there, one.attname) == getattr(made, one.attname) for one in Decision._meta.concrete_fields
    )
