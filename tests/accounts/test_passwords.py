"""Rules, history and age of passwords, and the change that is demanded."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.accounts import passwords
from kaicheng.accounts.actions import ChangePassword, IssuePassword
from kaicheng.accounts.models import SignedInSession, UsedPassword
from kaicheng.audit.models import Event
from kaicheng.audit.recording import SYSTEM
from tests.accounts.conftest import HOME, PASSWORD, sign_in

NEXT = "Another-2026-kai"


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Ab1-x", "密码太短"),
        ("lowercaseonly", "大写字母、小写字母、数字、其他符号中的3种"),
        ("lower12345678", "中的3种"),
        ("Password123!", None),
        ("Password1234", "太常见"),
        ("zhengfu-2026-Xin", None),
        ("政务公开Gov2026", None),
    ],
)
def test_rules__say_what_to_do_in_chinese(password, words):
    if words is None:
        validate_password(password)
        return
    with pytest.raises(ValidationError) as caught:
        validate_password(password)
    assert words in "".join(caught.value.messages)


@given(st.text(min_size=1))
def test_kinds_of_characters__are_counted_for_any_text(password):
    kinds = [
        any(character.islower() for character in password),
        any(character.isupper() for character in password),
        any(character.isdigit() for character in password),
        any(not (character.isascii() and character.isalnum()) for character in password),
    ]
    try:
        passwords.KindsOfCharacters(3).validate(password)
    except ValidationError:
        assert sum(kinds) < 3
    else:
        assert sum(kinds) >= 3


def test_last_five__are_not_taken_again(officer, clock):
    used = [PASSWORD, *(f"Number-{number}-2026" for number in range(5))]
    for password in used[1:]:
        ChangePassword(officer, password, at=clock.now).execute()
    for password in used[1:]:
        with pytest.raises(ValidationError, match="最近5次"):
            ChangePassword(officer, password, at=clock.now).execute()
    ChangePassword(officer, PASSWORD, at=clock.now).execute()
    assert UsedPassword.objects.filter(user=officer).count() == 5


def test_fresh_account__has_to_choose_its_own_password(client, officer, clock, strict):
    officer.set_password(PASSWORD)
    officer.save()
    sign_in(client, officer)
    answer = client.get(HOME)
    assert answer.url == "/gongzuo/zhanghu/mima/?next=%2Fgongzuo%2F"
    page = client.get(answer.url).content.decode()
    assert "这是别人为您设置的密码" in page
    done = client.post(
        answer.url,
        {"old_password": PASSWORD, "new_password1": NEXT, "new_password2": NEXT, "next": HOME},
    )
    assert done.url == HOME
    assert client.get(HOME).status_code == 200
    assert Event.objects.filter(action="accounts.password.changed", actor=str(officer.pk)).exists()


def test_loaded_in_bulk__has_to_choose_too(client, officer, strict):
    officer.credentials.delete()
    sign_in(client, officer)
    assert "/mima/" in client.get(HOME).url


def test_old_password__is_due_after_ninety_days(client, officer, clock, strict):
    sign_in(client, officer)
    assert client.get(HOME).status_code == 200
    clock.forward(days=89, hours=23)
    assert passwords.why_change(officer, clock.now) == ""
    assert passwords.days_left(officer, clock.now) == 0
    clock.forward(hours=1)
    sign_in(client, officer)
    assert "/mima/" in client.get(HOME).url
    assert "90天以上" in client.get("/gongzuo/zhanghu/mima/").content.decode()


def test_age__can_be_switched_off(officer, clock, settings):
    settings.KAICHENG_PASSWORD_DAYS = 0
    assert passwords.why_change(officer, clock.forward(days=9999)) == ""
    assert passwords.days_left(officer, clock.now) is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"old_password": "wrong"}, "原密码不对"),
        ({"new_password2": "other"}, "两次输入的新密码不一样"),
        ({"new_password1": PASSWORD, "new_password2": PASSWORD}, "最近5次"),
        ({"new_password1": "short", "new_password2": "short"}, "密码太短"),
    ],
)
def test_wrong_form__says_what_to_mend(client, officer, fields, words):
    client.force_login(officer)
    form = {"old_password": PASSWORD, "new_password1": NEXT, "new_password2": NEXT, **fields}
    assert words in client.post("/gongzuo/zhanghu/mima/", form).content.decode()
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_change__ends_the_other_sessions_and_keeps_this_one(client, officer):
    other = type(client)()
    other.force_login(officer)
    client.force_login(officer)
    form = {"old_password": PASSWORD, "new_password1": NEXT, "new_password2": NEXT}
    client.post("/gongzuo/zhanghu/mima/", form)
    assert client.get("/gongzuo/zhanghu/").status_code == 200
    assert other.get("/gongzuo/zhanghu/").status_code == 302
    assert SignedInSession.objects.going_on().get().user == officer


def test_issued_password__ends_every_session_and_must_be_changed(client, officer, clock, strict):
    sign_in(client, officer)
    IssuePassword(officer, NEXT, at=clock.now, by=SYSTEM, reason="忘记密码").execute()
    assert "/login/" in client.get(HOME).url
    sign_in(client, officer, NEXT)
    assert "/mima/" in client.get(HOME).url
    event = Event.objects.get(action="accounts.password.issued")
    assert event.reason == "忘记密码"
    assert NEXT not in event.details


def test_issuing__needs_a_reason_and_a_good_password(officer, clock):
    for password, reason in ((NEXT, ""), ("123", "忘记密码")):
        with pytest.raises(ValidationError):
            IssuePassword(officer, password, at=clock.now, by=SYSTEM, reason=reason).execute()


def test_cms_offers_no_other_way_to_a_password(client, officer):
    client.force_login(officer)
    assert "id_password-old_password" not in client.get("/gongzuo/account/").content.decode()
    assert client.get("/gongzuo/password_reset/").status_code == 404


def test_next__leads_to_no_other_site(client, officer):
    client.force_login(officer)
    form = {"old_password": PASSWORD, "new_password1": NEXT, "new_password2": NEXT}
    for address in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = client.post("/gongzuo/zhanghu/mima/", {**form, "next": address})
        assert answer.url == HOME
        form = {
            "old_password": form["new_password1"],
            **dict.fromkeys(("new_password1", "new_password2"), f"{form['new_password1']}x"),
        }


def test_superuser_too__is_asked(client, db, strict):
    get_user_model().objects.create_superuser("root", password=PASSWORD)
    sign_in(client, "root")
    assert "/mima/" in client.get(HOME).url
