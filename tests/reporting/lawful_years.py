"""Years of lawful work done through the real services, and a diary of it kept beside them.

A plan says what somebody might do next; what the law does not permit on that day is not done. The diary holds
only what was done, in plain values, so that a recount needs nothing of what is to be tested.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from hypothesis import strategies as st

from kaicheng.agencies.roles import Role
from kaicheng.api.actions import MakeToken, RecordDecisions
from kaicheng.api.models import Token
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.evidence import AddHarm, AddProof, AddSearch
from kaicheng.cases.actions.fees import ChargeFee, RecordPayment
from kaicheng.cases.actions.parts import Join, Split
from kaicheng.cases.disputes.actions import ChangeDispute, RecordDispute
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import ApplicantKind, Case, FeeCharge, Proof
from kaicheng.cases.proofs import BY_HAND, NOTICE, ON_PAPER, letters_sent, missing
from kaicheng.publishing.actions.validity import ChangeValidity, StrikeValidity
from kaicheng.publishing.models import FeeYear, PolicyEventKind
from kaicheng.redaction import grounds
from kaicheng.statute import ACTS, Channel, outcome_choices, outcomes
from tests.cases.factories import a_request, moment, on_paper
from tests.publishing.factories import Publisher, published

FIRST, LAST = dt.date(2023, 11, 1), dt.date(2026, 2, 27)
"""The days of the work; the years between are whole."""
YEARS = (2024, 2025)
OUTCOMES = [code for code, _name in outcome_choices()]
CODES = sorted(set(ACTS) - {"received", "strike"})
ENDINGS = ("answer", "transfer_notice", "withdrawal", "correction_lapsed", "fee_lapsed")
CONFIRMED = {Channel.ONLINE, Channel.FAX, Channel.ORAL, Channel.ORDINARY_POST, Channel.TRANSFERRED}


# --- plans ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """What to try next: after ``gap`` days, written down ``late`` days after it happened."""

    code: str
    gap: int
    late: int
    outcome: str
    days: int


@dataclass(frozen=True, slots=True)
class Contest:
    """A reconsideration or a suit, ``gap`` days after the end; ``takes`` None is never decided."""

    kind: str
    gap: int
    takes: int | None
    outcome: str
    ordered: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """How one request may go."""

    arrives: dt.date
    channel: Channel
    confirmed_after: int | None
    kind: str
    who: int
    items: int
    steps: tuple[Step, ...]
    join: bool
    split: bool
    endings: tuple[Step, ...]
    strike: bool
    served_after: int | None
    contest: Contest | None


@dataclass(frozen=True, slots=True)
class Policy:
    """A document, and how it ended."""

    kind: str
    made: dt.date
    ends: str | None
    after: int
    struck: bool


DAYS = st.dates(FIRST, dt.date(2025, 12, 31))
STEPS = st.builds(
    Step,
    code=st.sampled_from(CODES),
    gap=st.integers(0, 40),
    late=st.sampled_from((0, 0, 0, 1, 4)),
    outcome=st.sampled_from(OUTCOMES),
    days=st.integers(1, 20),
)
LAST_STEPS = st.builds(
    Step,
    code=st.sampled_from(("answer", "answer", *ENDINGS)),
    gap=st.integers(0, 60),
    late=st.sampled_from((0, 0, 2)),
    outcome=st.sampled_from(OUTCOMES),
    days=st.just(1),
)
CONTESTS = st.builds(
    Contest,
    kind=st.sampled_from(("reconsideration", "litigation_direct", "litigation_after_reconsideration")),
    gap=st.integers(0, 90),
    takes=st.none() | st.integers(0, 200),
    outcome=st.sampled_from(("upheld", "corrected", "other")),
    ordered=st.booleans(),
)
PLANS = st.builds(
    Plan,
    arrives=DAYS,
    channel=st.sampled_from(Channel),
    confirmed_after=st.none() | st.integers(0, 20),
    kind=st.sampled_from(ApplicantKind.values),
    who=st.integers(1, 3),
    items=st.integers(1, 3),
    steps=st.lists(STEPS, max_size=4).map(tuple),
    join=st.sampled_from((False, False, True)),
    split=st.booleans(),
    endings=st.lists(LAST_STEPS, max_size=3).map(tuple),
    strike=st.sampled_from((False, False, False, True)),
    served_after=st.none() | st.integers(0, 30),
    contest=st.none() | CONTESTS,
)
POLICIES = st.builds(
    Policy,
    kind=st.sampled_from(("normative", "normative", "rules")),
    made=DAYS,
    ends=st.sampled_from((None, "abolished", "lapsed")),
    after=st.integers(0, 500),
    struck=st.sampled_from((False, False, True)),
)
DECISIONS = st.tuples(st.sampled_from(("licence", "penalty", "coercion")), DAYS, st.booleans())
CHARGES = st.dictionaries(
    st.tuples(st.sampled_from((2023, 2024, 2025)), st.sampled_from(("考试费", "鉴定费", "证书工本费"))),
    st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100),
    max_size=5,
)


# --- the diary ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Noted:
    """One act of a request: what, when, with which particulars."""

    code: str
    on: dt.date
    data: dict[str, Any]


@dataclass(slots=True)
class Asked:
    """A request in the diary: joined to another or split into its parts on the day ``until``, or a part that
    is there from the day ``since`` on."""

    number: str
    kind: str
    acts: list[Noted]
    until: dt.date | None = None
    since: dt.date | None = None

    @property
    def counts(self) -> bool:
        """Whether it is a request of its own still."""
        return self.until is None


@dataclass(slots=True)
class Diary:
    """What was done, in plain values."""

    requests: list[Asked] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[tuple[str, dt.date]] = field(default_factory=list)
    charges: list[tuple[int, Decimal]] = field(default_factory=list)
    disputes: list[dict[str, Any]] = field(default_factory=list)
    fees: list[dict[str, Any]] = field(default_factory=list)


# --- doing it -------------------------------------------------------------------------------------------


@dataclass
class Worker:
    """Does what plans say for one authority, as far as the law permits, and writes the diary."""

    publisher: Publisher
    diary: Diary = field(default_factory=Diary)
    open: list[tuple[Case, Asked]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.officer = self.publisher.people[Role.DISCLOSURE_OFFICER]
        self.token: Token = MakeToken(self.publisher.agency, "行政审批系统", by=self.officer).execute().token

    # --- requests

    def handle(self, plan: Plan) -> None:
        day = plan.arrives
        confirmed = None
        if plan.channel in CONFIRMED and plan.confirmed_after is not None:
            confirmed = day + dt.timedelta(days=plan.confirmed_after)
        written = max(day, confirmed) if confirmed else day
        case = a_request(
            self.publisher,  # type: ignore[arg-type]  # has what a bureau has
            day,
            channel=plan.channel,
            confirmed_on=confirmed,
            applicant_kind=plan.kind,
            applicant={"name": f"申请人{plan.who}", "telephone": f"0834-{plan.who}"},
            items=[f"第{number}项数据" for number in range(1, plan.items + 1)],
            at=moment(written),
        )
        noted = Asked(case.number, plan.kind, [Noted("received", confirmed or day, {})])
        self.diary.requests.append(noted)
        today = written
        for step in plan.steps:
            today = self._try(case, noted, step, today)
        if plan.strike and len(noted.acts) > 1:
            self._strike(case, noted, today)
        if plan.join and self._joined(case, noted, plan.who, today):
            return
        self.open.append((case, noted))
        cases = [(case, noted)]
        if plan.split and plan.items > 1 and noted.counts:
            cases = self._parts(case, noted, today) or cases
        # Each part ends in its own way.
        for place, (one, its) in enumerate(cases):
            self._end(one, its, plan, today + dt.timedelta(days=place * 7), place)

    def _end(self, case: Case, noted: Asked, plan: Plan, today: dt.date, place: int) -> None:
        shifted = plan.endings[place:] + plan.endings[:place]
        for step in shifted:
            today = self._try(case, noted, step, today)
        ended = [one for one in noted.acts if one.code in ENDINGS]
        if ended and plan.served_after is not None:
            step = Step("service", plan.served_after, 0, "", 0)
            today = self._try(case, noted, step, max(today, ended[-1].on))
        if ended and plan.contest is not None:
            self._contest(case, plan.contest, today)

    def _try(self, case: Case, noted: Asked, step: Step, today: dt.date) -> dt.date:
        """Do it if the law permits it; the day on which we are then."""
        on = today + dt.timedelta(days=step.gap)
        written = on + dt.timedelta(days=step.late)
        if written > LAST:
            return today
        state = state_of(case, on)
        may = next((one for one in state.permitted if one.act == step.code), None)
        if may is None:
            return today
        data: dict[str, Any] = {}
        if step.code == "answer":
            data["outcome"] = step.outcome
            self._prove(case, step.outcome, written)
        elif step.code in ENDINGS:
            own = [code for code, one in outcomes().items() if one.own_act == step.code]
            for code in own:
                self._prove(case, code, written)
        elif step.code == "delay_notice":
            data["until"] = ((state.due or on) + dt.timedelta(days=step.days)).isoformat()
        elif step.code == "letter_served":
            data["letter"] = may.letters[0]
        elif step.code == "service":
            data["means"] = "in_person"
        elif step.code == "extension":
            data["days"] = step.days
        elif step.code in ("correction_notice", "reasons_notice"):
            data["limit_days"] = step.days
        elif step.code in ("third_party_opinion", "agency_opinion"):
            data["agrees"] = step.days % 2 == 0
        elif step.code == "fee_notice":
            self._charge(case, noted, written)
        try:
            if step.code == "fee_paid" and case.fees.filter(paid_on__isnull=True).exists():
                charge = case.fees.get(paid_on__isnull=True)
                RecordPayment(charge, on, by=self.officer, at=moment(written)).execute()
            else:
                RecordAct(case, step.code, on, data, by=self.officer, at=moment(written)).execute()
        except ValidationError:
            return today
        case.refresh_from_db()
        noted.acts.append(Noted(step.code, on, data))
        return written

    def _strike(self, case: Case, noted: Asked, today: dt.date) -> None:
        place = len(noted.acts) - 1
        try:
            data = {"act_index": place, "reason": "记错了"}
            RecordAct(case, "strike", today, data, by=self.officer, at=moment(today)).execute()
        except ValidationError:
            return
        case.refresh_from_db()
        noted.acts.append(Noted("strike", today, {"act_index": place}))

    def _prove(self, case: Case, outcome: str, day: dt.date) -> None:
        """Put on file what the outcome has to be proved with."""
        given: dict[str, Any] = {"by": self.officer, "at": moment(day)}
        on_paper(self.publisher, case, day)  # type: ignore[arg-type]  # has what a bureau has
        for named in missing(case, outcome):
            if named.code == "search_record":
                AddSearch(
                    case, office=self.publisher.office, searched_by="承办人", on=day, where="档案室",
                    keywords="数据", result="没有检索到", **given,
                ).execute()  # fmt: skip
            elif named.code == "withholding_reasons":
                ground = outcome if outcome in grounds() else next(iter(grounds()))
                AddHarm(case, ground=ground, reasoning="申请的是本局内部会议的座次安排。", **given).execute()
            elif named.code == "service_proof":
                for sent in (row for row in letters_sent(case) if row.code == NOTICE[outcome]):
                    AddProof(case, named.code, "回执。", letter=sent.place, **given).execute()
            elif named.code in BY_HAND:
                paper = ("撤回书.txt", "我撤回这份申请。".encode()) if named.code in ON_PAPER else None
                AddProof(case, named.code, "承办人核对后留存。", file=paper, **given).execute()
            else:  # what comes with a letter or a file, kept on paper here
                Proof.objects.create(
                    case=case, code=named.code, text="纸质留存", by=self.officer, recorded_at=moment(day)
                )

    def _charge(self, case: Case, noted: Asked, day: dt.date) -> None:
        charge: FeeCharge = ChargeFee(
            case, basis="per_page", first=1, last=160, history="所申请资料共160页。", how="银行转账",
            by=self.officer, at=moment(day),
        ).execute()  # fmt: skip
        self.diary.fees.append({"of": noted, "amount": charge.amount})

    def _joined(self, case: Case, noted: Asked, who: int, today: dt.date) -> bool:
        for other, its in self.open:
            if not its.counts or f"申请人{who}" != other.applicant.name.reveal():
                continue
            try:
                Join(case, other, by=self.officer, at=moment(today)).execute()
            except ValidationError:
                continue
            noted.until = today
            return True
        return False

    def _parts(self, case: Case, noted: Asked, today: dt.date) -> list[tuple[Case, Asked]]:
        try:
            parts = Split(case, by=self.officer, at=moment(today)).execute()
        except ValidationError:
            return []
        noted.until = today
        made = [
            (part, Asked(part.number, noted.kind, [replace(one) for one in noted.acts], since=today))
            for part in parts
        ]
        self.diary.requests += [its for _part, its in made]
        return made

    # --- disputes

    def _contest(self, case: Case, contest: Contest, today: dt.date) -> None:
        filed = today + dt.timedelta(days=contest.gap)
        if filed > LAST:
            return
        values = {"case": case, "kind": contest.kind, "body": "示例市人民政府", "filed_on": filed}
        dispute = RecordDispute(self.publisher.agency, values, by=self.officer, at=moment(filed)).execute()
        noted = {"kind": contest.kind, "filed": filed, "decided": None, "outcome": ""}
        self.diary.disputes.append(noted)
        if contest.takes is None or filed + dt.timedelta(days=contest.takes) > LAST:
            return
        decided = filed + dt.timedelta(days=contest.takes)
        given: dict[str, Any] = {"decided_on": decided, "outcome": contest.outcome}
        if contest.ordered and contest.outcome == "corrected":
            given |= {"decision_received_on": decided, "orders_answer_by": decided + dt.timedelta(days=20)}
        ChangeDispute(dispute, given, by=self.officer, at=moment(decided)).execute()
        noted |= {"decided": decided, "outcome": contest.outcome}

    # --- table two

    def issue(self, policy: Policy, number: int) -> None:
        document = published(self.publisher, f"第{number}号办法", kind=policy.kind, created_date=policy.made)
        noted = {"kind": policy.kind, "made": policy.made, "ended": None}
        self.diary.documents.append(noted)
        if policy.ends is None:
            return
        on = policy.made + dt.timedelta(days=policy.after)
        event = ChangeValidity(
            document, PolicyEventKind(policy.ends), on, basis="新办法", by=self.publisher.head
        ).execute()
        if policy.struck:
            StrikeValidity(event, by=self.publisher.head, reason="登记错了文件").execute()
        else:
            noted["ended"] = on

    def decide(self, decisions: list[tuple[str, dt.date, bool]]) -> None:
        rows = [
            {
                "kind": kind, "number": f"决字{number}号", "name": "事项", "party": "", "party_code": "",
                "decided_on": day.isoformat(), "valid_to": None, "content": "", "basis": "", "public": public,
            }
            for number, (kind, day, public) in enumerate(decisions)
        ]  # fmt: skip
        done = RecordDecisions(self.token, rows).execute()
        assert all(row.status == "created" for row in done), done
        self.diary.decisions += [(kind, day) for kind, day, _public in decisions]

    def charged(self, charges: dict[tuple[int, str], Decimal]) -> None:
        for (year, item), amount in charges.items():
            FeeYear.objects.create(
                agency=self.publisher.agency, year=year, item=item, amount=amount, recorded_at=moment(LAST)
            )
            self.diary.charges.append((year, amount))


def standing(asked: Asked) -> Iterator[Noted]:
    """The acts that were not struck, in the order of their days."""
    struck = {one.data["act_index"] for one in asked.acts if one.code == "strike"}
    kept = [one for place, one in enumerate(asked.acts) if place not in struck and one.code != "strike"]
    day: Callable[[Noted], dt.date] = lambda one: one.on  # noqa: E731
    yield from sorted(kept, key=day)
