"""What an applicant has sent beside the acts of the law: opened, and answered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import refuse, required
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.models import ApplicantMessage


class OpenMessage(CaseAction[ApplicantMessage]):
    """Somebody reads it: from here on it waits for nobody, and who opened it is on record."""

    def __init__(self, message: ApplicantMessage, **context: Any) -> None:
        super().__init__(message.case, **context)
        self.message = message

    def perform(self) -> ApplicantMessage:
        self.message.read_at, self.message.read_by = self.at, self.by
        self.message.save(update_fields=["read_at", "read_by"])
        self.said = _("打开申请人来信：%(kind)s") % {"kind": self.message.get_kind_display()}
        self.facts = {"kind": self.message.kind}
        return self.message


class AnswerMessage(CaseAction[ApplicantMessage]):
    """A few words back, which the applicant reads on the page of the request."""

    def __init__(self, message: ApplicantMessage, reply: str, **context: Any) -> None:
        super().__init__(message.case, **context)
        self.message, self.reply = message, reply

    def validate(self) -> None:
        self.reply = required(self.reply, _("请写明怎样处理。"), "reply")
        if self.message.read_at is None:
            refuse(_("请先打开来信，看过再答复。"))

    def perform(self) -> ApplicantMessage:
        # The values are set as they came: a row that is read holds them sealed.
        self.message.reply, self.message.replied_at = self.reply, self.at
        self.message.save(update_fields=["reply", "replied_at"])
        self.said = _("答复申请人来信：%(kind)s") % {"kind": self.message.get_kind_display()}
        self.facts = {"kind": self.message.kind}
        return self.message
