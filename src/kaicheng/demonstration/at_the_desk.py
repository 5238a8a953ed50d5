"""Handling requests as the people of an authority do, each on the day on which it happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from kaicheng.agencies.models import Agency, Office, User
from kaicheng.agencies.roles import Role
from kaicheng.agencies.standing import acting
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.deliver import Deliver
from kaicheng.cases.actions.evidence import AddHarm, AddProof, AddSearch
from kaicheng.cases.actions.intake import RegisterRequest
from kaicheng.cases.actions.letters import SaveLetter
from kaicheng.cases.case_facts import known
from kaicheng.cases.ledger import calendar_of
from kaicheng.cases.models import Case, CaseLetter, Source
from kaicheng.demonstration.registry import Occasion
from kaicheng.review.actions.judge import Judge
from kaicheng.review.actions.sign import Sign
from kaicheng.review.actions.submit import Submit
from kaicheng.review.people import signers
from kaicheng.review.verdicts import unsettled
from kaicheng.statute import Channel, Means


@dataclass(frozen=True)
class Desk:
    """Where an authority's requests are handled."""

    agency: Agency
    occasion: Occasion

    @classmethod
    def of(cls, slug: str, occasion: Occasion) -> Desk:
        """The desk of the authority with that address."""
        return cls(Agency.objects.get(slug=slug), occasion)

    @property
    def today(self) -> dt.date:
        """The day of the loading."""
        return timezone.localdate(self.occasion.now)

    @property
    def office(self) -> Office:
        """The office that does disclosure."""
        return Office.objects.get(agency=self.agency, handles_disclosure=True)

    def ago(self, workdays: int) -> dt.date:
        """So many working days ago, but not before the authorities began here."""
        day, calendar = self.today, calendar_of(Case(agency=self.agency))
        for _ in range(workdays):
            day = calendar.workday_until(day - dt.timedelta(days=1))
        return max(day, self.occasion.opened)

    def at(self, day: dt.date) -> dt.datetime:
        """Half past nine, unless that has not come yet."""
        return min(timezone.make_aware(dt.datetime.combine(day, dt.time(9, 30))), self.occasion.now)

    def officer(self, day: dt.date) -> User:
        """Who handles requests on that day."""
        return acting(Role.DISCLOSURE_OFFICER, self.agency, day)[0].user

    def who(self, day: dt.date) -> dict[str, Any]:
        """Who acts, and when, as actions take it."""
        return {"by": self.officer(day), "at": self.at(day)}

    def request(
        self,
        key: str,
        day: dt.date,
        wanted: str,
        applicant: str,
        *,
        channel: Channel = Channel.ONLINE,
        kind: str = "natural_person",
        before: bool = False,
        items: tuple[str, ...] = (),
        **particulars: Any,
    ) -> Case:
        """A request that arrives; ``before`` the authorities began here, it is the installation's record."""
        on_line = channel is Channel.ONLINE
        return RegisterRequest(
            self.agency,
            source=Source.PORTAL if on_line else Source.STAFF,
            channel=channel,
            arrived_on=day,
            confirmed_on=None if channel in (Channel.IN_PERSON, Channel.REGISTERED_POST) else day,
            wanted=wanted,
            items=items,
            applicant_kind=kind,
            applicant={
                "name": applicant,
                "telephone": "000-00000000",
                "email": f"{key}@applicant.example" if on_line else "",
                "address": "演示路0号（演示数据）",
            },
            key=f"demonstration-{key}",
            particulars={"e_service": on_line, **particulars},
            by=None if on_line or before else self.officer(day),
            at=self.at(day),
        ).execute()

    def act(self, case: Case, code: str, day: dt.date, note: str = "", **data: Any) -> None:
        """Something that happened, written down on the day."""
        RecordAct(case, code, day, data, note=note, **self.who(day)).execute()

    def prove(self, case: Case, day: dt.date, proofs: Mapping[str, str]) -> None:
        """Evidence by its code."""
        for code, text in proofs.items():
            AddProof(case, code, text, **self.who(day)).execute()

    def reason(self, case: Case, day: dt.date, ground: str, reasoning: str, harm: str = "") -> None:
        """Why something is withheld."""
        AddHarm(case, ground=ground, reasoning=reasoning, harm=harm, **self.who(day)).execute()

    def search(self, case: Case, day: dt.date, where: str, keywords: str, result: str) -> None:
        """A search on record."""
        AddSearch(
            case, office=self.office, searched_by="档案员", on=day, where=where, keywords=keywords,
            result=result, **self.who(day),
        ).execute()  # fmt: skip

    def letter(
        self,
        case: Case,
        kind: str,
        day: dt.date,
        *,
        act: str = "",
        data: Mapping[str, Any] | None = None,
        addressee: str = "applicant",
        **facts: Any,
    ) -> CaseLetter:
        """A letter, drafted and signed by everybody on one day."""
        draft = SaveLetter(
            case,
            kind,
            replace(known(case, day), **facts),
            office=self.office,
            act=act,
            act_data=data,
            addressee=addressee,
            **self.who(day),
        ).execute()
        submission = Submit(draft, **self.who(day)).execute()
        for level in submission.levels:
            signer = signers(level, submission, day)[0].user
            for warning, _said in unsettled(draft, submission.revision.as_object().review_findings()):
                reason = "已经核对，属实"
                Judge(draft, warning, upheld=False, reason=reason, by=signer, at=self.at(day)).execute()
            Sign(submission, seen=submission.content_hash, by=signer, at=self.at(day)).execute()
        case.refresh_from_db()
        return CaseLetter.objects.get(pk=draft.pk)

    def send(self, letter: CaseLetter, day: dt.date, means: Means = Means.ONLINE) -> None:
        """The letter goes out."""
        waybill = "1000000000000" if means is Means.EMS else ""
        Deliver(letter, means, sent_on=day, waybill=waybill, **self.who(day)).execute()
        letter.case.refresh_from_db()
