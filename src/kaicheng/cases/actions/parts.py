"""Cases that hang together: joined, split, answered again. Table 3 counts each request once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies.actions.base import refuse
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.handling import CaseAction, refuse_archived
from kaicheng.cases.ledger import refresh, state_of
from kaicheng.cases.lineage import hand_down
from kaicheng.cases.models import ActRow, Applicant, Case, Item, Source
from kaicheng.cases.numbering import next_case_number
from kaicheng.cases.same_applicant import same_applicant
from kaicheng.privacy.fields import EncryptedTextField
from kaicheng.statute import END_PHASES, Phase

ALIKE = (
    "agency", "office", "handler", "channel", "applicant_kind", "form", "delivery", "help_needed",
    "e_service",
    "waybill", "arrival_note", "arrived_on",
)  # fmt: skip


class Join(CaseAction[Case]):
    """Handle a request together with an earlier one of the same applicant on the same information."""

    open_only: ClassVar[bool] = True

    def __init__(self, case: Case, into: Case, **context: Any) -> None:
        super().__init__(case, **context)
        self.into = into

    def validate(self) -> None:
        into = Case.objects.select_for_update().filter(pk=self.into.pk, agency=self.case.agency).first()
        if into is None or into.pk == self.case.pk:
            refuse(_("请写另一份申请的编号。"), "into")
        self.into = into
        if into.joined_to_id is not None:
            refuse(_("申请%(number)s本身已经并入别的申请。") % {"number": into.number}, "into")
        if not into.counted:
            refuse(
                _("申请%(number)s已经拆分，或者是重新答复的，不能再并入。") % {"number": into.number}, "into"
            )
        refuse_archived(into)
        if Phase(into.phase) in END_PHASES:
            refuse(_("申请%(number)s已经办结，不能再并入。") % {"number": into.number}, "into")
        if self.case.joined_to_id is not None or self.case.parts.exists() or self.case.joined.exists():
            refuse(_("这份申请已经合并或者拆分过。"))
        mine, other = self.case.applicant, into.applicant
        if mine.name_index != other.name_index:
            refuse(_("不是同一申请人的申请，不能合并办理。"), "into")
        if not same_applicant(mine, other):
            refuse(
                _(
                    "姓名相同，但是证件号码和联系方式对不上，不能确认是同一申请人。请核对两份申请的登记，或者分别答复。"
                ),
                "into",
            )
        self._in_time(into)

    def _in_time(self, into: Case) -> None:
        """Nobody's answer comes later because two requests are handled together: the earliest day counts."""
        due = state_of(self.case, self.today).due
        other = state_of(into, self.today).due
        if due is None or (other is not None and other <= due):
            return
        refuse(
            _(
                "申请%(mine)s应于%(due)s前答复，申请%(number)s的期限在这以后或者还没有起算，并过去会晚答复。"
                "请打开申请%(number)s，把它并入%(mine)s，按早的期限一并答复。"
            )
            % {"mine": self.case.number, "due": due.isoformat(), "number": into.number},
            "into",
        )

    def perform(self) -> Case:
        self.case.joined_to, self.case.counted = self.into, False
        self.case.save(update_fields=["joined_to", "counted"])
        _go_on(self, self.into.number, _("并入申请%(number)s办理") % {"number": self.into.number})
        self.said = _("并入申请%(number)s办理") % {"number": self.into.number}
        self.facts = {"kind": "join", "subject": self.into.number}
        return self.case


_WAITS = {
    Phase.AWAITING_CORRECTION: gettext_lazy(
        "正在等申请人补正，拆分后不知道补正属于哪一份。请收到补正后再拆分；逾期不补正的，不用拆分，登记视为放弃。"
    ),
    Phase.AWAITING_REASONS: gettext_lazy("正在等申请人说明理由。请收到理由，或者期限届满作出处理后再拆分。"),
    Phase.AWAITING_PAYMENT: gettext_lazy(
        "已经决定收费，费用还没有缴清。请登记缴费后再拆分；逾期不缴的，不用拆分，登记视为放弃。"
    ),
    Phase.CONSULTING_THIRD_PARTY: gettext_lazy(
        "正在征求第三方意见。请登记收到的意见，或者期限届满没有意见的，登记后再拆分。"
    ),
    Phase.CONSULTING_AGENCY: gettext_lazy(
        "正在征求共同制作机关意见。请登记收到的意见，或者期限届满没有意见的，登记后再拆分。"
    ),
}
"""Why a request is not split while somebody else's time runs: their answer belongs to the whole."""


class Split(CaseAction[list[Case]]):
    """One case for each item. The parts have the ledger so far, so that no clock begins anew, and the
    evidence so far; the files stay with the whole and are the parts' too (:mod:`kaicheng.cases.lineage`)."""

    open_only: ClassVar[bool] = True

    def validate(self) -> None:
        if self.case.joined_to_id is not None or self.case.parts.exists():
            refuse(_("这份申请已经合并或者拆分过。"))
        if self.case.again_from_id is not None:
            refuse(_("重新答复的不再拆分，在一份答复里逐项写明。"))
        self.items = list(self.case.items.order_by("number"))
        if len(self.items) < 2:
            refuse(_("只有一项申请内容，不用拆分。"))
        waits = _WAITS.get(state_of(self.case, self.today).phase)
        if waits is not None:
            refuse(str(waits))
        if self.case.fees.filter(paid_on=None).exists():
            refuse(str(_WAITS[Phase.AWAITING_PAYMENT]))

    def perform(self) -> list[Case]:
        parts = [self._part(item) for item in self.items]
        self.case.counted = False
        self.case.save(update_fields=["counted"])
        numbers = "、".join(part.number for part in parts)
        _go_on(self, numbers, _("按申请事项拆分"))
        self.said = _("按申请事项拆分为%(numbers)s") % {"numbers": numbers}
        self.facts = {"kind": "split", "subject": numbers}
        return parts

    def _part(self, item: Item) -> Case:
        part = _copy(self.case, wanted=item.text, split_from=self.case, at=self.at, by=self.by)
        Item.objects.create(case=part, number=1, text=item.text)
        rows = ActRow.objects.filter(case=self.case).order_by("place")
        _copy_acts(rows, part)
        hand_down(self.case, item, part, {row.place: row for row in ActRow.objects.filter(case=part)})
        refresh(part, state_of(part, self.today))
        return part


class AnswerAgain(CaseAction[Case]):
    """A decision orders another answer until ``answer_by``: a case of its own, which table 3 does not
    count."""

    archived_too: ClassVar[bool] = True

    def __init__(self, case: Case, *, decided_on: dt.date, answer_by: dt.date, **context: Any) -> None:
        super().__init__(case, **context)
        self.decided_on, self.answer_by = decided_on, answer_by

    def validate(self) -> None:
        if self.case.answered_on is None and self.case.closed_on is None:
            refuse(_("原申请还没有答复，不用另立重新答复。"))
        if self.answer_by < self.decided_on:
            refuse(_("重新答复的期限早于收到决定的日期，请核对。"), "answer_by")
        if self.case.answered_again.filter(arrived_on=self.decided_on).exists():
            refuse(_("这份决定的重新答复已经立案。"))

    def perform(self) -> Case:
        again = _copy(self.case, wanted=self.case.wanted, again_from=self.case, at=self.at, by=self.by)
        again.arrived_on, again.answer_due, again.counted = self.decided_on, self.answer_by, False
        again.save(update_fields=["arrived_on", "answer_due", "counted"])
        for item in self.case.items.all():
            Item.objects.create(case=again, number=item.number, text=item.text)
        ActRow.objects.create(
            case=again, place=0, code="received", on=self.decided_on, data={"channel": "in_person"},
            by=self.by,
            note=_("收到责令重新答复的决定、判决"), recorded_at=self.at,
        )  # fmt: skip
        refresh(again, state_of(again, self.today))
        self.said = _("%(due)s前重新答复，另立%(number)s") % {
            "due": self.answer_by.isoformat(),
            "number": again.number,
        }
        self.facts = {"kind": "again", "subject": again.number, "day": self.answer_by.isoformat()}
        return again


def _go_on(action: CaseAction[Any], numbers: str, note: str) -> None:
    """The ledger of what was joined or split ends: no clock runs in it any more."""
    RecordAct(
        action.case, "continued", action.today, {"cases": numbers}, note=note, by=action.by, at=action.at,
        origin=action.origin,
    ).execute()  # fmt: skip


def _copy(case: Case, *, wanted: str, at: dt.datetime, by: Any, **links: Case) -> Case:
    made = Case.objects.create(
        **{name: getattr(case, name) for name in ALIKE},
        **links,
        number=next_case_number(case.agency, timezone.localdate(at).year),
        source=Source.STAFF,
        wanted=wanted,
        registered_at=at,
        registered_by=by,
        phase="draft",
    )
    applicant = Applicant(case=made)
    for field in Applicant._meta.concrete_fields:
        if field.name in ("id", "case") or field.name.endswith("_index"):
            continue
        value = getattr(case.applicant, field.attname)
        setattr(
            applicant,
            field.attname,
            value.reveal() if isinstance(field, EncryptedTextField) and value else value,
        )
    applicant.save()
    return made


def _copy_acts(rows: Sequence[ActRow] | Any, part: Case) -> None:
    ActRow.objects.bulk_create(
        [
            ActRow(
                case=part, place=row.place, code=row.code, on=row.on, data=row.data, note=row.note, by=row.by,
                post=row.post, recorded_at=row.recorded_at,
            )
            for row in rows
        ]
    )  # fmt: skip
