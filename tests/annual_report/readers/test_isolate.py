"""A hostile file ends its worker at most; the caller gets a typed error and the next file is read."""

from __future__ import annotations

import multiprocessing
import os
import select
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from kaicheng.annual_report.errors import DamagedFile, NoText, TookTooLong, TooLarge
from kaicheng.annual_report.readers import isolate
from kaicheng.annual_report.readers.document import Paragraph
from kaicheng.annual_report.readers.isolate import document_from_json, document_to_json, run_isolated
from tests.annual_report.readers import workers

WORKERS = workers.__name__


def run(function: str, data: bytes = b"", seconds: float = 30.0) -> object:
    return run_isolated(f"{WORKERS}:{function}", data, seconds)


def worker_pid() -> int:
    document = run_isolated(f"{WORKERS}:process", b"")
    assert isinstance(document.blocks[0], Paragraph)
    return int(document.blocks[0].text)


def has_ended(pid: int) -> bool:
    """Whether a process is gone, or goes within ten seconds."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], 10)[0])
    finally:
        os.close(process)


def test_a_document_comes_back_as_it_was() -> None:
    text = "各县（区）\n政府\U0001f600\0".encode()
    assert run("echo", text) == workers.echo(text)


def test_a_document_survives_json() -> None:
    document = replace(workers.echo("正文".encode()), title="甲县水利局2023年政府信息公开工作年度报告")
    assert document_from_json(document_to_json(document)) == document


def test_one_worker_reads_many_files() -> None:
    assert worker_pid() == worker_pid()


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_read() -> None:
    before = worker_pid()
    with pytest.raises(TookTooLong, match="1 秒"):
        run("loop", seconds=1)
    assert worker_pid() != before
    assert has_ended(before)


def test_a_worker_that_crashes_is_replaced() -> None:
    before = worker_pid()
    with pytest.raises(DamagedFile):
        run("crash")
    assert worker_pid() != before


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux")
def test_memory_is_bounded() -> None:
    with pytest.raises(TooLarge, match="内存"):
        run("hog")


@pytest.mark.parametrize("function", ["fail", "recurse"])
def test_whatever_fails_in_the_worker_is_a_damaged_file(function: str) -> None:
    with pytest.raises(DamagedFile):
        run(function)


def test_typed_errors_keep_their_messages() -> None:
    with pytest.raises(NoText) as caught:
        run("refuse")
    assert (caught.value.message.zh, caught.value.message.en) == ("只有图片", "pictures only")


def test_what_a_library_prints_does_not_get_into_the_answer() -> None:
    assert run("chatter", b"x") == workers.echo(b"x")


def test_many_threads_get_their_own_answers() -> None:
    texts = [f"第{number}份".encode() for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: run("echo", text), texts)) == [workers.echo(t) for t in texts]


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {"error": "NoText"},
        {"kind": "pdf", "blocks": [1]},
        {"error": "OSError", "zh": 1, "en": []},
        "x",
        None,
    ],
)
def test_a_broken_answer_is_an_error_of_ours(answer: object) -> None:
    with pytest.raises(isolate.ReadError):
        isolate._from_answer(answer)


def _pid_in_child(pipe: Connection) -> None:
    pipe.send(worker_pid())
    pipe.send(worker_pid())


@pytest.mark.skipif(not hasattr(multiprocessing, "get_context") or sys.platform == "win32", reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_has_workers_of_its_own() -> None:
    mine = worker_pid()
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=_pid_in_child, args=(there,))
    child.start()
    theirs = here.recv()
    assert theirs == here.recv() != mine
    child.join()
    assert worker_pid() == mine
    assert has_ended(theirs)


def test_no_worker_outlives_its_caller() -> None:
    script = "from tests.annual_report.readers.test_isolate import worker_pid; print(worker_pid())"
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert has_ended(int(done.stdout))


def test_no_worker_outlives_a_caller_that_is_killed() -> None:
    script = (
        "from tests.annual_report.readers.test_isolate import worker_pid; import os\n"
        "print(worker_pid(), flush=True); os.kill(os.getpid(), 9)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True)
    assert has_ended(int(done.stdout))
