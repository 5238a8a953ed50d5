"""Tasks for tests of the worker."""

from __future__ import annotations

import os
import signal

from django_tasks import TaskContext, task

from kaicheng.workbench.schedule import QUEUE

started: int | None = None
"""In a worker that is to be killed: where it says that it has taken up the task."""
done: list[str] = []


@task(backend=QUEUE, takes_context=True)
def hang_once(context: TaskContext) -> str:
    """Never end in the worker that is to be killed; done at once in another."""
    if started is not None:
        os.write(started, b"1")
        signal.pause()
    return "done"


@task(backend=QUEUE)
def chore(name: str) -> None:
    """Something done."""
    done.append(name)


@task(backend=QUEUE)
def broken() -> None:
    """Something that cannot be done."""
    raise RuntimeError("it cannot be done")
