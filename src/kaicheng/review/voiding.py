"""What an edit does to signatures."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from wagtail.models import Revision, WorkflowState

from kaicheng.agencies.models import User
from kaicheng.agencies.standing import Capacity
from kaicheng.audit.recording import Entry, Target, atomic, record
from kaicheng.review import context, events
from kaicheng.review.models import Submission
from kaicheng.review.people import actor_of, barred_from_signing, capacity_at
from kaicheng.review.subject import Reviewed


def open_submission(subject: Reviewed) -> Submission | None:
    """The submission that is on its way through the levels, if there is one."""
    return (
        Submission.objects.filter(
            state__in=WorkflowState.objects.for_instance(subject).filter(
                status=WorkflowState.STATUS_IN_PROGRESS
            ),
            voided_at__isnull=True,
        )
        .select_related("state__current_task_state", "agency", "office")
        .first()
    )


def signing_capacity(user: User, subject: Reviewed, on: dt.date) -> Capacity | None:
    """In which capacity somebody may sign what is on its way, at whatever level; None when it is not, or they
    may not."""
    submission = open_submission(subject)
    if submission is None or user.pk in barred_from_signing(submission):
        return None
    held = (capacity_at(user, level, submission, on) for level in submission.levels)
    return next((one for one in held if one is not None), None)


def void_if_changed(subject: Reviewed, revision: Revision, user: User | None) -> None:
    """End a run whose content is no longer what was submitted; the author begins anew."""
    submission = open_submission(subject)
    if submission is None or revision.as_object().states(submission.content_hash):
        return
    now = timezone.now()
    with atomic(), context.act():
        submission.state.cancel(user=user)
        submission.voided_at = now
        submission.save(update_fields=["voided_at"])
        record(
            Entry(
                type=events.VOIDED,
                chain=submission.agency.chain,
                actor=actor_of(user, submission.agency, timezone.localdate(now)),
                target=Target.of(subject, submission.title),
                at=now,
                facts={"signatures": submission.signatures.count(), "revision": str(revision.pk)},
            )
        )
