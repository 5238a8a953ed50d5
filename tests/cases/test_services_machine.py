"""The services in any order, lawful or not: ledgers stay lawful, lists follow them, the trail holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.audit.verification import verify_all
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.archive import ArchiveCase
from kaicheng.cases.actions.assign import Assign, Report
from kaicheng.cases.actions.consult import AddConsultation, RecordOpinion
from kaicheng.cases.actions.deliver import Deliver, MarkReached
from kaicheng.cases.actions.fees import ChargeFee, RecordPayment
from kaicheng.cases.actions.parts import AnswerAgain, Join, Split
from kaicheng.cases.disputes.actions import ChangeDispute, RecordDispute
from kaicheng.cases.ledger import COPIED, acts_of, calendar_of, refresh, state_of
from kaicheng.cases.models import ActRow, Case, CaseLetter, Consultation, Delivery, Dispute, FeeCharge
from kaicheng.cases.passing import follow_time
from kaicheng.findings import Finding
from kaicheng.letters import Extension
from kaicheng.statute import Means, outcomes, replay
from tests.agencies.factories import a_bureau
from tests.cases.factories import a_drafted_letter, a_request, moment, on_paper, profiled, proven, signed

START = dt.date(2026, 3, 2)
ACTS = ("withdrawal", "correction_lapsed", "fee_lapsed", "third_party_lapsed", "extension", "corrected")
ANY = st.integers(0, 9)
LETTERS: dict[str, tuple[str, dict[str, Any]]] = {
    "L03_correction_notice": ("correction_notice", {"limit_days": 5}),
    "L05_extension_notice": ("extension", {"days": 10}),
    "L12_fee_notice": ("fee_notice", {}),
}


class Services(RuleBasedStateMachine):
    """Everybody in the house, in no order at all, and days that pass."""

    def __init__(self) -> None:
        super().__init__()
        self.today = START
        self.refused = self.done = 0

    @initialize()
    def opens(self) -> None:
        self.bureau = a_bureau()
        profiled(self.bureau.agency)
        self.officer = self.bureau.people[Role.DISCLOSURE_OFFICER]
        self.arrives(3)
        self.arrives(0)

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.officer, "at": moment(self.today)}

    def cases(self) -> list[Case]:
        return list(Case.objects.filter(agency=self.bureau.agency).order_by("pk"))

    def pick(self, number: int, rows: Any) -> Any:
        found = list(rows)
        return found[number % len(found)] if found else None

    def case(self, number: int) -> Case:
        return self.pick(number, self.cases())

    def attempt(self, deed: Callable[[], Any], *, steps: int = 1) -> None:
        """What is refused leaves nothing in the ledgers; nor, if it is one step, in the trail."""
        before = self.written(steps)
        try:
            deed()
        except ValidationError as told:
            assert all(message.strip() for message in told.messages)
            assert self.written(steps) == before
            self.refused += 1
        else:
            self.done += 1

    def written(self, steps: int) -> tuple[int, int, int]:
        return ActRow.objects.count(), Case.objects.count(), Event.objects.count() if steps == 1 else 0

    # --- what people do ---------------------------------------------------------------------------------

    @rule(items=st.integers(0, 3))
    def arrives(self, items: int) -> None:
        wanted = [f"第{number}号会议纪要" for number in range(items)]
        a_request(self.bureau, self.today, items=wanted, at=moment(self.today))

    @rule(days=st.integers(1, 16))
    def days_pass(self, days: int) -> None:
        self.today += dt.timedelta(days=days)
        follow_time(moment(self.today))

    @rule(number=ANY, days=st.integers(-1, 10))
    def assigned(self, number: int, days: int) -> None:
        due = self.today + dt.timedelta(days=days)
        self.attempt(lambda: Assign(self.case(number), self.bureau.office, due, "检索", **self.who).execute())

    @rule(number=ANY)
    def reported(self, number: int) -> None:
        asked = self.pick(number, self.case(number).assignments.all())
        if asked is not None:
            self.attempt(lambda: Report(asked, "可以公开。", **self.who).execute())

    @rule(number=ANY, outcome=st.sampled_from(["refused_internal_affairs", "not_held", "withdrawn"]))
    def proves(self, number: int, outcome: str) -> None:
        self.attempt(lambda: proven(self.bureau, self.case(number), outcome, self.today), steps=9)

    @rule(number=ANY, code=st.sampled_from(ACTS), back=st.integers(0, 4))
    def records(self, number: int, code: str, back: int) -> None:
        data = {"days": 5} if code == "extension" else {}
        on = self.today - dt.timedelta(days=back)
        self.attempt(lambda: RecordAct(self.case(number), code, on, data, **self.who).execute())

    @rule(
        number=ANY,
        outcome=st.sampled_from(["refused_internal_affairs", "not_held", "granted"]),
        proved=st.integers(0, 3).map(bool),
    )
    def answers(self, number: int, outcome: str, proved: bool) -> None:
        case, data = self.case(number), {"outcome": outcome}
        if proved:
            self.attempt(lambda: proven(self.bureau, case, outcome, self.today), steps=9)
            self.attempt(lambda: on_paper(self.bureau, case, self.today))
        self.attempt(lambda: RecordAct(case, "answer", self.today, data, **self.who).execute())

    @rule(number=ANY)
    def serves(self, number: int) -> None:
        answered = Case.objects.filter(agency=self.bureau.agency, phase="answered").order_by("pk")
        case = self.pick(number, answered)
        if case is not None:
            means = {"means": "in_person"}
            self.attempt(lambda: RecordAct(case, "service", self.today, means, **self.who).execute())

    @rule(number=ANY)
    def archives(self, number: int) -> None:
        case = self.case(number)
        self.attempt(lambda: ArchiveCase(case, **self.who).execute())

    @rule(number=ANY, kind=st.sampled_from(sorted(LETTERS)))
    def writes_and_signs(self, number: int, kind: str) -> None:
        act, data = LETTERS[kind]
        facts: dict[str, Any] = {"act": act, "act_data": data}
        if kind == "L05_extension_notice":
            case = self.case(number)
            until = calendar_of(case).workday_after(case.due or self.today, 10)
            facts["extension"] = Extension(10, "需要的资料在多个科室，要逐件查阅档案", until)
        if kind == "L12_fee_notice":
            facts["request_history"] = "本月提出12件。"
        self.attempt(lambda: self.issue(self.case(number), kind, **facts), steps=4)

    @rule(number=ANY)
    def consults(self, number: int) -> None:
        def deed() -> None:
            case = self.case(number)
            asked = AddConsultation(
                case, "third_party", name="示例服务有限公司", subject_matter="报价", **self.who
            ).execute()
            self.issue(case, "L06_third_party_letter", act="third_party_letter",
                       addressee=f"consultation:{asked.pk}")  # fmt: skip

        if Consultation.objects.filter(letter_act=None).count() < 2:
            self.attempt(deed, steps=5)

    @rule(number=ANY, agrees=st.booleans())
    def replies(self, number: int, agrees: bool) -> None:
        asked = self.pick(number, Consultation.objects.filter(case__agency=self.bureau.agency))
        if asked is not None:
            self.attempt(
                lambda: RecordOpinion(
                    asked, on=self.today, agrees=agrees, opinion="商业秘密", **self.who
                ).execute()
            )

    def issue(self, case: Case, kind: str, **given: Any) -> None:
        draft = a_drafted_letter(self.bureau, case, kind, on=self.today, **given)
        signed(self.bureau, draft, self.today)

    @rule(number=ANY, means=st.sampled_from([Means.EMS, Means.EMS, Means.IN_PERSON, Means.COURIER]))
    def delivers(self, number: int, means: Means) -> None:
        letter = self.pick(number, CaseLetter.objects.filter(case__agency=self.bureau.agency, live=True))
        if letter is not None:
            reached = self.today if means is Means.IN_PERSON else None
            self.attempt(
                lambda: Deliver(
                    letter, means, sent_on=self.today, reached_on=reached, waybill="XA1", **self.who
                ).execute()
            )

    @rule(number=ANY, failed=st.booleans())
    def arrives_or_comes_back(self, number: int, failed: bool) -> None:
        sent = self.pick(number, Delivery.objects.filter(letter__case__agency=self.bureau.agency))
        if sent is not None:
            how: dict[str, Any] = {"failed": "退回"} if failed else {"reached_on": self.today}
            self.attempt(lambda: MarkReached(sent, **how, **self.who).execute())

    @rule(number=ANY, pages=st.sampled_from([10, 160]))
    def charges(self, number: int, pages: int) -> None:
        self.attempt(
            lambda: ChargeFee(
                self.case(number),
                basis="per_page",
                first=1,
                last=pages,
                history="量大",
                how="转账",
                **self.who,
            ).execute()
        )

    @rule(number=ANY)
    def pays(self, number: int) -> None:
        charge = self.pick(number, FeeCharge.objects.filter(case__agency=self.bureau.agency))
        if charge is not None:
            self.attempt(lambda: RecordPayment(charge, self.today, **self.who).execute())

    @rule(number=ANY, into=ANY)
    def joins(self, number: int, into: int) -> None:
        self.attempt(lambda: Join(self.case(number), self.case(into), **self.who).execute())

    @rule(number=ANY)
    def splits(self, number: int) -> None:
        self.attempt(lambda: Split(self.case(number), **self.who).execute())

    @rule(number=ANY, place=st.integers(1, 6))
    def strikes(self, number: int, place: int) -> None:
        data = {"act_index": place, "reason": "记错了"}
        self.attempt(lambda: RecordAct(self.case(number), "strike", self.today, data, **self.who).execute())

    @rule(number=ANY, days=st.integers(-2, 20))
    def is_ordered(self, number: int, days: int) -> None:
        by = self.today + dt.timedelta(days=days)
        self.attempt(
            lambda: AnswerAgain(self.case(number), decided_on=self.today, answer_by=by, **self.who).execute()
        )

    @rule(number=ANY, corrected=st.booleans(), days=st.integers(-2, 20))
    def is_disputed(self, number: int, corrected: bool, days: int) -> None:
        values: dict[str, Any] = {
            "case": self.case(number), "kind": "reconsideration", "body": "示例市人民政府",
            "filed_on": self.today, "copy_received_on": self.today,
        }  # fmt: skip
        if corrected:
            values |= {
                "decided_on": self.today, "decision_received_on": self.today, "outcome": "corrected",
                "orders_answer_by": self.today + dt.timedelta(days=days),
            }  # fmt: skip
        self.attempt(lambda: RecordDispute(self.bureau.agency, values, **self.who).execute())

    @rule(number=ANY, days=st.integers(-2, 20))
    def dispute_moves_on(self, number: int, days: int) -> None:
        one = self.pick(number, Dispute.objects.filter(agency=self.bureau.agency))
        if one is not None:
            by = self.today + dt.timedelta(days=days)
            values = {
                "decided_on": self.today, "decision_received_on": self.today, "outcome": "corrected",
                "orders_answer_by": by,
            }  # fmt: skip
            self.attempt(lambda: ChangeDispute(one, values, **self.who).execute())

    # --- what is always so ------------------------------------------------------------------------------

    @invariant()
    def every_ledger_is_lawful_and_every_copy_follows_from_it(self) -> None:
        if not hasattr(self, "bureau"):
            return
        for case in self.cases():
            state = replay(acts_of(case), calendar_of(case), self.today, ordered=case.answer_due)
            kept = {name: getattr(case, name) for name in COPIED}
            again = Case.objects.get(pk=case.pk)
            again.save = lambda **_fields: None  # type: ignore[method-assign]
            refresh(again, state)
            assert kept == {name: getattr(again, name) for name in COPIED}, (case.number, state.phase)
            assert state == state_of(case, self.today)

    @invariant()
    def what_hangs_together_agrees(self) -> None:
        if not hasattr(self, "bureau"):
            return
        for case in self.cases():
            standing = {
                row.code
                for row in ActRow.objects.filter(case=case)
                if row.place not in state_of(case, self.today).struck
            }
            gone_on = case.joined_to_id is not None or case.parts.exists()
            assert ("continued" in standing) is gone_on
            assert case.counted is not (gone_on or case.again_from_id is not None)
            assert all((charge.paid_on is None) is ("fee_paid" not in standing) for charge in case.fees.all())
            answered = case.consultations.filter(replied_at__isnull=False)
            assert answered.exists() is ("third_party_opinion" in standing)
            for letter in case.letters.filter(live=True).exclude(act="").select_related("act_row"):
                assert letter.act_row is not None and letter.act_row.code == letter.act
            assert not case.outcome or case.outcome in outcomes()

    def teardown(self) -> None:
        if hasattr(self, "bureau"):
            assert not [found for found in verify_all() if isinstance(found, Finding)]


class TestServices(TestCase, Services.TestCase):
    """In one database transaction for each run."""


TestServices.settings = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""The same examples each time, so that a red test stays red until it is mended."""
