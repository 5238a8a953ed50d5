"""What a consultation does to a case beyond stopping its clock, and what is said of it."""

from __future__ import annotations

from kaicheng.statute import load_calendar, rederive

from .cases import Line, case, codes, day, refused

RECEIVED: Line = ("received", "2025-03-03", {"channel": "in_person"})
LETTER: Line = ("third_party_letter", "2025-03-10", {"served_on": "2025-03-12"})
AWAITED = "征求意见尚未结束，以下日期暂按反馈期限届满计算，收到意见后会提前。"


def test_only_what_is_given_out_or_withheld_for_their_sake_waits_for_a_third_party() -> None:
    state = case(RECEIVED, LETTER, today="2025-03-20")
    outcomes = next(step.outcomes for step in state.permitted if step.act == "answer")
    assert not {"granted", "partial", "refused_third_party_rights"} & set(outcomes)
    assert {"already_public", "refused_state_secret", "not_held", "repeated"} <= set(outcomes)


def test_only_what_is_given_out_waits_for_a_co_producing_agency() -> None:
    state = case(RECEIVED, ("agency_letter", "2025-03-10"), today="2025-03-20")
    outcomes = next(step.outcomes for step in state.permitted if step.act == "answer")
    assert not {"granted", "partial"} & set(outcomes)
    assert "refused_third_party_rights" in outcomes


def test_nobody_is_held_to_be_silent_whose_receipt_is_not_on_record() -> None:
    unknown = (RECEIVED, ("third_party_letter", "2025-03-10"))
    error = refused(*unknown, ("third_party_lapsed", "2025-04-03"))
    assert (error.code, error.article) == ("receipt_not_recorded", "《政府信息公开条例》第三十二条")
    assert error.message.zh == (
        "2025年3月10日（周一）的“征求第三方意见”，对方何时收到还没有登记。期限自收到之日起算，"
        "不能“第三方逾期未提出意见”。请先登记送达；没有送到的，换一种方式送达。"
    )
    after = case(*unknown, today="2025-04-03")
    outcomes = next(step.outcomes for step in after.permitted if step.act == "answer")
    assert not {"granted", "partial", "refused_third_party_rights"} & set(outcomes)
    assert "not_held" in outcomes
    known = (*unknown, ("letter_served", "2025-03-10", {"letter": 1}))
    held = case(*known, today="2025-04-03")
    assert held.may("third_party_lapsed")
    assert "granted" in next(step.outcomes for step in held.permitted if step.act == "answer")
    # An opinion that came all the same shows that the letter was had.
    told = case(*unknown, ("third_party_opinion", "2025-04-03", {"agrees": True}))
    assert "granted" in next(step.outcomes for step in told.permitted if step.act == "answer")


def test_only_who_is_asked_for_the_outcomes_sake_holds_it_up() -> None:
    state = case(RECEIVED, ("agency_letter", "2025-03-10"), today="2025-04-03")
    outcomes = next(step.outcomes for step in state.permitted if step.act == "answer")
    assert "refused_third_party_rights" in outcomes and "granted" not in outcomes
    assert codes(state.refused)["agency_lapsed"] == "receipt_not_recorded"


def test_each_consultation_has_to_end() -> None:
    lines = (RECEIVED, LETTER, ("agency_letter", "2025-03-17"))
    state = case(*lines, ("third_party_opinion", "2025-03-19", {"agrees": True}), today="2025-03-20")
    assert "granted" not in next(step.outcomes for step in state.permitted if step.act == "answer")


def test_an_answer_that_does_not_wait_ends_the_suspension() -> None:
    answered = case(RECEIVED, LETTER, ("answer", "2025-03-20", {"outcome": "not_held"}))
    assert (answered.suspended_workdays, answered.due) == (8, day("2025-04-11"))
    assert answered.answer_basis is not None
    assert rederive([answered.answer_basis], load_calendar()) == [day("2025-04-11")]
    served = ("service", "2025-04-14", {"means": "post"})
    late = case(RECEIVED, LETTER, ("answer", "2025-03-20", {"outcome": "not_held"}), served).late
    assert [(entry.act, entry.limit) for entry in late] == [("service", day("2025-04-11"))]


def test_an_answer_after_the_silence_changes_nothing_in_the_suspension() -> None:
    silent = case(RECEIVED, LETTER, today="2025-04-08")
    answered = case(RECEIVED, LETTER, ("answer", "2025-04-08", {"outcome": "granted"}))
    assert silent.suspended_workdays == answered.suspended_workdays == 17
    assert silent.due == answered.due == day("2025-04-24")


def test_a_consultation_in_time_is_said_to_stop_the_clock() -> None:
    state = case(RECEIVED, LETTER, today="2025-03-20")
    assert state.story[1].zh.endswith("反馈期限至2025年4月2日（周三）；征求意见的时间不计入答复期限。")
    assert state.story[1].en.endswith("to answer by Wed 2 April 2025; the time is not counted.")
    assert state.story[-2].zh == AWAITED


def test_a_consultation_after_the_last_day_is_said_to_move_nothing() -> None:
    for act in ("third_party_letter", "agency_letter"):
        state = case(RECEIVED, (act, "2025-04-10"))
        assert state.story[1].zh.endswith("；答复期限已于2025年3月31日（周一）届满，不因征求意见顺延。")
        assert state.story[1].en.endswith(
            "; the answer was due on Mon 31 March 2025 and is not put off by it."
        )
        assert AWAITED not in [sentence.zh for sentence in state.story]
        assert state.story[-1].zh == "应当在2025年3月31日（周一）前（含当日）答复，已逾期7个工作日。"


def test_a_day_set_for_a_later_answer_is_not_said_to_move_forward() -> None:
    lines = (RECEIVED, ("reasons_notice", "2025-03-05"), ("reasons_given", "2025-03-06"))
    state = case(*lines, ("delay_notice", "2025-03-07", {"until": "2025-06-30"}), LETTER, today="2025-03-12")
    assert state.due == day("2025-06-30")
    assert AWAITED not in [sentence.zh for sentence in state.story]
    near = case(*lines, ("delay_notice", "2025-03-07", {"until": "2025-04-01"}), LETTER, today="2025-03-12")
    assert near.due == day("2025-04-24")
    assert AWAITED in [sentence.zh for sentence in near.story]


def test_a_receipt_confirmed_late_is_said_to_be_confirmed_late() -> None:
    post = ("received", "2025-03-03", {"channel": "ordinary_post", "confirmed_on": "2025-03-06"})
    late = case(post, today="2025-03-06").late[0]
    assert late.act == "received"
    assert late.message.zh == (
        "“与申请人确认收到”应当不迟于2025年3月3日（周一），实际为2025年3月6日（周四），晚了3个工作日。"
    )
