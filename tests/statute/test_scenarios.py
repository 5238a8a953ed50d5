"""Cases that a lawyer can read and add to: ``scenarios/*.yaml``, each with what is given and expected.

``expected`` names fields of the state; ``clocks`` the last day of the latest clock of a name,
``permitted`` acts that may happen, ``refused`` acts that may not with the code of the reason, ``late``
the late acts. ``error`` stands instead where an act is not lawful. ``today`` is the day of the last act
where left out. ``article`` is why: for an error it is the article that the error cites, unless the
expectation says otherwise. ``ordered`` is the day that a decision or a judgment sets for the answer.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kaicheng.findings import Text
from kaicheng.statute import CaseState, UnlawfulAct, WorkCalendar, read_acts, replay
from kaicheng.statute.datafile import parse
from kaicheng.statute.procedure import latest_day
from kaicheng.statute.tables import refusals

FOLDER = Path(__file__).parent / "scenarios"
FIELDS = {
    "phase", "received_date", "base", "due", "days_left", "provisional", "suspended_workdays",
    "extension_days", "outcome", "row", "answered_on", "served_on", "closed_on", "clocks", "permitted",
    "refused", "late",
}  # fmt: skip


def scenarios() -> list[Any]:
    return [
        pytest.param(scenario, id=f"{file.stem}: {scenario['name']}")
        for file in sorted(FOLDER.glob("*.yaml"))
        for scenario in parse(file.read_text(encoding="utf-8"), file.name).value
    ]


def strings(value: Any) -> Any:
    """Dates as text, as they stand in JSON."""
    if isinstance(value, dict):
        return {str(key): strings(item) for key, item in value.items()}
    if isinstance(value, list):
        return [strings(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def seen(state: CaseState, expected: dict[str, Any]) -> dict[str, Any]:
    """The parts of the state that are expected, in the form of the file."""
    out = {}
    for name, value in expected.items():
        if name == "clocks":
            ends = {code: clock.ends for code in value if (clock := state.clock(code))}
            out[name] = strings(ends)
        elif name == "permitted":
            out[name] = [act for act in value if state.may(act)]
        elif name == "refused":
            out[name] = {step.act: step.code for step in state.refused if step.act in value}
        elif name == "late":
            out[name] = [
                {"act": late.act, "limit": late.limit.isoformat(), "workdays": late.workdays}
                for late in state.late
            ]
        else:
            out[name] = strings(getattr(state, name))
    return out


def reads_well(sentence: Text) -> None:
    """Every place in it was filled, in both languages."""
    for words in (sentence.zh, sentence.en):
        assert words.strip()
        assert not set("{}<>") & set(words) and "None" not in words, words


@pytest.mark.parametrize("scenario", scenarios())
def test_scenario(scenario: dict[str, Any], national: WorkCalendar) -> None:
    acts = read_acts(strings(scenario["given"]))
    today = scenario.get("today") or max(latest_day(act) for act in acts)
    if "error" in scenario:
        expected = scenario["error"]
        with pytest.raises(UnlawfulAct) as caught:
            replay(acts, national, today)
        assert caught.value.code == expected["code"]
        assert caught.value.act_index == expected["act_index"]
        assert scenario["article"].startswith(expected.get("article", caught.value.article))
        reads_well(caught.value.message)
        return
    expected = strings(scenario["expected"])
    assert set(expected) <= FIELDS
    state = replay(acts, national, today, ordered=scenario.get("ordered"))
    assert seen(state, expected) == expected
    sentences = [step.explanation for step in state.permitted + state.refused]
    sentences += [late.message for late in state.late] + [clock.why for clock in state.clocks]
    for sentence in (*sentences, *state.story, *(day.why for day in state.days)):
        reads_well(sentence)


def test_every_reason_to_refuse_has_a_scenario() -> None:
    """A reason that no scenario meets is a rule that nobody has read a case of."""
    met = set()
    for parameter in scenarios():
        scenario = parameter.values[0]
        met |= {scenario.get("error", {}).get("code")} | set(
            scenario.get("expected", {}).get("refused", {}).values()
        )
    assert set(refusals()) - met == {"nothing_to_strike"}  # met by a case without any act
