"""What an edit does to signatures."""

from __future__ import annotations

from django.utils import timezone
from wagtail.models import Revision, WorkflowState

from kaicheng.agencies.models import User
from kaicheng.audit.recording import Entry, Target, atomic, record
from kaicheng.review import context, events
from kaicheng.review.models import Submission
from kaicheng.review.people import actor_of
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


def void_if_changed(subject: Reviewed, revision: Revision, user: User | None) -> None:
    """End a run whose content is no longer what was submitted; the author begins anew."""
    submission = open_submission(subject)
    if submission is None or revision.as_object().content_hash == submission.content_hash:
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
