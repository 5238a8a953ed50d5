"""A person's own data as JSON, and the system checks of the whole app."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from kaicheng.audit.models import Event
from kaicheng.privacy import checks, registry
from tests.privacy.applicants import DECLARATION, Applicant


@pytest.fixture
def owner(applicants):
    user = get_user_model().objects.create_user("owner", email="o@example.cn", first_name="张三")
    applicants.objects.create(name="张三", phone="13800001234", owner="owner")
    applicants.objects.create(name="李四", phone="13900001234", owner="other")
    return user


def test_export__holds_one_persons_data_with_period_and_basis(owner):
    out = StringIO()
    call_command("personal_export", "owner", "--reason", "本人书面申请", stdout=out)
    document = json.loads(out.getvalue())
    assert document["schema"] == "kaicheng/personal-data/1"
    groups = {group["what"]: group for group in document["data"]}
    assert groups["申请人"]["records"] == [
        {"姓名": "张三", "联系电话": "13800001234", "身份证件号码": None, "closed at": None}
    ]
    assert groups["申请人"]["kept_days"] == 3650
    assert "个人信息保护法" in groups["申请人"]["basis"]
    assert groups["用户"]["records"][0]["姓名"] == "张三"
    event = Event.objects.get(action="privacy.data.exported")
    assert event.reason == "本人书面申请"
    assert "张三" not in event.details


def test_unknown_person__is_a_plain_message(applicants):
    with pytest.raises(CommandError, match="没有用户"):
        call_command("personal_export", "nobody", "--reason", "x")


def test_checks__are_content(applicants):
    assert checks.keys_are_there() + checks.columns_are_declared() + checks.schedule_holds() == []


def test_checks__name_what_is_missing(applicants, settings, tmp_path):
    registry.unregister(Applicant)
    try:
        found = checks.columns_are_declared()
    finally:
        registry.register(DECLARATION)
    assert {error.id for error in found} == {"privacy.E002"}
    assert "privacy.applicant.phone" in str(found)
    settings.KAICHENG_PERSONAL_KEYS = str(tmp_path / "none")
    assert [error.id for error in checks.keys_are_there()] == ["privacy.E001"]
    settings.KAICHENG_RETENTION = {"sign-in": 1}
    assert [error.id for error in checks.schedule_holds()] == ["privacy.E003"]


def test_declaring_twice__is_refused(applicants):
    with pytest.raises(ValueError, match="declared already"):
        registry.register(DECLARATION)
