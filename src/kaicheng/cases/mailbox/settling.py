"""What a letter that lies in a case means for it: said by who handles the case, and counted from the day on
which the letter came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.fees import RecordPayment
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.actions.late_opinion import take_opinion
from kaicheng.cases.filing import keep
from kaicheng.cases.ledger import state_of
from kaicheng.cases.mailbox.actions import original
from kaicheng.cases.models import Case, FileRole, MailMessage, MailState, Proof
from kaicheng.statute import act_words

NOTHING = "nothing"
BY_LETTER = ("corrected", "reasons_given", "withdrawal")
"""Acts of the applicant that a letter is."""


def day_of(message: MailMessage) -> dt.date:
    """The day that counts: on which the mail server got it."""
    return timezone.localdate(message.arrived_at)


def deeds_of(case: Case, message: MailMessage) -> Iterator[tuple[str, str]]:
    """What the letter may be: the acts that the law permitted on the day on which it came, an opinion that
    was asked for, a payment, or nothing that has to be recorded."""
    state = state_of(case, day_of(message))
    for code in BY_LETTER:
        if state.may(code):
            yield code, act_words()[code].name.zh
    for asked in case.consultations.filter(letter_act__isnull=False, replied_at__isnull=True):
        whose = f"{asked.get_kind_display()}（{asked.name}）"
        yield f"agrees:{asked.pk}", _("%(whose)s的意见：同意公开") % {"whose": whose}
        yield f"objects:{asked.pk}", _("%(whose)s的意见：不同意公开") % {"whose": whose}
    if state.may("fee_paid"):
        for charge in case.fees.filter(paid_on__isnull=True):
            yield f"paid:{charge.pk}", _("缴费凭证，已经核对到账")
    yield NOTHING, _("没有要登记的事项")


class SettleLetter(CaseAction[MailMessage]):
    """Record what a letter is, on the day on which it came, or that it is nothing that changes the case.

    ``paid_on`` is the day of a payment; ``note`` what the letter says, or why nothing follows from it.
    """

    def __init__(
        self,
        message: MailMessage,
        deed: str,
        *,
        note: str = "",
        paid_on: dt.date | None = None,
        **context: Any,
    ) -> None:
        assert message.case is not None  # noqa: S101  # asked of letters that were filed
        super().__init__(message.case, **context)
        self.message, self.deed, self.note, self.paid_on = message, deed, note.strip(), paid_on

    def validate(self) -> None:
        self.message = MailMessage.objects.select_for_update().get(pk=self.message.pk)
        if self.message.state != MailState.FILED or self.message.note:
            refuse(_("这封来信已经处理过：%(note)s") % {"note": self.message.note})
        self.label = dict(deeds_of(self.case, self.message)).get(self.deed, "")
        if not self.label:
            refuse(_("请选择这封来信是什么。"), "deed")
        if self.deed == NOTHING:
            self.note = required(
                self.note, _("请写明来信说了什么，为什么没有要登记的，例如“询问进度，已电话答复”。"), "note"
            )

    def perform(self) -> MailMessage:
        if self.deed == "withdrawal":
            self._prove_withdrawal()
        act = self._act()
        if act is not None:
            act.execute()
        # what was recorded has the words with it
        self.message.note = self.label if act is not None else f"{self.label}：{self.note}"[:300]
        self.message.save(update_fields=["note"])
        self.said = _("%(day)s的电子邮件：%(what)s") % {
            "day": day_of(self.message).isoformat(),
            "what": self.label,
        }
        self.facts = {"kind": self.deed, "day": day_of(self.message).isoformat()}
        return self.message

    def _act(self) -> StaffAction[Any] | None:
        context: dict[str, Any] = {"by": self.by, "at": self.at, "origin": self.origin}
        what, _colon, number = self.deed.partition(":")
        if what in BY_LETTER:
            return RecordAct(self.case, what, day_of(self.message), note=self.note, **context)
        if what in ("agrees", "objects"):
            asked = self.case.consultations.get(pk=number)
            return take_opinion(
                asked, on=day_of(self.message), agrees=what == "agrees", opinion=self.note, **context
            )
        if what == "paid":
            if self.paid_on is None:
                refuse(_("请填写缴费的日期。"), "paid_on")
            return RecordPayment(self.case.fees.get(pk=number), self.paid_on, **context)
        return None

    def _prove_withdrawal(self) -> None:
        """The letter itself is the applicant's own writing."""
        data = original(self.message)
        if not data:
            refuse(_("邮件原件没有收取，请到邮箱里下载，用“登记撤回”附上。"), "deed")
        # the file that it became when it was filed
        file = keep(self.case, FileRole.MESSAGE, _("邮件原件") + ".eml", data, by=self.by, at=self.at)
        Proof.objects.create(
            case=self.case,
            code="withdrawal_statement",
            text=_("申请人来信撤回申请。"),
            file=file,
            by=self.by,
            recorded_at=self.at,
        )
