"""``kaicheng demo``: fill this installation's database with the demonstration, and serve it if asked to.

``manage.py demo`` does it, and this process becomes that one: this command line knows no web framework.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import click


@click.command()
@click.option(
    "--size",
    type=click.Choice(["small", "large"]),
    default="small",
    show_default=True,
    help="A county to look at, or beside it a province to measure with.",
)
@click.option("--serve", is_flag=True, help="Serve the site when all is loaded.")
@click.option("--port", type=int, default=8000, show_default=True, help="Where the site is served.")
def demo(size: str, serve: bool, port: int) -> None:
    """Load the demonstration (演示数据). What is there already stays; a second time changes nothing.

    Exit status: 0 loaded, 1 these settings are not for demonstrations, 2 the platform is not installed.
    """
    if find_spec("django") is None:
        click.echo(
            '错误：没有安装平台部分：pip install "kaicheng[web]"。The platform is not installed.', err=True
        )
        sys.exit(2)
    environment = {"DJANGO_SETTINGS_MODULE": "kaicheng.settings.dev", **os.environ}
    command = [sys.executable, "-m", "django", "demo", f"--size={size}", f"--port={port}"]
    if serve:
        command.append("--serve")
    os.execve(sys.executable, command, environment)  # noqa: S606 — our own command; Ctrl-C reaches the server
