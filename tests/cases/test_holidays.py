"""When the days off change, the last day to answer moves at once, and those concerned are told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases import holidays, ledger
from kaicheng.cases.ledger import state_of
from kaicheng.statute import Notice, load_calendar
from kaicheng.workbench.models import Notice as Told
from tests.cases.factories import a_request, moment

pytestmark = pytest.mark.django_db
RECEIVED = dt.date(2026, 3, 2)


def test_new_day_off__moves_due_dates_and_tells_the_disclosure_office_once(bureau, monkeypatch):
    case = a_request(bureau, RECEIVED)
    assert case.due == dt.date(2026, 3, 30)
    changed = load_calendar().with_notice(a_notice(dt.date(2026, 3, 18)))
    monkeypatch.setattr(ledger, "calendar_in", lambda _region: changed)
    monkeypatch.setattr(holidays, "calendar_in", lambda _region: changed)
    at = moment(dt.date(2026, 3, 10))
    assert holidays.follow_calendar(at) == 1
    case.refresh_from_db()
    assert case.due == dt.date(2026, 3, 31) == state_of(case, dt.date(2026, 3, 10)).due
    assert case.calendar_version == changed.version
    told = Told.objects.filter(user=bureau.people[Role.DISCLOSURE_OFFICER], text__contains="2026-03-31")
    assert told.count() == 1
    assert Event.objects.filter(action="cases.due.moved", object_id=str(case.pk)).count() == 1
    assert holidays.follow_calendar(at) == 0
    assert told.count() == 1


def test_calendar_unchanged__moves_nothing(bureau):
    a_request(bureau, RECEIVED)
    assert holidays.follow_calendar(timezone.now()) == 0


def a_notice(off: dt.date) -> Notice:
    return Notice(year=2026, number="示例〔2026〕1号", off=((off, "临时放假"),), work=())
