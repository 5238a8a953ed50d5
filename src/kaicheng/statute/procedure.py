"""From the acts of a case to its state: the same acts always give the same state.

Acts may be recorded late or out of order. The day on which each happened rules; acts of one day keep the
order of the record. A struck act counts as never recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kaicheng.findings import Text

from .acts import ACTS, Act, Answer, DelayNotice, Extension, LetterServed, Strike
from .apply import apply
from .calendar import WorkCalendar
from .clocks import answer_basis, answer_days, clocks
from .conventions import Conventions, conventions
from .errors import BadAct, UnlawfulAct
from .lateness import last_day
from .outcomes import outcomes
from .periods import Kind, period
from .permission import Ask, Refusal, permitted_outcomes, refusal, refuse
from .progress import Progress
from .state import CaseState, Doubt, Phase, Step
from .tables import act_words
from .wording import fill, join

LATER_KNOWN = ("confirmed_on", "served_on")
"""Particulars of an act that may come after it: the applicant's confirmation, the addressee's receipt."""

OF_DAYS = frozenset(
    {
        "receipt_not_recorded",
        "correction_period_running",
        "reasons_period_running",
        "payment_period_running",
        "consultation_period_running",
        "consultation_running",
        "correction_notice_after_expiry",
        "extension_after_expiry",
        "delay_after_expiry",
        "delay_not_later",
        "fee_notice_after_expiry",
    }
)
"""Refusals for the sake of a day alone. Whether one holds can change after the act was recorded: holidays
move, a receipt is struck. What the act does to the case is as clear as ever."""

Record = list[tuple[int, Act]]
"""Acts with their places in the record."""


def _unlawful(found: Refusal, index: int) -> UnlawfulAct:
    return UnlawfulAct(
        found.code, found.article.zh, found.article.en, Text(found.message.zh, found.message.en), index
    )


# --- what the record says -----------------------------------------------------------------------------


def _check_days(acts: Sequence[Act]) -> None:
    """A day that belongs to an act cannot lie before the act."""
    for index, act in enumerate(acts):
        for name in LATER_KNOWN:
            day = getattr(act, name, None)
            if day is not None and day < act.on:
                raise BadAct(
                    fill(
                        Text(zh="“{name}”{day}早于{on}", en="{name} {day} is before {on}"),
                        name=name,
                        day=day,
                        on=act.on,
                    ),
                    index,
                )


def latest_day(act: Act) -> date:
    """The last day that an act speaks of as past."""
    days: list[date | None] = [getattr(act, name, None) for name in LATER_KNOWN]
    return max([act.on, *(day for day in days if day is not None)])


def _as_known(act: Act) -> Act:
    """The act without the confirmation or the receipt that came after the day looked from."""
    unknown: dict[str, Any] = {name: None for name in LATER_KNOWN if getattr(act, name, None) is not None}
    return replace(act, **unknown)


def _split_later(acts: Sequence[Act], today: date, ignore_later: bool) -> tuple[Record, tuple[int, ...]]:
    record, later = [], []
    for index, act in enumerate(acts):
        if latest_day(act) <= today:
            record.append((index, act))
        elif ignore_later:
            later.append(index)
            if act.on <= today:
                record.append((index, _as_known(act)))
        else:
            raise BadAct(
                fill(
                    Text(
                        zh="日期{day}在{today}之后，还没有发生；请核对日期",
                        en="{day} is after {today}, so it has not happened yet; check the date",
                    ),
                    day=latest_day(act),
                    today=today,
                ),
                index,
            )
    return record, tuple(later)


def _strike_refusal(strike: Strike, index: int, record: dict[int, Act], struck: set[int]) -> Refusal | None:
    number, target = strike.act_index + 1, record.get(strike.act_index)
    if target is None or strike.act_index >= index:
        return refusal("strike_of_nothing", number=number)
    if isinstance(target, Strike):
        return refusal("strike_of_strike", number=number)
    if strike.act_index in struck:
        return refusal("struck_twice", number=number)
    if strike.on < target.on:
        return refusal("strike_before_act", on=strike.on, acted=target.on)
    return None


def _without_struck(record: Record) -> tuple[Record, list[tuple[int, Strike]]]:
    """The acts that stand, in the order in which they happened, and the strikes."""
    struck: set[int] = set()
    strikes = []
    for index, act in record:
        if isinstance(act, Strike):
            if found := _strike_refusal(act, index, dict(record), struck):
                raise _unlawful(found, index)
            struck.add(act.act_index)
            strikes.append((index, act))
    standing = [(i, act) for i, act in record if i not in struck and not isinstance(act, Strike)]
    return sorted(standing, key=lambda entry: entry[1].on), strikes


# --- what it comes to ---------------------------------------------------------------------------------


def _phase(progress: Progress, today: date) -> Phase:
    consulting = {letter.kind for letter in progress.consulting(today)}
    phases = (
        (progress.received is None, Phase.DRAFT),
        (progress.closed is not None, Phase.CLOSED),
        (progress.served is not None, Phase.DELIVERED),
        (progress.answered is not None, Phase.ANSWERED),
        (progress.awaiting_correction, Phase.AWAITING_CORRECTION),
        (progress.awaiting_payment, Phase.AWAITING_PAYMENT),
        (Kind.CONSULTATION in consulting, Phase.CONSULTING_THIRD_PARTY),
        (Kind.AGENCY_OPINION in consulting, Phase.CONSULTING_AGENCY),
        (progress.awaiting_reasons, Phase.AWAITING_REASONS),
        (progress.extension > 0, Phase.EXTENDED),
    )
    return next((phase for holds, phase in phases if holds), Phase.IN_REVIEW)


_LATE_TODAY = Text(
    zh="应当不迟于{limit}，现在办理将记为逾期。", en="It was due by {limit}; done now it is marked late."
)


def _order_stands(progress: Progress, kind: type[Act]) -> Refusal | None:
    """Nobody puts off the day that a decision or a judgment has set; what was put off before stays."""
    if progress.ordered is None or kind not in (Extension, DelayNotice):
        return None
    by = progress.due_article()
    return refusal("limit_ordered", by=by, due=progress.ordered, act=act_words()[kind.code].name)


def _steps(progress: Progress, today: date) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The acts permitted today and those that are not, in the order of a case."""
    permitted, refused = [], []
    most = period(Kind.EXTENSION).rules[-1].length
    for code, kind in ACTS.items():
        words = act_words()[code]
        if kind is Strike:
            found = None if progress.done else refusal("nothing_to_strike")
        else:
            found = _order_stands(progress, kind) or refuse(Ask(progress, today, kind))
        if found is None:
            choices = permitted_outcomes(progress, today) if kind is Answer else ()
            may, last = fill(words.may, most=most), last_day(progress, kind, today)
            late = last is not None and today > last[0]
            if late and last is not None:
                may = join([may, fill(_LATE_TODAY, limit=last[0])])
            letters = tuple(x.index for x in progress.letters if x.open and x.served is None)
            letters = letters if kind is LetterServed else ()
            permitted.append(Step(code, words.name, None, words.article.cite, may, choices, late, letters))
        else:
            refused.append(Step(code, words.name, found.code, found.article, found.message))
    return tuple(permitted), tuple(refused)


def _closing_sentence(progress: Progress, today: date) -> list[Text]:
    """What the reader most wants to know, last."""
    due = progress.due()
    if due is None or progress.answered is not None:
        return []
    sentences = []
    waiting = any(letter.moves_clock for letter in progress.consulting(today))
    if waiting and due != progress.delayed_until:
        sentences.append(
            Text(
                zh="征求意见尚未结束，以下日期暂按反馈期限届满计算，收到意见后会提前。",
                en="A consultation still runs; the date below assumes silence to its end and moves forward "
                "when the opinion arrives.",
            )
        )
    left = progress.calendar.workdays_between(today, due)
    if today <= due:
        last = Text(
            zh="应当在{due}前（含当日）答复，还有{left}个工作日。",
            en="To be answered by {due}, that day included: {left} working days left.",
        )
    else:
        last = Text(
            zh="应当在{due}前（含当日）答复，已逾期{left}个工作日。",
            en="Was to be answered by {due}: {left} working days overdue.",
        )
    return [*sentences, fill(last, due=due, left=abs(left))]


def _strike_sentences(strikes: list[tuple[int, Strike]]) -> list[Text]:
    did = act_words()["strike"].did
    return [fill(did, on=act.on, number=act.act_index + 1, reason=act.reason) for _, act in strikes]


def _gap_span(progress: Progress) -> tuple[date, date] | None:
    """The days whose calendar the dates of an open case rest on."""
    if progress.base is None or progress.closed is not None:
        return None
    ends = [letter.limit(progress.calendar) for letter in progress.letters if letter.open]
    due = progress.due() if progress.ordered is None else None
    ends += [due] if due else []
    return (progress.base, max(ends)) if ends else None


def replay(
    acts: Sequence[Act],
    calendar: WorkCalendar,
    today: date,
    *,
    settings: Conventions | None = None,
    ordered: date | None = None,
    ignore_later: bool = False,
    recorded: bool = False,
) -> CaseState:
    """The state of a case on ``today``.

    Args:
        acts: the record, in the order in which it was written.
        calendar: the working days to count by.
        today: the day to look from; nothing here asks the machine's clock.
        settings: the agency's conventions; the defaults where left out.
        ordered: the last day to answer that a reconsideration decision or a judgment sets; it counts instead
            of the period of Art. 33, and neither extension nor delay moves it.
        ignore_later: leave out what happened after ``today``, to show a case as it stood then;
            otherwise a later day is an error.
        recorded: the acts were judged when they were written down, and the record is looked at, not added to:
            one that only a day speaks against now (``OF_DAYS``) counts, and is listed in ``doubtful``.

    Raises:
        UnlawfulAct: the law does not permit one of the acts; the error says which, why and by which article.
        BadAct: an act contradicts itself, or lies after ``today``.
        CalendarNotAvailable: the calendar does not reach that far.
    """
    _check_days(acts)
    record, later = _split_later(acts, today, ignore_later)
    standing, strikes = _without_struck(record)
    progress = Progress(calendar, settings or conventions(), ordered)
    doubtful = []
    for index, act in standing:
        if found := refuse(Ask(progress, act.on, type(act), act)):
            if not recorded or found.code not in OF_DAYS:
                raise _unlawful(found, index)
            doubtful.append(Doubt(index, found.code, found.article, found.message))
        apply(progress, index, act)
    return replace(_state(progress, today, strikes, later), doubtful=tuple(doubtful))


def _state(
    progress: Progress, today: date, strikes: list[tuple[int, Strike]], later: tuple[int, ...]
) -> CaseState:
    due, calendar = progress.due(), progress.calendar
    permitted, refused = _steps(progress, today)
    span = _gap_span(progress)
    open_answer = due is not None and progress.answered is None
    return CaseState(
        today=today,
        phase=_phase(progress, today),
        received_date=progress.received,
        base=progress.base,
        due=due,
        provisional=span is not None and bool(calendar.gaps(*span)),
        days_left=calendar.workdays_between(today, due) if open_answer and due else None,
        clocks=clocks(progress, today),
        suspended_workdays=progress.suspended_workdays(),
        extension_days=progress.extension,
        permitted=permitted,
        refused=refused,
        late=tuple(progress.late),
        story=(*progress.story, *_strike_sentences(strikes), *_closing_sentence(progress, today)),
        days=answer_days(progress),
        basis=calendar.basis(*span) if span else join([]),
        outcome=progress.outcome,
        row=outcomes()[progress.outcome].row if progress.outcome else None,
        answered_on=progress.answered,
        served_on=progress.served,
        closed_on=progress.closed,
        struck=tuple(strike.act_index for _, strike in strikes),
        later=later,
        answer_basis=answer_basis(progress),
        calendar_version=calendar.version,
    )


def check(
    acts: Sequence[Act], act: Act, calendar: WorkCalendar, today: date, *, settings: Conventions | None = None
) -> CaseState:
    """The state after one more act, before it is recorded; raises as :func:`replay` if it may not be."""
    return replay([*acts, act], calendar, today, settings=settings)
