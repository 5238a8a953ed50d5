"""The last day for an act, where it has one. A lawful act after it is accepted and marked late."""

from __future__ import annotations

from datetime import date

from kaicheng.findings import Text

from .acts import (
    Act,
    AgencyLetter,
    AgencyOpinion,
    Answer,
    Confirmed,
    Corrected,
    CorrectionNotice,
    FeePaid,
    ReasonsGiven,
    Received,
    Service,
    ThirdPartyLetter,
    ThirdPartyOpinion,
    TransferNotice,
)
from .citation import Article
from .periods import Kind, period
from .permission import CONSULTATION_KIND, opinion_letter, received_date
from .progress import Late, Letter, Progress
from .tables import act_words, channels
from .wording import fill

_OWED_BY_DUE_DATE = (ThirdPartyLetter, AgencyLetter, Answer, TransferNotice, Service)

_LATE = Text(
    zh="“{act}”应当不迟于{limit}，实际为{on}，晚了{workdays}个工作日。",
    en="“{act}” was due by {limit} and happened on {on}: {workdays} working days late.",
)


def _awaited_letter(progress: Progress, kind: type[Act], act: Act | None) -> Letter | None:
    """The letter that an act of this kind answers."""
    if kind is Corrected:
        return progress.correction
    if kind is ReasonsGiven:
        return progress.reasons
    if kind is FeePaid:
        return progress.fee
    if kind in (ThirdPartyOpinion, AgencyOpinion):
        return opinion_letter(progress, act, CONSULTATION_KIND[kind])
    return None


def last_day(
    progress: Progress, kind: type[Act], today: date, act: Act | None = None
) -> tuple[date, Article] | None:
    """The last day on which an act of this kind is in time, with its article; ``None`` if there is none."""
    if letter := _awaited_letter(progress, kind, act):
        return letter.limit(progress.calendar), period(letter.kind).on(today).article
    if kind is Confirmed and progress.channel and progress.arrived:
        rule = channels()[progress.channel]
        return (progress.arrived, rule.article) if rule.same_day else None
    if progress.received is None:
        return None
    if kind is CorrectionNotice:
        notice = period(Kind.CORRECTION_NOTICE).on(progress.received)
        return progress.calendar.workday_after(progress.received, notice.length), notice.article
    due = progress.due()
    if kind in _OWED_BY_DUE_DATE and due is not None:
        return due, progress.due_article()
    return None


def lateness(progress: Progress, index: int, act: Act) -> Late | None:
    """How late an act is that is about to be entered; ``None`` if it is in time."""
    on, code = act.on, act.code
    if isinstance(act, Received):
        # What is owed on the day of arrival is the confirmation.
        rule, on, code = channels()[act.channel], received_date(act), Confirmed.code
        last = (act.on, rule.article) if rule.same_day else None
    else:
        last = last_day(progress, type(act), act.on, act)
    if last is None or on <= last[0]:
        return None
    # A delay may fall on days of rest only; it is late all the same, by 0 working days.
    workdays = progress.calendar.workdays_between(last[0], on)
    message = fill(_LATE, act=act_words()[code].name, limit=last[0], on=on, workdays=workdays)
    return Late(index, act.code, on, last[0], workdays, last[1].cite, message)
