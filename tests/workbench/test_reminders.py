"""Reminders are given at their stages, each once, and digests when there is something to say."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from kaicheng.agencies.roles import Role
from kaicheng.workbench import digests, reminders
from kaicheng.workbench.models import DigestSent, Mail, Notice, Reminded, Rules
from kaicheng.workbench.notices import notify
from tests.workbench.desks import at, item, only_source

FRIDAY = date(2026, 3, 27)
"""The date the item falls due: 20 March is 5, 25 March 2 working days before."""


@pytest.fixture
def due_on_friday(officer):
    with only_source(item("report", FRIDAY)):
        yield


def remind(*when):
    return reminders.remind_everybody(at(*when))


def stages(user):
    return list(Reminded.objects.filter(user=user).order_by("at").values_list("stage", flat=True))


def test_reminders__come_at_5_2_0_days_and_when_overdue_each_once(officer, due_on_friday):
    for day in range(2, 32):
        for hour in (9, 15):
            remind(2026, 3, day, hour)
    assert stages(officer) == ["5", "2", "0", "overdue"]
    texts = list(Notice.objects.filter(user=officer).order_by("created_at").values_list("text", flat=True))
    assert texts == [
        "还有 5 个工作日：事项report，期限 2026年3月27日（周五）",
        "还有 2 个工作日：事项report，期限 2026年3月27日（周五）",
        "今天到期：事项report，期限 2026年3月27日（周五）",
        "已逾期：事项report，期限 2026年3月27日（周五）",
    ]
    assert Mail.objects.filter(user=officer).count() == 4


def test_installation_asleep__gives_the_most_urgent_reminder_only(officer, due_on_friday):
    remind(2026, 3, 26, 9)
    assert stages(officer) == ["2"]


def test_date_that_moves__is_a_new_matter(officer):
    with only_source(item("report", FRIDAY)):
        remind(2026, 3, 27, 9)
    with only_source(item("report", FRIDAY + timedelta(days=7))):
        remind(2026, 3, 27, 10)
        remind(2026, 4, 3, 9)
    assert stages(officer) == ["0", "5", "0"]


def test_one_letter__holds_all_that_is_new(officer):
    with only_source(item("a", FRIDAY), item("b", FRIDAY), item("c", date(2026, 12, 1))):
        remind(2026, 3, 27, 9)
    letter = Mail.objects.get(user=officer)
    assert letter.subject == "今天到期：事项a 等 2 件"
    assert "事项a" in letter.body and "事项b" in letter.body and "事项c" not in letter.body
    assert "http://127.0.0.1:8000/gongzuo/a/" in letter.body


def test_quiet_hours__hold_back_letters_not_notices(officer, due_on_friday):
    remind(2026, 3, 20, 22)  # a Friday evening
    assert Notice.objects.filter(user=officer).count() == 1
    assert Mail.objects.get(user=officer).try_at == at(2026, 3, 23, 8)


def test_no_mail__where_the_person_wants_none_or_has_no_address(bureau, officer, due_on_friday):
    Rules.objects.create(user=officer, reminders=False)
    remind(2026, 3, 27, 9)
    assert not Mail.objects.filter(user__in=bureau.people.values()).exists()
    people = {role for role, user in bureau.people.items() if Notice.objects.filter(user=user).exists()}
    assert people == set(Role)


def digest(user, *when):
    """How many letters the person gets of the digests of that moment."""
    before = Mail.objects.filter(user=user).count()
    digests.digest_everybody(at(*when))
    return Mail.objects.filter(user=user).count() - before


def test_digest__comes_once_a_day_at_its_hour(officer, due_on_friday):
    assert digest(officer, 2026, 3, 26, 8, 29) == 0
    assert digest(officer, 2026, 3, 26, 8, 30) == 1
    assert digest(officer, 2026, 3, 26, 8, 40) == 0
    letter = Mail.objects.get(user=officer)
    assert letter.subject == "今日待办 1 件"
    assert "3个工作日内 1" in letter.body and "还有 1 个工作日：事项report" in letter.body
    assert digest(officer, 2026, 3, 27, 11) == 1  # late, but the same day


def test_digest__does_not_come_on_days_of_rest_or_for_an_empty_desk(officer):
    with only_source(item("report", FRIDAY)):
        assert digest(officer, 2026, 3, 28, 9) == 0  # Saturday
    with only_source():
        assert digest(officer, 2026, 3, 30, 9) == 0
        assert DigestSent.objects.filter(user=officer).count() == 1, "it is not looked at again today"
        notify(officer, "x", "稿件已退回", "", at(2026, 3, 30, 20))
        assert digest(officer, 2026, 3, 31, 9) == 1
    assert Mail.objects.get(user=officer).subject == "有 1 条未读通知"


def test_digest__keeps_to_the_person_s_own_rules(officer, due_on_friday):
    rules = Rules.objects.create(user=officer, digest_at=time(14))
    assert digest(officer, 2026, 3, 26, 9) == 0
    assert digest(officer, 2026, 3, 26, 14) == 1
    rules.digest = False
    rules.save()
    assert digest(officer, 2026, 3, 27, 15) == 0


def test_long_desk__is_counted_not_listed(officer):
    with only_source(*[item(f"{number:02}", FRIDAY) for number in range(25)]):
        digest(officer, 2026, 3, 26, 9)
    body = Mail.objects.get(user=officer).body
    assert "事项09" in body and "事项10" not in body and "另有 15 件" in body
