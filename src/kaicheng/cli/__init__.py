"""``kaicheng …``: the command line for people at a shell and for scripts.

Each command lives in a module of its own and is imported only when called, so that a deadline is
computed without loading what reads PDF files.
"""

from __future__ import annotations

from importlib import import_module

import click

from kaicheng import __version__

COMMANDS = {
    "report": "kaicheng.cli.report:report",
    "deadline": "kaicheng.cli.statute:deadline",
    "case": "kaicheng.cli.statute:case",
    "fee": "kaicheng.cli.statute:fee",
    "audit": "kaicheng.cli.audit:audit",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

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
