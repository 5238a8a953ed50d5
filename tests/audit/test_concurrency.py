"""Writers in parallel, and writers killed in the middle: the chain verifies, nothing acknowledged is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.database

ROUNDS = 20


class Nursery:
    """The process of ``nursery.py``, and the pipe on which its writers acknowledge."""

    def __init__(self, database: str) -> None:
        self._pipe, their_end = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.audit.nursery"],
            env={**os.environ, "MINIMAL_DATABASE": database, "NURSERY_ACKNOWLEDGED": str(their_end)},
            pass_fds=[their_end],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        os.close(their_end)
        self._rest = b""
        self.acknowledged: list[str] = []

    def ask(self, **order: Any) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def read(self) -> None:
        """Wait for at least one more acknowledgement."""
        *lines, self._rest = (self._rest + os.read(self._pipe, 65536)).split(b"\n")
        self.acknowledged += [line.decode() for line in lines]
        assert not any(line.startswith("failed") for line in self.acknowledged)

    def drain(self) -> None:
        """Take what is in the pipe, when nobody writes any more."""
        os.set_blocking(self._pipe, False)
        try:
            while True:
                self.read()
        except BlockingIOError:
            os.set_blocking(self._pipe, True)

    def close(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        self.process.wait()
        os.close(self._pipe)


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    """On a database of its own: a file, or one created on the server that this run was given."""
    url = os.environ.get("KAICHENG_DATABASE_URL")
    if not url:
        nursery = Nursery(str(tmp_path / "trail.sqlite3"))
        yield nursery
        nursery.close()
        return
    import psycopg

    name = f"trail_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            nursery = Nursery(name)
            yield nursery
            nursery.close()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_parallel_writers__make_sound_chains_without_gaps(nursery: Nursery):
    nursery.ask(do="start", writers=8, events=50, chains=3)
    while len(nursery.acknowledged) < 400:
        nursery.read()
    assert nursery.ask(do="wait") == [0] * 8
    answer = nursery.ask(do="verify")
    assert answer["findings"] == []
    assert sum(answer["events"].values()) == 400
    assert set(answer["present"]) == set(nursery.acknowledged)


def test_writers_killed_in_the_middle__lose_nothing_acknowledged(nursery: Nursery):
    chance = random.Random(20260305)
    for _ in range(ROUNDS):
        before = len(nursery.acknowledged)
        pids = nursery.ask(do="start", writers=4, events=1000, chains=2)
        enough = before + chance.randrange(1, 40)
        while len(nursery.acknowledged) < enough:
            nursery.read()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        assert nursery.ask(do="wait") == [-signal.SIGKILL] * 4
        nursery.drain()
    answer = nursery.ask(do="verify")
    assert answer["findings"] == []
    assert set(nursery.acknowledged) <= set(answer["present"])
    assert len(set(answer["present"])) == sum(answer["events"].values()) >= len(nursery.acknowledged) > ROUNDS
