"""The one question before anything is public: has every level signed exactly this?"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import Revision

from kaicheng.audit.models import Event
from kaicheng.review import context, events
from kaicheng.review.levels import AUTHOR
from kaicheng.review.models import Submission
from kaicheng.review.subject import Reviewed


class NotSigned(PermissionDenied):
    """A revision lacks a signature, or was changed after one."""


def require_signed(subject: Reviewed, revision: Revision) -> Submission:
    """The submission whose signatures make ``revision`` fit to be public. Raises :class:`NotSigned`.

    Every level of the chain and the author must have signed, each another person, on this very revision,
    whose content is still what they signed; the audit trail must tell of each signature.
    """
    submission = Submission.objects.filter(revision=revision, voided_at__isnull=True).order_by("-pk").first()
    if submission is None or str(revision.object_id) != str(subject.pk):
        raise NotSigned(_("三审没有完成，不能公开：这一版还没有送审。"))
    newer = getattr(subject, "live_revision_id", None)
    if subject.live and newer and revision.pk < newer:
        raise NotSigned(_("这一版之后已经公开了新的一版，不能再公开旧的：请另行修改、送审。"))
    signatures = list(submission.signatures.all())
    missing = {AUTHOR, *submission.levels} - {one.level for one in signatures}
    if missing:
        raise NotSigned(_("三审没有完成，不能公开：还差签名。"))
    if len({one.user_id for one in signatures}) != len(signatures):
        raise NotSigned(_("同一个人签了两级，不能公开。"))
    (signed, *others) = {one.content_hash for one in signatures}
    other_version = any(one.revision_id != revision.pk for one in signatures)
    if others or other_version or not revision.as_object().states(signed):
        raise NotSigned(_("签名以后内容有变动，不能公开：请重新送审。"))
    told = Event.objects.filter(
        action=events.SIGNED.name,
        object_type=subject._meta.label_lower,
        object_id=str(subject.pk),
        content_hash=signed,
    )
    known = {*told.values_list("actor", flat=True), context.signing()}
    if any(str(one.user_id) not in known for one in signatures):
        raise NotSigned(_("审计记录里没有这些签名，不能公开。请安全管理员查明原因。"))
    return submission


def is_signed(subject: Reviewed, revision: Revision) -> bool:
    """Whether :func:`require_signed` would let it pass."""
    try:
        require_signed(subject, revision)
    except NotSigned:
        return False
    return True
