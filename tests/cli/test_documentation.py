"""The documentation cannot fall behind the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kaicheng.cli import main

DOCS = Path(__file__).parent.parent.parent / "docs"


def commands(group: click.Group, name: str = "kaicheng") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for child in group.list_commands(context):
        command = group.get_command(context, child)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {child}")
        else:
            yield f"{name} {child}", command


@pytest.mark.parametrize(("name", "command"), list(commands(main)))
def test_every_command_has_help_and_is_documented(name: str, command: click.Command) -> None:
    assert command.help
    pages = "\n".join(path.read_text("utf-8") for path in DOCS.glob("*.md"))
    assert name in pages
    for parameter in command.params:
        for option in parameter.opts:
            if option.startswith("--"):
                assert option in pages, f"{name} {option} is not in docs/"
