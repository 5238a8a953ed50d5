"""``manage.py personal_keys``: make, add, use and drop the keys of personal data."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from kaicheng.audit.recording import SYSTEM, Entry, Target, atomic, record
from kaicheng.audit.registry import EventType
from kaicheng.privacy import events, keys, rotation
from kaicheng.privacy.registry import INSTALLATION


class Command(BaseCommand):
    help = (
        "The keys of personal data: create the file, see its use, add a key, rotate to it, remove an old one."
    )
    requires_system_checks: list[str] = []  # they would stop `create`

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("create", help="make the file with its first key; one that is there stays")
        commands.add_parser("status", help="how much each key has closed")
        commands.add_parser("add", help="add a key that encrypts from now on").add_argument("id")
        commands.add_parser("rotate", help="encrypt everything anew with the newest key; may be repeated")
        commands.add_parser("remove", help="drop a key that nothing uses").add_argument("id")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.KAICHENG_PERSONAL_KEYS)
        try:
            getattr(self, f"_{options['command']}")(path, options.get("id", ""))
        except (keys.KeyringError, ValueError, OSError) as error:
            raise CommandError(str(error)) from error

    def _create(self, path: Path, _identity: str) -> None:
        keys.create(path, f"{timezone.now():%Y-%m-%d}")
        self.stdout.write(
            f"{path}\n请另行备份密钥文件：没有它，个人信息无法解开。 Back it up apart from the database."
        )

    def _status(self, _path: Path, _identity: str) -> None:
        ring, usage = keys.keyring(), rotation.usage()
        for identity in ring.keys:
            mark = "当前 current" if identity == ring.current else ""
            self.stdout.write(f"{identity}\t{usage[identity]}\t{mark}".rstrip())

    def _add(self, path: Path, identity: str) -> None:
        keys.add(path, identity)
        _record(events.KEY_ADDED, identity)
        self.stdout.write(
            f"{identity}：已启用。接着运行 personal_keys rotate。 In use; now run personal_keys rotate."
        )

    def _rotate(self, _path: Path, _identity: str) -> None:
        ring = keys.keyring()
        count = rotation.rotate(ring, lambda place, done: self.stdout.write(f"{place}\t{done}"))
        if count:
            _record(events.ROTATED, ring.current, count=count)
        self.stdout.write(f"共重新加密 {count} 项。 {count} values encrypted anew.")

    def _remove(self, path: Path, identity: str) -> None:
        if left := rotation.usage()[identity]:
            raise CommandError(
                f"密钥“{identity}”仍在用于 {left} 项，请先运行 personal_keys rotate。 Still in use."
            )
        keys.remove(path, identity)
        _record(events.KEY_REMOVED, identity)
        self.stdout.write(f"{identity}：已停用。 Removed.")


def _record(kind: EventType, identity: str, **facts: int) -> None:
    with atomic():
        record(
            Entry(
                type=kind,
                chain=INSTALLATION,
                actor=SYSTEM,
                target=Target("privacy.key", identity, identity),
                at=timezone.now(),
                facts=facts,
            )
        )
