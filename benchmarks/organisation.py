"""Setting up a province from one workbook: 500 authorities, 20,000 people; beside bare inserts of the rows.

python -m benchmarks.organisation
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from pathlib import Path

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


def main() -> None:
    """Print the seconds of each part."""
    folder = tempfile.mkdtemp(prefix="kaicheng-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaicheng.settings.test")
    if "KAICHENG_DATABASE_URL" not in os.environ:
        os.environ["KAICHENG_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "kaicheng.settings.dev"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from kaicheng.agencies.loading import load, make_plan, read_files
    from kaicheng.agencies.loading.first_sign_in import sheet
    from kaicheng.agencies.models import Agency, Membership
    from kaicheng.audit.models import Event

    call_command("migrate", verbosity=0, interactive=False)
    data = workbook()
    now = timezone.now()

    def timed(label: str, work: object) -> object:
        start = time.perf_counter()
        result = work()  # type: ignore[operator]
        print(f"{label:<42}{time.perf_counter() - start:8.2f} s", flush=True)
        return result

    print(f"{connection.vendor}: {AGENCIES} authorities, {AGENCIES * PEOPLE_EACH} people")
    filled = timed("read the workbook", lambda: read_files([("机构人员.xlsx", data)]))
    plan = timed("dry run", lambda: make_plan(filled, by=None, today=timezone.localdate(now)))
    made = timed("load, with every event chained", lambda: load(plan, by=None, at=now, data=data))
    timed(
        "first sign-in addresses", lambda: Path(folder, "result.csv").write_text("".join(sheet(made.users)))
    )
    assert Agency.find_problems() == ([], [], [], [], [])
    assert Membership.objects.count() == AGENCIES * PEOPLE_EACH
    print(f"{Event.objects.count()} events")
    again = timed(
        "dry run of the same again", lambda: make_plan(filled, by=None, today=timezone.localdate(now))
    )
    assert not again.problems and not again.memberships


if __name__ == "__main__":
    main()
