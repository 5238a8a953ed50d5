"""Nightly work for the pieces below: dead sessions, the day's heads, personal data whose period is over."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from kaicheng.accounts.models import SignedInSession
from kaicheng.agencies.models import User
from kaicheng.audit.models import Event, Head
from kaicheng.audit_chain.anchors import BadAnchors
from kaicheng.privacy import retention
from kaicheng.workbench import schedule, upkeep
from tests.workbench.desks import at

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def test_they_are_on_the_timetable():
    names = {job.name: job.every for job in schedule.jobs()}
    assert names["sessions"] < dt.timedelta(hours=1)
    assert names["audit_heads"] == names["personal_purge"] == DAY


# --- sessions ---------------------------------------------------------------------------------------------


def test_sessions_that_nobody_came_back_to__end_on_record(client, officer, settings):
    now = timezone.now()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(officer, backend=backend)
    session = SignedInSession.objects.get(user=officer)
    upkeep.end_sessions(now + (settings.KAICHENG_SESSION_IDLE_MINUTES - 1) * MINUTE)
    session.refresh_from_db()
    assert session.ended_at is None, "its person may be reading"
    upkeep.end_sessions(now + (settings.KAICHENG_SESSION_IDLE_MINUTES + 1) * MINUTE)
    session.refresh_from_db()
    assert session.ended_at is not None and session.key is None
    assert client.get("/gongzuo/").status_code == 302
    event = Event.objects.get(action="accounts.session.ended")
    assert "长时间没有操作" in event.details and event.actor == ""
    upkeep.end_sessions(now + DAY)
    assert Event.objects.filter(action="accounts.session.ended").count() == 1, "once"


def test_session_in_use__ends_at_its_longest(officer, settings):
    now = timezone.now()
    SignedInSession.objects.create(
        user=officer,
        key="k",
        method="password",
        device="电脑",
        started_at=now - settings.KAICHENG_SESSION_HOURS * dt.timedelta(hours=1),
        seen_at=now,
    )
    upkeep.end_sessions(now)
    assert "登录时间到上限" in Event.objects.get(action="accounts.session.ended").details


@pytest.mark.django_db
def test_rows_of_expired_sessions__are_dropped():
    now = timezone.now()
    for key, expires in (("old", now - DAY), ("new", now + DAY)):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    upkeep.end_sessions(now)
    assert [row.session_key for row in Session.objects.all()] == ["new"]


# --- the heads of the day ---------------------------------------------------------------------------------


def test_heads__are_kept_once_a_day_and_never_written_over(bureau, settings, tmp_path):
    settings.KAICHENG_AUDIT_HEADS = str(tmp_path / "heads")
    upkeep.keep_audit_heads(at(2026, 3, 4, 0, 1))
    (path,) = (tmp_path / "heads").iterdir()
    assert path.name == "heads-2026-03-04.json"
    kept = json.loads(path.read_text("utf-8"))
    assert {head["chain"] for head in kept["heads"]} == set(Head.objects.values_list("chain", flat=True))
    first = path.read_bytes()
    upkeep.keep_audit_heads(at(2026, 3, 4, 23, 59))
    assert path.read_bytes() == first, "what was true in the morning proves what is altered by noon"
    upkeep.keep_audit_heads(at(2026, 3, 5, 0, 1))
    assert len(list((tmp_path / "heads").iterdir())) == 2


def test_key_that_cannot_sign__fails_the_job_and_leaves_no_file(bureau, settings, tmp_path):
    settings.KAICHENG_AUDIT_HEADS = str(tmp_path / "heads")
    settings.KAICHENG_AUDIT_SIGNING_KEY = str(tmp_path / "nothing.pem")
    with pytest.raises(BadAnchors):
        upkeep.keep_audit_heads(at(2026, 3, 4, 0, 1))
    assert not list(tmp_path.rglob("heads-*"))


# --- personal data ----------------------------------------------------------------------------------------


def test_personal_data__whose_legal_period_is_over_is_erased(officer):
    now = timezone.now()
    period = dt.timedelta(days=retention.category("sign-in").days)
    for ended in (now - period - DAY, now - period + DAY):
        SignedInSession.objects.create(
            user=officer, method="password", device="电脑", started_at=ended, seen_at=ended, ended_at=ended
        )
    upkeep.erase_personal_data(now)
    assert SignedInSession.objects.count() == 1
    event = Event.objects.get(action="privacy.data.erased")
    assert event.actor == ""
    upkeep.erase_personal_data(now)
    assert Event.objects.filter(action="privacy.data.erased").count() == 1


def test_period_left_to_the_authority__waits_until_it_is_decided(officer, settings):
    now = timezone.now()
    long_ago = now - dt.timedelta(days=4000)
    User.objects.filter(pk=officer.pk).update(is_active=False, date_joined=long_ago, last_login=None)
    name = User.objects.get(pk=officer.pk).first_name
    upkeep.erase_personal_data(now)
    assert User.objects.get(pk=officer.pk).first_name == name
    settings.KAICHENG_RETENTION = {"former-staff": 1095}
    upkeep.erase_personal_data(now)
    assert User.objects.get(pk=officer.pk).first_name == ""
