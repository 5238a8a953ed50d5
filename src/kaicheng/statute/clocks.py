"""The clocks of a case, drawn from what has happened, and the day-by-day account of the answer's due date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kaicheng.findings import Text

from .calendar import WorkCalendar
from .counting import CountedDay, count_workdays
from .periods import Kind, period
from .progress import Letter, Progress, days_of, merge
from .state import AnswerBasis, Clock, ClockStatus, Suspension
from .wording import fill

CODES = {
    Kind.CORRECTION_LIMIT: "correction_limit",
    Kind.CONSULTATION: "third_party_opinion_due",
    Kind.AGENCY_OPINION: "agency_opinion_due",
    Kind.PAYMENT: "payment_due",
    Kind.REASONS: "reasons_due",
}
"""Names of the clocks that letters set going."""

_SUSPENDED = {
    Kind.CONSULTATION: Text(
        zh="征求第三方意见期间，不计入答复期限", en="third party consulted: not counted in the answer period"
    ),
    Kind.AGENCY_OPINION: Text(
        zh="征求共同制作机关意见期间，不计入答复期限",
        en="co-producing agency consulted: not counted in the answer period",
    ),
}
_BASE_WHY = {
    None: Text(
        zh="收到申请当日，不计入，次日起算", en="day of receipt: not counted, counting begins the next day"
    ),
    "corrected": Text(
        zh="收到补正当日，不计入，次日起重新计算",
        en="day of correction: not counted, counting begins again the next day",
    ),
    "fee_paid": Text(
        zh="完成缴费当日，不计入，次日起重新计算",
        en="day of payment: not counted, counting begins again the next day",
    ),
}
_DELAYED = Text(
    zh="已告知申请人延迟答复的期限内（《政府信息公开条例》第三十五条）",
    en="within the later time told to the applicant (Art. 35)",
)


def answer_days(progress: Progress) -> tuple[CountedDay, ...]:
    """Every day from the base to the due date; empty while no answer is owed, and where a day was set."""
    base, due = progress.base, progress.due()
    if base is None or due is None or progress.ordered is not None:
        return ()
    suspended = {
        day: _SUSPENDED[letter.kind] for span, letter in progress.suspensions() for day in days_of(span)
    }
    natural = progress.calendar.workday_after(base, progress.length + progress.suspended_workdays())
    cause = progress.restarts[-1][1] if progress.restarts else None
    days = count_workdays(progress.calendar, base, natural, _BASE_WHY[cause], suspended)
    later = (
        CountedDay(day.date, day.kind, None, _DELAYED)
        for day in progress.calendar.days(natural + timedelta(days=1), due)
    )
    return (*days, *later)


def answer_basis(progress: Progress) -> AnswerBasis | None:
    """The facts that the due date rests on; ``None`` while no answer is owed, and where a day was set."""
    base = progress.base
    if base is None or progress.due() is None or progress.ordered is not None:
        return None
    spans = [
        (span[0], letter.answered or letter.overtaken, letter.served or letter.issued, letter.days)
        for span, letter in progress.suspensions()
    ]
    return AnswerBasis(base, progress.length, tuple(spans), progress.delayed_until)


def rederive(cases: Iterable[AnswerBasis], calendar: WorkCalendar) -> list[date]:
    """The due dates of many open cases under a calendar, as after a new holiday notice.

    Raises:
        CalendarNotAvailable: a case lies outside the calendar.
    """
    after, between = calendar.workday_after, calendar.workdays_between
    dues = []
    for case in cases:
        length = case.length
        if case.spans:
            spans = []
            for start, answered, runs_from, days in case.spans:
                limit = after(runs_from, days)
                end = limit if answered is None else min(answered, limit)
                spans.append((start, max(start, end)))
            length += sum(between(start, end) for start, end in merge(spans))
        due = after(case.base, length)
        dues.append(due if case.not_before is None else max(due, case.not_before))
    return dues


def _letter_status(letter: Letter, limit: date, progress: Progress, today: date) -> ClockStatus:
    if letter.answered is not None:
        return ClockStatus.MET if letter.answered <= limit else ClockStatus.LATE
    over = progress.answered or progress.closed
    if over is not None and over <= limit:
        return ClockStatus.ENDED
    return ClockStatus.LAPSED if letter.lapsed is not None or today > limit else ClockStatus.RUNNING


def _letter_clock(letter: Letter, progress: Progress, today: date) -> Clock:
    named, limit = period(letter.kind), letter.limit(progress.calendar)
    if letter.served is None:
        why = Text(
            zh="{start}之日尚未登记，暂自发出之日{issued}的次日起算，{days}个工作日。",
            en="{start} is not recorded; counted from the day after issue, {issued}: {days} working days.",
        )
    else:
        why = Text(
            zh="自{start}之日{served}的次日起算，{days}个工作日。",
            en="Counted from the day after {start}, {served}: {days} working days.",
        )
    return Clock(
        code=CODES[letter.kind],
        name=named.name,
        started=letter.served or letter.issued,
        length=letter.days,
        restarted=(),
        suspended=(),
        ends=limit,
        status=_letter_status(letter, limit, progress, today),
        article=named.on(letter.issued).article.cite,
        why=fill(why, start=named.start, issued=letter.issued, served=letter.served, days=letter.days),
        act_index=letter.index,
    )


def _answer_status(progress: Progress, due: date | None, today: date) -> ClockStatus:
    if progress.closed:
        return ClockStatus.ENDED
    if due is None:
        return ClockStatus.STOPPED
    if progress.answered:
        return ClockStatus.MET if max(progress.answered, progress.served or due) <= due else ClockStatus.LATE
    if today > due:
        return ClockStatus.OVERDUE
    return ClockStatus.SUSPENDED if progress.consulting(today) else ClockStatus.RUNNING


def _answer_why(progress: Progress) -> Text:
    if progress.ordered is not None:
        why = Text(
            zh="复议决定或者判决责令在{due}前答复，不再按二十个工作日计算。",
            en="A decision or a judgment orders an answer by {due}; the 20 working days no longer count.",
        )
        return fill(why, due=progress.ordered)
    base, suspended = progress.base, progress.suspended_workdays()
    first = progress.length - progress.extension
    zh = f"自{{base}}的次日起算{first}个工作日"
    en = f"{first} working days from the day after {{base}}"
    if progress.extension:
        zh += f"，延长{progress.extension}个工作日"
        en += f", {progress.extension} more by extension"
    if suspended:
        zh += f"，征求意见的{suspended}个工作日不计入"
        en += f", {suspended} days of consultation not counted"
    if progress.delayed_until:
        zh += "，并已告知延迟至{until}"
        en += ", put off to {until}"
    return fill(Text(zh=f"{zh}。", en=f"{en}."), base=base, until=progress.delayed_until)


def _answer_clock(progress: Progress, received: date, today: date) -> Clock:
    named, due, ordered = period(Kind.ANSWER), progress.due(), progress.ordered
    return Clock(
        code="answer_due",
        name=named.name,
        started=received,
        length=progress.length if ordered is None else progress.calendar.workdays_between(received, ordered),
        restarted=tuple(day for day, _ in progress.restarts) if ordered is None else (),
        suspended=tuple(
            Suspension(start, end, _SUSPENDED[letter.kind]) for (start, end), letter in progress.suspensions()
        )
        if ordered is None
        else (),
        ends=due,
        status=_answer_status(progress, due, today),
        article=progress.due_article().cite,
        why=_answer_why(progress),
        act_index=min(progress.done),
    )


def _notice_clock(progress: Progress, received: date, today: date) -> Clock:
    named = period(Kind.CORRECTION_NOTICE)
    rule = named.on(received)
    ends = progress.calendar.workday_after(received, rule.length)
    if progress.correction is not None:
        status = ClockStatus.MET if progress.correction.issued <= ends else ClockStatus.LATE
    elif progress.answered or progress.closed or today > ends:
        status = ClockStatus.ENDED
    else:
        status = ClockStatus.RUNNING
    why = Text(
        zh="申请内容不明确的，应当自收到申请之日起{days}个工作日内一次性告知补正。",
        en="Where the content is unclear, correction is asked for within {days} working days of receipt.",
    )
    return Clock(
        code="correction_notice_due",
        name=named.name,
        started=received,
        length=rule.length,
        restarted=(),
        suspended=(),
        ends=ends,
        status=status,
        article=rule.article.cite,
        why=fill(why, days=rule.length),
        act_index=min(progress.done),
    )


def clocks(progress: Progress, today: date) -> tuple[Clock, ...]:
    """Every clock that has started, the answer's first; empty before receipt."""
    received = progress.received
    if received is None:
        return ()
    found = [_answer_clock(progress, received, today), _notice_clock(progress, received, today)]
    return (*found, *(_letter_clock(letter, progress, today) for letter in progress.letters))
