"""What the command line prints: colours and tables on a terminal, plain text when piped."""

from __future__ import annotations

import csv as csv_module
import json as json_module
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text as Styled

from kaicheng.annual_report.batch import Checked
from kaicheng.findings import Severity, Text

_LONG = 8
"""Files from which on a progress bar is worth showing."""

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
    return text.en if lang == "en" else text.zh


def error(zh: str, en: str, lang: str) -> None:
    """A line on standard error."""
    click.echo(en if lang == "en" else zh, err=True)


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
            _lines(console, checked, lang)
        yield checked
    console.print(Styled(_summary(files, unread, counts, lang), style="bold" if console.is_terminal else ""))


def _summary(files: int, unread: int, counts: dict[Severity, int], lang: str) -> str:
    said_counts = [(said(_SEVERITIES[severity][0], lang), count) for severity, count in counts.items()]
    if lang == "en":
        parts = [f"{files} file(s)", *(f"{name}: {count}" for name, count in said_counts)]
        return ", ".join(parts + ([f"unreadable: {unread}"] if unread else []))
    parts = [f"共{files}个文件", *(f"{name}{count}处" for name, count in said_counts)]
    return "，".join(parts + ([f"读不出{unread}个"] if unread else [])) + "。"


def _heading(checked: Checked) -> str:
    who = " ".join(str(part) for part in (checked.agency, checked.year) if part)
    return f"{checked.path}" + (f"  {who}" if who else "")


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


def _lines(console: Console, checked: Checked, lang: str) -> None:
    console.print(Styled(_heading(checked)))
    if checked.error is not None:
        console.print(Styled("  " + said(checked.error, lang)))
    for finding in checked.findings:
        name = said(_SEVERITIES[finding.severity][0], lang)
        console.print(Styled(f"  {name}\t{finding.rule}\t{said(finding.message, lang)}"))


def json(results: Iterable[Checked], lang: str) -> Iterator[Checked]:
    """The contract ``kaicheng/findings/1``, each file printed as soon as it is checked."""
    click.echo('{"schema": "kaicheng/findings/1", "files": [', nl=False)
    for number, checked in enumerate(results):
        entry = json_module.dumps(checked.to_json(), ensure_ascii=False)
        click.echo(("," if number else "") + "\n" + entry, nl=False)
        yield checked
    click.echo("\n]}")


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
    return "'" + text if text[:1] in ("=", "+", "@") else text
