"""The sum of many reports, as a supervising department needs it: each cell with those it comes from.

Nothing is added twice and nothing is left out in silence. Totals are worked out anew from the summed
cells; where the totals that units stated come to something else, the units that made the error are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from kaicheng.annual_report.by_hand import entered_cells, with_notes
from kaicheng.annual_report.errors import AnnualReportError
from kaicheng.annual_report.form import Cell, Form, form_for
from kaicheng.annual_report.model import AnnualReport, sum_figures
from kaicheng.annual_report.numbers import Figure
from kaicheng.annual_report.roster import Attendance, attendance, unit_key

SCHEMA = "kaicheng/consolidation/1"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's report as far as it is added up.

    ``figures`` stand in the order of the cells of the form of the sum; ``blank`` are the cells without a
    figure that the unit's form prints, with what stood there.
    """

    name: str
    path: str
    year: int | None
    form: str
    figures: tuple[Figure | None, ...]
    blank: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]
    single_other: bool
    entered: tuple[str, ...] = ()
    """Cells that the unit has put in by hand."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A sum of the form that does not hold in a unit's own report."""

    rule: str
    note: str
    subject: str
    total: str
    stated: Figure
    computed: Figure


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one unit adds to a cell."""

    unit: str
    value: Figure
    entered: bool = False
    """Whether the unit has put it in by hand."""


@dataclass(frozen=True, slots=True)
class TotalDifference:
    """A total that differs from the sum of the totals as stated, and the units that account for it."""

    path: str
    name: str
    stated: Figure
    computed: Figure
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A report that was not added, and why: ``duplicate``, ``other_year``, ``no_year`` or ``unreadable``."""

    name: str
    path: str
    reason: str
    message: str


@dataclass(frozen=True)
class Consolidation:
    """The sum of the reports of ``units``, as a report on the form of the year, and what is to be said."""

    report: AnnualReport
    units: tuple[Unit, ...]
    totals: tuple[TotalDifference, ...]
    left_out: tuple[LeftOut, ...]
    attendance: Attendance | None

    def contributors(self, path: str) -> list[Contribution]:
        """The units whose figure in a cell is not zero; KeyError when the form has no such cell."""
        cells = self.report.statutory_form.cells
        place = list(cells).index(cells[path].path)
        return [
            Contribution(unit.name, value, cells[path].path in unit.entered)
            for unit in self.units
            if (value := unit.figures[place])
        ]

    @property
    def other_editions(self) -> tuple[str, ...]:
        """Units that used another edition of the form; their table two is not in the sum."""
        return tuple(unit.name for unit in self.units if unit.form != self.report.form)

    def problems(self) -> Iterator[tuple[str, str, str]]:
        """Everything to look at, as (unit, file, what), in Chinese."""
        cells = self.report.statutory_form.cells
        for entry in self.left_out:
            yield entry.name, entry.path, entry.message
        for unit in self.units:
            for fault in unit.faults:
                told = f"“{fault.subject}”不符合“{fault.note}”：{fault.computed}≠{fault.stated}"
                yield unit.name, unit.path, told
            if unit.form != self.report.form:
                yield unit.name, unit.path, f"使用{unit.form}年版格式，表二口径不同，未计入汇总"
            if unit.single_other:
                yield unit.name, unit.path, "“（六）其他处理”只填一行，汇总时计入“3.其他”"
            if unit.blank:
                yield unit.name, unit.path, _told_blanks(unit.blank, cells)
        for total in self.totals:
            names = "、".join(total.units[:10]) + ("等" if len(total.units) > 10 else "")
            yield (
                "",
                "",
                (
                    f"{total.name}：各单位所填之和为{total.stated}，按明细汇总为{total.computed}，差异来自{names}"
                ),
            )

    def to_json(self) -> dict[str, Any]:
        """The object of the contract ``kaicheng/consolidation/1``."""
        cells = self.report.statutory_form.cells
        return {
            "schema": SCHEMA,
            "report": self.report.to_json(),
            "units": [
                {
                    "name": unit.name,
                    "path": unit.path,
                    "form": unit.form,
                    "blank": [{"cell": path, "text": text} for path, text in unit.blank],
                    "faults": [
                        {
                            "rule": fault.rule,
                            "subject": fault.subject,
                            "cell": fault.total,
                            "stated": fault.stated,
                            "computed": fault.computed,
                        }
                        for fault in unit.faults
                    ],
                }
                for unit in self.units
            ],
            "contributors": {
                path: [
                    {"unit": unit.name, "value": value}
                    for unit in self.units
                    if (value := unit.figures[place])
                ]
                for place, path in enumerate(cells)
            },
            "totals": [
                {
                    "cell": total.path,
                    "stated": total.stated,
                    "computed": total.computed,
                    "units": list(total.units),
                }
                for total in self.totals
            ],
            "left_out": [
                {"name": entry.name, "path": entry.path, "reason": entry.reason, "message": entry.message}
                for entry in self.left_out
            ],
            "other_editions": list(self.other_editions),
            "missing": list(self.attendance.missing) if self.attendance else None,
            "not_on_roster": list(self.attendance.strangers) if self.attendance else None,
        }


def _told_blanks(blank: Sequence[tuple[str, str]], cells: Mapping[str, Cell]) -> str:
    shown = "、".join(cells[path].name + (f"（“{text}”）" if text else "") for path, text in blank[:5])
    return f"没有数字的格：{shown}" + (f"等{len(blank)}格" if len(blank) > 5 else "")


def consolidate(
    reports: Iterable[tuple[str, AnnualReport | AnnualReportError]],
    roster: Sequence[str] | None = None,
    *,
    year: int | None = None,
    agency: str | None = None,
    title: str = "",
) -> Consolidation:
    """Add up reports given as (path, report), or (path, error) for a file that could not be read.

    ``year`` is the year to add up, the most frequent one when it is not given; reports of other years are
    left out and told. Of two reports of one unit and year the first counts. ``roster`` lists the units
    that owe a report. Reports are taken one at a time; of each only its figures are kept.
    """
    left_out: list[LeftOut] = []
    found: list[Unit] = []
    for path, report in reports:
        name = PurePath(path).stem
        if isinstance(report, AnnualReportError):
            left_out.append(LeftOut(name, path, "unreadable", report.message.zh))
        elif report.year is None:
            left_out.append(LeftOut(report.agency or name, path, "no_year", "报告年份无法确定，未计入汇总"))
        else:
            found.append(_unit(path, report))
    if year is None:
        years = Counter(unit.year for unit in found)
        year = max(years, key=lambda one: (years[one], one or 0), default=None)
    units = tuple(_chosen(found, year, left_out))
    form = form_for(year)
    total, differences = _summed(form, units)
    summed = AnnualReport(
        form.edition,
        title or f"{agency or ''}{year or ''}年政府信息公开工作年度报告数据汇总",
        agency,
        year,
        figures=total,
    )
    return Consolidation(
        with_notes(summed, {path for unit in units for path in unit.entered}),
        units,
        tuple(differences),
        tuple(left_out),
        None if roster is None else attendance(roster, [unit.name for unit in units]),
    )


def _chosen(found: Iterable[Unit], year: int | None, left_out: list[LeftOut]) -> Iterator[Unit]:
    taken: dict[str, Unit] = {}
    for unit in found:
        known = taken.get(unit_key(unit.name))
        if unit.year != year:
            message = f"{unit.year}年的报告，不属于汇总年度{year}年，未计入汇总"
            left_out.append(LeftOut(unit.name, unit.path, "other_year", message))
        elif known is None:
            taken[unit_key(unit.name)] = unit
            yield unit
        else:
            same = "内容相同" if known.figures == unit.figures else "数据不同，请核实以哪份为准"
            message = f"与{known.path}为同一单位同一年度的报告（{same}），未重复计入"
            left_out.append(LeftOut(unit.name, unit.path, "duplicate", message))


# --- one report ---------------------------------------------------------------------------------------


def _unit(path: str, report: AnnualReport) -> Unit:
    form = form_for(report.year)
    own = report.statutory_form
    printed = {row.id for row in own.requests.printed_rows(report.filled_rows)}
    blank = tuple(
        (cell, report.raw.get(cell, ""))
        for cell in own.cells
        if report[cell] is None
        and cell in form.cells
        and (not cell.startswith("requests.") or cell.split(".")[1] in printed)
    )
    figures = {cell: value for cell, value in report.figures.items() if cell in form.cells}
    single = _fit_other_rows(form, report, figures)
    return Unit(
        report.agency or PurePath(path).stem,
        path,
        report.year,
        report.form,
        tuple(figures.get(cell) for cell in form.cells),
        blank,
        tuple(_faults(report)),
        single,
        tuple(entered_cells(report)),
    )


def _fit_other_rows(form: Form, report: AnnualReport, figures: dict[str, Figure]) -> bool:
    """Bring the row 其他处理 and the three that took its place to those which the form prints.

    Returns whether a single row was counted under its last sub-row, 3.其他.
    """
    counted = False
    for row in form.requests.rows:
        if not row.instead_of:
            continue
        for column in form.requests.columns:
            single = f"requests.{row.id}.{column.id}"
            three = [f"requests.{other}.{column.id}" for other in row.instead_of]
            parts = [figures[path] for path in three if path in figures]
            if form.requests.omitted:
                if parts and single not in figures:
                    figures[single] = sum_figures(parts)
                for path in three:
                    figures.pop(path, None)
            else:
                value = figures.pop(single, None)
                if value is not None and not parts:
                    figures[three[-1]] = value
                    counted = counted or bool(value)
    return counted


def _faults(report: AnnualReport) -> Iterator[Fault]:
    for equation in report.statutory_form.equations(report.filled_rows):
        left = [report[path] for path in equation.left]
        right = [report[path] for path in equation.right]
        if all(value is None for value in (*left, *right)):
            continue
        computed = sum_figures(value for value in left if value is not None)
        stated = sum_figures(value for value in right if value is not None)
        if computed != stated:
            yield Fault(equation.rule, equation.note, equation.subject, equation.right[0], stated, computed)


# --- the sum ------------------------------------------------------------------------------------------


def _summed(form: Form, units: Sequence[Unit]) -> tuple[dict[str, Figure], list[TotalDifference]]:
    stated: dict[str, Figure] = {}
    for place, path in enumerate(form.cells):
        values = [value for unit in units if (value := unit.figures[place]) is not None]
        if values:
            stated[path] = sum_figures(values)
    computed = _recomputed(form, stated)
    differing = {path: value for path, value in computed.items() if value != stated.get(path)}
    wrong: dict[str, list[str]] = {path: [] for path in differing}
    for unit in units if differing else ():
        own = {path: value for path, value in zip(form.cells, unit.figures, strict=True) if value is not None}
        for path, value in _recomputed(form, own).items() if unit.faults else ():
            if path in wrong and value != own.get(path):
                wrong[path].append(unit.name)
    return computed, [
        TotalDifference(path, form.cells[path].name, stated.get(path, 0), value, tuple(wrong[path]))
        for path, value in differing.items()
    ]


def _recomputed(form: Form, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """The figures with every total worked out from its parts, where there are any."""
    computed = dict(figures)
    filled = {path.split(".")[1] for path in figures if path.startswith("requests.")}
    equations = [equation for equation in form.equations(filled) if len(equation.right) == 1]
    # Down the columns first, then across the rows: the corner is then the sum of the worked-out totals.
    for equation in sorted(equations, key=lambda equation: equation.rule != "T302"):
        parts = [computed[path] for path in equation.left if path in computed]
        if parts:
            computed[equation.right[0]] = sum_figures(parts)
    return computed
