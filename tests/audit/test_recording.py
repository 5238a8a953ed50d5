"""Writing to the trail."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import transaction

from kaicheng.audit import registry
from kaicheng.audit.actions import Action
from kaicheng.audit.models import AppendOnly, Event, Head, Personal
from kaicheng.audit.recording import NotInTransaction, Target, atomic, differences, record
from kaicheng.audit.registry import EventType, UnregisteredEvent
from kaicheng.audit.verification import verify
from kaicheng.audit_chain.canonical import NotCanonical
from kaicheng.audit_chain.digests import START
from kaicheng.findings import Text
from tests.audit.trail import (
    BUREAU,
    DESK,
    NINE,
    OFFICER,
    RENAMED,
    SIGNED,
    TOWN,
    applicant_changed,
    renamed,
    write,
)

pytestmark = pytest.mark.django_db


def test_an_event__says_who_what_when_where_and_why():
    [identity] = write(renamed())
    event = Event.objects.get(pk=identity)
    assert (event.chain, event.seq, event.previous) == (BUREAU, 1, START)
    assert (event.actor, event.actor_post, event.at) == ("7", "局办公室负责人", NINE)
    assert (event.object_type, event.object_id, event.object_label) == ("agencies.office", "12", "综合科")
    assert event.changes == {"name": ["办公室", "综合科"]}
    assert (event.reason, event.request, event.algorithm) == ("机构改革", "req-1", "sm3")
    assert event.personal_values == {"actor_name": "局办公室甲", "address": "10.1.2.3"}
    assert event.hash == event.record().hash()


def test_each_chain__has_numbers_and_hashes_of_its_own():
    write(renamed(), renamed(chain=TOWN), renamed())
    first, second = Event.objects.filter(chain=BUREAU).order_by("seq")
    assert (second.seq, second.previous) == (2, first.hash)
    assert Event.objects.get(chain=TOWN).seq == 1
    assert {head.chain: head.seq for head in Head.objects.all()} == {BUREAU: 2, TOWN: 1}
    assert Head.objects.get(chain=BUREAU).hash == second.hash


def test_several_events_of_one_transaction__stand_in_the_order_of_recording():
    with atomic():
        ids = [record(renamed(reason=str(number))) for number in range(5)]
        assert not Event.objects.exists()  # nothing is locked while the work goes on
    assert list(Event.objects.order_by("seq").values_list("id", flat=True)) == ids
    assert list(verify(BUREAU)) == []


def test_outside_a_transaction__is_an_error():
    with pytest.raises(NotInTransaction, match=r"tests\.office\.renamed.*atomic"):
        record(renamed())
    with transaction.atomic(), pytest.raises(NotInTransaction):
        record(renamed())


def test_a_failure__leaves_neither_event_nor_gap():
    with pytest.raises(ZeroDivisionError), atomic():
        record(renamed())
        _ = 1 / 0
    write(renamed())
    assert list(Event.objects.values_list("seq", flat=True)) == [1]


@pytest.mark.parametrize("inner", [atomic, transaction.atomic])
def test_an_inner_block_that_fails__takes_its_events_with_it(inner):
    with atomic():
        record(renamed(reason="留下"))
        with pytest.raises(ZeroDivisionError), inner():
            record(renamed(reason="撤销"))
            _ = 1 / 0
        with inner():
            record(renamed(reason="也留下"))
    assert list(Event.objects.order_by("seq").values_list("reason", flat=True)) == ["留下", "也留下"]
    assert list(verify(BUREAU)) == []


def test_a_transaction_marked_for_rollback__writes_nothing():
    with atomic():
        record(renamed())
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_sensitive_values__never_stand_in_clear():
    write(applicant_changed())
    event = Event.objects.get()
    row = json.dumps(list(Event.objects.values()) + list(Personal.objects.values()), default=str)
    assert "513401199001011234" not in row and "513401199001011235" not in row
    assert event.held("id_number", "after", "513401199001011235") is True
    assert event.held("id_number", "before", "513401199001011235") is False
    assert event.held("name", "after", "x") is None
    write(applicant_changed(changes={"id_number": (None, "1")}))
    assert Event.objects.get(seq=2).changes["id_number"][0] is None


def test_the_same_sensitive_value_twice__has_different_digests():
    write(applicant_changed(), applicant_changed())
    first, second = (event.changes["id_number"] for event in Event.objects.order_by("seq"))
    assert first != second


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"changes": {"telephone": ("1", "2")}}, "telephone"),
        ({"facts": {"level": 1}}, "level"),
        ({"personal": {"applicant": "甲"}}, "applicant"),
        ({"at": dt.datetime(2026, 3, 5)}, "time zone"),
        ({"chain": ""}, "chain"),
        ({"chain": "x" * 65}, "longer than 64"),
        ({"reason": "a\x00b"}, r"U\+0000"),
        ({"reason": "\ud800"}, "surrogate"),
        ({"changes": {"name": (1.5, 2)}}, "float"),
        ({"changes": {"name": (2**53, 2)}}, "53 bits"),
        ({"changes": {"name": ({1: 2}, 2)}}, "not text"),
        ({"changes": {"name": ({"\U00020000": 2}, 2)}}, r"U\+FFFF"),
        ({"changes": {"name": (NINE, None)}}, "datetime is kept as text"),
    ],
)
def test_what_the_trail_cannot_hold__is_refused_at_once(entry, complaint):
    with atomic(), pytest.raises((ValueError, NotCanonical), match=complaint):
        record(renamed(**entry))
    assert not Event.objects.exists()


def test_an_unregistered_type__is_an_error():
    stray = EventType("tests.nobody.knows", Text("做了", "did"))
    with atomic(), pytest.raises(UnregisteredEvent, match=r"tests\.nobody\.knows"):
        record(renamed(type=stray, changes={}))


def test_another_algorithm_by_setting__keeps_old_events_verifiable(settings):
    write(renamed())
    settings.KAICHENG_AUDIT_ALGORITHM = "sha256"
    write(renamed(), applicant_changed())
    assert list(Event.objects.order_by("seq").values_list("algorithm", flat=True)) == [
        "sm3",
        "sha256",
        "sha256",
    ]
    assert list(verify(BUREAU)) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.delete(),
        lambda event: event.save(),
        lambda event: Event(pk="x").save(),
        lambda event: Event.objects.all().delete(),
        lambda event: Event.objects.update(reason=""),
        lambda event: Event.objects.bulk_update([event], ["reason"]),
        lambda event: Event.objects.create(pk="x"),
        lambda event: Head.objects.all().delete(),
        lambda event: Personal.objects.all().delete(),
    ],
)
def test_python__cannot_change_the_trail(change):
    write(renamed())
    with pytest.raises(AppendOnly, match="审计记录只能追加"):
        change(Event.objects.get())
    assert Event.objects.get().reason == "机构改革"


class Rename(Action[str]):
    """Renames nothing in particular."""

    def __init__(self, name: str) -> None:
        self.name = name

    def check(self) -> None:
        if not self.name:
            raise ValueError("请填写名称。")

    def perform(self) -> str:
        return self.name

    def event(self):
        return renamed("办公室", self.name)


def test_an_action__is_checked_done_and_on_record():
    assert Rename("综合科").execute() == "综合科"
    assert Event.objects.get().changes == {"name": ["办公室", "综合科"]}
    with pytest.raises(ValueError, match="请填写名称"):
        Rename("").execute()
    assert Event.objects.count() == 1


def test_actions_inside_an_action__are_one_transaction():
    class Both(Rename):
        def perform(self) -> str:
            return Rename("内").execute() + Rename("层").execute()

    Both("外").execute()
    names = [event.changes["name"][1] for event in Event.objects.order_by("seq")]
    assert names == ["内", "层", "外"]
    assert Event.objects.count() == 3


def test_differences__are_what_changed():
    assert differences({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == {"b": (2, 3), "c": (None, 4)}


def test_a_target__is_a_stored_object():
    head = Head(chain=BUREAU, seq=3)
    assert Target.of(head) == Target("audit.head", BUREAU, "agency:1#3")
    assert Target.of(head, "链").label == "链"


# --- sentences ------------------------------------------------------------------------------------------


def told(entry, lang="zh"):
    [identity] = write(entry)
    return Event.objects.get(pk=identity).sentence(lang)


def test_an_event__is_told_in_both_languages():
    assert told(renamed()) == "2026年3月5日 09:12 局办公室负责人 将“办公室”改名为“综合科”"
    assert told(renamed(), "en") == "5 March 2026 09:12 局办公室负责人 renamed “办公室” to “综合科”"
    assert told(applicant_changed()).endswith("更正了申请人申请人甲的证件号码")
    assert told(renamed(actor=OFFICER.__class__("", ""), changes={})).endswith(
        "系统 将“（空）”改名为“（空）”"
    )


def test_an_event_of_an_app_long_gone__is_told_by_its_name(monkeypatch):
    [identity] = write(renamed())
    monkeypatch.delitem(registry._types, RENAMED.name)
    assert Event.objects.get(pk=identity).sentence().endswith("tests.office.renamed（综合科）")


def test_every_registered_type__has_a_sentence_in_both_languages():
    kinds = list(registry.registered())
    assert {"audit.personal.erased", "tests.office.renamed"} <= {kind.name for kind in kinds}
    for kind in kinds:
        values = {
            "label": "对象",
            "reason": "理由",
            "before": dict.fromkeys(kind.fields, "旧"),
            "after": dict.fromkeys(kind.fields, "新"),
            "facts": dict.fromkeys(kind.facts, "值"),
            "personal": dict.fromkeys(kind.personal, "某"),
        }
        assert "{" not in kind.tell("zh", values) + kind.tell("en", values)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"name": "Renamed"}, "app.object.happened"),
        ({"name": RENAMED.name}, "registered already"),
        ({"zh": " "}, "Chinese and in English"),
        ({"en": "{before[nothing]}"}, r"could fill \{before\[nothing\]\}"),
        ({"fields": ["a"], "sensitive": ["a"]}, "both"),
        ({"zh": "改为{after[a]}", "sensitive": ["a"]}, r"could fill \{after\[a\]\}"),
    ],
)
def test_a_type_ill_declared__is_refused(given, complaint):
    with pytest.raises(ValueError, match=complaint):
        registry.register(**({"name": "tests.never.registered", "zh": "做了", "en": "did"} | given))
    assert registry.find("tests.never.registered") is None


def test_facts__are_told_plainly():
    write(
        renamed(type=SIGNED, changes={}, facts={"level": 2, "urgent": True}, content_hash="sm3:" + "0" * 64)
    )
    event = Event.objects.get()
    assert event.facts == {"level": 2, "urgent": True}
    assert event.sentence().endswith("签发《综合科》")
    assert event.request == DESK.request
