"""The sum of what was handed in, ranking, comparison over years, and the draft of the circular (通报)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.checks.rule import catalogue
from kaicheng.annual_report.consolidate import Consolidation
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.numbers import Figure, canonical
from kaicheng.annual_report.roster import unit_key
from kaicheng.findings import Kind, Place, Severity, cells
from kaicheng.reporting.editions import published_on
from kaicheng.reporting.models import HandIn
from kaicheng.reporting.supervising.matrix import DONE, Matrix
from kaicheng.reporting.supervising.receiving import stored
from kaicheng.reporting.supervising.rounds import latest
from kaicheng.reporting.supervising.units import season_of, strangers, units_on
from kaicheng.reporting.whole import whole_of

RANKED = (
    "requests.new_received.total",
    "requests.handled_total.total",
    "requests.carried_forward.total",
    "remedies.reconsideration.total",
    "proactive.licensing_decisions",
)
"""Cells by which units are put in order."""


def added_up(to: Agency, year: int) -> Consolidation:
    """The own share and every unit's last round, each once; the roster says who is missing.

    The authority's own published report holds its units already: it is compared, never added.
    """
    return whole_of(to, year).sum


@dataclass(frozen=True, slots=True)
class Disagreement:
    """P06: a cell in which the authority's own published report is not the sum of its units."""

    path: str
    name: str
    stated: str
    summed: str


def disagreements(to: Agency, summed: Consolidation) -> list[Disagreement]:
    """Where the published report of the whole differs from the sum of the parts."""
    stated = published_on(to, summed.report.year or 0)
    if stated is None:
        return []
    known = summed.report.statutory_form.cells
    return [
        Disagreement(path, cell.name, stated.text_of(path), summed.report.text_of(path))
        for path, cell in known.items()
        if stated[path] is not None and stated[path] != summed.report.figures.get(path, 0)
    ]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Units by one cell, the highest first; the last of each row is whether it was put in by hand."""

    path: str
    name: str
    rows: tuple[tuple[str, str, bool], ...]


def ranking(summed: Consolidation, most: int = 10) -> list[Ranked]:
    """Units in order by the cells of :data:`RANKED`."""
    found = []
    for path in RANKED:
        rows = sorted(summed.contributors(path), key=lambda one: (-one.value, one.unit))[:most]
        name = summed.report.statutory_form.cells[path].name
        shown = tuple((one.unit, canonical(one.value), one.entered) for one in rows)
        found.append(Ranked(path, name, shown))
    return [one for one in found if one.rows]


@dataclass(frozen=True, slots=True)
class OverYears:
    """A cell of the sum over some years."""

    name: str
    values: tuple[str, ...]


def over_years(to: Agency, year: int, years: int = 3) -> tuple[list[int], list[OverYears]]:
    """The sum over the last years, for the cells of :data:`RANKED`."""
    asked = [year - back for back in range(years - 1, -1, -1)]
    sums: dict[int, dict[str, Figure]] = {}
    for one in asked:
        rows = latest(to, one)
        sums[one] = dict(added_up(to, one).report.figures) if rows else {}
    known = form_for(year).cells
    lines = [
        OverYears(
            known[path].name,
            tuple(canonical(sums[one][path]) if path in sums[one] else "—" for one in asked),
        )
        for path in RANKED
    ]
    return asked, lines


@dataclass(frozen=True, slots=True)
class Peers:
    """Units of one kind and level side by side: values by the cells of :data:`RANKED`, and their medians."""

    name: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    medians: tuple[str, ...]


def peers(summed: Consolidation, to: Agency) -> tuple[list[str], list[Peers]]:
    """The names of the cells compared, and the groups of at least two units, the largest first."""
    agencies = {unit_key(unit.name): unit for unit in units_on(to, summed.report.year or 0)}
    values = {path: {one.unit: one.value for one in summed.contributors(path)} for path in RANKED}
    groups: dict[str, list[str]] = {}
    for unit in summed.units:
        agency = agencies.get(unit_key(unit.name))
        if agency is not None:
            group = f"{agency.get_level_display()}{agency.get_kind_display()}"
            groups.setdefault(group, []).append(unit.name)
    names = [summed.report.statutory_form.cells[path].name for path in RANKED]
    found = []
    for group, units in sorted(groups.items(), key=lambda pair: -len(pair[1])):
        if len(units) < 2:
            continue
        figures = {unit: [values[path].get(unit, 0) for path in RANKED] for unit in units}
        middle = [median(column) for column in zip(*figures.values(), strict=True)]
        rows = tuple((unit, tuple(map(canonical, figures[unit]))) for unit in units)
        found.append(Peers(group, rows, tuple(f"{one:g}" for one in middle)))
    return names, found


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: in a unit's last round, or of the whole, where ``hand_in`` is None. ``given`` are the
    verdicts among which its own is; ``unknown`` is whether nobody knows yet whose report it is."""

    unit: str
    finding: dict[str, Any]
    hand_in: HandIn | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    unknown: bool = False

    @property
    def verdict(self) -> dict[str, Any] | None:
        """What somebody of the supervising authority has found of it."""
        given: dict[str, Any] | None = self.given.get(self.finding["fingerprint"])
        return given

    @property
    def holds(self) -> bool:
        """Whether it stands."""
        return self.verdict is None or bool(self.verdict["upheld"])


def problems_of(to: Agency, year: int) -> list[Problem]:
    """Every finding of every unit's last round, worst first, then by rule; nothing of what is no unit's."""
    rows = latest(to, year)
    unknown = strangers(to, year, rows)
    return _in_order(
        Problem(row.unit, one, row, row.verdicts)
        for row in rows
        if row not in unknown
        for one in row.findings
    )


def problems_of_all(to: Agency, year: int, matrix: Matrix) -> list[Problem]:
    """Those, and what only the whole shows: reports of units that nobody knows, P05, who has not handed in
    although it is late, and P06."""
    found = [*problems_of(to, year), *_unknown(matrix), *of_the_whole(to, year, matrix)]
    return _in_order(found)


def of_the_whole(to: Agency, year: int, matrix: Matrix) -> list[Problem]:
    """P05 and P06 with what has been found of them."""
    given = season_of(to, year).verdicts
    return [replace(one, given=given) for one in (*_absent(matrix), *_unequal(to, year))]


def _unknown(matrix: Matrix) -> Iterator[Problem]:
    for row in matrix.unknown:
        zh = (
            f"收到一份“{row.unit}”的报告，本系统的单位和名单里都没有，没有计入汇总。"
            "请打开报告，指明是哪个单位，或者不收。"
        )
        found = catalogue()["P05"].found(
            zh, f"“{row.unit}” is neither a unit here nor on the roster.", Place(Kind.FILE, row.unit)
        )
        yield Problem(row.unit, stored(found), row, unknown=True)


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    order = list(Severity)
    return sorted(
        problems,
        key=lambda one: (order.index(Severity(one.finding["severity"])), one.finding["rule"], one.unit),
    )


def _absent(matrix: Matrix) -> Iterator[Problem]:
    for unit in matrix.units:
        if unit.hand_in is None and unit.late and unit.status not in DONE:
            zh = f"到{unit.until.isoformat()}没有报送。请催报；机构已经撤并的，更新名单。"
            en = f"Nothing was handed in by {unit.until}."
            found = catalogue()["P05"].found(zh, en, Place(Kind.FILE, unit.name), expected=unit.until)
            yield Problem(unit.name, stored(found))


def _unequal(to: Agency, year: int) -> Iterator[Problem]:
    if published_on(to, year) is None or not latest(to, year):
        return
    for one in disagreements(to, added_up(to, year)):
        zh = f"公布的总报告里，{one.name}是{one.stated}，各单位之和是{one.summed or 0}。请查明哪一边有误。"
        en = f"The published whole says {one.stated}, its units add up to {one.summed or 0}."
        yield Problem(
            to.name, stored(catalogue()["P06"].found(zh, en, *cells(one.path), expected=one.summed))
        )


def circular(to: Agency, year: int, matrix: Matrix, most: int = 5) -> str:
    """The draft of the circular: who has handed in, which rules were broken how often, by whom.

    Counted by the ids of findings, so that every sentence can be proved from the list of problems.
    """
    excused = {one.unit for one in of_the_whole(to, year, matrix) if not one.holds}
    owing = [unit for unit in matrix.units if unit.name not in excused or unit.hand_in is not None]
    waiting = [unit for unit in owing if unit.hand_in is None]
    late = [unit.name for unit in owing if unit.late]
    total = len(owing)
    lines = [
        f"关于{year}年度政府信息公开工作年度报告编制情况的通报（草稿）",
        f"{year}年度应报送单位{total}家，已报送{total - len(waiting)}家。",
    ]
    names = [unit.name for unit in waiting]
    if waiting:
        also = "（均已逾期）" if names == late else ""
        lines.append(f"尚未报送{len(names)}家{also}：" + "、".join(names) + "。")
    if late and names != late:
        lines.append(f"逾期{len(late)}家：" + "、".join(late) + "。")
    if len(waiting) == total:
        return "\n".join(lines)
    units: dict[str, list[str]] = {}
    times: Counter[str] = Counter()
    for problem in problems_of(to, year):
        if problem.finding["severity"] == Severity.INFO or not problem.holds:
            continue
        rule = problem.finding["rule"]
        times[rule] += 1
        named = units.setdefault(rule, [])
        if problem.unit not in named:
            named.append(problem.unit)
    if not times:
        return "\n".join([*lines, "核对中没有发现需要通报的问题。"])
    lines.append("核对中发现的主要问题：")
    for number, (rule, count) in enumerate(
        sorted(times.items(), key=lambda pair: (-len(units[pair[0]]), -pair[1], pair[0])), 1
    ):
        some = "、".join(units[rule][:most]) + ("等" if len(units[rule]) > most else "")
        title = catalogue()[rule].title.zh
        lines.append(f"{number}．{title}（{rule}）：{len(units[rule])}家单位{count}处，涉及{some}。")
    returned = [unit.name for unit in matrix.units if unit.hand_in and unit.hand_in.returned_at]
    if returned:
        lines.append(f"已退回改正{len(returned)}家：" + "、".join(returned) + "。")
    lines.append("请上述单位对照问题逐项改正，按期重新报送；已经公布的，更正后注明更正理由。")
    return "\n".join(lines)
