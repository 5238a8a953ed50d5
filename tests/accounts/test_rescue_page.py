"""登录求助: what the security administrator may do for a colleague, and what takes two administrators."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kaicheng.accounts import codes
from kaicheng.accounts.actions import EnableCodes
from kaicheng.accounts.notices import tell_of_help
from kaicheng.agencies.models import Membership, User
from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from tests.accounts.conftest import HOME, NOW, sign_in, with_password
from tests.agencies.factories import a_bureau, an_agency, somebody


@pytest.fixture(autouse=True)
def _password_is_enough(settings):
    settings.KAICHENG_SECOND_FACTOR_ROLES = []


@pytest.fixture
def security(bureau) -> Client:
    return signed_in(bureau.people[Role.SECURITY_ADMINISTRATOR])


def signed_in(user: User) -> Client:
    client = Client()
    assert sign_in(client, with_password(user)).status_code == 302
    return client


def page(user: User) -> str:
    return reverse("account_rescue", args=[user.pk])


def helped(client: Client, user: User, what: str, reason: str = "本人当面说明手机遗失") -> str:
    return client.post(page(user), {"help": what, "reason": reason}, follow=True).content.decode()


def test_lost_phone__codes_go_and_the_password_alone_opens(security, officer):
    EnableCodes(officer, at=NOW).execute()
    assert "启用" in security.get(page(officer)).content.decode()
    assert "动态口令已停用" in helped(security, officer, "kouling")
    assert codes.confirmed(officer) is None and officer.recovery_codes.count() == 0
    event = Event.objects.get(action="accounts.codes.removed")
    assert event.actor_post.endswith("安全管理员") and event.reason == "本人当面说明手机遗失"
    assert "不用停用" in helped(security, officer, "kouling")


def test_forgotten_password__takes_two_administrators(security, officer, bureau):
    here = signed_in(officer)
    assert "密码已收回" in helped(security, officer, "mima")
    assert here.get(HOME).status_code == 302, "the sessions are over"
    officer = User.objects.get(pk=officer.pk)
    assert not officer.has_usable_password()
    post = Membership.objects.get(user=officer)
    first = reverse("organisation:first-address", args=[post.pk])
    assert security.post(first).status_code == 403, "who took it back is not given the way to a new one"
    system = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    shown = system.post(first).content.decode()
    address = shown.partition('org-address">http://127.0.0.1:8000')[2].partition("<")[0]
    chosen = {"new_password1": "Ganlan-2026-kai", "new_password2": "Ganlan-2026-kai"}
    assert Client().post(address, chosen).status_code == 302
    assert sign_in(Client(), officer, "Ganlan-2026-kai").url == HOME
    events = ["accounts.password.withdrawn", "agencies.account.address_issued", "accounts.password.changed"]
    assert [Event.objects.filter(action=name).count() for name in events] == [1, 1, 1]


def test_sessions__end_each_on_record(security, officer):
    devices = [signed_in(officer), signed_in(officer)]
    assert "登录已全部结束" in helped(security, officer, "huihua", "设备丢失")
    assert {device.get(HOME).status_code for device in devices} == {302}
    ended = Event.objects.filter(action="accounts.session.ended", object_id=str(officer.pk))
    assert ended.count() == 2 and all("设备丢失" in event.details for event in ended)
    assert "不用结束" in helped(security, officer, "huihua")


def test_lock__is_forgotten(security, officer, strict):
    for _ in range(5):
        sign_in(Client(), officer, "wrong")
    assert sign_in(Client(), officer).status_code == 429
    assert "已解除锁定" in helped(security, officer, "suoding")
    assert sign_in(Client(), officer).url == HOME
    assert Event.objects.filter(action="accounts.session.unlocked").count() == 1


def test_whoever_was_helped__is_told_by_mail(
    security, officer, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    """Nobody's codes are taken away without their knowing, should somebody pose as them."""
    queued: list[tuple[str, ...]] = []
    monkeypatch.setattr(type(tell_of_help), "enqueue", lambda _task, *what: queued.append(what))
    User.objects.filter(pk=officer.pk).update(email="xinxiyuan@example.gov.cn")
    EnableCodes(officer, at=NOW).execute()
    with django_capture_on_commit_callbacks(execute=True):
        helped(security, officer, "kouling")
        helped(security, officer, "mima", "   ")
    assert len(queued) == 1 and "@" not in str(queued), "what was refused is not told"
    tell_of_help.func(*queued[0])
    [mail] = mailoutbox
    assert (
        mail.to == ["xinxiyuan@example.gov.cn"]
        and "停用了您的动态口令" in mail.body
        and "审计管理员" in mail.body
    )


def test_reason__is_asked_for(security, officer):
    assert "请写明原因" in helped(security, officer, "mima", "  ")
    assert "请选择办理什么" in helped(security, officer, "kong")
    assert User.objects.get(pk=officer.pk).has_usable_password()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SECURITY_ADMINISTRATOR}))
def test_other_roles__may_not(bureau, officer, role):
    client = signed_in(bureau.people[role])
    target = officer if role is not Role.INFORMATION_OFFICER else bureau.people[Role.REGISTRAR]
    expected = 404 if role is Role.AUDIT_ADMINISTRATOR else 403  # who may not even see appointments
    assert client.get(page(target)).status_code == expected
    assert client.post(page(target), {"help": "mima", "reason": "x"}).status_code == expected
    listed = client.get(reverse("organisation:people"))
    assert page(target) not in listed.content.decode()


def test_people_list__leads_there(security, officer, bureau):
    text = security.get(reverse("organisation:people")).content.decode()
    assert page(officer) in text
    assert page(bureau.people[Role.SECURITY_ADMINISTRATOR]) not in text, "oneself is helped by another"


def test_oneself_and_superusers__are_helped_by_others(security, bureau, officer):
    own = bureau.people[Role.SECURITY_ADMINISTRATOR]
    assert "不能给自己办" in security.get(page(own)).content.decode()
    assert "不能给自己办" in helped(security, own, "suoding")
    User.objects.filter(pk=officer.pk).update(is_superuser=True)
    assert "运维人员" in helped(security, officer, "mima")
    assert not Event.objects.filter(action__in=["accounts.session.unlocked", "accounts.password.withdrawn"])


def test_whoever_reaches_further__is_helped_from_above(security, bureau, officer):
    above = an_agency()
    somebody(Role.DISCLOSURE_OFFICER, above, officer)
    assert "上级机关的安全管理员" in helped(security, officer, "mima")
    assert User.objects.get(pk=officer.pk).has_usable_password()
    User.objects.filter(pk=officer.pk).update(password="!")
    system = signed_in(bureau.people[Role.SYSTEM_ADMINISTRATOR])
    post = Membership.objects.get(user=officer, agency=bureau.agency)
    answer = system.post(reverse("organisation:first-address", args=[post.pk]), follow=True)
    assert "管理范围以外" in answer.content.decode(), "nor is the address given that opens the other post too"


def test_another_authority__is_not_known_here(security):
    stranger = a_bureau().people[Role.REGISTRAR]
    assert security.get(page(stranger)).status_code == 404
    assert security.get(page(User.objects.create(username="nobody"))).status_code == 404
