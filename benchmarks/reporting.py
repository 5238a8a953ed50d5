"""Tables two to four: one authority, and a province of 3,000 authorities with 1,000,000 requests, 200,000
decisions, 100,000 disputes and 20,000 documents with what became of them.

On a SQLite file with the settings of a first start, and on PostgreSQL where ``KAICHENG_DATABASE_URL`` names
an empty database. Beside it the straightforward way: fetching every request and counting in Python.
``KAICHENG_BENCH_REQUESTS`` sets another number of requests.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from random import Random
from typing import Any

from benchmarks.installation import installed
from benchmarks.measure import row, seconds

AGENCIES = 3_000
REQUESTS = int(os.environ.get("KAICHENG_BENCH_REQUESTS", "1000000"))
YEAR = 2024
COPIES = 50
"""How often each row that Python makes is there in the end: the database copies faster."""


def run() -> None:
    """Print the table."""
    with installed():
        _measure()


def _measure() -> None:
    from django.db import connection

    print(f"tally, {connection.vendor}: {AGENCIES:,} authorities, {REQUESTS:,} requests", flush=True)
    province, busiest = _fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    from kaicheng.reporting.scope import Scope
    from kaicheng.reporting.tally import tally

    whole = Scope.year(province, YEAR, subtree=True)
    one = Scope.year(busiest, YEAR)
    first, second = (min(seconds(lambda: tally(one)) for _ in range(5)), seconds(lambda: tally(whole)))
    second = min(second, seconds(lambda: tally(whole)))
    walked = seconds(lambda: walk(whole))
    assert walk(one) == {
        path: count for path, count in tally(one).figures.items() if path.startswith("requests.") and count
    }
    row("whole form, the busiest authority", f"{first * 1000:.0f} ms", "200 ms at most", first / 0.2)
    row("whole form, the province", f"{second:.2f} s", "5 s at most", second / 5)
    row("the same requests walked in Python", f"{walked:.2f} s", "the tally of the province", walked / second)
    opened = min(seconds(lambda: _open(one)) for _ in range(3))
    row("opening a cell, first page", f"{opened * 1000:.0f} ms", "500 ms at most", opened / 0.5)
    wide = min(seconds(lambda: _open(whole)) for _ in range(2))
    row(
        "opening a cell of the province",
        f"{wide:.2f} s",
        "the tally of the province",
        wide / second,
    )


def walk(scope: Any) -> dict[str, int]:
    """Table three the straightforward way: every request, one after the other."""
    from kaicheng.cases.models import Case

    start, end = scope.period.start, scope.period.end
    counts: Counter[str] = Counter()
    for case in Case.objects.filter(scope.within()).iterator(chunk_size=5_000):
        if not case.counted or case.received_date is None or case.received_date > end:
            continue
        if case.finished_on is not None and case.finished_on < start:
            continue
        rows = ["new_received" if case.received_date >= start else "carried_over"]
        ended = case.finished_on is not None and case.finished_on <= end
        rows += [case.row, "handled_total"] if ended else ["carried_forward"]
        for name in rows:
            counts[f"requests.{name}.{case.applicant_kind}"] += 1
            counts[f"requests.{name}.total"] += 1
    return dict(counts)


def _open(scope: Any) -> int:
    """What the page of a cell does for a supervisor: the figure, and the first page of its records."""
    from django.utils import timezone

    from kaicheng.agencies.models import Membership, User
    from kaicheng.agencies.permissions import Standing
    from kaicheng.agencies.roles import Role
    from kaicheng.reporting.drill import drill
    from kaicheng.reporting.tally import figure_of

    path, today = "requests.handled_total.total", timezone.localdate()
    user, _made = User.objects.get_or_create(username="jiandu")
    for role in (Role.SUPERVISOR, Role.DISCLOSURE_OFFICER):
        Membership.objects.get_or_create(user=user, agency=scope.agency, role=role, valid_from=today)
    figure, _by_hand = figure_of(scope, path)
    found = drill(scope, path, Standing(user, today), None)
    assert figure == found.count
    return len(found.lines)


def _fill() -> tuple[Any, Any]:
    """A province with bureaus below it, requests over five years, decisions and disputes."""
    from django.utils import timezone

    from kaicheng.agencies import setup
    from kaicheng.agencies.models import Agency
    from kaicheng.annual_report.form import form_for
    from kaicheng.cases.models import ApplicantKind, Case
    from kaicheng.publishing.models import Decision

    chance, now = Random(7), timezone.now()
    province = setup.create_agency("示例省人民政府", slug="sheng")
    step = Agency.steplen
    Agency.objects.bulk_create(
        Agency(
            name=f"示例省第{number}局",
            short_name=f"第{number}局",
            slug=f"ju-{number}",
            depth=2,
            path=province.path + Agency._int2str(number + 1).rjust(step, Agency.alphabet[0]),
        )
        for number in range(AGENCIES - 1)
    )
    Agency.objects.filter(pk=province.pk).update(numchild=AGENCIES - 1)
    province.refresh_from_db()
    agencies = list(Agency.objects.filter(depth=2).values_list("pk", flat=True))
    rows = [name for name in form_for(YEAR).requests.result_rows if name != "other_total"]
    kinds, first = list(ApplicantKind.values), dt.date(YEAR - 3, 1, 1)

    def case(number: int) -> Case:
        received = first + dt.timedelta(days=chance.randrange(5 * 365))
        finished = received + dt.timedelta(days=chance.randrange(1, 45)) if chance.random() < 0.95 else None
        # A tenth of the authorities get half of the requests.
        some = agencies[: len(agencies) // 10] if chance.random() < 0.5 else agencies
        return Case(
            agency_id=chance.choice(some),
            number=f"R{number}",
            code="",
            source="portal",
            channel="web",
            applicant_kind=chance.choice(kinds),
            wanted="2023年度财政专项资金使用情况",
            arrived_on=received,
            registered_at=now,
            received_date=received,
            finished_on=finished,
            row=chance.choice(rows) if finished else "",
            phase="closed" if finished else "in_review",
        )

    Case.objects.bulk_create([case(number) for number in range(REQUESTS // COPIES)], batch_size=1_000)
    _multiply(Case, "number")
    Decision.objects.bulk_create(
        [
            Decision(
                agency_id=chance.choice(agencies),
                kind=chance.choice(["licence", "penalty", "coercion"]),
                number=f"D{number}",
                name="事项",
                decided_on=first + dt.timedelta(days=chance.randrange(5 * 365)),
                recorded_at=now,
            )
            for number in range(REQUESTS // COPIES // 5)
        ],
        batch_size=1_000,
    )
    _multiply(Decision, "number")
    _disputes(agencies, chance)
    _documents(agencies, chance)
    counts = Counter(Case.objects.values_list("agency", flat=True).iterator(chunk_size=10_000))
    return province, Agency.objects.get(pk=counts.most_common(1)[0][0])


def _disputes(agencies: list[int], chance: Random) -> None:
    """A review or suit for every ten requests, some of them not decided yet."""
    from django.utils import timezone

    from kaicheng.cases.models import Dispute
    from kaicheng.cases.models.dispute import DisputeKind, DisputeOutcome

    first = dt.date(YEAR - 3, 1, 1)

    def dispute(number: int) -> Dispute:
        filed = first + dt.timedelta(days=chance.randrange(5 * 365))
        over = chance.random() < 0.8
        return Dispute(
            agency_id=chance.choice(agencies),
            kind=chance.choice(DisputeKind.values),
            body="示例省人民政府",
            number=f"F{number}",
            filed_on=filed,
            decided_on=filed + dt.timedelta(days=chance.randrange(30, 200)) if over else None,
            outcome=chance.choice(DisputeOutcome.values) if over else "",
            recorded_at=timezone.now(),
        )

    made = [dispute(number) for number in range(REQUESTS // COPIES // 10)]
    Dispute.objects.bulk_create(made, batch_size=1_000)
    _multiply(Dispute, "number")


def _documents(agencies: list[int], chance: Random) -> None:
    """Normative documents, issued over five years, a third of them abolished or lapsed since."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Locale, Page

    from kaicheng.publishing.importing.tree import insert_own_rows, paths_below
    from kaicheng.publishing.kinds import Kind
    from kaicheng.publishing.models import DocumentPage, PolicyEvent, PolicyEventKind

    root, kind = Page.objects.get(depth=1), ContentType.objects.get_for_model(DocumentPage)
    locale, first, now = Locale.get_default(), dt.date(YEAR - 3, 1, 1), timezone.now()
    count = REQUESTS // 50
    paths = paths_below(root, root.get_last_child())
    pages = [
        Page(
            path=next(paths),
            depth=2,
            title=f"第{number}号办法",
            draft_title=f"第{number}号办法",
            slug=f"banfa-{number}",
            url_path=f"/banfa-{number}/",
            content_type=kind,
            locale=locale,
        )
        for number in range(count)
    ]
    Page.objects.bulk_create(pages, batch_size=500)
    days = [first + dt.timedelta(days=chance.randrange(5 * 365)) for _page in pages]
    insert_own_rows(
        DocumentPage,
        [
            DocumentPage(
                page_ptr_id=page.pk, agency_id=chance.choice(agencies), kind=Kind.NORMATIVE, created_date=day
            )
            for page, day in zip(pages, days, strict=True)
        ],
    )
    events = [
        PolicyEvent(document_id=page.pk, kind=PolicyEventKind.ISSUED, on=day, recorded_at=now)
        for page, day in zip(pages, days, strict=True)
    ]
    events += [
        PolicyEvent(
            document_id=page.pk,
            kind=chance.choice([PolicyEventKind.ABOLISHED, PolicyEventKind.LAPSED]),
            on=day + dt.timedelta(days=chance.randrange(1, 700)),
            recorded_at=now,
        )
        for page, day in zip(pages, days, strict=True)
        if chance.random() < 0.33
    ]
    PolicyEvent.objects.bulk_create(events, batch_size=1_000)


def _multiply(model: Any, number: str) -> None:
    """Copies of every row, told apart by what follows ``number``."""
    from django.db import connection

    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    wanted = ", ".join(f'"{name}"' for name in columns)
    taken = ", ".join(f"{number} || '-' || n" if name == number else f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({wanted}) WITH RECURSIVE copies(n) AS "  # noqa: S608 — names of our own
            f"(SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {COPIES - 1}) "
            f"SELECT {taken} FROM {table} CROSS JOIN copies"
        )
