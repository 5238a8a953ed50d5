"""Told by mail: asked for, confirmed from the mailbox, once a day, ended by one click."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail as outbox
from django.db import connection
from django.utils import timezone

from kaicheng.portal.live import subscribing
from kaicheng.portal.live.models import Subscription
from kaicheng.workbench import mail
from kaicheng.workbench.models import Mail
from tests.publishing.factories import published

pytestmark = pytest.mark.django_db
WHO = "reader@example.org"
HOUR = dt.timedelta(hours=1)


def tomorrow_morning() -> dt.datetime:
    day = timezone.localdate() + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


def address_in(text: str, name: str) -> str:
    found = re.search(rf"https?://[^/\s]+(/dingyue/{name}/\S+)", text)
    assert found, text
    return found[1]


def delivered(at: dt.datetime | None = None) -> str:
    """The text of the letters that the mail server takes now."""
    outbox.outbox.clear()
    mail.deliver(lambda: at or timezone.now() + HOUR)
    return "\n".join(str(letter.body) for letter in outbox.outbox)


def subscribe(client, address: str = WHO, search: str = "q=稳岗") -> str:
    response = client.post(f"/dingyue/?{search}", {"address": address})
    assert response.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def confirmed(client) -> Subscription:
    subscribe(client)
    link = address_in(delivered(), "queren")
    assert "已订阅" in client.post(link).content.decode()
    return Subscription.objects.get()


def test_nobody_is_told__who_has_not_confirmed(client, bureau, django_capture_on_commit_callbacks):
    subscribe(client)
    with django_capture_on_commit_callbacks(execute=True):
        published(bureau)
    assert subscribing.tell(tomorrow_morning()) == 0
    link = address_in(delivered(), "queren")
    client.get(link)  # as mail programs do by themselves
    assert Subscription.objects.get().confirmed_at is None


def test_subscriber__is_told_once_and_ends_it_with_one_click(
    client, bureau, django_capture_on_commit_callbacks
):
    confirmed(client)
    with django_capture_on_commit_callbacks(execute=True):
        document = published(bureau)
        published(bureau, "退休通知", body="<p>退休年龄。</p>", summary="")
    Mail.objects.all().delete()
    at = tomorrow_morning()
    assert subscribing.tell(at - 2 * HOUR) == 0  # too early in the morning
    assert (subscribing.tell(at), subscribing.tell(at + HOUR)) == (1, 0)
    told = delivered(at + HOUR)
    assert document.title in told
    assert document.url in told
    assert "退休通知" not in told
    assert WHO not in "".join(f"{one.to}{one.subject}{one.body}" for one in Mail.objects.all())
    (sent,) = outbox.outbox
    assert sent.to == [WHO]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = sent.extra_headers["List-Unsubscribe"].strip("<>").partition("/dingyue")[2]
    response = client.post(f"/dingyue{link}", {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not Subscription.objects.exists()


def test_days_without_news__bring_no_letter(client, bureau, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        published(bureau, "退休通知", body="<p>退休年龄。</p>", summary="")
    confirmed(client)
    assert subscribing.tell(tomorrow_morning()) == 0


def test_answer__does_not_tell_whether_an_address_is_subscribed(client, bureau):
    first = subscribe(client)
    client.post(address_in(delivered(), "queren"))
    assert Subscription.objects.get().confirmed_at
    assert subscribe(client) == first
    assert subscribe(client, "somebody@example.org") == first


def test_strangers_mailbox__cannot_be_filled(client, bureau, settings):
    settings.KAICHENG_SUBSCRIPTIONS_PER_MINUTE = 100
    for number in range(20):
        subscribe(client, search=f"q=第{number}次")
        subscribe(client, search="q=稳岗")
    assert Mail.objects.count() == subscribing.MOST_WAITING


def test_one_visitor__cannot_write_to_many(client, bureau):
    answers = [client.post("/dingyue/", {"address": f"r{one}@example.org"}).status_code for one in range(7)]
    assert 429 in answers
    assert Mail.objects.count() == 5


def test_address__is_encrypted_where_it_lies_and_forgotten_unless_confirmed(client, bureau):
    subscribe(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM live_subscription")
        (stored,) = cursor.fetchone()
    assert WHO not in stored
    from kaicheng.privacy.registry import of_model

    due = of_model(Subscription).due
    assert due(timezone.now() + HOUR).count() == 1
    Subscription.objects.update(confirmed_at=timezone.now())
    assert due(timezone.now() + HOUR).count() == 0


@pytest.mark.parametrize("name", ["queren", "tuiding"])
def test_forged_link__does_nothing(client, bureau, name):
    one = confirmed(client)
    assert client.post(f"/dingyue/{name}/{one.pk}/").status_code in {200, 404}
    assert client.post(f"/dingyue/{name}/x:y:z/").status_code in {200, 404}
    assert Subscription.objects.filter(pk=one.pk).exists()


def test_wrong_address__is_said_at_the_field(client, bureau):
    response = client.post("/dingyue/?q=x", {"address": "nobody"})
    assert response.status_code == 400
    assert "这不像一个电子邮箱" in response.content.decode()
