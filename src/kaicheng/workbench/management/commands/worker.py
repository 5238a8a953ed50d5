"""``manage.py worker``: do background work and keep the timetable, until told to stop."""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from kaicheng.workbench.worker import Worker


class Command(BaseCommand):
    help = "Do background work: reminders, digests, mail, and what other parts put in the queue."
    works = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=2.0, help="seconds between looks at the queue")
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument(
            "--with-parent", type=int, metavar="PID", help="end when this process, the parent, has ended"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(works=self.works)
        if options["once"]:
            worker.once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        parent = options["with_parent"]
        worker.serve(options["interval"], lambda: parent is None or os.getppid() == parent)
