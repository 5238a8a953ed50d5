"""Setting up a province from one workbook: 500 authorities, 20,000 people; beside bare inserts of the rows.

On a SQLite file with the settings of a first start, and on PostgreSQL where ``KAICHENG_DATABASE_URL`` names
one.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.installation import installed
from benchmarks.measure import row

Result = TypeVar("Result")

AGENCIES = 500
PEOPLE_EACH = 40
OFFICES_EACH = 6


def workbook() -> bytes:
    """A filled-in template."""
    from openpyxl import Workbook

    from kaicheng.agencies.loading.sheets import SHEETS

    book = Workbook(write_only=True)
    pages = {}
    for sheet in SHEETS:
        pages[sheet.name] = book.create_sheet(sheet.name)
        pages[sheet.name].append(sheet.headings)

    def add(title: str, /, **values: object) -> None:
        sheet = next(one for one in SHEETS if one.name == title)
        pages[title].append([values.get(column.field) for column in sheet.columns])

    for number in range(AGENCIES):
        agency = f"示例省第{number}局"
        parent = "" if number == 0 else f"示例省第{(number - 1) // 8}局"
        add("单位", name=agency, parent=parent, kind="政府工作部门", level="省级", region_code="510000")
        for office in range(OFFICES_EACH):
            add("科室", agency=agency, name=f"第{office}科", handles_disclosure="是" if office == 0 else "否")
        for person in range(PEOPLE_EACH):
            role = "科室负责人" if person < OFFICES_EACH else "信息员"
            add(
                "人员任职",
                username=f"u{number}-{person}",
                name=f"第{number}局{person}号",
                agency=agency,
                office=f"第{person % OFFICES_EACH}科",
                role=role,
            )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def run() -> None:
    """Print the table."""
    with installed() as folder:
        _measure(folder)


def _measure(folder: Path) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from kaicheng.agencies import setup
    from kaicheng.agencies.actions.imported import confirm_import, confirmable, fingerprint
    from kaicheng.agencies.loading import load, make_plan, read_files
    from kaicheng.agencies.loading.first_sign_in import sheet
    from kaicheng.agencies.models import Agency, Import, Membership, Office
    from kaicheng.agencies.permissions import Standing
    from kaicheng.agencies.roles import Role
    from kaicheng.audit.models import Event

    now = timezone.now()
    today = timezone.localdate(now)
    data = workbook()
    print(f"bulk set-up, {connection.vendor}: {AGENCIES} authorities, {AGENCIES * PEOPLE_EACH:,} people")

    def timed(label: str, work: Callable[[], Result]) -> tuple[float, Result]:
        start = time.perf_counter()
        result = work()
        taken = time.perf_counter() - start
        row(label, f"{taken:.2f} s")
        return taken, result

    _, filled = timed("read the workbook", lambda: read_files([("机构人员.xlsx", data)]))
    _, plan = timed("dry run", lambda: make_plan(filled, by=None, today=today))
    taken, made = timed("load, with every event chained", lambda: load(plan, by=None, at=now, data=data))
    rows = [list(model.objects.all()) for model in (Office, Membership)]
    bare = 0.0
    with transaction.atomic():
        Membership.objects.all().delete()
        Office.objects.all().delete()
        for kind in rows:
            start = time.perf_counter()
            type(kind[0]).objects.bulk_create(kind, batch_size=500)
            bare += time.perf_counter() - start
        transaction.set_rollback(True)
    row("the same offices and appointments, bare", f"{bare:.2f} s")
    row("load", f"{taken:.2f} s", "bulk_create of its offices and appointments", taken / bare)
    timed("first sign-in addresses", lambda: (folder / "result.csv").write_text("".join(sheet(made.users))))
    assert Agency.find_problems() == ([], [], [], [], [])
    assert Membership.objects.count() == AGENCIES * PEOPLE_EACH
    row("events on record", f"{Event.objects.count():,}")
    _, again = timed("dry run of the same again", lambda: make_plan(filled, by=None, today=today))
    assert not again.problems and not again.memberships

    # The same appointments as they wait when an administrator loads them, and the other one's word on all.
    top = Agency.objects.get(depth=1)
    proposer, security = (
        setup.create_account(name, agency=top) for name in ("bench-system", "bench-security")
    )
    imported = Import.objects.create(file="机构人员.xlsx", made_at=now, made_by=proposer)
    Membership.objects.update(confirmed_at=None, proposed_by=proposer, imported=imported)
    setup.appoint(security, Role.SECURITY_ADMINISTRATOR, top)
    waiting = confirmable(imported, Standing(security, today))
    _, seen = timed(
        "look through what waits", lambda: fingerprint(waiting.only("pk", "valid_from", "valid_to"))
    )
    taken, posts = timed(
        "confirm all of them in one act", lambda: confirm_import(imported, seen=seen, by=security, at=now)
    )
    assert len(posts) == AGENCIES * PEOPLE_EACH
    start = time.perf_counter()
    with transaction.atomic():
        Membership.objects.bulk_update(posts, ["confirmed_at", "confirmed_by"], batch_size=500)
        transaction.set_rollback(True)
    bare = time.perf_counter() - start
    row("confirm", f"{taken:.2f} s", "bulk_update of the same appointments", taken / bare)
