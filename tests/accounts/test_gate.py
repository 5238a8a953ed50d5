"""The gate: time limits, what has to be done first, and that nothing leads around it."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from kaicheng.accounts import gate
from kaicheng.accounts.actions import EnableCodes
from kaicheng.accounts.people import needs_second_factor
from kaicheng.agencies.models import Delegation
from kaicheng.agencies.roles import ADMINISTRATORS, Role
from kaicheng.audit.models import Event
from tests.accounts.conftest import HOME, NOW, code_now, sign_in
from tests.agencies.factories import post_of

WITH_CODES = ADMINISTRATORS | {
    Role.OFFICE_HEAD,
    Role.LEADER_IN_CHARGE,
    Role.AGENCY_HEAD,
    Role.DISCLOSURE_OFFICER,
}


def addresses(resolver: URLResolver, prefix: str = "/"):
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, where)
        elif isinstance(entry, URLPattern) and "<" not in where and "(" not in where and "^" not in where:
            yield where


def test_roles_that_need_codes__are_the_reviewers_and_the_administrators(bureau):
    found = {role for role, user in bureau.people.items() if needs_second_factor(user, NOW.date())}
    assert found == WITH_CODES


def test_whoever_stands_in_for_a_reviewer__needs_codes_too(bureau, officer, head):
    day = NOW.date()
    Delegation.objects.create(
        membership=post_of(head), delegate=officer, reason="出差", valid_from=day, valid_to=day
    )
    assert needs_second_factor(officer, day)
    assert not needs_second_factor(officer, day.replace(day=6))


def test_superuser__needs_codes(django_user_model, db):
    assert needs_second_factor(django_user_model.objects.create_superuser("root"), NOW.date())


def test_setting__names_the_roles(head, officer, settings):
    settings.KAICHENG_SECOND_FACTOR_ROLES = ["information_officer"]
    assert needs_second_factor(officer, NOW.date()) and not needs_second_factor(head, NOW.date())


def test_grace__is_counted_from_the_first_sign_in_and_then_over(client, head, clock, strict):
    strict.KAICHENG_SECOND_FACTOR_GRACE_DAYS = 7
    sign_in(client, head)
    assert client.get(HOME).status_code == 200
    assert "请在2026年3月12日以前启用" in client.get("/gongzuo/zhanghu/").content.decode()
    clock.forward(days=6, hours=23)
    sign_in(client, head)
    assert client.get(HOME).status_code == 200
    clock.forward(hours=1)
    sign_in(client, head)
    assert "/qiyong/" in client.get(HOME).url


def test_grace__begins_again_when_the_need_was_gone(head, clock, strict):
    strict.KAICHENG_SECOND_FACTOR_GRACE_DAYS = 7
    gate.grace_until(head, clock.now)
    clock.forward(days=30)
    strict.KAICHENG_SECOND_FACTOR_ROLES = []
    assert gate.grace_until(head, clock.now) is None
    strict.KAICHENG_SECOND_FACTOR_ROLES = ["office_head"]
    assert not gate.enrolment_is_due(head, clock.now)


@pytest.fixture
def unproved(client, head, strict, clock):
    """Signed in with a password where a code is due."""
    EnableCodes(head, at=NOW).execute()
    sign_in(client, head)
    return client


def test_no_address_of_the_staff_side__opens_before_the_code(unproved):
    staff = [where for where in addresses(get_resolver()) if where.startswith(HOME)]
    assert len(staff) > 60
    opened = {}
    for where in set(staff) - {"/gongzuo/logout/"}:
        answer = unproved.get(where)
        if answer.status_code != 302 or not answer.url.startswith("/gongzuo/zhanghu/kouling/?"):
            opened[where] = (answer.status_code, answer.headers.get("Location", ""))
    assert set(opened) <= {
        "/gongzuo/login/",
        "/gongzuo/sprite/",
        "/gongzuo/jsi18n/",
        "/gongzuo/zhanghu/kouling/",
    }
    assert "/gongzuo/sprite/" in opened


def test_login_page_of_the_cms__is_no_way_around(unproved):
    answer = unproved.get("/gongzuo/login/?next=/gongzuo/pages/")
    assert answer.url == "/gongzuo/pages/"
    assert unproved.get(answer.url).url.startswith("/gongzuo/zhanghu/kouling/?")


@pytest.mark.parametrize(
    "where", ["/gongzuo/zhanghu/mima/", "/gongzuo/zhanghu/kouling/qiyong/", "/gongzuo/zhanghu/huihua/jieshu/"]
)
def test_posting__is_held_up_too(unproved, where):
    assert unproved.post(where, {}).url.startswith("/gongzuo/zhanghu/kouling/?")


def test_public_site__treats_the_unproved_as_a_visitor(unproved, rf):
    answer = unproved.get("/jiaohe/")
    assert answer.status_code == 200
    assert not answer.wsgi_request.user.is_authenticated


def test_superuser_by_any_means__is_held_up(client, django_user_model, strict, db):
    user = django_user_model.objects.create_superuser("root")
    client.force_login(user)
    assert "/qiyong/" in client.get(HOME).url


def test_documents_of_the_cms__see_a_visitor(unproved, settings):
    answer = unproved.get("/wenjian/1/x.pdf")
    assert not answer.wsgi_request.user.is_authenticated


# --- time limits ------------------------------------------------------------------------------------------


def test_idle_session__is_over_after_half_an_hour(client, officer, clock):
    client.force_login(officer)
    clock.forward(minutes=29)
    assert client.get(HOME).status_code == 200
    clock.forward(minutes=29)
    assert client.get(HOME).status_code == 200
    clock.forward(minutes=30)
    answer = client.get("/gongzuo/pages/?q=1", follow=True)
    assert answer.redirect_chain[0][0] == "/gongzuo/login/?next=%2Fgongzuo%2Fpages%2F%3Fq%3D1"
    assert "有一段时间没有操作" in answer.content.decode()
    assert Event.objects.get(action="accounts.session.ended").facts["why"] == "长时间没有操作"


def test_busy_session__is_over_after_twelve_hours(client, officer, clock):
    client.force_login(officer)
    for _ in range(12 * 3 - 1):
        clock.forward(minutes=20)
        assert client.get(HOME).status_code == 200
    clock.forward(minutes=20)
    assert "/login/" in client.get(HOME).url


def test_what_a_page_asks_by_itself__does_not_keep_the_session_alive(client, officer, clock):
    client.force_login(officer)
    for _ in range(3):
        clock.forward(minutes=9)
        client.get("/gongzuo/editing-sessions/ping/wagtailcore/page/1/0/")
    clock.forward(minutes=4)
    assert "/login/" in client.get(HOME).url


def test_over_on_the_public_site__one_is_a_visitor_and_stays_there(client, officer, clock):
    client.force_login(officer)
    clock.forward(hours=1)
    answer = client.get("/jiaohe/")
    assert answer.status_code == 200
    assert not answer.wsgi_request.user.is_authenticated


def test_visitor_without_a_cookie__costs_no_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/shezhi/")


def test_code_is_not_asked_twice_in_a_session(client, head, clock, strict):
    EnableCodes(head, at=NOW).execute()
    sign_in(client, head)
    device = gate.codes.confirmed(head)
    client.post("/gongzuo/zhanghu/kouling/", {"code": code_now(device, clock.now)})
    clock.forward(minutes=20)
    assert client.get(HOME).status_code == 200
    client.post("/gongzuo/logout/")
    sign_in(client, head)
    assert "/kouling/" in client.get(HOME).url
