"""From acts to state: order, days to come, clocks, sentences. What is lawful stands in ``scenarios/``."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import timedelta

import pytest

from kaicheng.findings import Text
from kaicheng.statute import (
    CLOCK_STOPPED_PHASES,
    END_PHASES,
    OPEN_PHASES,
    AnswerBasis,
    BadAct,
    CalendarNotAvailable,
    ClockStatus,
    DayKind,
    Notice,
    Phase,
    UnlawfulAct,
    WorkCalendar,
    check,
    conventions,
    load_calendar,
    read_acts,
    rederive,
    replay,
)
from kaicheng.statute.acts import CorrectionNotice, Extension
from kaicheng.statute.progress import merge
from kaicheng.statute.state import Clock

from .cases import RECEIVED, Line, acts, case, codes, day, on_record, refused


def clock(code: str, *lines: object, today: str | None = None) -> Clock:
    found = case(*lines, today=today).clock(code)  # type: ignore[arg-type]
    assert found is not None
    return found


# --- an empty case, and days to come ---------------------------------------------------------------------


def test_a_case_without_acts_is_a_draft(national: WorkCalendar) -> None:
    state = replay([], national, day("2026-03-02"))
    assert state.phase is Phase.DRAFT
    assert [step.act for step in state.permitted] == ["received"]
    assert codes(state.refused)["strike"] == "nothing_to_strike"
    assert codes(state.refused)["answer"] == "no_request"
    assert state.due is state.received_date is state.base is state.row is state.answer_basis is None
    assert (state.clocks, state.days, state.story, state.months) == ((), (), (), ())
    assert state.basis == Text("", "")
    assert (state.provisional, state.overdue, state.days_left) == (False, False, None)
    assert state.clock("answer_due") is None
    assert not state.may("answer") and state.may("received")


def test_an_act_of_a_day_to_come_is_a_mistake() -> None:
    with pytest.raises(BadAct, match=r"第2项行为：日期2062年3月9日.*还没有发生；请核对日期") as caught:
        case(RECEIVED, ("answer", "2062-03-09", {"outcome": "granted"}), today="2026-03-09")
    assert caught.value.act_index == 1
    assert caught.value.message.en.startswith("Act 1: Thu 9 March 2062 is after Mon 9 March 2026")


def test_a_receipt_or_confirmation_of_a_day_to_come_is_a_mistake_too() -> None:
    for line in (
        ("correction_notice", "2026-03-03", {"served_on": "2026-03-10"}),
        ("received", "2026-03-03", {"channel": "online", "confirmed_on": "2026-03-10"}),
    ):
        with pytest.raises(BadAct, match="还没有发生"):
            case(line, today="2026-03-09")  # type: ignore[arg-type]


def test_a_withdrawal_recorded_as_an_answer_is_sent_to_its_own_act() -> None:
    error = refused(RECEIVED, ("answer", "2026-03-10", {"outcome": "withdrawn"}))
    assert str(error) == "“申请人撤回申请”不是答复，请作为同名的行为单独登记。"
    assert error.message.en == "“withdraw” is not an answer; record the act of that name instead."


def test_a_case_can_be_shown_as_it_stood(national: WorkCalendar) -> None:
    record = acts(
        ("received", "2026-03-02", {"channel": "online", "confirmed_on": "2026-03-04"}),
        ("third_party_letter", "2026-03-05", {"served_on": "2026-03-09"}),
        ("third_party_opinion", "2026-03-12", {"agrees": True}),
        ("strike", "2026-03-13", {"act_index": 1, "reason": "误记"}),
    )
    then = replay(record, national, day("2026-03-03"), ignore_later=True)
    assert (then.received_date, then.later) == (day("2026-03-02"), (0, 1, 2, 3))
    then = replay(record, national, day("2026-03-04"), ignore_later=True)
    assert (then.received_date, then.later) == (day("2026-03-04"), (1, 2, 3))
    then = replay(record, national, day("2026-03-05"), ignore_later=True)
    assert (then.later, then.phase) == ((1, 2, 3), Phase.CONSULTING_THIRD_PARTY)
    then = replay(record, national, day("2026-03-06"), ignore_later=True)
    assert (then.received_date, then.later, then.phase) == (
        day("2026-03-04"),
        (1, 2, 3),
        Phase.CONSULTING_THIRD_PARTY,
    )
    consulted = then.clock("third_party_opinion_due")
    assert consulted is not None and consulted.started == day("2026-03-05")
    then = replay(record, national, day("2026-03-12"), ignore_later=True)
    assert (then.later, then.phase, then.struck) == ((3,), Phase.IN_REVIEW, ())


def test_an_act_cannot_be_known_before_it_happened() -> None:
    with pytest.raises(
        BadAct, match=r"第2项行为：“served_on”2026年3月2日（周一）早于2026年3月3日（周二）"
    ) as caught:
        case(RECEIVED, ("fee_notice", "2026-03-03", {"served_on": "2026-03-02"}))
    assert caught.value.message.en == "Act 1: served_on Mon 2 March 2026 is before Tue 3 March 2026"


def test_a_request_of_a_year_without_calendar_is_refused(national: WorkCalendar) -> None:
    with pytest.raises(CalendarNotAvailable):
        case(("received", "9999-01-01", {"channel": "in_person"}))


def test_a_state_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        case(RECEIVED).due = day("2030-01-01")  # type: ignore[misc]


# --- what is due -----------------------------------------------------------------------------------------


def test_days_left_and_overdue() -> None:
    assert (case(RECEIVED, today="2026-03-27").days_left, case(RECEIVED, today="2026-03-27").overdue) == (
        1,
        False,
    )
    assert (case(RECEIVED, today="2026-03-30").days_left, case(RECEIVED, today="2026-03-30").overdue) == (
        0,
        False,
    )
    last = case(RECEIVED, today="2026-03-30").story[-1]
    assert last.zh == "应当在2026年3月30日（周一）前（含当日）答复，还有0个工作日。"
    late = case(RECEIVED, today="2026-04-01")
    assert (late.days_left, late.overdue) == (-2, True)
    assert late.story[-1].zh == "应当在2026年3月30日（周一）前（含当日）答复，已逾期2个工作日。"
    assert late.story[-1].en == "Was to be answered by Mon 30 March 2026: 2 working days overdue."
    answered = case(RECEIVED, ("answer", "2026-04-01", {"outcome": "granted"}), today="2026-05-01")
    assert (answered.days_left, answered.overdue) == (None, False)
    assert case(RECEIVED, ("withdrawal", "2026-03-03"), today="2026-05-01").overdue is False


def test_the_story_is_told_in_order_and_ends_with_what_is_due() -> None:
    state = case(
        RECEIVED,
        ("extension", "2026-03-10", {"days": 5}),
        ("strike", "2026-03-11", {"act_index": 1, "reason": "误登到本件"}),
        ("third_party_letter", "2026-03-12"),
    )
    assert [sentence.zh for sentence in state.story] == [
        "2026年3月2日（周一）收到申请（当面提交），收到申请之日为2026年3月2日（周一）。",
        "2026年3月12日（周四）书面征求第三方意见，反馈期限至2026年4月2日（周四）；征求意见的时间不计入答复期限。",
        "2026年3月11日（周三）撤销第2项记录：误登到本件。",
        "征求意见尚未结束，以下日期暂按反馈期限届满计算，收到意见后会提前。",
        "应当在2026年4月21日（周二）前（含当日）答复，还有27个工作日。",
    ]
    assert state.struck == (1,)
    assert state.story[3].en == (
        "A consultation still runs; the date below assumes silence to its end and moves forward "
        "when the opinion arrives."
    )
    assert all(sentence.en and "{" not in sentence.en + sentence.zh for sentence in state.story)


def test_every_act_leaves_its_sentence() -> None:
    state = case(
        ("received", "2025-03-03", {"channel": "online"}),
        ("confirmed", "2025-03-04"),
        ("correction_notice", "2025-03-05", {"limit_days": 5}),
        ("letter_served", "2025-03-06", {"letter": 2}),
        ("corrected", "2025-03-07"),
        ("reasons_notice", "2025-03-10"),
        ("reasons_given", "2025-03-11"),
        ("third_party_letter", "2025-03-11"),
        ("third_party_opinion", "2025-03-12", {"agrees": False}),
        ("agency_letter", "2025-03-12", {"served_on": "2025-03-12"}),
        ("agency_lapsed", "2025-04-03"),
        ("agency_opinion", "2025-04-07", {"agrees": True}),
        ("fee_notice", "2025-04-08"),
        ("fee_paid", "2025-04-09"),
        ("delay_notice", "2025-04-10", {"until": "2025-06-03"}),
        ("answer", "2025-06-03", {"outcome": "partial"}),
        ("service", "2025-06-03", {"means": "ems"}),
    )
    said = [sentence.zh for sentence in state.story]
    assert said[1] == "2025年3月4日（周二）与申请人确认，收到申请之日为该日。"
    assert said[3] == "2025年3月6日（周四）告知补正送达，期限至2025年3月13日（周四）。"
    assert said[8] == "2025年3月12日（周三）收到第三方意见（不同意公开）。"
    assert said[11] == "2025年4月7日（周一）收到共同制作机关意见（同意公开）。"
    assert said[14] == "2025年4月10日（周四）告知申请人延迟至2025年6月3日（周二）前答复。"
    assert said[15] == "2025年6月3日（周二）作出答复：部分公开。"
    assert said[16] == "2025年6月3日（周二）送达（邮政特快专递送达，以交邮之日为准）。"
    assert len(said) == 17
    assert (state.phase, state.row, state.served_on) == (
        Phase.DELIVERED,
        "partially_granted",
        day("2025-06-03"),
    )
    assert [late.act for late in state.late] == ["agency_opinion"]


def test_each_day_of_the_explanation_says_why() -> None:
    state = case(
        ("received", "2025-03-03", {"channel": "in_person"}),
        ("third_party_letter", "2025-03-10"),
        ("agency_letter", "2025-03-13"),
        ("third_party_opinion", "2025-03-14", {"agrees": True}),
        ("agency_opinion", "2025-03-18", {"agrees": True}),
    )
    by_date = {each.date: each for each in state.days}
    assert by_date[day("2025-03-03")].why.zh == "收到申请当日，不计入，次日起算"
    assert by_date[day("2025-03-10")].number == 5
    assert by_date[day("2025-03-11")].why.zh == "征求第三方意见期间，不计入答复期限"
    assert by_date[day("2025-03-17")].why.zh == "征求共同制作机关意见期间，不计入答复期限"
    assert by_date[day("2025-03-15")].why.zh == "周六，休息日"
    assert by_date[day("2025-03-15")].suspended is False
    assert by_date[day("2025-03-19")].number == 6
    assert state.months[0].month == 3


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (
            [("correction_notice", "2026-03-03"), ("corrected", "2026-03-05")],
            "收到补正当日，不计入，次日起重新计算",
        ),
        ([("fee_notice", "2026-03-03"), ("fee_paid", "2026-03-05")], "完成缴费当日，不计入，次日起重新计算"),
    ],
)
def test_the_first_day_tells_why_counting_begins_again(lines: list[tuple[str, str]], why: str) -> None:
    first = case(RECEIVED, *lines).days[0]
    assert (first.date, first.why.zh) == (day("2026-03-05"), why)


def test_days_of_a_later_time_told_to_the_applicant_are_accounted_for() -> None:
    state = case(
        RECEIVED,
        ("reasons_notice", "2026-03-03"),
        ("reasons_given", "2026-03-04"),
        ("delay_notice", "2026-03-05", {"until": "2026-04-10"}),
    )
    assert state.days[-1].date == state.due == day("2026-04-10")
    assert state.days[-1].why.zh == "已告知申请人延迟答复的期限内（《政府信息公开条例》第三十五条）"
    dates = [each.date for each in state.days]
    assert dates == [day("2026-03-02") + timedelta(days=offset) for offset in range(len(dates))]
    assert [each.number for each in state.days if each.date >= day("2026-03-30")][:2] == [20, None]
    assert (state.days[-1].kind, state.days[-7].kind) == (DayKind.WORKDAY, DayKind.STATUTORY_HOLIDAY)
    assert state.answer_basis == AnswerBasis(day("2026-03-02"), 20, (), day("2026-04-10"))
    assert sum(each.counted for each in state.days) == 20
    found = clock("answer_due", RECEIVED, ("reasons_notice", "2026-03-03"), ("reasons_given", "2026-03-04"),
                  ("delay_notice", "2026-03-05", {"until": "2026-04-10"}))  # fmt: skip
    assert found.why == Text(
        "自2026年3月2日（周一）的次日起算20个工作日，并已告知延迟至2026年4月10日（周五）。",
        "20 working days from the day after Mon 2 March 2026, put off to Fri 10 April 2026.",
    )


# --- provisional -----------------------------------------------------------------------------------------


def test_a_due_date_past_the_last_notice_is_provisional() -> None:
    state = case(("received", "2026-12-20", {"channel": "in_person"}))
    assert state.provisional
    assert "2027年的放假通知尚未收录" in state.basis.zh
    assert case(("received", "2026-11-20", {"channel": "in_person"})).provisional is False


def test_the_limit_of_a_letter_can_be_what_is_provisional() -> None:
    state = case(
        ("received", "2026-12-01", {"channel": "in_person"}),
        ("fee_notice", "2026-12-10"),
    )
    assert state.due is None and state.provisional


def test_a_closed_case_rests_on_nothing_more() -> None:
    state = case(("received", "2026-12-20", {"channel": "in_person"}), ("withdrawal", "2026-12-21"))
    assert state.provisional is False
    assert state.basis.zh == ""


def test_an_unknown_local_holiday_makes_a_case_provisional() -> None:
    record = acts(("received", "2026-11-02", {"channel": "in_person"}))
    local = replay(record, load_calendar("liangshan"), day("2026-11-02"))
    assert local.provisional
    assert "彝族年" in local.basis.zh
    assert local.calendar_version == load_calendar("liangshan").version


# --- clocks ----------------------------------------------------------------------------------------------


def test_the_answer_clock_tells_its_whole_life() -> None:
    found = clock(
        "answer_due",
        RECEIVED,
        ("correction_notice", "2026-03-03"),
        ("corrected", "2026-03-05"),
        ("third_party_letter", "2026-03-09"),
        ("third_party_opinion", "2026-03-11", {"agrees": True}),
        ("extension", "2026-03-12", {"days": 3}),
    )
    assert (found.started, found.restarted, found.ends) == (
        day("2026-03-02"),
        (day("2026-03-05"),),
        day("2026-04-10"),
    )
    assert found.length == 23
    (span,) = found.suspended
    assert (span.after, span.until) == (day("2026-03-09"), day("2026-03-11"))
    assert span.why.zh == "征求第三方意见期间，不计入答复期限"
    assert found.article.zh == "《政府信息公开条例》第三十三条第二款"
    assert (
        found.why.zh
        == "自2026年3月5日（周四）的次日起算20个工作日，延长3个工作日，征求意见的2个工作日不计入。"
    )
    assert found.why.en == (
        "20 working days from the day after Thu 5 March 2026, 3 more by extension, "
        "2 days of consultation not counted."
    )
    assert found.act_index == 0


ANSWER = ("answer", "2026-03-30", {"outcome": "granted"})


@pytest.mark.parametrize(
    ("lines", "today", "status"),
    [
        ([], "2026-03-30", ClockStatus.RUNNING),
        ([], "2026-03-31", ClockStatus.OVERDUE),
        ([("correction_notice", "2026-03-03")], "2026-03-03", ClockStatus.STOPPED),
        ([("fee_notice", "2026-03-03")], "2026-03-03", ClockStatus.STOPPED),
        ([("third_party_letter", "2026-03-03")], "2026-03-03", ClockStatus.SUSPENDED),
        ([("third_party_letter", "2026-03-03")], "2026-03-25", ClockStatus.RUNNING),
        ([ANSWER], "2026-03-30", ClockStatus.MET),
        ([ANSWER], "2026-06-30", ClockStatus.MET),
        ([ANSWER, ("service", "2026-03-30", {"means": "post"})], "2026-06-30", ClockStatus.MET),
        ([ANSWER, ("service", "2026-03-31", {"means": "post"})], "2026-06-30", ClockStatus.LATE),
        ([("answer", "2026-03-31", {"outcome": "granted"})], "2026-03-31", ClockStatus.LATE),
        ([("withdrawal", "2026-03-04")], "2026-06-30", ClockStatus.ENDED),
    ],
)
def test_how_the_answer_clock_stands(lines: list[object], today: str, status: ClockStatus) -> None:
    assert clock("answer_due", RECEIVED, *lines, today=today).status is status


@pytest.mark.parametrize(
    ("lines", "today", "status"),
    [
        ([], "2026-03-11", ClockStatus.RUNNING),
        ([], "2026-03-12", ClockStatus.ENDED),
        ([("withdrawal", "2026-03-04")], "2026-03-05", ClockStatus.ENDED),
        ([("answer", "2026-03-04", {"outcome": "granted"})], "2026-03-05", ClockStatus.ENDED),
        ([("correction_notice", "2026-03-11")], "2026-03-20", ClockStatus.MET),
        ([("correction_notice", "2026-03-12")], "2026-03-20", ClockStatus.LATE),
    ],
)
def test_how_the_time_to_ask_for_correction_stands(
    lines: list[object], today: str, status: ClockStatus
) -> None:
    found = clock("correction_notice_due", RECEIVED, *lines, today=today)
    assert (found.status, found.ends) == (status, day("2026-03-11"))
    assert (found.started, found.length, found.act_index) == (day("2026-03-02"), 7, 0)
    assert found.why == Text(
        "申请内容不明确的，应当自收到申请之日起7个工作日内一次性告知补正。",
        "Where the content is unclear, correction is asked for within 7 working days of receipt.",
    )


LETTER = ("third_party_letter", "2026-03-03", {"served_on": "2026-03-04"})


@pytest.mark.parametrize(
    ("lines", "today", "status"),
    [
        ([], "2026-03-25", ClockStatus.RUNNING),
        ([], "2026-03-26", ClockStatus.LAPSED),
        ([("third_party_opinion", "2026-03-25", {"agrees": True})], "2026-03-25", ClockStatus.MET),
        ([("third_party_opinion", "2026-03-26", {"agrees": True})], "2026-03-26", ClockStatus.LATE),
        ([("third_party_lapsed", "2026-03-26")], "2026-03-26", ClockStatus.LAPSED),
        ([("withdrawal", "2026-03-05")], "2026-03-06", ClockStatus.ENDED),
        ([("withdrawal", "2026-03-25")], "2026-04-30", ClockStatus.ENDED),
        ([("withdrawal", "2026-03-26")], "2026-04-30", ClockStatus.LAPSED),
        ([("answer", "2026-03-05", {"outcome": "not_held"})], "2026-04-30", ClockStatus.ENDED),
    ],
)
def test_how_the_time_for_an_opinion_stands(lines: list[object], today: str, status: ClockStatus) -> None:
    found = clock("third_party_opinion_due", RECEIVED, LETTER, *lines, today=today)
    assert (found.status, found.ends) == (status, day("2026-03-25"))
    assert (found.started, found.length, found.act_index) == (day("2026-03-04"), 15, 1)
    assert found.why.zh == "自第三方收到征求意见书之日2026年3月4日（周三）的次日起算，15个工作日。"
    assert found.why.en == (
        "Counted from the day after receipt of the consultation letter by the third party, Wed 4 March 2026: "
        "15 working days."
    )
    assert found.article.zh == "《政府信息公开条例》第三十二条"


def test_a_running_reasons_notice_ends_with_the_answer() -> None:
    lines = (RECEIVED, ("reasons_notice", "2026-03-03"), ("answer", "2026-03-04", {"outcome": "granted"}))
    assert clock("reasons_due", *lines).status is ClockStatus.ENDED


def test_a_letter_whose_receipt_is_not_recorded_runs_from_its_issue_and_says_so() -> None:
    found = clock("third_party_opinion_due", RECEIVED, ("third_party_letter", "2026-03-03"))
    assert found.started == day("2026-03-03")
    assert (
        found.why.zh
        == "第三方收到征求意见书之日尚未登记，暂自发出之日2026年3月3日（周二）的次日起算，15个工作日。"
    )
    served = clock(
        "third_party_opinion_due", RECEIVED, ("third_party_letter", "2026-03-03"),
        ("letter_served", "2026-03-06", {"letter": 1}),
    )  # fmt: skip
    assert (served.started, served.ends) == (day("2026-03-06"), day("2026-03-27"))


def test_clocks_stand_in_order_of_their_letters_and_the_latest_is_found_by_name() -> None:
    state = case(
        RECEIVED,
        ("agency_letter", "2026-03-03"),
        ("reasons_notice", "2026-03-03"),
        ("agency_letter", "2026-03-05"),
        ("fee_notice", "2026-03-06"),
    )
    assert [each.code for each in state.clocks] == [
        "answer_due", "correction_notice_due", "agency_opinion_due", "reasons_due",
        "agency_opinion_due", "payment_due",
    ]  # fmt: skip
    assert [each.act_index for each in state.clocks] == [0, 0, 1, 2, 3, 4]
    latest = state.clock("agency_opinion_due")
    assert latest is not None and latest.act_index == 3


# --- what may happen next --------------------------------------------------------------------------------


def test_a_step_names_its_article_and_says_what_it_means() -> None:
    state = case(RECEIVED)
    steps = {step.act: step for step in state.permitted + state.refused}
    assert steps["extension"].article.zh == "《政府信息公开条例》第三十三条第二款"
    assert steps["extension"].explanation.zh == (
        "确需延长的，期满前经政府信息公开工作机构负责人同意并告知申请人，最长延长20个工作日。"
    )
    assert steps["extension"].name.zh == "延长答复期限"
    assert steps["service"].explanation.zh == "尚未作出答复，没有可以送达的文书。"
    assert all(step.explanation.en and "{" not in step.explanation.zh for step in steps.values())
    assert len(steps) == len(state.permitted) + len(state.refused) == 25
    assert state.may("strike")
    assert set(steps["answer"].outcomes) >= {"granted", "not_held"}
    assert not set(steps["answer"].outcomes) & {"still_unclear", "excessive_repeat_requests", "withdrawn"}
    assert steps["extension"].outcomes == steps["answer"].letters == ()


def test_a_step_warns_that_it_would_be_late() -> None:
    steps = {step.act: step for step in case(RECEIVED, today="2026-03-12").permitted}
    assert steps["correction_notice"].late
    assert steps["correction_notice"].explanation.zh.endswith(
        "应当不迟于2026年3月11日（周三），现在办理将记为逾期。"
    )
    assert steps["correction_notice"].explanation.en.endswith(
        "Wed 11 March 2026; done now it is marked late."
    )
    assert not steps["answer"].late
    assert steps["answer"].explanation.zh == "应当在答复期限内作出答复。"
    assert not {step.act: step for step in case(RECEIVED, today="2026-03-11").permitted}[
        "correction_notice"
    ].late


def test_letters_whose_receipt_may_be_recorded_are_listed() -> None:
    state = case(
        RECEIVED,
        ("third_party_letter", "2026-03-03"),
        ("third_party_letter", "2026-03-03", {"served_on": "2026-03-03"}),
        ("agency_letter", "2026-03-03"),
    )
    (step,) = [step for step in state.permitted if step.act == "letter_served"]
    assert step.letters == (1, 3)


def test_phases_fall_into_groups() -> None:
    assert set(END_PHASES) == {Phase.DELIVERED, Phase.CLOSED}
    assert OPEN_PHASES | END_PHASES | {Phase.DRAFT, Phase.ANSWERED} == set(Phase)
    assert not OPEN_PHASES & END_PHASES
    assert CLOCK_STOPPED_PHASES < OPEN_PHASES
    assert all(phase.label.zh and phase.label.en for phase in Phase)


def test_an_act_can_be_checked_before_it_is_recorded(national: WorkCalendar) -> None:
    record = acts(RECEIVED)
    today = day("2026-03-31")
    with pytest.raises(UnlawfulAct) as caught:
        check(record, Extension(today, 5), national, today)
    assert caught.value.act_index == 1
    assert caught.value.to_json() == {
        "code": "extension_after_expiry",
        "article": "《政府信息公开条例》第三十三条第二款",
        "article_en": "Regulation on Open Government Information, Art. 33(2)",
        "message": "答复期限已于2026年3月30日（周一）届满，延长应当在期满前批准并告知申请人。",
        "message_en": "The answer period ended on Mon 30 March 2026; an extension has to be approved "
        "and told before that.",
        "act_index": 1,
    }
    assert check(record, Extension(day("2026-03-30"), 5), national, today).due == day("2026-04-07")


def test_the_first_unlawful_act_in_time_is_the_one_named() -> None:
    error = refused(
        RECEIVED,
        ("extension", "2026-03-20", {"days": 99}),
        ("extension", "2026-03-10", {"days": 50}),
    )
    assert (error.act_index, error.code) == (2, "extension_over_limit")


@pytest.mark.parametrize(
    ("strike", "zh", "en"),
    [
        (
            ("strike", "2026-03-11", {"act_index": 7, "reason": "误"}),
            "要撤销的第8项不在此前的记录中。",
            "Entry 8 does not stand in the record before this one.",
        ),
        (
            ("strike", "2026-03-11", {"act_index": 2, "reason": "误"}),
            "第3项本身是撤销，不能再撤销；请重新记录正确的行为。",
            "Entry 3 is itself a strike; record the right act anew instead.",
        ),
        (
            ("strike", "2026-03-11", {"act_index": 1, "reason": "误"}),
            "第2项已经撤销。",
            "Entry 2 is already struck.",
        ),
        (
            ("strike", "2026-03-01", {"act_index": 0, "reason": "误"}),
            "撤销日期2026年3月1日（周日）早于被撤销行为的日期2026年3月2日（周一）。",
            "The strike on Sun 1 March 2026 is dated before the act it strikes, Mon 2 March 2026.",
        ),
    ],
)
def test_a_strike_that_cannot_be_says_why(strike: Line, zh: str, en: str) -> None:
    error = refused(
        RECEIVED,
        ("extension", "2026-03-10", {"days": 5}),
        ("strike", "2026-03-10", {"act_index": 1, "reason": "误记"}),
        strike,
    )
    assert error.message == Text(zh, en)


def test_a_receipt_that_cannot_be_recorded_names_the_entry() -> None:
    error = refused(RECEIVED, ("letter_served", "2026-03-03", {"letter": 0}))
    assert error.message == Text(
        "第1项不是设定了期限的文书，不能登记送达。",
        "Entry 1 is no letter with a time limit, so its receipt is not recorded.",
    )


def test_a_check_heeds_the_agencys_conventions(national: WorkCalendar) -> None:
    settings = replace(conventions(), correction_limit_days=5)
    today = day("2026-03-03")
    found = check(acts(RECEIVED), CorrectionNotice(today), national, today, settings=settings)
    assert [each.ends for each in found.clocks if each.code == "correction_limit"] == [day("2026-03-10")]


# --- conventions -----------------------------------------------------------------------------------------


def test_a_consultation_may_stop_the_clock_from_its_receipt_instead(national: WorkCalendar) -> None:
    record = acts(
        ("received", "2025-03-03", {"channel": "in_person"}),
        ("third_party_letter", "2025-03-10", {"served_on": "2025-03-12"}),
        ("agency_letter", "2025-03-10"),
        ("agency_opinion", "2025-03-11", {"agrees": True}),
        ("third_party_opinion", "2025-03-24", {"agrees": True}),
    )
    strict = replace(conventions(), suspension_from="served")
    today = day("2025-03-24")
    assert replay(record, national, today).suspended_workdays == 10
    served = replay(record, national, today, settings=strict)
    assert served.suspended_workdays == 9
    assert served.due == day("2025-04-14")
    assert served.answer_basis is not None
    assert rederive([served.answer_basis], national) == [served.due]


def test_default_limits_are_settings(national: WorkCalendar) -> None:
    record = acts(RECEIVED, ("reasons_notice", "2026-03-03"), ("correction_notice", "2026-03-03"))
    today = day("2026-03-03")
    by_default = replay(record, national, today)
    ours = replay(
        record,
        national,
        today,
        settings=replace(conventions(), correction_limit_days=5, reasons_limit_days=3),
    )
    for state, reasons, correction in ((by_default, 12, 24), (ours, 6, 10)):
        ends = {each.code: each.ends for each in state.clocks}
        assert ends["reasons_due"] == day(f"2026-03-{reasons:02}")
        assert ends["correction_limit"] == day(f"2026-03-{correction:02}")
    own = acts(RECEIVED, ("correction_notice", "2026-03-03", {"limit_days": 2}))
    state = replay(own, national, today, settings=replace(conventions(), correction_limit_days=5))
    assert [each.ends for each in state.clocks if each.code == "correction_limit"] == [day("2026-03-05")]


# --- many cases at once ----------------------------------------------------------------------------------


def test_due_dates_follow_a_new_notice(national: WorkCalendar) -> None:
    record = acts(("received", "2026-02-10", {"channel": "in_person"}), ("agency_letter", "2026-02-11"))
    state = replay(record, national, day("2026-02-11"))
    assert state.answer_basis == AnswerBasis(
        day("2026-02-10"), 20, ((day("2026-02-11"), None, day("2026-02-11"), 15),), None
    )
    changed = national.with_notice(Notice(2026, None, off=((day("2026-02-24"), "春节"),), work=()))
    after = replay(record, changed, day("2026-02-11"))
    assert rederive([state.answer_basis], changed) == [after.due]
    assert after.due != state.due
    # A change during the consultation moves its end and the due date alike.
    assert (state.due, after.due) == (day("2026-04-07"), day("2026-04-08"))


def test_a_day_set_for_a_late_answer_stays(national: WorkCalendar) -> None:
    later = AnswerBasis(day("2026-03-02"), 20, (), day("2026-06-01"))
    earlier = AnswerBasis(day("2026-03-02"), 20, (), day("2026-03-03"))
    assert rederive([later, earlier], national) == [day("2026-06-01"), day("2026-03-30")]


def test_an_opinion_that_came_at_once_stops_nothing(national: WorkCalendar) -> None:
    at_once = AnswerBasis(
        day("2026-03-02"), 20, ((day("2026-03-05"), day("2026-03-05"), day("2026-03-05"), 15),)
    )
    assert rederive([at_once], national) == [day("2026-03-30")]
    state = case(
        RECEIVED, ("agency_letter", "2026-03-05"), ("agency_opinion", "2026-03-05", {"agrees": True})
    )
    assert (state.suspended_workdays, state.due) == (0, day("2026-03-30"))
    assert state.clocks[0].suspended == ()


def test_overlapping_spans_are_joined() -> None:
    a, b, c, d, e = (day(f"2026-03-0{n}") for n in (2, 3, 4, 5, 6))
    assert merge([]) == []
    assert merge([(c, d), (a, b)]) == [(a, b), (c, d)]
    assert merge([(a, c), (b, d)]) == [(a, d)]
    assert merge([(a, b), (b, c)]) == [(a, c)]
    assert merge([(a, e), (b, c)]) == [(a, e)]


# --- shown -----------------------------------------------------------------------------------------------


def test_the_contract() -> None:
    state = case(
        RECEIVED,
        ("third_party_letter", "2026-03-09"),
        ("third_party_opinion", "2026-03-11", {"agrees": True}),
        ("extension", "2026-03-12", {"days": 3}),
        ("answer", "2026-04-08", {"outcome": "granted"}),
    )
    out = state.to_json()
    assert list(out) == [
        "schema", "today", "phase", "received_date", "base", "due", "days_left", "provisional",
        "suspended_workdays", "extension_days", "outcome", "row", "answered_on", "served_on", "closed_on",
        "clocks", "permitted", "refused", "late", "explanation", "struck", "later", "calendar",
    ]  # fmt: skip
    plain = {key: value for key, value in out.items() if not isinstance(value, list | dict)}
    assert plain == {
        "schema": "kaicheng/case/1",
        "today": "2026-04-08",
        "phase": "answered",
        "received_date": "2026-03-02",
        "base": "2026-03-02",
        "due": "2026-04-07",
        "days_left": None,
        "provisional": False,
        "suspended_workdays": 2,
        "extension_days": 3,
        "outcome": "granted",
        "row": "granted",
        "answered_on": "2026-04-08",
        "served_on": None,
        "closed_on": None,
        "calendar": load_calendar().version,
    }
    assert out["clocks"][0] == {
        "clock": "answer_due",
        "name": "答复期限",
        "name_en": "answer period",
        "started": "2026-03-02",
        "length": 23,
        "restarted": [],
        "suspended": [
            {"from": "2026-03-09", "to": "2026-03-11", "why": "征求第三方意见期间，不计入答复期限"}
        ],
        "ends": "2026-04-07",
        "status": "late",
        "article": "《政府信息公开条例》第三十三条第二款",
        "why": state.clocks[0].why.zh,
        "why_en": state.clocks[0].why.en,
        "act_index": 0,
    }
    assert out["permitted"][0] == {
        "act": "service",
        "name": "送达",
        "name_en": "serve",
        "article": state.permitted[0].article.zh,
        "article_en": state.permitted[0].article.en,
        "explanation": state.permitted[0].explanation.zh,
        "explanation_en": state.permitted[0].explanation.en,
        "late": True,
    }
    refusal = out["refused"][0]
    assert list(refusal) == [
        "act",
        "name",
        "name_en",
        "code",
        "article",
        "article_en",
        "explanation",
        "explanation_en",
    ]
    assert (refusal["act"], refusal["code"]) == ("received", "already_received")
    assert out["late"] == [
        {
            "act_index": 4,
            "act": "answer",
            "on": "2026-04-08",
            "limit": "2026-04-07",
            "workdays": 1,
            "article": "《政府信息公开条例》第三十三条第二款",
            "message": "“作出答复”应当不迟于2026年4月7日（周二），"
            "实际为2026年4月8日（周三），晚了1个工作日。",
            "message_en": "“answer” was due by Tue 7 April 2026 and happened on Wed 8 April 2026: "
            "1 working days late.",
        }
    ]
    explanation = out["explanation"]
    assert list(explanation) == ["sentences", "sentences_en", "basis", "basis_en", "days"]
    assert len(explanation["sentences"]) == len(explanation["sentences_en"]) == 5
    assert explanation["basis"] == "工作日依据：国办发明电〔2025〕7号。"
    assert explanation["basis_en"] == "Working days rest on: 国办发明电〔2025〕7号."
    assert sum(each["counted"] for each in explanation["days"]) == 23
    assert sum(each["suspended"] for each in explanation["days"]) == 2
    assert (out["struck"], out["later"]) == ([], [])


def test_the_contract_lists_outcomes_and_letters_where_there_is_a_choice() -> None:
    out = case(RECEIVED, ("third_party_letter", "2026-03-03"), today="2026-04-01").to_json()
    steps = {step["act"]: step for step in out["permitted"]}
    assert "not_held" in steps["answer"]["outcomes"] and "granted" not in steps["answer"]["outcomes"]
    assert steps["letter_served"]["letters"] == [1]
    assert "outcomes" not in steps["withdrawal"] and "letters" not in steps["withdrawal"]
    struck = case(
        RECEIVED,
        ("extension", "2026-03-03", {"days": 1}),
        ("strike", "2026-03-03", {"act_index": 1, "reason": "误"}),
    )
    assert struck.to_json()["struck"] == [1]


def test_the_contract_of_a_case_that_stands_still_or_is_over() -> None:
    assert case(RECEIVED, ("correction_notice", "2026-03-03")).answer_basis is None
    waiting = case(RECEIVED, ("correction_notice", "2026-03-03")).to_json()
    assert (waiting["due"], waiting["days_left"], waiting["clocks"][0]["ends"]) == (None, None, None)
    assert waiting["clocks"][0]["restarted"] == []
    closed = case(
        RECEIVED, ("withdrawal", "2026-03-03"), ("service", "2026-03-04", {"means": "post"})
    ).to_json()
    assert (closed["closed_on"], closed["served_on"], closed["answered_on"]) == (
        "2026-03-03",
        "2026-03-04",
        None,
    )
    again = case(RECEIVED, ("correction_notice", "2026-03-03"), ("corrected", "2026-03-05")).to_json()
    assert again["clocks"][0]["restarted"] == ["2026-03-05"]
    assert again["clocks"][2]["why_en"] == (
        "delivery of the correction notice is not recorded; counted from the day after issue, "
        "Tue 3 March 2026: 15 working days."
    )


def test_english_sentences_stand_beside_the_chinese_ones() -> None:
    state = replay(
        read_acts([{"act": "received", "on": "2026-03-02", "channel": "fax"}]),
        load_calendar(),
        day("2026-03-02"),
    )
    assert (
        state.story[0].en
        == "Request received on Mon 2 March 2026 (fax); the day of receipt is Mon 2 March 2026."
    )
    assert (
        state.story[-1].en == "To be answered by Mon 30 March 2026, that day included: 20 working days left."
    )


# --- what stands on record -------------------------------------------------------------------------------

UNRECEIVED: tuple[Line, ...] = (
    RECEIVED,
    ("correction_notice", "2026-03-04", {"limit_days": 15}),
    ("correction_lapsed", "2026-04-20"),
)


def test_an_act_on_record_that_only_a_day_speaks_against_counts_and_is_told() -> None:
    error = refused(*UNRECEIVED)
    assert error.code == "receipt_not_recorded"
    state = on_record(*UNRECEIVED)
    assert (state.phase, state.outcome) == (Phase.CLOSED, "abandoned_correction")
    (doubt,) = state.doubtful
    assert (doubt.act_index, doubt.code) == (2, error.code)
    assert (doubt.article.zh, doubt.message.zh) == (error.article, error.message.zh)
    mended = on_record(*UNRECEIVED, ("letter_served", "2026-03-06", {"letter": 1}))
    assert (mended.doubtful, mended.outcome) == ((), "abandoned_correction")
    struck = on_record(*UNRECEIVED, ("strike", "2026-04-21", {"act_index": 2, "reason": "没有送达"}))
    assert (struck.doubtful, struck.phase) == ((), Phase.AWAITING_CORRECTION)


@pytest.mark.parametrize(
    "lines",
    [
        (("correction_notice", "2026-03-04"), ("correction_lapsed", "2026-03-05")),
        (("fee_notice", "2026-03-04"), ("fee_lapsed", "2026-03-05")),
        (("third_party_letter", "2026-03-04"), ("third_party_lapsed", "2026-03-05")),
        (("third_party_letter", "2026-03-04"), ("answer", "2026-03-05", {"outcome": "granted"})),
        (
            ("reasons_notice", "2026-03-04"),
            ("answer", "2026-03-05", {"outcome": "excessive_repeat_requests"}),
        ),
        (("correction_notice", "2026-05-06"),),
        (("extension", "2026-05-06", {"days": 5}),),
        (("fee_notice", "2026-05-06"),),
        (
            ("reasons_notice", "2026-03-04"),
            ("reasons_given", "2026-03-05"),
            ("delay_notice", "2026-05-06", {"until": "2026-06-30"}),
        ),
        (
            ("reasons_notice", "2026-03-04"),
            ("reasons_given", "2026-03-05"),
            ("delay_notice", "2026-03-06", {"until": "2026-03-09"}),
        ),
    ],
)
def test_a_limit_that_has_moved_leaves_the_record_readable(lines: tuple[Line, ...]) -> None:
    error = refused(RECEIVED, *lines)
    assert [(one.act_index, one.code) for one in on_record(RECEIVED, *lines).doubtful] == [
        (error.act_index, error.code)
    ]


def test_what_never_could_have_happened_is_refused_on_record_too() -> None:
    with pytest.raises(UnlawfulAct) as raised:
        on_record(RECEIVED, ("corrected", "2026-03-04"))
    assert raised.value.code == "correction_not_asked"
    assert case(RECEIVED).doubtful == ()
