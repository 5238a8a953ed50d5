"""An opinion that comes when the request is decided already: no act of the procedure any more, and not lost.

It changes nothing in the ledger; it is kept, marked as late, and whoever handles the request is told. One
that comes after its last day and before the answer is an act like another, marked late where it is shown
(``opinion_limits.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import refuse, required
from kaicheng.audit.recording import Actor
from kaicheng.cases.actions.consult import RecordOpinion, Upload
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.filing import keep
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import Consultation, ConsultationKind, FileRole
from kaicheng.cases.telling import tell_officers
from kaicheng.statute import END_PHASES


class KeepLateOpinion(CaseAction[Consultation]):
    """Keep what was said too late: given on its own page (``by`` None) or arrived on paper."""

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
        super().__init__(consultation.case, **context)
        self.consultation, self.on = consultation, on
        self.agrees, self.opinion, self.files = agrees, opinion.strip(), files

    @property
    def actor(self) -> Actor:
        if self.by is not None:
            return super().actor
        return Actor(id="", post=str(ConsultationKind(self.consultation.kind).label))

    def validate(self) -> None:
        self.consultation = Consultation.objects.select_for_update().get(pk=self.consultation.pk)
        if self.consultation.replied_at is not None:
            refuse(_("这份意见已经登记过了。需要更正的，请打电话联系政府信息公开工作机构。"))
        if not self.agrees:
            required(self.opinion, _("还差一项：不同意公开的，请写明理由。"), "opinion")

    def perform(self) -> Consultation:
        row = self.consultation
        row.agrees, row.opinion, row.replied_at = self.agrees, self.opinion, self.at
        row.save(update_fields=["agrees", "opinion", "replied_at"])
        for name, data in self.files:
            keep(self.case, FileRole.OPINION, name, data, by=self.by, at=self.at)
        self.said = _("%(day)s收到%(who)s逾期提出的意见，存入案卷") % {
            "day": self.on.isoformat(),
            "who": ConsultationKind(row.kind).label,
        }
        self.facts = {"kind": row.kind, "day": self.on.isoformat()}
        tell_officers(self.case, _("逾期的意见已存入案卷，请研究是否影响公开"), self.at)
        return row


def take_opinion(consultation: Consultation, *, on: dt.date, **given: Any) -> RecordOpinion | KeepLateOpinion:
    """What an opinion is on the day of its receipt: an act of the procedure, or too late for one."""
    state = state_of(consultation.case, on)
    late = state.answered_on is not None or state.phase in END_PHASES
    asked = consultation.letter_act_id is not None
    return (KeepLateOpinion if late and asked else RecordOpinion)(consultation, on=on, **given)
