"""What has happened in a case so far, and what follows from it for the answer's due date.

:class:`Progress` is the working paper of one replay: acts change it one after the other, the law's
conditions look at it, and the state shown to people is drawn from it at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kaicheng.findings import Text

from .acts import Act, Channel, Means
from .calendar import WorkCalendar
from .citation import Article, instruments
from .conventions import Conventions
from .periods import Kind, period

Span = tuple[date, date]
"""The days d with first < d <= last."""


@dataclass(slots=True)
class Letter:
    """A letter that sets a limit for its addressee.

    ``limit`` is counted from its receipt; while no receipt is recorded, from its issue.
    """

    kind: Kind
    index: int
    issued: date
    served: date | None
    days: int
    answered: date | None = None
    lapsed: date | None = None
    overtaken: date | None = None
    """The day on which the request was answered without waiting for the opinion."""
    moves_clock: bool = True
    """False for a consultation begun after the answer was due: it cannot mend what is late."""

    @property
    def open(self) -> bool:
        """Whether neither an answer nor a silence is recorded."""
        return self.answered is None and self.lapsed is None

    def limit(self, calendar: WorkCalendar) -> date:
        """The last day of the addressee's time."""
        return calendar.workday_after(self.served or self.issued, self.days)

    def runs_on(self, day: date, calendar: WorkCalendar) -> bool:
        """Whether the addressee may still answer in time on that day."""
        return self.open and day <= self.limit(calendar)

    def ended(self, calendar: WorkCalendar) -> date:
        """The last day on which it stops the clock: the opinion's arrival, the request's answer if that
        did not wait, or the end of a silent time."""
        limit, end = self.limit(calendar), self.answered or self.overtaken
        return min(end, limit) if end else limit


@dataclass(frozen=True, slots=True)
class Late:
    """A lawful act that came after its last day. ``workdays`` is by how many working days."""

    act_index: int
    act: str
    on: date
    limit: date
    workdays: int
    article: Text
    message: Text

    def to_json(self) -> dict[str, Any]:
        """The object that stands in ``late`` of the command line's contract."""
        return {
            "act_index": self.act_index,
            "act": self.act,
            "on": self.on.isoformat(),
            "limit": self.limit.isoformat(),
            "workdays": self.workdays,
            "article": self.article.zh,
            "message": self.message.zh,
            "message_en": self.message.en,
        }


@dataclass(slots=True)
class Progress:
    """A case up to some act. Dates are ``None`` until the thing has happened."""

    calendar: WorkCalendar
    settings: Conventions
    ordered: date | None = None
    """The last day that a reconsideration decision or a judgment sets; it counts instead of the period."""
    channel: Channel | None = None
    arrived: date | None = None
    received: date | None = None
    confirmed: bool = False
    restarts: list[tuple[date, str]] = field(default_factory=list)
    correction: Letter | None = None
    reasons: Letter | None = None
    fee: Letter | None = None
    consultations: list[Letter] = field(default_factory=list)
    extension: int = 0
    delayed_until: date | None = None
    outcome: str | None = None
    answered: date | None = None
    served: date | None = None
    means: Means | None = None
    closed: date | None = None
    elsewhere: str = ""
    """The cases in which it is gone on with; ``closed`` is since when."""
    late: list[Late] = field(default_factory=list)
    story: list[Text] = field(default_factory=list)
    done: dict[int, Act] = field(default_factory=dict)
    """The acts so far by their place in the record."""

    # --- letters -----------------------------------------------------------------------------------

    @property
    def letters(self) -> list[Letter]:
        """Every letter with a limit, in order of issue."""
        single = [letter for letter in (self.correction, self.reasons, self.fee) if letter]
        return sorted([*single, *self.consultations], key=lambda letter: (letter.issued, letter.index))

    def consulted(self, kind: Kind) -> list[Letter]:
        """The consultations of one kind."""
        return [letter for letter in self.consultations if letter.kind is kind]

    def unanswered(self, kind: Kind) -> list[Letter]:
        """The consultations of one kind without an opinion, oldest first; silent ones included."""
        return [letter for letter in self.consulted(kind) if letter.answered is None]

    def consulting(self, day: date) -> list[Letter]:
        """The consultations whose time still runs on that day."""
        return [letter for letter in self.consultations if letter.runs_on(day, self.calendar)]

    @property
    def awaiting_correction(self) -> bool:
        """The applicant was asked to correct and has not yet."""
        return self.correction is not None and self.correction.answered is None and self.closed is None

    @property
    def awaiting_payment(self) -> bool:
        """The applicant was asked to pay and has not yet."""
        return self.fee is not None and self.fee.answered is None and self.closed is None

    @property
    def awaiting_reasons(self) -> bool:
        """The applicant was asked for reasons and has given none."""
        return self.reasons is not None and self.reasons.answered is None

    # --- the answer's clock ------------------------------------------------------------------------

    @property
    def base(self) -> date | None:
        """The day from which the answer period runs: the latest restart, else receipt."""
        return self.restarts[-1][0] if self.restarts else self.received

    @property
    def length(self) -> int:
        """Working days of the answer period, extension included; suspension not."""
        rule = period(Kind.ANSWER).on(self.received) if self.received else None
        return (rule.length if rule else 0) + self.extension

    def suspensions(self) -> list[tuple[Span, Letter]]:
        """When consultations stop the clock, in order of issue; days up to the latest restart do not."""
        base = self.base
        spans = []
        for letter in sorted(self.consultations, key=lambda letter: (letter.issued, letter.index)):
            start = (
                letter.issued if self.settings.suspension_from == "issued" else letter.served or letter.issued
            )
            end = letter.ended(self.calendar)
            if base is not None and letter.moves_clock and end > max(start, base):
                spans.append(((max(start, base), end), letter))
        return spans

    def suspended_workdays(self) -> int:
        """How many working days the clock stands still."""
        return sum(
            self.calendar.workdays_between(*span) for span in merge(span for span, _ in self.suspensions())
        )

    def due_article(self) -> Article:
        """Where the last day to answer comes from."""
        if self.ordered is not None:
            return Article(instruments()["order_to_answer"])
        return period(Kind.ANSWER).on(self.received or date.max).article

    def due(self) -> date | None:
        """The last day to answer; ``None`` while no answer is owed (before receipt, while the applicant
        has to correct or to pay, after the case was closed without an answer). A day set by a decision or a
        judgment stands whatever happens in the case."""
        base = self.base
        if base is None or self.closed:
            return None
        if self.ordered is not None:
            return self.ordered
        if self.awaiting_correction or self.awaiting_payment:
            return None
        due = self.calendar.workday_after(base, self.length + self.suspended_workdays())
        return max(due, self.delayed_until) if self.delayed_until else due


def merge(spans: Iterable[Span]) -> list[Span]:
    """Spans joined where they overlap or touch, in order, so that no day is counted twice."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def days_of(span: Span) -> Iterable[date]:
    """The days of a span."""
    start, end = span
    return (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
