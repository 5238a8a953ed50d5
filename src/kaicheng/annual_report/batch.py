"""Many files checked one after another, in memory that does not grow with their number.

A file that cannot be read is a result like any other: it never stops the rest.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Generic, TypeVar

from kaicheng.annual_report.checks import Settings, check
from kaicheng.annual_report.checks.similarity import Sketch, sketch
from kaicheng.annual_report.errors import DamagedFile, ReadError
from kaicheng.annual_report.labels import squeeze
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.readers import read_path
from kaicheng.findings import Finding, Text, blocks

T = TypeVar("T")

# What operating systems and office programs leave in folders of reports.
_LITTER = ("~$", ".", "Thumbs.db", "desktop.ini")


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those in the directories named, sorted within each directory.

    A directory that cannot be opened comes as itself, so that reading it says why.
    """
    for path in paths:
        if path.is_dir():
            yield from _files_below(path)
        else:
            yield path


def _files_below(directory: Path) -> Iterator[Path]:
    closed: list[Path] = []

    def keep(error: OSError) -> None:
        closed.append(Path(error.filename))

    for folder, folders, names in os.walk(directory, onerror=keep):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith(_LITTER))
    yield from closed


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one file: its findings, or why it could not be read.

    ``sketch`` serves to find reports that are alike (rule Q02).
    """

    path: Path
    agency: str | None = None
    year: int | None = None
    findings: tuple[Finding, ...] = ()
    error: Text | None = None
    sketch: Sketch | None = None

    @property
    def readable(self) -> bool:
        return self.error is None

    @property
    def blocked(self) -> bool:
        return blocks(self.findings)

    def to_json(self) -> dict[str, Any]:
        """An entry of ``files`` in the contract ``kaicheng/findings/1``."""
        return {
            "path": str(self.path),
            "agency": self.agency,
            "year": self.year,
            "readable": self.readable,
            "error": self.error.zh if self.error else None,
            "error_en": self.error.en if self.error else None,
            "findings": [finding.to_json() for finding in self.findings],
        }


@dataclass(frozen=True)
class Earlier:
    """Reports of the year before: one for all, or looked up by authority and year."""

    single: Path | None = None
    by_agency: dict[tuple[str, int], Path] = field(default_factory=dict)

    def of(self, report: AnnualReport) -> AnnualReport | None:
        """The report to compare with; None when there is none. Raises ReadError if it became unreadable."""
        path = self.single
        if path is None and report.agency and report.year:
            path = self.by_agency.get((squeeze(report.agency), report.year - 1))
        return read_path(path) if path else None


@dataclass(frozen=True, slots=True)
class _Identified:
    path: Path
    agency: str | None = None
    year: int | None = None
    error: Text | None = None


def index_earlier(path: Path, jobs: int = 1) -> tuple[Earlier, list[tuple[Path, Text]]]:
    """The reports of earlier years under a path, and the files there that could not be read.

    Only names and places are kept. Of two reports of one authority and year the first counts.
    """
    if not path.is_dir():
        error = _identify(path).error
        return (Earlier(), [(path, error)]) if error else (Earlier(single=path), [])
    found: dict[tuple[str, int], Path] = {}
    unread: list[tuple[Path, Text]] = []
    for entry in _streamed(
        files_in([path]), _identify, jobs, lambda path, error: _Identified(path, error=error)
    ):
        if entry.error is not None:
            unread.append((entry.path, entry.error))
        elif entry.agency and entry.year:
            found.setdefault((squeeze(entry.agency), entry.year), entry.path)
    return Earlier(by_agency=found), unread


def _identify(path: Path) -> _Identified:
    try:
        report = read_path(path)
    except ReadError as error:
        return _Identified(path, error=error.message)
    return _Identified(path, report.agency, report.year)


def read_files(paths: Iterable[Path], jobs: int = 1) -> Iterator[tuple[str, AnnualReport | ReadError]]:
    """Each file's path with its report, or with the error that says why there is none, in order."""
    return _streamed(paths, _read, jobs, lambda path, error: (str(path), DamagedFile(error.zh, error.en)))


def _read(path: Path) -> tuple[str, AnnualReport | ReadError]:
    try:
        return str(path), read_path(path)
    except ReadError as error:
        return str(path), error


def check_files(
    paths: Iterable[Path],
    *,
    earlier: Earlier | None = None,
    settings: Settings | None = None,
    jobs: int = 1,
    sketches: bool = False,
) -> Iterator[Checked]:
    """Each file's result, in the order of ``paths``, as it is ready.

    ``jobs`` is the number of processes. With ``sketches`` each result carries what is needed to find
    reports that are alike.
    """
    work = partial(
        check_file, earlier=earlier or Earlier(), settings=settings or Settings(), sketches=sketches
    )
    return _streamed(paths, work, jobs, lambda path, error: Checked(path, error=error))


def check_file(path: Path, *, earlier: Earlier, settings: Settings, sketches: bool = False) -> Checked:
    """Read and check one file."""
    try:
        report = read_path(path)
    except ReadError as error:
        return Checked(path, error=error.message)
    try:
        previous = earlier.of(report)
    except ReadError as error:
        return Checked(
            path,
            report.agency,
            report.year,
            error=Text(
                f"上年报告读不出来：{error.message.zh}",
                f"Last year's report cannot be read: {error.message.en}",
            ),
        )
    return Checked(
        path,
        report.agency,
        report.year,
        tuple(check(report, previous, settings)),
        sketch=sketch(report) if sketches else None,
    )


@dataclass
class _Task(Generic[T]):
    path: Path
    future: Future[T]


def _streamed(
    paths: Iterable[Path],
    work: Callable[[Path], T],
    jobs: int,
    failed: Callable[[Path, Text], T],
) -> Iterator[T]:
    """``work`` done on every path, in order; ``failed`` makes the result where a path killed its process."""
    if jobs <= 1:
        yield from map(work, paths)
        return
    pending = iter(paths)
    waiting: deque[Path] = deque()
    while True:
        try:
            yield from _pooled(pending, waiting, work, jobs)
            return
        except BrokenProcessPool:
            # One of the paths under way killed its process: do them alone, to know which.
            while waiting:
                yield _alone(waiting.popleft(), work, failed)


def _pooled(paths: Iterator[Path], waiting: deque[Path], work: Callable[[Path], T], jobs: int) -> Iterator[T]:
    """Results in order; ``waiting`` holds the paths under way, few at a time."""
    with _processes(jobs) as pool:
        tasks: deque[_Task[T]] = deque()
        try:
            for path in paths:
                waiting.append(path)
                tasks.append(_Task(path, pool.submit(work, path)))
                if len(tasks) >= jobs * 8:
                    yield _next(tasks, waiting)
            while tasks:
                yield _next(tasks, waiting)
        except (KeyboardInterrupt, GeneratorExit):
            pool.shutdown(wait=False, cancel_futures=True)  # what nobody waits for is not begun
            raise


def _processes(count: int) -> ProcessPoolExecutor:
    """Worker processes that leave Ctrl-C to us: one of them dying of it would leave the others stuck."""
    return ProcessPoolExecutor(
        count,
        mp_context=get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )


def _next(tasks: deque[_Task[T]], waiting: deque[Path]) -> T:
    result = tasks[0].future.result()
    tasks.popleft()
    waiting.popleft()
    return result


def _alone(path: Path, work: Callable[[Path], T], failed: Callable[[Path, Text], T]) -> T:
    try:
        with _processes(1) as pool:
            return pool.submit(work, path).result()
    except BrokenProcessPool:
        error = DamagedFile(
            "读取这个文件时程序中断，可能是内存不足或文件已损坏。请单独重试，或重新导出后再试。",
            "Reading this file ended the process; memory may have run out, or the file is damaged.",
        )
        return failed(path, error.message)
