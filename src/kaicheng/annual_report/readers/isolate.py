"""Readers run in a worker process with limits of time and memory, so that no file can hang or exhaust us.

A worker is started once and reads many files. It is killed and replaced when a file takes too long or makes
it crash. It parses hostile files, so nothing that it says is unpickled: documents come back as JSON.

Protocol, both ways: eight bytes with the length of what follows. A request is a line of JSON with the
function, its argument being the bytes after the line; an answer is JSON with a document or an error.
"""

from __future__ import annotations

import atexit
import json
import math
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import IO, Any

from kaicheng.annual_report import errors
from kaicheng.annual_report.errors import ReadError, TookTooLong
from kaicheng.annual_report.readers.document import Block, Document, Grid, GridCell, Paragraph
from kaicheng.annual_report.readers.limits import MB, damaged, too_large

SECONDS = 30.0
"""How long one file may take."""
MEMORY = 1024 * MB
"""Address space of a worker, in bytes, where the system can limit it."""

_MAX_ANSWER = 256 * MB
_MAX_WORKERS = max(2, os.cpu_count() or 1)
_SIZE = struct.Struct(">Q")
_READY = b"ready"


def run_isolated(function: str, data: bytes, seconds: float = SECONDS) -> Document:
    """What ``function`` makes of ``data``, worked out in another process.

    ``function`` is ``"kaicheng.annual_report.readers.pdf:read_pdf"``: a module and a function in it that
    takes bytes and returns a :class:`Document`. Safe to call from many threads and
    after a fork. Raises what the function raises if it is a ReadError, TookTooLong after ``seconds``,
    TooLarge when memory runs out, DamagedFile when the worker dies or the function fails otherwise.
    """
    return _from_answer(_POOL.run(function, data, seconds))


def ask_isolated(function: str, data: bytes, seconds: float = SECONDS) -> Any:
    """As :func:`run_isolated`, for a function that returns lists, dicts and texts instead of a document.

    They come from a process that has read a hostile file: the caller checks their shape.
    """
    return _plain(_POOL.run(function, data, seconds))


class _Worker:
    """A process that reads files one after another."""

    def __init__(self) -> None:
        start = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve({MEMORY})"
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for the command line; it ends the worker itself.
            start_new_session=os.name == "posix",
        )
        # Until it has said so it is still starting up, which no file is to be blamed for.
        _receive(self._streams()[1], len(_READY))

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, function: str, data: bytes, seconds: float) -> Any:
        """The worker's answer, decoded; the worker is unusable after any exception."""
        expired = threading.Event()

        def give_up() -> None:
            expired.set()
            self._process.kill()

        timer = threading.Timer(seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            stdin, stdout = self._streams()
            request = json.dumps({"function": function, "seconds": seconds}).encode() + b"\n"
            _send(stdin, request, data)
            answer = _receive(stdout, _MAX_ANSWER)
        except (OSError, EOFError) as error:
            if expired.is_set():
                raise TookTooLong(
                    f"读取超过 {seconds:g} 秒，已停止。文件可能已损坏或过于复杂，请重新导出后重试。",
                    f"Reading took more than {seconds:g} seconds and was given up. "
                    "Export the file again and retry.",
                ) from None
            raise damaged("读取程序因这个文件意外中止", "the reader was brought down by it") from error
        finally:
            timer.cancel()
        return json.loads(answer)

    def _streams(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process.stdin is None or self._process.stdout is None:
            raise EOFError
        return self._process.stdin, self._process.stdout

    def end(self) -> None:
        """Kill the process and wait for it."""
        self._process.kill()
        for stream in self._streams():
            with suppress(OSError):
                stream.close()
        self._process.wait()

    def abandon(self) -> None:
        """Let go of a worker that belongs to the parent of this process, without touching its process."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in self._streams():
            with suppress(OSError):
                os.dup2(nowhere, stream.fileno())  # closes the pipe, and nothing half sent gets into it
        os.close(nowhere)
        self._process.returncode = 0  # it is not ours to wait for


class _Pool:
    """Workers that wait for work. As many run at once as there are processors."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(_MAX_WORKERS)
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()

    def run(self, function: str, data: bytes, seconds: float) -> Any:
        """The answer of a worker, as it gave it."""
        with self._slots:
            worker = self._take()
            try:
                answer = worker.ask(function, data, seconds)
            except BaseException:
                self._drop(worker)
                raise
            self._give_back(worker)
        return answer

    def _take(self) -> _Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    break
                worker.end()
            else:
                worker = _Worker()
            self._busy.add(worker)
            return worker

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            self._busy.discard(worker)
            self._idle.append(worker)

    def _drop(self, worker: _Worker) -> None:
        with self._lock:
            self._busy.discard(worker)
        worker.end()

    def close(self) -> None:
        """End all workers; the next file starts new ones."""
        with self._lock:
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.end()

    def after_fork(self) -> None:
        """Forget the parent's workers in a forked child: two processes must not share one's pipes."""
        workers = [*self._idle, *self._busy]
        self.reset()
        for worker in workers:
            worker.abandon()


_POOL = _Pool()
atexit.register(_POOL.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_POOL.after_fork)


def close() -> None:
    """End all worker processes of this process."""
    _POOL.close()


# --- in the worker ------------------------------------------------------------------------------------


def serve(memory: int) -> None:
    """Answer requests on standard input until it ends. ``memory`` is the limit in bytes."""
    _limit_memory(memory)
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get among the answers
    _send(answers, _READY)
    while True:
        try:
            request = _receive(requests, None)
        except EOFError:
            return
        head, _, data = request.partition(b"\n")
        order = json.loads(head)
        _limit_time(order["seconds"])
        _send(answers, json.dumps(_answer(order["function"], data), ensure_ascii=False).encode())


def _answer(function: str, data: bytes) -> dict[str, Any]:
    try:
        result = _function(function)(data)
    except ReadError as error:
        return _error(error)
    except MemoryError:
        return _error(too_large("解开文件所需的内存太多", "Unpacking the file takes too much memory"))
    except RecursionError:
        return _error(damaged("内部层次过深", "it is nested too deeply"))
    except Exception as error:
        # Whatever else a parser does on a broken file says no more than that the file is broken.
        return _error(
            damaged(f"无法解析（{type(error).__name__}）", f"it cannot be parsed ({type(error).__name__})")
        )
    return document_to_json(result) if isinstance(result, Document) else {"plain": result}


def _error(error: ReadError) -> dict[str, Any]:
    return {"error": type(error).__name__, "zh": error.message.zh, "en": error.message.en}


def _function(name: str) -> Callable[[bytes], Any]:
    module, _, attribute = name.partition(":")
    function: Callable[[bytes], Any] = getattr(import_module(module), attribute)
    return function


def _limit_memory(memory: int) -> None:
    try:
        import resource  # not everywhere
    except ImportError:
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: float) -> None:
    """A second net under the caller's clock: should the caller die, the worker does not run on."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        soft = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


# --- between the two ----------------------------------------------------------------------------------


def _send(stream: IO[bytes], *parts: bytes) -> None:
    stream.write(_SIZE.pack(sum(map(len, parts))))
    for part in parts:
        stream.write(part)
    stream.flush()


def _receive(stream: IO[bytes], limit: int | None) -> bytes:
    """The next message. Raises EOFError when there is none, or one beyond the limit."""
    header = stream.read(_SIZE.size)
    if len(header) < _SIZE.size:
        raise EOFError
    (size,) = _SIZE.unpack(header)
    if limit is not None and size > limit:
        raise EOFError
    message = stream.read(size)
    if len(message) < size:
        raise EOFError
    return message


def _from_answer(answer: Any) -> Document:
    """The document or, raised, the error in an answer. What has another shape came from a broken worker."""
    try:
        _raise_error(answer)
        return document_from_json(answer)
    except (KeyError, TypeError, ValueError) as error:
        raise _incomplete() from error


def _plain(answer: Any) -> Any:
    """The same for an answer that is no document."""
    try:
        _raise_error(answer)
        return answer["plain"]
    except (KeyError, TypeError) as error:
        raise _incomplete() from error


def _raise_error(answer: Any) -> None:
    if "error" in answer:
        kind = getattr(errors, str(answer["error"]), ReadError)
        error = kind if isinstance(kind, type) and issubclass(kind, ReadError) else ReadError
        raise error(str(answer["zh"]), str(answer["en"]))


def _incomplete() -> ReadError:
    return damaged("读取结果不完整", "what was read from it is incomplete")


def document_to_json(document: Document) -> dict[str, Any]:
    """A document as plain lists and texts."""
    return {
        "kind": document.kind,
        "lines_are_cells": document.lines_are_cells,
        "title": document.title,
        "blocks": [
            [block.text, block.where, block.is_title]
            if isinstance(block, Paragraph)
            else _grid_to_json(block)
            for block in document.blocks
        ],
        "alternatives": [[_grid_to_json(grid) for grid in grids] for grids in document.alternatives],
    }


def document_from_json(data: Any) -> Document:
    """The document that :func:`document_to_json` wrote. Raises KeyError, TypeError, ValueError."""
    return Document(
        kind=str(data["kind"]),
        blocks=tuple(_block_from_json(block) for block in data["blocks"]),
        lines_are_cells=bool(data["lines_are_cells"]),
        alternatives=tuple(tuple(_grid_from_json(grid) for grid in grids) for grids in data["alternatives"]),
        title=str(data["title"]),
    )


def _grid_to_json(grid: Grid) -> dict[str, Any]:
    return {
        "where": grid.where,
        "exact": grid.exact,
        "rows": [[[cell.text, cell.where, cell.colspan, cell.rowspan] for cell in row] for row in grid.rows],
    }


def _grid_from_json(data: Any) -> Grid:
    return Grid(
        tuple(
            tuple(
                GridCell(str(text), str(where), int(colspan), int(rowspan))
                for text, where, colspan, rowspan in row
            )
            for row in data["rows"]
        ),
        str(data["where"]),
        bool(data["exact"]),
    )


def _block_from_json(data: Any) -> Block:
    if isinstance(data, dict):
        return _grid_from_json(data)
    text, where, is_title = data
    return Paragraph(str(text), str(where), bool(is_title))
