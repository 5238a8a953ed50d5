"""The worker: puts periodic jobs in the queue, does what is in the queue, and takes over from dead workers.

Every worker says regularly that it is alive. A task whose worker has been silent for :data:`SILENCE` is put
back into the queue, and declared failed once it has brought down :data:`LIVES` workers.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import socket
import threading
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from kaicheng.workbench.models import Heartbeat
from kaicheng.workbench.schedule import QUEUE, tick

logger = logging.getLogger(__name__)

BEAT = dt.timedelta(seconds=15)
SILENCE = dt.timedelta(seconds=90)
UNKNOWN = dt.timedelta(days=1)
"""How long a task may take in a process that gives no sign of life, such as the package's own command."""
LIVES = 3

Clock = Callable[[], dt.datetime]


class WorkerLost(RuntimeError):
    """The workers that took up a task did not live to finish it."""


def recover(now: dt.datetime) -> int:
    """Put the tasks of silent workers back into the queue; gives how many."""
    beats = dict(Heartbeat.objects.values_list("worker", "at"))

    def lost(result: DBTaskResult) -> bool:
        beat = beats.get(result.worker_ids[-1]) if result.worker_ids else None
        return beat < now - SILENCE if beat else (result.started_at or now) < now - UNKNOWN

    running = DBTaskResult.objects.running().filter(backend_name=QUEUE)
    return sum(_put_back(result) for result in running if lost(result))


def _put_back(seen: DBTaskResult) -> bool:
    """Queue a task again that was last taken up as ``seen`` tells, unless somebody has done so."""
    with transaction.atomic():
        running = DBTaskResult.objects.running().filter(pk=seen.pk)
        result = running.select_for_update(skip_locked=True).first()
        if result is None or result.worker_ids != seen.worker_ids:
            return False
        if len(result.worker_ids) >= LIVES:
            result.set_failed(WorkerLost(f"{LIVES} workers died on it: {', '.join(result.worker_ids)}"))
            logger.error("Task %s (%s) brought down %s workers", result.pk, result.task_path, LIVES)
            return False
        result.status, result.started_at = TaskResultStatus.READY, None
        result.save(update_fields=["status", "started_at"])
        logger.warning("Task %s (%s) is taken over from a silent worker", result.pk, result.task_path)
        return True


class Worker:
    """One worker process. The clock is an argument, so that tests need not wait."""

    def __init__(self, now: Clock = timezone.now, *, name: str = "", works: bool = True) -> None:
        self.now = now
        self.name = name or f"{socket.gethostname()[:40]}-{secrets.token_hex(6)}"
        self.works = works
        self._stop = threading.Event()
        self._queue = QueueWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name=QUEUE,
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
            excluded_queue_names=[],
        )

    def beat(self) -> None:
        """Say that it is alive."""
        Heartbeat.objects.update_or_create(
            worker=self.name, defaults={"at": self.now(), "host": socket.gethostname()}
        )

    def once(self) -> None:
        """Queue what is due, take over what was left behind, and do what is queued."""
        self.beat()
        tick(self.now())
        recover(self.now())
        if self.works and not self._stop.is_set():
            self._queue.running = True
            self._queue.run()

    def serve(self, interval: float, keep_on: Callable[[], bool] = lambda: True) -> None:
        """Work until :meth:`stop`, or until ``keep_on`` says no. A database that is away is waited for."""
        pulse = threading.Thread(target=self._pulse, daemon=True)
        pulse.start()
        while not self._stop.is_set() and keep_on():
            try:
                close_old_connections()
                self.once()
            except DatabaseError:
                logger.exception("The database did not answer; trying again")
                connection.close()
            self._stop.wait(interval)
        self.stop()
        pulse.join(BEAT.total_seconds())
        Heartbeat.objects.filter(worker=self.name).delete()

    def stop(self) -> None:
        """Finish the task in hand, then end."""
        self._stop.set()
        self._queue.running = False

    def _pulse(self) -> None:
        while not self._stop.wait(BEAT.total_seconds()):
            try:
                self.beat()
            except DatabaseError:
                logger.warning("The heartbeat could not be written")
            finally:
                connection.close()
