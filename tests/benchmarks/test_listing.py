"""Every benchmark is found by ``make bench`` and says what it measures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HELPERS = {"__init__", "__main__", "installation", "measure", "reports"}


def benchmarks(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_list__names_every_module_with_what_it_measures():
    done = benchmarks("--list")
    assert done.returncode == 0, done.stderr
    listed = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert set(listed) == {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - HELPERS


def test_unknown_name__is_refused_with_the_known_ones():
    done = benchmarks("nothing")
    assert done.returncode == 2
    assert "organisation" in done.stderr
