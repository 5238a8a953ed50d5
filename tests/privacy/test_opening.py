"""Opening: for whom needs it, with a reason, on record without the value."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.template import Context, Template
from django.test import RequestFactory

from kaicheng.audit.models import Event
from kaicheng.audit.recording import Actor, Origin
from kaicheng.privacy.opening import OpenPersonal

ACTOR = Actor(id="7", post="局办公室经办人", name="王五")


@pytest.fixture
def zhang(applicants):
    return applicants.objects.create(name="张小明", phone="13800001234")


@pytest.fixture
def handler(applicants):
    return get_user_model().objects.create_user("handler")


def opening(zhang, user, now, field="phone", reason="电话告知补正"):
    origin = Origin(address="10.0.0.1")
    return OpenPersonal(zhang, field, user=user, by=ACTOR, reason=reason, at=now, origin=origin)


def test_opening__gives_the_value_and_is_on_record_without_it(zhang, handler, now):
    assert opening(zhang, handler, now).execute() == "13800001234"
    event = Event.objects.get(action="privacy.field.opened")
    assert event.facts == {"field": "phone", "title": "联系电话"}
    assert event.reason == "电话告知补正"
    assert event.chain == f"agency-{zhang.pk % 2}"
    assert (event.object_type, event.object_id) == ("privacy.applicant", str(zhang.pk))
    whole = f"{event.details}{event.object_label}{event.personal_values}"
    assert "13800001234" not in whole and "张" not in whole
    assert "查看了“申请人" in event.sentence()


def test_no_need__no_value_and_no_event(zhang, now):
    other = get_user_model().objects.create_user("clerk")
    with pytest.raises(PermissionDenied, match="不需要查看"):
        opening(zhang, other, now).execute()
    assert not Event.objects.exists()


def test_switched_off_account__opens_nothing(zhang, handler, now):
    handler.is_active = False
    with pytest.raises(PermissionDenied):
        opening(zhang, handler, now).execute()


@pytest.mark.parametrize("reason", ["", "   ", "事" * 201])
def test_no_good_reason__no_value(zhang, handler, now, reason):
    with pytest.raises(ValidationError):
        opening(zhang, handler, now, reason=reason).execute()


def test_undeclared_field__is_a_mistake_of_the_caller(zhang, handler, now):
    with pytest.raises(LookupError):
        opening(zhang, handler, now, field="owner").execute()


def rendered(zhang, user) -> str:
    request = RequestFactory().get("/")
    request.user = user
    return Template('{% load personal %}{% personal a "phone" %}').render(
        Context({"a": zhang, "request": request})
    )


def test_tag__shows_the_mask_and_the_way_only_to_whom_needs_it(zhang, handler):
    shown = rendered(zhang, handler)
    assert "138****1234" in shown and "查看完整的联系电话" in shown and "13800001234" not in shown
    other = rendered(zhang, get_user_model().objects.create_user("clerk"))
    assert "138****1234" in other and "href" not in other


def test_tag__says_that_nothing_was_given(zhang, handler):
    zhang.phone = ""
    assert "未填" in rendered(zhang, handler)
