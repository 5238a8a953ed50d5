"""Requests: durable submissions per second, with and without a 1 MB attachment, beside bare inserts.

On PostgreSQL where ``KAICHENG_DATABASE_URL`` names one, else on SQLite. A submission is one transaction
with applicant, items, ledger and event; an attachment is encrypted and on the disk before it counts.
The yardstick inserts the same rows, one request in one transaction, and writes no file. On a server that
waits for its disk: ``scripts/with-postgres --durable python -m benchmarks cases``.
"""

from __future__ import annotations

import os
import secrets
from typing import Any

from benchmarks.installation import installed
from benchmarks.measure import in_turn, row

REQUESTS = 40
"""Submissions of one run."""
MB = 1024 * 1024


def run() -> None:
    """Print the table."""
    print("requests")
    with installed():
        _measure()


def _measure() -> None:
    from django.db import connection
    from django.utils import timezone

    from kaicheng.agencies import setup
    from kaicheng.cases.actions.intake import RegisterRequest
    from kaicheng.cases.filing import keep
    from kaicheng.cases.models import Case, FileRole, Source
    from kaicheng.statute import Channel

    agency = setup.create_agency("示例市人力资源和社会保障局", slug="bench")

    def submit(data: bytes = b"") -> Case:
        case = RegisterRequest(
            agency,
            source=Source.PORTAL,
            channel=Channel.ONLINE,
            arrived_on=timezone.localdate(),
            wanted="2025年度工伤保险基金支出情况",
            applicant_kind="natural_person",
            applicant={"name": "申请人甲", "telephone": "13800001234", "id_number": "11010519491231002X"},
            key=secrets.token_hex(16),
            by=None,
        ).execute()
        if data:
            keep(case, FileRole.ATTACHMENT, "材料.bin", data, by=None, at=timezone.now())
        return case

    pattern = submit(os.urandom(1024))
    bare = _Bare(connection, pattern.pk)
    name = connection.vendor

    def mine() -> None:
        for _ in range(REQUESTS):
            submit()

    def with_file() -> None:
        for _ in range(REQUESTS):
            submit(os.urandom(MB))

    for what, work, files in (("without attachment", mine, False), ("with 1 MB attached", with_file, True)):

        def insert(files: bool = files) -> None:
            for _ in range(REQUESTS):
                bare.insert(files)

        ours, theirs = in_turn(work, insert, runs=3)
        row(f"{name}: bare inserts, {what}", f"{REQUESTS / theirs:,.0f} requests/s")
        rate = f"{REQUESTS / ours:,.0f} requests/s"
        row(f"{name}: durable submissions, {what}", rate, "bare inserts", ours / theirs)


class _Bare:
    """Tables of the same columns and indexes without references and triggers, called ``bare_…``."""

    TABLES = ("cases_case", "cases_applicant", "cases_item", "cases_actrow", "audit_event")

    def __init__(self, connection: Any, pattern: int) -> None:
        self.connection = connection
        self.rows: dict[str, tuple[str, list[Any]]] = {}
        of = {"cases_case": "id", "audit_event": "object_id"}
        with connection.cursor() as cursor:
            for table in (*self.TABLES, "cases_casefile"):
                cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608
                key = of.get(table, "case_id")
                value: Any = str(pattern) if table == "audit_event" else pattern
                cursor.execute(f"SELECT * FROM {table} WHERE {key} = %s LIMIT 1", [value])  # noqa: S608
                found = cursor.fetchone()
                marks = ", ".join(["%s"] * len(found))
                self.rows[table] = (f"INSERT INTO bare_{table} VALUES ({marks})", list(found))  # noqa: S608
                cursor.execute(f"CREATE INDEX bare_{table}_key ON bare_{table} ({key})")

    def insert(self, files: bool) -> None:
        """The rows of one request in one transaction; those of its file in another, as there."""
        from django.db import transaction

        with transaction.atomic(), self.connection.cursor() as cursor:
            for table in self.TABLES:
                cursor.execute(*self.rows[table])
        if files:
            with transaction.atomic(), self.connection.cursor() as cursor:
                cursor.execute(*self.rows["cases_casefile"])
