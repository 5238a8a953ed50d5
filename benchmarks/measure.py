"""Timing that compares: the thing measured and its yardstick in turn, medians of both."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

Work = Callable[[], object]


def seconds(work: Work) -> float:
    """How long one run takes, on this process's own clock of the wall."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(
    work: Callable[[], object], yardstick: Callable[[], object], runs: int = 5
) -> tuple[float, float]:
    """Median seconds of ``work`` and of ``yardstick``, run alternately after one warm-up of each."""
    work()
    yardstick()
    mine, theirs = [], []
    for _ in range(runs):
        mine.append(seconds(work))
        theirs.append(seconds(yardstick))
    return median(mine), median(theirs)


def row(name: str, value: str, yardstick: str = "", ratio: float | None = None) -> None:
    """One line of the table of results."""
    beside = f"  {ratio:7.2f} × {yardstick}" if ratio is not None else f"  {yardstick}"
    print(f"  {name:<46} {value:>22}{beside}", flush=True)
