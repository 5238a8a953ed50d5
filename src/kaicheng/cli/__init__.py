"""``kaicheng …``: the command line for people at a shell and for scripts.

Each command lives in a module of its own and is imported only when called, so that a deadline is
computed without loading what reads PDF files.
"""

from __future__ import annotations

import io
import sys
from importlib import import_module
from typing import Any

import click

from kaicheng import __version__

COMMANDS = {
    "report": "kaicheng.cli.report:report",
    "deadline": "kaicheng.cli.statute:deadline",
    "case": "kaicheng.cli.statute:case",
    "fee": "kaicheng.cli.statute:fee",
    "audit": "kaicheng.cli.audit:audit",
    "demo": "kaicheng.cli.demo:demo",
}


INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command so that nothing it prints, and no Ctrl-C, ends in a traceback."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # file names and reports hold what a code page may not
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\n已中断。Interrupted.", err=True)
            ctx.exit(INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kaicheng")
def main() -> None:
    """Kaicheng (开诚): government information disclosure at the command line."""
