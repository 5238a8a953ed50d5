"""Sessions: listed with device and last use, ended for good, told of by page and by mail."""

from __future__ import annotations

import json

import pytest
from django.core import mail

from kaicheng.accounts.models import SignedInSession
from kaicheng.accounts.notices import tell_by_mail
from kaicheng.audit.models import Event
from kaicheng.audit.recording import SYSTEM
from kaicheng.privacy import retention
from tests.accounts.conftest import HOME, sign_in

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 14; HarmonyOS) AppleWebKit/537.36 Chrome/114.0 Mobile Safari/537.36"
OWN = "/gongzuo/zhanghu/"


@pytest.fixture
def desk(client, officer):
    sign_in(client, officer, headers={"user-agent": EDGE}, REMOTE_ADDR="10.1.2.3")
    return client


@pytest.fixture
def phone(client, officer, desk):
    other = type(client)()
    sign_in(other, officer, headers={"user-agent": PHONE}, REMOTE_ADDR="10.8.2.3")
    return other


def test_page__lists_devices_with_the_address_masked(desk, phone):
    page = desk.get(OWN).content.decode()
    assert "Edge · Windows" in page and "Chrome · 鸿蒙" in page
    assert "10.8.*.*" in page and "10.8.2.3" not in page
    assert page.count("本机") == 1


def test_ending_one__ends_it_for_good_and_is_on_record(desk, phone, officer):
    session = officer.signed_in_sessions.get(device="Chrome · 鸿蒙")
    key = phone.session.session_key
    desk.post(f"{OWN}huihua/{session.pk}/jieshu/")
    assert "/login/" in phone.get(HOME).url
    phone.cookies["sessionid"] = key
    assert "/login/" in phone.get(HOME).url
    assert desk.get(HOME).status_code == 200
    event = Event.objects.get(action="accounts.session.ended")
    assert event.facts == {"device": "Chrome · 鸿蒙", "why": "本人结束"}


def test_ending_the_others__leaves_this_one(desk, phone):
    desk.post(f"{OWN}huihua/jieshu/")
    assert desk.get(HOME).status_code == 200
    assert phone.get(HOME).status_code == 302


def test_row_gone__is_not_signed_in_even_with_a_live_session(desk):
    SignedInSession.objects.all().delete()
    assert "/login/" in desk.get(HOME).url


def test_session_of_another__cannot_be_ended(desk, head, client):
    other = type(client)()
    other.force_login(head)
    session = head.signed_in_sessions.get()
    assert desk.post(f"{OWN}huihua/{session.pk}/jieshu/").status_code == 404
    assert other.get(OWN).status_code == 200


def test_signing_out__ends_the_row(desk, officer):
    desk.post("/gongzuo/logout/")
    assert officer.signed_in_sessions.get().ended_at is not None
    assert Event.objects.get(action="accounts.session.ended").facts["why"] == "本人退出"


def test_next_sign_in__tells_of_the_last(desk, phone):
    page = phone.get(HOME, follow=True).content.decode()
    assert "上次登录：2026年3月5日 17:30，Edge · Windows，10.1.*.*" in page


def test_mail__tells_of_a_new_device_once(
    client, officer, settings, django_capture_on_commit_callbacks, monkeypatch
):
    sent: list[int] = []
    monkeypatch.setattr(type(tell_by_mail), "enqueue", lambda _task, number: sent.append(number))
    officer.email = "officer@example.cn"
    officer.save()
    with django_capture_on_commit_callbacks(execute=True):
        for agent in (EDGE, EDGE, PHONE):
            sign_in(type(client)(), officer, headers={"user-agent": agent}, REMOTE_ADDR="10.1.2.3")
    assert len(sent) == 2
    tell_by_mail.func(sent[1])
    assert mail.outbox[0].to == ["officer@example.cn"]
    assert "Chrome · 鸿蒙，10.1.*.*" in mail.outbox[0].body
    assert "10.1.2.3" not in mail.outbox[0].body


def test_sign_in__is_on_record_with_post_and_device(desk, officer):
    event = Event.objects.get(action="accounts.session.started")
    assert event.facts == {"method": "密码", "device": "Edge · Windows"}
    assert "信息员" in event.actor_post
    assert event.personal_values["address"] == "10.1.2.3"


def test_own_data__comes_as_a_file(desk, officer):
    answer = desk.post(f"{OWN}geren/")
    assert "attachment" in answer["Content-Disposition"]
    groups = {group["what"]: group for group in json.loads(answer.content)["data"]}
    assert groups["登录会话"]["records"][0]["网络地址"] == "10.1.2.3"
    assert groups["用户"]["records"][0]["姓名"] == officer.first_name
    assert len(groups["用户"]["records"]) == 1


def test_ended_sessions__go_after_two_hundred_days(desk, officer, clock):
    desk.post("/gongzuo/logout/")
    clock.forward(days=199)
    assert retention.erase_due(SYSTEM, clock.now, "sign-in") == 0
    clock.forward(days=2)
    assert retention.erase_due(SYSTEM, clock.now, "sign-in") == 1
    assert not SignedInSession.objects.exists()


def test_people_gone__lose_name_and_address_after_three_years(officer, head, clock):
    officer.is_active, officer.email, officer.date_joined = False, "o@example.cn", clock.now
    officer.save()
    clock.forward(days=1096)
    assert retention.erase_due(SYSTEM, clock.now, "former-staff") == 1
    officer.refresh_from_db()
    head.refresh_from_db()
    assert (officer.first_name, officer.email) == ("", "")
    assert head.first_name


@pytest.mark.parametrize("where", [OWN, f"{OWN}mima/", f"{OWN}kouling/", f"{OWN}kouling/qiyong/"])
def test_pages_of_an_account__ask_to_sign_in_and_are_never_kept(client, desk, where):
    assert "/login/" in type(client)().get(where).url
    assert "no-store" in desk.get(where)["Cache-Control"]


@pytest.mark.parametrize("where", ["huihua/jieshu/", "kouling/beiyong/", "kouling/tingyong/", "geren/"])
def test_what_changes_something__is_asked_by_post(desk, where):
    assert desk.get(f"{OWN}{where}").status_code == 405
