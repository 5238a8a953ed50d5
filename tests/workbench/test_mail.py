"""Mail is written down, sent, retried and given up, and says so."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.workbench import mail
from kaicheng.workbench.models import Mail, Rules
from kaicheng.workbench.rules import RuleBook
from tests.agencies.factories import a_bureau
from tests.workbench.desks import at

NOW = at(2026, 3, 4, 9)


class Broken(BaseEmailBackend):
    """A mail server that answers with whatever error it is told to."""

    error: Exception = OSError("Connection refused")
    tries = 0

    def send_messages(self, email_messages):
        type(self).tries += 1
        raise self.error


@pytest.fixture
def broken(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    Broken.error, Broken.tries = OSError("Connection refused"), 0
    return Broken


def deliver(moment):
    return mail.deliver(lambda: moment)


def test_letter__is_sent_once_with_a_name_of_its_own(officer):
    letter = mail.write(officer, "digest", "今日待办 1 件", "正文", NOW)
    assert (deliver(NOW), deliver(NOW + timedelta(hours=1))) == (1, 0)
    (sent,) = outbox.outbox
    assert sent.to == ["officer@example.org"] and sent.subject == "今日待办 1 件"
    assert str(letter.pk) in sent.extra_headers["Message-ID"]
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at) == (Mail.State.SENT, NOW)


def test_letter_to_nobody__is_not_written(bureau):
    assert mail.write(bureau.people[Role.ARCHIVIST], "digest", "x", "x", NOW) is None


def test_letter__waits_for_its_moment(officer):
    mail.write(officer, "digest", "x", "x", NOW, not_before=NOW + timedelta(hours=2))
    assert deliver(NOW) == 0
    assert deliver(NOW + timedelta(hours=2)) == 1


def test_server_down__is_tried_again_later_and_says_why(officer, broken, settings):
    for number in range(3):
        mail.write(officer, "digest", f"{number}", "x", NOW)
    assert deliver(NOW) == 0
    assert broken.tries == 1, "an unreachable server is not asked for every letter"
    tried = Mail.objects.get(attempts=1)
    assert tried.state == Mail.State.WAITING
    assert "连不上邮件服务器" in tried.error and "Connection refused" in tried.error
    assert tried.try_at == NOW + mail.WAITS[0]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver(NOW + mail.WAITS[0]) == 3
    assert set(Mail.objects.values_list("state", "error")) == {(Mail.State.SENT, "")}


def test_refused_address__is_given_up_and_does_not_hold_up_others(officer, broken):
    broken.error = smtplib.SMTPRecipientsRefused({"officer@example.org": (550, b"no such user")})
    mail.write(officer, "digest", "一", "x", NOW)
    mail.write(officer, "digest", "二", "x", NOW)
    assert deliver(NOW) == 0
    assert broken.tries == 2
    assert {letter.state for letter in Mail.objects.all()} == {Mail.State.GIVEN_UP}
    assert "拒收这个地址：550 no such user" in Mail.objects.first().error


def test_server_down_for_days__is_given_up_in_the_end(officer, broken):
    letter = mail.write(officer, "digest", "x", "x", NOW)
    now = NOW
    while letter.state == Mail.State.WAITING:
        deliver(now)
        letter.refresh_from_db()
        now = letter.try_at
        assert now < NOW + timedelta(days=6)
    assert letter.state == Mail.State.GIVEN_UP
    assert now - NOW > mail.GIVE_UP_AFTER
    assert letter.attempts > 100  # hourly at least


def test_worker_killed_while_sending__leaves_the_letter_to_another(officer):
    letter = mail.write(officer, "digest", "x", "x", NOW)
    assert mail._claim(NOW).pk == letter.pk  # and then it was gone
    assert deliver(NOW) == 0, "the letter is left to the worker that claimed it"
    assert deliver(NOW + mail.CLAIM) == 1


def test_rules__the_own_ones_before_the_authority_s_before_the_settings(bureau, officer, settings):
    def rules():
        return RuleBook([officer], NOW.date()).of(officer)

    assert rules().digest is True
    Rules.objects.create(agency=bureau.agency, digest=False)
    assert rules().digest is False
    Rules.objects.create(user=officer, digest=True, reminders=False)
    assert (rules().digest, rules().reminders) == (True, False)


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


VALUES = {"digest": "on", "digest_at": "09:00", "quiet_from": "19:00", "quiet_to": "08:30"}


def test_account_page__sets_one_s_own_rules_or_leaves_them_to_the_authority(client, officer):
    sign_in(client, officer)
    form = {f"mail_rules-{name}": value for name, value in VALUES.items()}
    form |= {"name_email-email": "new@example.org", "theme-theme": "system", "theme-density": "default"}
    form |= {"theme-contrast": "system", "theme-keyboard_shortcuts": "on", "avatar-avatar": ""}
    page = client.post("/gongzuo/account/", form)
    assert "请勾选这一项" in page.content.decode()
    assert client.post("/gongzuo/account/", form | {"mail_rules-own": "on"}).status_code == 302
    rules = Rules.objects.get(user=officer)
    assert (rules.digest_at.hour, rules.reminders) == (9, False)
    officer.refresh_from_db()
    assert officer.email == "new@example.org"
    own = {name: value for name, value in form.items() if not name.startswith("mail_rules-")}
    client.post("/gongzuo/account/", own | {f"mail_rules-{n}": v for n, v in VALUES.items()})
    assert not Rules.objects.filter(user=officer).exists()


def test_digest_in_quiet_hours__is_refused(client, bureau, officer):
    sign_in(client, officer)
    address = reverse("workbench_rules", args=[bureau.agency.pk])
    page = client.post(address, VALUES | {"digest_at": "07:00"})
    assert "落在免打扰时段里" in page.content.decode()
    assert not Rules.objects.exists()


def test_rules_of_an_authority__are_set_by_its_people_only_and_on_record(client, bureau, officer):
    sign_in(client, officer)
    assert bureau.agency.name in client.get(reverse("workbench_agencies")).content.decode()
    answer = client.post(reverse("workbench_rules", args=[bureau.agency.pk]), VALUES)
    assert answer.status_code == 302
    assert Rules.objects.get(agency=bureau.agency).reminders is False
    assert Event.objects.filter(action="workbench.mail_rules.set").count() == 1
    other = a_bureau()
    assert client.get(reverse("workbench_rules", args=[other.agency.pk])).status_code == 404
    sign_in(client, bureau.people[Role.ARCHIVIST])
    assert client.get(reverse("workbench_agencies")).status_code == 302


def test_list_of_letters__tells_states_not_contents_and_only_of_one_s_own_people(
    client, bureau, officer, broken
):
    mail.write(officer, "reminder", "主题", "正文", NOW)
    stranger = a_bureau().people[Role.DISCLOSURE_OFFICER]
    stranger.email, stranger.first_name = "stranger@example.org", "外单位公开工作人员"
    stranger.save()
    mail.write(stranger, "reminder", "主题", "正文", NOW)
    deliver(NOW)
    sign_in(client, bureau.people[Role.SYSTEM_ADMINISTRATOR])
    page = client.get(reverse("workbench_mail")).content.decode()
    assert "期限提醒" in page and officer.label in page
    assert "主题" not in page and "正文" not in page and "外单位公开工作人员" not in page
    sign_in(client, officer)
    assert client.get(reverse("workbench_mail")).status_code == 302
