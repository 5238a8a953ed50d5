"""One more act in the ledger, if the law permits it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.actions.handling import refuse_archived
from kaicheng.cases.actions.striking import refuse_strike, take_up, undo
from kaicheng.cases.ledger import acts_of, calendar_of, refresh, state_of
from kaicheng.cases.lying import in_the_way
from kaicheng.cases.models import ActRow, Case
from kaicheng.cases.models.letters import template_of
from kaicheng.cases.proofs import missing, refuse_unreasoned, refuse_untold
from kaicheng.cases.returned import unreached
from kaicheng.statute import (
    Act,
    CaseState,
    InputError,
    UnlawfulAct,
    act_words,
    day_text,
    read_act,
    replay,
)

ENDS = frozenset({"answer", "transfer_notice", "correction_lapsed", "fee_lapsed", "withdrawal"})
"""Acts that decide how the case ends."""
CONCLUDES = ENDS - {"withdrawal"}
"""Those of the authority: they rest on everything before them."""


class RecordAct(StaffAction[ActRow]):
    """Write down that something happened on a day. The law decides whether it may have.

    What ends the case is recorded only when the file holds the evidence with which it has to be proved.

    Raises ValidationError with the article where it may not; what is lawful but late is marked late.
    """

    permission = "cases.case.handle"

    def __init__(
        self,
        case: Case,
        code: str,
        on: dt.date,
        data: Mapping[str, Any] | None = None,
        *,
        note: str = "",
        **context: Any,
    ) -> None:
        super().__init__(**context)
        self.given, self.code, self.on = case, code, on
        self.data, self.note = dict(data or {}), note.strip()
        if code == "extension":
            self.permission = "cases.case.extend"  # type: ignore[misc]

    def subject(self) -> models.Model:
        return self.given

    def validate(self) -> None:
        # Locked, so that of two who act at once the second judges by what the first has done.
        self.case = Case.objects.select_for_update().get(pk=self.given.pk)
        refuse_archived(self.case)
        before = acts_of(self.case)
        self.place = len(before)
        try:
            act = read_act({"act": self.code, "on": self.on.isoformat(), **self.data}, self.place)
            self._not_against_an_order()
            self._not_against_who_has_nothing()
            self.state = self._judged(before, act)
        except UnlawfulAct as error:
            raise ValidationError(f"{error.message.zh}（{error.article}）", code=error.code) from error
        except InputError as error:
            raise ValidationError(str(error)) from error
        self.struck = self._struck()
        refuse_strike(self.case, self.struck)
        self._not_against_who_has_written()
        if self.code == "answer":
            refuse_unreasoned(self.case)
            refuse_untold(self.case, str(self.data.get("outcome", "")))
        lacking = (
            missing(self.case, self.state.outcome, self.code, by_hand=self.by is not None)
            if self.code in ENDS
            else ()
        )
        if lacking:
            names = "、".join(named.name.zh for named in lacking)
            refuse(_("还差证据：%(names)s。请先在“证据”里补齐，再登记这个结果。") % {"names": names})

    def _judged(self, before: tuple[Act, ...], act: Act) -> CaseState:
        """The state with the act; raises UnlawfulAct. What has come to be doubtful in the record hinders only
        acts that decide the case: it can be struck, and the applicant's own acts are not put off by it."""
        calendar, acts, ordered = calendar_of(self.case), (*before, act), self.case.answer_due
        try:
            return replay(acts, calendar, self.today, ordered=ordered)
        except UnlawfulAct:
            if self.code in CONCLUDES:
                raise
            was = replay(before, calendar, self.today, ordered=ordered, recorded=True)
            state = replay(acts, calendar, self.today, ordered=ordered, recorded=True)
            if {one.act_index for one in state.doubtful} - {one.act_index for one in was.doubtful}:
                raise
            return state

    def _struck(self) -> ActRow | None:
        if self.code != "strike":
            return None
        return ActRow.objects.get(case=self.case, place=self.data["act_index"])

    def _not_against_an_order(self) -> None:
        """What was put off before a decision or a judgment stays on record; after it nothing is."""
        if self.case.answer_due is None:
            return
        for step in state_of(self.case, self.today).refused:
            if step.act == self.code and step.code == "limit_ordered":
                raise ValidationError(f"{step.explanation.zh}（{step.article.zh}）", code=step.code)

    def _not_against_who_has_nothing(self) -> None:
        """No time runs against somebody whose letter came back."""
        rests_on = self.data.get("outcome", "") if self.code == "answer" else self.code
        back = unreached(self.case, rests_on, self.data.get("letter"))
        if back is not None:
            refuse(
                _("《%(letter)s》退回了，对方没有收到，不能视为逾期。请换一种方式送达，从收到之日起算。")
                % {"letter": template_of(back).name.zh}
            )

    def _not_against_who_has_written(self) -> None:
        """Nobody is silent of whom something lies here unread: it counts from the day on which it came."""
        rests_on = self.data.get("outcome", "") if self.code == "answer" else self.code
        there = in_the_way(self.case, rests_on)
        if there is not None:
            refuse(
                _(
                    "%(day)s有来信（%(what)s）还没有处理，不能视为逾期。请先到案卷的“来信”里打开处理，"
                    "来信从收到之日起算。"
                )
                % {"day": day_text(there.on).zh, "what": there.what}
            )

    def perform(self) -> ActRow:
        if self.struck is not None:
            self.note = "\n".join(filter(None, (self.note, undo(self.case, self.struck))))
        row = ActRow.objects.create(
            case=self.case,
            place=self.place,
            code=self.code,
            on=self.on,
            data=self.data,
            note=self.note,
            by=self.by,
            post=self.capacity.post if self.capacity else "",
            recorded_at=self.at,
        )
        if self.struck is None:
            take_up(row)
        refresh(self.case, self.state)
        self.given.refresh_from_db()
        return row

    def event(self) -> Entry:
        facts = {
            "what": act_words()[self.code].name.zh,
            "act": self.code,
            "on": self.on.isoformat(),
            "place": self.place,
            "data": self.data,
            "late": any(late.act_index == self.place for late in self.state.late),
        }
        return self.entry(events.ACT_RECORDED, self.case.agency.chain, self.case, facts=facts)
