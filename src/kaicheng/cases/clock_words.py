"""The clock of a case as a sentence: which day of how many, until when, and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kaicheng.cases.ledger import calendar_of
from kaicheng.cases.models import Case
from kaicheng.statute import CaseState, ClockStatus, Phase, day_text

SOON = 5
"""Working days before the end from which a case counts as due soon (amber), and below which (red)."""
VERY_SOON = 2


@dataclass(frozen=True, slots=True)
class ClockWords:
    """``sentence`` for the head of a page, ``details`` below it; ``tone`` is a class: calm, soon, late,
    done, still.

    ``number`` of ``length`` counted days have passed; both are 0 while no answer is owed.
    """

    sentence: str
    details: tuple[str, ...]
    tone: str
    number: int = 0
    length: int = 0


def clock_words(state: CaseState) -> ClockWords:
    """What the clock says today."""
    details = _details(state)
    if state.phase in (Phase.ANSWERED, Phase.DELIVERED, Phase.CLOSED):
        return ClockWords(_ended(state), details, "late" if state.late else "done")
    if state.due is None:
        clock = next(
            (one for one in reversed(state.clocks) if one.ends and one.status == ClockStatus.RUNNING), None
        )
        until = _("，期限到%(day)s") % {"day": day_text(clock.ends).zh} if clock and clock.ends else ""
        return ClockWords(state.phase.label.zh + until + _("。答复期限现在不计算。"), details, "still")
    counted = [day for day in state.days if day.number is not None]
    length = counted[-1].number or 0 if counted else 0
    number = max((day.number or 0 for day in counted if day.date <= state.today), default=0)
    due = day_text(state.due).zh
    if state.overdue:
        late = -(state.days_left or 0)
        sentence = _("已逾期%(late)s个工作日：应于%(due)s前答复，请立即办结。") % {"late": late, "due": due}
        return ClockWords(sentence, details, "late", length, length)
    left = state.days_left or 0
    if state.today == state.due:
        sentence = _("今天是最后一天：第%(length)s个工作日，今天必须答复并送出。") % {"length": length}
        return ClockWords(sentence, details, "late", number, length)
    sentence = _("第%(number)s个工作日，共%(length)s个，应于%(due)s前答复，还有%(left)s个工作日。") % {
        "number": number,
        "length": length,
        "due": due,
        "left": left,
    }
    tone = "late" if left <= VERY_SOON else "soon" if left <= SOON else "calm"
    return ClockWords(sentence, details, tone, number, length)


def clock_of(case: Case, state: CaseState) -> ClockWords:
    """What the clock of a case says today: where a decision or judgment orders an answer, its day counts."""
    due, over = case.answer_due, (Phase.ANSWERED, Phase.DELIVERED, Phase.CLOSED)
    if due is None or state.due is None or state.phase in over:
        return clock_words(state)
    calendar = calendar_of(case)
    if state.today > due:
        late = calendar.workdays_between(due, state.today)
        sentence = _("已逾期%(late)s个工作日：按决定、判决应于%(due)s前重新答复，请立即办结。")
        return ClockWords(sentence % {"late": late, "due": day_text(due).zh}, (), "late")
    left = calendar.workdays_between(state.today, due)
    sentence = _("按决定、判决应于%(due)s前重新答复，还有%(left)s个工作日。")
    tone = "late" if left <= VERY_SOON else "soon" if left <= SOON else "calm"
    return ClockWords(sentence % {"due": day_text(due).zh, "left": left}, (), tone)


def _ended(state: CaseState) -> str:
    if state.phase is Phase.ANSWERED and state.answered_on:
        return _("%(day)s已答复，还没有登记送达。") % {"day": day_text(state.answered_on).zh}
    if state.served_on:
        return _("%(day)s已答复并送达。") % {"day": day_text(state.served_on).zh}
    return _("%(day)s办结。") % {"day": day_text(state.closed_on).zh if state.closed_on else ""}


def _details(state: CaseState) -> tuple[str, ...]:
    found = []
    running = [clock for clock in state.clocks if clock.status is ClockStatus.SUSPENDED]
    if running:
        found.append(_("现在暂停计算：正在征求意见，所需时间不计入答复期限（条例第三十三条第三款）。"))
    if state.suspended_workdays:
        found.append(_("征求意见%(days)s个工作日不计入。") % {"days": state.suspended_workdays})
    if state.extension_days:
        found.append(_("已批准延长%(days)s个工作日。") % {"days": state.extension_days})
    if state.provisional and state.answered_on is None:
        found.append(_("期限暂定：有年份的放假通知还没有发布，发布后自动重新计算。"))
    found += [late.message.zh for late in state.late]
    return tuple(found)
