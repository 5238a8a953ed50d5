"""What a reviewer is shown of a submission: what has changed, since when."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Revision

from kaicheng.agencies.models import User
from kaicheng.conversion import diff
from kaicheng.review.models import Return, Signature, Submission
from kaicheng.review.subject import Reviewed


@dataclass(frozen=True, slots=True)
class Fact:
    """One particular with what it was before; ``before`` is None where nothing changed."""

    label: str
    value: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A submitted version beside an earlier one; without an earlier one everything is new."""

    html: str
    facts: tuple[Fact, ...]
    since: Revision | None

    @property
    def changed(self) -> bool:
        """Whether anything is different."""
        return self.since is None or "<ins" in self.html or "<del" in self.html or self.facts_changed

    @property
    def facts_changed(self) -> bool:
        """Whether any particular is different."""
        return any(fact.before is not None for fact in self.facts)


def last_public(submission: Submission) -> Revision | None:
    """The version that is public now, if there is one."""
    subject = submission.revision.as_object()
    public: Revision | None = getattr(subject, "live_revision", None)
    return public


def last_reviewed(submission: Submission, user: User) -> Revision | None:
    """The version that the person signed or sent back last, before this submission."""
    earlier = {"submission__revision__object_id": submission.revision.object_id}
    kind = {"submission__revision__base_content_type": submission.revision.base_content_type_id}
    signed = Signature.objects.filter(user=user, **earlier, **kind).exclude(submission=submission)
    returned = Return.objects.filter(user=user, **earlier, **kind).exclude(submission=submission)
    found = [
        (row.at, row.submission.revision)
        for row in (
            signed.select_related("submission__revision").order_by("-at").first(),
            returned.select_related("submission__revision").order_by("-at").first(),
        )
        if row is not None
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def compare(version: Reviewed, since: Revision | None) -> Comparison:
    """``version`` beside an earlier version of it."""
    facts = version.review_facts()
    if since is None:
        shown = tuple(Fact(label, value, None) for label, value in facts if value)
        return Comparison(version.review_html(), shown, None)
    earlier: Reviewed = since.as_object()
    before = dict(earlier.review_facts())
    return Comparison(
        diff(earlier.review_html(), version.review_html()),
        tuple(
            Fact(label, value, before.get(label, "") if before.get(label, "") != value else None)
            for label, value in facts
            if value or before.get(label)
        ),
        since,
    )
