"""What holds for every case and every calendar, whatever happens in it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from kaicheng.statute import (
    ACTS,
    END_PHASES,
    Act,
    StatuteError,
    UnlawfulAct,
    rederive,
    replay,
)
from kaicheng.statute.acts import AgencyLetter, LetterServed, Strike, ThirdPartyLetter
from kaicheng.statute.tables import refusals

from .histories import CALENDAR, QUICK, essence, lawful_histories, moved, particulars, random_acts

History = tuple[list[Act], date]


@QUICK
@given(lawful_histories())
def test_every_lawful_case_has_a_way_forward_or_is_at_its_end(history: History) -> None:
    record, today = history
    state = replay(record, CALENDAR, today)
    forward = {step.act for step in state.permitted} - {"strike"}
    assert forward or state.phase in END_PHASES


@QUICK
@given(lawful_histories())
def test_every_prefix_of_a_lawful_record_is_lawful(history: History) -> None:
    record, today = history
    for end in range(len(record) + 1):
        replay(record[:end], CALENDAR, today)


@QUICK
@given(lawful_histories())
def test_every_day_of_a_due_date_is_accounted_for(history: History) -> None:
    record, today = history
    state = replay(record, CALENDAR, today)
    if state.due is None:
        assert state.days == ()
        return
    assert state.days[0].date == state.base
    assert state.days[-1].date == state.due
    assert all(after.date - before.date == timedelta(days=1) for before, after in pairwise(state.days))
    clock = state.clocks[0]
    counted = [day for day in state.days if day.counted]
    assert [day.number for day in counted] == list(range(1, len(counted) + 1))
    assert len(counted) == clock.length
    assert sum(day.suspended for day in state.days) == state.suspended_workdays
    assert all(CALENDAR.is_workday(day.date) for day in counted)
    assert all(day.why.zh and day.why.en for day in state.days)


@QUICK
@given(lawful_histories(), st.data())
def test_a_further_consultation_never_makes_the_due_date_earlier(
    history: History, data: st.DataObject
) -> None:
    record, today = history
    assume(record)
    place = data.draw(st.integers(1, len(record)))
    letter = data.draw(st.sampled_from([ThirdPartyLetter, AgencyLetter]))(record[place - 1].on)
    places = {old: old if old < place else old + 1 for old in range(len(record))}
    longer = [*record[:place], letter, *record[place:]]
    longer = [act if act is letter else moved(act, places) for act in longer]
    before = replay(record, CALENDAR, today)
    try:
        after = replay(longer, CALENDAR, today)
    except UnlawfulAct:
        return  # a later act needed the answer of this letter
    if before.due and after.due:
        assert after.due >= before.due


@QUICK
@given(lawful_histories(), st.data())
def test_a_struck_act_is_as_if_never_recorded(history: History, data: st.DataObject) -> None:
    record, today = history
    assume(record)
    struck = data.draw(st.integers(0, len(record) - 1))
    assume(not any(isinstance(act, LetterServed) and act.letter == struck for act in record))
    places = {old: old if old < struck else old - 1 for old in range(len(record)) if old != struck}
    never = [moved(act, places) for old, act in enumerate(record) if old != struck]
    with_strike = [*record, Strike(max(today, record[struck].on), struck, "误记")]
    try:
        expected = essence(replay(never, CALENDAR, today))
    except UnlawfulAct as error:
        try:
            replay(with_strike, CALENDAR, today)
        except UnlawfulAct as same:
            assert same.code == error.code
            return
        raise AssertionError("the strike hides an unlawful act") from error
    state = replay(with_strike, CALENDAR, today)
    if never:
        assert essence(state) == expected
    assert state.struck == (struck,)


@QUICK
@given(lawful_histories(), st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(history: History, random: object) -> None:
    record, today = history
    dates = sorted({act.on for act in record})
    random.shuffle(dates)  # type: ignore[attr-defined]
    order = sorted(range(len(record)), key=lambda old: (dates.index(record[old].on), old))
    places = {old: new for new, old in enumerate(order)}
    shuffled = [moved(record[old], places) for old in order]
    assert essence(replay(shuffled, CALENDAR, today)) == essence(replay(record, CALENDAR, today))


@QUICK
@given(lawful_histories(), st.data())
def test_what_is_told_beforehand_is_what_happens(history: History, data: st.DataObject) -> None:
    record, today = history
    state = replay(record, CALENDAR, today)
    for step in state.permitted:
        if step.act == "strike":
            continue
        act = ACTS[step.act](today, **particulars(data.draw, step, today, state))
        marked = {late.act_index for late in replay([*record, act], CALENDAR, today).late}
        assert (len(record) in marked) is step.late
    free = {"corrected", "correction_lapsed", "reasons_given", "fee_paid", "fee_lapsed", "withdrawal"}
    for step in state.refused:
        if step.act in free:
            try:
                replay([*record, ACTS[step.act](today)], CALENDAR, today)
            except UnlawfulAct as error:
                assert error.code == step.code
            else:
                raise AssertionError(f"{step.act} was refused beforehand and then accepted")


@QUICK
@given(lawful_histories())
def test_the_due_date_follows_from_the_few_facts_kept(history: History) -> None:
    record, today = history
    state = replay(record, CALENDAR, today)
    kept = [state.answer_basis] if state.answer_basis else []
    assert rederive(kept, CALENDAR) == [day for day in [state.due] if day]


@QUICK
@given(st.lists(random_acts(), max_size=8))
def test_any_acts_whatever_give_a_state_or_a_reasoned_refusal(record: list[Act]) -> None:
    try:
        replay(record, CALENDAR, date(2026, 12, 31))
    except UnlawfulAct as error:
        assert error.code in refusals()
        assert error.article
        assert 0 <= error.act_index < len(record)
    except StatuteError as error:
        assert error.message.zh and error.message.en


# --- the calendar ----------------------------------------------------------------------------------------

calendar_days = st.dates(date(2004, 1, 2), date(2028, 12, 31))


@QUICK
@given(calendar_days, st.integers(0, 400))
def test_n_working_days_on_there_are_n_working_days_between(start: date, n: int) -> None:
    end = CALENDAR.workday_after(start, n)
    assert CALENDAR.workdays_between(start, end) == n
    assert n == 0 or CALENDAR.is_workday(end)


@QUICK
@given(calendar_days, st.integers(0, 60))
def test_one_more_working_day_is_later(start: date, n: int) -> None:
    assert CALENDAR.workday_after(start, n) < CALENDAR.workday_after(start, n + 1)


@QUICK
@given(calendar_days, st.integers(0, 60))
def test_the_lookup_agrees_with_counting_day_by_day(start: date, n: int) -> None:
    day, left = start, n
    while left:
        day += timedelta(days=1)
        left -= CALENDAR.is_workday(day)
    assert day == CALENDAR.workday_after(start, n)


@QUICK
@given(calendar_days, calendar_days)
def test_counting_backwards_is_counting_forwards_with_the_other_sign(a: date, b: date) -> None:
    assert CALENDAR.workdays_between(a, b) == -CALENDAR.workdays_between(b, a)


@QUICK
@given(calendar_days)
def test_the_nearest_working_days_embrace_a_day(day: date) -> None:
    before, after = CALENDAR.workday_until(day), CALENDAR.workday_from(day)
    assert before <= day <= after
    assert CALENDAR.is_workday(before) and CALENDAR.is_workday(after)
    assert (before == after) is CALENDAR.is_workday(day)
    assert CALENDAR.workdays_between(before, after) in (0, 1)
