"""``manage.py audit_guard``: put back triggers that a restore or somebody's hand removed."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand
from django.db import connection, transaction

from kaicheng.audit import guards


class Command(BaseCommand):
    help = "Install the database triggers that keep the audit trail append-only."

    def handle(self, *args: Any, **options: Any) -> None:
        lost = guards.missing(connection)
        if lost:
            with transaction.atomic():
                guards.install(connection)
        self.stdout.write("已重新安装：" + "、".join(lost) if lost else "触发器齐全。")
