"""A web process, a worker or the database killed while staff and jobs are at work: nothing is lost, nothing
twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases import holidays
from kaicheng.cases.mailbox.actions import original
from kaicheng.cases.mailbox.address import mailboxes
from kaicheng.cases.mailbox.fetching import fetch_new
from kaicheng.cases.models import ActRow, Case, CaseLetter, Delivery, MailMessage
from kaicheng.statute import Channel
from kaicheng.workbench.models import Mail, Notice
from kaicheng.workbench.worker import Worker
from tests.cases.factories import a_request
from tests.cases.imap_server import Server
from tests.cases.killing import KILLS, Killer, keep_what_is_committed
from tests.cases.test_mailbox import a_letter
from tests.cases.test_pages import filled

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _durable(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("needs processes that share a database")
    keep_what_is_committed()


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


@pytest.fixture
def desk(officer) -> Client:
    """The officer's browser, whose session outlives every process."""
    client = Client()
    client.force_login(officer)
    return client


def test_intake_by_staff__makes_one_request_with_its_papers(desk):
    killer = Killer(longest=0.2)
    for round_ in range(KILLS):

        def registers(round_: int = round_) -> None:
            paper = SimpleUploadedFile("申请书.txt", f"申请书{round_}".encode())
            form = filled(
                key=f"{round_:032}", wanted=f"第{round_}号项目的资金安排", papers=paper, different="on"
            )
            answer = desk.post(reverse("cases_intake"), form)
            assert answer.status_code == 302, answer.content.decode()

        killer.during(round_, registers)
        killer.until_done(registers)
        assert Case.objects.count() == round_ + 1
    assert killer.interrupted, "nothing was ever killed in time"
    for number, case in enumerate(Case.objects.order_by("pk")):
        assert int(case.number[-4:]) == number + 1
        with case.files.get().file.open() as paper:
            assert paper.read().decode() == f"申请书{number}"
    assert Event.objects.filter(action="cases.case.registered").count() == KILLS


def test_delivery_of_a_letter__is_on_record_once_with_its_receipt(bureau, officer, desk):
    killer, today = Killer(longest=0.15), timezone.localdate()
    case = a_request(bureau, today)
    for round_ in range(KILLS):
        row = ActRow.objects.create(
            case=case,
            place=case.acts.count(),
            code="third_party_letter",
            on=today,
            recorded_at=timezone.now(),
        )
        letter = CaseLetter.objects.create(
            case=case, kind="L06_third_party_letter", version="1", act="third_party_letter", act_row=row,
            addressee="consultation:1", number=str(round_), on=today, created_at=timezone.now(),
        )  # fmt: skip
        CaseLetter.objects.filter(pk=letter.pk).update(live=True)  # as the last signature does

        def delivers(letter: CaseLetter = letter, round_: int = round_) -> None:
            proof = SimpleUploadedFile("回证.txt", f"送达回证{round_}".encode())
            form = {"means": "in_person", "sent_on": today, "reached_on": today, "proof": proof}
            answer = desk.post(reverse("cases_deliver", args=[case.pk, letter.pk]), form)
            assert answer.status_code == 302 or "已经登记过" in answer.content.decode()

        killer.during(round_, delivers)
        killer.until_done(delivers)
        with Delivery.objects.get(letter=letter).proof.file.open() as kept:
            assert kept.read().decode() == f"送达回证{round_}"
        assert ActRow.objects.filter(code="letter_served", data__letter=row.place).count() == 1
    assert killer.interrupted, "nothing was ever killed in time"


def test_fetching_letters__brings_each_once_and_whole(bureau):
    killer = Killer(longest=0.2)
    with Server() as server:
        (mailbox,) = mailboxes(server.address + bureau.agency.slug)

        def fetches() -> None:
            fetch_new(mailbox, timezone.now())

        for round_ in range(KILLS):
            for number in range(3):
                server.deliver(a_letter(3 * round_ + number, text=f"请公开第{round_}号文件。"))
            killer.during(round_, fetches)
            killer.until_done(fetches)
        assert killer.interrupted, "nothing was ever killed in time"
        kept = {row.uid: original(row) for row in MailMessage.objects.all()}
        assert kept == dict(server.letters)
        assert MailMessage.objects.count() == Event.objects.filter(action="cases.mail.fetched").count()


def test_a_workers_job__moves_each_day_once_and_tells_everybody_once(bureau, officer):
    """The job that follows the holiday notice, killed with its worker and taken over by the next one."""
    killer, now = Killer(longest=0.4), timezone.now()
    received = timezone.localdate() - dt.timedelta(days=3)
    known = {"name": "申请人甲", "email": "applicant@example.com"}
    for round_ in range(KILLS):
        # A calendar of another version has counted these one day too short.
        numbers = []
        for _case in range(3):
            made = a_request(bureau, received, applicant=known, channel=Channel.ONLINE, confirmed_on=received)
            numbers.append(made.number)
            Case.objects.filter(pk=made.pk).update(
                due=made.due - dt.timedelta(days=1), calendar_version=f"before-{round_}"
            )
        Mail.objects.all().delete()
        Notice.objects.all().delete()
        now += dt.timedelta(hours=2)
        killer.during(round_, Worker(lambda now=now: now, name=f"doomed-{round_}").once)
        now += dt.timedelta(hours=2)  # the silent worker is given up, and its task taken over
        killer.until_done(Worker(lambda now=now: now, name=f"heir-{round_}").once)
        assert Case.objects.filter(calendar_version__startswith="before").count() == 0
        # Had a mail left with the days that had moved by then, the one for the rest repeats them.
        first, *later = Mail.objects.filter(kind=holidays.KIND).order_by("pk")
        assert len(later) <= (first.state == Mail.State.SENT)
        told = holidays.fill(first.body)
        assert told is not None
        assert all(number in told.body for number in numbers)
        assert Notice.objects.filter(user=officer, text__contains="放假安排").count() == 1
    assert killer.interrupted, "nothing was ever killed in time"
    moved = Event.objects.filter(action="cases.due.moved").values_list("object_id", flat=True)
    assert len(moved) == len(set(moved)) == 3 * KILLS
