"""Help for a lost phone, a forgotten password and a lock."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kaicheng.accounts import checks, codes
from kaicheng.accounts.actions import EnableCodes
from kaicheng.audit.models import Event
from tests.accounts.conftest import HOME, NOW, sign_in


def rescue(*arguments: str) -> str:
    out = StringIO()
    call_command("account_rescue", *arguments, stdout=out)
    return out.getvalue()


def test_everything_at_once__opens_the_account_again(client, head, clock, strict):
    strict.KAICHENG_SECOND_FACTOR_GRACE_DAYS = 1
    EnableCodes(head, at=NOW).execute()
    for _ in range(5):
        sign_in(client, head, "wrong")
    told = rescue(head.username, "--codes", "--password", "--unlock", "--reason", "手机遗失")
    password = told.partition("first password: ")[2].split()[0]
    assert codes.confirmed(head) is None
    assert sign_in(client, head, password).url == HOME
    assert "/mima/" in client.get(HOME).url
    reasons = Event.objects.filter(action__in=["accounts.codes.removed", "accounts.password.issued"])
    assert set(reasons.values_list("reason", flat=True)) == {"手机遗失"}
    assert password not in "".join(Event.objects.values_list("details", flat=True))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["nobody", "--reason", "x"], "没有用户"), (["{head}", "--codes", "--reason", " "], "请写明原因")],
)
def test_mistakes__are_plain_messages(head, arguments, words):
    with pytest.raises(CommandError, match=words):
        rescue(*(argument.format(head=head.username) for argument in arguments))


def test_checks__name_bad_settings(settings):
    assert checks.settings_make_sense() == []
    settings.KAICHENG_SECOND_FACTOR_ROLES = ["king"]
    settings.KAICHENG_SESSION_HOURS = 0
    assert [error.id for error in checks.settings_make_sense()] == ["accounts.E001", "accounts.E002"]


def test_deployment_check__names_what_is_off(settings, strict):
    assert checks.rules_are_on() == []
    settings.KAICHENG_PASSWORD_CHANGE_AT_FIRST = settings.AXES_ENABLED = False
    settings.KAICHENG_SECOND_FACTOR_ROLES = []
    assert len(checks.rules_are_on()) == 3
