"""``kaicheng audit …``: prove the audit trail, of an export here or of this installation's database.

An export is proved without Django. A database is proved by ``manage.py audit_verify``, in a process of its
own: this command line knows no web framework.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import click

from kaicheng.audit_chain.anchors import BadAnchors, read_anchors
from kaicheng.audit_chain.export import NotAnExport, verify_export
from kaicheng.audit_chain.show import PRINTERS, UNREADABLE, Outcome
from kaicheng.findings import Text

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """The audit trail (审计记录)."""


@audit.command()
@click.option("--export", type=_FILE, metavar="FILE", help="An export; else this installation's database.")
@click.option("--chain", "chains", multiple=True, metavar="NAME", help="This chain only; may be repeated.")
@click.option(
    "--anchors", multiple=True, type=_FILE, metavar="FILE", help="Heads noted outside; may be repeated."
)
@click.option("--public-key", type=_FILE, metavar="FILE", help="The key (PEM) that signed the anchors.")
@click.option("--format", "form", type=click.Choice(sorted(PRINTERS)), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", envvar="KAICHENG_LANG")
def verify(
    export: Path | None,
    chains: tuple[str, ...],
    anchors: tuple[Path, ...],
    public_key: Path | None,
    form: str,
    lang: str,
) -> None:
    """Say whether anything in the trail was removed, altered, re-ordered or cut off, and which event.

    Exit status: 0 sound, 1 tampered with, 2 could not be read.
    """
    if export is None:
        sys.exit(_database(chains, anchors, public_key, form, lang))
    outcome = Outcome()
    try:
        noted = [anchor for path in anchors for anchor in read_anchors(path, public_key)]
        with export.open(encoding="utf-8", errors="replace", newline="\n") as file:
            for line in PRINTERS[form](verify_export(file, noted, chains), outcome, lang):
                click.echo(line)
    except (BadAnchors, NotAnExport) as error:
        _fail(error.message, lang)
    except OSError as error:
        _fail(Text(f"无法打开“{export}”：{error.strerror}", f"cannot open {export}: {error.strerror}"), lang)
    sys.exit(outcome.status)


def _database(
    chains: tuple[str, ...], anchors: tuple[Path, ...], public_key: Path | None, form: str, lang: str
) -> int:
    """The exit status of ``manage.py audit_verify`` with these options, under the settings of this place."""
    if find_spec("django") is None:
        _fail(
            Text(
                "没有安装平台部分，只能核验导出文件：请用 --export 指定文件。",
                "the platform is not installed: name an export with --export",
            ),
            lang,
        )
    options = [f"--chain={chain}" for chain in chains] + [f"--anchors={path}" for path in anchors]
    if public_key is not None:
        options.append(f"--public-key={public_key}")
    options += [f"--format={form}", f"--lang={lang}"]
    environment = {"DJANGO_SETTINGS_MODULE": "kaicheng.settings.dev", **os.environ}
    command = [sys.executable, "-m", "django", "audit_verify", *options]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 — our own command


def _fail(message: Text, lang: str) -> NoReturn:
    click.echo(f"Error: {message.en}" if lang == "en" else f"错误：{message.zh}", err=True)
    sys.exit(UNREADABLE)
