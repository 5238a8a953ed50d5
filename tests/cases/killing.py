"""Killing the web process, a worker or the database's process at any moment of a piece of work.

Killing one of its processes makes PostgreSQL end all the others and recover from its log: tests that do so
run alone (``scripts/test`` has a run of its own for them). ``KAICHENG_KILLS`` says how often each does it.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, connections

KILLS = int(os.environ.get("KAICHENG_KILLS", "120"))


def in_a_process(work: Callable[[], object]) -> bool:
    """Run ``work`` in a process of its own; whether it ended by itself and well."""
    connections.close_all()
    child = os.fork()
    if child == 0:  # pragma: no cover
        try:
            work()
        except BaseException:
            traceback.print_exc()  # shown where the test fails
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def its_process() -> int:
    """The database's process for this connection; killed, it takes all others along."""
    connection.ensure_connection()
    own: Any = connection.connection
    return int(own.info.backend_pid)


def keep_what_is_committed() -> None:
    """As in service: the suite's server, for speed, tells of a commit before it is in the log."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit TO on")
        cursor.execute("CHECKPOINT")
    connection.close()


def until_it_is_back() -> None:
    """While it recovers it refuses at once."""
    while True:
        connection.close()
        try:
            connection.ensure_connection()
        except OperationalError:
            continue
        return


@dataclass
class Killer:
    """Kills by turns the database's process and the one that works, somewhere within ``longest`` seconds."""

    longest: float
    chance: random.Random = field(default_factory=lambda: random.Random(20260302))
    interrupted: int = 0

    def during(self, round_: int, work: Callable[[], object]) -> None:
        """Let it be worked on in a process, and kill what it needs meanwhile."""
        after = self.chance.uniform(0, self.longest)

        def doomed() -> None:
            killed = its_process() if round_ % 2 else os.getpid()
            timer = threading.Timer(after, os.kill, (killed, signal.SIGKILL))
            timer.daemon = True
            timer.start()
            work()

        self.interrupted += not in_a_process(doomed)
        until_it_is_back()

    def until_done(self, work: Callable[[], object]) -> None:
        """Try again as somebody does who has seen nothing. Right after its process was killed the database
        may still let somebody in whom it sends away again."""
        assert any(in_a_process(work) for _try in range(9))
        until_it_is_back()
