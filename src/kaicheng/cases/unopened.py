"""Letters sent on line that the applicant has not opened, as work items: they go by post instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies import permissions
from kaicheng.agencies.models import User
from kaicheng.cases.actions.deliver import ON_LINE, SETS_LIMIT
from kaicheng.cases.ledger import calendar_of
from kaicheng.cases.models import Delivery, Opening
from kaicheng.cases.models.letters import template_of
from kaicheng.statute import OPEN_PHASES
from kaicheng.workbench.items import Act, WorkItem
from kaicheng.workbench.registry import register

PATIENCE = 3
"""Working days that an applicant is left to open a letter; the law sets none."""
ANSWERS_FOR = dt.timedelta(days=60)
"""How long an answer that nobody has opened is worth sending again: while it can be contested
(行政复议法第二十条)."""
MOST = 300


@register("case-unopened", gettext_lazy("电子送达未查阅"))
def not_opened(user: User, today: dt.date) -> Iterator[WorkItem]:
    """One line for each letter that went out on line and by no other way, and was not opened in time, nor
    otherwise proved to have arrived."""
    sent = permissions.visible(user, "cases.case.handle", Delivery.objects.all(), today).filter(
        means__in=ON_LINE, failed="", letter__addressee="applicant", sent_on__lt=today, proof=None
    )
    opened = Opening.objects.filter(file=OuterRef("letter__file"))
    other_way = Delivery.objects.filter(letter=OuterRef("letter"), failed="").exclude(means__in=ON_LINE)
    waits = Q(letter__act__in=SETS_LIMIT, letter__case__phase__in=list(OPEN_PHASES), reached_on=None)
    worth = ~Q(letter__act__in=SETS_LIMIT) & Q(sent_on__gte=today - ANSWERS_FOR)
    rows = sent.filter(waits | worth).exclude(Exists(opened)).exclude(Exists(other_way))
    for one in rows.select_related("letter__case__agency").order_by("sent_on", "pk")[:MOST]:
        case, calendar = one.letter.case, calendar_of(one.letter.case)
        days = calendar.workdays_between(one.sent_on, today)
        if days < PATIENCE:
            continue
        yield WorkItem(
            key=f"case-unopened:{one.pk}",
            kind="case-unopened",
            title=_("申请%(number)s的%(letter)s，申请人没有在网上打开")
            % {"number": case.number, "letter": template_of(one.letter).name.zh},
            act=Act(_("改用邮寄"), reverse("cases_deliver", args=[case.pk, one.letter_id])),
            state=_("已发出%(days)s个工作日，电子送达未查阅，改用邮寄") % {"days": days},
            mine=True,
            agency=case.agency.short_name,
        )
