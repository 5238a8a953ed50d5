"""A request arrives: by any channel, written down by staff, by the applicant, or from the mailbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies import permissions
from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency, Office
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.ledger import refresh, state_of
from kaicheng.cases.models import (
    ActRow,
    Applicant,
    ApplicantKind,
    Case,
    CaseFile,
    Draft,
    Item,
    Source,
)
from kaicheng.cases.numbering import next_case_number
from kaicheng.cases.public import receipt
from kaicheng.letters import LetterError
from kaicheng.statute import Channel, StatuteError, channels


class RegisterRequest(StaffAction[Case]):
    """Write a request down, with its applicant and what it asks for; the ledger begins with its receipt.

    ``key`` makes it the same case however often it is sent: the one that is there already is given back.
    ``by`` None is the applicant on line, or the mailbox. The files of ``draft`` lie on the disk since they
    were given; they become the case's with it, or stay the draft's when it is not made.

    Number and code go to the applicant with the receipt: by mail here, or printed (:class:`GiveReceipt`).
    """

    permission = "cases.case.register"

    def __init__(
        self,
        agency: Agency,
        *,
        source: Source,
        channel: Channel,
        arrived_on: dt.date,
        wanted: str,
        applicant_kind: str,
        applicant: Mapping[str, Any],
        items: Sequence[str] = (),
        confirmed_on: dt.date | None = None,
        office: Office | None = None,
        key: str | None = None,
        particulars: Mapping[str, Any] | None = None,
        draft: Draft | None = None,
        **context: Any,
    ) -> None:
        super().__init__(**context)
        self.agency, self.source, self.channel = agency, source, Channel(channel)
        self.arrived_on, self.confirmed_on = arrived_on, confirmed_on
        self.wanted, self.items = wanted.strip(), [item.strip() for item in items if item.strip()]
        self.applicant_kind, self.applicant = ApplicantKind(applicant_kind), dict(applicant)
        self.office, self.key = office, key
        self.particulars = dict(particulars or {})
        self.draft = draft
        self.repeated = False

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        required(self.wanted, "请写明需要什么政府信息：名称、文号，或者能让人找到它的描述。", "wanted")
        if not str(self.applicant.get("name", "")).strip():
            refuse("请填写申请人的姓名或者名称。", "name")
        if self.arrived_on > self.today:
            refuse("到达日期在今天之后，请核对。", "arrived_on")

    def perform(self) -> Case:
        if self.key:
            there = Case.objects.filter(key=self.key).first()
            if there is not None:
                self.repeated, self.case = True, there
                return there
        self.case = Case.objects.create(
            agency=self.agency,
            office=self.office,
            number=next_case_number(self.agency, self.today.year),
            source=self.source,
            channel=self.channel,
            key=self.key,
            applicant_kind=self.applicant_kind,
            wanted=self.wanted,
            arrived_on=self.arrived_on,
            registered_at=self.at,
            registered_by=self.by,
            phase="draft",
            **self.particulars,
        )
        Applicant.objects.create(case=self.case, **self.applicant)
        for number, text in enumerate(self.items or [self.wanted], start=1):
            Item.objects.create(case=self.case, number=number, text=text)
        data: dict[str, Any] = {"channel": str(self.channel)}
        if self.confirmed_on is not None:
            data["confirmed_on"] = self.confirmed_on.isoformat()
        ActRow.objects.create(
            case=self.case,
            place=0,
            code="received",
            on=self.arrived_on,
            data=data,
            by=self.by,
            post=self.capacity.post if self.capacity else "",
            recorded_at=self.at,
        )
        refresh(self.case, state_of(self.case, self.today))
        if self.draft is not None:
            self._take_files(self.draft)
        if self.channel == Channel.ONLINE or self.case.e_service:
            # to a mailbox that the applicant wrote from or chose; who came with a paper gets it printed
            receipt.post(self.case, self.at)
        return self.case

    def _take_files(self, draft: Draft) -> None:
        for file in draft.files.all():
            CaseFile.objects.create(
                case=self.case,
                role=file.role,
                name=file.name.reveal(),
                file=file.file.name,
                media_type=file.media_type,
                size=file.size,
                digest=file.digest,
                scan=file.scan,
                by=self.by,
                added_at=self.at,
            )
        draft.files.all().delete()
        Draft.objects.filter(pk=draft.pk).update(case=self.case, answers="", saved_at=self.at)

    def event(self) -> Entry:
        facts = {
            "channel": channels()[self.channel].name.zh,
            "arrived_on": self.arrived_on.isoformat(),
            "source": str(self.source),
            "office": self.office.name if self.office else "",
        }
        return self.entry(events.REGISTERED, self.agency.chain, self.case, facts=facts)


class GiveReceipt(CaseAction[bytes]):
    """Print the receipt with number and code, for an applicant who did not come on line.

    It is handed over or put into the post, and kept nowhere: the code opens the request to who has it. Who
    wrote the request down may print it, and those who may see who asks.
    """

    permission = "cases.case.register"

    def subject(self) -> models.Model:
        return self.case.agency

    def validate(self) -> None:
        if self.by is not None and self.case.registered_by_id != self.by.pk:
            permissions.require(self.by, "cases.applicant.open", self.case, self.today)
        try:
            self.paper = receipt.letter(self.case)
        except (LetterError, StatuteError) as error:
            raise ValidationError(error.message.zh) from error

    def perform(self) -> bytes:
        self.said = _("打印接收回执（含查询码），交给或者寄给申请人")
        self.facts = {"kind": "receipt"}
        return self.paper
