"""Board, calendar and load say what the ledgers say: every number is counted again another way."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.assign import Assign
from kaicheng.cases.actions.consult import AddConsultation
from kaicheng.cases.actions.parts import Join, Split
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import Case
from kaicheng.cases.passing import follow_time
from kaicheng.cases.register import DUE
from kaicheng.statute import OPEN_PHASES, Phase, load_calendar
from tests.agencies.factories import a_bureau
from tests.cases.factories import a_request, moment, on_paper, proven

pytestmark = pytest.mark.django_db
CALENDAR = load_calendar()


def ago(days: int) -> dt.date:
    """So many working days before today."""
    on = timezone.localdate()
    for _day in range(days):
        on = CALENDAR.workday_until(on - dt.timedelta(days=1))
    return on


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def cases(bureau, officer):
    """Requests in every phase that lasts, due long ago, today, this week and in weeks to come."""
    who = {"by": officer, "at": timezone.now()}
    today = timezone.localdate()

    def record(case: Case, code: str, on: dt.date, **data: object) -> None:
        RecordAct(case, code, on, data, **who).execute()

    for age in (45, 30, 21, 20, 19, 17, 15, 14, 9, 9, 4, 1, 0):
        a_request(bureau, ago(age), wanted=f"第{age}号")
    corrected, paying, extended, consulting, silent, answered, served, gone = (
        a_request(bureau, ago(16)) for _number in range(8)
    )
    record(corrected, "correction_notice", ago(15), limit_days=15)
    record(paying, "fee_notice", ago(10), served_on=ago(9).isoformat())
    record(extended, "extension", ago(3), days=10)
    record(consulting, "third_party_letter", ago(3))
    record(silent, "third_party_letter", ago(15))
    for case in (answered, served):
        proven(bureau, case, "refused_internal_affairs", ago(2))
        on_paper(bureau, case, ago(2))
        record(case, "answer", ago(2), outcome="refused_internal_affairs")
    record(served, "service", ago(1), means="in_person")
    proven(bureau, gone, "withdrawn", ago(2))
    record(gone, "withdrawal", ago(2))
    first, second = (a_request(bureau, ago(8)) for _number in range(2))
    Join(second, first, **who).execute()
    several = a_request(bureau, ago(8), items=["支出表", "收入表", "结余表"])
    parts = Split(several, **who).execute()
    for number, case in enumerate(Case.objects.filter(phase="in_review").order_by("pk")[8:12]):
        office = bureau.office if number % 2 else bureau.other_office
        Assign(case, office, case.due - dt.timedelta(days=1), "检索", lead=number > 1, **who).execute()
    AddConsultation(parts[0], "third_party", name="某公司", subject_matter="报价", **who).execute()
    a_request(a_bureau(), today)
    return list(Case.objects.filter(agency=bureau.agency))


@pytest.fixture
def recount(cases):
    """Each request that is answered in its own right, with what its ledger says today."""
    today = timezone.localdate()
    return {
        case: state_of(case, today)
        for case in cases
        if case.joined_to_id is None and not Case.objects.filter(split_from=case).exists()
    }


@pytest.fixture
def page(client, officer):
    client.force_login(officer)

    def get(name: str, query: str = ""):
        return client.get(reverse(name) + query).context

    return get


def test_board__has_every_open_request_in_its_phase_the_nearest_first(page, recount):
    follow_time(timezone.now())
    columns = page("cases_board")["columns"]
    on_board = [*OPEN_PHASES, Phase.ANSWERED]
    phases = Counter(state.phase for state in recount.values() if state.phase in on_board)
    assert {column.phase: column.count for column in columns if column.count} == phases
    assert set(phases) == {
        Phase.IN_REVIEW, Phase.AWAITING_CORRECTION, Phase.AWAITING_PAYMENT, Phase.EXTENDED,
        Phase.CONSULTING_THIRD_PARTY, Phase.ANSWERED,
    }  # fmt: skip
    for column in columns:
        cards = {row.case.pk for row in column.rows}
        assert cards == {case.pk for case, state in recount.items() if state.phase == column.phase}
        dues = [row.case.due for row in column.rows if row.case.due]
        assert dues == sorted(dues)


def test_consultations_that_stay_silent__leave_their_column_when_their_time_is_over(recount):
    later = CALENDAR.workday_after(timezone.localdate(), 14)
    at = moment(later)
    assert follow_time(at) == 2
    assert follow_time(at) == 0, "once"
    phases = {case.pk: str(state_of(case, later).phase) for case in recount}
    assert phases == dict(Case.objects.filter(pk__in=phases).values_list("pk", "phase"))


def test_calendar__shows_each_last_day_once_and_the_days_of_rest(page, recount):
    shown: Counter[tuple[int, dt.date]] = Counter()
    months = {state.due.replace(day=1) for state in recount.values() if state.due}
    for first in months:
        context = page("cases_calendar", f"?yue={first:%Y-%m}")
        days = [day for week in context["weeks"] for day in week]
        assert [day.date for day in days] == [
            days[0].date + dt.timedelta(days=n) for n in range(len(days))
        ] and days[0].date.weekday() == 0
        for day in days:
            assert day.rest is not CALENDAR.is_workday(day.date)
            if day.inside:
                shown.update((case.pk, day.date) for case in day.cases)
        assert context["count"] == sum(len(day.cases) for day in days if day.inside)
    wanted = {
        (case.pk, state.due) for case, state in recount.items() if state.due and state.phase in OPEN_PHASES
    }
    assert dict(shown) == dict.fromkeys(wanted, 1)


def test_load__adds_up_by_office_and_by_week(page, recount):
    today = timezone.localdate()
    context = page("cases_load")
    still = {case: state for case, state in recount.items() if state.phase in OPEN_PHASES}
    soon = CALENDAR.workday_after(today, 5)
    offices = {case.office_id for case in still}
    for line in context["loads"]:
        dues = [state.due for case, state in still.items() if case.office_id == line.pk]
        known = [due for due in dues if due]
        assert line.open == len(dues)
        assert line.overdue == sum(due < today for due in known)
        assert line.soon == sum(today <= due <= soon for due in known)
        assert line.nearest == min(known, default=None)
    assert {line.pk for line in context["loads"]} >= offices
    asked = Counter(
        office
        for case in recount
        for office in case.assignments.filter(reported_at=None).values_list("office", flat=True)
    )
    assert {line.pk: line.asked for line in context["loads"] if line.asked} == asked
    monday = today - dt.timedelta(days=today.weekday())
    weeks = Counter(
        (state.due - monday).days // 7
        for state in still.values()
        if state.due and 0 <= (state.due - monday).days < 56
    )
    assert [week.count for week in context["weeks"]] == [weeks[number] for number in range(8)]
    assert max(week.share for week in context["weeks"]) == 100
    assert context["waiting"] == sum(state.due is None for state in still.values()) == 2


def test_an_office_that_only_helps__stands_in_the_load_too(page, bureau, officer):
    case = a_request(bureau, timezone.localdate())
    due = timezone.localdate() + dt.timedelta(days=3)
    Assign(case, bureau.office, due, "拟稿", lead=True, by=officer).execute()
    Assign(case, bureau.other_office, due, "会签", by=officer).execute()
    assert {(line.pk, line.open, line.asked) for line in page("cases_load")["loads"]} == {
        (bureau.office.pk, 1, 1),
        (bureau.other_office.pk, 0, 1),
    }


@pytest.mark.parametrize("kind", [value for value, _label in DUE])
def test_filters_by_date__find_what_the_ledgers_say(page, recount, kind):
    today, found = (
        timezone.localdate(),
        {row.case.pk for row in page("cases_register", f"?due={kind}")["rows"]},
    )
    soon = CALENDAR.workday_after(today, 5)
    waits = {Phase.AWAITING_CORRECTION, Phase.AWAITING_PAYMENT, Phase.CONSULTING_THIRD_PARTY}
    fits = {
        "overdue": lambda state: state.due is not None and state.due < today,
        "today": lambda state: state.due == today,
        "soon": lambda state: state.due is not None and today <= state.due <= soon,
        "open": lambda state: True,
        "waiting": lambda state: state.phase in waits,
    }
    if kind == "done":
        wanted = {
            case.pk
            for case in Case.objects.filter(agency=next(iter(recount)).agency)
            if state_of(case, today).phase not in OPEN_PHASES
        }
    else:
        wanted = {
            case.pk for case, state in recount.items() if state.phase in OPEN_PHASES and fits[kind](state)
        }
    assert found == wanted
