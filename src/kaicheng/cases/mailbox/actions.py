"""What a person decides about a letter: a request, something for a request that is there, or neither."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.agencies import permissions
from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.audit.recording import Entry
from kaicheng.cases.actions.handling import refuse_archived
from kaicheng.cases.actions.intake import RegisterRequest
from kaicheng.cases.filing import checked, keep
from kaicheng.cases.mailbox import events
from kaicheng.cases.mailbox.letter import Letter, read_letter
from kaicheng.cases.models import Case, FileRole, MailMessage, MailState, Source
from kaicheng.cases.telling import tell_officers
from kaicheng.statute import Channel

IN_ORIGINAL = ""
"""What is said of an attachment that stays in the letter's original alone."""


def original(message: MailMessage) -> bytes:
    """The letter as it came; nothing where it was too large to be fetched."""
    if not message.file:
        return b""
    with message.file.open() as stored:
        data: bytes = stored.read()
    return data


def letter_of(message: MailMessage) -> Letter:
    """The letter as a person reads it."""
    return read_letter(original(message))


def usable(letter: Letter) -> tuple[dict[int, tuple[str, bytes]], list[str]]:
    """The attachments that may stand in a case by themselves, by their places, and why others may not."""
    good, refused = {}, []
    for place, (name, data) in enumerate(letter.attachments):
        try:
            good[place] = checked(SimpleUploadedFile(name, data))
        except ValidationError as error:
            refused += error.messages
    return good, refused


class _Deciding(StaffAction[MailMessage]):
    permission: ClassVar[str] = "cases.mail.handle"
    said = ""

    def __init__(self, message: MailMessage, **context: Any) -> None:
        super().__init__(**context)
        self.message = message
        self.roles: Mapping[int, str] = {}

    def subject(self) -> models.Model:
        return self.message

    def validate(self) -> None:
        # Locked, so that of two who decide at once the second is told what the first has done.
        found = MailMessage.objects.select_for_update().get(pk=self.message.pk)
        self.message = found
        if found.state != MailState.WAITING:
            refuse(_("这封来信已经处理过：%(state)s。") % {"state": found.get_state_display()})

    def decide(self, state: MailState, case: Case | None, note: str = "") -> MailMessage:
        """Write down what has become of the letter, and keep it with its case."""
        row = self.message
        row.state, row.case, row.note = state, case, note
        row.decided_by, row.decided_at = self.by, self.at
        row.save(update_fields=["state", "case", "note", "decided_by", "decided_at"])
        return row

    def keep_in(self, case: Case) -> None:
        """The original and its attachments, as files of the case: each for what intake says that it is."""
        data = original(self.message)
        if not data:
            return
        source = keep(case, FileRole.MESSAGE, _("邮件原件") + ".eml", data, by=self.by, at=self.at)
        for place, (name, content) in usable(read_letter(data))[0].items():
            role = self.roles.get(place)
            if role is None:
                refuse(_("请选择附件“%(name)s”的用途。身份证明只有收件和公开工作人员能看。") % {"name": name})
            if role != IN_ORIGINAL:
                keep(case, FileRole(role), name, content, by=self.by, at=self.at, made_from=source)

    def event(self) -> Entry:
        row = self.message
        facts = {"what": self.said, "state": str(row.state), "case": row.case.number if row.case else ""}
        return self.entry(events.DECIDED, row.agency.chain, row, facts=facts, label=str(row.pk))


class RegisterLetter(_Deciding):
    """The letter is a request. It arrived when the mail server got it; nobody can put another day."""

    def __init__(
        self,
        message: MailMessage,
        *,
        wanted: str,
        items: Sequence[str],
        applicant_kind: str,
        applicant: Mapping[str, Any],
        roles: Mapping[int, str] | None = None,
        confirmed_on: dt.date | None = None,
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.roles = dict(roles or {})
        self.wanted, self.items = wanted, items
        self.applicant_kind, self.applicant = applicant_kind, applicant
        self.confirmed_on = confirmed_on

    def perform(self) -> MailMessage:
        row = self.message
        case = RegisterRequest(
            row.agency,
            source=Source.MAILBOX,
            channel=Channel.ONLINE,
            arrived_on=timezone.localdate(row.arrived_at),
            confirmed_on=self.confirmed_on,
            wanted=self.wanted,
            items=self.items,
            applicant_kind=self.applicant_kind,
            applicant=self.applicant,
            key=f"mail:{row.pk}",
            particulars={"arrival_note": _("电子邮件"), "delivery": "email"},
            by=self.by,
            at=self.at,
            origin=self.origin,
        ).execute()
        self.keep_in(case)
        self.said = _("登记为申请%(number)s") % {"number": case.number}
        return self.decide(MailState.REGISTERED, case)


class FileLetter(_Deciding):
    """The letter belongs to a request that is there: a correction, reasons, an opinion, a question.

    What it means for the request is said by who handles that (:class:`SettleLetter`), who is told; until then
    it lies in the way of holding silence against anybody.
    """

    def __init__(
        self, message: MailMessage, number: str, *, roles: Mapping[int, str] | None = None, **context: Any
    ) -> None:
        super().__init__(message, **context)
        self.number, self.roles = number.strip(), dict(roles or {})

    def validate(self) -> None:
        super().validate()
        found = Case.objects.filter(agency=self.message.agency, number=self.number).first()
        if found is None:
            refuse(_("登记簿里没有编号%(number)s的申请，请核对。") % {"number": self.number}, "number")
        if self.by is not None:
            permissions.require(self.by, "cases.applicant.open", found, self.today)
        refuse_archived(found)
        self.case = found

    def perform(self) -> MailMessage:
        self.keep_in(self.case)
        self.said = _("归入申请%(number)s") % {"number": self.case.number}
        tell_officers(self.case, _("收到电子邮件，请打开处理"), self.at)
        return self.decide(MailState.FILED, self.case)


class DismissLetter(_Deciding):
    """The letter is no request. Why is written down: a request overlooked is late before anybody knows."""

    def __init__(self, message: MailMessage, note: str, **context: Any) -> None:
        super().__init__(message, **context)
        self.note = note

    def validate(self) -> None:
        super().validate()
        self.note = required(self.note, _("请写明是什么，为什么不是公开申请，例如“广告”“系统退信”。"), "note")

    def perform(self) -> MailMessage:
        self.said = _("不是申请：%(note)s") % {"note": self.note}
        return self.decide(MailState.DISMISSED, None, self.note[:300])
