"""What the worker does for publishing by itself."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from kaicheng.agencies.loading import kept
from kaicheng.agencies.models import Agency
from kaicheng.agencies.models.agency import Status
from kaicheng.publishing import outlets
from kaicheng.publishing.actions.platform import OpenPlatform
from kaicheng.publishing.actions.validity import update_validity
from kaicheng.publishing.actions.withdraw import withdraw_ended_notices
from kaicheng.publishing.checking import stored
from kaicheng.publishing.upkeep.look import look_for_unfinished
from kaicheng.publishing.uploads import drop_forgotten
from kaicheng.workbench.schedule import periodic


@periodic("platforms", every=dt.timedelta(minutes=5))
def open_platforms(at: dt.datetime) -> None:
    """A platform with every statutory column for each authority that has none, those above first."""
    without = Agency.objects.filter(status=Status.ACTIVE, acts_in_own_name=True, platform__isnull=True)
    for agency in without.order_by("path"):
        OpenPlatform(agency, by=None, at=at).execute()


@periodic("validity", every=dt.timedelta(hours=1))
def follow_the_calendar(at: dt.datetime) -> None:
    """Documents that begin or end to be in force, and 公示 whose days are over."""
    today = timezone.localdate(at)
    try:
        update_validity(at, today)
    finally:
        withdraw_ended_notices(at, today)


@periodic("publishing_tidy", every=dt.timedelta(days=1))
def tidy(at: dt.datetime) -> None:
    """Drop what can be worked out again, files put into no document, spreadsheets never loaded."""
    stored.tidy(at)
    drop_forgotten(at)
    kept.tidy(at)


@periodic("outlets", every=dt.timedelta(minutes=1))
def catch_up(at: dt.datetime) -> None:
    """What nobody was to wait for, and what a crash or a full disk has kept from going outside.

    What cannot be brought there has a ticket with its authority, until it can.
    """
    try:
        outlets.catch_up()
    finally:
        look_for_unfinished(at)
