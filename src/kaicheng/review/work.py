"""What reviews put on desks: signatures that wait, and what has come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import WorkflowState

from kaicheng.agencies.models import Agency, Office, User
from kaicheng.agencies.standing import capacities, with_predecessors
from kaicheng.findings import Text
from kaicheng.review.levels import LEVELS, in_office, label
from kaicheng.review.models import Submission
from kaicheng.review.people import barred_from_signing
from kaicheng.statute import load_calendar
from kaicheng.workbench.items import Act, Due, WorkItem
from kaicheng.workbench.registry import register


@register("review", gettext_lazy("审核签批"))
def to_sign(user: User, today: dt.date) -> Iterator[WorkItem]:
    """Submissions that stand at a level which the person holds."""
    at_levels = Q(pk__in=[])
    for capacity in capacities(user, today):
        if capacity.role not in LEVELS:
            continue
        place = (
            Q(office__in=with_predecessors(Office, filter(None, [capacity.membership.office_id])))
            if in_office(capacity.role)
            else Q(agency__in=with_predecessors(Agency, [capacity.membership.agency_id]))
        )
        at_levels |= place & Q(state__current_task_state__task__signaturetask__level=capacity.role)
    waiting = (
        Submission.objects.filter(
            at_levels, state__status=WorkflowState.STATUS_IN_PROGRESS, voided_at__isnull=True
        )
        .select_related(
            "state__current_task_state__task__signaturetask", "office", "agency", "by", "revision"
        )
        .distinct()
    )
    for submission in waiting:
        if user.pk not in barred_from_signing(submission):
            yield _to_sign(submission)


def _to_sign(submission: Submission) -> WorkItem:
    task = submission.state.current_task_state
    level = task.task.signaturetask.level
    calendar = load_calendar(submission.agency.holiday_region or None)
    begun = timezone.localdate(task.started_at)
    # 当天: the day itself, or the first working day when it came on a day of rest.
    due = (
        calendar.workday_after(begun, submission.days)
        if submission.days
        else calendar.workday_after(begun - dt.timedelta(days=1), 1)
    )
    return WorkItem(
        key=f"review:{submission.pk}:{level}",
        kind="review",
        title=submission.title,
        act=Act(_("审核"), reverse("review_submission", args=[submission.pk])),
        from_whom=submission.office.name if submission.office else submission.agency.short_name,
        state=_("急件，等%(level)s签批") % {"level": label(level)}
        if submission.urgent
        else _("等%(level)s签批") % {"level": label(level)},
        due=Due(
            due,
            calendar,
            Text("本机关审核时限", "the authority's own limit for review"),
            Text("本机关设定的每级审核时限", "the limit that the authority has set for each level"),
        ),
        waits_for_me=True,
        agency=submission.agency.short_name,
        office=submission.office.name if submission.office else "",
    )


@register("returned", gettext_lazy("退回修改"))
def returned(user: User, today: dt.date) -> Iterator[WorkItem]:
    """What the person submitted and got back."""
    back = Submission.objects.filter(
        by=user, state__status=WorkflowState.STATUS_NEEDS_CHANGES, voided_at__isnull=True
    ).select_related("returned", "agency", "office", "revision")
    for submission in back:
        given = submission.returned
        yield WorkItem(
            key=f"returned:{submission.pk}",
            kind="returned",
            title=submission.title,
            act=Act(_("修改"), reverse("review_submission", args=[submission.pk])),
            from_whom=given.post,
            state=_("已退回：%(why)s") % {"why": given.comment or _("请看退回原因")},
            returned_to_me=True,
            mine=True,
            agency=submission.agency.short_name,
        )
