"""What the command line prints: colours and tables on a terminal, plain text when piped."""

from __future__ import annotations

import csv as csv_module
import json as json_module
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text as Styled

from kaicheng.annual_report.batch import Checked
from kaicheng.annual_report.compare import Change, Comparison, ParagraphChange
from kaicheng.annual_report.consolidate import Consolidation
from kaicheng.findings import Severity, Text

_LONG = 8
"""Files from which on a progress bar is worth showing."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_FORMULA = tuple("=+-@\t")
_SIGNED = re.compile(r"[-+]\d[\d.,]*")

_SEVERITIES = {
    Severity.BLOCK: (Text("必须改正", "must mend"), "bold red"),
    Severity.WARN: (Text("请核对", "look at"), "yellow"),
    Severity.INFO: (Text("提示", "note"), "cyan"),
}

language_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of the messages.",
)


def said(text: Text, lang: str) -> str:
    return printable(text.en if lang == "en" else text.zh)


def printable(text: str) -> str:
    """Text from a file or its name without what would command a terminal."""
    return _CONTROL.sub("\ufffd", text)


def error(zh: str, en: str, lang: str) -> None:
    """A line on standard error."""
    click.echo(printable(en if lang == "en" else zh), err=True)


def progress(results: Iterable[Checked], total: int) -> Iterator[Checked]:
    """The results with a progress bar on standard error, if that is a terminal and there are many."""
    console = Console(stderr=True)
    if total < _LONG or not console.is_terminal:
        yield from results
        return
    columns = (TextColumn("校核"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        yield from bar.track(results, total=total)


def table(results: Iterable[Checked], lang: str) -> Iterator[Checked]:
    """A block for each file; plain lines when piped."""
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    counts = dict.fromkeys(Severity, 0)
    files = unread = 0
    for checked in results:
        files += 1
        unread += not checked.readable
        for finding in checked.findings:
            counts[finding.severity] += 1
        if console.is_terminal:
            _block(console, checked, lang)
        else:
            _lines(checked, lang)
        yield checked
    summary = _summary(files, unread, counts, lang)
    if console.is_terminal:
        console.print(Styled(summary, style="bold"))
    else:
        click.echo(summary)


def _summary(files: int, unread: int, counts: dict[Severity, int], lang: str) -> str:
    said_counts = [(said(_SEVERITIES[severity][0], lang), count) for severity, count in counts.items()]
    if lang == "en":
        parts = [f"{files} file(s)", *(f"{name}: {count}" for name, count in said_counts)]
        return ", ".join(parts + ([f"unreadable: {unread}"] if unread else []))
    parts = [f"共{files}个文件", *(f"{name}{count}处" for name, count in said_counts)]
    return "，".join(parts + ([f"读不出{unread}个"] if unread else [])) + "。"


def _heading(checked: Checked) -> str:
    who = " ".join(str(part) for part in (checked.agency, checked.year) if part)
    return printable(f"{checked.path}" + (f"  {who}" if who else ""))


def _block(console: Console, checked: Checked, lang: str) -> None:
    console.print(Styled(_heading(checked), style="bold"))
    if checked.error is not None:
        console.print(Styled("  " + said(checked.error, lang), style="red"))
    elif not checked.findings:
        console.print(Styled("  没有发现问题" if lang == "zh" else "  nothing found", style="green"))
    else:
        grid = Table(box=None, show_header=False, padding=(0, 1), pad_edge=True)
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(overflow="fold")
        for finding in checked.findings:
            name, style = _SEVERITIES[finding.severity]
            grid.add_row(
                Styled(said(name, lang), style=style), finding.rule, Styled(said(finding.message, lang))
            )
        console.print(grid)
    console.print()


def _lines(checked: Checked, lang: str) -> None:
    click.echo(_heading(checked))
    if checked.error is not None:
        click.echo("  " + said(checked.error, lang))
    for finding in checked.findings:
        name = said(_SEVERITIES[finding.severity][0], lang)
        click.echo(f"  {name}\t{finding.rule}\t{said(finding.message, lang)}")


_CHANGES = {
    Change.ADDED: ("+ ", "green"),
    Change.REMOVED: ("- ", "red"),
    Change.CHANGED: ("~ ", "yellow"),
}


def comparison(found: Comparison) -> None:
    """Cells and paragraphs that differ: additions green, removals red."""
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    titles = f"{found.before.title or '前一份'}  →  {found.after.title or '后一份'}"
    console.print(Styled(printable(titles), style="bold"))
    if found.same:
        console.print("没有差异。")
    if found.incomparable:
        console.print("两份报告使用的格式不同，表二口径不一致，未作比较。")
    grid = Table(box=None, show_header=False, padding=(0, 1))
    for name in ("cell", "before", "after", "difference"):
        grid.add_column(name, justify="left" if name == "cell" else "right", overflow="fold")
    for cell in found.cells:
        difference = "" if cell.difference is None else f"{cell.difference:+}"
        percent = "" if cell.percent is None else f"（{cell.percent:+.1f}%）"
        values = (printable(value) or "空白" for value in (cell.before, cell.after))
        row = (cell.name, *values, difference + percent)
        if console.is_terminal:
            grid.add_row(*row)
        else:
            click.echo("\t".join(row))
    if console.is_terminal:
        console.print(grid)
    for chapter in found.chapters:
        if chapter.changed:
            heading = chapter.heading_after or chapter.heading_before or chapter.id
            console.print(Styled(printable(heading), style="bold"))
            for paragraph in chapter.paragraphs:
                _paragraph(console, paragraph)


def _paragraph(console: Console, paragraph: ParagraphChange) -> None:
    if paragraph.change not in _CHANGES:
        return
    mark, style = _CHANGES[paragraph.change]
    line = Styled(mark, style=style)
    if paragraph.change is not Change.CHANGED:
        line.append(printable(paragraph.after or paragraph.before), style)
    for span in paragraph.spans:
        if span.change is Change.EQUAL:
            line.append(printable(span.after))
        else:
            line.append(printable(f"[-{span.before}-]") if span.before else "", "red strike")
            line.append(printable(f"{{+{span.after}+}}") if span.after else "", "green underline")
    console.print(line)


def consolidation(total: Consolidation) -> None:
    """How many units were added up, what to look at, and who is missing; on standard error."""
    console = Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())
    console.print(f"已汇总 {len(total.units)} 个单位 {total.report.year or ''} 年的报告。")
    for unit, path, what in total.problems():
        console.print(Styled(printable("  " + "  ".join(filter(None, (unit, path, what))))))
    if total.attendance:
        for label, names in (
            ("未报送", total.attendance.missing),
            ("不在名单内", total.attendance.strangers),
        ):
            if names:
                console.print(Styled(f"{label} {len(names)} 个：{'、'.join(names)}", style="bold"))


def json(results: Iterable[Checked], lang: str) -> Iterator[Checked]:
    """The contract ``kaicheng/findings/1`` in UTF-8, each file printed as soon as it is checked."""
    _json('{"schema": "kaicheng/findings/1", "files": [')
    for number, checked in enumerate(results):
        entry = json_module.dumps(checked.to_json(), ensure_ascii=False)
        _json(("," if number else "") + "\n" + entry)
        yield checked
    _json("\n]}\n")


def _json(text: str) -> None:
    # A file name that is no text has surrogates in it; what stands for them is JSON again.
    sys.stdout.buffer.write(text.encode("utf-8", errors="backslashreplace"))
    sys.stdout.flush()


_COLUMNS: dict[str, Callable[[Checked, dict[str, Any]], Any]] = {
    "path": lambda checked, finding: checked.path,
    "agency": lambda checked, finding: checked.agency,
    "year": lambda checked, finding: checked.year,
    "readable": lambda checked, finding: str(checked.readable).lower(),
    "rule": lambda checked, finding: finding.get("rule"),
    "severity": lambda checked, finding: finding.get("severity"),
    "message": lambda checked, finding: finding.get("message"),
    "cells": lambda checked, finding: " ".join(finding.get("cells", ())),
    "sentences": lambda checked, finding: "\n".join(finding.get("sentences", ())),
    "expected": lambda checked, finding: finding.get("expected"),
    "actual": lambda checked, finding: finding.get("actual"),
}


def csv(results: Iterable[Checked], lang: str) -> Iterator[Checked]:
    """A row for each finding; a file without findings has a row of its own, so that none is lost."""
    writer = csv_module.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for checked in results:
        findings = [finding.to_json() for finding in checked.findings]
        if lang == "en":
            findings = [{**finding, "message": finding["message_en"]} for finding in findings]
        if checked.error is not None:
            findings = [{"message": said(checked.error, lang)}]
        for finding in findings or [{}]:
            writer.writerow([_text(column(checked, finding)) for column in _COLUMNS.values()])
        sys.stdout.flush()
        yield checked


def _text(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return "'" + text if text[:1] in _FORMULA and not _SIGNED.fullmatch(text) else text
