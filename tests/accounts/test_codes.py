"""One-time codes: setting up, checking, recovery, slowing down; the clock is an argument."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import override

from kaicheng.accounts import codes
from kaicheng.accounts.actions import EnableCodes, RemoveCodes
from kaicheng.accounts.models import CodeDevice, RecoveryCode
from kaicheng.audit.models import Event
from kaicheng.audit.recording import SYSTEM
from tests.accounts.conftest import HOME, NOW, code_now, sign_in

ENROL, CODE = "/gongzuo/zhanghu/kouling/qiyong/", "/gongzuo/zhanghu/kouling/"


@pytest.fixture
def device(head) -> CodeDevice:
    EnableCodes(head, at=NOW).execute()
    return codes.confirmed(head)


def test_right_code__opens_once(device):
    code = code_now(device, NOW)
    assert codes.check(device, code, NOW)
    assert not codes.check(device, code, NOW)


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clock_of_the_phone__may_be_one_step_off(device, steps, right):
    assert codes.check(device, code_now(device, NOW, steps), NOW) is right


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "12 34 5x"])
def test_what_is_no_code__is_wrong(device, typed):
    assert not codes.check(device, typed, NOW)


def test_spaces__do_not_matter(device):
    code = code_now(device, NOW)
    assert codes.check(device, f" {code[:3]} {code[3:]} ", NOW)


def test_failures__slow_down_twice_as_long_each_time(device, clock):
    for number in range(4):
        assert not codes.check(device, "000000", clock.now)
        with pytest.raises(codes.TooSoon) as caught:
            codes.check(device, code_now(device, clock.now), clock.now)
        assert (caught.value.until - clock.now).total_seconds() == 2**number
        clock.forward(seconds=2**number)
    assert codes.check(device, code_now(device, clock.now), clock.now)
    assert codes.confirmed(device.user).throttling_failure_count == 0


def test_slowing_down__ends_after_an_hour_at_most(device, clock):
    CodeDevice.objects.update(throttling_failure_count=60, throttling_failure_timestamp=clock.now)
    device.refresh_from_db()
    assert codes.check(device, code_now(device, clock.forward(hours=1)), clock.now)


def test_secret__is_encrypted_and_recovery_codes_are_digests(device):
    fresh = codes.renew_recovery(device.user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM accounts_codedevice")
        stored = cursor.fetchone()[0]
    assert stored.startswith("k1:")
    assert device.key.reveal() not in stored
    digests = list(RecoveryCode.objects.values_list("digest", flat=True))
    assert len(digests) == len(set(fresh)) == 10
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in digests)
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", code) for code in fresh)


def test_recovery_code__works_once_however_written(head, device):
    first, second, *_ = codes.renew_recovery(head)
    assert codes.check_recovery(head, first.upper().replace("-", " "), NOW)
    assert not codes.check_recovery(head, first, NOW)
    with pytest.raises(codes.TooSoon):
        codes.check_recovery(head, second, NOW)


def test_recovery_code_of_another__does_not_open(head, officer, device):
    code = codes.renew_recovery(officer)[0]
    assert not codes.check_recovery(head, code, NOW)


def test_removing__needs_a_reason_and_is_on_record(head, device):
    with pytest.raises(ValidationError, match="手机遗失"):
        RemoveCodes(head, at=NOW, by=SYSTEM, reason=" ").execute()
    RemoveCodes(head, at=NOW, by=SYSTEM, reason="手机遗失").execute()
    assert codes.confirmed(head) is None
    assert not RecoveryCode.objects.exists()
    assert Event.objects.get(action="accounts.codes.removed").reason == "手机遗失"


# --- on the pages -----------------------------------------------------------------------------------------


def test_enrolment__from_sign_in_to_work(client, head, clock, strict):
    sign_in(client, head)
    answer = client.get(HOME)
    assert answer.url.startswith(ENROL)
    page = client.get(answer.url).content.decode()
    assert "您的岗位要审签或管理系统" in page
    assert "<svg" in page and "style=" not in page
    device = codes.begun(head)
    assert device.secret.replace(" ", "")[:4] in page
    wrong = client.post(ENROL, {"code": "000000"}).content.decode()
    assert "动态口令不对" in wrong
    clock.forward(seconds=60)
    shown = client.post(ENROL, {"code": code_now(device, clock.now), "next": HOME}).content.decode()
    assert len(re.findall(r"<code>[a-z2-9-]{14}</code>", shown)) == 10
    assert client.get(HOME).status_code == 200
    told = set(Event.objects.values_list("action", flat=True))
    assert {"accounts.codes.enabled", "accounts.codes.refused", "accounts.codes.accepted"} <= told


def test_sign_in__asks_for_the_code_and_then_opens(client, head, device, clock, strict):
    assert sign_in(client, head).url == HOME
    assert client.get(HOME).url.startswith(CODE)
    before = client.session.session_key
    answer = client.post(CODE, {"code": code_now(device, clock.now), "next": "/gongzuo/pages/"})
    assert answer.url == "/gongzuo/pages/"
    assert client.session.session_key != before
    assert client.get(HOME).status_code == 200
    assert client.get(CODE).url == HOME


def test_recovery_code__opens_on_the_same_page(client, head, device, clock, strict):
    code = codes.renew_recovery(head)[0]
    sign_in(client, head)
    assert client.post(CODE, {"code": code}).url == HOME
    assert Event.objects.get(action="accounts.codes.accepted").facts == {"by": "备用码"}
    other = type(client)()
    sign_in(other, head)
    assert "已经用过" in other.post(CODE, {"code": code}).content.decode()


def test_too_many_failures__say_when_to_try_again(client, head, device, clock, strict):
    sign_in(client, head)
    client.post(CODE, {"code": "000000"})
    assert "请在17:30:01以后再试" in client.post(CODE, {"code": "000000"}).content.decode()


def test_new_phone__takes_the_place_of_the_old(client, head, device, clock, strict):
    sign_in(client, head)
    client.post(CODE, {"code": code_now(device, clock.now)})
    client.get(ENROL)
    fresh = codes.begun(head)
    client.post(ENROL, {"code": code_now(fresh, clock.now)})
    assert codes.confirmed(head) == fresh
    assert CodeDevice.objects.count() == 1
    assert client.get(HOME).status_code == 200


def test_whoever_needs_them__cannot_switch_them_off(client, head, device, clock, strict):
    sign_in(client, head)
    client.post(CODE, {"code": code_now(device, clock.now)})
    client.post("/gongzuo/zhanghu/kouling/tingyong/")
    assert codes.confirmed(head) == device


def test_whoever_needs_none__may_use_and_leave_them(client, officer, clock, strict):
    sign_in(client, officer)
    client.get(ENROL)
    client.post(ENROL, {"code": code_now(codes.begun(officer), clock.now)})
    assert "还剩10个" in client.get("/gongzuo/zhanghu/").content.decode()
    fresh = client.post("/gongzuo/zhanghu/kouling/beiyong/").content.decode()
    assert "备用码只显示这一次" in fresh
    client.post("/gongzuo/zhanghu/kouling/tingyong/")
    assert codes.confirmed(officer) is None
    assert client.get(HOME).status_code == 200


def test_picture__says_what_apps_expect(device):
    with override("en"):
        address = codes.address(device)
    assert address.startswith("otpauth://totp/")
    assert f"secret={device.secret}" in address
    assert "+" not in address
