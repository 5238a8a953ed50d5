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
from kaicheng.cases.actions.deliver import record_service
from kaicheng.cases.actions.evidence import AddProof
from kaicheng.cases.bulk import events
from kaicheng.cases.bulk.groups import of_the_same
from kaicheng.cases.filing import keep
from kaicheng.cases.letter_text import current
from kaicheng.cases.models import ActRow, Case, CaseLetter, FileRole
from kaicheng.statute import act_words

BY_LETTER = ("reasons_notice", "delay_notice", "answer")
TOGETHER = ("reasons_notice", "reasons_given", "delay_notice", "answer")
"""What Art. 35 of the Regulation lets be done for all at once; an answer only with its own outcome."""
OUTCOME = "excessive_repeat_requests"
MOST = 500


class ActTogether(StaffAction[list[ActRow]]):
    """Write the same act into the ledger of every case chosen (条例第三十五条).

    The law is asked for each. If it forbids the act for one, nothing is written, and the message names the
    cases: a notice that speaks of fifty requests must not stand in forty-nine files.

    What is a letter is written, numbered, signed by three and served once, in one of the requests, and names
    the others; here it becomes the act of those too. Its receipt, on record there, is theirs.
    """

    permission: ClassVar[str] = "cases.case.handle"

    def __init__(
        self,
        lead: Case,
        cases: Sequence[int],
        code: str,
        *,
        on: dt.date | None = None,
        history: str = "",
        letter: CaseLetter | None = None,
        **context: Any,
    ) -> None:
        super().__init__(**context)
        self.lead, self.chosen, self.code, self.on = lead, set(cases), code, on or self.today
        self.history, self.letter = history.strip(), letter
        self.data: dict[str, Any] = {}
        self.note = ""

    def subject(self) -> models.Model:
        return self.lead

    def validate(self) -> None:
        if self.code not in TOGETHER:
            refuse(_("这一步要逐件办理，不能一并登记。"))
        if self.code in BY_LETTER:
            self._validate_letter()
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
        if self.letter is not None:
            self._named()

    def _validate_letter(self) -> None:
        """Signed, of the same applicant, and the act that is recorded."""
        letter = self.letter
        if letter is None or not letter.live or letter.on is None or letter.act != self.code:
            refuse(
                _(
                    "请先在其中一件申请里拟写这份文书，写明所列的全部申请，签发以后在这里选它，其他申请随它一并登记。"
                ),
                "letter",
            )
        if not of_the_same(self.lead).filter(pk=letter.case_id).exists():
            refuse(_("这份文书不是给同一申请人的。"), "letter")
        if self.code == "answer" and letter.act_data.get("outcome") != OUTCOME:
            refuse(_("一并答复只限于条例第三十五条“无正当理由大量反复申请”，其他结果要逐件答复。"), "letter")
        self.chosen -= {letter.case_id}  # has it already
        self.on, self.data, self.note = letter.on, dict(letter.act_data), letter.number

    def _named(self) -> None:
        """A letter that does not name a request is no letter about it."""
        text = current(self.letter)[0].text if self.letter else ""
        unnamed = [case.number for case in self.cases if case.number not in text]
        if unnamed:
            more = _("等%(count)s件") % {"count": len(unnamed)} if len(unnamed) > 5 else ""
            refuse(
                _("文书没有写明这些申请的编号：%(numbers)s%(more)s。请只选文书写明的申请，或者另拟一份。")
                % {"numbers": "、".join(unnamed[:5]), "more": more},
                "letter",
            )

    def perform(self) -> list[ActRow]:
        rows, refused = [], []
        context = {"by": self.by, "at": self.at, "origin": self.origin}
        for case in self.cases:
            try:
                if self.history:
                    self._prove(case, context)
                if self.letter:
                    self._file(case)
                row = RecordAct(case, self.code, self.on, self.data, note=self.note, **context).execute()
                rows.append(row)
                if self.letter:
                    ActRow.objects.filter(pk=row.pk).update(shared_letter=self.letter)
            except ValidationError as error:
                refused.append((case.number, " ".join(error.messages)))
        if refused:
            listed = "；".join(f"{number}：{why}" for number, why in refused[:5])
            more = _("等%(count)s件") % {"count": len(refused)} if len(refused) > 5 else ""
            refuse(
                _("没有登记。下列申请不能这样处理，请去掉后再试：%(listed)s%(more)s")
                % {"listed": listed, "more": more}
            )
        if self.letter:
            for sent in self.letter.deliveries.filter(failed=""):
                record_service(self, sent)
        return rows

    def _file(self, case: Case) -> None:
        """The letter lies in every file that it speaks of, and goes into its bundle."""
        if self.letter and self.letter.file:
            with self.letter.file.file.open() as stored:
                data = stored.read()
            keep(case, FileRole.LETTER, self.letter.file.name, data, by=self.by, at=self.at)

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
