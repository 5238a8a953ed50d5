"""Dates and counts of the staff side in words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from kaicheng.workbench.items import Due, Urgency


def time_left(due: Due, today: date) -> str:
    """“今天到期”, “还有 3 个工作日”, “已逾期 2 个工作日”."""
    left = due.workdays_left(today)
    if due.urgency(today) is Urgency.OVERDUE:
        # The days of rest right after the date: overdue, and no working day has passed.
        return _("已逾期 %(n)s 个工作日") % {"n": -left} if left else _("已逾期")
    if today == due.on:
        return _("今天到期")
    if left:
        return _("还有 %(n)s 个工作日") % {"n": left}
    return _("今天是到期前最后一个工作日") if today == due.target else _("到期前没有工作日了")
