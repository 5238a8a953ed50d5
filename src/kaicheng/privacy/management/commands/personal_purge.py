"""``manage.py personal_purge``: what the retention schedule says is over; with --apply, erase it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from kaicheng.audit.recording import SYSTEM
from kaicheng.privacy import retention


class Command(BaseCommand):
    help = "Show what personal data is due for erasure. With --apply, erase it: this cannot be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="erase what the preview shows")
        parser.add_argument("--category", help="only this category of the schedule")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        for item in retention.preview(now):
            if options["category"] in (None, item.category.id):
                day = timezone.localtime(item.before).date()
                self.stdout.write(
                    f"{item.category.title.zh}\t{item.data.model._meta.label}\t{day}\t{item.count}"
                )
        if options["apply"]:
            count = retention.erase_due(SYSTEM, now, options["category"])
            self.stdout.write(f"已清除 {count} 条。 {count} records erased.")
