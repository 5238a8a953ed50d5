"""Every worked example of the procedure and fee documents, as copied by ``scripts/copy-statute-vectors``.

A row of events is English prose; a translator reads each kind of sentence into acts. A row that no
translator knows fails, and so does an expectation that nothing checks.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kaicheng.statute import (
    WorkCalendar,
    deadline,
    fee_by_items,
    fee_by_pages,
    read_acts,
    replay,
)

VECTORS = Path(__file__).parent / "vectors"


def rows(name: str) -> list[dict[str, str]]:
    with (VECTORS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def first_day(text: str) -> str:
    found = re.search(r"\d{4}-\d\d-\d\d", text)
    assert found, text
    return found[0]


def ident(row: dict[str, str]) -> str:
    return next(iter(row.values()))


# --- 9.1: one day, four periods --------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("basic.csv"), ids=ident)
def test_basic(row: dict[str, str], national: WorkCalendar) -> None:
    received = date.fromisoformat(row["received"])
    assert f"{received:%a}" == row["weekday"]
    assert national.is_workday(received) is (row["is_workday"] == "true")
    assert deadline("correction_notice", received, national).due.isoformat() == row["due_7wd"]
    assert deadline("consultation", received, national).due.isoformat() == row["due_15wd"]
    assert deadline("answer", received, national).due.isoformat() == row["due_20wd"]
    record = [
        {"act": "received", "on": row["received"], "channel": "in_person"},
        {"act": "extension", "on": row["due_20wd"], "days": 20},
    ]
    state = replay(read_acts(record), national, date.fromisoformat(row["due_20wd"]))
    assert state.due is not None and state.due.isoformat() == row["due_20_plus_20"]


# --- 9.2: events -----------------------------------------------------------------------------------------

Facts = dict[str, str]
"""What the software says, under the names of the ``expected`` column."""


def explain(record: list[dict[str, object]], calendar: WorkCalendar, today: str) -> Facts:
    """Replay the acts and give every date under the name that the vectors use."""
    state = replay(read_acts(record), calendar, date.fromisoformat(today))
    facts = {"suspended_workdays": str(state.suspended_workdays), "phase": state.phase.value}
    names = {
        "correction_notice_due": "notice_due",
        "correction_limit": "correction_limit",
        "agency_opinion_due": "opinion_limit",
        "third_party_opinion_due": "opinion_limit",
        "payment_due": "pay_by",
        "answer_due": "answer_due",
    }
    for clock in state.clocks:
        if clock.code in names and clock.ends:
            facts[names[clock.code]] = clock.ends.isoformat()
    if state.received_date:
        facts["received"] = state.received_date.isoformat()
    if state.row:
        facts["row"] = state.row
    return facts


def request(row: dict[str, str], *acts: dict[str, object]) -> list[dict[str, object]]:
    return [{"act": "received", "on": row["received"], "channel": "in_person"}, *acts]


def act(code: str, on: str, **particulars: object) -> dict[str, object]:
    return {"act": code, "on": on, **particulars}


def corrected(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
    issued, back = match.groups()
    return explain(request(row, act("correction_notice", issued), act("corrected", back)), calendar, back)


def never_corrected(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
    issued, days = match.groups()
    notice = act("correction_notice", issued, served_on=issued, limit_days=int(days))
    limit = explain(request(row, notice), calendar, issued)["correction_limit"]
    after = calendar.workday_after(date.fromisoformat(limit), 1).isoformat()
    return explain(request(row, notice, act("correction_lapsed", after)), calendar, after)


def third_party(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
    issued, back = match.groups()
    acts = [act("third_party_letter", issued), act("third_party_opinion", back, agrees=False)]
    facts = explain(request(row, *acts), calendar, back)
    facts["without consultation"] = explain(request(row), calendar, back)["answer_due"]
    return facts


def third_party_and_extension(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
    issued, back, days = match.groups()
    acts = [
        act("third_party_letter", issued),
        act("third_party_opinion", back, agrees=True),
        act("extension", back, days=int(days)),
    ]
    return explain(request(row, *acts), calendar, back)


def silent_agency(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
    issued, served = match.groups()
    return explain(request(row, act("agency_letter", issued, served_on=served)), calendar, served)


def extended(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
    days, approved = match.groups()
    facts = explain(request(row, act("extension", approved, days=int(days))), calendar, approved)
    facts["first_due"] = explain(request(row), calendar, approved)["answer_due"]
    return facts


def paid(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
    notice, payment = match.groups()
    acts = [act("fee_notice", notice, served_on=notice), act("fee_paid", payment)]
    return explain(request(row, *acts), calendar, payment)


def never_paid(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
    notice = act("fee_notice", match[1], served_on=match[1])
    limit = explain(request(row, notice), calendar, match[1])["pay_by"]
    after = calendar.workday_after(date.fromisoformat(limit), 1).isoformat()
    return explain(request(row, notice, act("fee_lapsed", after)), calendar, after)


def confirmed_online(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
    arrived, confirmed = re.findall(r"\d{4}-\d\d-\d\d", row["received"])
    received = act("received", arrived, channel="online", confirmed_on=confirmed)
    return explain([received], calendar, confirmed)


def publication(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
    found = deadline("publication", date.fromisoformat(first_day(row["received"])), calendar)
    return {"publication_due": found.due.isoformat()}


def rolling(kind: str) -> Callable[[dict[str, str], re.Match[str], WorkCalendar], Facts]:
    def translate(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
        found = deadline(kind, date.fromisoformat(first_day(row["received"])), calendar)
        assert str(found.length) == match[1]
        return {"nominal": found.nominal.isoformat(), "rolled": found.due.isoformat()}

    return translate


def written_reply(row: dict[str, str], match: re.Match[str], calendar: WorkCalendar) -> Facts:
    start = date.fromisoformat(first_day(row["received"]))
    summary = deadline("respondent_reply_summary", start, calendar)
    ordinary = deadline("respondent_reply_ordinary", start, calendar)
    assert (str(summary.length), str(ordinary.length)) == match.groups()
    return {"summary": summary.due.isoformat(), "ordinary": ordinary.due.isoformat()}


DAY = r"(\d{4}-\d\d-\d\d)"
TRANSLATORS: dict[str, Callable[[dict[str, str], re.Match[str], WorkCalendar], Facts]] = {
    rf"correction notice issued {DAY}; corrected request received {DAY}": corrected,
    rf"correction notice issued and delivered {DAY} with time limit (\d+) working days; "
    r"nothing received; no good reason": never_corrected,
    rf"third-party letter issued {DAY}; opinion received {DAY}": third_party,
    rf"third-party letter issued {DAY}; opinion received {DAY}; "
    r"extension of (\d+) approved before the first due date": third_party_and_extension,
    rf"co-producing agency letter issued {DAY}; received {DAY}; silence = consent": silent_agency,
    rf"extension of (\d+) working days approved {DAY}": extended,
    rf"fee notice received {DAY}; paid {DAY}": paid,
    rf"fee notice received {DAY}; not paid": never_paid,
    r"receipt date = confirmation date": confirmed_online,
    r"Art 26 publication clock": publication,
    r"reconsideration limit (\d+) calendar days": rolling("reconsideration"),
    r"litigation limit (\d+) months": rolling("litigation"),
    r"litigation limit (\d+) calendar days": rolling("litigation_after_reconsideration"),
    r"written reply: summary (\d+) WD / ordinary (\d+) WD": written_reply,
    r"evidence and defence (\d+) calendar days": rolling("defendant_evidence"),
}


def expectations(text: str) -> Facts:
    """Read the ``expected`` column; whatever it says in words is turned into a fact too."""
    facts = {}
    for part in text.split("; "):
        if "=" in part:
            name, _, value = part.partition("=")
            facts[name] = value
        elif found := re.fullmatch(rf"without consultation {DAY}", part):
            facts["without consultation"] = found[1]
        elif found := re.fullmatch(r"then closed as (\w+)(, no answer clock)?", part):
            facts |= {"phase": "closed", "row": found[1]}
            if found[2]:
                facts["answer_due"] = ""
        else:
            raise AssertionError(f"nothing checks {part!r}")
    return facts


@pytest.mark.parametrize("row", rows("events.csv"), ids=ident)
def test_events(row: dict[str, str], national: WorkCalendar) -> None:
    matches = [(m, t) for pattern, t in TRANSLATORS.items() if (m := re.fullmatch(pattern, row["events"]))]
    assert len(matches) == 1, f"no translator for {row['events']!r}"
    match, translate = matches[0]
    facts = translate(row, match, national)
    expected = expectations(row["expected"])
    assert {name: facts.get(name, "") for name in expected} == expected


# --- fees ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("fee_items.csv"), ids=ident)
def test_fee_by_items(row: dict[str, str]) -> None:
    fee = fee_by_items(int(row["Items in the month"]))
    assert fee.amount == Decimal(row["total by item (yuan)"])
    assert fee.amount == sum(line.amount for line in fee.lines)
    assert fee.last == sum(line.units for line in fee.lines)


@pytest.mark.parametrize("row", rows("fee_pages.csv"), ids=ident)
def test_fee_by_pages(row: dict[str, str]) -> None:
    fee = fee_by_pages(int(row["Pages in one request"]))
    assert fee.amount == Decimal(row["by volume (yuan)"])
    assert fee.amount == sum(line.amount for line in fee.lines)


@pytest.mark.parametrize("row", rows("fee_clock.csv"), ids=ident)
def test_fee_clock(row: dict[str, str], national: WorkCalendar) -> None:
    notice, payment = first_day(row["notice received"]), first_day(row["paid"])
    received = request(row)
    before = explain(received, national, notice)
    asked = explain([*received, act("fee_notice", notice)], national, notice)
    after = explain([*received, act("fee_notice", notice), act("fee_paid", payment)], national, payment)
    assert before["answer_due"] == row["answer due before fee"]
    assert asked["pay_by"] == row["pay by"]
    assert "answer_due" not in asked
    assert after["answer_due"] == first_day(row["new answer due"])
    assert national.day(date.fromisoformat(payment)).kind.is_workday


def test_the_twelfth_request_is_charged_by_item_or_by_volume_never_both() -> None:
    assert fee_by_items(1, earlier=11).amount == 100
    assert fee_by_pages(60).amount == 300
