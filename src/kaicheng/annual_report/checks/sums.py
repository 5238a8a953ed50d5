"""The sums of tables three and four (T301–T304, T311, T401–T403), and which cell is likely at fault."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kaicheng.annual_report.checks.certainty import doubted
from kaicheng.annual_report.checks.contents import rows_with_total_only
from kaicheng.annual_report.checks.names import (
    bare,
    column_names,
    figure,
    in_english,
    listed,
    listed_in_english,
    row_names,
)
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.form import Equation, load_form
from kaicheng.annual_report.model import AnnualReport, sum_figures
from kaicheng.annual_report.numbers import Figure
from kaicheng.findings import Finding, Severity, cells


@dataclass(frozen=True, slots=True)
class Balance:
    """One sum of the form with the figures of a report in it; blank cells are left out of both sides."""

    equation: Equation
    left: Figure
    right: Figure
    blanks: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether every cell holds a number."""
        return not self.blanks

    @property
    def broken(self) -> bool:
        """Whether the sum certainly does not hold, whatever the blank cells should say.

        A blank stands for some number not below zero, so a side can only grow by it: too much on a side
        without blanks, or with blanks on both sides, proves nothing.
        """
        if self.decided:
            return self.left != self.right
        left_open = any(path in self.equation.left for path in self.blanks)
        right_open = any(path in self.equation.right for path in self.blanks)
        if left_open and right_open:
            return False
        return self.left > self.right if left_open else self.right > self.left


@lru_cache(maxsize=64)
def _equations(edition: str, filled: frozenset[str]) -> tuple[Equation, ...]:
    return tuple(load_form(edition).equations(set(filled)))


@lru_cache(maxsize=1)
def balances(report: AnnualReport) -> tuple[Balance, ...]:
    """Every sum of tables three and four, with what the report says on both sides."""
    figures = report.figures
    return tuple(
        Balance(
            equation,
            sum_figures(figures[path] for path in equation.left if path in figures),
            sum_figures(figures[path] for path in equation.right if path in figures),
            tuple(path for path in equation.cells if path not in figures),
        )
        for equation in _equations(report.form, frozenset(report.filled_rows))
    )


@lru_cache(maxsize=1)
def suspects(report: AnnualReport) -> dict[str, Figure]:
    """Cells that are likely wrong, each with the figure that would mend every sum it stands in.

    A cell is suspected when all sums through it (at least two) are broken and one other figure mends them
    all: a wrong figure breaks the sum of its row and that of its column by the same amount. Where two
    cells would explain the same broken sum, neither is named.
    """
    through: dict[str, list[tuple[int, int]]] = defaultdict(list)
    known = balances(report)
    for index, balance in enumerate(known):
        if balance.decided:
            for path in balance.equation.left:
                through[path].append((index, 1))
            for path in balance.equation.right:
                through[path].append((index, -1))
    mended: dict[str, Figure] = {}
    for path, places in through.items():
        changes = {sign * (known[index].right - known[index].left) for index, sign in places}
        if len(places) > 1 and len(changes) == 1:
            (change,) = changes
            value = report.figures[path] + change
            if change and value >= 0:
                mended[path] = value
    claims = Counter(index for path in mended for index, _ in through[path])
    return {path: value for path, value in mended.items() if all(claims[i] == 1 for i, _ in through[path])}


@lru_cache(maxsize=1)
def implied(report: AnnualReport) -> dict[str, Figure]:
    """What blank cells must hold for the sums to come out, where the other cells leave one answer."""
    proposals: dict[str, set[Figure]] = defaultdict(set)
    for balance in balances(report):
        blanks, equation = balance.blanks, balance.equation
        on_left = bool(blanks) and all(path in equation.left for path in blanks)
        if not on_left and not all(path in equation.right for path in blanks):
            continue
        gap = balance.right - balance.left if on_left else balance.left - balance.right
        if gap == 0 or (len(blanks) == 1 and gap > 0):
            for path in blanks:
                proposals[path].add(gap)
    return {path: next(iter(values)) for path, values in proposals.items() if len(values) == 1}


Subject = Callable[[str, Equation], tuple[str, str]]


def _row(edition: str, equation: Equation) -> tuple[str, str]:
    row = equation.right[0].split(".")[1]
    return f"表三“{row_names(edition)[row]}”一行", f"Table 3, row “{row.replace('_', ' ')}”"


def _column(edition: str, equation: Equation) -> tuple[str, str]:
    column = equation.right[0].split(".")[2]
    return f"表三“{column_names(edition)[column]}”列", f"Table 3, column “{column.replace('_', ' ')}”"


def _group(_: str, equation: Equation) -> tuple[str, str]:
    group = equation.right[0].split(".")[1]
    return f"表四“{equation.subject}”", f"Table 4, “{group.replace('_', ' ')}”"


_SUBJECTS: dict[str, Subject] = {"T301": _column, "T302": _column, "T303": _row}
_DOWN_A_COLUMN = ("T301", "T302")


@rule("T301")
@rule("T302")
@rule("T303")
@rule("T401")
@rule("T402")
@rule("T403")
def broken_sum(rule: Rule, case: Case) -> Iterator[Finding]:
    """A sum of the form that does not hold, written out."""
    report = case.report
    for balance in balances(report):
        if balance.equation.rule != rule.id or not balance.broken:
            continue
        equation = balance.equation
        suspect = next((path for path in suspects(report) if path in equation.cells), None)
        subject, subject_en = _SUBJECTS.get(rule.id, _group)(report.form, equation)
        gap = figure(max(balance.left - balance.right, balance.right - balance.left))
        names, names_en = _names(report.form, equation)
        left, right = _sides(report, balance, names, "填的是 ", "各项都是 0")
        zh = f"{subject}：{left}，而{right}，相差 {gap}。"
        left, right = _sides(report, balance, names_en, " says ", "all parts are 0")
        en = f"{subject_en}: {left}, but {right}, a difference of {gap}."
        if balance.blanks:
            zh += f"另有 {len(balance.blanks)} 格空白。"
            en += f" {len(balance.blanks)} cell(s) are blank."
        doubt = doubted(report, equation.cells)
        if doubt:
            zh += "其中有的数读取时存疑，请先对照原件。"
            en += " Some of these figures were read in doubt: compare the original first."
        if suspect is not None:
            value = figure(suspects(report)[suspect])
            zh += f"最可能有误的是{case.name(suspect)}，应为 {value}。"
            en += f" Most likely wrong: {in_english(suspect)}, which should be {value}."
        else:
            zh += "请核对这几格。"
            en += " Check these cells."
        ordered = sorted(equation.cells, key=lambda path: path != suspect)
        yield rule.found(
            zh,
            en,
            *cells(*ordered),
            expected=figure(balance.left),
            actual=figure(balance.right),
            severity=Severity.WARN if doubt else None,
        )


def _sides(
    report: AnnualReport, balance: Balance, names: Mapping[str, str], says: str, nothing: str
) -> tuple[str, str]:
    """Both sides of a sum written out: of a long sum only the terms that are not zero."""

    def side(paths: Sequence[str], total: Figure) -> str:
        if len(paths) == 1:
            return f"{names[paths[0]]}{says}{figure(total)}"
        terms = [
            f"{names[path]} {figure(report.figures[path])}"
            for path in paths
            if path in report.figures and (len(paths) == 2 or report.figures[path])
        ]
        return f"{' + '.join(terms)} = {figure(total)}" if terms else nothing

    return side(balance.equation.left, balance.left), side(balance.equation.right, balance.right)


def _names(edition: str, equation: Equation) -> tuple[dict[str, str], dict[str, str]]:
    """What to call the terms of a sum, in both languages: by row or by column, whichever differs."""
    axis = 1 if equation.rule in _DOWN_A_COLUMN else 2
    known = row_names(edition) if axis == 1 else column_names(edition)
    ids = {path: path.split(".")[axis] for path in equation.cells}
    return (
        {path: known[name] for path, name in ids.items()},
        {path: name.replace("_", " ") for path, name in ids.items()},
    )


@rule("T304")
def only_totals(rule: Rule, case: Case) -> Iterator[Finding]:
    """Rows of table three in which only the total is filled in."""
    rows = rows_with_total_only(case.report)
    if not rows:
        return
    ids = [row.split(".")[1] for row in rows]
    names = [bare(row_names(case.report.form)[row]) for row in ids]
    paths = [
        f"{row}.{column.id}" for row in rows for column in case.form.requests.columns if column.id != "total"
    ]
    yield rule.found(
        f"表三有 {len(rows)} 行只填了总计，没有分申请人填写：{listed(names, '行')}。"
        "请把各类申请人的数填上，没有的填 0。",
        f"{len(rows)} row(s) of table 3 give only the total: "
        f"{listed_in_english([row.replace('_', ' ') for row in ids])}. "
        "Fill in the applicants; where there were none, write 0.",
        *cells(*paths, *(f"{row}.total" for row in rows)),
        severity=Severity.WARN if doubted(case.report, paths) else None,
    )


@rule("T311")
def results_from_nowhere(rule: Rule, case: Case) -> Iterator[Finding]:
    """A column with results, but without a request received this year or carried over."""
    report = case.report
    for column in case.form.requests.columns:
        sources = [f"requests.{row}.{column.id}" for row in ("new_received", "carried_over")]
        if any(report[path] is None or report[path] != 0 for path in sources):
            continue
        results = [
            path for row in case.form.requests.result_rows if report[path := f"requests.{row}.{column.id}"]
        ]
        if not results:
            continue
        count = figure(sum_figures(report.figures[path] for path in results))
        involved = [*sources, *results]
        yield rule.found(
            f"表三“{column.label}”列没有新收，也没有上年结转，却有办理结果 {count} 件。"
            "请核对申请数，或者看看结果是不是填错了列。",
            f"Table 3, column “{column.id.replace('_', ' ')}”: nothing received or carried over, "
            f"but {count} results. Check the requests, or whether the results stand in the wrong column.",
            *cells(*involved),
            expected=0,
            actual=count,
            severity=Severity.WARN if doubted(report, involved) else None,
        )
