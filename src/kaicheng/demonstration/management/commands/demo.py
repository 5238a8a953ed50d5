"""``manage.py demo``: the demonstration on this machine, ready to look at or to measure."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from kaicheng.demonstration.greeting import lines
from kaicheng.demonstration.registry import Occasion, Size, load


class Command(BaseCommand):
    help = "Migrate, load the demonstration and, with --serve, serve it. What is there already stays."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=[size.value for size in Size], default=Size.SMALL.value)
        parser.add_argument("--serve", action="store_true", help="serve the site when all is loaded")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KAICHENG_DEMONSTRATION:
            raise CommandError("These settings are not for demonstrations: nothing was loaded.")
        port = options["port"]
        if options["serve"] and not _free(port):
            raise CommandError(
                f"端口{port}已被别的程序占用，请换一个，例如：make run PORT={port + 1}\n"
                f"Port {port} is in use by another program. Name another one, as above."
            )
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # in VAR; empty, but WhiteNoise looks there
        self._say("正在准备数据库…… Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
        load(Size(options["size"]), Occasion(port=port, tell=self._say))
        self._say("\n".join(lines(port)))
        if options["serve"]:
            self._beside("worker", f"--with-parent={os.getpid()}")
            self._beside("public_site", "build", "--quiet")
            self._serve(port)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _beside(self, *command_line: str) -> None:
        """Start a command beside the server: the worker, which ends when the server does, and the writing
        of the public files, until which every page is rendered live."""
        command = [sys.executable, "-m", "django", *command_line]
        environment = {"DJANGO_SETTINGS_MODULE": "kaicheng.settings.dev", **os.environ}
        subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603

    def _serve(self, port: int) -> None:
        """Become the server, so that Ctrl-C reaches it and nothing is left behind."""
        self._say("按 Ctrl-C 停止。 Press Ctrl-C to stop.\n")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaicheng.settings.dev")
        arguments = ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning"]
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments, "kaicheng.wsgi"])  # noqa: S606


def _free(port: int) -> bool:
    """Whether a server can listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
