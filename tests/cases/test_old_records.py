"""Records from before a silence needed its receipt: they can be looked at, told as doubtful, and mended."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from kaicheng.agencies.roles import Role
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.ledger import refresh, state_of
from kaicheng.cases.models import ActRow
from tests.cases.factories import a_request, moment, on_paper, proven

pytestmark = pytest.mark.django_db
SENT, LAPSED, NOW = dt.date(2026, 3, 4), dt.date(2026, 4, 20), dt.date(2026, 4, 22)


@pytest.fixture
def officer(bureau):
    return bureau.people[Role.DISCLOSURE_OFFICER]


def a_row(case, code: str, on: dt.date, **data: object) -> None:
    """As an earlier version left it in the database."""
    place = case.acts.count()
    ActRow.objects.create(case=case, place=place, code=code, on=on, data=data, recorded_at=moment(on))


@pytest.fixture
def closed(bureau):
    case = a_request(bureau)
    a_row(case, "correction_notice", SENT, limit_days=15)
    a_row(case, "correction_lapsed", LAPSED)
    a_row(case, "service", LAPSED, means="post")
    refresh(case, state_of(case, LAPSED))
    return case


@pytest.fixture
def consulted(bureau):
    case = a_request(bureau)
    a_row(case, "third_party_letter", SENT)
    a_row(case, "third_party_lapsed", LAPSED)
    refresh(case, state_of(case, LAPSED))
    return case


def record(case, officer, code: str, on: dt.date = NOW, **data: object) -> None:
    RecordAct(case, code, on, data, by=officer, at=moment(NOW)).execute()


def test_page__opens_and_says_what_is_wrong(officer, closed):
    client = Client()
    client.force_login(officer)
    html = client.get(reverse("cases_case", args=[closed.pk])).content.decode()
    assert "这一条不能成立" in html and "何时收到还没有登记" in html
    assert client.get(reverse("cases_explained", args=[closed.pk])).status_code == 200


def test_each_entry__can_be_struck_and_recorded_anew_with_its_receipt(bureau, officer, closed):
    assert (closed.phase, closed.outcome) == ("closed", "abandoned_correction")
    record(closed, officer, "strike", act_index=3, reason="结案依据要改正")
    record(closed, officer, "strike", act_index=2, reason="没有登记送达")
    assert closed.phase == "awaiting_correction"
    record(closed, officer, "letter_served", dt.date(2026, 3, 6), letter=1)
    proven(bureau, closed, "abandoned_correction", NOW)
    record(closed, officer, "correction_lapsed")
    assert (closed.outcome, state_of(closed, NOW).doubtful) == ("abandoned_correction", ())


def test_nothing_is_decided_on_it__and_nobody_else_is_held_up(bureau, officer, consulted):
    proven(bureau, consulted, "granted", NOW)
    on_paper(bureau, consulted, NOW)
    with pytest.raises(ValidationError, match="何时收到还没有登记"):
        record(consulted, officer, "answer", outcome="granted")
    proven(bureau, consulted, "withdrawn", NOW)
    record(consulted, officer, "withdrawal")
    assert consulted.outcome == "withdrawn"


def test_receipt_on_which_a_silence_rests__is_not_struck_from_under_it(officer, closed):
    record(closed, officer, "strike", act_index=3, reason="结案依据要改正")
    record(closed, officer, "letter_served", dt.date(2026, 3, 6), letter=1)
    assert state_of(closed, NOW).doubtful == ()
    with pytest.raises(ValidationError, match="何时收到还没有登记"):
        record(closed, officer, "strike", act_index=5, reason="看错了")
