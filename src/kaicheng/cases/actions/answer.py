"""An answer that was given without one of our letters: only with the evidence that its outcome must be
proved with."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import refuse
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.proofs import missing
from kaicheng.statute import outcomes

ENDS = {"answer", "transfer_notice"}


class RecordStep(RecordAct):
    """An act written down on a page. Beyond what the law says, the file must hold the proof of how the case
    ends."""

    def validate(self) -> None:
        super().validate()
        if self.code not in ENDS:
            return
        outcome = str(self.data.get("outcome", "")) if self.code == "answer" else "not_held"
        lacking = missing(self.case, outcome) if outcome in outcomes() else ()
        if self.code == "transfer_notice":
            lacking = ()
        if lacking:
            names = "、".join(named.name.zh for named in lacking)
            refuse(_("还差证据：%(names)s。请先在“证据”里补齐，再登记这个结果。") % {"names": names})
