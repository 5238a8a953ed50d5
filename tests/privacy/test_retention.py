"""The schedule: its periods, its preview, what erasing takes away and what stays."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command

from kaicheng.audit.models import Event
from kaicheng.audit.recording import SYSTEM, Actor, Entry, Target, atomic, record
from kaicheng.audit.registry import register
from kaicheng.privacy import retention

DAY = dt.timedelta(days=1)
RECEIVED = register(
    "tests.applicant.received", zh="收到{personal[who]}的申请", en="received", personal=["who"]
)


@pytest.fixture
def people(applicants, now):
    """One closed the day before the period is over, one the day after, one open."""
    period = dt.timedelta(days=retention.category("applicant").days)
    closed = [now - period - DAY, now - period + DAY, None]
    made = [
        applicants.objects.create(name="张三", phone="13800001234", identity_number="1", closed_at=moment)
        for moment in closed
    ]
    for person in made:
        person.paper.save("paper", ContentFile(b"paper"))
        with atomic():
            record(
                Entry(
                    type=RECEIVED,
                    chain=f"agency-{person.pk % 2}",
                    actor=Actor(id="1", post="经办人", name="王五"),
                    target=Target.of(person, "申请人"),
                    at=now,
                    personal={"who": "张三"},
                )
            )
    return made


def counts(now) -> dict[str, int]:
    return {item.data.model.__name__: item.count for item in retention.preview(now)}


def test_preview__counts_and_changes_nothing(applicants, people, now):
    assert counts(now)["Applicant"] == 1
    assert counts(now)["Applicant"] == 1
    assert not Event.objects.filter(action="privacy.data.erased").exists()


def test_erasing__blanks_columns_indexes_files_and_the_audit_trail(applicants, people, now):
    old, young, open_ = people
    path = Path(storages["private"].path(old.paper.name))
    assert path.exists()
    assert retention.erase_due(SYSTEM, now, "applicant") == 1
    old.refresh_from_db()
    assert not old.name and not old.phone and not old.identity_number and not old.paper
    assert old.phone_index == ""
    assert old.closed_at is not None
    assert not path.exists()
    for person in (young, open_):
        person.refresh_from_db()
        assert person.name.reveal() == "张三"
    told = {event.object_id: event for event in Event.objects.filter(action=RECEIVED.name)}
    assert told[str(old.pk)].erased and "已按保管期限清除" in told[str(old.pk)].sentence()
    assert told[str(young.pk)].personal_values == {"who": "张三", "actor_name": "王五"}
    event = Event.objects.get(action="privacy.data.erased")
    assert event.facts["count"] == 1
    assert "个人信息保护法" in event.reason


def test_erasing_again__finds_nothing(applicants, people, now):
    retention.erase_due(SYSTEM, now, "applicant")
    assert retention.erase_due(SYSTEM, now, "applicant") == 0


def test_many__go_in_batches_by_authority(applicants, now, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    for number in range(10):
        applicants.objects.create(name=f"张{number}", phone=f"1380000000{number}", closed_at=now - 9999 * DAY)
    assert retention.erase_due(SYSTEM, now, "applicant") == 10
    told = Event.objects.filter(action="privacy.data.erased")
    assert set(told.values_list("chain", flat=True)) == {"agency-0", "agency-1"}
    assert sum(event.facts["count"] for event in told) == 10


def test_trail__still_verifies_after_erasing(applicants, people, now):
    retention.erase_due(SYSTEM, now, "applicant")
    out = StringIO()
    call_command("audit_verify", stdout=out)


def test_setting__changes_a_period_but_not_below_the_law(settings):
    settings.KAICHENG_RETENTION = {"applicant": 30}
    assert retention.category("applicant").days == 30
    settings.KAICHENG_RETENTION = {"sign-in": 179}
    with pytest.raises(retention.BadSchedule, match="至少保留180天"):
        retention.categories()
    settings.KAICHENG_RETENTION = {"nothing": 1}
    with pytest.raises(retention.BadSchedule, match="nothing"):
        retention.categories()


def test_schedule__names_its_basis_everywhere():
    for entry in retention.categories():
        assert entry.basis.zh and entry.basis.en and entry.begins.zh and entry.days >= entry.least_days


def test_command__previews_unless_told_to_apply(applicants, people, now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    out = StringIO()
    call_command("personal_purge", stdout=out)
    assert "申请人身份和联系信息\tprivacy.Applicant\t" in out.getvalue()
    assert counts(now)["Applicant"] == 1
    call_command("personal_purge", "--apply", "--category", "applicant", stdout=out)
    assert "已清除 1 条" in out.getvalue()
