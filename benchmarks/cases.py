"""Requests: durable submissions per second, with and without a 1 MB attachment, beside bare inserts.

On PostgreSQL where ``KAICHENG_DATABASE_URL`` names one, else on SQLite. A submission goes the portal's own
way: a draft with its answers and its file, encrypted and on the disk, which becomes a case with applicant,
item, ledger, event and the mail with the receipt, in one transaction. The yardstick inserts the same rows,
those of a draft, of its file and of the case each in one transaction, and writes no file. On a server that
waits for its disk: ``scripts/with-postgres --durable python -m benchmarks cases``.
"""

from __future__ import annotations

import os
from typing import Any

from benchmarks.installation import installed
from benchmarks.measure import in_turn, row

REQUESTS = 40
"""Submissions of one run."""
MB = 1024 * 1024
ANSWERS = {
    "wanted": "2025年度工伤保险基金支出情况", "items": "", "applicant_kind": "natural_person",
    "through_agent": "no", "name": "申请人甲", "id_kind": "居民身份证", "id_number": "11010519491231002X",
    "form": "electronic", "delivery": "online", "help_needed": "", "telephone": "13800001234",
    "email": "applicant@example.com", "address": "", "postcode": "", "e_service": True,
}  # fmt: skip
"""What the pages of the form have put together."""


def run() -> None:
    """Print the table."""
    print("requests")
    with installed():
        _measure()


def _measure() -> None:
    from django.db import connection
    from django.utils import timezone

    from kaicheng.agencies import setup
    from kaicheng.cases.models import Case, Draft, FileRole
    from kaicheng.cases.public import drafts
    from kaicheng.cases.public.files import Given
    from kaicheng.cases.public.submission import send

    agency = setup.create_agency("示例市人力资源和社会保障局", slug="bench")

    def submit(data: bytes = b"") -> Case:
        at = timezone.now()
        draft = Draft.objects.create(agency=agency, started_at=at, saved_at=at)
        drafts.keep(draft, ANSWERS, at)
        if data:
            file = Given("材料.pdf", data, "application/pdf")
            drafts.keep_files(draft, [file], FileRole.ATTACHMENT, at)
        return send(draft, at)

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


_KEYS = {
    "cases_draft": "case_id", "cases_case": "id", "cases_applicant": "case_id", "cases_item": "case_id",
    "cases_actrow": "case_id", "audit_event": "object_id", "workbench_mail": "body",
    "cases_casefile": "case_id",
}  # fmt: skip
_OF_CASE = ("cases_case", "cases_applicant", "cases_item", "cases_actrow", "audit_event", "workbench_mail")


class _Bare:
    """Tables of the same columns and indexes without references and triggers, called ``bare_…``."""

    def __init__(self, connection: Any, pattern: int) -> None:
        self.connection = connection
        self.rows: dict[str, tuple[str, list[Any]]] = {}
        with connection.cursor() as cursor:
            for table, key in _KEYS.items():
                cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608
                value: Any = str(pattern) if key in ("object_id", "body") else pattern
                cursor.execute(f"SELECT * FROM {table} WHERE {key} = %s LIMIT 1", [value])  # noqa: S608
                found = cursor.fetchone()
                marks = ", ".join(["%s"] * len(found))
                self.rows[table] = (f"INSERT INTO bare_{table} VALUES ({marks})", list(found))  # noqa: S608
                cursor.execute(f"CREATE INDEX bare_{table}_key ON bare_{table} ({key})")

    def insert(self, files: bool) -> None:
        """The rows of one request, in as many transactions as there."""
        self._together("cases_draft")
        if files:
            self._together("cases_casefile")
        self._together(*_OF_CASE)

    def _together(self, *tables: str) -> None:
        from django.db import transaction

        with transaction.atomic(), self.connection.cursor() as cursor:
            for table in tables:
                cursor.execute(*self.rows[table])
