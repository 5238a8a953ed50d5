"""Every way of tampering with a chain is found, and the event is named."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.audit_chain import rules
from kaicheng.audit_chain.canonical import canonical
from kaicheng.audit_chain.digests import START
from kaicheng.audit_chain.record import Record
from kaicheng.audit_chain.verify import ERASED, SUSPECTS, Anchor, Head, Verifier, _outside
from tests.audit_chain.chains import CHAIN, found, head_of, made, rehashed

ROWS = made(12)
HEAD = head_of(ROWS)
NUMBERS = st.integers(1, 12)


def at(seq: int) -> str:
    return f"{CHAIN}#{seq}"


def test_a_chain_as_written__is_sound():
    assert found(ROWS, HEAD) == []
    assert found([], Head(0, START)) == []


@given(st.integers(0, 40), st.sampled_from(["sm3", "sha256"]))
def test_chains_of_any_length__are_sound(length, algorithm):
    rows = made(length, algorithm)
    assert found(rows, head_of(rows)) == []


TEXTS = [name for name in Record._fields if name not in ("chain", "seq", "algorithm")]


@given(NUMBERS, st.sampled_from(TEXTS))
def test_one_value_altered__names_the_event(seq, field):
    rows = list(ROWS)
    row = rows[seq - 1]
    rows[seq - 1] = row._replace(record=row.record._replace(**{field: getattr(row.record, field) + "改"}))
    assert found(rows, HEAD) == [("A02", at(seq))]


@given(NUMBERS)
def test_the_hash_altered__names_the_event(seq):
    rows = list(ROWS)
    rows[seq - 1] = rows[seq - 1]._replace(hash="f" * 64)
    assert found(rows, HEAD) == [("A02", at(seq))]


@given(NUMBERS)
def test_an_event_altered_and_hashed_anew__is_named_by_what_follows(seq):
    rows = list(ROWS)
    record = rows[seq - 1].record._replace(reason="另一个理由")
    rows[seq - 1] = rows[seq - 1]._replace(record=record, hash=record.hash())
    assert found(rows, HEAD) == [("A02", at(seq))]


@given(NUMBERS)
def test_a_removed_event__is_named(seq):
    rows = [row for row in ROWS if row.record.seq != seq]
    assert found(rows, HEAD) == [("A01" if seq < 12 else "A04", at(seq))]


@given(NUMBERS, NUMBERS)
def test_two_events_that_changed_places__are_both_named(one, other):
    rows = list(ROWS)
    first, second = rows[one - 1], rows[other - 1]
    rows[one - 1] = second._replace(record=second.record._replace(seq=one))
    rows[other - 1] = first._replace(record=first.record._replace(seq=other))
    expected = [] if one == other else [("A03", at(min(one, other))), ("A03", at(max(one, other)))]
    assert found(rows, HEAD) == expected


@given(NUMBERS, NUMBERS)
def test_two_lines_of_a_file_that_changed_places__are_found(one, other):
    rows = list(ROWS)
    rows[one - 1], rows[other - 1] = rows[other - 1], rows[one - 1]
    result = found(rows, HEAD)
    assert (result == []) is (one == other)
    assert {rule for rule, _ in result} <= {"A03"}
    assert one == other or ("A03", at(min(one, other))) in result


@given(st.integers(0, 11))
def test_a_tail_cut_off__is_found_by_the_head(left):
    assert found(ROWS[:left], HEAD) == [("A04", at(left + 1))]


@given(st.integers(0, 11))
def test_a_tail_cut_off_with_its_head__is_found_by_an_anchor(left):
    rows = ROWS[:left]
    assert found(rows, head_of(rows)) == []  # nothing inside can tell
    anchor = Anchor(CHAIN, 12, ROWS[-1].hash, "2026-03-05")
    assert found(rows, head_of(rows), [anchor]) == [("A04", at(left + 1))]


@given(NUMBERS, NUMBERS)
def test_a_tail_written_anew_with_its_head__is_found_by_an_anchor(altered, anchored):
    rows = list(ROWS)
    row = rows[altered - 1]
    rows[altered - 1] = row._replace(record=row.record._replace(reason="另一个理由"))
    rows = rehashed(rows, altered - 1)
    assert found(rows, head_of(rows)) == []
    anchor = Anchor(CHAIN, anchored, ROWS[anchored - 1].hash, "2026-03-05")
    expected = [("A02", at(anchored))] if anchored >= altered else []
    assert found(rows, head_of(rows), [anchor]) == expected


@given(NUMBERS, st.booleans())
def test_an_event_slipped_in__is_named(seq, first):
    true = ROWS[seq - 1]
    record = true.record._replace(id="f" * 32, reason="伪造")
    forged = true._replace(record=record, hash=record.hash())
    rows = list(ROWS)
    rows.insert(seq - 1 if first else seq, forged)
    assert found(rows, HEAD) == [("A07", at(seq))]


def test_an_event_appended_behind_the_head__is_named():
    assert found(made(13), HEAD) == [("A07", at(13))]


def test_an_event_of_another_chain__is_named():
    rows = list(ROWS)
    rows.insert(4, made(1, chain="agency:2")[0])
    assert found(rows, HEAD) == [("A07", at(1))]


def test_a_number_skipped_and_everything_chained_anew__is_a_gap():
    rows = [*ROWS[:5], *ROWS[6:]]
    rows = rehashed(rows, 5)
    assert found(rows, head_of(rows)) == [("A06", at(6))]


def test_an_unknown_algorithm__is_named():
    rows = list(ROWS)
    rows[3] = rows[3]._replace(record=rows[3].record._replace(algorithm="md5"))
    assert found(rows, HEAD) == [("A05", at(4))]


def test_the_head__altered_or_removed():
    assert found(ROWS, Head(12, "f" * 64)) == [("A02", at(12))]
    assert found(ROWS, None) == [("A04", CHAIN)]
    assert found([], None, [Anchor(CHAIN, 2, "f" * 64, "2026-03-05")]) == [("A04", CHAIN), ("A04", at(1))]


def test_personal_values__altered_slipped_in_or_gone():
    rows = list(ROWS)
    rows[2] = rows[2]._replace(values=canonical({"actor_name": "他人"}))
    rows[3] = rows[3]._replace(salt="0" * 32, values="{}")
    rows[5] = rows[5]._replace(salt=None, values=None)
    assert found(rows, HEAD) == [("A02", at(3)), ("A02", at(4)), ("A08", at(6))]


def test_personal_values_erased_on_record__are_no_finding():
    rows = made(12)
    for index in (2, 5):
        rows[index] = rows[index]._replace(salt=None, values=None)
    ranges = canonical({"facts": {"ranges": [[1, 4], [3, 8]]}})
    rows[9] = rows[9]._replace(record=rows[9].record._replace(action=ERASED, details=ranges))
    rows = rehashed(rows, 9)
    assert found(rows, head_of(rows)) == []


def test_many_altered_events__are_all_named():
    rows = [row._replace(hash=f"{row.record.seq:064x}") for row in made(SUSPECTS + 20)]
    names = found(rows, head_of(rows))
    assert sorted(names) == sorted(("A02", at(row.record.seq)) for row in rows)


SPAN = st.tuples(st.integers(1, 30), st.integers(0, 6)).map(lambda pair: (pair[0], sum(pair)))
SPANS = st.lists(SPAN, max_size=6)


@given(SPANS, SPANS)
def test_what_no_range_covers(spans, allowed):
    disjoint: list[tuple[int, int]] = []
    for span in sorted(spans):
        if not disjoint or span[0] > disjoint[-1][1]:
            disjoint.append(span)
    covered = {number for first, last in allowed for number in range(first, last + 1)}
    expected = {number for first, last in disjoint for number in range(first, last + 1)} - covered
    assert {n for first, last in _outside(disjoint, allowed) for n in range(first, last + 1)} == expected


def test_memory__does_not_grow_with_the_chain():
    def peak(length: int) -> int:
        rows = [row._replace(salt=None, values=None) for row in made(length)]
        verifier = Verifier(CHAIN, head_of(rows))
        tracemalloc.start()
        findings = sum(1 for row in rows for _ in verifier.add(row))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert findings == 0
        return size

    assert peak(2000) < 2 * peak(200)


def test_every_rule__is_explained(pytestconfig: pytest.Config):
    page = (pytestconfig.rootpath / "docs/audit.md").read_text("utf-8")
    assert all(f"### {rule} " in page for rule in rules.RULES)
