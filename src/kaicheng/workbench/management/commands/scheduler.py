"""``manage.py scheduler``: only put periodic jobs in the queue, for workers elsewhere."""

from __future__ import annotations

from kaicheng.workbench.management.commands.worker import Command as WorkerCommand


class Command(WorkerCommand):
    help = "Put periodic jobs in the queue and take over from dead workers, without doing any work itself."
    works = False
