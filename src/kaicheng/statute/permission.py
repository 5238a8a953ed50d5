"""Whether the law permits an act at this point of a case, and if not, why.

One function answers for both uses: refusing an act that was recorded (with all its particulars) and
telling a clerk beforehand what may be done today (without them), so that the two can never differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kaicheng.findings import Text

from .acts import (
    Act,
    AgencyLapsed,
    AgencyLetter,
    AgencyOpinion,
    Answer,
    Confirmed,
    Continued,
    Corrected,
    CorrectionLapsed,
    CorrectionNotice,
    DelayNotice,
    Extension,
    FeeLapsed,
    FeeNotice,
    FeePaid,
    LetterServed,
    ReasonsGiven,
    ReasonsNotice,
    Received,
    Service,
    ThirdPartyLapsed,
    ThirdPartyLetter,
    ThirdPartyOpinion,
    TransferNotice,
    Withdrawal,
)
from .citation import Article
from .outcomes import outcomes
from .periods import Kind, period
from .progress import Letter, Progress
from .tables import act_words, channels, means_rules, refusals
from .wording import fill


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act is not permitted: a stable code, the article cited, a sentence."""

    code: str
    article: Text
    message: Text


def refusal(code: str, *, by: Article | None = None, **words: object) -> Refusal:
    """The refusal of that code with its places filled; ``by`` is an article nearer to the case."""
    entry = refusals()[code]
    return Refusal(code, (by or entry.article).cite, fill(entry.message, **words))


CONSULTATION_KIND: dict[type[Act], Kind] = {
    ThirdPartyLetter: Kind.CONSULTATION,
    ThirdPartyOpinion: Kind.CONSULTATION,
    ThirdPartyLapsed: Kind.CONSULTATION,
    AgencyLetter: Kind.AGENCY_OPINION,
    AgencyOpinion: Kind.AGENCY_OPINION,
    AgencyLapsed: Kind.AGENCY_OPINION,
}


def received_date(act: Received) -> date:
    """The day of receipt (收到申请之日): of confirmation where one is recorded, else of arrival."""
    return act.confirmed_on or act.on


def opinion_letter(progress: Progress, act: Act | None, kind: Kind) -> Letter | None:
    """The letter that an opinion answers: the one it names, or the oldest without one."""
    named = getattr(act, "letter", None)
    letters = [letter for letter in progress.unanswered(kind) if named in (None, letter.index)]
    return letters[0] if letters else None


def silent_letter(progress: Progress, act: Act | None, kind: Kind) -> Letter | None:
    """The letter whose silence is recorded: the one it names, else the first received, else the last."""
    named = getattr(act, "letter", None)
    letters = [letter for letter in progress.unanswered(kind) if named in (None, letter.index)]
    if silent := [letter for letter in letters if letter.lapsed is None]:
        return min(silent, key=lambda letter: letter.served or date.max)
    return letters[-1] if letters else None


@dataclass(frozen=True, slots=True)
class Ask:
    """May an act of this kind happen on this day? ``act`` carries its particulars, if they are known."""

    progress: Progress
    on: date
    kind: type[Act]
    act: Act | None = None

    @property
    def name(self) -> Text:
        """The act's name, for sentences."""
        return act_words()[self.kind.code].name

    def due_passed(self) -> date | None:
        """The due date, if the day lies after it."""
        due = self.progress.due()
        return due if due is not None and self.on > due else None

    def early(self, letter: Letter, code: str) -> Refusal | None:
        """The refusal to hold silence against someone whose time still runs, or may not have begun."""
        limit = letter.limit(self.progress.calendar)
        if self.on <= limit:
            return refusal(code, by=period(letter.kind).on(letter.issued).article, limit=limit)
        return self.not_received(letter) if letter.served is None else None

    def not_received(self, letter: Letter) -> Refusal:
        """The refusal of what rests on the silence of somebody who may not have the letter."""
        article = period(letter.kind).on(letter.issued).article
        name = act_words()[self.progress.done[letter.index].code].name
        return refusal("receipt_not_recorded", by=article, letter=name, issued=letter.issued, act=self.name)

    def no_consultation(self) -> Refusal:
        """The refusal of an opinion, or a silence, that no letter waits for."""
        return refusal("no_open_consultation", by=act_words()[self.kind.code].article, act=self.name)


# --- conditions that many acts share ------------------------------------------------------------------------


def _received_already(ask: Ask) -> Refusal | None:
    received = ask.progress.received
    if received is None:
        return refusal("no_request", act=ask.name)
    if ask.on < received and ask.kind not in (Confirmed, Withdrawal):
        return refusal("before_receipt", on=ask.on, received=received, act=ask.name)
    return None


def _not_over(ask: Ask) -> Refusal | None:
    progress = ask.progress
    if progress.elsewhere:
        return refusal("continued", on=progress.closed, cases=progress.elsewhere, act=ask.name)
    if progress.closed is not None and progress.outcome is not None and ask.kind is not Service:
        name = outcomes()[progress.outcome].name
        return refusal("case_closed", closed=progress.closed, outcome=name, act=ask.name)
    if progress.answered is not None and ask.kind is not Service:
        return refusal("already_answered", answered=progress.answered, act=ask.name)
    return None


def _not_waiting(ask: Ask) -> Refusal | None:
    if ask.progress.awaiting_correction:
        return refusal("awaiting_correction", act=ask.name)
    if ask.progress.awaiting_payment:
        return refusal("awaiting_payment", act=ask.name)
    return None


# --- conditions of single acts ------------------------------------------------------------------------------


def _received(ask: Ask) -> Refusal | None:
    if ask.progress.received is not None:
        return refusal("already_received", received=ask.progress.received)
    if not isinstance(ask.act, Received):
        return None
    channel, received = channels()[ask.act.channel], received_date(ask.act)
    if not channel.confirmed and received != ask.act.on:
        return refusal("confirmation_not_applicable", channel=channel.name, arrived=ask.act.on)
    since = period(Kind.ANSWER).rules[0].in_force.since
    if received < since:
        return refusal("regulation_not_in_force", received=received, since=since)
    return None


def _confirmed(ask: Ask) -> Refusal | None:
    progress = ask.progress
    if progress.channel is not None and not (channel := channels()[progress.channel]).confirmed:
        return refusal("confirmation_not_applicable", channel=channel.name, arrived=progress.arrived)
    if progress.confirmed:
        return refusal("already_confirmed", received=progress.received)
    return refusal("confirmation_after_handling") if len(progress.done) > 1 else None


def _correction_notice(ask: Ask) -> Refusal | None:
    notice = ask.progress.correction
    if notice is not None:
        return refusal("second_correction_notice", issued=notice.issued)
    if waiting := _not_waiting(ask):
        return waiting
    if passed := ask.due_passed():
        return refusal("correction_notice_after_expiry", due=passed)
    if isinstance(ask.act, CorrectionNotice) and ask.act.limit_days == 0:
        return refusal("no_time_to_correct")
    return None


def _correction_open(ask: Ask) -> Refusal | None:
    notice = ask.progress.correction
    if notice is None:
        return refusal("correction_not_asked", act=ask.name)
    if notice.answered is not None:
        return refusal("already_corrected", answered=notice.answered, act=ask.name)
    return ask.early(notice, "correction_period_running") if ask.kind is CorrectionLapsed else None


def _reasons_notice(ask: Ask) -> Refusal | None:
    notice = ask.progress.reasons
    if notice is not None:
        return refusal("reasons_already_asked", issued=notice.issued)
    return _not_waiting(ask)


def _reasons_given(ask: Ask) -> Refusal | None:
    notice = ask.progress.reasons
    if notice is None:
        return refusal("reasons_not_asked", act=ask.name)
    if notice.answered is not None:
        return refusal("reasons_already_given", answered=notice.answered)
    return None


def _delay_notice(ask: Ask) -> Refusal | None:
    progress = ask.progress
    if progress.reasons is None:
        return refusal("reasons_not_asked", act=ask.name)
    if progress.reasons.answered is None:
        return refusal("reasons_not_given")
    if progress.delayed_until is not None:
        return refusal("delay_already_set", until=progress.delayed_until, act=ask.name)
    if waiting := _not_waiting(ask):
        return waiting
    if passed := ask.due_passed():
        return refusal("delay_after_expiry", due=passed)
    due = progress.due()
    if isinstance(ask.act, DelayNotice) and due is not None and ask.act.until <= due:
        return refusal("delay_not_later", until=ask.act.until, due=due)
    return None


def _opinion(ask: Ask) -> Refusal | None:
    letter = opinion_letter(ask.progress, ask.act, CONSULTATION_KIND[ask.kind])
    return ask.no_consultation() if letter is None else None


def _silence(ask: Ask) -> Refusal | None:
    letter = silent_letter(ask.progress, ask.act, CONSULTATION_KIND[ask.kind])
    if letter is None:
        return ask.no_consultation()
    if letter.lapsed is not None:
        article = act_words()[ask.kind.code].article
        return refusal("consultation_already_lapsed", by=article, lapsed=letter.lapsed)
    return ask.early(letter, "consultation_period_running")


def _extension(ask: Ask) -> Refusal | None:
    progress = ask.progress
    if progress.extension:
        return refusal("extension_second")
    if progress.delayed_until is not None:
        return refusal("delay_already_set", until=progress.delayed_until, act=ask.name)
    if waiting := _not_waiting(ask):
        return waiting
    if passed := ask.due_passed():
        return refusal("extension_after_expiry", due=passed)
    most = period(Kind.EXTENSION).on(ask.on).length
    if isinstance(ask.act, Extension) and not 1 <= ask.act.days <= most:
        return refusal("extension_over_limit", days=ask.act.days, most=most)
    return None


def _fee_notice(ask: Ask) -> Refusal | None:
    notice = ask.progress.fee
    if notice is not None:
        return refusal("second_fee_notice", issued=notice.issued)
    since = period(Kind.PAYMENT).rules[0].in_force.since
    if ask.on < since:
        return refusal("fee_not_in_force", on=ask.on, since=since)
    if waiting := _not_waiting(ask):
        return waiting
    passed = ask.due_passed()
    return refusal("fee_notice_after_expiry", due=passed) if passed else None


def _fee_open(ask: Ask) -> Refusal | None:
    notice = ask.progress.fee
    if notice is None:
        return refusal("fee_not_notified", act=ask.name)
    if notice.answered is not None:
        return refusal("already_paid", answered=notice.answered, act=ask.name)
    return ask.early(notice, "payment_period_running") if ask.kind is FeeLapsed else None


def _answer(ask: Ask) -> Refusal | None:
    if waiting := _not_waiting(ask):
        return waiting
    return outcome_refusal(ask, ask.act.outcome) if isinstance(ask.act, Answer) else None


def outcome_refusal(ask: Ask, code: str) -> Refusal | None:
    """Why an answer with this outcome is not permitted, the answer itself being so; ``None`` if it is."""
    progress, outcome = ask.progress, outcomes()[code]
    if outcome.own_act is not None:
        return refusal("outcome_has_own_act", act=act_words()[outcome.own_act].name)
    asked = [letter for letter in progress.consultations if letter.open and letter.kind in outcome.waits_for]
    if running := [letter for letter in asked if letter.runs_on(ask.on, progress.calendar)]:
        last = max(running, key=lambda letter: letter.limit(progress.calendar))
        article, limit = period(last.kind).on(last.issued).article, last.limit(progress.calendar)
        return refusal("consultation_running", by=article, limit=limit, outcome=outcome.name)
    for letter in asked:
        if letter.served is None:
            return ask.not_received(letter)
    if code == STILL_UNCLEAR and progress.correction is None:
        return refusal("still_unclear_without_correction")
    if code == EXCESSIVE:
        if progress.reasons is None:
            return refusal("reasons_not_asked", act=outcome.name)
        if progress.reasons.answered is None:
            return ask.early(progress.reasons, "reasons_period_running")
    return None


def _service(ask: Ask) -> Refusal | None:
    progress = ask.progress
    if progress.answered is None and progress.closed is None:
        return refusal("service_before_answer")
    if progress.served is not None:
        return refusal("second_service", served=progress.served)
    if isinstance(ask.act, Service) and not means_rules()[ask.act.means].allowed:
        return refusal("means_not_allowed", means=means_rules()[ask.act.means].name)
    return None


def _letter_served(ask: Ask) -> Refusal | None:
    letters = {letter.index: letter for letter in ask.progress.letters}
    if not isinstance(ask.act, LetterServed):
        waiting = any(letter.served is None and letter.open for letter in letters.values())
        return None if waiting else refusal("no_letter_to_serve")
    letter = letters.get(ask.act.letter)
    if letter is None:
        return refusal("letter_not_served_this_way", number=ask.act.letter + 1)
    if letter.served is not None:
        return refusal("letter_already_served", served=letter.served)
    return None if letter.open else refusal("letter_already_answered")


STILL_UNCLEAR = "still_unclear"
EXCESSIVE = "excessive_repeat_requests"

_OPEN = (_received_already, _not_over)

CONDITIONS: dict[type[Act], tuple[Callable[[Ask], Refusal | None], ...]] = {
    Received: (_received,),
    Confirmed: (*_OPEN, _confirmed),
    CorrectionNotice: (*_OPEN, _correction_notice),
    Corrected: (*_OPEN, _correction_open),
    CorrectionLapsed: (*_OPEN, _correction_open),
    ReasonsNotice: (*_OPEN, _reasons_notice),
    ReasonsGiven: (*_OPEN, _reasons_given),
    DelayNotice: (*_OPEN, _delay_notice),
    ThirdPartyLetter: (*_OPEN, _not_waiting),
    ThirdPartyOpinion: (*_OPEN, _opinion),
    ThirdPartyLapsed: (*_OPEN, _silence),
    AgencyLetter: (*_OPEN, _not_waiting),
    AgencyOpinion: (*_OPEN, _opinion),
    AgencyLapsed: (*_OPEN, _silence),
    Extension: (*_OPEN, _extension),
    FeeNotice: (*_OPEN, _fee_notice),
    FeePaid: (*_OPEN, _fee_open),
    FeeLapsed: (*_OPEN, _fee_open),
    Answer: (*_OPEN, _answer),
    TransferNotice: (*_OPEN, _answer),
    Service: (*_OPEN, _service),
    LetterServed: (*_OPEN, _letter_served),
    Withdrawal: _OPEN,
    Continued: _OPEN,
}
"""What must hold for each act, checked in this order; a strike is checked against the record instead."""


def refuse(ask: Ask) -> Refusal | None:
    """The first reason against the act; ``None`` if the law permits it."""
    for condition in CONDITIONS[ask.kind]:
        if found := condition(ask):
            return found
    return None


def permitted_outcomes(progress: Progress, on: date) -> tuple[str, ...]:
    """Codes of the outcomes that an answer on that day may have, the answer itself being permitted."""
    ask = Ask(progress, on, Answer)
    return tuple(code for code in outcomes() if outcome_refusal(ask, code) is None)
