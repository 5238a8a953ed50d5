"""Periodic jobs: each is put in the queue once in each of its periods, however many workers there are.

::

    @periodic("send_mail", every=timedelta(minutes=1))
    def send_mail(at: datetime) -> None: ...

A period is claimed and its task queued in one transaction with the job's row locked, so that a worker killed
at any moment leaves either both or neither. Periods missed while no worker ran are not made up for. A job
still in the queue or running is not queued again. What a job does must bear being done twice: the task of a
worker that was killed is done again by another.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from kaicheng.workbench.models import Job

logger = logging.getLogger(__name__)

QUEUE = "background"
"""The backend of ``TASKS`` for work that a worker does."""

Run = Callable[[dt.datetime], object]


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job with its rhythm, counted from midnight."""

    name: str
    every: dt.timedelta
    run: Run

    def period(self, now: dt.datetime) -> dt.datetime:
        """The start of the period that ``now`` lies in."""
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + (now - midnight) // self.every * self.every


_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_jobs: dict[str, Periodic] = {}


def periodic(name: str, *, every: dt.timedelta) -> Callable[[Run], Run]:
    """Register a job that runs once every so often, at most a day. Raises ValueError when it cannot be."""
    if name in _jobs:
        raise ValueError(f"there is a periodic job {name!r} already")
    if not dt.timedelta(0) < every <= dt.timedelta(days=1):
        raise ValueError(f"{name}: a period is longer than nothing and no longer than a day")

    def decorator(run: Run) -> Run:
        _jobs[name] = Periodic(name, every, run)
        return run

    return decorator


def cancel(name: str) -> None:
    """Forget a job."""
    del _jobs[name]


def jobs() -> list[Periodic]:
    """Every job."""
    return list(_jobs.values())


def tick(now: dt.datetime) -> list[str]:
    """Queue each job whose period has begun and that nobody has queued yet; gives their names."""
    Job.objects.bulk_create([Job(name=name) for name in _jobs], ignore_conflicts=True)
    reached = dict(Job.objects.values_list("name", "period"))
    due = [job for job in jobs() if (reached[job.name] or _NEVER) < job.period(now)]
    return [job.name for job in due if _claim(job, now)]


def _claim(job: Periodic, now: dt.datetime) -> bool:
    """Queue one job for its period unless somebody has, is just doing so, or its last task is not done."""
    period = job.period(now)
    with transaction.atomic():
        row = Job.objects.select_for_update(skip_locked=True).filter(name=job.name).first()
        if row is None or (row.period is not None and row.period >= period) or _unfinished(row):
            return False
        result = run_job.enqueue(job.name)
        row.period, row.task = period, result.id
        row.save(update_fields=["period", "task"])
    return True


def _unfinished(row: Job) -> bool:
    if row.task is None:
        return False
    waiting = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return DBTaskResult.objects.filter(pk=row.task, status__in=waiting).exists()


@task(backend=QUEUE)
def run_job(name: str) -> None:
    """Do a periodic job and write down how it went."""
    if name not in _jobs:
        logger.warning("The periodic job %r is not known any more", name)
        return
    try:
        _jobs[name].run(timezone.now())
    except Exception as error:
        Job.objects.filter(name=name).update(error=f"{type(error).__name__}: {error}")
        raise
    Job.objects.filter(name=name).update(finished_at=timezone.now(), error="")
