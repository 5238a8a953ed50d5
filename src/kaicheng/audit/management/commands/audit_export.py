"""``manage.py audit_export``: write chains out as JSON lines that prove themselves."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from kaicheng.audit.exports import export


class Command(BaseCommand):
    help = "Write the audit trail to standard output; prove it with 'kaicheng audit verify --export FILE'."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--chain", action="append", default=[], help="this chain only; may be repeated")
        parser.add_argument("--personal", action="store_true", help="with the personal values kept apart")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in export(options["chain"], personal=options["personal"]):
            self.stdout.write(line, ending="")
