"""Failures: counted by account and address, cooled off in time, on record without a name in clear."""

from __future__ import annotations

import logging
import re

import pytest

from kaicheng.audit.models import Event
from tests.accounts.conftest import HOME, PASSWORD, sign_in

WRONG = "用户名或密码不对"


def fail(client, user, times: int, **extra):
    return [sign_in(client, user, "wrong", **extra) for _ in range(times)][-1]


def test_right_password__opens(client, officer, strict):
    assert sign_in(client, officer).url == HOME
    assert client.get(HOME).status_code == 200


def test_fifth_failure__locks_even_the_right_password(client, officer, clock, strict):
    assert WRONG in fail(client, officer, 4).content.decode()
    answer = fail(client, officer, 1)
    assert answer.status_code == 429
    assert "已暂停30分钟" in answer.content.decode()
    assert sign_in(client, officer).status_code == 429
    assert client.get(HOME).status_code == 302


def test_cool_off__is_over_after_half_an_hour_and_not_prolonged(client, officer, clock, strict):
    fail(client, officer, 5)
    clock.forward(minutes=29)
    assert sign_in(client, officer).status_code == 429
    clock.forward(minutes=2)
    assert sign_in(client, officer).url == HOME


def test_success__starts_the_count_again(client, officer, strict):
    fail(client, officer, 4)
    sign_in(client, officer)
    assert fail(type(client)(), officer, 4).status_code == 200


def test_other_address_and_other_account__are_not_locked(client, officer, head, strict):
    fail(client, officer, 5)
    assert sign_in(client, officer, REMOTE_ADDR="10.0.0.9").url == HOME
    assert sign_in(type(client)(), head).url == HOME


def test_address__is_seen_past_our_own_proxy_only(client, officer, strict):
    strict.KAICHENG_PROXIES = 1
    fail(client, officer, 5, headers={"x-forwarded-for": "6.6.6.6, 10.0.0.1"})
    locked = sign_in(client, officer, headers={"x-forwarded-for": "7.7.7.7, 10.0.0.1"})
    assert locked.status_code == 429


def test_answers__do_not_tell_whether_the_account_exists(client, officer, clock, strict):
    def answers(name):
        return [
            (answer.status_code, re.sub(r"\w{64}", "", answer.content.decode().replace(name, "NAME")))
            for answer in (sign_in(type(client)(), name, "wrong") for _ in range(6))
        ]

    assert answers(officer.username) == answers("nobody-here")


def test_switched_off_account__is_answered_like_a_wrong_password(client, officer, strict):
    officer.is_active = False
    officer.save()
    assert WRONG in sign_in(client, officer).content.decode()


def test_failures__are_on_record_with_the_name_kept_apart(client, officer, strict):
    fail(client, officer, 7, REMOTE_ADDR="10.0.0.7")
    failed = Event.objects.filter(action="accounts.session.refused")
    assert failed.count() == 4
    assert Event.objects.filter(action="accounts.session.locked").count() == 1
    event = failed.first()
    assert event.chain == officer.memberships.get().agency.chain
    assert event.object_id == str(officer.pk)
    assert officer.username not in event.details + event.object_label
    assert event.personal_values == {"typed": officer.username, "address": "10.0.0.7"}
    assert event.sentence().endswith("登录失败：用户名或密码不对")


def test_unknown_name__goes_to_the_installations_chain(client, strict, db):
    sign_in(client, "a\x01b" + "很长" * 100, "wrong")
    event = Event.objects.get(action="accounts.session.refused")
    assert event.chain == "installation"
    assert event.object_id == ""
    assert len(event.personal_values["typed"]) == 150


@pytest.mark.parametrize("password", ["wrong-password-typed", PASSWORD])
def test_log__holds_neither_name_nor_password_nor_address(client, officer, strict, caplog, password):
    with caplog.at_level(logging.INFO, logger="root"):
        for _ in range(6):
            sign_in(client, officer, password, REMOTE_ADDR="10.9.8.7")
    for secret in (officer.username, password, "10.9.8.7"):
        assert secret not in caplog.text
