"""Cases as rows of a list: until when, in words and a colour that words repeat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kaicheng.cases.models import ApplicantKind, Case
from kaicheng.statute import OPEN_PHASES, Channel, Phase, WorkCalendar, channels, outcomes

SOON = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One case; ``tone`` is a class of the style sheet: late, soon, calm, still, done."""

    case: Case
    phase: str
    channel: str
    kind: str
    outcome: str
    left: str
    tone: str


def rows_of(cases: Iterable[Case], today: dt.date, calendar: WorkCalendar) -> list[Row]:
    """The rows, in the same order."""
    return [row_of(case, today, calendar) for case in cases]


def row_of(case: Case, today: dt.date, calendar: WorkCalendar) -> Row:
    """One row."""
    left, tone = left_words(case, today, calendar)
    return Row(
        case,
        Phase(case.phase).label.zh,
        channels()[Channel(case.channel)].name.zh,
        str(ApplicantKind(case.applicant_kind).label),
        outcomes()[case.outcome].name.zh if case.outcome else "",
        left,
        tone,
    )


def left_words(case: Case, today: dt.date, calendar: WorkCalendar) -> tuple[str, str]:
    """How long there is still, and the tone."""
    if Phase(case.phase) not in OPEN_PHASES:
        return (_("逾期答复"), "late") if case.late else (_("办结"), "done")
    if case.joined_to_id is not None:
        return _("合并办理"), "still"
    if case.due is None:
        return _("暂不计算"), "still"
    if case.due < today:
        late = calendar.workdays_between(case.due, today)
        return _("逾期%(late)s个工作日") % {"late": late}, "late"
    if case.due == today:
        return _("今天到期"), "late"
    left = calendar.workdays_between(today, case.due)
    return _("还有%(left)s个工作日") % {"left": left}, "soon" if left <= SOON else "calm"
