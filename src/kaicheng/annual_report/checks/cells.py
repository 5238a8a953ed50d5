"""How the tables are filled: tables missing, cells blank, no counts, the wrong unit (F04–F07)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaicheng.annual_report.checks.certainty import doubted, earlier
from kaicheng.annual_report.checks.contents import (
    absent_rows,
    empty,
    expected_rows,
    rows_with_total_only,
)
from kaicheng.annual_report.checks.names import (
    TABLES,
    column_names,
    figure,
    in_english,
    listed,
    listed_in_english,
    row_names,
    table_of,
)
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.checks.sums import implied
from kaicheng.annual_report.form import Cell
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import canonical, read_cell
from kaicheng.findings import Finding, Severity, cells, part

_FEE = "proactive.administrative_fees_wan_yuan"
_SPACED = re.compile(r"[\d.]+(?:\s+[\d.]+)+")
_CHANGE = re.compile(r"[增减升降+＋\-－↑↓]")


# --- F04: tables that are not there ---------------------------------------------------------------------


@rule("F04")
def missing_table(rule: Rule, case: Case) -> Iterator[Finding]:
    """A table that the file does not show, or of which it lacks rows."""
    report = case.report
    for table, (zh, en) in TABLES.items():
        rows = expected_rows(report, table)
        absent = absent_rows(report, table)
        if not absent:
            continue
        paths = [path for row in absent for path in rows[row]]
        lost = any(note.code != "uncertain" and not note.cells for note in report.notes)
        severity = Severity.WARN if lost or doubted(report, paths) else None
        if len(absent) == len(rows):
            yield rule.found(
                f"没有读到{zh}。报告里缺这张表，或者表格是图片。请按统一格式补上。",
                f"{en} was not found: it is missing, or it is a picture. Add it as the form prints it.",
                part(table),
                severity=severity,
            )
            continue
        names = [_row_name(case, row) for row in absent]
        yield rule.found(
            f"{zh}不完整，缺 {len(absent)} 行：{listed(names, '行')}。请按统一格式补齐。",
            f"{en} is incomplete, {len(absent)} row(s) are missing: "
            f"{listed_in_english([_row_name_en(row) for row in absent])}. Complete it as the form prints it.",
            part(table),
            *cells(*paths),
            severity=severity,
        )


def _row_name(case: Case, row: str) -> str:
    return row_names(case.report.form)[row.rpartition(".")[2]]


def _row_name_en(row: str) -> str:
    return row.rpartition(".")[2].replace("_", " ")


# --- F05: blanks ----------------------------------------------------------------------------------------


@rule("F05")
def not_filled_in(rule: Rule, case: Case) -> Iterator[Finding]:
    """Blank cells and marks in place of numbers, told together where they make one pattern."""
    for table in TABLES:
        yield from _blanks_of_table(rule, case, table)


def _blanks_of_table(rule: Rule, case: Case, table: str) -> Iterator[Finding]:
    report = case.report
    rows = dict(expected_rows(report, table))
    everything = [path for cells_of_row in rows.values() for path in cells_of_row]
    for row in (*absent_rows(report, table), *(rows_with_total_only(report) if table == "requests" else ())):
        del rows[row]
    blank = [path for cells_of_row in rows.values() for path in cells_of_row if empty(report, path)]
    if not blank:
        return
    if len(blank) == len(everything) and not any(path in report.raw for path in blank):
        zh, en = TABLES[table]
        yield rule.found(
            f"{zh}尚未填写，{len(blank)} 格都是空白。请填写，没有发生的填 0。",
            f"{en} is not filled in: all {len(blank)} cells are blank. Where nothing happened, write 0.",
            *cells(*blank),
            severity=Severity.WARN if doubted(report, blank) else None,
        )
        return
    groups = _patterns(blank) if table == "requests" else [blank]
    for group in groups:
        yield _blank_group(rule, case, table, group)


def _patterns(paths: Sequence[str]) -> list[list[str]]:
    """Blank cells of table three, the columns with the same rows blank taken together."""
    rows_of: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        _, row, column = path.split(".")
        rows_of[column].append(row)
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for column, rows in rows_of.items():
        groups[tuple(rows)].extend(f"requests.{row}.{column}" for row in rows)
    return list(groups.values())


def _blank_group(rule: Rule, case: Case, table: str, group: Sequence[str]) -> Finding:
    report = case.report
    marks = sorted({report.raw[path] for path in group if path in report.raw})
    what = "空白" if not marks else f"填的是{'、'.join(f'“{mark}”' for mark in marks)}"
    if marks and len([path for path in group if path in report.raw]) < len(group):
        what = f"空白，或者{what}"
    where, where_en = _where(case, table, group)
    zh = f"{where}{what}。没有发生的请填 0，不要留空或者画线。"
    en = f"{where_en}: blank, or a mark in place of a number. Where nothing happened, write 0."
    known = {implied(report).get(path) for path in group}
    value = known.pop() if len(known) == 1 else None
    if value is not None:
        zh += f"按勾稽关系推算，{'都' if len(group) > 1 else ''}应为 {figure(value)}。"
        en += f" By the sums of the form {'each' if len(group) > 1 else 'it'} should be {figure(value)}."
    return rule.found(
        zh,
        en,
        *cells(*group),
        expected=0 if value is None else figure(value),
        actual="、".join(marks),
        severity=Severity.WARN if doubted(report, group) else None,
    )


def _where(case: Case, table: str, group: Sequence[str]) -> tuple[str, str]:
    """Where a group of cells stands: by its cells when they are few, else by its rows and columns."""
    zh, en = TABLES[table]
    if len(group) <= 3 or table != "requests":
        names = [case.name(path).removeprefix(zh) for path in group]
        return f"{zh}{listed(names, '格')}", listed_in_english([in_english(path) for path in group])
    rows = list(dict.fromkeys(path.split(".")[1] for path in group))
    columns = list(dict.fromkeys(path.split(".")[2] for path in group))
    row_text = listed([row_names(case.report.form)[row] for row in rows], "行", limit=3)
    if len(columns) == len(case.form.requests.columns):
        return (
            f"{zh}“{row_text}”整行共 {len(group)} 格",
            f"{en}, all {len(group)} cells of {listed_in_english([_row_name_en(row) for row in rows], 3)}",
        )
    column_text = listed([f"“{column_names(case.report.form)[column]}”" for column in columns], "列", limit=7)
    return (
        f"{zh}{column_text}列共 {len(group)} 格（{row_text}）",
        f"{en}, {len(group)} cells in {listed_in_english([name.replace('_', ' ') for name in columns], 7)} "
        f"({listed_in_english([name.replace('_', ' ') for name in rows], 3)})",
    )


# --- F06: what is no count ------------------------------------------------------------------------------


@rule("F06")
def not_a_count(rule: Rule, case: Case) -> Iterator[Finding]:
    """Text, negative and broken figures block; figures that are right but oddly written warn."""
    report = case.report
    odd: dict[str, list[str]] = defaultdict(list)
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path, cell in case.form.cells.items():
        if path in report.figures:
            wrong = _wrong_number(report, cell)
            if wrong is not None:
                yield _wrong(rule, case, cell, *wrong)
            elif _oddly_written(report, cell):
                odd[table_of(path)].append(path)
        elif path in report.raw and not empty(report, path):
            texts[table_of(path), report.raw[path]].append(path)
    for (_, text), paths in texts.items():
        yield _text_in_cells(rule, case, text, paths)
    for paths in odd.values():
        shown = listed(
            [
                f"{case.name(path)}填的是“{report.raw.get(path) or canonical(report.figures[path])}”"
                for path in paths
            ],
            "格",
            limit=3,
        )
        yield rule.found(
            f"{shown}。数认得出，但单元格里只应填半角阿拉伯数字，单位和说明请移到正文。",
            f"{listed_in_english([in_english(path) for path in paths], 3)}: the figure is clear, but a cell "
            "should hold plain digits only; move units and remarks to the text.",
            *cells(*paths),
            severity=Severity.WARN,
        )


def _wrong_number(report: AnnualReport, cell: Cell) -> tuple[str, str] | None:
    value = report.figures[cell.path]
    if value < 0 and not cell.signed:
        return "是负数", "is negative"
    if not cell.decimal and value != int(value):
        return "有小数", "has a fraction"
    return None


def _wrong(rule: Rule, case: Case, cell: Cell, zh: str, en: str) -> Finding:
    shown = case.report.text_of(cell.path)
    return rule.found(
        f"{cell.name}填的是“{shown}”，{zh}。这一格应填{'金额' if cell.decimal else '件数'}，"
        f"{'' if cell.decimal else '必须是整数，'}不能小于 0。",
        f"{in_english(cell.path)} says “{shown}”, which {en}. It should be "
        f"{'an amount' if cell.decimal else 'a whole number'} not below 0.",
        *cells(cell.path),
        actual=shown,
        severity=Severity.WARN if doubted(case.report, (cell.path,)) else None,
    )


def _text_in_cells(rule: Rule, case: Case, text: str, paths: Sequence[str]) -> Finding:
    # 增3 in a column 本年增/减 says a number, though not as the form asks.
    change = all(case.form.cells[path].signed for path in paths) and _CHANGE.match(text)
    where = listed([case.name(path) for path in paths], "格", limit=3)
    if _SPACED.fullmatch(text):
        return rule.found(
            f"{where}填的是“{text}”，数字中间有空格，看不出是一个数还是两个数。请去掉空格。",
            f"{listed_in_english([in_english(path) for path in paths], 3)}: “{text}” may be one number or "
            "two. Take the space out.",
            *cells(*paths),
            actual=text,
            severity=Severity.WARN,
        )
    return rule.found(
        f"{where}填的是“{text}”，不是数字。这里只能填阿拉伯数字，没有发生的填 0。",
        f"{listed_in_english([in_english(path) for path in paths], 3)}: “{text}” is not a number. "
        "Only digits may stand here; where nothing happened, write 0.",
        *cells(*paths),
        actual=text,
        severity=Severity.WARN if change or doubted(case.report, paths) else None,
    )


def _oddly_written(report: AnnualReport, cell: Cell) -> bool:
    value = report.figures[cell.path]
    if not cell.decimal and not isinstance(value, int):
        return True  # 26.0
    raw = "".join(report.raw.get(cell.path, "").split())
    return (
        bool(raw) and raw != canonical(value) and not (cell.signed and raw.lstrip("+＋") == canonical(value))
    )


# --- F07: yuan for ten thousand yuan --------------------------------------------------------------------


@rule("F07")
def fee_in_yuan(rule: Rule, case: Case) -> Iterator[Finding]:
    """A fee with 元 written beside it, or a thousand times last year's."""
    report = case.report
    fee = report[_FEE]
    if not fee:
        return
    raw = report.raw.get(_FEE, "")
    if raw.rstrip("）) ").endswith("元") and "万元" not in raw:
        yield rule.found(
            f"行政事业性收费填的是“{raw}”。这一格的单位是万元，请换算后只填数字。",
            f"The fee says “{raw}”. Its unit is 万元 (ten thousand yuan): convert it and write only digits.",
            *cells(_FEE),
            expected=figure(Decimal(read_cell(raw).value or 0) / 10000),
            actual=raw,
        )
        return
    last = earlier(case)
    before = last.report[_FEE] if last else None
    ratio = rule.threshold("ratio")
    if before and before > 0 and not before <= fee * ratio <= before * ratio * ratio:
        yield rule.found(
            f"行政事业性收费本年是 {figure(fee)} 万元，上年是 {figure(before)} 万元，相差悬殊，"
            "其中一年可能按元填写了。请核对单位。",
            f"The fee is {figure(fee)} (in 万元) this year and was {figure(before)} last year: "
            "one of them may be in yuan. Check the unit.",
            *cells(_FEE),
            expected=f"上年 {figure(before)}",
            actual=figure(fee),
        )
