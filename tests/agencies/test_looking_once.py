"""What a person may do: looked up once for a page that only looks, anew for whatever changes something."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import RequestFactory
from django.utils import timezone

from kaicheng.agencies import permissions
from kaicheng.agencies.middleware import LookOnceMiddleware
from kaicheng.agencies.models import Membership, User
from kaicheng.agencies.roles import Role
from tests.agencies.factories import a_bureau, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return a_bureau().people[Role.DISCLOSURE_OFFICER]


def passed(method: str, user: User) -> User:
    """The person of a request that went past the middleware."""
    request = RequestFactory().generic(method, "/gongzuo/")
    request.user = User.objects.get(pk=user.pk)
    LookOnceMiddleware(lambda request: None).process_view(request, lambda: None, (), {})
    return request.user


def test_page__asks_once_however_often_it_is_asked(officer, django_assert_num_queries):
    user = passed("GET", officer)
    agency = officer.memberships.get().agency
    permissions.may_somewhere(user, "agencies.agency.view", today())
    with django_assert_num_queries(0):
        for _ in range(20):
            assert permissions.may_somewhere(user, "agencies.agency.change_profile", today())
            assert permissions.may(user, "agencies.agency.view", agency, today())


def test_day__is_part_of_what_is_known(officer):
    user = passed("GET", officer)
    Membership.objects.filter(user=user).update(valid_to=today())
    assert permissions.may_somewhere(user, "agencies.agency.view", today())
    tomorrow = today() + dt.timedelta(days=1)
    assert not permissions.may_somewhere(user, "agencies.agency.view", tomorrow)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_change__is_judged_by_what_holds_now(officer, method):
    user = passed(method, officer)
    assert permissions.may_somewhere(user, "agencies.agency.view", today())
    Membership.objects.filter(user=user).update(ended_at=timezone.now())
    assert not permissions.may_somewhere(user, "agencies.agency.view", today())


def test_next_request__looks_again(officer):
    assert permissions.may_somewhere(passed("GET", officer), "agencies.agency.view", today())
    Membership.objects.filter(user=officer).update(ended_at=timezone.now())
    assert not permissions.may_somewhere(passed("GET", officer), "agencies.agency.view", today())
