"""One act for many requests of one applicant: each case has it in its ledger and trail, or none has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.audit.recording import Entry
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.evidence import AddProof
from kaicheng.cases.bulk import events
from kaicheng.cases.bulk.groups import of_the_same
from kaicheng.cases.filing import keep
from kaicheng.cases.models import ActRow, Case, FileRole
from kaicheng.statute import act_words

TOGETHER = ("reasons_notice", "reasons_given", "delay_notice", "answer")
"""What Art. 35 of the Regulation lets be done for all at once; an answer only with its own outcome."""
OUTCOME = "excessive_repeat_requests"
MOST = 500
Upload = tuple[str, bytes]


class ActTogether(StaffAction[list[ActRow]]):
    """Write the same act into the ledger of every case chosen (条例第三十五条).

    The law is asked for each. If it forbids the act for one, nothing is written, and the message names the
    cases: a notice that speaks of fifty requests must not stand in forty-nine files.
    """

    permission: ClassVar[str] = "cases.case.handle"

    def __init__(
        self,
        lead: Case,
        cases: Sequence[int],
        code: str,
        on: dt.date,
        data: Mapping[str, Any] | None = None,
        *,
        note: str = "",
        history: str = "",
        letter: Upload | None = None,
        **context: Any,
    ) -> None:
        super().__init__(**context)
        self.lead, self.chosen, self.code, self.on = lead, set(cases), code, on
        self.data, self.note, self.history, self.letter = dict(data or {}), note, history.strip(), letter

    def subject(self) -> models.Model:
        return self.lead

    def validate(self) -> None:
        if self.code not in TOGETHER:
            refuse(_("这一步要逐件办理，不能一并登记。"))
        if self.code == "answer" and self.data.get("outcome") != OUTCOME:
            refuse(_("一并答复只限于条例第三十五条“无正当理由大量反复申请”，其他结果要逐件答复。"))
        if not self.chosen:
            refuse(_("请至少选择一件申请。"))
        if len(self.chosen) > MOST:
            refuse(_("一次最多选择%(most)s件。") % {"most": MOST})
        if self.code in ("reasons_notice", "answer") and len(self.history) < 12:
            refuse(
                _("请写明申请的数量、频次和间隔，为什么明显超过合理范围。每一件的案卷都会留存。"), "history"
            )
        found = (
            of_the_same(self.lead).select_for_update(of=("self",)).filter(pk__in=self.chosen).order_by("pk")
        )
        self.cases = list(found)
        if len(self.cases) != len(self.chosen):
            refuse(_("选择的申请里有的不是同一申请人的，请重新选择。"))

    def perform(self) -> list[ActRow]:
        rows, refused = [], []
        context = {"by": self.by, "at": self.at, "origin": self.origin}
        for case in self.cases:
            try:
                if self.history:
                    self._prove(case, context)
                if self.letter:
                    keep(case, FileRole.LETTER, *self.letter, by=self.by, at=self.at)
                rows.append(
                    RecordAct(case, self.code, self.on, self.data, note=self.note, **context).execute()
                )
            except ValidationError as error:
                refused.append((case.number, " ".join(error.messages)))
        if refused:
            listed = "；".join(f"{number}：{why}" for number, why in refused[:5])
            more = _("等%(count)s件") % {"count": len(refused)} if len(refused) > 5 else ""
            refuse(
                _("没有登记。下列申请不能这样处理，请去掉后再试：%(listed)s%(more)s")
                % {"listed": listed, "more": more}
            )
        return rows

    def _prove(self, case: Case, context: Mapping[str, Any]) -> None:
        if not case.proofs.filter(code="request_history").exists():
            AddProof(case, "request_history", self.history, **context).execute()

    def event(self) -> Entry:
        facts = {
            "count": len(self.cases),
            "what": act_words()[self.code].name.zh,
            "act": self.code,
            "on": self.on.isoformat(),
            "first": self.cases[0].number,
            "last": self.cases[-1].number,
            "letter": self.note[:100],
        }
        return self.entry(events.TOGETHER, self.lead.agency.chain, self.lead, facts=facts)
