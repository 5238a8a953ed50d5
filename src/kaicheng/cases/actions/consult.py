"""Whom to ask before deciding (Arts 32 and 34), and what they say on paper."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import refuse, required
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.filing import keep
from kaicheng.cases.models import Case, Consultation, ConsultationKind, FileRole

Upload = tuple[str, bytes]


class AddConsultation(CaseAction[Consultation]):
    """Name somebody whose opinion is to be asked. The clock stops when the letter goes out, not before."""

    open_only: ClassVar[bool] = True

    def __init__(
        self,
        case: Case,
        kind: str,
        *,
        name: str,
        subject_matter: str,
        telephone: str = "",
        email: str = "",
        address: str = "",
        **context: Any,
    ) -> None:
        super().__init__(case, **context)
        self.kind, self.subject_matter = ConsultationKind(kind), subject_matter
        self.given = {"name": name.strip(), "telephone": telephone, "email": email, "address": address}

    def validate(self) -> None:
        required(self.given["name"], _("请填写第三方或者机关的名称。"), "name")
        self.subject_matter = required(
            self.subject_matter, _("请写明拟公开的哪些内容与对方有关。"), "subject_matter"
        )

    def perform(self) -> Consultation:
        row = Consultation.objects.create(
            case=self.case,
            kind=self.kind,
            subject_matter=self.subject_matter,
            created_at=self.at,
            **self.given,
        )
        self.said = _("列出征求意见对象（%(kind)s）") % {"kind": self.kind.label}
        self.facts = {"kind": str(self.kind)}
        return row


class RecordOpinion(CaseAction[Consultation]):
    """An opinion that arrived on paper. It answers the letter that went to this very addressee."""

    def __init__(
        self,
        consultation: Consultation,
        *,
        on: dt.date,
        agrees: bool,
        opinion: str,
        file: Upload | None = None,
        **context: Any,
    ) -> None:
        super().__init__(consultation.case, **context)
        self.consultation, self.on, self.agrees = consultation, on, agrees
        self.opinion, self.upload = opinion.strip(), file

    def validate(self) -> None:
        if self.consultation.replied_at is not None:
            refuse(_("这份意见已经登记过了。"))
        if self.consultation.letter_act is None:
            refuse(_("征求意见书还没有发出，不能登记意见。"))
        if not self.agrees:
            required(self.opinion, _("不同意公开的，请写明理由。"), "opinion")

    def perform(self) -> Consultation:
        kind = self.consultation.kind
        code = "agency_opinion" if kind == ConsultationKind.AGENCY else "third_party_opinion"
        letter = self.consultation.letter_act
        assert letter is not None  # noqa: S101  # validate() has seen to it
        data = {"agrees": self.agrees, "letter": letter.place}
        RecordAct(self.case, code, self.on, data, by=self.by, at=self.at, origin=self.origin).execute()
        self.consultation.agrees, self.consultation.opinion = self.agrees, self.opinion
        self.consultation.replied_at = self.at
        self.consultation.save(update_fields=["agrees", "opinion", "replied_at"])
        if self.upload:
            keep(self.case, FileRole.OPINION, *self.upload, by=self.by, at=self.at)
        self.said = _("收到意见：%(what)s") % {"what": _("同意公开") if self.agrees else _("不同意公开")}
        return self.consultation
