"""What imports put on desks: those that wait until somebody else has confirmed them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.agencies import permissions
from kaicheng.agencies.models import User
from kaicheng.findings import Text
from kaicheng.publishing.importing.batches import preparers_of
from kaicheng.publishing.importing.running import CONFIRM
from kaicheng.publishing.models import ImportBatch
from kaicheng.statute import load_calendar
from kaicheng.workbench.items import Act, Due, WorkItem
from kaicheng.workbench.registry import register

DAYS = 5
"""Working days to look at an import: an authority's own rule of conduct, not law."""
OWN_RULE = Text("本机关确认导入的时限", "the authority's own limit for confirming imports")


@register("import", gettext_lazy("待确认的导入"))
def to_confirm(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Imports that others have prepared."""
    rows = ImportBatch.objects.filter(
        prepared_at__isnull=False, confirmed_at=None, finished_at=None, failure="", count__gt=0
    ).select_related("agency", "by")
    for batch in permissions.visible(user, CONFIRM, rows, today):
        if batch.prepared_at is None or str(user.pk) in preparers_of(batch):
            continue
        calendar = load_calendar(batch.agency.holiday_region or None)
        due = calendar.workday_after(timezone.localdate(batch.prepared_at), DAYS)
        yield WorkItem(
            key=f"import:{batch.pk}",
            kind="import",
            title=_("确认从“%(source)s”导入%(n)s条信息") % {"source": batch.source, "n": batch.count},
            act=Act(_("看过后确认"), reverse("publishing_import", args=[batch.pk])),
            from_whom=_("政府信息公开工作机构"),
            state=_("检查完，等确认"),
            due=Due(due, calendar, OWN_RULE, OWN_RULE),
            waits_for_me=True,
            agency=batch.agency.short_name,
        )
