"""``manage.py audit_heads``: the heads of all chains, to be kept outside and used as anchors."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from kaicheng.audit.exports import heads_of, write_heads
from kaicheng.audit_chain.anchors import BadAnchors


class Command(BaseCommand):
    help = "Print the heads of all chains, or write them to FOLDER/heads-YYYY-MM-DD.json. Run it daily."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path | None = options["output"]
        now = timezone.now()
        try:
            if folder is None:
                self.stdout.write(json.dumps(heads_of(now), ensure_ascii=False, indent=1))
            else:
                self.stdout.write(str(write_heads(folder, now)))
        except BadAnchors as error:
            raise CommandError(str(error.message)) from error
