"""Letters that nobody has decided on, and mailboxes that cannot be read, as work items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies import permissions
from kaicheng.agencies.models import Agency, User
from kaicheng.cases.models import MailboxStatus, MailMessage, MailState
from kaicheng.workbench.items import Act, WorkItem
from kaicheng.workbench.registry import register


@register("mailbox", gettext_lazy("邮箱来信"))
def letters_waiting(user: User, today: dt.date) -> Iterator[WorkItem]:
    """One line for each authority's letters, and one for each mailbox that fails."""
    rows = permissions.visible(user, "cases.mail.handle", MailMessage.objects.all(), today)
    waiting = (
        rows.filter(state=MailState.WAITING)
        .order_by()
        .values("agency")
        .annotate(count=Count("pk"), first=Min("arrived_at"))
    )
    found = list(waiting)
    failing = list(MailboxStatus.objects.filter(failing_since__isnull=False).select_related("agency"))
    agencies = Agency.objects.in_bulk([line["agency"] for line in found])
    act = Act(_("处理来信"), reverse("cases_mail"))
    for line in found:
        day = timezone.localdate(line["first"])
        yield WorkItem(
            key=f"mailbox:{line['agency']}:{day.isoformat()}",
            kind="mailbox",
            title=_("申请邮箱有%(count)s封来信待处理") % {"count": line["count"]},
            state=_("最早一封%(day)s到达，收到申请之日从到达算起") % {"day": day.isoformat()},
            act=act,
            mine=True,
            agency=agencies[line["agency"]].short_name,
        )
    for status in failing:
        if permissions.may(user, "cases.mail.handle", MailMessage(agency=status.agency), today):
            yield WorkItem(
                key=f"mailbox-failing:{status.pk}",
                kind="mailbox",
                title=_("申请邮箱收取失败"),
                state=f"{status.problem}" + _("修好以前请每天登录邮箱查看。"),
                act=Act(_("查看"), reverse("cases_mail")),
                mine=True,
                agency=status.agency.short_name,
            )
