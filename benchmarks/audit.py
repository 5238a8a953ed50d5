"""The audit trail: writing events beside bare inserts of the same rows, and proving them.

On a SQLite file with the settings of a first start, and on PostgreSQL where ``KAICHENG_DATABASE_URL`` names
one (``scripts/with-postgres python -m benchmarks audit``; that server does not wait for the disk).
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from itertools import count, islice
from pathlib import Path
from typing import Any

from benchmarks.measure import in_turn, row

EVENTS = 500
"""Transactions of one event each, in one run."""
LONG = 20_000
"""Events of the chain that is proved."""


def run() -> None:
    """Print the table."""
    print("audit trail")
    with tempfile.TemporaryDirectory() as folder:
        _configure(Path(folder) / "bench.sqlite3")
        _measure()


def _configure(path: Path) -> None:
    import django
    from django.conf import settings

    from kaicheng.settings.environment import SQLITE_OPTIONS, postgresql

    url = os.environ.get("KAICHENG_DATABASE_URL")
    sqlite: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": SQLITE_OPTIONS}
    settings.configure(
        DATABASES={"default": postgresql(url) if url else sqlite},
        INSTALLED_APPS=["kaicheng.audit"],
        USE_TZ=True,
        KAICHENG_AUDIT_ALGORITHM="sm3",
        KAICHENG_AUDIT_SIGNING_KEY="",
    )
    django.setup()


def _measure() -> None:
    from django.core.management import call_command
    from django.db import connection, transaction

    from kaicheng.audit import registry
    from kaicheng.audit.models import Event, Personal
    from kaicheng.audit.recording import Actor, Entry, Origin, Target, atomic, record
    from kaicheng.audit.verification import verify

    call_command("migrate", verbosity=0)
    renamed = registry.register("bench.office.renamed", zh="改名", en="renamed", fields=["name"])
    at = dt.datetime(2026, 3, 5, 1, 12, tzinfo=dt.UTC)

    def entry(chain: str) -> Entry:
        return Entry(
            type=renamed,
            chain=chain,
            actor=Actor("7", "局办公室负责人", "局办公室甲"),
            target=Target("agencies.office", "12", "综合科"),
            at=at,
            origin=Origin("10.1.2.3", "req-1"),
            changes={"name": ("办公室", "综合科")},
            reason="机构改革",
        )

    def write() -> None:
        for _ in range(EVENTS):
            with atomic():
                record(entry("bench"))

    with atomic():
        record(entry("pattern"))
    [event], [personal] = Event.objects.values_list(), Personal.objects.values_list()
    _copy_tables(connection)
    numbers = count(1)
    into_events = f"INSERT INTO bare_audit_event VALUES ({', '.join(['%s'] * len(event))})"  # noqa: S608
    into_personal = "INSERT INTO bare_audit_personal VALUES (%s, %s, %s)"

    def insert() -> None:
        for number in islice(numbers, EVENTS):
            identity = f"{number:032x}"
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(into_events, [identity, event[1], number, *event[3:]])
                cursor.execute(into_personal, [identity, *personal[1:]])

    mine, bare = in_turn(write, insert)
    name = connection.vendor
    row(f"{name}: bare inserts of the same rows", f"{EVENTS / bare:,.0f} events/s")
    row(f"{name}: one event per transaction", f"{EVENTS / mine:,.0f} events/s", "bare inserts", mine / bare)

    for _ in range(LONG // 1000):
        with atomic():
            for _ in range(1000):
                record(entry("long"))

    def prove() -> None:
        assert not list(verify("long"))

    def read() -> None:
        for _ in Event.objects.filter(chain="long").order_by("seq").values_list().iterator():
            pass

    proving, reading = in_turn(prove, read, runs=3)
    row(f"{name}: proving a chain", f"{LONG / proving:,.0f} events/s", "reading its rows", proving / reading)


def _copy_tables(connection: Any) -> None:
    """Tables of the same columns, indexes and references without triggers, called ``bare_…``."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("audit_event", "audit_personal"):
                cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
            cursor.execute(
                "ALTER TABLE bare_audit_personal ADD FOREIGN KEY (event_id) REFERENCES bare_audit_event"
                " DEFERRABLE INITIALLY DEFERRED"
            )
            return
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name IN ('audit_event', 'audit_personal')"
            " AND type <> 'trigger' AND sql IS NOT NULL ORDER BY type DESC"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement.replace('"audit_', '"bare_audit_'))
