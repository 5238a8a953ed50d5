"""The law as code: working days, clocks, permitted steps, outcomes, fees and remedies. Pure and typed.

Nothing here asks a clock, a database or a framework: "today" is always an argument, the same arguments
always give the same answer, and whatever is returned is immutable. Figures of the law stand in ``data/``
with the dates in which they are in force and their source::

    from datetime import date
    from kaicheng.statute import deadline, load_calendar, read_acts, replay

    deadline("answer", date(2026, 1, 30), load_calendar()).due          # 2026-03-05
    state = replay(read_acts(items), load_calendar("liangshan"), today=date(2026, 3, 1))
    state.due, state.phase, [step.act for step in state.permitted]
"""

from .acts import ACTS, Act, Channel, Means, read_act, read_acts, to_json
from .calendar import Day, DayKind, WorkCalendar, load_calendar
from .clocks import rederive
from .conventions import Conventions, conventions
from .counting import CountedDay, Month
from .deadlines import Deadline, deadline
from .errors import (
    BadAct,
    BadDate,
    BadValue,
    CalendarNotAvailable,
    DataError,
    InputError,
    RuleNotInForce,
    StatuteError,
    UnlawfulAct,
)
from .fees import Fee, fee_by_items, fee_by_pages
from .notices import Notice, regions
from .outcomes import Outcome, RemedyRule, evidence, letters, outcome_choices, outcomes
from .periods import Kind, Period, Unit, period
from .procedure import check, replay
from .progress import Late
from .remedies import Remedies, Remedy, omission_remedies, remedies, remedy_table
from .state import (
    CLOCK_STOPPED_PHASES,
    END_PHASES,
    OPEN_PHASES,
    AnswerBasis,
    CaseState,
    Clock,
    ClockStatus,
    Doubt,
    Phase,
    Step,
)
from .tables import act_words, channels, means_rules
from .wording import day_text

__all__ = [
    "ACTS",
    "CLOCK_STOPPED_PHASES",
    "END_PHASES",
    "OPEN_PHASES",
    "Act",
    "AnswerBasis",
    "BadAct",
    "BadDate",
    "BadValue",
    "CalendarNotAvailable",
    "CaseState",
    "Channel",
    "Clock",
    "ClockStatus",
    "Conventions",
    "CountedDay",
    "DataError",
    "Day",
    "DayKind",
    "Deadline",
    "Doubt",
    "Fee",
    "InputError",
    "Kind",
    "Late",
    "Means",
    "Month",
    "Notice",
    "Outcome",
    "Period",
    "Phase",
    "Remedies",
    "Remedy",
    "RemedyRule",
    "RuleNotInForce",
    "StatuteError",
    "Step",
    "Unit",
    "UnlawfulAct",
    "WorkCalendar",
    "act_words",
    "channels",
    "check",
    "conventions",
    "day_text",
    "deadline",
    "evidence",
    "fee_by_items",
    "fee_by_pages",
    "letters",
    "load_calendar",
    "means_rules",
    "omission_remedies",
    "outcome_choices",
    "outcomes",
    "period",
    "read_act",
    "read_acts",
    "rederive",
    "regions",
    "remedies",
    "remedy_table",
    "replay",
    "to_json",
]
