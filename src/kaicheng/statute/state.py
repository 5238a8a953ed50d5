"""A case as it stands on a day: what is due, why, and what may happen next. All of it immutable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from kaicheng.findings import Text

from .counting import CountedDay, Month, months
from .progress import Late

SCHEMA = "kaicheng/case/1"


class Phase(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    AWAITING_CORRECTION = "awaiting_correction"
    AWAITING_REASONS = "awaiting_reasons"
    CONSULTING_THIRD_PARTY = "consulting_third_party"
    CONSULTING_AGENCY = "consulting_agency"
    AWAITING_PAYMENT = "awaiting_payment"
    EXTENDED = "extended"
    ANSWERED = "answered"
    DELIVERED = "delivered"
    CLOSED = "closed"

    @property
    def label(self) -> Text:
        """Its name for people."""
        return _PHASE_NAMES[self]


_PHASE_NAMES = {
    Phase.DRAFT: Text(zh="尚未登记", en="not yet recorded"),
    Phase.IN_REVIEW: Text(zh="审核办理中", en="in review"),
    Phase.AWAITING_CORRECTION: Text(zh="等待申请人补正", en="awaiting correction"),
    Phase.AWAITING_REASONS: Text(zh="等待申请人说明理由", en="awaiting reasons"),
    Phase.CONSULTING_THIRD_PARTY: Text(zh="征求第三方意见中", en="consulting a third party"),
    Phase.CONSULTING_AGENCY: Text(zh="征求共同制作机关意见中", en="consulting an agency"),
    Phase.AWAITING_PAYMENT: Text(zh="等待申请人缴费", en="awaiting payment"),
    Phase.EXTENDED: Text(zh="延期办理中", en="extended"),
    Phase.ANSWERED: Text(zh="已答复，待送达", en="answered, to be served"),
    Phase.DELIVERED: Text(zh="已送达", en="delivered"),
    Phase.CLOSED: Text(zh="已办结", en="closed"),
}

OPEN_PHASES = frozenset(Phase) - {Phase.DRAFT, Phase.ANSWERED, Phase.DELIVERED, Phase.CLOSED}
"""The agency still owes an answer, now or when the applicant has done their part."""
CLOCK_STOPPED_PHASES = frozenset(
    {
        Phase.AWAITING_CORRECTION,
        Phase.AWAITING_PAYMENT,
        Phase.CONSULTING_THIRD_PARTY,
        Phase.CONSULTING_AGENCY,
    }
)
"""The answer's clock stands still or has not begun again."""
END_PHASES = frozenset({Phase.DELIVERED, Phase.CLOSED})
"""Nothing more has to happen."""


class ClockStatus(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    """Consultation: the days are not counted."""
    STOPPED = "stopped"
    """It starts again when the applicant has corrected or paid."""
    OVERDUE = "overdue"
    MET = "met"
    LATE = "late"
    """Done after the last day."""
    LAPSED = "lapsed"
    """Its time passed in silence."""
    ENDED = "ended"
    """The case was closed or answered before it mattered."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A stretch in which the clock stands still: the days d with ``after`` < d <= ``until``."""

    after: date
    until: date
    why: Text

    def to_json(self) -> dict[str, Any]:
        """Part of a clock's object."""
        return {"from": self.after.isoformat(), "to": self.until.isoformat(), "why": self.why.zh}


@dataclass(frozen=True, slots=True)
class Clock:
    """One period of the case. ``length`` is in working days; ``ends`` is ``None`` while it is stopped.

    ``act_index`` is the act that set it going, counted from 0 in the record.
    """

    code: str
    name: Text
    started: date
    length: int
    restarted: tuple[date, ...]
    suspended: tuple[Suspension, ...]
    ends: date | None
    status: ClockStatus
    article: Text
    why: Text
    act_index: int

    def to_json(self) -> dict[str, Any]:
        """The object that stands in ``clocks`` of the command line's contract."""
        return {
            "clock": self.code,
            "name": self.name.zh,
            "name_en": self.name.en,
            "started": self.started.isoformat(),
            "length": self.length,
            "restarted": [day.isoformat() for day in self.restarted],
            "suspended": [span.to_json() for span in self.suspended],
            "ends": self.ends.isoformat() if self.ends else None,
            "status": self.status.value,
            "article": self.article.zh,
            "why": self.why.zh,
            "why_en": self.why.en,
            "act_index": self.act_index,
        }


@dataclass(frozen=True, slots=True)
class Step:
    """An act and whether it may happen today; ``code`` tells why not, ``None`` for a permitted one.

    ``outcomes`` lists what an answer may be, for the answer only; ``late`` says that the act, done today,
    would be marked late; ``letters`` lists the acts whose receipt may be recorded, for ``letter_served``.
    """

    act: str
    name: Text
    code: str | None
    article: Text
    explanation: Text
    outcomes: tuple[str, ...] = ()
    late: bool = False
    letters: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The object that stands in ``permitted`` or ``refused`` of the command line's contract."""
        out: dict[str, Any] = {"act": self.act, "name": self.name.zh, "name_en": self.name.en}
        if self.code is not None:
            out["code"] = self.code
        out |= {
            "article": self.article.zh,
            "article_en": self.article.en,
            "explanation": self.explanation.zh,
            "explanation_en": self.explanation.en,
        }
        if self.code is None:
            out["late"] = self.late
        if self.outcomes:
            out["outcomes"] = list(self.outcomes)
        if self.letters:
            out["letters"] = list(self.letters)
        return out


@dataclass(frozen=True, slots=True)
class Doubt:
    """An act on record that the days, as they are known now, speak against: the receipt of the letter is not
    on record, or a limit has moved since. ``act_index`` is its place in the record."""

    act_index: int
    code: str
    article: Text
    message: Text


@dataclass(frozen=True, slots=True)
class AnswerBasis:
    """The few facts from which an open case's due date follows, small enough to keep for a million cases.

    ``base`` is the day counted from, ``length`` the working days, ``spans`` the consultations: the day
    from which each stops the clock, the day on which its opinion arrived (``None`` while silent), the
    day from which the addressee's time runs, and that time in working days. ``not_before`` is a later
    day set under Art. 35.
    """

    base: date
    length: int
    spans: tuple[tuple[date, date | None, date, int], ...] = ()
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class CaseState:
    """Everything that follows from the acts of a case on ``today``.

    ``due`` is the last day to answer, ``None`` while no answer is owed; ``days_left`` the working days
    after today up to it, negative when overdue, ``None`` once answered. ``provisional`` says that a
    holiday notice not yet on record may move it. ``days`` accounts for each day from ``base`` to
    ``due``. ``outcome`` is the outcome's code and ``row`` the row of table 3 that counts it. ``struck``
    and ``later`` are places in the record: struck acts, and acts left out, wholly or in part, because they
    speak of days after ``today``. ``doubtful`` is empty unless acts are replayed as recorded.
    """

    today: date
    phase: Phase
    received_date: date | None
    base: date | None
    due: date | None
    provisional: bool
    days_left: int | None
    clocks: tuple[Clock, ...]
    suspended_workdays: int
    extension_days: int
    permitted: tuple[Step, ...]
    refused: tuple[Step, ...]
    late: tuple[Late, ...]
    story: tuple[Text, ...]
    days: tuple[CountedDay, ...]
    basis: Text
    outcome: str | None
    row: str | None
    answered_on: date | None
    served_on: date | None
    closed_on: date | None
    struck: tuple[int, ...]
    later: tuple[int, ...]
    answer_basis: AnswerBasis | None
    calendar_version: str
    doubtful: tuple[Doubt, ...] = ()

    @property
    def overdue(self) -> bool:
        """Whether the answer is owed and its last day has passed."""
        return self.days_left is not None and self.due is not None and self.today > self.due

    @property
    def months(self) -> tuple[Month, ...]:
        """The days on month sheets, for a wall calendar."""
        return months(self.days)

    def clock(self, code: str) -> Clock | None:
        """The latest clock of that name, if there is one."""
        return next((clock for clock in reversed(self.clocks) if clock.code == code), None)

    def may(self, act: str) -> bool:
        """Whether an act of that code is permitted today."""
        return any(step.act == act for step in self.permitted)

    def to_json(self) -> dict[str, Any]:
        """The object of the contract ``kaicheng/case/1``."""

        def iso(day: date | None) -> str | None:
            return day.isoformat() if day else None

        return {
            "schema": SCHEMA,
            "today": self.today.isoformat(),
            "phase": self.phase.value,
            "received_date": iso(self.received_date),
            "base": iso(self.base),
            "due": iso(self.due),
            "days_left": self.days_left,
            "provisional": self.provisional,
            "suspended_workdays": self.suspended_workdays,
            "extension_days": self.extension_days,
            "outcome": self.outcome,
            "row": self.row,
            "answered_on": iso(self.answered_on),
            "served_on": iso(self.served_on),
            "closed_on": iso(self.closed_on),
            "clocks": [clock.to_json() for clock in self.clocks],
            "permitted": [step.to_json() for step in self.permitted],
            "refused": [step.to_json() for step in self.refused],
            "late": [late.to_json() for late in self.late],
            "explanation": {
                "sentences": [sentence.zh for sentence in self.story],
                "sentences_en": [sentence.en for sentence in self.story],
                "basis": self.basis.zh,
                "basis_en": self.basis.en,
                "days": [day.to_json() for day in self.days],
            },
            "struck": list(self.struck),
            "later": list(self.later),
            "calendar": self.calendar_version,
        }
