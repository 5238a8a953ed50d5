"""What follows from publication: the trail tells of it, and the report goes to the authority above."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published

from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import SYSTEM, Entry, Target, atomic, record
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text
from kaicheng.publishing.models.document import Mark
from kaicheng.reporting import events
from kaicheng.reporting.models import HandIn, ReportDraft
from kaicheng.reporting.supervising.receiving import receive
from kaicheng.reporting.tree import superior_of


@receiver(page_published, sender=AnnualReportPage)
def hand_up(instance: AnnualReportPage, **_given: Any) -> None:
    """Record the edition and hand it to the authority above, in the same transaction.

    What was public before the system is handed up too, so that the supervisor's list is whole; when that
    was, nobody here knows, so that nothing is said of being late.
    """
    now = timezone.now()
    here = instance.mark == Mark.HERE
    with atomic():
        if here:
            record(
                Entry(
                    type=events.REPORT_PUBLISHED,
                    chain=instance.agency.chain,
                    actor=SYSTEM,
                    target=Target.of(instance, instance.title),
                    at=now,
                    facts={
                        "edition": instance.edition,
                        "why": instance.correction or "第一次公布",
                        "year": instance.year,
                    },
                    content_hash=instance.content_hash,
                )
            )
            ReportDraft.objects.filter(page=instance).update(differs=0)
        superior = superior_of(instance.agency)
        if superior is not None:
            hand_to(superior, instance, now)


def hand_to(superior: Agency, page: AnnualReportPage, now: dt.datetime) -> HandIn | None:
    """Hand what is public to an authority; None where its last round of it says the same."""
    day = timezone.localdate(page.first_published_at or now) if page.mark == Mark.HERE else None
    return receive(
        superior,
        from_text(page.report_json),
        agency=page.agency,
        year=page.year,
        way=HandIn.Way.HERE,
        at=now,
        today=day or dt.date(page.year + 1, 1, 1),
        published_on_day=day,
        page=page,
    )
