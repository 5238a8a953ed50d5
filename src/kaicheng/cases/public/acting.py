"""What applicants do themselves: one change each, in one transaction with its event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.audit.recording import NOWHERE, Actor, Entry, Origin
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.deliver import DECIDES, ON_LINE, acts_of_letter
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import (
    ActRow,
    ApplicantMessage,
    Case,
    CaseFile,
    CaseLetter,
    Delivery,
    FileRole,
    MessageKind,
    Opening,
)
from kaicheng.cases.public import events
from kaicheng.cases.public.files import Given
from kaicheng.cases.public.submission import APPLICANT
from kaicheng.cases.telling import tell_officers
from kaicheng.privacy.fields import blind
from kaicheng.statute import Means, act_words


def add_files(case: Case, files: Sequence[Given], role: FileRole, at: dt.datetime) -> list[CaseFile]:
    """Files of a case from outside. Raises OSError when the disk does not take them."""
    added = []
    for given in files:
        row = CaseFile(
            case=case,
            role=role,
            name=given.name,
            media_type=given.media_type,
            size=len(given.data),
            digest=given.digest,
            scan="clean" if given.clean else "none",
            added_at=at,
        )
        row.file.save("file", ContentFile(given.data), save=False)
        row.save()
        added.append(row)
    return added


class ApplicantAct(RecordAct):
    """The applicant corrects, gives reasons or withdraws; the law decides whether it may be."""

    role = FileRole.CORRECTION

    def __init__(
        self,
        case: Case,
        code: str,
        on: dt.date,
        *,
        at: dt.datetime,
        note: str = "",
        data: Mapping[str, Any] | None = None,
        files: Sequence[Given] = (),
        origin: Origin = NOWHERE,
    ) -> None:
        super().__init__(case, code, on, data, note=note, by=None, at=at, origin=origin)
        self.files = files

    @property
    def actor(self) -> Actor:
        return APPLICANT

    def perform(self) -> ActRow:
        row = super().perform()
        add_files(self.case, self.files, self.role, self.at)
        if self.code not in ("letter_served", "service"):
            tell_officers(self.case, act_words()[self.code].name.zh, self.at)
        return row


class _ByApplicant(StaffAction[Any]):
    """What the applicant changes or sends besides the acts of the law."""

    permission = "cases.case.handle"  # asked of nobody: an applicant has shown number and code

    def __init__(self, case: Case, *, at: dt.datetime, origin: Origin = NOWHERE) -> None:
        super().__init__(by=None, at=at, origin=origin)
        self.case = case

    def subject(self) -> models.Model:
        return self.case

    @property
    def actor(self) -> Actor:
        return APPLICANT


class ChooseService(_ByApplicant):
    """Consent to electronic service, or take the consent back."""

    def __init__(self, case: Case, consent: bool, **context: Any) -> None:
        super().__init__(case, **context)
        self.consent = consent

    def perform(self) -> Case:
        self.case.e_service = self.consent
        self.case.save(update_fields=["e_service"])
        return self.case

    def event(self) -> Entry:
        how = "同意电子送达" if self.consent else "不再同意电子送达"
        return self.entry(events.SERVICE_CHOSEN, self.case.agency.chain, self.case, facts={"how": how})


class AlreadySent(Exception):
    """The same message lies there."""

    def __init__(self, message: ApplicantMessage) -> None:
        super().__init__()
        self.message = message


class SendMessage(_ByApplicant):
    """A proof of payment, a mistake in a record about oneself, a rating.

    Use :func:`send_message`: whoever sends the same again, because the answer never reached them, gets the
    message that is there.
    """

    def __init__(
        self,
        case: Case,
        kind: MessageKind,
        *,
        text: str = "",
        score: int | None = None,
        files: Sequence[Given] = (),
        **context: Any,
    ) -> None:
        super().__init__(case, **context)
        self.kind, self.text, self.score, self.files = MessageKind(kind), text.strip(), score, files

    def validate(self) -> None:
        # Locked: of two that are sent at once the second waits, and then finds the first.
        Case.objects.select_for_update().get(pk=self.case.pk)
        if (there := self._there()) is not None:
            raise AlreadySent(there)
        if self.kind is MessageKind.RATING:
            if self.score not in range(1, 6):
                refuse(_("还差一项：请选择满意程度。"), "score")
            if ApplicantMessage.objects.filter(case=self.case, kind=self.kind).exists():
                refuse(_("您已经评价过了，谢谢。"))
        elif self.kind is MessageKind.PAYMENT:
            if not self.files:
                refuse(_("还差一项：请附上缴费凭证的照片或者文件。"), "files")
        else:
            required(self.text, _("还差一项：请写明哪一处不准确、应当是什么。"), "text")

    def _there(self) -> ApplicantMessage | None:
        """The message that says the same with the same files and is not answered yet; once it is, saying it
        again is something new."""
        wanted = sorted(one.digest for one in self.files)
        rows = ApplicantMessage.objects.filter(
            case=self.case, kind=self.kind, score=self.score, replied_at=None,
            text_index=blind(ApplicantMessage, "text", self.text),
        )  # fmt: skip
        for row in rows.prefetch_related("files"):
            if sorted(one.digest for one in row.files.all()) == wanted:
                return row
        return None

    def perform(self) -> ApplicantMessage:
        message = ApplicantMessage.objects.create(
            case=self.case, kind=self.kind, text=self.text, score=self.score, at=self.at
        )
        role = FileRole.PROOF if self.kind is MessageKind.PAYMENT else FileRole.ATTACHMENT
        message.files.set(add_files(self.case, self.files, role, self.at))
        if self.kind is not MessageKind.RATING:
            tell_officers(self.case, str(self.kind.label), self.at)
        return message

    def event(self) -> Entry:
        facts = {"kind": str(self.kind.label), "files": len(self.files)}
        return self.entry(events.MESSAGE_SENT, self.case.agency.chain, self.case, facts=facts)


def send_message(case: Case, kind: MessageKind, **given: Any) -> ApplicantMessage:
    """The message, however often it is sent. Raises ValidationError for one that lacks something."""
    try:
        message: ApplicantMessage = SendMessage(case, kind, **given).execute()
    except AlreadySent as sent:
        return sent.message
    return message


class OpenFile(_ByApplicant):
    """The applicant opens a letter or a file on line: proof of electronic service."""

    def __init__(self, file: CaseFile, **context: Any) -> None:
        super().__init__(file.case, **context)
        self.file = file

    def perform(self) -> Opening:
        self.first = not self.file.openings.exists()
        opening = Opening.objects.create(file=self.file, at=self.at)
        Delivery.objects.filter(
            letter__in=CaseLetter.objects.filter(file=self.file),
            means__in=ON_LINE,
            reached_on=None,
            failed="",
        ).update(reached_on=self.today)
        return opening

    def event(self) -> Entry:
        facts = {"name": self.file.name, "digest": self.file.digest, "first": self.first}
        return self.entry(events.FILE_OPENED, self.case.agency.chain, self.case, facts=facts)


def note_receipt(letter: CaseLetter, at: dt.datetime, today: dt.date, origin: Origin) -> None:
    """A letter that was sent on line has reached the applicant, if the ledger still waits for that. One that
    went by post alone is not served by being looked at here: its receipt is proved otherwise."""
    if not letter.deliveries.filter(means__in=ON_LINE, failed="").exists():
        return
    for row in acts_of_letter(letter):
        answers = row.code in DECIDES
        code = "service" if answers else "letter_served"
        data: dict[str, Any] = {"means": str(Means.ONLINE)} if answers else {"letter": row.place}
        steps = state_of(row.case, today).permitted
        if any(step.act == code and (answers or row.place in step.letters) for step in steps):
            # Recorded by somebody else just now, it need not be once more.
            with suppress(ValidationError):
                ApplicantAct(row.case, code, today, data=data, at=at, origin=origin).execute()
