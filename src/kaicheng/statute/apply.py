"""What each act changes in a case. The act is lawful by then; here it is only entered, and marked if late."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

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
from .lateness import lateness
from .outcomes import outcomes
from .periods import Kind, period
from .permission import CONSULTATION_KIND, opinion_letter, received_date, silent_letter
from .progress import Letter, Progress
from .tables import act_words, channels, means_rules
from .wording import fill

LetterSent = CorrectionNotice | ReasonsNotice | ThirdPartyLetter | AgencyLetter | FeeNotice
"""A letter that sets a limit for its addressee."""
Words = dict[str, object]
"""What fills the places of the act's sentence for the record."""

OPINIONS = {
    True: Text(zh="同意公开", en="agrees to disclosure"),
    False: Text(zh="不同意公开", en="does not agree"),
}
EFFECTS = {
    True: Text(zh="征求意见的时间不计入答复期限", en="the time is not counted"),
    False: Text(
        zh="答复期限已于{due}届满，不因征求意见顺延",
        en="the answer was due on {due} and is not put off by it",
    ),
}
ORDERED = Text(
    zh="答复期限{due}由决定、判决写明，不因征求意见顺延",
    en="the answer is due on {due} as ordered and is not put off by it",
)
NOT_HELD = "not_held"


def _received(progress: Progress, index: int, act: Received) -> Words:
    progress.channel, progress.arrived = act.channel, act.on
    progress.received, progress.confirmed = received_date(act), act.confirmed_on is not None
    return {"channel": channels()[act.channel].name, "received": progress.received}


def _confirmed(progress: Progress, index: int, act: Confirmed) -> Words:
    progress.received, progress.confirmed = act.on, True
    return {}


def _letter(index: int, act: LetterSent, kind: Kind, days: int | None) -> Letter:
    length = period(kind).on(act.on).length if days is None else days
    return Letter(kind, index, act.on, act.served_on, length)


def _correction_notice(progress: Progress, index: int, act: CorrectionNotice) -> Words:
    days = progress.settings.correction_limit_days if act.limit_days is None else act.limit_days
    progress.correction = _letter(index, act, Kind.CORRECTION_LIMIT, days)
    return {"limit": progress.correction.limit(progress.calendar)}


def _corrected(progress: Progress, index: int, act: Corrected) -> Words:
    cast(Letter, progress.correction).answered = act.on
    progress.restarts.append((act.on, act.code))
    return {}


def _close(progress: Progress, index: int, act: CorrectionLapsed | FeeLapsed | Withdrawal) -> Words:
    progress.closed = act.on
    progress.outcome = next(code for code, outcome in outcomes().items() if outcome.own_act == act.code)
    return {}


def _reasons_notice(progress: Progress, index: int, act: ReasonsNotice) -> Words:
    days = progress.settings.reasons_limit_days if act.limit_days is None else act.limit_days
    progress.reasons = _letter(index, act, Kind.REASONS, days)
    return {"limit": progress.reasons.limit(progress.calendar)}


def _reasons_given(progress: Progress, index: int, act: ReasonsGiven) -> Words:
    cast(Letter, progress.reasons).answered = act.on
    return {}


def _delay_notice(progress: Progress, index: int, act: DelayNotice) -> Words:
    progress.delayed_until = act.until
    return {"until": act.until}


def _consultation(progress: Progress, index: int, act: ThirdPartyLetter | AgencyLetter) -> Words:
    due = progress.due()
    letter = _letter(index, act, CONSULTATION_KIND[type(act)], None)
    letter.moves_clock = progress.ordered is None and (due is None or act.on <= due)
    progress.consultations.append(letter)
    effect = EFFECTS[letter.moves_clock] if progress.ordered is None else ORDERED
    return {"limit": letter.limit(progress.calendar), "effect": fill(effect, due=due)}


def _opinion(progress: Progress, index: int, act: ThirdPartyOpinion | AgencyOpinion) -> Words:
    cast(Letter, opinion_letter(progress, act, CONSULTATION_KIND[type(act)])).answered = act.on
    return {"opinion": OPINIONS[act.agrees]}


def _silence(progress: Progress, index: int, act: ThirdPartyLapsed | AgencyLapsed) -> Words:
    cast(Letter, silent_letter(progress, act, CONSULTATION_KIND[type(act)])).lapsed = act.on
    return {}


def _extension(progress: Progress, index: int, act: Extension) -> Words:
    progress.extension = act.days
    return {"days": act.days}


def _fee_notice(progress: Progress, index: int, act: FeeNotice) -> Words:
    progress.fee = _letter(index, act, Kind.PAYMENT, None)
    return {"limit": progress.fee.limit(progress.calendar)}


def _fee_paid(progress: Progress, index: int, act: FeePaid) -> Words:
    cast(Letter, progress.fee).answered = act.on
    progress.restarts.append((act.on, act.code))
    return {}


def _answer(progress: Progress, index: int, act: Answer | TransferNotice) -> Words:
    for letter in progress.consultations:
        if letter.open:
            letter.overtaken = act.on
    progress.answered = act.on
    progress.outcome = act.outcome if isinstance(act, Answer) else NOT_HELD
    return {"outcome": outcomes()[progress.outcome].name}


def _service(progress: Progress, index: int, act: Service) -> Words:
    progress.served, progress.means = act.on, act.means
    rule = means_rules()[act.means]
    return {"means": rule.name, "counted": rule.day}


def _letter_served(progress: Progress, index: int, act: LetterServed) -> Words:
    letter = next(letter for letter in progress.letters if letter.index == act.letter)
    letter.served = act.on
    name = act_words()[progress.done[act.letter].code].name
    return {"letter": name, "limit": letter.limit(progress.calendar)}


def _continued(progress: Progress, index: int, act: Continued) -> Words:
    progress.closed, progress.elsewhere = act.on, act.cases
    return {"cases": act.cases}


_APPLY: dict[type[Act], Callable[..., Words]] = {
    Received: _received,
    Confirmed: _confirmed,
    CorrectionNotice: _correction_notice,
    Corrected: _corrected,
    CorrectionLapsed: _close,
    ReasonsNotice: _reasons_notice,
    ReasonsGiven: _reasons_given,
    DelayNotice: _delay_notice,
    ThirdPartyLetter: _consultation,
    ThirdPartyOpinion: _opinion,
    ThirdPartyLapsed: _silence,
    AgencyLetter: _consultation,
    AgencyOpinion: _opinion,
    AgencyLapsed: _silence,
    Extension: _extension,
    FeeNotice: _fee_notice,
    FeePaid: _fee_paid,
    FeeLapsed: _close,
    Answer: _answer,
    TransferNotice: _answer,
    Service: _service,
    LetterServed: _letter_served,
    Withdrawal: _close,
    Continued: _continued,
}


def apply(progress: Progress, index: int, act: Act) -> None:
    """Enter a lawful act: ``index`` is its place in the record."""
    if late := lateness(progress, index, act):
        progress.late.append(late)
    progress.done[index] = act
    words = _APPLY[type(act)](progress, index, act)
    progress.story.append(fill(act_words()[act.code].did, on=act.on, **words))
