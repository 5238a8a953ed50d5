"""``kaicheng report …``: read, check, write, compare and add up annual reports."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import click

from kaicheng.annual_report import batch
from kaicheng.annual_report import compare as compare_reports
from kaicheng.annual_report import consolidate as consolidate_reports
from kaicheng.annual_report.checks import Settings
from kaicheng.annual_report.checks.similarity import similar
from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.readers import read_path
from kaicheng.annual_report.readers.limits import read_file, why_not
from kaicheng.annual_report.roster import read_roster
from kaicheng.annual_report.writers import KINDS
from kaicheng.annual_report.writers import json as json_writer
from kaicheng.annual_report.writers import write as write_report
from kaicheng.annual_report.writers.consolidation import write as write_consolidation
from kaicheng.cli import show
from kaicheng.findings import worst_first

UNREADABLE = 2
"""Exit status when something could not be read, or could not be written."""
BLOCKED = 1
"""Exit status when there is a blocking finding."""

_ANY_PATH = click.Path(path_type=Path, readable=False)  # the reader says what cannot be opened, file by file
_EXISTING = click.Path(exists=True, path_type=Path)
_OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def report() -> None:
    """Annual reports (政府信息公开工作年度报告)."""


@report.command()
@click.argument("file", type=_ANY_PATH)
def read(file: Path) -> None:
    """Print the report in FILE as JSON (kaicheng/annual-report/1).

    FILE may be text, HTML, DOCX, PDF, XLSX or our own JSON; the kind is found from the content.
    What could not be settled is said on standard error.
    """
    found = _read_or_exit(file)
    for note in found.notes:
        click.echo(show.printable(f"{file}: {note.where} {note.message}"), err=True)
    _print(json_writer.write(found))


@report.command()
@click.argument("paths", nargs=-1, required=True, type=_ANY_PATH, metavar="FILE|DIR…")
@click.option(
    "--previous", type=_EXISTING, metavar="FILE|DIR", help="Last year's report, or a folder of them."
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; by default one per core.")
@click.option("--peers", is_flag=True, help="Also compare the files with each other (Q02).")
@click.option(
    "--overview-limit", type=click.IntRange(min=1), metavar="N", help="Longest part one allowed (F14)."
)
@show.language_option
def check(
    paths: tuple[Path, ...],
    previous: Path | None,
    form: str,
    jobs: int | None,
    peers: bool,
    overview_limit: int | None,
    lang: str,
) -> None:
    """Check reports and say what to mend.

    Exit status: 0 no blocking finding, 1 at least one, 2 something could not be read.
    """
    files = list(batch.files_in(paths))
    if not files:
        _no_files(lang)
    processes = jobs or (1 if len(files) < 4 else os.cpu_count() or 1)
    status = 0
    earlier = None
    if previous is not None:
        earlier, unread = batch.index_earlier(previous, processes)
        for path, error in unread:
            show.error(f"{path}: {error.zh}", f"{path}: {error.en}", lang)
            status = UNREADABLE
    results = batch.check_files(
        files,
        earlier=earlier,
        settings=Settings(overview_limit=overview_limit),
        jobs=processes,
        sketches=peers,
    )
    results = show.progress(results, len(files))
    if peers:
        results = _with_peers(results)
    printer = {"table": show.table, "json": show.json, "csv": show.csv}[form]
    for checked in printer(results, lang):
        if not checked.readable:
            status = UNREADABLE
        elif checked.blocked:
            status = max(status, BLOCKED)
    sys.exit(status)


def _with_peers(results: Iterator[batch.Checked]) -> Iterator[batch.Checked]:
    """Results with a finding on each report that is much like another's. All must be in before the first."""
    every = list(results)
    alike = dict(similar((str(checked.path), checked.sketch) for checked in every))
    for checked in every:
        finding = alike.get(str(checked.path))
        if finding is None:
            yield checked
        else:
            findings = tuple(worst_first((*checked.findings, finding)))
            yield batch.Checked(checked.path, checked.agency, checked.year, findings, checked.error)


@report.command()
@click.argument("file", type=_ANY_PATH)
@click.option(
    "--to", "kind", type=click.Choice(list(KINDS)), required=True, help="The kind of file to write."
)
@click.option(
    "-o", "--output", type=_OUTPUT, required=True, metavar="OUT", help="Where to; - for standard output."
)
def write(file: Path, kind: str, output: Path) -> None:
    """Write the report in FILE as a clean official edition."""
    _save(write_report(_read_or_exit(file), kind), output)


@report.command()
@click.argument("before", type=_ANY_PATH)
@click.argument("after", type=_ANY_PATH)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def compare(before: Path, after: Path, form: str) -> None:
    """Compare two reports, cell by cell and paragraph by paragraph.

    BEFORE and AFTER are last year's report and this year's, or two versions of one report.
    """
    comparison = compare_reports(_read_or_exit(before), _read_or_exit(after))
    if form == "json":
        _print(json_writer.dump(comparison.to_json()))
    else:
        show.comparison(comparison)


@report.command()
@click.argument("directory", type=click.Path(exists=True, path_type=Path), metavar="DIR")
@click.option("--roster", type=_EXISTING, metavar="CSV", help="The units that owe a report.")
@click.option(
    "-o", "--output", type=_OUTPUT, required=True, metavar="OUT", help="A file .xlsx, .json, .html …"
)
@click.option("--year", type=int, metavar="Y", help="The year to add up; by default the most frequent.")
@click.option("--agency", metavar="NAME", help="Whose report the sum is.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; by default one per core.")
def consolidate(
    directory: Path,
    roster: Path | None,
    output: Path,
    year: int | None,
    agency: str | None,
    jobs: int | None,
) -> None:
    """Add up the reports in DIR; each cell keeps its contributors.

    OUT's ending says what to write: .xlsx and .json with contributors and problems, .html, .docx and .pdf
    the sum as a report. What was left out, and who is missing, is said on standard error.
    """
    kind = output.suffix.lower().lstrip(".")
    if kind not in KINDS:
        endings = "、".join("." + name for name in KINDS)
        raise click.BadParameter(f"输出文件名应以 {endings} 结尾。", param_hint="-o")
    names = _roster_or_exit(roster) if roster else None
    files = list(batch.files_in([directory]))
    if not files:
        _no_files("zh")
    reports = batch.read_files(files, jobs or (1 if len(files) < 4 else os.cpu_count() or 1))
    total = consolidate_reports(reports, names, year=year, agency=agency)
    if kind in ("xlsx", "json"):
        _save(write_consolidation(total, kind), output)
    else:
        _save(write_report(total.report, kind), output)
    show.consolidation(total)
    sys.exit(UNREADABLE if any(entry.reason == "unreadable" for entry in total.left_out) else 0)


@report.command()
@click.option("--agency", required=True, metavar="NAME", help="Full name, short name or slug.")
@click.option("--year", type=int, metavar="Y")
@click.option("--from", "start", metavar="DATE", help="Other days than a year: the first, as 2025-01-01.")
@click.option("--to", "end", metavar="DATE", help="The last of them.")
@click.option("--subtree", is_flag=True, help="With every authority below it.")
@click.option("--json", "as_json", is_flag=True, help="kaicheng/annual-report/1 instead of lines of text.")
def tally(
    agency: str, year: int | None, start: str | None, end: str | None, subtree: bool, as_json: bool
) -> None:
    """Count tables two, three and four from the running installation's records, of a year or other days.

    ``manage.py tally`` does it, and this process becomes that one: this command line knows no web framework.
    Exit status: 0 counted, 1 no such authority, 2 the platform is not installed.
    """
    if find_spec("django") is None:
        click.echo(
            '错误：没有安装平台部分：pip install "kaicheng[web]"。The platform is not installed.', err=True
        )
        sys.exit(UNREADABLE)
    environment = {"DJANGO_SETTINGS_MODULE": "kaicheng.settings.dev", **os.environ}
    command = [sys.executable, "-m", "django", "tally", f"--agency={agency}"]
    command += [
        f"--{name}={given}" for name, given in (("year", year), ("from", start), ("to", end)) if given
    ]
    command += [*(["--subtree"] if subtree else []), *(["--json"] if as_json else [])]
    os.execve(sys.executable, command, environment)  # noqa: S606 — our own command


def _read_or_exit(file: Path) -> AnnualReport:
    try:
        return read_path(file)
    except ReadError as error:
        _unreadable(file, error)


def _roster_or_exit(file: Path) -> list[str]:
    try:
        return read_roster(read_file(file))
    except ReadError as error:
        _unreadable(file, error)


def _unreadable(file: Path, error: ReadError) -> NoReturn:
    click.echo(show.printable(f"{file}: {error.message.zh}\n{error.message.en}"), err=True)
    sys.exit(UNREADABLE)


def _no_files(lang: str) -> NoReturn:
    show.error("没有找到文件。", "No files found.", lang)
    sys.exit(UNREADABLE)


def _print(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def _save(data: bytes, output: Path) -> None:
    """Write to a file, whole or not at all."""
    if str(output) == "-":
        _print(data)
        return
    try:
        partial = output.with_name(output.name + ".part")
        partial.write_bytes(data)
        partial.replace(output)
    except OSError as error:
        reason = why_not(error)
        zh = f"写不进 {output}：{reason.zh}。请检查路径、权限和磁盘空间。"
        click.echo(show.printable(f"{zh}\nCannot write {output}: {reason.en}."), err=True)
        sys.exit(UNREADABLE)
