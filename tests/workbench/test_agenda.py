"""The five numbers, the order of the list, and a source that fails."""

from __future__ import annotations

from datetime import date

import pytest

from kaicheng.agencies.models import User
from kaicheng.workbench import registry
from kaicheng.workbench.agenda import Agenda, Number
from tests.workbench.desks import item, only_source

TODAY = date(2026, 3, 4)
SOMEBODY = User(username="somebody")
ITEMS = [
    item("later", date(2026, 4, 1)),
    item("undated", waits_for_me=True),
    item("soon", date(2026, 3, 6)),
    item("today", date(2026, 3, 4), mine=True),
    item("overdue", date(2026, 3, 2), returned_to_me=True),
    item("asked", date(2026, 3, 6), waits_for_me=True),
]


def test_lines__stand_by_legal_date_then_by_what_waits_for_me():
    with only_source(*ITEMS):
        agenda = Agenda.of(SOMEBODY, TODAY)
    assert [line.item.key for line in agenda.lines] == [
        "overdue",
        "today",
        "asked",
        "soon",
        "later",
        "undated",
    ]


def test_numbers__count_what_their_lists_show():
    with only_source(*ITEMS):
        agenda = Agenda.of(SOMEBODY, TODAY)
    assert agenda.numbers == {
        Number.OVERDUE: 1,
        Number.TODAY: 1,
        Number.SOON: 2,
        Number.REVIEW: 2,
        Number.RETURNED: 1,
    }
    for number, count in agenda.numbers.items():
        assert len(agenda.only(number)) == count
    assert agenda.only(None) == agenda.lines


def test_failing_source__is_named_and_leaves_the_others(caplog):
    with only_source(*ITEMS, fails=True):
        registry.register("other", "别的事")(lambda user, today: [item("other")])
        agenda = Agenda.of(SOMEBODY, TODAY)
    assert agenda.failed == ["示例"]
    assert [line.item.key for line in agenda.lines] == ["other"]
    assert "failed" in caplog.text


def test_kind_taken__is_refused():
    with only_source(), pytest.raises(ValueError, match="sample"):
        registry.register("sample", "又一个")(lambda user, today: [])
