"""The periodic jobs of the workbench itself."""

from __future__ import annotations

import datetime as dt

from django.core.management import call_command
from django.utils import timezone

from kaicheng.workbench import digests, mail, reminders
from kaicheng.workbench.models import DigestSent, Heartbeat, Mail, Notice, Reminded
from kaicheng.workbench.schedule import QUEUE, periodic

KEPT = dt.timedelta(days=400)
"""How long sent mail, read notices and what was reminded of are kept."""
TASKS_KEPT_DAYS = 30


@periodic("send_mail", every=dt.timedelta(minutes=1))
def send_mail(at: dt.datetime) -> None:
    """Send the letters that are due."""
    mail.deliver(timezone.now)


@periodic("reminders", every=dt.timedelta(hours=1))
def remind(at: dt.datetime) -> None:
    """Remind of dates. Hourly, for items that turn up during the day."""
    reminders.remind_everybody(at)


@periodic("digests", every=dt.timedelta(minutes=10))
def digest(at: dt.datetime) -> None:
    """Write the digests whose hour has come."""
    digests.digest_everybody(at)


@periodic("tidy", every=dt.timedelta(days=1))
def tidy(at: dt.datetime) -> None:
    """Drop what nobody needs any more."""
    before = at - KEPT
    Mail.objects.filter(created_at__lt=before).exclude(state=Mail.State.WAITING).delete()
    Notice.objects.filter(read_at__lt=before).delete()
    Reminded.objects.filter(due__lt=before.date()).delete()
    DigestSent.objects.filter(day__lt=before.date()).delete()
    Heartbeat.objects.filter(at__lt=at - dt.timedelta(days=1)).delete()
    call_command(
        "prune_db_task_results",
        f"--backend={QUEUE}",
        "--queue-name=*",
        f"--min-age-days={TASKS_KEPT_DAYS}",
        f"--failed-min-age-days={KEPT.days}",
        verbosity=0,
    )
