"""The timetable and the worker: once per period, whoever dies."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.workbench import jobs, schedule
from kaicheng.workbench.models import Heartbeat, Job
from kaicheng.workbench.schedule import Periodic, tick
from kaicheng.workbench.worker import LIVES, SILENCE, UNKNOWN, Worker, recover
from tests.workbench import chores
from tests.workbench.desks import SHANGHAI, at

NOW = at(2026, 3, 4, 12)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _keep_the_connection(monkeypatch):
    """The worker drops connections that are left in a transaction; here the test's own is."""
    for module in ("kaicheng.workbench.worker", "django_tasks_db.management.commands.db_worker"):
        monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)


@pytest.fixture
def timetable():
    """A timetable with one job, which notes when it is done."""
    kept = dict(schedule._jobs)
    schedule._jobs.clear()
    done: list[dt.datetime] = []
    schedule.periodic("sample", every=10 * MINUTE)(done.append)
    yield done
    schedule._jobs.clear()
    schedule._jobs.update(kept)


@given(
    st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2027, 1, 1), timezones=st.just(SHANGHAI)),
    st.sampled_from([1, 7, 10, 60, 24 * 60]),
)
def test_period__holds_its_moment_and_counts_from_midnight(now, minutes):
    job = Periodic("sample", minutes * MINUTE, print)
    begun = job.period(now)
    assert begun <= now < begun + job.every
    assert job.period(begun) == begun
    assert job.period(now.replace(hour=0, minute=0, second=0, microsecond=0)).hour == 0


def test_periodic__refuses_what_it_could_not_keep(timetable):
    with pytest.raises(ValueError, match="already"):
        schedule.periodic("sample", every=MINUTE)
    with pytest.raises(ValueError, match="no longer than a day"):
        schedule.periodic("weekly", every=dt.timedelta(days=7))


@pytest.mark.django_db
def test_tick__queues_a_job_once_in_its_period(timetable):
    assert tick(NOW) == ["sample"]
    assert tick(NOW + MINUTE) == []
    assert DBTaskResult.objects.count() == 1
    Worker(lambda: NOW).once()
    assert len(timetable) == 1
    assert tick(NOW + 9 * MINUTE) == []
    assert tick(NOW + 10 * MINUTE) == ["sample"]


@pytest.mark.django_db
def test_tick__does_not_pile_up_what_is_not_done_nor_makes_up_for_a_pause(timetable):
    assert tick(NOW) == ["sample"]
    assert tick(NOW + 30 * MINUTE) == [], "the last one is still in the queue"
    Worker(lambda: NOW + 31 * MINUTE).once()
    Worker(lambda: NOW + 300 * MINUTE).once()
    assert len(timetable) == 2


@pytest.mark.django_db
def test_failure__is_written_down_and_tried_again_next_time(timetable):
    schedule.cancel("sample")

    @schedule.periodic("sample", every=10 * MINUTE)
    def fails(_at: dt.datetime) -> None:
        raise RuntimeError("no luck")

    Worker(lambda: NOW).once()
    job = Job.objects.get(name="sample")
    assert (job.error, job.finished_at) == ("RuntimeError: no luck", None)
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    assert tick(NOW + 10 * MINUTE) == ["sample"]


@pytest.mark.django_db
def test_job_that_is_gone__leaves_its_task_to_be_passed_over(timetable):
    tick(NOW)
    schedule.cancel("sample")
    Worker(lambda: NOW).once()
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


@pytest.mark.django_db
def test_worker__does_what_is_queued_and_survives_what_fails(timetable):
    chores.done.clear()
    chores.broken.enqueue()
    chores.chore.enqueue("a")
    Worker(lambda: NOW).once()
    assert chores.done == ["a"]
    assert DBTaskResult.objects.failed().count() == 1


@pytest.mark.django_db
def test_scheduler__queues_and_leaves_the_work_to_others(timetable):
    Worker(lambda: NOW, works=False).once()
    assert timetable == []
    assert DBTaskResult.objects.ready().count() == 1


@pytest.mark.django_db
def test_worker_told_to_stop__takes_up_nothing_more(timetable):
    worker = Worker(lambda: NOW)
    worker.stop()
    worker.once()
    assert timetable == []


@pytest.mark.django_db
def test_serve__ends_with_its_parent_and_leaves_no_heartbeat(timetable):
    turns = iter([True, False])
    worker = Worker(lambda: NOW)
    worker.serve(0, lambda: next(turns))
    assert len(timetable) == 1
    assert not Heartbeat.objects.exists()


def taken_up(worker: str, started: dt.datetime) -> DBTaskResult:
    """A task that a worker took up and has not finished."""
    chores.chore.enqueue("left")
    result = DBTaskResult.objects.get()
    result.status, result.started_at = TaskResultStatus.RUNNING, started
    result.worker_ids = [*result.worker_ids, worker]
    result.save()
    return result


@pytest.mark.django_db
def test_recover__takes_tasks_from_silent_workers_only():
    result = taken_up("w", NOW)
    Worker(lambda: NOW, name="w").beat()
    assert recover(NOW + SILENCE) == 0
    assert recover(NOW + SILENCE + MINUTE) == 1
    result.refresh_from_db()
    assert result.status == TaskResultStatus.READY


@pytest.mark.django_db
def test_recover__leaves_a_task_in_a_process_that_gives_no_sign():
    taken_up("not-ours", NOW)
    assert recover(NOW + UNKNOWN) == 0
    assert recover(NOW + UNKNOWN + MINUTE) == 1


@pytest.mark.django_db
def test_task_that_brings_down_workers__is_declared_failed():
    result = taken_up("w0", NOW)
    result.worker_ids = [f"w{number}" for number in range(LIVES)]
    result.save()
    Worker(lambda: NOW, name=f"w{LIVES - 1}").beat()
    assert recover(NOW + 2 * SILENCE) == 0
    result.refresh_from_db()
    assert result.status == TaskResultStatus.FAILED
    assert "WorkerLost" in result.exception_class_path


@pytest.mark.django_db
def test_commands__do_what_is_due_and_end(timetable):
    call_command("scheduler", "--once")
    assert timetable == []
    call_command("worker", "--once")
    assert len(timetable) == 1


@pytest.mark.django_db
def test_jobs_of_the_workbench__run(officer):
    assert {job.name for job in schedule.jobs()} >= {"send_mail", "reminders", "digests", "tidy"}
    for job in schedule.jobs():
        job.run(NOW)
    Heartbeat.objects.create(worker="long gone", host="x", at=NOW - dt.timedelta(days=2))
    jobs.tidy(NOW)
    assert not Heartbeat.objects.exists()


# --- real processes -------------------------------------------------------------------------------------


class Colony:
    """The process of ``colony.py``."""

    def __init__(self, database: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.workbench.colony"],
            env={**os.environ, "COLONY_DATABASE": database},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **order: Any) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        self.process.wait()


@pytest.fixture(scope="module")
def colony(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Colony]:
    """On a database of its own: a file, or one created on the server that this run was given."""
    url = os.environ.get("KAICHENG_DATABASE_URL")
    if not url:
        folder: Path = tmp_path_factory.mktemp("colony")
        colony = Colony(str(folder / "colony.sqlite3"))
        yield colony
        colony.close()
        return
    import psycopg

    name = f"colony_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            colony = Colony(name)
            yield colony
            colony.close()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.database
def test_worker_killed_at_its_task__is_succeeded_by_another(colony):
    """Killed with SIGKILL; the heartbeat falls silent; the task is done by the next worker, once."""
    assert colony.ask(do="kill", pid=colony.ask(do="hang")) == -9
    assert colony.ask(do="take over", seconds=30)["status"] == "RUNNING"
    after = colony.ask(do="take over", seconds=int(SILENCE.total_seconds()) + 1)
    assert after == {"status": "SUCCESSFUL", "workers": 2, "value": "done"}


@pytest.mark.database
def test_many_workers__queue_each_period_exactly_once(colony):
    assert colony.ask(do="race", workers=6, periods=60) == {"claimed": 60, "queued": 60}


@pytest.mark.database
def test_many_workers__say_nothing_twice(shelf, tmp_path, monkeypatch):
    """Reminders, digests and letters of thirty people, by six workers at the same moment."""
    from tests.databases import MIGRATED

    monkeypatch.setenv("LETTERBOX", str(tmp_path / "letterbox"))
    with shelf.lent(MIGRATED, tmp_path) as database, closing(Colony(database)) as colony:
        found = colony.ask(do="letters", workers=6, people=30)
    assert found == {
        "ended": [0] * 6,
        "reminded": 60,
        "notices": 60,
        "digests": 30,
        "letters": 60,
        "left": 0,
        "taken": 60,
        "different": 60,
    }
