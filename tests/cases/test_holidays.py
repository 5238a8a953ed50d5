"""When the days off change, the last day to answer moves at once, and those concerned are told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases import holidays, ledger
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import Case
from kaicheng.cases.public.following import Following
from kaicheng.statute import Channel, Notice, load_calendar
from kaicheng.workbench import mail
from kaicheng.workbench.models import Mail
from kaicheng.workbench.models import Notice as Told
from tests.cases.factories import a_request, moment

pytestmark = pytest.mark.django_db
RECEIVED = dt.date(2026, 3, 2)


@pytest.fixture
def changed(monkeypatch):
    """The calendar with one more day off, from now on."""

    def change():
        calendar = load_calendar().with_notice(a_notice(dt.date(2026, 3, 18)))
        monkeypatch.setattr(ledger, "calendar_in", lambda _region: calendar)
        monkeypatch.setattr(holidays, "calendar_in", lambda _region: calendar)
        return calendar

    return change


AT = moment(dt.date(2026, 3, 10))


def test_new_day_off__moves_due_dates_and_tells_the_disclosure_office_once(bureau, changed):
    case = a_request(bureau, RECEIVED)
    a_request(bureau, RECEIVED)
    assert case.due == dt.date(2026, 3, 30)
    calendar = changed()
    assert holidays.follow_calendar(AT) == 2
    case.refresh_from_db()
    assert case.due == dt.date(2026, 3, 31) == state_of(case, dt.date(2026, 3, 10)).due
    assert case.calendar_version == calendar.version
    told = Told.objects.filter(user=bureau.people[Role.DISCLOSURE_OFFICER], text__contains="2026-03-31")
    assert told.count() == 1
    assert Event.objects.filter(action="cases.due.moved", object_id=str(case.pk)).count() == 1
    assert holidays.follow_calendar(AT) == 0
    assert told.count() == 1


def test_who_has_it_in_hand__is_told_of_that_request(bureau, changed):
    case = a_request(bureau, RECEIVED)
    handler = bureau.people[Role.INFORMATION_OFFICER]
    Case.objects.filter(pk=case.pk).update(handler=handler, office=bureau.office)
    a_request(bureau, RECEIVED)
    changed()
    holidays.follow_calendar(AT)
    (told,) = Told.objects.filter(user=handler)
    assert case.number in told.text and "2026-03-31" in told.text


def test_applicant__reads_it_and_gets_one_mail_for_all_requests(bureau, changed, mailoutbox):
    on_line = {"channel": Channel.ONLINE, "confirmed_on": RECEIVED}
    known = {"name": "申请人甲", "email": "applicant@example.com"}
    one, two = (a_request(bureau, RECEIVED, applicant=known, **on_line) for _ in range(2))
    a_request(bureau, RECEIVED, applicant=known)  # by paper: its address may have been misread
    a_request(bureau, RECEIVED, applicant={"name": "申请人乙"}, **on_line)
    closed = a_request(bureau, RECEIVED, applicant=known, **on_line)
    Case.objects.filter(pk=closed.pk).update(phase="closed")
    Mail.objects.all().delete()
    changed()
    holidays.follow_calendar(AT)
    (letter,) = Mail.objects.all()
    assert "applicant" not in letter.body
    mail.deliver(lambda: AT)
    (sent,) = mailoutbox
    assert sent.to == ["applicant@example.com"]
    assert [number in sent.body for number in (one.number, two.number, closed.number)] == [True, True, False]
    assert "由2026年3月30日（周一）改为2026年3月31日（周二）" in sent.body
    (moved,) = [entry for entry in Following(one, dt.date(2026, 3, 11)).entries if "放假安排" in entry.what]
    assert "改为2026年3月31日" in moved.detail


def test_calendar_unchanged__moves_nothing(bureau):
    a_request(bureau, RECEIVED)
    assert holidays.follow_calendar(timezone.now()) == 0


def a_notice(off: dt.date) -> Notice:
    return Notice(year=2026, number="示例〔2026〕1号", off=((off, "临时放假"),), work=())
