"""300 reports from outside in one drop: read, checked, compared, in the background; beside reading alone.

Word, PDF, web pages, workbooks, text and JSON in turn, and one file that is damaged. On a SQLite file,
or on PostgreSQL where ``KAICHENG_DATABASE_URL`` names an empty database. ``KAICHENG_BENCH_REPORTS`` sets
another number.
"""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.installation import installed
from benchmarks.measure import row, seconds
from benchmarks.reports import as_text, made_up

REPORTS = int(os.environ.get("KAICHENG_BENCH_REPORTS", "300"))
LIMIT = 180
"""Seconds within which all of them are in the supervisor's list."""
KINDS = ("docx", "pdf", "html", "xlsx", "txt", "json")
YEAR = 2024


def run() -> None:
    """Print the table."""
    with installed() as folder:
        _measure(folder)


def _measure(folder: Path) -> None:
    from django.db import connection

    from kaicheng.agencies import setup
    from kaicheng.annual_report.batch import read_files
    from kaicheng.reporting.actions.supervise import TakeFiles
    from kaicheng.reporting.models import HandIn, IntakeFile
    from kaicheng.workbench.worker import Worker

    files = _files()
    to = setup.create_agency("示例市人民政府", slug="shi")
    jobs = os.cpu_count() or 1
    print(f"intake, {connection.vendor}: {len(files)} files, {jobs} processes", flush=True)
    paths = []
    for name, data in files:
        path = folder / name
        path.write_bytes(data)
        paths.append(path)
    reading = seconds(lambda: list(read_files(paths, jobs)))
    intake = TakeFiles(to, YEAR, files, by=None).execute()
    taken = seconds(Worker().once)
    states = list(intake.files.values_list("state", flat=True))
    assert states.count(IntakeFile.State.UNREADABLE) == 1, sorted(set(states))
    assert HandIn.objects.filter(to=to).count() == len(files) - 1
    row("reading alone", f"{reading:.1f} s", "every file, the same processes")
    row("in the supervisor's list", f"{taken:.1f} s", "reading alone", taken / reading)
    row("of the time that it may take", f"{taken:.1f} s", f"{LIMIT} s at most", taken / LIMIT)


def _files() -> list[tuple[str, bytes]]:
    """Reports of as many units, the last one cut off in the middle."""
    from kaicheng.annual_report.writers import write

    files = []
    for number in range(REPORTS):
        kind, report = KINDS[number % len(KINDS)], made_up(number, YEAR)
        files.append((f"{number:03}.{kind}", as_text(report) if kind == "txt" else write(report, kind)))
    files.append(("damaged.docx", files[0][1][:900]))
    return files
