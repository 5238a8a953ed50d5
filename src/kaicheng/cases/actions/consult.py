"""Whom to ask before deciding (Arts 32 and 34), and what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import refuse, required
from kaicheng.audit.recording import Actor
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.filing import keep
from kaicheng.cases.models import ActRow, Case, Consultation, ConsultationKind, FileRole
from kaicheng.cases.telling import tell_officers
from kaicheng.statute import act_words

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


class RecordOpinion(RecordAct):
    """An opinion on disclosure: given on its own page (``by`` None) or arrived on paper.

    It answers the letter that went to this very addressee.
    """

    def __init__(
        self,
        consultation: Consultation,
        *,
        on: dt.date,
        agrees: bool,
        opinion: str,
        files: Sequence[Upload] = (),
        **context: Any,
    ) -> None:
        self.consultation, self.agrees, self.opinion = consultation, agrees, opinion.strip()
        self.third_party = consultation.kind == ConsultationKind.THIRD_PARTY
        self.files = files
        letter = consultation.letter_act
        super().__init__(
            consultation.case,
            "third_party_opinion" if self.third_party else "agency_opinion",
            on,
            {"agrees": agrees, **({"letter": letter.place} if letter else {})},
            **context,
        )

    @property
    def actor(self) -> Actor:
        if self.by is not None:
            return super().actor
        return Actor(id="", post="第三方" if self.third_party else "共同制作机关")

    def validate(self) -> None:
        row = Consultation.objects.select_for_update().get(pk=self.consultation.pk)
        if row.replied_at is not None:
            refuse(_("这份意见已经登记过了。需要更正的，请打电话联系政府信息公开工作机构。"))
        if row.letter_act_id is None:
            refuse(_("征求意见书还没有发出，不能登记意见。"))
        if not self.agrees:
            required(self.opinion, _("还差一项：不同意公开的，请写明理由。"), "opinion")
        super().validate()

    def perform(self) -> ActRow:
        row = super().perform()
        self.consultation.agrees, self.consultation.opinion = self.agrees, self.opinion
        self.consultation.replied_at = self.at
        self.consultation.save(update_fields=["agrees", "opinion", "replied_at"])
        for name, data in self.files:
            keep(self.case, FileRole.OPINION, name, data, by=self.by, at=self.at)
        if self.by is None:
            tell_officers(self.case, act_words()[self.code].name.zh, self.at)
        return row
