"""A case is its ledger: what may happen follows from what has happened."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from kaicheng.agencies.permissions import Denied
from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import ActRow, Case
from tests.cases.factories import a_request, moment, on_paper, proven

pytestmark = pytest.mark.django_db


def record(bureau, case, code, on, **data):
    officer = bureau.people[Role.DISCLOSURE_OFFICER]
    return RecordAct(case, code, on, data, by=officer, at=moment(on)).execute()


def test_request__is_due_on_the_twentieth_working_day(bureau):
    case = a_request(bureau)
    assert (case.number, case.phase, case.due) == ("2026-0001", "in_review", dt.date(2026, 3, 30))
    assert ActRow.objects.get(case=case).item["channel"] == "in_person"


def test_numbers__follow_each_other_without_gaps(bureau):
    numbers = [a_request(bureau).number for _ in range(3)]
    assert numbers == ["2026-0001", "2026-0002", "2026-0003"]


def test_second_correction_notice__is_refused_with_its_article(bureau):
    case = a_request(bureau)
    record(bureau, case, "correction_notice", dt.date(2026, 3, 4), served_on="2026-03-04", limit_days=15)
    record(bureau, case, "corrected", dt.date(2026, 3, 6))
    with pytest.raises(ValidationError, match="第三十条"):
        record(bureau, case, "correction_notice", dt.date(2026, 3, 9))
    assert ActRow.objects.filter(case=case).count() == 3
    assert case.due == state_of(case, dt.date(2026, 3, 9)).due


def test_answer_and_service__close_the_case_in_its_row_of_table_three(bureau):
    case = a_request(bureau)
    with pytest.raises(ValidationError, match="还差证据：公开审查记录、所提供的信息或其副本"):
        record(bureau, case, "answer", dt.date(2026, 3, 20), outcome="granted")
    proven(bureau, case, "granted", dt.date(2026, 3, 19))
    with pytest.raises(ValidationError, match="还差证据：已经签发的答复文书"):
        record(bureau, case, "answer", dt.date(2026, 3, 20), outcome="granted")
    on_paper(bureau, case, dt.date(2026, 3, 20))
    record(bureau, case, "answer", dt.date(2026, 3, 20), outcome="granted")
    record(bureau, case, "service", dt.date(2026, 3, 20), means="post")
    assert (case.phase, case.row, case.answered_on) == ("delivered", "granted", dt.date(2026, 3, 20))


def test_same_form_sent_twice__is_one_case(bureau):
    first = a_request(bureau, key="k1")
    again = a_request(bureau, key="k1")
    assert first == again
    assert Case.objects.count() == 1


def test_somebody_of_another_office__does_not_handle_it(bureau):
    case = a_request(bureau)
    with pytest.raises(Denied):
        RecordAct(
            case,
            "answer",
            dt.date(2026, 3, 9),
            {"outcome": "granted"},
            by=bureau.people[Role.INFORMATION_OFFICER],
            at=moment(dt.date(2026, 3, 9)),
        ).execute()


def test_trail__tells_each_act_without_the_applicants_name(bureau):
    case = a_request(bureau)
    record(bureau, case, "correction_notice", dt.date(2026, 3, 5))
    told = Event.objects.filter(object_type="cases.case", object_id=str(case.pk))
    assert [event.action for event in told.order_by("seq")] == ["cases.case.registered", "cases.act.recorded"]
    assert not any("申请人甲" in f"{event.object_label}{event.details}" for event in told)
