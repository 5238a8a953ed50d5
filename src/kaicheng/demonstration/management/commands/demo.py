"""``manage.py demo``: the demonstration authority on this machine, ready to look at."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from kaicheng.portal import demonstration, downloads
from kaicheng.portal.demonstration.load import PASSWORD, USERNAME, load


class Command(BaseCommand):
    help = "Migrate, load the demonstration authority and, with --serve, serve it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--serve", action="store_true", help="serve the site when all is loaded")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KAICHENG_DEMONSTRATION:
            raise CommandError("These settings are not for demonstrations: nothing was loaded.")
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # in VAR; empty, but WhiteNoise looks there
        self.stdout.write("正在准备数据库…… Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
        page = load(port=options["port"])
        downloads.all_of(page.report_json)
        self._greet(options["port"])
        if options["serve"]:
            self._serve(options["port"])

    def _greet(self, port: int) -> None:
        base = f"http://127.0.0.1:{port}"
        lines = [
            "",
            f"  {demonstration.AGENCY}（演示 / demonstration）",
            f"    公开平台  public site       {base}/",
            f"    2024 年报 annual report     {base}/nianbao/2024/",
            f"    年报校核  check a report    {base}/jiaohe/",
            f"    工作后台  staff             {base}/gongzuo/",
            f"    用户 user: {USERNAME}    密码 password: {PASSWORD}",
            "",
        ]
        self.stdout.write("\n".join(lines))

    def _serve(self, port: int) -> None:
        """Become the server, so that Ctrl-C reaches it and nothing is left behind."""
        self.stdout.write("按 Ctrl-C 停止。 Press Ctrl-C to stop.\n")
        self.stdout.flush()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaicheng.settings.dev")
        arguments = ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning"]
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments, "kaicheng.wsgi"])  # noqa: S606
