"""Who may sign what, and as whom the trail names somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from wagtail.models import Revision

from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.roles import Role
from kaicheng.agencies.standing import Capacity, acting, acting_for, capacities, succession
from kaicheng.audit.recording import SYSTEM, Actor
from kaicheng.review.levels import in_office
from kaicheng.review.models import Submission
from kaicheng.review.subject import Reviewed


def capacity_at(user: User, level: str, submission: Submission, on: dt.date) -> Capacity | None:
    """In which capacity ``user`` may sign at that level: of the submission's office, or of its authority,
    or of what took over from it.
    """
    role = Role(level)
    if in_office(level):
        return acting_for(user, role, submission.office, on) if submission.office else None
    places = {agency.pk for agency in succession(submission.agency)}
    return next(
        (
            capacity
            for capacity in capacities(user, on)
            if capacity.role is role and capacity.membership.agency_id in places
        ),
        None,
    )


def signers(level: str, submission: Submission, on: dt.date) -> list[Capacity]:
    """Everybody who may sign at that level, who has not signed and did not edit."""
    place = submission.office if in_office(level) else submission.agency
    if place is None:
        return []
    barred = barred_from_signing(submission)
    return [one for one in acting(Role(level), place, on) if one.user.pk not in barred]


def can_be_apart(levels: Sequence[Collection[int]]) -> bool:
    """Whether each of these levels can have another person, of those who may sign there."""
    if not levels:
        return True
    first, *rest = levels
    return any(can_be_apart([set(people) - {one} for people in rest]) for one in first)


def barred_from_signing(submission: Submission) -> set[int]:
    """Who has signed this submission already, or edited what it is about since it was last public."""
    signed = set(submission.signatures.values_list("user_id", flat=True))
    return signed | editors(submission.revision)


def editors(revision: Revision) -> set[int]:
    """Who has a hand in the text of ``revision``: everybody who saved a version since the last public one, or
    one of what it was drawn from."""
    subject = revision.as_object()
    versions = Revision.objects.for_instance(subject).filter(pk__lte=revision.pk, user__isnull=False)
    public = getattr(subject, "live_revision_id", None)
    if public and public < revision.pk:
        versions = versions.filter(pk__gt=public)
    found = set(versions.values_list("user_id", flat=True))
    if subject.drawn_from is not None:
        drawn = Revision.objects.for_instance(subject.drawn_from).filter(user__isnull=False)
        found |= set(drawn.values_list("user_id", flat=True))
    return found


def actor_of(user: User | None, agency: Agency, on: dt.date) -> Actor:
    """Somebody as the trail names them: by a post in the authority, else by the account alone."""
    if user is None:
        return SYSTEM
    held = capacities(user, on)
    here = [one for one in held if one.membership.agency_id == agency.pk]
    if here or held:
        return (here or list(held))[0].actor
    return Actor(id=str(user.pk), post="", name=user.get_full_name())


def subject_of(submission: Submission) -> Reviewed:
    """What was submitted, as it stands now in the database."""
    found: Reviewed = submission.revision.content_object
    return getattr(found, "specific", found)
