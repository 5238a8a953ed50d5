"""``manage.py audit_verify``: prove the trail in the database. ``kaicheng audit verify`` calls this."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from kaicheng.audit.models import Head
from kaicheng.audit.verification import verify_all
from kaicheng.audit_chain.anchors import BadAnchors, read_anchors
from kaicheng.audit_chain.show import PRINTERS, UNREADABLE, Outcome
from kaicheng.audit_chain.verify import Anchor


class Command(BaseCommand):
    help = "Prove the audit trail. Exit status: 0 sound, 1 tampered with, 2 could not be read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--chain", action="append", default=[], help="this chain only; may be repeated")
        parser.add_argument("--anchors", action="append", default=[], type=Path, help="a file of audit_heads")
        parser.add_argument("--public-key", type=Path, help="the key (PEM) that must have signed the anchors")
        parser.add_argument("--format", choices=sorted(PRINTERS), default="text")
        parser.add_argument("--lang", choices=["zh", "en"], default="zh")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            anchors = [
                anchor for path in options["anchors"] for anchor in read_anchors(path, options["public_key"])
            ]
        except BadAnchors as error:
            message = error.message.en if options["lang"] == "en" else error.message.zh
            raise CommandError(message, returncode=UNREADABLE) from error
        try:
            self._verify(anchors, options)
        except DatabaseError as error:
            raise CommandError(
                f"数据库无法读取，是否已执行 migrate？ Cannot read the database: {error}",
                returncode=UNREADABLE,
            ) from error

    def _verify(self, anchors: list[Anchor], options: dict[str, Any]) -> None:
        known = {*Head.objects.values_list("chain", flat=True), *(anchor.chain for anchor in anchors)}
        for chain in options["chain"]:
            if chain not in known:
                raise CommandError(f"没有名为“{chain}”的审计链。 No chain {chain!r}.", returncode=UNREADABLE)
        outcome = Outcome()
        results = verify_all(anchors, options["chain"])
        for text in PRINTERS[options["format"]](results, outcome, options["lang"]):
            self.stdout.write(text)
        if outcome.status:
            sys.exit(outcome.status)
