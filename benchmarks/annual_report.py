"""Annual reports read and checked: per second on one core for each kind of file, and memory for many."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import lxml.html
import openpyxl
import pdfplumber

from benchmarks.measure import in_turn, row, seconds
from benchmarks.reports import as_text, made_up
from kaicheng.annual_report.checks import check
from kaicheng.annual_report.readers import read
from kaicheng.annual_report.writers import write

_REPORTS = Path(__file__).parent.parent / "tests/annual_report/reports"


def run() -> None:
    """Print the rows of this benchmark."""
    print("Annual reports: read and checked, on one core")
    for kind, (name, yardstick) in _YARDSTICKS.items():
        _kind(kind, name, yardstick)
    _three_hundred()
    _pdf_of_ten_pages()
    print("Annual reports: memory of `kaicheng report check DIR`")
    _memory()


def _plain_text(data: bytes) -> object:
    return [line.split("|") for line in data.decode().splitlines()]


def _pdf_text(data: bytes) -> object:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [page.extract_tables() for page in pdf.pages]


_YARDSTICKS: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "text": ("splitting its lines", _plain_text),
    "html": ("lxml parsing it", lambda data: lxml.html.fromstring(data).text_content()),
    "docx": ("python-docx opening it", lambda data: docx.Document(io.BytesIO(data)).tables),
    "xlsx": ("openpyxl opening it", lambda data: openpyxl.load_workbook(io.BytesIO(data)).sheetnames),
    "pdf": ("pdfplumber's own tables", _pdf_text),
    "json": ("json parsing it", json.loads),
}


def _file(kind: str, number: int) -> bytes:
    report = made_up(number)
    return as_text(report) if kind == "text" else write(report, kind)


def _kind(kind: str, name: str, yardstick: Callable[[bytes], object]) -> None:
    count = 4 if kind == "pdf" else 20
    files = [_file(kind, number) for number in range(count)]

    def ours() -> None:
        for data in files:
            check(read(data))

    def theirs() -> None:
        for data in files:
            yardstick(data)

    mine, other = in_turn(ours, theirs)
    row(kind, f"{count / mine:.0f} a second", name, mine / other)


def _three_hundred() -> None:
    files = [_file(kind, number) for number in range(150) for kind in ("text", "html")]
    taken = seconds(lambda: [check(read(data)) for data in files])
    row("300 reports, text and HTML by turns", f"{taken:.2f} s", "aim: under 5 s")


def _pdf_of_ten_pages() -> None:
    report = made_up(1)
    long = "\n".join([report.chapters["overview"]] * 5)
    data = write(replace(report, chapters={**report.chapters, "overview": long}), "pdf")
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        pages = len(pdf.pages)
    read(data)  # the worker process is started once
    taken = seconds(lambda: check(read(data)))
    row(f"a PDF of {pages} pages", f"{taken:.2f} s", "aim: 10 pages under 1.5 s")
    real = (_REPORTS / "huaian-city-2024.pdf").read_bytes()
    row("a published PDF of 6 pages", f"{seconds(lambda: check(read(real))):.2f} s")


_PEAK = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "kaicheng", "report", "check", sys.argv[1], "--format", "json",
                       "--jobs", "1"], stdout=subprocess.DEVNULL)
assert done.returncode in (0, 1), done.returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _memory() -> None:
    with tempfile.TemporaryDirectory() as folder:
        peaks = {}
        for count in (200, 2000):
            for number in range(count):
                path = Path(folder, f"{number:04}.txt")
                if not path.exists():
                    path.write_bytes(as_text(made_up(number)))
            done = subprocess.run(
                [sys.executable, "-c", _PEAK, folder], capture_output=True, text=True, check=True
            )
            peaks[count] = int(done.stdout) / 1024
            row(f"peak for {count} reports", f"{peaks[count]:.0f} MiB")
        row("2,000 beside 200", "", "the peak for 200", peaks[2000] / peaks[200])
