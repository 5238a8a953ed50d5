"""Until when we must answer a body or a court, and how far a dispute is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaicheng.cases.models import Dispute, DisputeKind
from kaicheng.statute import CalendarNotAvailable, Deadline, Kind, RuleNotInForce, WorkCalendar, deadline


def reply_limit(dispute: Dispute, calendar: WorkCalendar) -> Deadline | None:
    """The last day for our reply and evidence; None before the copy arrived, or where no rule is on record.

    In reconsideration 10 working days, 5 in the summary procedure (行政复议法第四十八条、第五十四条); before
    2024 10 days in the one procedure there was (第二十三条第一款). In a suit 15 days in any procedure
    (行政诉讼法第六十七条).
    """
    if dispute.copy_received_on is None:
        return None
    if dispute.kind != DisputeKind.RECONSIDERATION:
        kinds = [Kind.DEFENDANT_EVIDENCE]
    else:
        kinds = [Kind.RESPONDENT_REPLY_SUMMARY] if dispute.summary_procedure else []
        kinds.append(Kind.RESPONDENT_REPLY_ORDINARY)
    for kind in kinds:
        try:
            return deadline(kind, dispute.copy_received_on, calendar)
        except RuleNotInForce:
            continue
        except CalendarNotAvailable:
            return None
    return None


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a dispute: its name and the day on which it was reached, if it was."""

    name: str | Promise
    on: dt.date | None


def stages(dispute: Dispute) -> list[Stage]:
    """All steps in their order."""
    reconsidered = dispute.kind == DisputeKind.RECONSIDERATION
    found = [
        Stage(_("受理") if reconsidered else _("立案"), dispute.filed_on),
        Stage(_("收到副本"), dispute.copy_received_on),
        Stage(_("提交答复和证据") if reconsidered else _("提交答辩状和证据"), dispute.replied_on),
        Stage(_("听取意见、听证") if reconsidered else _("开庭"), dispute.heard_on),
        Stage(_("作出决定") if reconsidered else _("作出裁判"), dispute.decided_on),
        Stage(_("收到决定书") if reconsidered else _("收到裁判文书"), dispute.decision_received_on),
    ]
    if dispute.again is not None:
        found.append(Stage(_("重新答复"), dispute.again.answered_on))
    return found


def stage(dispute: Dispute) -> Stage:
    """The last step that was reached."""
    return next(one for one in reversed(stages(dispute)) if one.on is not None)
