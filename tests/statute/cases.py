"""Write a case in a line or two: ``case(("received", "2026-03-02", {...}), ...)``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kaicheng.statute import Act, CaseState, UnlawfulAct, load_calendar, read_acts, replay

Line = tuple[str, str] | tuple[str, str, dict[str, Any]]

RECEIVED: Line = ("received", "2026-03-02", {"channel": "in_person"})


def day(text: str) -> date:
    return date.fromisoformat(text)


def acts(*lines: Line) -> tuple[Act, ...]:
    return read_acts(
        [{"act": line[0], "on": line[1], **(line[2] if len(line) > 2 else {})} for line in lines]
    )


def case(*lines: Line, today: str | None = None) -> CaseState:
    """The state on ``today``, or on the day of the last act."""
    record = acts(*lines)
    return replay(record, load_calendar(), day(today) if today else max(act.on for act in record))


def on_record(*lines: Line, today: str | None = None) -> CaseState:
    """The state of acts that stand on record, whatever days have come to speak against them."""
    record = acts(*lines)
    last = day(today) if today else max(act.on for act in record)
    return replay(record, load_calendar(), last, recorded=True)


def refused(*lines: Line, today: str | None = None) -> UnlawfulAct:
    """The error of a case in which an act is not lawful."""
    try:
        state = case(*lines, today=today)
    except UnlawfulAct as error:
        return error
    raise AssertionError(f"was permitted: {state.phase}")


def codes(steps: Sequence[Any]) -> dict[str, str | None]:
    """Acts of a list of steps, with the code of the refusal."""
    return {step.act: step.code for step in steps}
