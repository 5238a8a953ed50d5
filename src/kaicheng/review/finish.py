"""What the CMS does when the last level has signed. The CMS imports this while it loads its own models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from wagtail.models import WorkflowState


def publish_signed(workflow_state: WorkflowState, user: Any = None) -> None:
    """Make the revision public that was signed, not whatever is the latest."""
    submission = getattr(workflow_state, "submission", None)
    if submission is None:
        raise PermissionDenied("这个流程不是送审产生的，不能公开。")
    submission.revision.publish(user=user)
