"""What happens to a document in the moment in which it becomes public."""

from __future__ import annotations

from django.utils import timezone
from wagtail.models import Revision

from kaicheng.agencies.models import User
from kaicheng.audit.recording import Entry, Target, record
from kaicheng.publishing import corrections, events, outlets
from kaicheng.publishing.kinds import COUNTED
from kaicheng.publishing.models import DocumentPage, PolicyEvent, PolicyEventKind
from kaicheng.publishing.numbering import next_index_number
from kaicheng.publishing.validity import record_lapse, validity_on
from kaicheng.review import context
from kaicheng.review.people import actor_of


def after_publishing(
    pk: int, revision: Revision, user: User | None, was: corrections.Before | None = None
) -> None:
    """Number it, date it, count it, tell of it, and bring it outside. Nothing when it waits for its day.

    ``was`` is what the edition before it said.
    """
    page = DocumentPage.objects.select_related("agency").get(pk=pk)
    if not page.live:
        return
    now = timezone.now()
    today = timezone.localdate(now)
    first = page.index_number is None
    if first:
        page.index_number = next_index_number(page.agency, today.year)
        page.published_date = today
        if page.kind in COUNTED:
            PolicyEvent.objects.create(
                document=page,
                kind=PolicyEventKind.ISSUED,
                on=page.created_date or today,
                recorded_at=now,
            )
    actor = actor_of(user, page.agency, today)
    if was is not None:
        corrections.follow(page, was, actor, now, today)
    record_lapse(page, now, today)
    page.validity = validity_on(page, today)
    with context.act():
        page.save(update_fields=["index_number", "published_date", "validity"], clean=False)
    record(
        Entry(
            type=events.DOCUMENT_PUBLISHED,
            chain=page.agency.chain,
            actor=actor,
            target=Target.of(page, page.title),
            at=now,
            facts={"index_number": page.index_number, "revision": str(revision.pk), "first": first},
            content_hash=page.signed_hash,
        )
    )
    outlets.announce(page, now)
