"""A process that raises workers on a database of its own, for tests that race or kill them.

    python -m tests.workbench.colony

It reads one JSON order a line from standard input and answers each in one line. ``race`` forks workers that
keep the timetable of the same periods; ``hang`` queues a task and forks a worker that takes it up and never
ends; ``take over`` lets another worker, some time later, do what is queued; ``letters`` lets workers remind,
write digests and send mail to the same people at the same moment.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import signal
import sys
from typing import Any

import django

MORNING = dt.datetime(2026, 3, 4, 2, tzinfo=dt.UTC)
"""Ten o'clock in Shanghai, when nobody wants to be left alone."""
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)


def race(workers: int, periods: int) -> dict[str, Any]:
    """Let workers keep the timetable side by side, minute by minute; how often each minute was queued."""
    from django.db import connection
    from django_tasks_db.models import DBTaskResult

    from kaicheng.workbench import schedule

    schedule.periodic("minutely", every=dt.timedelta(minutes=1))(print)
    schedule._unfinished = lambda row: False  # as if each task were done at once
    connection.close()
    together = multiprocessing.get_context("fork").Barrier(workers)
    pids = []
    for _number in range(workers):
        pid = os.fork()
        if pid == 0:
            claimed = 0
            for minute in range(periods):
                together.wait()
                claimed += len(schedule.tick(NOON + dt.timedelta(minutes=minute)))
            os._exit(claimed)
        pids.append(pid)
    claimed = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    queued = DBTaskResult.objects.filter(task_path__endswith="run_job").count()
    return {"claimed": sum(claimed), "queued": queued}


def hang() -> int:
    """A worker that takes up a task and stays with it; its process id, once it has."""
    from django.db import connection

    from kaicheng.workbench.worker import Worker
    from tests.workbench import chores

    chores.hang_once.enqueue()
    connection.close()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        chores.started = writing
        Worker(lambda: NOON, name=f"doomed-{os.getpid()}").once()
        os._exit(1)
    os.close(writing)
    os.read(reading, 1)
    return pid


def take_over(seconds: int) -> dict[str, Any]:
    """What became of the task after another worker looked at the queue that much later."""
    from django_tasks_db.models import DBTaskResult

    from kaicheng.workbench.worker import Worker

    now = NOON + dt.timedelta(seconds=seconds)
    Worker(lambda: now, name=f"heir-{seconds}").once()
    result = DBTaskResult.objects.get(task_path="tests.workbench.chores.hang_once")
    return {"status": result.status, "workers": len(result.worker_ids), "value": result.return_value}


def letters(workers: int, people: int) -> dict[str, Any]:
    """Let workers say the same to the same people side by side; how often it was said."""
    from django.db import connection

    from kaicheng.workbench import digests, mail, reminders
    from kaicheng.workbench.models import DigestSent, Mail, Notice, Reminded
    from tests.workbench.desks import item, only_source

    _with_posts(people)
    today = MORNING.date()
    items = [item("overdue", today - dt.timedelta(days=9)), item("today", today)]
    connection.close()
    together = multiprocessing.get_context("fork").Barrier(workers)

    def work() -> None:
        with only_source(*items):
            together.wait()
            reminders.remind_everybody(MORNING)
            together.wait()
            digests.digest_everybody(MORNING)
            together.wait()
            mail.deliver(lambda: MORNING)

    pids = []
    for _number in range(workers):
        pid = os.fork()
        if pid == 0:
            try:
                work()
                os._exit(0)
            finally:
                os._exit(1)
        pids.append(pid)
    ended = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    with open(os.environ["LETTERBOX"]) as box:
        taken = box.read().split()
    return {
        "ended": ended,
        "reminded": Reminded.objects.count(),
        "notices": Notice.objects.count(),
        "digests": DigestSent.objects.count(),
        "letters": Mail.objects.count(),
        "left": Mail.objects.exclude(state=Mail.State.SENT).count(),
        "taken": len(taken),
        "different": len(set(taken)),
    }


def _with_posts(people: int) -> None:
    """So many people with an address in one authority."""
    from kaicheng.agencies.models import Agency, Membership, Office, User
    from kaicheng.agencies.roles import Role

    agency = Agency.add_root(name="示例市甲局", short_name="甲局", slug="jia")
    office = Office.objects.create(agency=agency, name="办公室")
    users = User.objects.bulk_create(
        User(username=f"u{number}", email=f"u{number}@example.org") for number in range(people)
    )
    for user in users:
        Membership.objects.create(
            user=user,
            agency=agency,
            office=office,
            role=Role.INFORMATION_OFFICER,
            valid_from=dt.date(2020, 1, 1),
            confirmed_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        )


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.workbench.colony_settings"
    django.setup()
    from django.core.management import call_command

    from kaicheng.workbench import schedule

    for job in schedule.jobs():  # they go by the real clock
        schedule.cancel(job.name)
    call_command("migrate", "workbench", verbosity=0)
    call_command("migrate", "django_tasks_database", verbosity=0)
    for line in sys.stdin:
        order = json.loads(line)
        answer: Any = None
        if order["do"] == "race":
            answer = race(order["workers"], order["periods"])
        elif order["do"] == "hang":
            answer = hang()
        elif order["do"] == "kill":
            os.kill(order["pid"], signal.SIGKILL)
            answer = os.waitstatus_to_exitcode(os.waitpid(order["pid"], 0)[1])
        elif order["do"] == "letters":
            answer = letters(order["workers"], order["people"])
        elif order["do"] == "take over":
            answer = take_over(order["seconds"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
