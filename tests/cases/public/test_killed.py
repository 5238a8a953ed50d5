"""A web process or the database killed at any moment of a submission: nothing is lost, nothing twice."""

from __future__ import annotations

import os
import random
import signal
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from kaicheng.cases.models import Case
from kaicheng.cases.public import receipt
from kaicheng.workbench.models import Mail
from tests.cases.killing import (
    KILLS,
    die,
    in_a_process,
    its_process,
    keep_what_is_committed,
    until_it_is_back,
)
from tests.cases.public.applicants import fill, puzzle

ROUNDS = KILLS - KILLS % 3


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_between_commit_and_answer__loses_and_doubles_nothing(
    transactional_db, bureau, monkeypatch, settings
):
    if connection.vendor != "postgresql":
        pytest.skip("needs processes that share a database")
    settings.KAICHENG_REQUEST_LIMITS = dict.fromkeys(settings.KAICHENG_REQUEST_LIMITS, (10_000, 3600))
    keep_what_is_committed()
    path = f"/yishenqing/{bureau.agency.slug}/hedui/"
    chance = random.Random(20260302)
    committed_and_killed = 0
    without_database: list[bool] = []
    for round_ in range(ROUNDS):
        client = Client()
        fill(client, bureau.agency.slug)
        letter = SimpleUploadedFile("线索.txt", f"线索{round_}".encode())
        client.post(f"/yishenqing/{bureau.agency.slug}/wenjian/", {"attachment": letter})
        form = puzzle(client.get(path).content.decode())
        before = Case.objects.count()

        after = chance.uniform(0, 0.15)

        def submit(
            round_: int = round_, client: Client = client, form: dict[str, str] = form, after: float = after
        ) -> None:
            if round_ % 3 == 0:  # right after the commit
                real = receipt.post

                def post(case, at) -> None:
                    real(case, at)
                    transaction.on_commit(die)

                monkeypatch.setattr(receipt, "post", post)
            else:  # anywhere
                killed = its_process() if round_ % 3 == 1 else os.getpid()
                timer = threading.Timer(after, os.kill, (killed, signal.SIGKILL))
                timer.daemon = True
                timer.start()
            assert client.post(path, form).status_code == 302

        acknowledged = in_a_process(submit)
        if round_ % 3 == 1:
            without_database.append(acknowledged)
        until_it_is_back()
        committed_and_killed += round_ % 3 == 0 and Case.objects.count() == before + 1
        # The visitor, who has seen nothing, presses the button until it is taken: the same form and session.
        # Right after its process was killed the database may still let somebody in whom it sends away again.
        pressed = (
            in_a_process(lambda client=client, form=form: _sent(client, path, form)) for _try in range(9)
        )
        assert any(pressed)
        until_it_is_back()
        assert Case.objects.count() == before + 1
    assert committed_and_killed == ROUNDS // 3
    assert not all(without_database), "the database was never killed before the answer"
    numbers = [int(number[-4:]) for number in Case.objects.order_by("pk").values_list("number", flat=True)]
    assert numbers == list(range(1, ROUNDS + 1))
    assert Mail.objects.count() == ROUNDS
    for case in Case.objects.all():
        with case.files.get().file.open() as content:
            assert content.read().decode().startswith("线索")


def _sent(client: Client, path: str, form: dict[str, str]) -> None:
    assert client.post(path, form).status_code == 302
