"""Many files at once: in order, past the bad ones, past those that kill a process."""

from __future__ import annotations

import errno
import os
import signal
from collections import deque
from pathlib import Path

import pytest

from kaicheng.annual_report import batch
from kaicheng.annual_report.errors import ReadError
from kaicheng.findings import Text

REPORTS = Path(__file__).parent / "reports"
XICHANG = REPORTS / "xichang-hrss-2024.txt"


def die_on_third(path: Path) -> str:
    """Work that ends its own process, as running out of memory does."""
    if path.name == "3":
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def failed(path: Path, error: Text) -> str:
    return f"{path.name}: {error.en[:7]}"


def test_a_directory_stands_for_the_files_in_it_and_below(tmp_path: Path) -> None:
    for name in ("b.txt", "a/1.docx", ".git/config", "a/~$1.docx", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = [path.name for path in batch.files_in([tmp_path, tmp_path / "named but not there"])]
    assert found == ["b.txt", "1.docx", "named but not there"]


def test_a_directory_that_cannot_be_opened_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "1.txt").touch()
    opened = os.scandir

    def scandir(path: str | Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [path.name for path in batch.files_in([tmp_path])] == ["1.txt", "closed"]
    (_, told) = batch.check_files(batch.files_in([tmp_path]))
    assert told.error is not None
    assert "没有权限" in told.error.zh


def test_results_come_in_order_and_a_dead_process_costs_one_file() -> None:
    paths = [Path(str(number)) for number in range(8)]
    found = list(batch._streamed(paths, die_on_third, 2, failed))
    assert found == ["0", "1", "2", "3: Reading", "4", "5", "6", "7"]


def test_files_are_taken_up_only_as_results_are_asked_for() -> None:
    """Memory stays flat because the list of files runs only a little ahead of the results."""
    taken: deque[Path] = deque()

    def endless() -> object:
        number = 0
        while True:
            number += 1
            taken.append(Path(str(number)))
            yield taken[-1]

    results = batch._streamed(endless(), die_on_third, 1, failed)  # type: ignore[arg-type]
    assert [next(results), next(results)] == ["1", "2"]
    assert len(taken) == 2


def test_earlier_reports_are_found_by_authority_and_year(tmp_path: Path) -> None:
    text = XICHANG.read_text("utf-8")
    (tmp_path / "2023.txt").write_text(text.replace("2024年", "2023年"), "utf-8")
    (tmp_path / "2024.txt").write_text(text, "utf-8")
    (tmp_path / "noise.txt").write_text("通知", "utf-8")
    earlier, unread = batch.index_earlier(tmp_path)
    assert [path.name for path, _ in unread] == ["noise.txt"]
    (this_year,) = [batch.read_path(XICHANG)]
    previous = earlier.of(this_year)
    assert previous is not None
    assert previous.year == 2023
    assert earlier.of(previous) is None


def test_one_earlier_report_serves_for_all() -> None:
    earlier, unread = batch.index_earlier(XICHANG)
    assert unread == []
    found = earlier.of(batch.read_path(REPORTS / "erlang-street-2022.txt"))
    assert found is not None
    assert found.agency == "西昌市人力资源和社会保障局"


@pytest.mark.parametrize("jobs", [1, 2])
def test_reports_and_errors_come_side_by_side(jobs: int, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(XICHANG.read_bytes())
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 nothing")
    found = dict(batch.read_files(batch.files_in([tmp_path]), jobs))
    kinds = {Path(path).name: isinstance(report, ReadError) for path, report in found.items()}
    assert kinds == {"a.txt": False, "b.pdf": True}
