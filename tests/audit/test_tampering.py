"""An attacker with the owner's rights on the database: triggers dropped, rows changed, everything found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaicheng.audit import guards
from kaicheng.audit.models import Event, Head, Personal
from kaicheng.audit.recording import Unguarded, atomic, record
from kaicheng.audit.verification import verify, verify_all
from kaicheng.audit_chain.digests import START
from kaicheng.audit_chain.verify import Anchor, Verifier
from tests.audit.trail import BUREAU, TOWN, a_day, applicant_changed, renamed, undone, write

pytestmark = pytest.mark.django_db

COLUMNS = [column.column for column in Event._meta.concrete_fields]
SQLITE = connection.vendor == "sqlite"


def sql(statement: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def found() -> list[tuple[str, str]]:
    """(rule, place) of everything wrong in the database, but for the triggers."""
    findings = [item for item in verify_all() if not isinstance(item, Verifier)]
    return [(item.rule, item.where[0].ref) for item in findings if item.rule != "A09"]


@pytest.fixture
def attacked() -> Iterator[list[Event]]:
    """Six events on one chain and two on another, without guards; undone after the test."""
    with undone():
        rows = a_day(BUREAU, 6)
        a_day(TOWN, 2)
        connection.check_constraints()
        guards.remove(connection)
        if not SQLITE:
            sql("ALTER TABLE audit_personal DROP CONSTRAINT " + _foreign_key())
            sql("ALTER TABLE audit_event DROP CONSTRAINT audit_event_place")
        yield rows


def _foreign_key() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'audit_personal'::regclass"
        )
        return cursor.fetchone()[0]


def at(seq: int, chain: str = BUREAU) -> str:
    return f"{chain}#{seq}"


def test_nothing_done__nothing_found(attacked):
    assert found() == []


@pytest.mark.parametrize("column", [name for name in COLUMNS if name not in ("chain", "seq", "algorithm")])
def test_any_column_edited__names_the_event(attacked, column):
    changed = "'2026-03-05 01:12:03+00:00'" if column == "at" else f"{column} || 'x'"
    if column in ("previous", "hash", "personal_digest", "id"):
        changed = "'" + "f" * 32 + "'"
    assert sql(f"UPDATE audit_event SET {column} = {changed} WHERE chain = %s AND seq = 4", BUREAU) == 1
    assert found() == [("A02", at(4))]


def test_the_chain_of_an_event_edited__names_it_on_both(attacked):
    sql("UPDATE audit_event SET chain = %s WHERE chain = %s AND seq = 4", "agency:9", BUREAU)
    assert found() == [
        ("A01", at(4)),
        ("A01", at(1, "agency:9")),
        ("A02", at(4, "agency:9")),
        ("A04", "agency:9"),
    ]


def test_the_number_of_an_event_edited__names_it(attacked):
    sql("UPDATE audit_event SET seq = 400 WHERE chain = %s AND seq = 4", BUREAU)
    assert found() == [("A07", at(400)), ("A01", at(4))]


def test_an_unknown_algorithm__is_named(attacked):
    sql("UPDATE audit_event SET algorithm = 'md5' WHERE chain = %s AND seq = 4", BUREAU)
    assert found() == [("A05", at(4))]


@pytest.mark.parametrize("seq", [1, 3, 6])
def test_a_deleted_row__is_named(attacked, seq):
    sql("DELETE FROM audit_event WHERE chain = %s AND seq = %s", BUREAU, seq)
    assert found() == [("A04" if seq == 6 else "A01", at(seq))]


def test_two_rows_swapped__are_both_named(attacked):
    for old, new in ((2, 1002), (5, 2), (1002, 5)):
        sql("UPDATE audit_event SET seq = %s WHERE chain = %s AND seq = %s", new, BUREAU, old)
    assert found() == [("A03", at(2)), ("A03", at(5))]


def test_a_tail_cut_off__is_found_by_the_head_or_an_anchor(attacked):
    sql("DELETE FROM audit_event WHERE chain = %s AND seq > 4", BUREAU)
    assert found() == [("A04", at(5))]
    sql("UPDATE audit_head SET seq = 4, hash = %s WHERE chain = %s", attacked[3].hash, BUREAU)
    assert found() == []
    anchor = Anchor(BUREAU, 6, attacked[5].hash, "2026-03-05")
    assert [(item.rule, item.where[0].ref) for item in verify(BUREAU, [anchor])] == [("A04", at(5))]


def test_a_whole_chain_gone__is_found_by_an_anchor(attacked):
    sql("DELETE FROM audit_event WHERE chain = %s", BUREAU)
    sql("DELETE FROM audit_head WHERE chain = %s", BUREAU)
    assert found() == []
    results = list(verify_all([Anchor(BUREAU, 6, attacked[5].hash, "2026-03-05")]))
    assert ("A04", at(1)) in [(i.rule, i.where[0].ref) for i in results if not isinstance(i, Verifier)]


def test_a_forged_row__is_named(attacked):
    last = attacked[-1]
    forged = last.record()._replace(id="f" * 32, seq=7, previous=last.hash, personal="")
    _insert(forged._asdict(), forged.hash())
    assert found() == [("A07", at(7))]
    sql("UPDATE audit_head SET seq = 7, hash = %s WHERE chain = %s", forged.hash(), BUREAU)
    anchor = Anchor(BUREAU, 6, last.hash, "2026-03-05")
    # Appending what is rightly chained is what the trail is for: only who may do so guards against it.
    assert list(verify(BUREAU, [anchor])) == []


@pytest.mark.skipif(SQLITE, reason="SQLite cannot drop the constraint; the pure tests cover the same")
def test_a_second_row_of_one_number__is_named(attacked):
    forged = attacked[3].record()._replace(id="f" * 32, reason="伪造")
    _insert(forged._asdict(), forged.hash())
    assert found() == [("A07", at(4))]


def test_a_row_replaced_and_hashed_anew__is_named(attacked):
    forged = attacked[3].record()._replace(reason="伪造")
    sql("UPDATE audit_event SET reason = '伪造', hash = %s WHERE id = %s", forged.hash(), forged.id)
    assert found() == [("A02", at(4))]


def test_the_head__moved_back_or_deleted(attacked):
    sql("UPDATE audit_head SET seq = 4, hash = %s WHERE chain = %s", attacked[3].hash, BUREAU)
    assert found() == [("A07", at(5)), ("A07", at(6))]
    sql("DELETE FROM audit_head WHERE chain = %s", BUREAU)
    assert found() == [("A04", BUREAU)]


def test_personal_values__edited_or_deleted(attacked):
    sql("UPDATE audit_personal SET content = '{}' WHERE event_id = %s", attacked[2].id)
    assert found() == [("A02", at(3))]
    sql("DELETE FROM audit_personal WHERE event_id IN (%s, %s)", attacked[2].id, attacked[3].id)
    assert found() == [("A08", at(3))]


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL holds to the types of its columns")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "昨天"),
        ("at", "2026-13-45 00:00:00"),
        ("details", b"\xff\xfe"),
        ("reason", b"\xff"),
        ("hash", b"\xff"),
        ("details", "[" * 100_000),
    ],
)
def test_values_that_cannot_be_read__name_the_event(attacked, column, value):
    sql(f"UPDATE audit_event SET {column} = %s WHERE chain = %s AND seq = 4", value, BUREAU)
    assert found() == [("A02", at(4))]


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL holds to the types of its columns")
def test_a_number_that_is_none__is_found(attacked):
    sql("UPDATE audit_event SET seq = 'abc' WHERE chain = %s AND seq = 4", BUREAU)
    assert found() == [("A02", at("abc")), ("A01", at(4))]


def test_missing_guards__are_named(attacked):
    rules = [
        item.where[0].ref for item in verify_all() if not isinstance(item, Verifier) and item.rule == "A09"
    ]
    assert rules == guards.missing(connection) != []


# --- the guards -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET reason = ''",
        "DELETE FROM audit_event",
        "UPDATE audit_head SET seq = 1",
        "UPDATE audit_head SET seq = seq + 1",
        "UPDATE audit_head SET chain = 'x'",
        f"UPDATE audit_head SET seq = 0, hash = '{START}'",
        "DELETE FROM audit_head",
        "UPDATE audit_personal SET content = ''",
        "INSERT INTO audit_head (chain, seq, hash) VALUES ('x', 5, 'y')",
    ],
)
def test_the_database__refuses(statement):
    a_day()
    with pytest.raises(DatabaseError, match="audit: the trail is only appended to"), transaction.atomic():
        sql(statement)
    assert found() == []


@pytest.mark.parametrize("change", [{"previous": "f" * 64}, {"seq": 9}, {"seq": 3}])
def test_the_database__refuses_an_event_that_follows_nothing(change):
    last = a_day()[-1]
    values = last.record()._asdict() | {"id": "f" * 32, "seq": 7, "previous": last.hash} | change
    with pytest.raises(DatabaseError), transaction.atomic():
        _insert(values, "0" * 64)
    assert found() == []


@pytest.mark.skipif(not SQLITE, reason="SQLite's own statement")
@pytest.mark.parametrize("table", ["audit_event", "audit_head", "audit_personal"])
def test_sqlite__refuses_to_replace_a_row(table):
    a_day()
    with pytest.raises(DatabaseError, match="only appended to"), transaction.atomic():
        sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    with pytest.raises(DatabaseError, match="only appended to"), transaction.atomic():
        sql("UPDATE OR REPLACE audit_event SET seq = 2 WHERE seq = 3")
    assert found() == []


@pytest.mark.skipif(SQLITE, reason="PostgreSQL's own statement")
@pytest.mark.parametrize("table", ["audit_event", "audit_head", "audit_personal"])
def test_postgresql__refuses_to_truncate(table):
    a_day()
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="only appended to"), transaction.atomic():
        sql(f"TRUNCATE {table} CASCADE")
    assert found() == []


@pytest.mark.skipif(SQLITE, reason="PostgreSQL can switch triggers off and replace their functions")
def test_a_guard_switched_off_or_hollowed_out__is_missing():
    assert guards.missing(connection) == []
    sql("ALTER TABLE audit_event DISABLE TRIGGER audit_event_update")
    hollow = "RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
    sql(f"CREATE OR REPLACE FUNCTION audit_head_delete() {hollow}")
    assert guards.missing(connection) == ["audit_event_update", "audit_head_delete"]
    guards.install(connection)
    assert guards.missing(connection) == []


# --- any history, any single tampering -------------------------------------------------------------------

HISTORIES = st.lists(
    st.lists(st.tuples(st.sampled_from([BUREAU, TOWN, "县:人社局"]), st.booleans()), min_size=1, max_size=3),
    min_size=1,
    max_size=6,
)
SETTINGS = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def live(history: list[list[tuple[str, bool]]]) -> None:
    for transaction_ in history:
        with atomic():
            for chain, personal in transaction_:
                record((applicant_changed if personal else renamed)(chain=chain))


@SETTINGS
@given(HISTORIES)
def test_any_history__verifies(history):
    with undone():
        live(history)
        assert found() == []
        for chain in {chain for step in history for chain, _ in step}:
            numbers = list(Event.objects.filter(chain=chain).order_by("seq").values_list("seq", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))
            assert Head.objects.get(chain=chain).seq == len(numbers)


@SETTINGS
@given(HISTORIES, st.data())
def test_any_history_tampered_with__names_the_event(history, data):
    with undone():
        live(history)
        connection.check_constraints()
        guards.remove(connection)
        event = data.draw(st.sampled_from(list(Event.objects.order_by("chain", "seq"))), label="event")
        place = at(event.seq, event.chain)
        column = data.draw(st.sampled_from(["reason", "details", "object_label", "previous", "actor", "row"]))
        if column == "row":
            sql("DELETE FROM audit_personal WHERE event_id = %s", event.id)
            sql("DELETE FROM audit_event WHERE id = %s", event.id)
        else:
            sql(f"UPDATE audit_event SET {column} = substr({column}, 2) || '改' WHERE id = %s", event.id)
        assert {ref for _, ref in found()} == {place}


def _insert(values: dict[str, object], hash_: str) -> None:
    row = {("personal_digest" if name == "personal" else name): value for name, value in values.items()}
    row["hash"] = hash_
    marks = ", ".join(["%s"] * len(row))
    sql(f"INSERT INTO audit_event ({', '.join(row)}) VALUES ({marks})", *row.values())


def test_without_guards__nothing_is_recorded():
    a_day()
    connection.check_constraints()
    guards.remove(connection)
    with pytest.raises(Unguarded, match="audit_guard"):
        write(renamed())
    guards.install(connection)
    write(renamed())
    assert found() == []


def test_writing_goes_on_after_every_refusal():
    a_day()
    with pytest.raises(DatabaseError), transaction.atomic():
        sql("DELETE FROM audit_event")
    write(renamed())
    assert Personal.objects.count() == Event.objects.count() == 7
    assert found() == []
