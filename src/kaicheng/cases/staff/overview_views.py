"""The whole authority: a board by phase, month sheets of due dates, the load of offices and what falls
due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kaicheng.agencies.models import Office
from kaicheng.agencies.staff.web import day, staff, standing_of
from kaicheng.cases.models import Assignment, Case
from kaicheng.cases.register import duties, visible_cases
from kaicheng.cases.staff.register_views import calendar_of_person
from kaicheng.cases.staff.rows import Row, rows_of
from kaicheng.cases.staff.web import page, to_register
from kaicheng.statute import OPEN_PHASES, CalendarNotAvailable, Phase, WorkCalendar

ON_BOARD = 30
"""Cards of a column; the rest is a link to the register."""
WEEKS = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A phase with its cards and how many there are."""

    phase: Phase
    label: str
    rows: list[Row]
    count: int


@staff
@require_GET
def board(request: HttpRequest) -> HttpResponseBase:
    """Open cases by phase, the nearest date first."""
    standing, today = standing_of(request), timezone.localdate()
    calendar = calendar_of_person(standing)
    open_cases = duties(visible_cases(standing).filter(phase__in=[*OPEN_PHASES, Phase.ANSWERED]))
    counts = Counter(dict(open_cases.values_list("phase").annotate(Count("pk")).order_by()))
    columns = []
    for phase in (*(one for one in Phase if one in OPEN_PHASES), Phase.ANSWERED):
        if not counts[str(phase)] and phase is not Phase.IN_REVIEW:
            continue
        cards = open_cases.filter(phase=phase).select_related("office", "applicant", "joined_to")
        rows = rows_of(cards.order_by("due", "pk")[:ON_BOARD], today, calendar)
        columns.append(Column(phase, phase.label.zh, rows, counts[str(phase)]))
    return page(request, "board", _("办理看板"), to_register(), columns=columns)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month sheet."""

    date: dt.date
    inside: bool
    rest: bool
    today: bool
    note: str
    cases: list[Case]


@staff
@require_GET
def month(request: HttpRequest) -> HttpResponseBase:
    """What falls due on which day of a month, with the days of rest."""
    standing, today = standing_of(request), timezone.localdate()
    calendar = calendar_of_person(standing)
    first = (day(f"{request.GET.get('yue', '')}-01") or today).replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    due = duties(visible_cases(standing).filter(phase__in=list(OPEN_PHASES), due__gte=first, due__lt=after))
    by_day: dict[dt.date, list[Case]] = {}
    for case in due.order_by("due", "number")[:1000]:
        assert case.due is not None  # noqa: S101  # filtered by it
        by_day.setdefault(case.due, []).append(case)
    monday = first - dt.timedelta(days=first.weekday())
    weeks = []
    while monday < after:
        weeks.append([_day(monday + dt.timedelta(days=n), first, today, calendar, by_day) for n in range(7)])
        monday += dt.timedelta(days=7)
    return page(
        request,
        "calendar",
        _("期限月历"),
        to_register(),
        weeks=weeks,
        first=first,
        before=first - dt.timedelta(days=1),
        after=after,
        count=sum(map(len, by_day.values())),
        lines=[(on, cases) for on, cases in sorted(by_day.items())],
    )


def _day(
    on: dt.date, first: dt.date, today: dt.date, calendar: WorkCalendar, by_day: dict[dt.date, list[Case]]
) -> Day:
    try:
        known = calendar.day(on)
        rest, note = not known.is_workday, known.why.zh if known.kind not in ("workday", "weekend") else ""
    except CalendarNotAvailable:
        rest, note = on.weekday() >= 5, ""
    return Day(on, on.month == first.month, rest, on == today, note, by_day.get(on, []))


@dataclass(frozen=True, slots=True)
class Load:
    """The work of one office."""

    name: str
    pk: int | None
    open: int
    overdue: int
    soon: int
    nearest: dt.date | None
    asked: int


@dataclass(frozen=True, slots=True)
class Week:
    """What falls due in a week; ``share`` of the fullest week, in hundredths, for the bar."""

    monday: dt.date
    sunday: dt.date
    count: int
    share: int


@staff
@require_GET
def load(request: HttpRequest) -> HttpResponseBase:
    """Open cases by office, and a forecast of what falls due week by week."""
    standing, today = standing_of(request), timezone.localdate()
    calendar = calendar_of_person(standing)
    soon = calendar.workday_after(today, 5)
    still = duties(visible_cases(standing).filter(phase__in=list(OPEN_PHASES)))
    grouped = still.values("office", "office__name").annotate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(due__lt=today)),
        soon=Count("pk", filter=Q(due__gte=today, due__lte=soon)),
        nearest=Min("due"),
    )
    asked = Counter(
        dict(
            standing.visible("cases.case.assist", Assignment.objects.filter(reported_at__isnull=True))
            .values_list("office")
            .annotate(Count("pk"))
            .order_by()
        )
    )
    lines = list(grouped.order_by("-overdue", "-open"))
    idle = set(asked) - {line["office"] for line in lines}
    for office in Office.objects.filter(pk__in=idle).order_by("pk"):  # asked to help with others' requests
        lines.append(
            {
                "office": office.pk,
                "office__name": office.name,
                "open": 0,
                "overdue": 0,
                "soon": 0,
                "nearest": None,
            }
        )
    loads = [
        Load(
            line["office__name"] or _("还没有交办"), line["office"], line["open"], line["overdue"],
            line["soon"],
            line["nearest"], asked[line["office"]],
        )
        for line in lines
    ]  # fmt: skip
    monday = today - dt.timedelta(days=today.weekday())
    dues = list(
        still.filter(due__gte=monday, due__lt=monday + dt.timedelta(weeks=WEEKS)).values_list(
            "due", flat=True
        )
    )
    by_week = Counter((due - monday).days // 7 for due in dues if due)
    most = max(by_week.values(), default=0) or 1
    weeks = [
        Week(
            monday + dt.timedelta(weeks=n),
            monday + dt.timedelta(weeks=n, days=6),
            by_week[n],
            round(100 * by_week[n] / most),
        )
        for n in range(WEEKS)
    ]
    return page(
        request,
        "load",
        _("科室负荷"),
        to_register(),
        loads=loads,
        weeks=weeks,
        waiting=still.filter(due=None).count(),
    )
