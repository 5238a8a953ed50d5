"""All requests of one applicant by a link to their mailbox, and nothing for anybody else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from kaicheng.cases.models import Source
from kaicheng.cases.public import mine, web
from kaicheng.workbench.mail import deliver
from kaicheng.workbench.models import Mail
from tests.cases.factories import a_request

ADDRESS = "applicant@example.com"
ASK = "/yishenqing/wode/"


@pytest.fixture
def cases(bureau):
    """Two asked for on line with one mailbox, spelt differently; one that staff typed from paper with it."""
    today = timezone.localdate()

    def asked(email: str, source: Source = Source.PORTAL):
        return a_request(bureau, today, source=source, applicant={"name": "申请人甲", "email": email})

    return [asked(ADDRESS), asked("Applicant@Example.com"), asked(ADDRESS, Source.STAFF)]


def ask(client: Client, email: str = ADDRESS):
    return client.post(ASK, {"email": email})


def mailed() -> list[str]:
    """The links in the mails that go out now."""
    outbox.outbox.clear()
    deliver(timezone.now)
    return [re.findall(r"https?://[^/\s]+(/yishenqing/wode/\S+)", one.body)[0] for one in outbox.outbox]


def test_link__leads_to_the_list_and_from_there_to_each_request(visitor, cases):
    ask(visitor)
    (link,) = mailed()
    assert outbox.outbox[0].to[0].casefold() == ADDRESS
    assert visitor.get(link).status_code == 200, "a program that looks into mail does not use it up"
    response = visitor.post(link)
    assert response["Location"] == "/yishenqing/wode/liebiao/"
    html = visitor.get(response["Location"]).content.decode()
    for case in cases[:2]:
        assert case.number in html
        assert visitor.get(f"/yishenqing/jindu/{case.pk}/").status_code == 200
    assert f"/jindu/{cases[2].pk}/" not in html
    assert visitor.get(f"/yishenqing/jindu/{cases[2].pk}/").status_code == 404
    visitor.post("/yishenqing/chaxun/tuichu/")
    assert visitor.get("/yishenqing/wode/liebiao/")["Location"] == ASK
    assert visitor.get(f"/yishenqing/jindu/{cases[0].pk}/").status_code == 404


def test_whether_a_mailbox_is_known__is_not_told(visitor, cases):
    known, unknown = (ask(Client(), email) for email in (ADDRESS, "nobody@example.com"))
    assert (known.status_code, re.sub(rb'value="[^"]{64}"', b"", known.content)) == (
        unknown.status_code,
        re.sub(rb'value="[^"]{64}"', b"", unknown.content),
    )
    rows = Mail.objects.filter(kind=mine.KIND)
    assert len({(row.to, row.subject, len(row.body)) for row in rows}) == 1
    assert not rows.filter(body__contains="@").exists(), "no address lies in the queue"
    assert len(mailed()) == 1


def test_link__is_good_once_for_half_an_hour_and_for_nobody_who_makes_one_up(visitor, cases, monkeypatch):
    ask(visitor)
    (link,) = mailed()
    assert visitor.post(link).status_code == 302
    thief = Client()
    used = thief.post(link)
    assert used.status_code == 410 and "已经用过" in used.content.decode()
    for made_up in ("/yishenqing/wode/abc/", link[:-3] + "xx/"):
        assert thief.get(made_up).status_code == 410
        assert thief.post(made_up).status_code == 410
    ask(visitor)
    (late,) = mailed()
    monkeypatch.setattr(mine, "GOOD_FOR_SECONDS", -1)
    assert Client().post(late).status_code == 410


def test_list__is_closed_after_a_while(visitor, cases, monkeypatch):
    monkeypatch.setattr(web, "ALL_FOR_SECONDS", -1)
    ask(visitor)
    (link,) = mailed()
    visitor.post(link)
    assert visitor.get("/yishenqing/wode/liebiao/").status_code == 302
    assert visitor.get(f"/yishenqing/jindu/{cases[0].pk}/").status_code == 404


def test_one_mailbox__gets_only_so_many_links_from_wherever_they_are_asked_for(cases, settings):
    settings.KAICHENG_REQUEST_LIMITS = {**settings.KAICHENG_REQUEST_LIMITS, "mine": (2, 3600)}
    answers = [Client(REMOTE_ADDR=f"192.0.2.{number}").post(ASK, {"email": ADDRESS}) for number in range(4)]
    assert {answer.status_code for answer in answers} == {200}, "nobody is told that it was too often"
    assert Mail.objects.filter(kind=mine.KIND).count() == 2


def test_one_visitor__may_try_only_so_many_mailboxes(visitor, settings):
    settings.KAICHENG_REQUEST_LIMITS = {**settings.KAICHENG_REQUEST_LIMITS, "mine": (2, 3600)}
    codes = [ask(visitor, f"a{number}@example.com").status_code for number in range(3)]
    assert codes == [200, 200, 429]


def test_what_is_no_mailbox__is_said_where_it_stands(visitor):
    response = ask(visitor, "不是邮箱")
    assert response.status_code == 400 and "不像电子邮箱" in response.content.decode()
    assert not Mail.objects.filter(kind=mine.KIND).exists()


def test_parts_and_another_answer__are_opened_by_the_request_that_they_go_on_from(visitor, bureau, cases):
    part = a_request(bureau, timezone.localdate() - dt.timedelta(days=1))
    part.split_from = cases[0]
    part.save(update_fields=["split_from"])
    ask(visitor)
    (link,) = mailed()
    visitor.post(link)
    assert visitor.get(f"/yishenqing/jindu/{part.pk}/").status_code == 200
